"""A later list: what changes, what stays, and how posts and units keep their history."""

from collections.abc import Callable
from datetime import date
from typing import Any

from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position, Unit, UnitVersion
from terang.organisation.queries import superior_line
from terang.organisation.services import move_unit
from tests.exchange.conftest import HEAD, SECOND

Import = Callable[..., dict[str, Any]]
OTHER_UNIT = {
    "UNOR ID": "U2",
    "UNOR NAMA": "SEKSI UMUM KECAMATAN CONTOH",
    "SATUAN KERJA KERJA NAMA": "KECAMATAN CONTOH",
}


def test_a_new_grade_is_a_change_of_that_person_only(imported: Import) -> None:
    imported({}, SECOND)
    report = imported({"GOL AKHIR NAMA": "III/c", "TMT GOLONGAN": "01-10-2026"}, SECOND)
    assert (report["changed"], report["unchanged"]) == (1, 1)
    assert set(Employee.objects.values_list("grade", flat=True)) == {"III/c", "III/b"}


def test_an_empty_cell_does_not_erase_what_is_known(imported: Import) -> None:
    imported({})
    report = imported({"EMAIL GOV": "", "GELAR BELAKANG": "", "TMT GOLONGAN": ""})
    assert report["unchanged"] == 1
    assert Employee.objects.get().email == "contoh@amplas.contoh.go.id"


def test_a_new_name_also_renames_the_account(imported: Import) -> None:
    imported({})
    imported({"NAMA": "BAKUNG MAWAR CONTOH"})
    assert User.objects.get(username="199502092017031901").name == "Bakung Mawar Contoh"


def test_a_move_ends_the_former_post_the_day_before(imported: Import) -> None:
    imported({})
    report = imported(OTHER_UNIT | {"TMT JABATAN": "01-07-2026"})
    assert report["changed"] == 1
    former, present = Assignment.objects.order_by("since")
    assert (former.until, present.since, present.until) == (date(2026, 6, 30), date(2026, 7, 1), None)
    assert present.position.unit.name == "Seksi Umum Kecamatan Contoh"


def test_a_move_without_a_later_day_counts_from_the_import_and_says_so(imported: Import) -> None:
    imported({})
    report = imported(OTHER_UNIT)
    assert [remark["code"] for remark in report["warnings"]] == ["POST_DAY_KEPT"]
    assert Assignment.objects.get(until=None).since == date(2026, 11, 24)


def test_a_move_that_counted_from_the_import_is_not_moved_again(imported: Import) -> None:
    imported({})
    imported(OTHER_UNIT)
    report = imported(OTHER_UNIT)
    assert (report["changed"], report["unchanged"], report["warnings"]) == (0, 1, [])


def test_a_corrected_first_day_of_a_post_is_taken_over(imported: Import) -> None:
    imported({})
    imported({"TMT JABATAN": "03-01-2024"})
    assert Assignment.objects.get().since == date(2024, 1, 3)


def test_an_acting_post_stands_beside_the_definitive_one(imported: Import) -> None:
    imported(HEAD, SECOND)
    report = imported(HEAD, SECOND | {"JABATAN NAMA": "Plt. Camat Contoh", "TMT JABATAN": "01-11-2026"})
    assert report["changed"] == 1
    kinds = Assignment.objects.filter(employee__nip=SECOND["NIP BARU"], until=None).values_list("kind", flat=True)
    assert set(kinds) == {AssignmentKind.DEFINITIVE, AssignmentKind.PLT}
    assert Position.objects.filter(name__icontains="camat").count() == 1


def test_an_acting_post_in_the_same_list_again_changes_nothing(imported: Import) -> None:
    acting = SECOND | {"JABATAN NAMA": "Plt. Camat Contoh", "TMT JABATAN": "01-11-2026"}
    imported(HEAD, SECOND)
    imported(HEAD, acting)
    report = imported(HEAD, acting)
    assert (report["changed"], report["applied"]) == (0, False)


def test_a_renamed_unit_keeps_its_former_name_for_earlier_days(imported: Import) -> None:
    imported({})
    report = imported({"UNOR NAMA": "KECAMATAN CONTOH BARU"})
    assert report["applied"] is True
    assert Unit.objects.get(code="U1").name == "Kecamatan Contoh Baru"
    names = UnitVersion.objects.filter(unit__code="U1").order_by("since").values_list("name", flat=True)
    assert list(names) == ["Kecamatan Contoh", "Kecamatan Contoh Baru"]


def test_an_old_list_does_not_bring_an_old_name_back(imported: Import) -> None:
    imported({})
    imported({"UNOR NAMA": "KECAMATAN CONTOH BARU"})
    assert imported({})["applied"] is False
    assert Unit.objects.get(code="U1").name == "Kecamatan Contoh Baru"


def test_a_place_chosen_in_terang_stays_and_the_difference_is_told(imported: Import, team: User, at: Any) -> None:
    imported(HEAD, SECOND | OTHER_UNIT)
    section = Unit.objects.get(code="U2")
    root = Unit.objects.get(depth=1)
    move_unit(unit=section, parent=root, on=date(2026, 11, 1), reason="Perwal", by=team, at=at)
    report = imported(HEAD, SECOND | OTHER_UNIT)
    assert [remark["code"] for remark in report["warnings"]] == ["UNIT_PARENT_DIFFERS"]
    assert report["applied"] is False


def test_a_unit_without_a_named_parent_is_placed_by_its_name(imported: Import) -> None:
    imported(HEAD, SECOND | OTHER_UNIT | {"SATUAN KERJA KERJA NAMA": ""})
    assert Unit.objects.get_parent(Unit.objects.get(code="U2")).name == "Kecamatan Contoh"


def test_units_begin_when_somebody_first_held_a_post_below_them(imported: Import) -> None:
    imported(HEAD, SECOND | OTHER_UNIT | {"TMT JABATAN": "05-03-2019"})
    assert set(Unit.objects.values_list("since", flat=True)) == {date(2019, 3, 5)}


def test_a_sekretaris_lurah_does_not_lead_a_kelurahan_whose_lurah_is_missing(imported: Import, day: date) -> None:
    village = {"UNOR ID": "U3", "UNOR NAMA": "KELURAHAN CONTOH", "SATUAN KERJA KERJA NAMA": "KECAMATAN CONTOH"}
    secretary = SECOND | village | HEAD | {"JABATAN NAMA": "Sekretaris Lurah Contoh", "ESELON NAMA": "IV.b"}
    imported(HEAD, secretary)
    assert not Position.objects.filter(unit__code="U3", is_head=True).exists()
    line = superior_line(Employee.objects.get(nip=SECOND["NIP BARU"]), day)
    assert line.appraiser == Employee.objects.get(nip="199502092017031901")


def test_of_two_equal_echelons_nobody_is_proposed(imported: Import) -> None:
    imported(
        HEAD | {"UNOR NAMA": "BIDANG CONTOH", "JABATAN NAMA": "Kepala Bidang Satu"},
        SECOND | HEAD | {"UNOR NAMA": "BIDANG CONTOH", "JABATAN NAMA": "Kepala Bidang Dua"},
    )
    assert not Position.objects.filter(is_head=True).exists()


def test_an_account_that_exists_already_is_taken_over(imported: Import, at: Any) -> None:
    user = User.objects.create_user("199502092017031901", None, name="Bakung", agency="medan", created_at=at)
    imported({})
    assert Employee.objects.get().user == user
