"""How far an indicator came: target, direction and progress in, attainment out.

An attainment is an aid for the appraiser, never a score: PermenPANRB 6/2022 knows none. It is
not cut off at the top (the cap of the older scale, `law.skp.attainment_cap`, is not applied),
and what is missing stays missing.

Lower is better follows the usual formula of government reports, (2 × target − value) ÷ target:
the target gives 100 %, half of it 150 %, twice as much 0 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from terang.core.rounding import half_up

JUST_MISSED = Decimal("99.99")


class Direction(StrEnum):
    HIGHER = "HIGHER"
    LOWER = "LOWER"
    ON_TARGET = "ON_TARGET"


class Accumulation(StrEnum):
    """How several progress values become one: the newest counts, or they add up."""

    LATEST = "LATEST"
    SUM = "SUM"


@dataclass(frozen=True, slots=True)
class RangeTarget:
    """From `low` to `high`, both included and not negative."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not (self.low.is_finite() and self.high.is_finite() and 0 <= self.low <= self.high):
            raise ValueError(f"a target runs from a number up to a number, not {self.low}–{self.high}")


@dataclass(frozen=True, slots=True)
class TextTarget:
    text: str


Target = RangeTarget | TextTarget


def number_target(value: Decimal) -> RangeTarget:
    """A single number is a range of one."""
    return RangeTarget(value, value)


class Missing(StrEnum):
    """Why there is no percentage."""

    NO_PROGRESS = "NO_PROGRESS"
    TEXT_TARGET = "TEXT_TARGET"
    TARGET_ZERO = "TARGET_ZERO"


@dataclass(frozen=True, slots=True)
class Attainment:
    """`percent` has two decimals and reaches 100 exactly when the target is met.

    `percent` and `met` are None when nothing can be said; `missing` says why. A target of zero
    can be met or not, but has no percentage beside 100.
    """

    value: Decimal | None
    percent: Decimal | None
    met: bool | None
    missing: Missing | None = None


def attain(
    target: Target,
    direction: Direction,
    values: Sequence[Decimal | None],
    accumulation: Accumulation = Accumulation.LATEST,
) -> Attainment:
    """Attainment of one indicator from its progress values, oldest first.

    None among the values means "not measured" and is passed over. Raises ValueError for a value
    that is negative or no number.
    """
    value = accumulate(values, accumulation)
    if isinstance(target, TextTarget):
        return Attainment(value, None, None, Missing.TEXT_TARGET)
    if value is None:
        return Attainment(None, None, None, Missing.NO_PROGRESS)
    met = _met(target, direction, value)
    bound = min(max(value, target.low), target.high)
    if value == bound:
        return Attainment(value, Decimal(100), met)
    if bound == 0:
        return Attainment(value, None, met, Missing.TARGET_ZERO)
    return Attainment(value, _percent(_share(direction, value, bound), met), met)


def accumulate(values: Sequence[Decimal | None], accumulation: Accumulation) -> Decimal | None:
    """One value out of many, or None when nothing was measured."""
    measured = [_measured(value) for value in values if value is not None]
    if not measured:
        return None
    return measured[-1] if accumulation is Accumulation.LATEST else sum(measured, Decimal(0))


def _measured(value: Decimal) -> Decimal:
    if not value.is_finite() or value < 0:
        raise ValueError(f"progress is a number from zero up, not {value}")
    return value


def _met(target: RangeTarget, direction: Direction, value: Decimal) -> bool:
    if direction is Direction.HIGHER:
        return value >= target.low
    if direction is Direction.LOWER:
        return value <= target.high
    return target.low <= value <= target.high


def _share(direction: Direction, value: Decimal, bound: Decimal) -> Fraction:
    """Exact share of the nearest bound of the target; never below zero."""
    ratio = Fraction(value) / Fraction(bound)
    if direction is Direction.HIGHER:
        return ratio
    if direction is Direction.LOWER:
        return max(2 - ratio, Fraction(0))
    return max(1 - abs(ratio - 1), Fraction(0))


def _percent(share: Fraction, met: bool) -> Decimal:
    """Half up to two decimals, but never up to 100 for a target that was missed."""
    percent = half_up(share * 100, 2)
    return percent if met else min(percent, JUST_MISSED)
