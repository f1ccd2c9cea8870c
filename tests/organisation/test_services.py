"""Dated changes of units, posts and appraisers; each refusal stands beside the act it belongs to."""

from datetime import date, datetime
from typing import Any

import pytest

from terang.ledger.models import LedgerEntry
from terang.organisation import services
from terang.organisation.enums import AssignmentKind, PositionKind
from terang.organisation.models import AppraiserOverride, Assignment, Position, Unit, UnitVersion
from terang.organisation.queries import head_of, superior_line
from tests.cast import Cast, make_unit

JULY = date(2026, 7, 1)


@pytest.fixture
def act(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"by": cast.team, "at": at}


def post(unit: Unit) -> Position:
    return Position.objects.get(unit=unit, is_head=True)


def entries(act: str) -> int:
    return LedgerEntry.objects.filter(agency="contoh", act=act).count()


# --- units


def test_a_unit_is_added_with_its_first_version(cast: Cast, act: dict[str, Any]) -> None:
    unit = services.create_unit(agency=cast.agency, parent=cast.kecamatan, name="Seksi  Baru", since=JULY, **act)
    assert Unit.objects.get_parent(unit) == cast.kecamatan
    assert UnitVersion.objects.get(unit=unit).name == "Seksi Baru"
    assert entries("unit.created") == 1


