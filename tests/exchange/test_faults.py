"""One fault, one remark: what a single wrong cell makes of a list."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from terang.exchange.findings import WORDS
from terang.organisation.models import Assignment, Employee
from tests.exchange.conftest import HEAD, PERSON, SECOND

Import = Callable[..., dict[str, Any]]

ERRORS: list[tuple[str, dict[str, Any]]] = [
    ("NIP_MISSING", {"NIP BARU": ""}),
    ("NIP_NUMERIC", {"NIP BARU": 199502092017031901}),
    ("NIP_ROUNDED", {"NIP BARU": "199502092017030000"}),
    ("NIP_NOT_DIGITS", {"NIP BARU": "19950209201703190A"}),
    ("NIP_LENGTH", {"NIP BARU": "19950209201703190"}),
    ("NIP_TOO_LONG", {"NIP BARU": "1995020920170319011"}),
    ("NIP_BIRTH_DATE", {"NIP BARU": "199513092017031901"}),
    ("NIP_BIRTH_TOO_EARLY", {"NIP BARU": "193002091960031901"}),
    ("NIP_APPOINTED_TOO_YOUNG", {"NIP BARU": "199502092005031901"}),
    ("NIP_SEX", {"NIP BARU": "199502092017033901"}),
    ("NIP_SERIAL", {"NIP BARU": "199502092017031000"}),
    ("NAME_MISSING", {"NAMA": "   "}),
    ("NAME_CHARACTERS", {"NAMA": "BAKUNG 2 CONTOH"}),
    ("TEXT_FORMULA", {"NAMA": "=CMD('calc')"}),
    ("TEXT_FORMULA", {"UNOR NAMA": "@SUM(A1)"}),
    ("TEXT_BRACKETS", {"NAMA": "<script>ani</script>"}),
    ("TEXT_TOO_LONG", {"NAMA": "A" * 201}),
    ("DATE_IMPOSSIBLE", {"TANGGAL LAHIR": "31-02-1995"}),
    ("DATE_UNREADABLE", {"TMT JABATAN": "awal tahun"}),
    ("BIRTH_DATE_LATE", {"TANGGAL LAHIR": "09-02-2027"}),
    ("SEX_UNKNOWN", {"JENIS KELAMIN": "X"}),
    ("KIND_UNKNOWN", {"STATUS CPNS PNS": "HONORER"}),
    ("GRADE_MISSING", {"GOL AKHIR NAMA": ""}),
    ("GRADE_UNKNOWN", {"GOL AKHIR NAMA": "V/x"}),
    ("GRADE_OTHER_KIND", {"GOL AKHIR NAMA": "IX"}),
    ("STATUS_MISSING", {"KEDUDUKAN HUKUM ID": "", "KEDUDUKAN HUKUM NAMA": ""}),
    ("STATUS_UNKNOWN", {"KEDUDUKAN HUKUM ID": "", "KEDUDUKAN HUKUM NAMA": "Melamun"}),
    ("POST_MISSING", {"JABATAN NAMA": ""}),
    ("POST_MISSING", {"JABATAN NAMA": "Plt."}),
    ("POST_KIND_UNKNOWN", {"JENIS JABATAN ID": "", "JENIS JABATAN NAMA": "Relawan"}),
    ("ECHELON_MISSING", HEAD | {"ESELON NAMA": ""}),
    ("ECHELON_UNKNOWN", HEAD | {"ESELON NAMA": "IX.z"}),
    ("UNIT_MISSING", {"UNOR NAMA": "", "UNOR ID": ""}),
]

WARNINGS: list[tuple[str, dict[str, Any]]] = [
    ("NIP_CLEANED", {"NIP BARU": "'199502092017031901"}),
    ("NIP_CLEANED", {"NIP BARU": "19950209 201703 1 901"}),
    ("NIP_MONTH", {"NIP BARU": "199502092017191901"}),
    ("NIP_BIRTH_DATE_DIFFERS", {"TANGGAL LAHIR": "10-02-1995"}),
    ("NIP_SEX_DIFFERS", {"JENIS KELAMIN": "F"}),
    ("TEXT_INVISIBLE", {"NAMA": "BAKUNG\u200b KENANGA CONTOH"}),
    ("TEXT_MARKUP", {"NAMA": "<b>BAKUNG</b> KENANGA CONTOH"}),
    ("TEXT_APOSTROPHE", {"NAMA": "'BAKUNG KENANGA CONTOH"}),
    ("EMAIL_UNREADABLE", {"EMAIL GOV": "bakung di kantor"}),
    ("STATUS_SKIPPED", {"KEDUDUKAN HUKUM ID": "99", "KEDUDUKAN HUKUM NAMA": "Pensiun"}),
    ("STATUS_SPECIAL", {"KEDUDUKAN HUKUM ID": "03", "KEDUDUKAN HUKUM NAMA": "Tugas Belajar"}),
    ("POST_ACTING", {"JABATAN NAMA": "Plh. Lurah Contoh"}),
    ("POST_DAY_MISSING", {"TMT JABATAN": ""}),
    ("UNIT_PARENT_UNKNOWN", {"SATUAN KERJA KERJA NAMA": "Dinas Entah"}),
    ("UNIT_CIRCLE", {"SATUAN KERJA KERJA NAMA": "KECAMATAN CONTOH"}),
]


@pytest.mark.parametrize(("code", "cells"), ERRORS)
def test_an_error_is_reported_and_nothing_is_applied(imported: Import, code: str, cells: dict[str, Any]) -> None:
    report = imported(cells)
    assert {remark["code"] for remark in report["errors"]} == {code}
    assert report["errors"][0]["row"] == 2
    assert not Employee.objects.exists()


@pytest.mark.parametrize(("code", "cells"), WARNINGS)
def test_a_warning_is_reported_and_does_not_stop_the_import(imported: Import, code: str, cells: dict[str, Any]) -> None:
    report = imported(cells, SECOND)
    assert report["errors"] == []
    assert code in {remark["code"] for remark in report["warnings"]}
    assert report["applied"] is True


def test_every_remark_has_a_sentence_and_says_what_to_do() -> None:
    for words in WORDS.values():
        assert str(words.message).endswith((".", "s"))
        assert str(words.advice).endswith(".")


def test_the_column_of_a_remark_is_named_as_the_file_names_it(imported: Import) -> None:
    columns = ["NIP", "Nama Pegawai", "Unit Kerja", "Jabatan", "Jenis Jabatan", "Golongan", "Kedudukan Hukum",
               "Status Pegawai"]  # fmt: skip
    row = dict(
        zip(columns, ("1", "ANI", "Kecamatan Contoh", "Staf", "Pelaksana", "III/a", "Aktif", "PNS"), strict=True)
    )
    report = imported(row, columns=columns)
    assert [remark["column"] for remark in report["errors"]] == ["NIP"]


def test_two_rows_with_one_number_name_each_other(imported: Import) -> None:
    report = imported(
        {}, SECOND | {"NIP BARU": PERSON["NIP BARU"], "TANGGAL LAHIR": "09-02-1995", "JENIS KELAMIN": "M"}
    )
    assert [(r["row"], r["code"], r["message"]) for r in report["errors"]] == [
        (2, "NIP_DUPLICATE", "NIP ini juga ada di baris 3."),
        (3, "NIP_DUPLICATE", "NIP ini juga ada di baris 2."),
    ]


def test_of_two_rows_with_one_number_the_contradicting_one_is_pointed_at(imported: Import) -> None:
    report = imported({}, SECOND | {"NIP BARU": PERSON["NIP BARU"]})
    assert [(r["row"], r["code"]) for r in report["errors"]] == [(2, "NIP_DUPLICATE"), (3, "NIP_DUPLICATE_HERE")]
    assert report["warnings"] == []


def test_a_known_id_with_another_number_needs_a_decision(imported: Import) -> None:
    imported({})
    report = imported(SECOND | {"PNS ID": PERSON["PNS ID"]})
    assert [r["code"] for r in report["errors"]] == ["NIP_CHANGED"]


def test_a_post_with_two_echelons_in_one_unit_is_pointed_at(imported: Import) -> None:
    report = imported(HEAD, SECOND | HEAD | {"ESELON NAMA": "III.b"})
    assert "POST_KIND_TWICE" in {r["code"] for r in report["warnings"]}


def test_a_unit_code_with_two_names_keeps_the_first(imported: Import) -> None:
    report = imported({}, SECOND | {"UNOR NAMA": "KECAMATAN LAIN"})
    assert [(r["row"], r["code"]) for r in report["warnings"]] == [(3, "UNIT_TWO_NAMES")]


def test_a_unit_with_two_parents_keeps_the_first(imported: Import) -> None:
    report = imported({}, SECOND | {"SATUAN KERJA KERJA NAMA": "Dinas Lain"})
    assert [(r["row"], r["code"]) for r in report["warnings"]] == [(3, "UNIT_TWO_PARENTS")]


def test_a_second_head_of_one_post_is_pointed_at(imported: Import) -> None:
    imported(HEAD)
    report = imported(SECOND | HEAD)
    assert [(r["row"], r["code"]) for r in report["warnings"]] == [(2, "POST_HEAD_TWICE")]


def test_a_skipped_person_is_not_counted_as_missing(imported: Import) -> None:
    imported({}, SECOND)
    report = imported({"KEDUDUKAN HUKUM ID": "99", "KEDUDUKAN HUKUM NAMA": "Pensiun"}, SECOND)
    assert (report["skipped"], report["missing"], report["unchanged"]) == (1, 0, 1)


def test_people_who_are_not_in_the_file_are_counted_and_stay(imported: Import) -> None:
    imported({}, SECOND)
    report = imported(SECOND)
    assert report["missing"] == 1
    assert Employee.objects.filter(is_active=True).count() == 2
    assert Assignment.objects.filter(until=None).count() == 2


def test_pppk_numbers_and_letters_of_grades_are_understood(imported: Import) -> None:
    pppk = {"NIP BARU": "199502092017211901", "STATUS CPNS PNS": "PPPK", "GOL AKHIR NAMA": "9",
            "KEDUDUKAN HUKUM ID": "71", "KEDUDUKAN HUKUM NAMA": "PPPK Aktif"}  # fmt: skip
    assert imported(pppk)["errors"] == []
    assert Employee.objects.get().grade == "IX"


@pytest.mark.parametrize("written", ["III/B", "III b", "iii/b", "III.b"])
def test_a_grade_is_understood_however_it_is_written(imported: Import, written: str) -> None:
    imported({"GOL AKHIR NAMA": written})
    assert Employee.objects.get().grade == "III/b"


@pytest.mark.parametrize(
    "written",
    [
        "09-02-1995",
        "9/2/1995",
        "1995-02-09",
        "1995-02-09 00:00:00",
        "9 Februari 1995",
        "19950209",
        date(1995, 2, 9),
        34739,
    ],
)
def test_a_date_is_understood_however_it_is_written(imported: Import, written: Any) -> None:
    assert imported({"TANGGAL LAHIR": written})["warnings"] == []
    assert Employee.objects.get().birth_date == date(1995, 2, 9)


def test_what_the_file_does_not_say_comes_from_the_number(imported: Import) -> None:
    imported({"TANGGAL LAHIR": "", "JENIS KELAMIN": ""})
    person = Employee.objects.get()
    assert (person.birth_date, person.sex) == (date(1995, 2, 9), "M")
