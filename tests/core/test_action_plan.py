"""Steps inside the year: spread without loss, judged only by what is due."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.achievement import Accumulation, Direction
from terang.core.action_plan import Dated, Judgement, Pace, Step, even_climb, even_split, interval_ends, judge
from terang.core.law_view import ActionPlanLight

D = Decimal
RULE = ActionPlanLight(D(90), D(70))
YEAR = interval_ends(date(2026, 1, 1), date(2026, 12, 31), 1)
amounts = st.decimals(min_value=0, max_value=10**6, places=2)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
quick = settings(max_examples=60, deadline=None, database=None)


def asked(
    steps: list[Decimal],
    progress: list[Dated],
    on: date,
    direction: Direction = Direction.HIGHER,
    accumulation: Accumulation = Accumulation.SUM,
) -> Judgement:
    marks = [Step(end, target) for end, target in zip(YEAR, steps, strict=False)]
    return judge(marks, progress, on, direction=direction, accumulation=accumulation, rule=RULE)


def test_a_year_has_twelve_months_and_four_quarters() -> None:
    assert (YEAR[0], YEAR[1], YEAR[-1], len(YEAR)) == (date(2026, 1, 31), date(2026, 2, 28), date(2026, 12, 31), 12)
    quarters = interval_ends(date(2026, 1, 1), date(2026, 12, 31), 3)
    assert quarters == (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))


def test_a_plan_that_begins_and_ends_inside_a_month_keeps_its_own_last_day() -> None:
    assert interval_ends(date(2026, 5, 20), date(2026, 7, 15), 1) == (
        date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 15)
    )  # fmt: skip


def test_a_span_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="2026"):
        interval_ends(date(2026, 7, 1), date(2026, 6, 1), 1)


@pytest.mark.parametrize(
    ("total", "parts", "wanted"),
    [
        ("100", 4, "25 25 25 25"),
        ("10", 4, "2 3 2 3"),
        ("3", 12, "0 0 0 1 0 0 0 1 0 0 0 1"),
        ("1.5", 4, "0.3 0.4 0.4 0.4"),
        ("0", 3, "0 0 0"),
        ("1E+3", 3, "333 333 334"),
    ],
)
def test_a_total_is_split_as_fine_as_it_is_written(total: str, parts: int, wanted: str) -> None:
    assert even_split(D(total), parts) == tuple(map(D, wanted.split()))


@pytest.mark.parametrize(("total", "parts"), [("-1", 3), ("10", 0), ("NaN", 3)])
def test_what_cannot_be_split_is_refused(total: str, parts: int) -> None:
    with pytest.raises(ValueError, match="not split"):
        even_split(D(total), parts)


def test_levels_climb_straight_to_the_goal_in_either_direction() -> None:
    assert even_climb(D(80), D(90), 4) == (D(82), D(85), D(87), D(90))
    assert even_climb(D(20), D(15), 5) == (D(19), D(18), D(17), D(16), D(15))


@pytest.mark.parametrize(("on_track", "near"), [("70", "90"), ("101", "70"), ("90", "-1")])
def test_thresholds_out_of_order_are_refused(on_track: str, near: str) -> None:
    with pytest.raises(ValueError, match="near from"):
        ActionPlanLight(D(on_track), D(near))


@quick
@given(total=amounts, parts=st.integers(1, 12))
def test_nothing_is_lost_in_a_split_and_no_two_parts_differ_by_more_than_a_grain(total: Decimal, parts: int) -> None:
    split = even_split(total, parts)
    assert sum(split) == total
    assert max(split) - min(split) <= D(1).scaleb(min(int(total.normalize().as_tuple().exponent), 0))


@quick
@given(steps=st.lists(amounts, max_size=12), rows=st.lists(st.tuples(days, amounts), max_size=8), on=days)
def test_the_order_of_rows_and_steps_does_not_matter_for_a_sum(
    steps: list[Decimal], rows: list[tuple[date, Decimal]], on: date
) -> None:
    progress = [Dated(*row) for row in rows]
    assert asked(steps, progress, on) == asked(steps, progress[::-1], on)


@quick
@given(steps=st.lists(amounts, max_size=12), rows=st.lists(st.tuples(days, amounts), max_size=8), on=days)
def test_what_lies_ahead_changes_nothing(steps: list[Decimal], rows: list[tuple[date, Decimal]], on: date) -> None:
    progress = [Dated(*row) for row in rows]
    later = [*progress, Dated(on + timedelta(days=1), D(5))]
    assert asked(steps, progress, on) == asked(steps, later, on)


@quick
@given(steps=st.lists(amounts, min_size=1, max_size=12), on=days, direction=st.sampled_from(Direction))
def test_nothing_recorded_is_missing_or_not_due_and_never_zero(
    steps: list[Decimal], on: date, direction: Direction
) -> None:
    found = asked(steps, [], on, direction)
    assert found.pace is (Pace.MISSING if on >= YEAR[0] else Pace.NOT_DUE)
    assert (found.value, found.percent) == (None, None)


ORDER = [Pace.MISSING, Pace.BEHIND, Pace.ON_TRACK, Pace.DONE]


@quick
@given(steps=st.lists(amounts, min_size=1, max_size=12), value=amounts, more=amounts, on=st.dates(YEAR[0], YEAR[-1]))
def test_more_work_never_looks_worse_when_higher_is_better(
    steps: list[Decimal], value: Decimal, more: Decimal, on: date
) -> None:
    before, after = (asked(steps, [Dated(YEAR[0], each)], on).pace for each in (value, value + more))
    assert ORDER.index(after) >= ORDER.index(before)
