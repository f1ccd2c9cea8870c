"""The two staff lists: 93 people without a fault, and the same list with every kind of fault."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from terang.identity.models import User
from terang.ledger.models import LedgerEntry
from terang.organisation.enums import LineBasis, SkpForm
from terang.organisation.models import Agency, Assignment, Employee, Position, StagedRow, Unit
from terang.organisation.queries import superior_line
from tests.exchange.conftest import FAULTY, GOOD

Import = Callable[..., dict[str, Any]]


def by_name(name: str) -> Employee:
    return Employee.objects.get(nip=name)


def test_the_good_list_brings_93_people_and_no_remark(import_file: Import) -> None:
    report = import_file(GOOD)
    assert {key: report[key] for key in ("rows", "new", "changed", "unchanged", "skipped")} == {
        "rows": 93, "new": 93, "changed": 0, "unchanged": 0, "skipped": 0,
    }  # fmt: skip
    assert report["errors"] == []
    assert report["warnings"] == []
    assert Employee.objects.count() == 93


def test_the_same_list_again_changes_nothing_at_all(import_file: Import) -> None:
    import_file(GOOD)
    entries = LedgerEntry.objects.count()
    report = import_file(GOOD)
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 93)
    assert report["applied"] is False
    assert LedgerEntry.objects.count() == entries


def test_a_dry_run_changes_nothing(import_file: Import) -> None:
    assert import_file(GOOD, dry_run=True)["new"] == 93
    assert not Employee.objects.exists()
    assert not Agency.objects.exists()


def test_the_tree_of_the_office_comes_from_the_list(import_file: Import) -> None:
    import_file(GOOD)
    assert Unit.objects.count() == 17
    section = Unit.objects.get(name="Seksi Pelayanan Kecamatan Medan Amplas")
    above = Unit.objects.get_parent(section)
    assert above.name == "Kecamatan Medan Amplas"
    assert Unit.objects.get_parent(above).name == "Pemerintah Kota Medan"


def test_every_unit_of_the_list_gets_its_head(import_file: Import) -> None:
    import_file(GOOD)
    heads = {post.unit.name: post.name for post in Position.objects.filter(is_head=True).select_related("unit")}
    assert len(heads) == 16
    assert heads["Kecamatan Medan Amplas"] == "Camat Medan Amplas"
    assert heads["Sekretariat Kecamatan Medan Amplas"] == "Sekretaris Camat"
    assert heads["Kelurahan Sitirejo II"] == "Lurah Sitirejo II"


@pytest.mark.parametrize(
    ("nip", "appraiser", "superior"),
    [
        ("199101032013211934", "Kepala Seksi Pelayanan", "Camat Medan Amplas"),
        ("199606012018012904", "Kepala Sub Bagian Umum Dan Kepegawaian", "Sekretaris Camat"),
        ("199201232014032903", "Sekretaris Camat", "Camat Medan Amplas"),
        ("198602092008032939", "Lurah Amplas", "Camat Medan Amplas"),
        ("197101272002012940", "Lurah Amplas", "Camat Medan Amplas"),
    ],
)
def test_the_superior_line_follows_from_the_list(
    import_file: Import, day: date, nip: str, appraiser: str, superior: str
) -> None:
    import_file(GOOD)
    line = superior_line(Employee.objects.get(nip=nip), day)
    assert line.appraiser is not None
    assert line.appraisers_superior is not None
    posts = dict(Assignment.objects.values_list("employee", "position__name"))
    assert (posts[line.appraiser.pk], posts[line.appraisers_superior.pk]) == (appraiser, superior)


def test_nobody_stands_above_the_camat_yet(import_file: Import, day: date) -> None:
    import_file(GOOD)
    camat = Employee.objects.get(nip="199502092017031901")
    assert superior_line(camat, day).basis is LineBasis.NOBODY


def test_only_the_camat_plans_by_perspective(import_file: Import) -> None:
    import_file(GOOD)
    assert [post.name for post in Position.objects.filter(skp_form=SkpForm.JPT_UKM)] == ["Camat Medan Amplas"]


def test_everybody_gets_an_account_nobody_can_sign_in_to_yet(import_file: Import, team: User) -> None:
    import_file(GOOD)
    accounts = User.objects.exclude(pk=team.pk)
    assert accounts.count() == 93
    assert not any(user.has_usable_password() for user in accounts)


def test_names_in_capitals_are_kept_as_people_write_them(import_file: Import) -> None:
    import_file(GOOD)
    camat = Employee.objects.get(nip="199502092017031901")
    assert camat.full_name == "Bakung Kenanga Contoh, A.Md"


def test_the_ledger_says_what_came_in_and_from_which_file(import_file: Import) -> None:
    import_file(GOOD)
    entry = LedgerEntry.objects.get(act="employees.imported")
    assert '"new":93' in entry.payload
    assert "amplas-siasn.xlsx" in entry.payload


def test_nothing_that_appraisal_does_not_need_is_stored_anywhere(import_file: Import) -> None:
    import_file(GOOD)
    nik = "1271090902959001"
    stored = [value for row in Employee.objects.values() for value in row.values()]
    assert nik not in map(str, stored)
    assert not StagedRow.objects.exists()


EXPECTED = {
    (12, "NIP_CLEANED"), (16, "NIP_CLEANED"), (20, "NIP_LENGTH"), (24, "NIP_BIRTH_DATE"),
    (28, "NIP_DUPLICATE_HERE"), (29, "NIP_DUPLICATE"), (34, "NIP_BIRTH_DATE_DIFFERS"), (40, "NIP_SEX_DIFFERS"),
    (46, "UNIT_MISSING"), (50, "STATUS_SKIPPED"), (54, "GRADE_UNKNOWN"), (58, "NAME_MISSING"),
    (62, "POST_ACTING"), (69, "NIP_NUMERIC"),
}  # fmt: skip
ERRORS = {20, 24, 28, 29, 46, 54, 58, 69}


def test_the_faulty_list_is_reported_fault_by_fault(import_file: Import) -> None:
    report = import_file(FAULTY)
    found = {(remark["row"], remark["code"]) for remark in report["errors"] + report["warnings"]}
    assert found == EXPECTED
    assert {remark["row"] for remark in report["errors"]} == ERRORS


def test_of_the_faulty_list_nothing_is_applied(import_file: Import) -> None:
    report = import_file(FAULTY)
    assert report["applied"] is False
    assert not Employee.objects.exists()
    assert not Unit.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_the_faulty_list_leaves_an_existing_office_alone(import_file: Import) -> None:
    import_file(GOOD)
    before = list(Employee.objects.order_by("pk").values())
    report = import_file(FAULTY)
    assert report["skipped"] == 1
    assert list(Employee.objects.order_by("pk").values()) == before


def test_the_acting_lurah_is_found_in_the_unit_that_has_the_post(import_file: Import) -> None:
    report = import_file(FAULTY)
    advice = next(remark["advice"] for remark in report["warnings"] if remark["row"] == 62)
    assert advice == "Dicatat sebagai Plt. di Seksi Pelayanan Kecamatan Medan Amplas; jabatan lama tetap."
