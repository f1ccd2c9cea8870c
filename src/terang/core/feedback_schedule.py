"""When a superior owes regular feedback (umpan balik berkala), at the interval agreed in the plan.

PermenPANRB 6/2022, Bab III: the superior must give regular feedback at the interval agreed with the employee.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of months; feedback is due on its last day. ``given`` is the day it came, none while it is missing."""

    start: date
    due: date
    given: date | None = None

    @property
    def was_late(self) -> bool:
        return self.given is not None and self.given > self.due


@dataclass(frozen=True, slots=True)
class Schedule:
    """The intervals of a plan, the earliest first."""

    intervals: tuple[Interval, ...]

    def overdue(self, on: date) -> tuple[Interval, ...]:
        """What should have been given before the day and was not."""
        return tuple(each for each in self.intervals if each.given is None and each.due < on)

    def days_overdue(self, on: date) -> int:
        """Days since the earliest missing feedback was due; 0 when nothing is overdue."""
        missing = self.overdue(on)
        return (on - missing[0].due).days if missing else 0

    def next_due(self, on: date) -> date | None:
        """The next last day on which feedback is still to be given; none when nothing lies ahead."""
        return next((each.due for each in self.intervals if each.given is None and each.due >= on), None)


def schedule(*, start: date, end: date, months: int, agreed: date, given: Iterable[date]) -> Schedule:
    """Return when feedback is owed from ``start`` to ``end``, and what was given.

    Every ``months`` months one is owed; a shorter last stretch owes one as well. What fell due before the plan was
    agreed is not owed. A remark counts for the earliest interval that has begun and is still open, so one given
    late is not lost; several of one day count once, and nothing counts in advance.

    Raises:
        ValueError: ``months`` is not positive.
    """
    if months < 1:
        raise ValueError("months must be positive")
    owed = [Interval(first, due) for first, due in _stretches(start, end, months) if due >= agreed]
    for day in sorted(set(given)):
        open_ones = (n for n, each in enumerate(owed) if each.given is None and each.start <= day)
        place = next(open_ones, None)
        if place is not None:
            owed[place] = Interval(owed[place].start, owed[place].due, day)
    return Schedule(tuple(owed))


def _stretches(start: date, end: date, months: int) -> Iterator[tuple[date, date]]:
    number, first = 1, start
    while first <= end:
        following = months_later(start, months * number)
        yield first, min(following - timedelta(days=1), end)
        number, first = number + 1, following


def months_later(day: date, months: int) -> date:
    """The same day of a later month (an earlier one with minus), or its last day: 31 January + 1 is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
