"""Reminders: to those whose part is open, before the last day, once for each step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terang.evidence.services.reminders import remind
from terang.notices.models import Notice
from terang.notices.words import sentence
from terang.planning.enums import PeriodState, SkpState, StageKind
from terang.planning.models import Period, Stage
from tests.cast import Cast, make_feedback, make_progress, make_skp

WEEK_BEFORE = datetime(2026, 1, 24, 22, 30, tzinfo=UTC)  # 05.30 on 25 January in Medan; planning ends on the 31st


def told(name: str) -> set[str]:
    return set(Notice.objects.filter(key__contains=f":{name}:").values_list("recipient", flat=True))


def everybody_done(cast: Cast) -> None:
    for person in (cast.camat, cast.kasubbag, cast.kasi, cast.cendana, cast.lurah, cast.sengon):
        make_skp(cast, person, SkpState.SET)


def test_who_has_no_plan_is_reminded_before_the_end_of_planning(cast: Cast) -> None:
    everybody_done(cast)
    assert remind(at=WEEK_BEFORE) == 1
    assert told("plan") == {cast.beringin.nip}


@pytest.mark.parametrize("state", [SkpState.DRAFT, SkpState.RETURNED])
def test_a_plan_not_handed_in_is_open(cast: Cast, state: str) -> None:
    everybody_done(cast)
    make_skp(cast, cast.beringin, state)
    remind(at=WEEK_BEFORE)
    assert told("plan") == {cast.beringin.nip}


def test_a_plan_that_waits_is_the_appraisers(cast: Cast) -> None:
    everybody_done(cast)
    make_skp(cast, cast.beringin, SkpState.SUBMITTED)
    remind(at=WEEK_BEFORE)
    assert (told("plan"), told("decide")) == (set(), {cast.kasi.nip})


def test_the_reminder_names_the_last_day(cast: Cast) -> None:
    remind(at=WEEK_BEFORE)
    notice = Notice.objects.filter(recipient=cast.beringin.nip).get()
    assert "31 Januari 2026" in sentence(notice.text, notice.values)


def test_the_same_step_is_told_once(cast: Cast) -> None:
    remind(at=WEEK_BEFORE)
    assert remind(at=WEEK_BEFORE + timedelta(hours=1)) == 0
    assert remind(at=WEEK_BEFORE + timedelta(days=2)) == 0


def test_each_step_is_told(cast: Cast) -> None:
    everybody_done(cast)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(40)]
    counts = {day: remind(at=datetime(day.year, day.month, day.day, 1, tzinfo=UTC)) for day in days}
    assert [day for day, count in counts.items() if count] == [
        date(2026, 1, 17), date(2026, 1, 24), date(2026, 1, 30),
    ]  # fmt: skip


def test_a_step_missed_by_a_stand_still_is_told_the_next_day(cast: Cast) -> None:
    everybody_done(cast)
    assert remind(at=datetime(2026, 1, 19, 1, tzinfo=UTC)) == 1


def test_after_the_last_day_nobody_is_reminded(cast: Cast) -> None:
    assert remind(at=datetime(2026, 2, 1, 1, tzinfo=UTC)) == 0


def test_an_outage_moves_the_reminder_with_the_deadline(cast: Cast) -> None:
    everybody_done(cast)
    planning = Stage.objects.filter(kind=StageKind.PLANNING)
    remind(at=WEEK_BEFORE)
    planning.update(grace_until=date(2026, 2, 2))
    assert remind(at=datetime(2026, 2, 1, 1, tzinfo=UTC)) == 1
    newest = Notice.objects.order_by("pk").last()
    assert newest is not None
    assert "2 Februari 2026" in sentence(newest.text, newest.values)


def test_nobody_is_reminded_of_a_closed_period(cast: Cast) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    assert remind(at=WEEK_BEFORE) == 0


def test_who_left_is_not_reminded(cast: Cast) -> None:
    everybody_done(cast)
    cast.beringin.is_active = False
    cast.beringin.save()
    assert remind(at=WEEK_BEFORE) == 0


def test_another_agency_has_its_own_calendar(cast: Cast) -> None:
    remind(at=WEEK_BEFORE)
    assert cast.outsider.nip not in told("plan")


def test_who_recorded_nothing_in_the_last_month_is_reminded(cast: Cast) -> None:
    silent, busy = make_skp(cast, cast.beringin, SkpState.SET), make_skp(cast, cast.cendana, SkpState.SET)
    make_progress(silent, on=date(2026, 11, 20))
    make_progress(busy, on=date(2026, 12, 2))
    remind(at=datetime(2026, 12, 20, 1, tzinfo=UTC))
    assert told("progress") == {cast.beringin.nip}


def test_who_owes_regular_feedback_is_reminded(cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    skp.feedback_months = 10
    skp.save()
    remind(at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert told("feedback") == {cast.kasi.nip}


def test_who_gave_it_is_not(cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    skp.feedback_months = 10
    skp.save()
    given = make_feedback(skp, cast.kasi, "superior")
    given.kind = "regular"
    given.save()
    remind(at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert told("feedback") == set()


def test_givers_who_are_protected_are_never_reminded_of_anybody(cast: Cast) -> None:
    make_skp(cast, cast.beringin, SkpState.SET)
    remind(at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert cast.cendana.nip not in told("feedback")
