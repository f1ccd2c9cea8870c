"""From rows to what the core computes with: progress to attainment, the people of a round to numbers."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np

from terang.core import achievement as core
from terang.core.achievement import Attainment, RangeTarget, TextTarget
from terang.core.action_plan import Dated, Judgement, judge
from terang.core.fairness import assignment as core_raters
from terang.core.fairness.tables import Ints, Persons, Role
from terang.core.law_view import RaterShares
from terang.core.parameters import Law
from terang.planning.enums import TargetKind
from terang.planning.models import ActionStep, Indicator
from terang.planning.steps import core_steps

from .models import Progress

MOST_SMALL_UNITS = 30


@dataclass(frozen=True)
class Measured:
    """An indicator with its attainment and its last progress, none when nothing was recorded."""

    indicator: Indicator
    attainment: Attainment
    last: Progress | None


def measure(indicator: Indicator, rows: Sequence[Progress]) -> Measured:
    """Attainment from the progress that counts, oldest day first. Missing stays missing."""
    attainment = core.attain(
        _target(indicator),
        core.Direction(indicator.direction.upper()),
        [row.value for row in rows],
        core.Accumulation(indicator.accumulation.upper()),
    )
    return Measured(indicator, attainment, rows[-1] if rows else None)


def paced(indicator: Indicator, steps: Sequence[ActionStep], rows: Sequence[Progress], on: date, law: Law) -> Judgement:
    """How the progress that counts stands against the steps of the action plan on a day."""
    return judge(
        core_steps(steps),
        [Dated(row.on, row.value) for row in rows],
        on,
        direction=core.Direction(indicator.direction.upper()),
        accumulation=core.Accumulation(indicator.accumulation.upper()),
        rule=law.skp.action_plan_light.value,
    )


def _target(indicator: Indicator) -> core.Target:
    if indicator.target_kind == TargetKind.TEXT or indicator.target_low is None:
        return TextTarget(indicator.target_text)
    high = indicator.target_high if indicator.target_high is not None else indicator.target_low
    return RangeTarget(indicator.target_low, high)


# --- rounds of raters -------------------------------------------------------------------


@dataclass(frozen=True)
class Roster:
    """Who takes part in a round, numbered for the engine in the order of their keys.

    Attributes:
        people: employee keys by number; unit: unit keys by number; superior: (N,) numbers, -1 for none;
        rated: the numbers of those who are answered about.
    """

    people: tuple[int, ...]
    unit: tuple[int, ...]
    superior: Ints
    rated: tuple[int, ...]

    def number(self, employee: int) -> int | None:
        """The number of an employee; none for who takes no part."""
        at = bisect_left(self.people, employee)
        return at if at < len(self.people) and self.people[at] == employee else None

    def numbered(self, employee: int) -> int:
        """The number of somebody who is known to take part."""
        number = self.number(employee)
        assert number is not None
        return number

    def pairs(self, known: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pairs of employees as pairs of numbers; who takes no part is left out."""
        told = ((self.number(one), self.number(other)) for one, other in known)
        return [(one, other) for one, other in told if one is not None and other is not None]

    def persons(self) -> Persons:
        numbers = {unit: number for number, unit in enumerate(sorted(set(self.unit)))}
        return Persons(np.array([numbers[unit] for unit in self.unit], np.int64))


def roster(units: Mapping[int, int], superiors: Mapping[int, tuple[int, int]]) -> Roster:
    """Number the people of a round.

    Args:
        units: the unit of everybody who is answered about.
        superiors: for each of them who appraises them, and in which unit that person is.
    """
    outside = {above: unit for above, unit in superiors.values() if above not in units}
    known = {**outside, **units}
    people = tuple(sorted(known))
    numbers = {employee: number for number, employee in enumerate(people)}
    above = [superiors.get(employee, (-1, 0))[0] for employee in people]
    superior = np.array([numbers.get(employee, -1) for employee in above], np.int64)
    rated = tuple(number for number, employee in enumerate(people) if employee in units)
    return Roster(people, tuple(known[employee] for employee in people), superior, rated)


@dataclass(frozen=True)
class Panels:
    """Pairs of an earlier round, in the numbers of this one, as the engine asks for them."""

    ratee: Ints
    rater: Ints
    role: Ints


def panels(people: Roster, known: Iterable[tuple[int, int, int]]) -> Panels:
    """Rows of (ratee, rater, role) of employees as columns of numbers, ordered by ratee, then rater."""
    told = ((people.number(ratee), people.number(rater), role) for ratee, rater, role in known)
    rows = sorted((a, b, role) for a, b, role in told if a is not None and b is not None)
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Panels(table[:, 0], table[:, 1], table[:, 2])


def coverage(people: Roster, drawn: core_raters.Assignment, rule: RaterShares) -> dict[str, Any]:
    """What a draw gives, in counts that name nobody and no pair: for the team, before the round opens."""
    others = drawn.role != Role.SUPERIOR
    panel = np.bincount(drawn.ratee[others], minlength=len(people.people))[list(people.rated)]
    load = np.bincount(drawn.rater, minlength=len(people.people))
    sizes = Counter(people.unit[number] for number in people.rated)
    small = sorted((size, unit) for unit, size in sizes.items() if size <= rule.least_raters)
    return {
        "people": len(people.rated),
        "raters": int((load > 0).sum()),
        "pairs": len(drawn.ratee),
        "reasons": _counted(core_raters.Reason, _without_proposals(people, drawn)),
        "lacks": _counted(core_raters.Lack, [each.lack for each in drawn.shortfalls]),
        "load": sorted(Counter(load[load > 0].tolist()).items()),
        "panel": sorted(Counter(panel.tolist()).items()),
        "thin": int((panel < rule.least_raters).sum()),
        "small_units": len(small),
        "smallest": [[unit, size] for size, unit in small[:MOST_SMALL_UNITS]],
    }


def _without_proposals(people: Roster, drawn: core_raters.Assignment) -> list[int]:
    """Why each pair was drawn; a proposal counts as the peer it is, for nobody is told whom the lot fell on."""
    unit = np.array(people.unit, np.int64)
    same = unit[drawn.ratee] == unit[drawn.rater]
    plain = np.where(same, core_raters.Reason.SAME_UNIT, core_raters.Reason.OTHER_UNIT)
    found: list[int] = np.where(drawn.reason == core_raters.Reason.PROPOSED, plain, drawn.reason).tolist()
    return found


def _counted(kind: type[IntEnum], values: Iterable[int]) -> dict[str, int]:
    found = Counter(values)
    return {each.name: found[each] for each in kind if found[each]}
