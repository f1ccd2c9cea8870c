"""The shipped law files are sound, and each fault of a law file is found and named."""

from datetime import date
from typing import Any

import pytest

from terang.core.enums import Appraised, Perspective, Potential
from terang.core.parameters import Law
from terang.regulation.law_files import LawDocuments, UnreadableLawFile, check, parse


def filing(documents: LawDocuments) -> dict[str, Any]:
    entry: dict[str, Any] = documents.groups["objection"]["filing"]["values"][0]
    return entry


def faults(documents: LawDocuments) -> str:
    return "\n".join(str(problem) for problem in check(documents))


def test_the_shipped_files_have_no_fault() -> None:
    assert check() == []


def test_every_dated_value_says_where_it_comes_from(documents: LawDocuments) -> None:
    for group, document in documents.groups.items():
        for name, block in document.items():
            for entry in block["values"]:
                for key in ("from", "article", "source", "verified", "confidence"):
                    assert entry[key], f"{group}.{name} without {key}"


@pytest.mark.parametrize("key", ["from", "article", "source", "verified", "confidence", "value"])
def test_a_value_without_its_legal_ground_is_a_fault(documents: LawDocuments, key: str) -> None:
    del filing(documents)[key]
    assert f"'{key}' is a required property" in faults(documents)


def test_an_unknown_confidence_mark_is_a_fault(documents: LawDocuments) -> None:
    filing(documents)["confidence"] = "B"
    assert "parameters/objection.yaml: filing.values.0.confidence" in faults(documents)


@pytest.mark.parametrize("mark", ["C1", "M", "I", "?"])
def test_a_value_that_is_not_confirmed_needs_a_note_for_users(documents: LawDocuments, mark: str) -> None:
    filing(documents)["confidence"] = mark
    del filing(documents)["note"]
    assert "'note' is a required property" in faults(documents)


def test_a_source_that_is_not_listed_is_a_fault(documents: LawDocuments) -> None:
    filing(documents)["source"] = ["pp-300-2019"]
    assert "filing from 2019-04-26: source 'pp-300-2019' is not in sources.yaml" in faults(documents)


def test_a_source_that_nothing_cites_is_a_fault(documents: LawDocuments) -> None:
    documents.sources["pp-1-1945"] = documents.sources["pp-30-2019"]  # type: ignore[index]
    assert "sources.yaml: pp-1-1945: no value cites this source" in faults(documents)


def test_an_end_before_the_start_is_a_fault(documents: LawDocuments) -> None:
    filing(documents)["until"] = date(2019, 4, 25)
    assert "'until' lies before 'from'" in faults(documents)


def test_two_values_of_one_day_are_a_fault(documents: LawDocuments) -> None:
    first = filing(documents)
    first["until"] = date(2026, 12, 31)
    documents.groups["objection"]["filing"]["values"].append({**first, "from": date(2026, 12, 31)})
    assert "overlaps or precedes the value from 2019-04-26" in faults(documents)


def test_values_out_of_order_are_a_fault(documents: LawDocuments) -> None:
    first = filing(documents)
    documents.groups["objection"]["filing"]["values"].append({**first, "from": date(2018, 1, 1)})
    assert "overlaps or precedes the value from 2019-04-26" in faults(documents)


def test_a_value_of_the_wrong_type_is_a_fault(documents: LawDocuments) -> None:
    filing(documents)["value"]["days"] = "empat belas"
    assert "objection.filing.days: expected int, found 'empat belas'" in faults(documents)


def test_a_quoted_day_is_a_fault(documents: LawDocuments) -> None:
    filing(documents)["from"] = "2019-04-26"
    assert "must be days, without quotes" in faults(documents)


def test_a_source_of_law_needs_number_and_year(documents: LawDocuments) -> None:
    del documents.sources["pp-30-2019"]["number"]
    assert "sources.yaml: pp-30-2019: 'number' is a required property" in faults(documents)


def test_a_key_given_twice_is_refused_with_file_and_line() -> None:
    with pytest.raises(UnreadableLawFile, match=r"(?s)skp\.yaml.*key 'a' twice.*line 2"):
        parse("a: 1\na: 2\n", "skp.yaml")


def test_broken_yaml_is_refused_with_the_file_name() -> None:
    with pytest.raises(UnreadableLawFile, match=r"skp\.yaml"):
        parse("a: [1, 2", "skp.yaml")


def test_numbers_are_exact_and_indonesian_words_stay_words() -> None:
    parsed = parse("{a: 12.5, b: No, c: true}", "x.yaml")
    assert (str(parsed["a"]), parsed["b"], parsed["c"]) == ("12.5", "No", True)


def test_berakhlak_has_seven_values_with_three_behaviours_each(law: Law) -> None:
    values = law.behaviour.core_values.value
    assert [value.number for value in values] == [1, 2, 3, 4, 5, 6, 7]
    assert [len(value.behaviours) for value in values] == [3] * 7
    keys = {behaviour.key for value in values for behaviour in value.behaviours}
    assert len(keys) == 21
    assert values[0].behaviours[1].text == "Ramah, cekatan, solutif, dan dapat diandalkan"


def test_siasn_codes_fall_with_quality(law: Law) -> None:
    ratings = {row.rating.value: row.siasn_code for row in law.evaluation.rating_labels.value}
    assert ratings == {"ABOVE": 1, "MEETS": 2, "BELOW": 3}
    ordered = sorted(law.evaluation.predikat_labels.value, key=lambda row: -row.predikat.rank)
    assert [row.siasn_code for row in ordered] == [1, 2, 3, 4, 5]


def test_two_predikat_carry_a_second_official_label(law: Law) -> None:
    second = {row.label: row.second_label for row in law.evaluation.predikat_labels.value}
    assert second["Butuh Perbaikan"] == "Cukup"
    assert second["Kurang"] == "Kurang/misconduct"


def test_the_form_of_a_unit_head_lists_four_perspectives(law: Law) -> None:
    assert {row.perspective for row in law.skp.perspectives.value} == set(Perspective)
    heads = [form.form.value for form in law.skp.form_kinds.value if form.needs_perspective]
    assert heads == ["JPT_UKM"]


def test_grades_carry_rank_and_siasn_key(law: Law) -> None:
    grades = {row.grade: (row.pangkat, row.siasn_id) for row in law.personnel.grades_pns.value}
    assert len(grades) == 17
    assert grades["III/d"] == ("Penata Tingkat I", "34")
    assert [row.number for row in law.personnel.grades_pppk.value] == list(range(1, 18))


def test_only_active_people_are_appraised_and_students_by_a_rule_of_their_own(law: Law) -> None:
    by_answer: dict[Appraised, set[str]] = {answer: set() for answer in Appraised}
    for row in law.personnel.legal_statuses.value:
        by_answer[row.appraised].add(row.code)
    assert by_answer[Appraised.YES] == {"01", "15", "16", "71"}
    assert by_answer[Appraised.SPECIAL] == {"03"}


def test_high_potential_below_expectation_is_box_six(law: Law) -> None:
    boxes = {(row.performance.value, row.potential): row.box for row in law.talent.boxes.value}
    assert boxes[("DI_BAWAH", Potential.HIGH)] == 6
    assert sorted(boxes.values()) == list(range(1, 10))