def test_an_agency_has_one_root(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.create_unit(agency=cast.agency, parent=None, name="Akar Kedua", since=JULY, **act)


def test_a_unit_cannot_hang_in_another_agency(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongPlace):
        services.create_unit(agency=cast.other_agency, parent=cast.kecamatan, name="Seksi", since=JULY, **act)


def test_a_code_is_used_once(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.create_unit(agency=cast.agency, parent=cast.kecamatan, name="S", since=JULY, code="U2", **act)


def test_a_unit_cannot_be_older_than_the_one_above(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay):
        services.create_unit(agency=cast.agency, parent=cast.kecamatan, name="S", since=date(2000, 1, 1), **act)


def test_a_renamed_unit_keeps_the_former_name_for_earlier_days(cast: Cast, act: dict[str, Any]) -> None:
    services.rename_unit(unit=cast.service_section, name="Seksi Layanan", on=JULY, reason="Perwal 3/2026", **act)
    former, present = UnitVersion.objects.filter(unit=cast.service_section).order_by("since")
    assert (former.until, present.since, present.until) == (date(2026, 6, 30), JULY, None)
    assert Unit.objects.get(pk=cast.service_section.pk).name == "Seksi Layanan"
    assert entries("unit.renamed") == 1


def test_two_names_on_one_day_are_one_correction(cast: Cast, act: dict[str, Any]) -> None:
    for name in ("Seksi Layanan", "Seksi Pelayanan Publik"):
        services.rename_unit(unit=cast.service_section, name=name, on=JULY, reason="Perwal 3/2026", **act)
    assert UnitVersion.objects.filter(unit=cast.service_section).count() == 2


def test_a_name_needs_a_reason(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ReasonMissing) as refusal:
        services.rename_unit(unit=cast.service_section, name="Seksi Layanan", on=JULY, reason="  ", **act)
    assert refusal.value.field == "reason"


def test_a_name_cannot_begin_before_the_present_one(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay):
        services.rename_unit(unit=cast.service_section, name="Seksi L", on=date(2020, 1, 1), reason="Perwal", **act)


def test_the_same_name_is_no_change(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.rename_unit(unit=cast.service_section, name=cast.service_section.name, on=JULY, reason="Perwal", **act)


def test_a_moved_unit_takes_its_people_along_and_keeps_its_history(cast: Cast, act: dict[str, Any]) -> None:
    services.move_unit(unit=cast.service_section, parent=cast.kelurahan, on=JULY, reason="Perwal 3/2026", **act)
    assert superior_line(cast.kasi, date(2026, 6, 30)).appraiser == cast.camat
    assert superior_line(cast.kasi, JULY).appraiser == cast.lurah
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_unit_cannot_move_below_itself(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongPlace):
        services.move_unit(unit=cast.kecamatan, parent=cast.kelurahan, on=JULY, reason="Perwal", **act)


def test_a_unit_cannot_move_to_where_it_is(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.move_unit(unit=cast.kelurahan, parent=cast.kecamatan, on=JULY, reason="Perwal", **act)


def test_an_empty_unit_can_be_closed(cast: Cast, act: dict[str, Any]) -> None:
    unit = make_unit(cast.agency, "Seksi Kosong", cast.kecamatan)
    services.close_unit(unit=unit, on=JULY, reason="Perwal 3/2026", **act)
    assert Unit.objects.get(pk=unit.pk).until == JULY
    assert UnitVersion.objects.get(unit=unit).until == JULY


def test_a_unit_with_people_cannot_be_closed(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.StillInUse):
        services.close_unit(unit=cast.kelurahan, on=JULY, reason="Perwal", **act)


def test_a_unit_with_open_units_below_cannot_be_closed(cast: Cast, act: dict[str, Any]) -> None:
    unit = make_unit(cast.agency, "Bidang Kosong", cast.kecamatan)
    make_unit(cast.agency, "Seksi Kosong", unit)
    with pytest.raises(services.StillInUse):
        services.close_unit(unit=unit, on=JULY, reason="Perwal", **act)


def test_a_closed_unit_is_not_changed_any_more(cast: Cast, act: dict[str, Any]) -> None:
    unit = make_unit(cast.agency, "Seksi Kosong", cast.kecamatan)
    services.close_unit(unit=unit, on=JULY, reason="Perwal", **act)
    with pytest.raises(services.ChangedMeanwhile):
        services.rename_unit(unit=unit, name="Seksi Lain", on=JULY, reason="Perwal", **act)


# --- posts


def test_a_unit_has_one_head_post(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.create_post(unit=cast.kelurahan, name="Lurah Kedua", kind=PositionKind.SUPERVISOR, is_head=True, **act)


def test_a_post_of_the_same_name_stands_once_in_a_unit(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.create_post(unit=cast.kelurahan, name="lurah amplas", kind=PositionKind.SUPERVISOR, **act)


def test_a_new_definitive_post_ends_the_former_the_day_before(cast: Cast, act: dict[str, Any]) -> None:
    made = services.create_post(unit=cast.kelurahan, name="Operator Layanan", kind=PositionKind.OPERATIONAL, **act)
    services.assign(employee=cast.beringin, position=made, kind=AssignmentKind.DEFINITIVE, since=JULY, **act)
    former, present = Assignment.objects.filter(employee=cast.beringin).order_by("since")
    assert (former.until, present.since) == (date(2026, 6, 30), JULY)


def test_an_acting_post_leaves_the_definitive_one(cast: Cast, act: dict[str, Any]) -> None:
    Assignment.objects.filter(employee=cast.kasi).update(until=date(2026, 6, 30))
    services.assign(
        employee=cast.lurah, position=post(cast.service_section), kind=AssignmentKind.PLT, since=JULY, **act
    )
    head = head_of(cast.service_section, JULY)
    assert head is not None
    assert head.employee == cast.lurah
    assert Assignment.objects.filter(employee=cast.lurah, until=None).count() == 2


def test_a_head_post_has_one_definitive_holder(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.assign(
            employee=cast.cendana, position=post(cast.service_section), kind=AssignmentKind.DEFINITIVE,
            since=JULY, **act,
        )  # fmt: skip


def test_nobody_holds_a_post_twice(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        services.assign(
            employee=cast.kasi, position=post(cast.service_section), kind=AssignmentKind.PLT, since=JULY, **act
        )


def test_nobody_holds_a_post_of_another_agency(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongPlace):
        services.assign(
            employee=cast.outsider, position=post(cast.kelurahan), kind=AssignmentKind.PLT, since=JULY, **act
        )


def test_a_new_definitive_post_begins_after_the_present_one(cast: Cast, act: dict[str, Any]) -> None:
    made = services.create_post(unit=cast.kelurahan, name="Operator", kind=PositionKind.OPERATIONAL, **act)
    with pytest.raises(services.WrongDay):
        services.assign(
            employee=cast.beringin, position=made, kind=AssignmentKind.DEFINITIVE, since=date(2024, 1, 2), **act
        )


def test_a_holding_is_given_a_last_day(cast: Cast, act: dict[str, Any]) -> None:
    held = Assignment.objects.get(employee=cast.kasi)
    services.end_assignment(assignment=held, until=JULY, reason="Pensiun", **act)
    assert Assignment.objects.get(employee=cast.kasi).until == JULY
    assert entries("post.left") == 1


def test_a_holding_ends_once(cast: Cast, act: dict[str, Any]) -> None:
    held = Assignment.objects.get(employee=cast.kasi)
    services.end_assignment(assignment=held, until=JULY, reason="Pensiun", **act)
    with pytest.raises(services.ChangedMeanwhile):
        services.end_assignment(assignment=held, until=JULY, reason="Pensiun", **act)


# --- appointed appraisers


def appoint(cast: Cast, act: dict[str, Any], **changes: Any) -> AppraiserOverride:
    said = {"employee": cast.beringin, "appraiser": cast.lurah, "since": JULY, "until": None, "basis": "SK 12/2026"}
    return services.appoint_appraiser(**(said | changes), **act)


def test_an_appointed_appraiser_counts_from_that_day(cast: Cast, act: dict[str, Any]) -> None:
    appoint(cast, act)
    assert superior_line(cast.beringin, date(2026, 6, 30)).appraiser == cast.kasi
    assert superior_line(cast.beringin, JULY).appraiser == cast.lurah
    assert entries("appraiser.appointed") == 1


def test_nobody_is_appointed_for_themselves(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongPlace):
        appoint(cast, act, appraiser=cast.beringin)


def test_nobody_of_another_agency_is_appointed(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongPlace):
        appoint(cast, act, appraiser=cast.outsider)


def test_an_appointment_needs_its_ground(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ReasonMissing):
        appoint(cast, act, basis=" ")


def test_an_appointment_cannot_end_before_it_begins(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay):
        appoint(cast, act, until=date(2026, 6, 1))


def test_two_appointments_do_not_share_a_day(cast: Cast, act: dict[str, Any]) -> None:
    appoint(cast, act, until=date(2026, 9, 30))
    with pytest.raises(services.AlreadyHeld):
        appoint(cast, act, since=date(2026, 9, 30), appraiser=cast.kasubbag)


def test_after_its_last_day_the_tree_decides_again(cast: Cast, act: dict[str, Any]) -> None:
    override = appoint(cast, act)
    services.end_appointment(override=override, until=date(2026, 8, 31), **act)
    assert superior_line(cast.beringin, date(2026, 8, 31)).appraiser == cast.lurah
    assert superior_line(cast.beringin, date(2026, 9, 1)).appraiser == cast.kasi


def test_an_appointment_ends_once(cast: Cast, act: dict[str, Any]) -> None:
    override = appoint(cast, act)
    services.end_appointment(override=override, until=date(2026, 8, 31), **act)
    with pytest.raises(services.ChangedMeanwhile):
        services.end_appointment(override=override, until=date(2026, 9, 30), **act)
