"""A declared outage moves the deadlines it touched, and the marks of lateness follow."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from terang.evidence.models import Progress
from terang.evidence.services import deadlines
from terang.ledger.queries import entries
from terang.planning.enums import StageKind
from terang.planning.mapping import StageDates
from terang.planning.models import Outage, Stage
from terang.planning.queries import current_period, days_late
from terang.planning.services import Refused
from tests.cast import Cast, make_progress, make_skp

EVENING = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)  # 19.00 in Medan, on the last day of planning
NIGHT = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)


def declare(cast: Cast, at: datetime, **changes: Any) -> int:
    said = {"since": EVENING, "until": NIGHT, "reason": "Listrik padam"} | changes
    return deadlines.declare_outage(agency=cast.agency, by=cast.operator, at=at, **said)


def planning_stage(cast: Cast) -> Stage:
    return Stage.objects.get(period=cast.period, kind=StageKind.PLANNING)


def test_three_hours_on_the_last_evening_give_one_more_day(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    assert planning_stage(cast).deadline == date(2026, 2, 1)
    period = current_period(cast.agency, date(2026, 2, 2))
    assert period is not None
    assert days_late(period, StageKind.PLANNING, date(2026, 2, 1)) == 0
    assert days_late(period, StageKind.PLANNING, date(2026, 2, 2)) == 1


def test_the_ledger_keeps_the_outage_with_the_moved_stages(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    entry = entries("contoh", act="outage.declared").get()
    assert entry.actor == "operator"
    assert '"deadline":"2026-02-01"' in entry.payload


def test_an_outage_of_another_agency_moves_nothing_here(cast: Cast, at: datetime) -> None:
    deadlines.declare_outage(
        agency=cast.other_agency, since=EVENING, until=NIGHT, reason="Padam", by=cast.operator, at=at
    )
    assert planning_stage(cast).grace_until is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "  "}, "penyebab"),
        ({"until": EVENING}, "harus selesai"),
        ({"until": datetime(2026, 12, 1, tzinfo=UTC)}, "sudah lewat"),
    ],
)
def test_an_outage_that_cannot_be_is_refused(cast: Cast, at: datetime, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        declare(cast, at, **changes)
    assert not Outage.objects.exists()
    assert planning_stage(cast).grace_until is None


def test_the_same_outage_is_declared_once(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    with pytest.raises(Refused, match="sudah dicatat"):
        declare(cast, at)
    assert Outage.objects.count() == 1


def test_work_recorded_in_the_days_of_grace_is_no_longer_late(cast: Cast, at: datetime) -> None:
    Stage.objects.filter(period=cast.period, kind=StageKind.MONITORING).update(end=date(2026, 11, 20))
    skp = make_skp(cast, cast.beringin, state="set")
    inside, outside = make_progress(skp, 1), make_progress(skp, 2)
    Progress.objects.filter(pk=inside.pk).update(is_late=True, created_at=datetime(2026, 11, 21, 5, tzinfo=UTC))
    Progress.objects.filter(pk=outside.pk).update(is_late=True, created_at=datetime(2026, 11, 22, 5, tzinfo=UTC))
    last_day = {
        "since": datetime(2026, 11, 20, 1, tzinfo=UTC), "until": datetime(2026, 11, 20, 9, tzinfo=UTC)
    }  # fmt: skip
    assert declare(cast, at, **last_day) == 1
    assert dict(Progress.objects.values_list("pk", "is_late")) == {inside.pk: False, outside.pk: True}


def test_a_withdrawn_declaration_moves_the_deadline_back(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    deadlines.withdraw_outage(outage=Outage.objects.get(), reason="Salah hari", by=cast.operator, at=at)
    assert planning_stage(cast).grace_until is None
    assert entries("contoh", act="outage.withdrawn").get().actor == "operator"


def test_a_declaration_is_withdrawn_once(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    deadlines.withdraw_outage(outage=Outage.objects.get(), reason="Salah hari", by=cast.operator, at=at)
    with pytest.raises(Refused, match="sudah ditarik"):
        deadlines.withdraw_outage(outage=Outage.objects.get(), reason="Salah hari", by=cast.operator, at=at)


# --- the calendar -----------------------------------------------------------------------


def change(cast: Cast, at: datetime, end: date = date(2026, 2, 15), reason: str = "Surat edaran kota") -> None:
    days = [StageDates(StageKind.PLANNING, date(2026, 1, 2), end)]
    deadlines.change_stages(period=cast.period, stages=days, reason=reason, by=cast.admin, at=at)


def test_a_stage_gets_other_days_and_the_ledger_keeps_both(cast: Cast, at: datetime) -> None:
    change(cast, at)
    assert planning_stage(cast).end == date(2026, 2, 15)
    data = entries("contoh", act="period.stages_changed").get().payload
    assert "2026-01-31" in data
    assert "2026-02-15" in data


def test_the_grace_follows_the_new_last_day(cast: Cast, at: datetime) -> None:
    declare(cast, at)
    change(cast, at)
    assert planning_stage(cast).grace_until is None


def test_a_calendar_is_not_changed_without_a_reason(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="alasan"):
        change(cast, at, reason=" ")


def test_a_calendar_in_which_nothing_changes_is_told_so(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="Tidak ada tanggal"):
        change(cast, at, end=date(2026, 1, 31))


def test_a_closed_period_keeps_its_calendar(cast: Cast, at: datetime) -> None:
    type(cast.period).objects.filter(pk=cast.period.pk).update(state="closed")
    with pytest.raises(Refused, match="ditutup"):
        change(cast, at)


def test_who_relied_on_the_extension_stays_in_time_when_it_is_taken_back(cast: Cast, at: datetime) -> None:
    Stage.objects.filter(period=cast.period, kind=StageKind.MONITORING).update(end=date(2026, 11, 20))
    skp = make_skp(cast, cast.beringin, state="set")
    relied, unaware = make_progress(skp, 1), make_progress(skp, 2)
    declared = datetime(2026, 11, 21, 3, tzinfo=UTC)
    Progress.objects.filter(pk=unaware.pk).update(is_late=True, created_at=datetime(2026, 11, 21, 1, tzinfo=UTC))
    Progress.objects.filter(pk=relied.pk).update(created_at=datetime(2026, 11, 21, 5, tzinfo=UTC))
    last_day = {
        "since": datetime(2026, 11, 20, 1, tzinfo=UTC), "until": datetime(2026, 11, 20, 9, tzinfo=UTC)
    }  # fmt: skip
    declare(cast, declared, **last_day)
    deadlines.withdraw_outage(outage=Outage.objects.get(), reason="Salah hari", by=cast.operator, at=at)
    assert dict(Progress.objects.values_list("pk", "is_late")) == {relied.pk: False, unaware.pk: True}


def test_more_time_by_the_calendar_takes_the_mark_off_and_less_puts_none_on(cast: Cast, at: datetime) -> None:
    Stage.objects.filter(period=cast.period, kind=StageKind.MONITORING).update(end=date(2026, 10, 1))
    entry = make_progress(make_skp(cast, cast.beringin, state="set"), 1)
    Progress.objects.filter(pk=entry.pk).update(is_late=True, created_at=datetime(2026, 10, 5, 5, tzinfo=UTC))
    for end in (date(2026, 10, 31), date(2026, 9, 1)):
        days = [StageDates(StageKind.MONITORING, date(2026, 2, 1), end)]
        deadlines.change_stages(period=cast.period, stages=days, reason="Surat edaran", by=cast.admin, at=at)
        assert not Progress.objects.get(pk=entry.pk).is_late
