"""The action plan: proposed without loss, written by whole indicators, and apart from the agreement."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from terang.ledger.queries import entries
from terang.planning.enums import Accumulation, Direction, PeriodState, Rhythm, SkpState, TargetKind
from terang.planning.models import ActionStep, Indicator, Period, Skp
from terang.planning.queries.actions import steps_of
from terang.planning.services import Refused, actions
from terang.planning.steps import StepDraft, draft_of, even_steps, fingerprint, intervals, regrouped, total_of
from tests.cast import Cast, make_skp, user_of
from tests.planning.builders import told

MONTHS = [date(2026, month, day) for month, day in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)]
QUARTERS = MONTHS[2::3]
UNSEEN = fingerprint([])


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    skp = make_skp(cast, cast.beringin, state="set")
    Indicator.objects.update(accumulation=Accumulation.SUM)
    return loaded(skp)


def loaded(skp: Skp) -> Indicator:
    rows = Indicator.objects.select_related("result__skp__period", "result__skp__assignment")
    return rows.get(result__skp=skp)


def months(*numbers: int) -> list[StepDraft]:
    return [StepDraft(end, Decimal(number)) for end, number in zip(MONTHS, numbers, strict=False)]


def stored(indicator: Indicator) -> list[StepDraft]:
    return [draft_of(step) for step in steps_of([indicator]).get(indicator.pk, ())]


def write(cast: Cast, indicator: Indicator, at: datetime, steps: Sequence[StepDraft], seen: str = UNSEEN) -> None:
    actions.write_steps(indicator=indicator, seen=seen, steps=steps, by=user_of(cast.beringin), at=at)


def shown(steps: Sequence[StepDraft]) -> list[tuple[int, Any, str]]:
    return [(step.month.month, None if step.target is None else int(step.target), step.text) for step in steps]


# --- what is proposed -------------------------------------------------------------------


def test_a_sum_is_spread_over_the_months_without_loss(indicator: Indicator) -> None:
    indicator.target_low = Decimal(100)
    steps = even_steps(indicator, intervals(indicator.result.skp))
    assert total_of(steps) == 100
    assert {step.target for step in steps} == {Decimal(8), Decimal(9)}


def test_a_level_without_a_starting_value_is_expected_each_time(indicator: Indicator) -> None:
    indicator.accumulation = Accumulation.LATEST
    assert {step.target for step in even_steps(indicator, MONTHS)} == {Decimal(12)}


def test_a_level_with_a_starting_value_climbs_to_the_target(indicator: Indicator) -> None:
    indicator.accumulation, indicator.baseline = Accumulation.LATEST, Decimal(4)
    assert [step.target for step in even_steps(indicator, QUARTERS)] == [6, 8, 10, 12]


def test_a_limit_in_a_range_is_its_upper_end(indicator: Indicator) -> None:
    indicator.direction, indicator.target_high = Direction.LOWER, Decimal(24)
    assert total_of(even_steps(indicator, MONTHS)) == 24


def test_a_target_in_words_has_no_proposal(indicator: Indicator) -> None:
    indicator.target_kind = TargetKind.TEXT
    assert even_steps(indicator, MONTHS) == ()


def test_who_came_in_may_has_the_months_from_may(indicator: Indicator) -> None:
    indicator.result.skp.assignment.since = date(2026, 5, 20)
    assert list(intervals(indicator.result.skp)) == MONTHS[4:]
    assert list(intervals(indicator.result.skp, Rhythm.QUARTERLY)) == QUARTERS[1:]


# --- another rhythm ---------------------------------------------------------------------


def test_quarters_gather_the_sums_and_words_of_their_months() -> None:
    steps = [*months(1, 2, 3, 4), StepDraft(MONTHS[4], None, "Sosialisasi"), StepDraft(MONTHS[5], None, "Laporan")]
    found = regrouped(steps, MONTHS, QUARTERS, Accumulation.SUM)
    assert shown(found) == [(3, 6, ""), (6, 4, "Sosialisasi; Laporan")]


def test_quarters_keep_the_last_level_of_their_months() -> None:
    assert shown(regrouped(months(80, 82, 85), MONTHS, QUARTERS, Accumulation.LATEST)) == [(3, 85, "")]


def test_months_share_the_sum_of_their_quarter() -> None:
    found = regrouped([StepDraft(QUARTERS[0], Decimal(10), "Laporan")], QUARTERS, MONTHS, Accumulation.SUM)
    assert shown(found) == [(1, 3, ""), (2, 3, ""), (3, 4, "Laporan")]


def test_months_take_the_level_of_their_quarter() -> None:
    found = regrouped([StepDraft(QUARTERS[1], Decimal(85))], QUARTERS, MONTHS, Accumulation.LATEST)
    assert shown(found) == [(4, 85, ""), (5, 85, ""), (6, 85, "")]


def test_a_changed_rhythm_keeps_the_sum_and_is_told(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at, months(*[1] * 12))
    skp = indicator.result.skp
    for _ in range(2):
        actions.change_rhythm(skp=skp, rhythm=Rhythm.QUARTERLY, by=user_of(cast.beringin), at=at)
    assert shown(stored(indicator)) == [(3, 3, ""), (6, 3, ""), (9, 3, ""), (12, 3, "")]
    assert told("skp.rhythm_changed") == {"rhythm": "quarterly", "indicators": 1}


def test_words_that_a_quarter_cannot_hold_are_not_cut_off(cast: Cast, indicator: Indicator, at: datetime) -> None:
    words = [StepDraft(end, None, "a" * 200) for end in MONTHS[:3]]
    write(cast, indicator, at, words)
    with pytest.raises(Refused, match="melebihi 500 huruf bila tiga bulannya disatukan"):
        actions.change_rhythm(skp=indicator.result.skp, rhythm=Rhythm.QUARTERLY, by=user_of(cast.beringin), at=at)
    assert stored(indicator) == words


# --- writing ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [SkpState.DRAFT, SkpState.RETURNED, SkpState.SUBMITTED, SkpState.SET])
def test_steps_are_written_from_the_draft_on_and_leave_the_version_alone(
    cast: Cast, indicator: Indicator, at: datetime, state: str
) -> None:
    Skp.objects.update(state=state)
    write(cast, indicator, at, months(5, 7))
    assert shown(stored(indicator)) == [(1, 5, ""), (2, 7, "")]
    assert Skp.objects.get().version == indicator.result.skp.version
    assert told("skp.steps_written")["steps"] == 2


def test_steps_without_anything_said_are_left_out(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at, [*months(5), StepDraft(MONTHS[1], None, "  "), StepDraft(MONTHS[2], None, "Rapat")])
    assert shown(stored(indicator)) == [(1, 5, ""), (3, None, "Rapat")]


def test_the_same_steps_sent_twice_are_told_once(cast: Cast, indicator: Indicator, at: datetime) -> None:
    for _ in range(2):
        write(cast, indicator, at, months(5, 7))
    assert entries("contoh", act="skp.steps_written").count() == 1


def test_steps_seen_before_another_tab_wrote_are_not_written_over(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    write(cast, indicator, at, months(5, 7))
    with pytest.raises(actions.StepsChanged) as refusal:
        write(cast, indicator, at, months(1, 1))
    assert shown(refusal.value.current) == [(1, 5, ""), (2, 7, "")]
    write(cast, indicator, at, months(1, 1), seen=fingerprint(refusal.value.current))
    assert shown(stored(indicator)) == [(1, 1, ""), (2, 1, "")]


def test_all_steps_may_be_taken_out(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at, months(5))
    write(cast, indicator, at, [], seen=fingerprint(months(5)))
    assert not ActionStep.objects.exists()


def test_a_month_of_another_rhythm_is_refused(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Skp.objects.update(rhythm=Rhythm.QUARTERLY)
    with pytest.raises(Refused, match="Irama rencana aksi sudah berganti"):
        write(cast, indicator, at, months(5))


def test_a_negative_step_is_refused(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(Refused, match="paling kecil 0"):
        write(cast, indicator, at, months(-1))


def test_a_target_in_words_keeps_only_words(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Indicator.objects.update(target_kind=TargetKind.TEXT, target_low=None, target_text="Tersusun")
    write(cast, loaded(indicator.result.skp), at, [StepDraft(MONTHS[0], Decimal(3), "Kerangka")])
    assert shown(stored(indicator)) == [(1, None, "Kerangka")]


def test_in_a_closed_period_no_step_is_written(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="sudah ditutup"):
        write(cast, indicator, at, months(5))


def test_in_a_closed_plan_no_step_is_written(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Skp.objects.update(state=SkpState.CLOSED, closed_on=date(2026, 10, 31))
    with pytest.raises(Refused, match="berstatus"):
        write(cast, indicator, at, months(5))


def test_a_draft_that_amends_has_no_steps_of_its_own(cast: Cast, indicator: Indicator, at: datetime) -> None:
    agreed = indicator.result.skp
    draft = Skp.objects.create(
        period=agreed.period, employee=agreed.employee, assignment=agreed.assignment, form=agreed.form,
        amends=agreed, created_at=at,
    )  # fmt: skip
    with pytest.raises(Refused, match="berstatus"):
        actions.fill_evenly(skp=draft, by=user_of(cast.beringin), at=at)


def test_only_empty_indicators_are_filled(cast: Cast, indicator: Indicator, at: datetime) -> None:
    other = Indicator.objects.create(result=indicator.result, order=2, statement="Rapat", target_low=4, unit="rapat")
    write(cast, indicator, at, months(5))
    filled = [actions.fill_evenly(skp=indicator.result.skp, by=user_of(cast.beringin), at=at) for _ in range(2)]
    assert filled == [1, 0]
    assert shown(stored(indicator)) == [(1, 5, "")]
    assert len(stored(other)) == 12
    assert told("skp.steps_filled")["indicators"] == [other.pk]
