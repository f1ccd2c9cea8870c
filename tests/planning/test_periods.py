from datetime import date, datetime

import pytest

from terang.core.objection import filing_window
from terang.ledger.queries import entries
from terang.planning import services
from terang.planning.enums import PeriodState, StageKind
from terang.planning.mapping import StageDates, propose_stages
from terang.planning.models import Period
from terang.planning.queries import current_period
from terang.regulation.queries import in_force
from tests.cast import Cast, make_period

STAGES = propose_stages(2027, in_force(date(2027, 1, 1)))


def open_2027(cast: Cast, at: datetime, **changes: object) -> Period:
    days = {"start": date(2027, 1, 1), "end": date(2027, 12, 31), "stages": STAGES} | changes
    return services.open_period(agency=cast.agency, name="Tahun kinerja 2027", by=cast.admin, at=at, **days)  # type: ignore[arg-type]


def test_an_opened_period_has_its_six_stages_and_a_ledger_entry(cast: Cast, at: datetime) -> None:
    period = open_2027(cast, at)
    assert [stage.kind for stage in period.stages.all()] == list(StageKind)
    entry = entries("contoh", act="period.opened").get()
    assert (entry.subject, entry.actor) == (f"period:{period.pk}", "admin")


def test_the_proposal_follows_the_deadlines_of_the_law() -> None:
    days = {stage.kind: (stage.start, stage.end) for stage in STAGES}
    assert days[StageKind.PLANNING] == (date(2027, 1, 1), date(2027, 1, 31))
    assert days[StageKind.EVALUATION] == (date(2028, 1, 1), date(2028, 1, 31))
    assert days[StageKind.RESPONSE] == (date(2028, 2, 1), date(2028, 2, 14))
    assert days[StageKind.FOLLOW_UP] == (date(2028, 2, 15), date(2028, 2, 29))


def test_the_answers_end_when_objections_to_the_last_evaluation_may_no_longer_be_filed() -> None:
    law, days = in_force(date(2027, 1, 1)), {stage.kind: stage.end for stage in STAGES}
    assert days[StageKind.RESPONSE] == filing_window(days[StageKind.EVALUATION], law, set()).deadline


def test_a_period_that_overlaps_another_is_refused_and_named(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="Tahun kinerja 2026"):
        open_2027(cast, at, start=date(2026, 7, 1))
    assert Period.objects.filter(agency=cast.agency).count() == 1


def test_a_period_that_ends_before_it_starts_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="harus selesai sesudah"):
        open_2027(cast, at, end=date(2026, 12, 31))


def test_a_stage_that_ends_before_it_starts_is_refused_and_named(cast: Cast, at: datetime) -> None:
    wrong = StageDates(StageKind.FEEDBACK, date(2027, 12, 31), date(2027, 12, 1))
    with pytest.raises(services.Refused, match="Umpan balik"):
        open_2027(cast, at, stages=(wrong,))


def test_the_current_period_holds_the_day_with_stages_in_two_queries(
    cast: Cast, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        period = current_period(cast.agency, date(2026, 11, 24))
        assert period is not None
        assert len(period.stages.all()) == 4


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 1, 15), date(2027, 1, 22)])
def test_until_the_next_year_is_opened_the_last_one_goes_on_as_long_as_its_stages(cast: Cast, day: date) -> None:
    assert current_period(cast.agency, day) == cast.period


def test_after_its_last_stage_there_is_no_current_period(cast: Cast) -> None:
    assert current_period(cast.agency, date(2027, 3, 1)) is None


def test_before_its_first_day_a_period_is_not_the_current_one(cast: Cast) -> None:
    assert current_period(cast.agency, date(2025, 12, 31)) is None


def test_a_closed_period_does_not_go_on(cast: Cast) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    assert current_period(cast.agency, date(2027, 1, 15)) is None


def test_the_next_year_takes_over_on_its_first_day(cast: Cast, at: datetime) -> None:
    opened = open_2027(cast, at)
    assert current_period(cast.agency, date(2026, 12, 31)) == cast.period
    assert current_period(cast.agency, date(2027, 1, 1)) == opened


def test_the_year_of_another_agency_does_not_end_this_one(cast: Cast) -> None:
    make_period(cast.other_agency, 2027)
    assert current_period(cast.agency, date(2027, 1, 15)) == cast.period


def test_closing_a_period_can_be_taken_back(cast: Cast, at: datetime) -> None:
    services.close_period(period=cast.period, by=cast.admin, at=at)
    assert Period.objects.get(pk=cast.period.pk).state == PeriodState.CLOSED
    services.reopen_period(period=cast.period, by=cast.admin, at=at)
    assert Period.objects.get(pk=cast.period.pk).state == PeriodState.OPEN


def test_closing_twice_is_refused(cast: Cast, at: datetime) -> None:
    services.close_period(period=cast.period, by=cast.admin, at=at)
    with pytest.raises(services.Refused, match="sudah berubah"):
        services.close_period(period=cast.period, by=cast.admin, at=at)
    assert entries("contoh", act="period.closed").count() == 1
