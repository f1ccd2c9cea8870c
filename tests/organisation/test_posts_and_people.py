"""Posts, holdings with a last day, people who join, and what all of it changes in who appraises whom."""

from datetime import date, datetime
from typing import Any

import pytest

from terang.identity.models import User
from terang.ledger.models import LedgerEntry
from terang.organisation import services
from terang.organisation.enums import AssignmentKind, EmploymentKind, PositionKind, SkpForm
from terang.organisation.models import Assignment, Employee, Position, Unit
from terang.organisation.queries import superior_line
from tests.cast import Cast, make_skp, make_unit, user_of

JULY = date(2026, 7, 1)
DECEMBER = date(2026, 12, 1)
NEW_NIP = "199505152020122017"


@pytest.fixture
def act(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"by": cast.team, "at": at}


def head_post(unit: Unit) -> Position:
    return Position.objects.get(unit=unit, is_head=True)


def entries(act: str) -> int:
    return LedgerEntry.objects.filter(agency="contoh", act=act).count()


def new_post(unit: Unit, act: dict[str, Any], name: str = "Operator Layanan", **more: Any) -> Position:
    return services.create_post(unit=unit, name=name, kind=PositionKind.OPERATIONAL, **more, **act)


def person(**changes: Any) -> services.NewPerson:
    said = {"nip": NEW_NIP, "name": "Rengas Contoh", "kind": EmploymentKind.PNS, "grade": "III/a"}
    return services.NewPerson(**(said | {"legal_status": "Aktif"} | changes))


# --- posts


def test_a_post_of_an_administrator_who_leads_an_office_plans_by_perspective(cast: Cast, act: dict[str, Any]) -> None:
    office = make_unit(cast.agency, "Kecamatan Baru", Unit.objects.get(agency=cast.agency, depth=1))
    made = services.create_post(unit=office, name="Camat", kind=PositionKind.ADMINISTRATOR, is_head=True, **act)
    assert made.skp_form == SkpForm.JPT_UKM


def test_a_closed_unit_gets_no_post(cast: Cast, act: dict[str, Any]) -> None:
    unit = make_unit(cast.agency, "Seksi Kosong", cast.kecamatan)
    services.close_unit(unit=unit, on=JULY, reason="Perwal", **act)
    with pytest.raises(services.WrongPlace):
        new_post(unit, act)


def test_the_name_of_a_post_is_corrected_and_the_former_one_stays_in_the_ledger(cast: Cast, act: Any) -> None:
    made = new_post(cast.kelurahan, act, "Oprator")
    services.rename_post(post=made, before="Oprator", name="Operator", reason="Salah ketik", **act)
    assert Position.objects.get(pk=made.pk).name == "Operator"
    assert '"from":"Oprator"' in LedgerEntry.objects.get(act="post.renamed").payload


def test_a_post_that_was_renamed_meanwhile_is_not_overwritten(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act, "Operator")
    with pytest.raises(services.ChangedMeanwhile):
        services.rename_post(post=made, before="Oprator", name="Operator Data", reason="Salah ketik", **act)


def test_the_same_name_is_no_correction(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act, "Operator")
    with pytest.raises(services.AlreadyHeld):
        services.rename_post(post=made, before="Operator", name="Operator", reason="Salah ketik", **act)


def test_two_posts_of_a_unit_do_not_bear_one_name(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act, "Operator")
    with pytest.raises(services.AlreadyHeld):
        services.rename_post(post=made, before="Operator", name="lurah amplas", reason="Salah ketik", **act)


def test_a_correction_needs_a_reason(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act, "Oprator")
    with pytest.raises(services.ReasonMissing):
        services.rename_post(post=made, before="Oprator", name="Operator", reason=" ", **act)


