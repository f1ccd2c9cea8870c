"""Every case of tests/scenarios, which are written for people who know the regulation, not Python."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from terang.core import angka_kredit, evaluation, feedback_schedule, objection, service_index
from terang.core.enums import EmploymentKind, Level, OrganisationLevel, Predikat, Rating, Sex
from terang.core.findings import Finding
from terang.core.grace import Interruption, extend
from terang.core.nip import check_nip
from terang.core.parameters import Law, Tree
from terang.regulation.law_files import parse
from tests.core.attainment_answers import capaian, rencana_aksi
from tests.core.cascade_answers import penjabaran_hasil
from tests.core.feedback_answers import kerahasiaan_umpan_balik
from tests.core.midyear_answers import perubahan_tengah_tahun

FOLDER = Path(__file__).parent.parent / "scenarios"
LIMITS = {
    "HIGHEST": "tertinggi",
    "LIMITED_BY_RESULTS": "tertahan hasil",
    "LIMITED_BY_BEHAVIOUR": "tertahan perilaku",
    "LIMITED_BY_BOTH": "tertahan keduanya",
}
TIMELINESS = {
    "IN_TIME": "tepat waktu",
    "LATE_BY_CALENDAR": "terlambat menurut kalender",
    "TOO_LATE": "terlambat",
}
DISTRIBUTION = {
    "DISTRIBUTION_NOBODY": "belum ada yang dievaluasi",
    "DISTRIBUTION_SMALL_UNIT": "unit kecil",
    "DISTRIBUTION_TOO_MANY": "terlalu banyak {}",
    "DISTRIBUTION_TOO_FEW": "terlalu sedikit {}",
    "DISTRIBUTION_NOT_LARGEST": "{} bukan kelompok terbesar",
}
SEXES = {"laki-laki": Sex.MALE, "perempuan": Sex.FEMALE}
Outcome = dict[str, Any]


def predikat(given: Outcome, law: Law) -> Outcome:
    rating = {row.label: row.rating for row in law.evaluation.rating_labels.value}
    conclusion = evaluation.conclude(results=rating[given["hasil kerja"]], behaviour=rating[given["perilaku"]], law=law)
    (label,) = (r for r in law.evaluation.predikat_labels.value if r.predikat is conclusion.predikat)
    why = [LIMITS[reason.code] for reason in conclusion.reasons if reason.code in LIMITS]
    return {"predikat": label.label, "sebab": why, "kode SIASN": label.siasn_code}


def distribusi(given: Outcome, law: Law) -> Outcome:
    levels = {row.label: row.level for row in law.evaluation.organisation_levels.value}
    names = {row.label: row.predikat for row in law.evaluation.predikat_labels.value}
    counts = {names[label]: count for label, count in given["jumlah"].items()}
    findings = evaluation.check_distribution(levels[given["organisasi"]], counts, law)
    labels = {predikat: label for label, predikat in names.items()}
    found: Outcome = {"temuan": [_distribution_sentence(finding, labels) for finding in findings]}
    if findings and all(finding.level is Level.WARNING for finding in findings):
        found["hanya mengingatkan"] = True
    for finding in findings:
        key = {"DISTRIBUTION_TOO_MANY": "paling banyak", "DISTRIBUTION_TOO_FEW": "paling sedikit"}
        if finding.code in key:
            found[key[finding.code]] = finding.params["limit"]
    return found


def _distribution_sentence(finding: Finding, labels: dict[Predikat, str]) -> str:
    who = str(finding.params.get("predikat", ""))
    named = " atau ".join(labels[Predikat(one)] for one in who.split("+") if one)
    return DISTRIBUTION[finding.code].format(named)


def kredit(given: Outcome, law: Law) -> Outcome:
    level = {row.label: row.level for row in law.personnel.job_levels.value}[given["jenjang"]]
    names = {row.label: row.predikat for row in law.evaluation.predikat_labels.value}
    line = angka_kredit.convert(names[given["predikat"]], level, law, months=given["bulan"])
    return {"angka kredit": line.credit}


def mutu(given: Outcome, law: Law) -> Outcome:
    band = service_index.band(given["nilai"], law)
    return {"mutu": band.letter, "kinerja": band.label}


def indeks(given: Outcome, law: Law) -> Outcome:
    responses = [service_index.by_question(answers, law) for answers in given["jawaban"]]
    found = service_index.index(responses, law)
    assert found.band is not None
    return {
        "responden": found.n,
        "indeks": found.skm,
        "nilai": found.converted,
        "mutu": found.band.letter,
    }


def sampel(given: Outcome, law: Law) -> Outcome:
    return {"responden": service_index.sample_size(given["pengguna"], law)}


def keberatan(given: Outcome, law: Law) -> Outcome:
    window = objection.filing_window(given["diterima"], law, set(given["libur"]))
    return {
        "batas menurut kalender": window.deadline,
        "diterima sampai": window.accepted_until,
        "hari pengajuan": lambda day: TIMELINESS[window.judge(day)],
    }


def nip(given: Outcome, law: Law) -> Outcome:
    result = check_nip(
        given["nip"],
        kind=EmploymentKind(given["jenis"]) if "jenis" in given else None,
        today=law.day,
        rules=law.nip.rules.value,
        birth_date=given.get("lahir pada data"),
        sex=SEXES.get(given.get("kelamin pada data", "")),
    )
    found: Outcome = {
        "nip": result.nip or "tidak ada",
        "temuan": [finding.code for finding in result.findings],
    }
    if parts := result.parts:
        found |= {"jenis": parts.kind, "lahir": parts.birth_date, "tahun": parts.appointed_year}
        found |= {"bulan": parts.month}
        found |= {"kelamin": next((word for word, sex in SEXES.items() if sex is parts.sex), None)}
    return found


def kelonggaran(given: Outcome, law: Law) -> Outcome:
    times = [
        Interruption(datetime.fromisoformat(each["dari"]), datetime.fromisoformat(each["sampai"]))
        for each in given["gangguan"]
    ]
    found = extend(given["mulai"], given["batas"], times, law)
    return {"batas": found.until or given["batas"], "tambahan hari": found.days}


def umpan_balik_berkala(given: Outcome, law: Law) -> Outcome:
    found = feedback_schedule.schedule(
        start=given["mulai"], end=given["sampai"], months=given["tiap bulan"], agreed=given["ditetapkan"],
        given=given["diberikan"],
    )  # fmt: skip
    day = given["hari"]
    return {
        "jatuh tempo": [each.due for each in found.intervals],
        "terlambat": [each.due for each in found.overdue(day)],
        "berikutnya": found.next_due(day) or "tidak ada",
        "hari terlambat": found.days_overdue(day),
        "diberi terlambat": [each.due for each in found.intervals if each.was_late],
    }


ANSWERS: dict[str, Callable[[Outcome, Law], Outcome]] = {
    "umpan_balik_berkala": umpan_balik_berkala,
    "predikat": predikat,
    "distribusi": distribusi,
    "angka_kredit": kredit,
    "skm_mutu": mutu,
    "skm_indeks": indeks,
    "skm_sampel": sampel,
    "keberatan": keberatan,
    "kerahasiaan_umpan_balik": kerahasiaan_umpan_balik,
    "nip": nip,
    "capaian": capaian,
    "kelonggaran": kelonggaran,
    "penjabaran_hasil": penjabaran_hasil,
    "perubahan_tengah_tahun": perubahan_tengah_tahun,
    "rencana_aksi": rencana_aksi,
}


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        document = parse(path.read_text(encoding="utf-8"), path.name)
        for case in document["kasus"]:
            yield pytest.param(path.stem, document["tanggal"], case, id=f"{path.stem}: {case['nama']}")


@pytest.mark.parametrize(("topic", "day", "case"), list(cases()))
def test_the_case_comes_out_as_the_regulation_says(topic: str, day: Any, case: Outcome, tree: Tree) -> None:
    found = ANSWERS[topic](case["diketahui"], tree.on(day))
    for key, wanted in case["seharusnya"].items():
        if callable(found[key]):
            assert {day: found[key](day) for day in wanted} == wanted
        else:
            assert found[key] == wanted, key
    unexpected = {"hanya mengingatkan", "paling banyak", "paling sedikit"} & found.keys()
    assert unexpected <= case["seharusnya"].keys()


def test_every_scenario_file_says_what_it_tests_and_under_which_article() -> None:
    for path in FOLDER.glob("*.yaml"):
        document = parse(path.read_text(encoding="utf-8"), path.name)
        assert set(document) == {"judul", "pasal", "tanggal", "kasus"}, path.name
        names = [case["nama"] for case in document["kasus"]]
        assert len(names) == len(set(names)), f"{path.name}: two cases of one name"


def test_the_scenarios_cover_all_nine_cells_and_all_levels_of_the_organisation() -> None:
    def given(name: str) -> list[Outcome]:
        text = (FOLDER / name).read_text(encoding="utf-8")
        return [case["diketahui"] for case in parse(text, name)["kasus"]]

    cells = {(case["hasil kerja"], case["perilaku"]) for case in given("predikat.yaml")}
    assert len(cells) == len(Rating) ** 2
    levels = {case["organisasi"] for case in given("distribusi.yaml")}
    assert len(levels) == len(OrganisationLevel)
