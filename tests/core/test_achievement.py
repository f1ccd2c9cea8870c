"""Attainment: exact, uncapped, and silent where nothing was measured."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.achievement import (
    Accumulation,
    Attainment,
    Direction,
    Missing,
    RangeTarget,
    TextTarget,
    accumulate,
    attain,
    number_target,
)

D = Decimal
amounts = st.decimals(min_value=0, max_value=10**6, places=2)
targets = st.decimals(min_value="0.01", max_value=10**6, places=2)
quick = settings(max_examples=40, deadline=None, database=None)


def percent(target: str, direction: Direction, value: str) -> Decimal | None:
    return attain(number_target(D(target)), direction, [D(value)]).percent


@pytest.mark.parametrize(
    ("direction", "value", "wanted"),
    [
        (Direction.HIGHER, "90", "90.00"),
        (Direction.HIGHER, "120", "120.00"),
        (Direction.HIGHER, "250", "250.00"),
        (Direction.HIGHER, "0", "0.00"),
        (Direction.LOWER, "80", "120.00"),
        (Direction.LOWER, "100", "100"),
        (Direction.LOWER, "150", "50.00"),
        (Direction.LOWER, "300", "0.00"),
        (Direction.LOWER, "0", "200.00"),
        (Direction.ON_TARGET, "100", "100"),
        (Direction.ON_TARGET, "110", "90.00"),
        (Direction.ON_TARGET, "90", "90.00"),
        (Direction.ON_TARGET, "500", "0.00"),
    ],
)
def test_a_target_of_one_hundred(direction: Direction, value: str, wanted: str) -> None:
    assert percent("100", direction, value) == D(wanted)


def test_thirds_round_half_up_to_two_decimals() -> None:
    assert percent("3", Direction.HIGHER, "2") == D("66.67")


def test_a_target_missed_by_a_hair_does_not_read_as_one_hundred() -> None:
    missed = attain(number_target(D(30000)), Direction.HIGHER, [D(29999)])
    assert (missed.percent, missed.met) == (D("99.99"), False)


def test_without_progress_there_is_no_percentage() -> None:
    assert attain(number_target(D(10)), Direction.HIGHER, []) == Attainment(None, None, None, Missing.NO_PROGRESS)


def test_months_without_a_measurement_are_passed_over() -> None:
    assert (
        percent("10", Direction.HIGHER, "4")
        == attain(number_target(D(10)), Direction.HIGHER, [None, D(4), None]).percent
    )


def test_only_months_without_a_measurement_count_as_no_progress() -> None:
    assert attain(number_target(D(10)), Direction.HIGHER, [None]).missing is Missing.NO_PROGRESS


def test_a_text_target_is_judged_by_people() -> None:
    found = attain(TextTarget("laporan tersusun"), Direction.HIGHER, [])
    assert (found.percent, found.met, found.missing) == (None, None, Missing.TEXT_TARGET)


def test_no_complaint_where_none_was_wanted_is_the_full_target() -> None:
    found = attain(number_target(D(0)), Direction.LOWER, [D(0)])
    assert (found.percent, found.met) == (D(100), True)


def test_a_complaint_where_none_was_wanted_misses_without_a_percentage() -> None:
    found = attain(number_target(D(0)), Direction.LOWER, [D(2)])
    assert (found.percent, found.met, found.missing) == (None, False, Missing.TARGET_ZERO)


def test_more_than_a_target_of_zero_is_met_without_a_percentage() -> None:
    found = attain(number_target(D(0)), Direction.HIGHER, [D(2)])
    assert (found.percent, found.met, found.missing) == (None, True, Missing.TARGET_ZERO)


def test_quarters_add_up_when_the_indicator_says_so() -> None:
    quarters = [D(3), None, D(4), D("2.5")]
    assert attain(number_target(D(10)), Direction.HIGHER, quarters, Accumulation.SUM).value == D("9.5")


def test_the_newest_value_counts_otherwise() -> None:
    assert accumulate([D(3), D(4), None], Accumulation.LATEST) == D(4)


@pytest.mark.parametrize(
    ("direction", "value", "wanted"),
    [
        (Direction.HIGHER, "72", "90.00"),
        (Direction.HIGHER, "85", "100"),
        (Direction.HIGHER, "99", "110.00"),
        (Direction.LOWER, "99", "90.00"),
        (Direction.LOWER, "72", "110.00"),
        (Direction.ON_TARGET, "99", "90.00"),
        (Direction.ON_TARGET, "72", "90.00"),
    ],
)
def test_a_range_measures_from_its_nearest_end(direction: Direction, value: str, wanted: str) -> None:
    assert attain(RangeTarget(D(80), D(90)), direction, [D(value)]).percent == D(wanted)


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="90–80"):
        RangeTarget(D(90), D(80))


def test_a_negative_progress_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        attain(number_target(D(10)), Direction.HIGHER, [D(-1)])


def test_a_progress_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        attain(number_target(D(10)), Direction.HIGHER, [D("NaN")])


@quick
@given(target=targets, value=amounts, direction=st.sampled_from(Direction))
def test_one_hundred_percent_is_reached_exactly_when_the_target_is_met(
    target: Decimal, value: Decimal, direction: Direction
) -> None:
    found = attain(number_target(target), direction, [value])
    assert found.percent is not None
    assert (found.percent >= 100) == found.met
    assert found.percent >= 0


@quick
@given(target=targets, lower=amounts, more=amounts)
def test_more_is_never_worse_when_higher_is_better(target: Decimal, lower: Decimal, more: Decimal) -> None:
    before = attain(number_target(target), Direction.HIGHER, [lower]).percent
    after = attain(number_target(target), Direction.HIGHER, [lower + more]).percent
    assert before is not None
    assert after is not None
    assert after >= before


@quick
@given(target=targets, lower=amounts, more=amounts)
def test_more_is_never_better_when_lower_is_better(target: Decimal, lower: Decimal, more: Decimal) -> None:
    before = attain(number_target(target), Direction.LOWER, [lower]).percent
    after = attain(number_target(target), Direction.LOWER, [lower + more]).percent
    assert before is not None
    assert after is not None
    assert after <= before


@quick
@given(values=st.lists(st.none() | amounts, max_size=6))
def test_leaving_out_what_is_missing_changes_nothing(values: list[Decimal | None]) -> None:
    measured = [value for value in values if value is not None]
    for rule in Accumulation:
        assert accumulate(values, rule) == accumulate(measured, rule)


@quick
@given(values=st.lists(amounts, min_size=1, max_size=6), target=targets, direction=st.sampled_from(Direction))
def test_the_order_of_entries_does_not_matter_for_a_sum(
    values: list[Decimal], target: Decimal, direction: Direction
) -> None:
    forward, backward = (
        attain(number_target(target), direction, each, Accumulation.SUM) for each in (values, values[::-1])
    )
    assert forward == backward


@quick
@given(low=amounts, width=amounts, value=amounts, direction=st.sampled_from(Direction))
def test_a_range_too_reaches_one_hundred_exactly_when_it_is_met(
    low: Decimal, width: Decimal, value: Decimal, direction: Direction
) -> None:
    found = attain(RangeTarget(low, low + width), direction, [value])
    if found.percent is None:
        assert found.missing is Missing.TARGET_ZERO
    else:
        assert (found.percent >= 100) == found.met


@quick
@given(
    values=st.lists(st.none(), max_size=5), target=targets,
    direction=st.sampled_from(Direction), rule=st.sampled_from(Accumulation),
)  # fmt: skip
def test_what_was_never_measured_is_missing_whatever_the_rule(
    values: list[None], target: Decimal, direction: Direction, rule: Accumulation
) -> None:
    assert attain(number_target(target), direction, values, rule) == Attainment(None, None, None, Missing.NO_PROGRESS)