def test_a_post_nobody_holds_is_closed_and_its_name_is_free_again(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.close_post(post=made, reason="Perwal 3/2026", **act)
    assert not Position.objects.get(pk=made.pk).is_active
    assert new_post(cast.kelurahan, act).pk != made.pk
    assert entries("post.closed") == 1


def test_a_post_somebody_holds_is_not_closed(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.StillInUse, match="Camar Oleander"):
        services.close_post(post=head_post(cast.service_section), reason="Perwal", **act)


def test_a_post_somebody_will_hold_is_not_closed(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.assign(employee=cast.sengon, position=made, kind=AssignmentKind.PLH, since=DECEMBER, **act)
    with pytest.raises(services.StillInUse):
        services.close_post(post=made, reason="Perwal", **act)


def test_a_post_is_closed_once(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.close_post(post=made, reason="Perwal", **act)
    with pytest.raises(services.ChangedMeanwhile):
        services.close_post(post=made, reason="Perwal", **act)


def test_a_closed_post_is_opened_again(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.close_post(post=made, reason="Perwal", **act)
    services.reopen_post(post=made, reason="Keliru", **act)
    assert Position.objects.get(pk=made.pk).is_active
    assert entries("post.reopened") == 1


def test_an_open_post_is_not_opened(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ChangedMeanwhile):
        services.reopen_post(post=new_post(cast.kelurahan, act), reason="Keliru", **act)


def test_a_post_does_not_come_back_beside_one_of_its_name(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.close_post(post=made, reason="Perwal", **act)
    new_post(cast.kelurahan, act)
    with pytest.raises(services.AlreadyHeld):
        services.reopen_post(post=made, reason="Keliru", **act)


def test_a_head_post_does_not_come_back_beside_another(cast: Cast, act: dict[str, Any]) -> None:
    unit = make_unit(cast.agency, "Seksi Kosong", cast.kecamatan)
    former = new_post(unit, act, "Kepala Seksi", is_head=True)
    services.close_post(post=former, reason="Perwal", **act)
    new_post(unit, act, "Ketua Tim", is_head=True)
    with pytest.raises(services.AlreadyHeld):
        services.reopen_post(post=former, reason="Keliru", **act)


# --- who holds them


def test_a_plt_has_a_last_day(cast: Cast, act: dict[str, Any]) -> None:
    made = services.assign(
        employee=cast.lurah, position=head_post(cast.general_section), kind=AssignmentKind.PLH, since=JULY,
        until=date(2026, 7, 31), **act,
    )  # fmt: skip
    assert made.until == date(2026, 7, 31)
    assert superior_line(cast.lurah, JULY).appraiser == cast.camat


def test_the_same_holding_entered_twice_is_one(cast: Cast, act: dict[str, Any]) -> None:
    said = {"employee": cast.sengon, "position": new_post(cast.kelurahan, act), "kind": AssignmentKind.DEFINITIVE}
    first = services.assign(**said, since=DECEMBER, **act)
    assert services.assign(**said, since=DECEMBER, **act) == first
    assert entries("post.assigned") == 1


def test_a_holding_cannot_end_before_it_begins(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay) as refusal:
        services.assign(
            employee=cast.sengon, position=new_post(cast.kelurahan, act), kind=AssignmentKind.PLT, since=DECEMBER,
            until=JULY, **act,
        )  # fmt: skip
    assert refusal.value.field == "until"


def test_nobody_gets_a_closed_post(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    services.close_post(post=made, reason="Perwal", **act)
    with pytest.raises(services.WrongPlace):
        services.assign(employee=cast.sengon, position=made, kind=AssignmentKind.PLT, since=JULY, **act)


def test_nobody_holds_a_post_before_its_unit_stands(cast: Cast, act: dict[str, Any]) -> None:
    made = new_post(cast.kelurahan, act)
    with pytest.raises(services.WrongDay):
        services.assign(employee=cast.sengon, position=made, kind=AssignmentKind.PLT, since=date(2020, 1, 1), **act)


def test_days_that_do_not_meet_are_no_second_holder(cast: Cast, act: dict[str, Any]) -> None:
    said = {"position": head_post(cast.general_section), "kind": AssignmentKind.PLH}
    services.assign(employee=cast.lurah, since=JULY, until=date(2026, 7, 31), **said, **act)
    made = services.assign(employee=cast.kasi, since=date(2026, 8, 1), until=date(2026, 8, 31), **said, **act)
    assert made.pk


def test_a_day_that_is_shared_is_refused(cast: Cast, act: dict[str, Any]) -> None:
    said = {"position": head_post(cast.general_section), "kind": AssignmentKind.PLH}
    services.assign(employee=cast.lurah, since=JULY, until=date(2026, 7, 31), **said, **act)
    with pytest.raises(services.AlreadyHeld):
        services.assign(employee=cast.kasi, since=date(2026, 6, 1), until=JULY, **said, **act)


def test_a_definitive_post_does_not_reach_into_a_later_one(cast: Cast, act: dict[str, Any]) -> None:
    later, sooner = new_post(cast.kelurahan, act, "Satu"), new_post(cast.kelurahan, act, "Dua")
    services.assign(employee=cast.sengon, position=later, kind=AssignmentKind.DEFINITIVE, since=DECEMBER, **act)
    with pytest.raises(services.WrongDay):
        services.assign(employee=cast.sengon, position=sooner, kind=AssignmentKind.DEFINITIVE, since=JULY, **act)


def test_a_definitive_post_with_a_last_day_is_not_moved_aside(cast: Cast, act: dict[str, Any]) -> None:
    Assignment.objects.filter(employee=cast.sengon).update(until=DECEMBER)
    with pytest.raises(services.WrongDay, match="1 Des"):
        services.assign(
            employee=cast.sengon, position=new_post(cast.kelurahan, act), kind=AssignmentKind.DEFINITIVE, since=JULY,
            **act,
        )  # fmt: skip


def test_a_last_day_is_brought_forward(cast: Cast, act: dict[str, Any]) -> None:
    held = services.assign(
        employee=cast.lurah, position=head_post(cast.general_section), kind=AssignmentKind.PLH, since=JULY,
        until=DECEMBER, **act,
    )  # fmt: skip
    services.end_assignment(assignment=held, until=date(2026, 9, 30), reason="Pejabat kembali", **act)
    assert Assignment.objects.get(pk=held.pk).until == date(2026, 9, 30)


def test_a_last_day_is_not_put_off(cast: Cast, act: dict[str, Any]) -> None:
    held = services.assign(
        employee=cast.lurah, position=head_post(cast.general_section), kind=AssignmentKind.PLH, since=JULY,
        until=date(2026, 9, 30), **act,
    )  # fmt: skip
    with pytest.raises(services.ChangedMeanwhile):
        services.end_assignment(assignment=held, until=DECEMBER, reason="Diperpanjang", **act)


def test_a_holding_does_not_end_before_it_began(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay):
        services.end_assignment(
            assignment=Assignment.objects.get(employee=cast.kasi), until=date(2023, 1, 1), reason="Pensiun", **act
        )


def test_the_end_of_a_holding_needs_a_reason(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ReasonMissing):
        services.end_assignment(assignment=Assignment.objects.get(employee=cast.kasi), until=DECEMBER, reason="", **act)


def planned(cast: Cast, act: dict[str, Any], name: str = "Operator", since: date = DECEMBER) -> Assignment:
    made = new_post(cast.kelurahan, act, name)
    return services.assign(employee=cast.sengon, position=made, kind=AssignmentKind.DEFINITIVE, since=since, **act)


def test_a_move_that_has_not_begun_is_taken_back_and_the_former_post_goes_on(cast: Cast, act: dict[str, Any]) -> None:
    services.take_back_assignment(assignment=planned(cast, act), reason="Keliru orang", **act)
    assert Assignment.objects.get(employee=cast.sengon).until is None
    assert entries("post.taken_back") == 1


def test_a_post_that_had_ended_by_itself_stays_ended(cast: Cast, act: dict[str, Any]) -> None:
    Assignment.objects.filter(employee=cast.sengon).update(until=date(2026, 11, 30))
    services.take_back_assignment(assignment=planned(cast, act), reason="Keliru orang", **act)
    assert Assignment.objects.get(employee=cast.sengon).until == date(2026, 11, 30)


def test_what_has_begun_is_not_taken_back(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.WrongDay):
        services.take_back_assignment(assignment=Assignment.objects.get(employee=cast.kasi), reason="Keliru", **act)


def test_what_begins_today_has_begun(cast: Cast, act: dict[str, Any], day: date) -> None:
    with pytest.raises(services.WrongDay):
        services.take_back_assignment(assignment=planned(cast, act, since=day), reason="Keliru", **act)


def test_a_move_that_another_one_follows_is_not_taken_back(cast: Cast, act: dict[str, Any]) -> None:
    first = planned(cast, act)
    planned(cast, act, "Pengolah Data", date(2027, 1, 1))
    with pytest.raises(services.StillInUse):
        services.take_back_assignment(assignment=Assignment.objects.get(pk=first.pk), reason="Keliru", **act)


def test_a_holding_with_a_plan_is_not_taken_back(cast: Cast, act: dict[str, Any]) -> None:
    held = planned(cast, act)
    make_skp(cast, cast.sengon)
    with pytest.raises(services.StillInUse):
        services.take_back_assignment(assignment=held, reason="Keliru", **act)


def test_a_holding_is_taken_back_once(cast: Cast, act: dict[str, Any]) -> None:
    held = planned(cast, act)
    services.take_back_assignment(assignment=Assignment.objects.get(pk=held.pk), reason="Keliru", **act)
    with pytest.raises(services.ChangedMeanwhile):
        services.take_back_assignment(assignment=held, reason="Keliru", **act)


def test_taking_back_needs_a_reason(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ReasonMissing):
        services.take_back_assignment(assignment=planned(cast, act), reason=" ", **act)


# --- people who join


def join(cast: Cast, act: dict[str, Any], who: services.NewPerson | None = None, **more: Any) -> Employee:
    post = more.pop("position", None) or Position.objects.get(name="Pengadministrasi Kependudukan")
    return services.add_employee(agency=cast.agency, person=who or person(), position=post, since=DECEMBER, **act)


def test_who_joins_has_a_post_and_an_account_nobody_can_sign_in_to(cast: Cast, act: dict[str, Any]) -> None:
    made = join(cast, act)
    account = user_of(made)
    assert (account.username, account.has_usable_password()) == (NEW_NIP, False)
    assert superior_line(made, DECEMBER).appraiser == cast.lurah
    assert (entries("employee.added"), entries("account.created"), entries("post.assigned")) == (1, 1, 1)


def test_birth_date_and_sex_are_read_from_the_number(cast: Cast, act: dict[str, Any]) -> None:
    made = join(cast, act, person(nip="19950515 202012 2 017"))
    assert (made.nip, made.birth_date, made.sex) == (NEW_NIP, date(1995, 5, 15), "F")


def test_a_number_that_cannot_be_right_is_refused_with_every_finding(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.FaultyNip) as refusal:
        join(cast, act, person(nip="199513152020123017"))
    assert {each.code for each in refusal.value.findings} == {"NIP_BIRTH_DATE", "NIP_SEX"}


def test_a_number_on_record_is_refused_with_the_name(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld, match="Sengon Ulin"):
        join(cast, act, person(nip=cast.sengon.nip))


def test_a_number_of_another_agency_is_refused_without_the_name(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld) as refusal:
        join(cast, act, person(nip=cast.outsider.nip))
    assert cast.outsider.name not in refusal.value.sentence


def test_who_joins_without_a_name_is_refused(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ReasonMissing):
        join(cast, act, person(name="  "))


def test_nothing_of_a_person_stays_when_the_post_is_taken(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.AlreadyHeld):
        join(cast, act, position=head_post(cast.kelurahan))
    assert not User.objects.filter(username=NEW_NIP).exists()
    assert not Employee.objects.filter(nip=NEW_NIP).exists()


def test_somebody_without_an_account_gets_one(cast: Cast, act: dict[str, Any]) -> None:
    Employee.objects.filter(pk=cast.sengon.pk).update(user=None)
    User.objects.filter(username=cast.sengon.nip).delete()
    services.open_account_for(employee=Employee.objects.get(pk=cast.sengon.pk), **act)
    assert user_of(Employee.objects.get(pk=cast.sengon.pk)).username == cast.sengon.nip


def test_an_account_under_the_number_that_nobody_uses_becomes_the_persons(cast: Cast, act: dict[str, Any]) -> None:
    Employee.objects.filter(pk=cast.sengon.pk).update(user=None)
    services.open_account_for(employee=Employee.objects.get(pk=cast.sengon.pk), **act)
    assert User.objects.filter(username=cast.sengon.nip).count() == 1


def test_who_has_an_account_gets_no_second_one(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.ChangedMeanwhile):
        services.open_account_for(employee=cast.sengon, **act)


def test_an_account_of_another_agency_is_not_taken(cast: Cast, act: dict[str, Any]) -> None:
    Employee.objects.filter(pk=cast.sengon.pk).update(user=None)
    User.objects.filter(username=cast.sengon.nip).update(agency="lain")
    with pytest.raises(services.AlreadyHeld):
        services.open_account_for(employee=Employee.objects.get(pk=cast.sengon.pk), **act)


# --- what it would change


def turned(found: services.Forecast) -> dict[str, tuple[str | None, str | None]]:
    names = {turn.person.name.split()[0]: (turn.before, turn.after) for turn in found.turns}
    return {who: (before and before.name.split()[0], after and after.name.split()[0])
            for who, (before, after) in names.items()}  # fmt: skip


def test_a_forecast_says_who_changes_appraiser_and_changes_nothing(cast: Cast, act: dict[str, Any]) -> None:
    post = new_post(cast.kelurahan, act)

    def move() -> Employee:
        services.assign(employee=cast.kasi, position=post, kind=AssignmentKind.DEFINITIVE, since=DECEMBER, **act)
        return cast.kasi

    found = services.forecast(move, DECEMBER, cast.kasi)
    assert turned(found) == {
        "Camar": ("Bakung", "Pinus"), "Beringin": ("Camar", "Bakung"), "Cendana": ("Camar", "Bakung")
    }  # fmt: skip
    assert Assignment.objects.get(employee=cast.kasi).until is None
    assert entries("post.assigned") == 0


def test_a_forecast_names_those_who_would_have_nobody(cast: Cast, act: dict[str, Any]) -> None:
    held = Assignment.objects.get(employee=cast.camat)

    def leave() -> Employee:
        services.end_assignment(assignment=held, until=date(2026, 11, 30), reason="Pensiun", **act)
        return cast.camat

    found = services.forecast(leave, DECEMBER, cast.camat)
    assert turned(found) == dict.fromkeys(("Camar", "Dahlia", "Pinus"), ("Bakung", None))


def test_a_forecast_of_somebody_who_joins_knows_no_before(cast: Cast, act: dict[str, Any]) -> None:
    found = services.forecast(lambda: join(cast, act), DECEMBER)
    assert turned(found) == {"Rengas": (None, "Pinus")}
    assert not Employee.objects.filter(nip=NEW_NIP).exists()


def test_what_an_act_refuses_its_forecast_refuses(cast: Cast, act: dict[str, Any]) -> None:
    with pytest.raises(services.FaultyNip):
        services.forecast(lambda: join(cast, act, person(nip="12")), DECEMBER)
