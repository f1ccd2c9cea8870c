"""The steps inside the year (rencana aksi): how a target is spread, and how progress stands against the steps.

A step belongs to the last day of its interval, a month or a quarter. Where progress adds up, the step is the part
of that interval and what is expected by a day is the sum of the intervals that ended; where the newest value
counts, the step is the level of that moment and the last step that ended is expected. An interval that still runs
asks for nothing yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from terang.core.achievement import Accumulation, Direction, accumulate, attain, number_target
from terang.core.law_view import ActionPlanLight


@dataclass(frozen=True, slots=True)
class Step:
    """What should be reached by the last day of an interval; without a number it is told in words."""

    end: date
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Dated:
    """Progress of one day; None is progress told in words."""

    on: date
    value: Decimal | None


class Pace(StrEnum):
    """How the work stands against its steps on a day."""

    NOT_DUE = "NOT_DUE"
    MISSING = "MISSING"
    BEHIND = "BEHIND"
    ON_TRACK = "ON_TRACK"
    DONE = "DONE"
    IN_WORDS = "IN_WORDS"  # something is due and something was told; people judge it


class Light(StrEnum):
    """The traffic light for lists: never the only sign."""

    NONE = "NONE"
    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state on a day with the arithmetic behind it.

    Attributes:
        due: the numbers of the steps that ended, oldest first; they add up to `expected` or end with it.
        until: the last interval that ended, None before the first.
        percent: of what is expected; None when nothing is expected or recorded, or where zero is expected.
    """

    pace: Pace
    light: Light
    due: tuple[Decimal, ...] = ()
    until: date | None = None
    expected: Decimal | None = None
    value: Decimal | None = None
    percent: Decimal | None = None


def judge(
    steps: Sequence[Step],
    progress: Sequence[Dated],
    on: date,
    *,
    direction: Direction,
    accumulation: Accumulation,
    rule: ActionPlanLight,
) -> Judgement:
    """How progress stands against the steps on a day; both may come in any order of days.

    Progress of one day counts in the order given, so that its newest value is the last one.
    """
    told = sorted((row for row in progress if row.on <= on), key=lambda row: row.on)
    value = accumulate([row.value for row in told], accumulation)
    ended = sorted((step for step in steps if step.end <= on), key=lambda step: step.end)
    if not ended:
        done = _is_done(steps, value, on, direction, accumulation)
        return Judgement(*((Pace.DONE, Light.GREEN) if done else (Pace.NOT_DUE, Light.NONE)), value=value)
    due = tuple(step.target for step in ended if step.target is not None)
    if not due:
        pace, light = (Pace.IN_WORDS, Light.NONE) if told else (Pace.MISSING, Light.RED)
        return Judgement(pace, light, until=ended[-1].end, value=value)
    expected = sum(due, Decimal(0)) if accumulation is Accumulation.SUM else due[-1]
    found = attain(number_target(expected), direction, [value])
    pace, light = _pace(found.percent, found.met, rule)
    if value is not None and _is_done(steps, value, on, direction, accumulation):
        pace, light = Pace.DONE, Light.GREEN
    return Judgement(pace, light, due, ended[-1].end, expected, value, found.percent)


def _pace(percent: Decimal | None, met: bool | None, rule: ActionPlanLight) -> tuple[Pace, Light]:
    if met is None:
        return Pace.MISSING, Light.RED
    if met or (percent is not None and percent >= rule.on_track_from):
        return Pace.ON_TRACK, Light.GREEN
    near = percent is not None and percent >= rule.near_from
    return Pace.BEHIND, Light.YELLOW if near else Light.RED


def _is_done(
    steps: Sequence[Step], value: Decimal | None, on: date, direction: Direction, accumulation: Accumulation
) -> bool:
    """All steps are reached and what comes cannot undo it: before the end only a growing sum is safe."""
    numbers = [step.target for step in sorted(steps, key=lambda step: step.end) if step.target is not None]
    if value is None or not numbers:
        return False
    is_over = max(step.end for step in steps) <= on
    is_safe = direction is Direction.HIGHER and accumulation is Accumulation.SUM
    goal = sum(numbers, Decimal(0)) if accumulation is Accumulation.SUM else numbers[-1]
    return (is_over or is_safe) and bool(attain(number_target(goal), direction, [value]).met)


def interval_ends(start: date, end: date, months: int) -> tuple[date, ...]:
    """The last days of the intervals of so many months from `start`, the last one cut at `end`."""
    if start > end:
        raise ValueError(f"a span runs from {start} to {end}")
    ends: list[date] = []
    place = start.year * 12 + start.month - 1
    while not ends or ends[-1] < end:
        place += months
        following = date(place // 12, place % 12 + 1, 1)
        ends.append(min(following - timedelta(days=1), end))
    return tuple(ends)


def even_split(total: Decimal, parts: int) -> tuple[Decimal, ...]:
    """The total in equal parts, as fine as the total is written; the remainder is spread, never lost.

    100 in 12 months: eight months of 8 and every third one 9.
    """
    if parts < 1 or not total.is_finite() or total < 0:
        raise ValueError(f"{total} is not split into {parts}")
    short = total.normalize()
    places = max(-int(short.as_tuple().exponent), 0)
    grains = int(short.scaleb(places))
    marks = [grains * part // parts for part in range(parts + 1)]
    return tuple(Decimal(high - low).scaleb(-places) for low, high in pairwise(marks))


def even_climb(start: Decimal, goal: Decimal, parts: int) -> tuple[Decimal, ...]:
    """Levels on the straight way from a starting value to the goal, which the last one reaches exactly."""
    rises = even_split(abs(goal - start), parts)
    sign = 1 if goal >= start else -1
    return tuple(start + sign * sum(rises[: part + 1], Decimal(0)) for part in range(parts))
