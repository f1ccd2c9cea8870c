"""The law of a day: which value holds, what it cites, and what happens when there is none."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from functools import partial
from typing import Any

import pytest

from terang.core.enums import Confidence
from terang.core.parameters import Law, NoLawForDay, Tree, parameter_types
from terang.core.typed import WrongShape
from terang.regulation.law_files import LawDocuments

MATRIX = "evaluation.predikat_matrix"
Build = Callable[[dict[str, Any]], Tree]


@pytest.fixture
def groups(documents: LawDocuments) -> dict[str, Any]:
    return dict(documents.groups)


@pytest.fixture
def build(documents: LawDocuments) -> Build:
    return partial(Tree.build, documents.sources)


def dated(groups: dict[str, Any], days: int, **changes: Any) -> dict[str, Any]:
    """The reminder block again, with another value and other days."""
    first = groups["calendar"]["reminders"]["values"][0]
    entry: dict[str, Any] = {**first, "value": {"days_before": [days]}, **changes}
    return entry


def test_a_day_before_the_first_value_has_no_law_and_says_which_days_have(tree: Tree) -> None:
    law = tree.on(date(2022, 2, 2))
    with pytest.raises(NoLawForDay) as refused:
        _ = law.evaluation.predikat_matrix.value
    assert (refused.value.parameter, refused.value.day) == (MATRIX, date(2022, 2, 2))
    for part in (MATRIX, "2022-02-02", "2022-02-03 to today"):
        assert part in str(refused.value)


def test_the_first_day_of_a_value_is_in_force(tree: Tree) -> None:
    assert tree.on(date(2022, 2, 3)).evaluation.predikat_matrix.in_force


def test_a_day_before_all_law_is_refused_at_once(tree: Tree) -> None:
    with pytest.raises(NoLawForDay, match="any parameter"):
        tree.on(date(1999, 12, 31))


def test_a_newer_value_ends_the_older_one_the_day_before(build: Build, groups: dict[str, Any]) -> None:
    groups["calendar"]["reminders"]["values"].append(dated(groups, 30, **{"from": date(2027, 1, 1)}))
    tree = build(groups)
    assert tree.on(date(2026, 12, 31)).calendar.reminders.value.days_before == (14, 7, 1)
    assert tree.on(date(2027, 1, 1)).calendar.reminders.value.days_before == (30,)
    assert tree.parameter("calendar.reminders").spans[0].end == date(2026, 12, 31)


def test_a_value_with_an_end_leaves_a_gap_without_law(build: Build, groups: dict[str, Any]) -> None:
    groups["calendar"]["reminders"]["values"] = [dated(groups, 30, until=date(2020, 1, 31))]
    tree = build(groups)
    assert tree.on(date(2020, 1, 31)).calendar.reminders.value.days_before == (30,)
    with pytest.raises(NoLawForDay, match="to 2020-01-31"):
        _ = tree.on(date(2020, 2, 1)).calendar.reminders.value


def test_the_shipped_law_holds_two_dated_values_side_by_side(tree: Tree) -> None:
    before = tree.on(date(2024, 12, 31)).talent.axes.citation.source
    after = tree.on(date(2025, 1, 1)).talent.axes.citation.source
    assert (before, after) == ("permenpanrb-3-2020", "permenpanrb-20-2025")


def test_a_leaf_cites_its_source(law: Law) -> None:
    cited = law.distribution.patterns.citation
    assert cited.source == "se-menpanrb-3-2023"
    assert cited.title.startswith("Surat Edaran Menteri PANRB Nomor 3 Tahun 2023")
    assert (cited.confidence, cited.is_confirmed) == (Confidence.ONE_SOURCE, True)
    assert cited.note


def test_an_inference_is_shown_as_unconfirmed(law: Law) -> None:
    assert not law.evaluation.head_rating.citation.is_confirmed


def test_used_gives_the_citations_in_the_order_asked(law: Law) -> None:
    names = ("objection.filing", MATRIX)
    assert tuple(citation.parameter for citation in law.used(*names)) == names


def test_used_with_an_unknown_name_says_which_are_known(law: Law) -> None:
    with pytest.raises(KeyError, match=r"No parameter 'evaluation\.matriks'.*evaluation\.predikat_matrix"):
        law.used("evaluation.matriks")


def test_the_version_is_the_same_on_two_days_of_the_same_law(tree: Tree) -> None:
    assert tree.on(date(2026, 4, 1)).version == tree.on(date(2026, 12, 31)).version


def test_the_version_changes_on_the_day_the_law_changes(tree: Tree) -> None:
    assert tree.on(date(2024, 12, 31)).version != tree.on(date(2025, 1, 1)).version


def test_the_version_changes_with_a_number(build: Build, groups: dict[str, Any], law: Law) -> None:
    groups["objection"]["filing"]["values"][0]["value"]["days"] = 15
    assert build(groups).on(law.day).version != law.version


@pytest.mark.parametrize(
    ("key", "value"),
    [("confidence", "I"), ("article", "Pasal 61 ayat (1)"), ("source", ["pp-49-2018"])],
)
def test_the_version_changes_with_the_legal_ground(
    build: Build, groups: dict[str, Any], law: Law, key: str, value: Any
) -> None:
    groups["objection"]["filing"]["values"][0][key] = value
    assert build(groups).on(law.day).version != law.version


def test_verifying_the_same_text_again_changes_no_version(build: Build, groups: dict[str, Any], law: Law) -> None:
    groups["objection"]["filing"]["values"][0]["verified"] = date(2026, 12, 1)
    assert build(groups).on(law.day).version == law.version


def test_the_view_is_frozen(law: Law) -> None:
    with pytest.raises(FrozenInstanceError):
        law.day = date(2020, 1, 1)  # type: ignore[misc]
    with pytest.raises(TypeError):
        law.evaluation.predikat_matrix.value.cells["ABOVE"] = {}  # type: ignore[index]


def test_a_leaf_can_be_printed_as_json(law: Law) -> None:
    shown = law.leaf("objection.set_by_superior").as_dict()
    assert shown["value"] == {"days": 7, "kind": "WORKING"}
    assert shown["on"] == "2026-12-31"
    assert isinstance(shown["citation"], dict)
    assert shown["citation"]["article"] == "Pasal 50"


def test_every_parameter_of_the_view_is_in_the_files_and_back(tree: Tree) -> None:
    assert set(tree.names()) == set(parameter_types())
    assert len(tree.names()) > 50


def test_a_parameter_missing_from_the_files_is_named(build: Build, groups: dict[str, Any]) -> None:
    del groups["skp"]["weights"]
    with pytest.raises(WrongShape, match=r"skp\.weights: missing"):
        build(groups)


def test_a_parameter_the_view_does_not_know_is_named(build: Build, groups: dict[str, Any]) -> None:
    groups["skp"]["bobot"] = groups["skp"]["weights"]
    with pytest.raises(WrongShape, match=r"skp\.bobot: no such parameter"):
        build(groups)


def test_an_unknown_key_inside_a_value_is_named(build: Build, groups: dict[str, Any]) -> None:
    groups["skp"]["weights"]["values"][0]["value"]["jumlah"] = 100
    with pytest.raises(WrongShape, match=r"skp\.weights: unknown field jumlah; known: total"):
        build(groups)


def test_a_missing_key_inside_a_value_is_named(build: Build, groups: dict[str, Any]) -> None:
    groups["objection"]["filing"]["values"][0]["value"] = {"days": 14}
    with pytest.raises(WrongShape, match=r"objection\.filing: missing field kind"):
        build(groups)


def test_a_word_that_is_no_member_of_the_list_is_refused(build: Build, groups: dict[str, Any]) -> None:
    groups["objection"]["filing"]["values"][0]["value"]["kind"] = "KALENDER"
    with pytest.raises(WrongShape, match=r"objection\.filing\.kind: 'KALENDER' is not a valid DayKind"):
        build(groups)


def test_a_number_where_a_text_belongs_is_refused(build: Build, groups: dict[str, Any]) -> None:
    groups["personnel"]["legal_statuses"]["values"][0]["value"][0]["code"] = 1
    with pytest.raises(WrongShape, match=r"legal_statuses\[0\]\.code: expected str, found 1"):
        build(groups)


def test_a_matrix_with_a_hole_is_refused(build: Build, groups: dict[str, Any]) -> None:
    del groups["evaluation"]["predikat_matrix"]["values"][0]["value"]["cells"]["ABOVE"]["MEETS"]
    with pytest.raises(WrongShape, match="matrix row ABOVE without MEETS"):
        build(groups)


def test_deadlines_are_the_last_day_of_their_month(law: Law) -> None:
    assert law.calendar.skp_set.value.of(2026) == date(2026, 1, 31)
    assert law.calendar.annual_evaluation.value.of(2026) == date(2026, 12, 31)
    assert law.calendar.annual_evaluation_latest.value.of(2026) == date(2027, 1, 31)
    assert law.calendar.report.value.of(2027) == date(2028, 2, 29)
