"""Whether the people of a unit have filled what they owe: since when it is asked, and the traffic light of the unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from terang.core.action_plan import Light
from terang.core.feedback_schedule import months_later
from terang.core.law_view import UnitLight


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which progress is looked for, both included."""

    start: date
    end: date


class Share(NamedTuple):
    """How many of how many."""

    done: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means everybody; None where nobody owes anything."""
        return self.done * 100 // self.of if self.of else None


def window(*, on: date, start: date, end: date, months: int, rule: UnitLight) -> Window:
    """The month (``months`` 1) or quarter (3) in which the day lies, inside the period from ``start`` to ``end``.

    A month or quarter that has only just begun asks for nothing yet: the one before is looked at with it. After the
    period its last one is meant.
    """
    last = min(on, end)
    first = date(last.year, last.month - (last.month - 1) % months, 1)
    if (last - first).days < rule.settling_days:
        first = months_later(first, -months)
    return Window(max(first, start), last)


def light_of(shares: Iterable[Share], rule: UnitLight) -> Light:
    """The light of the smallest share; none where nobody owes anything."""
    owed = [share for share in shares if share.of]
    if not owed:
        return Light.NONE
    if all(_reaches(share, rule.good_from) for share in owed):
        return Light.GREEN
    return Light.YELLOW if all(_reaches(share, rule.near_from) for share in owed) else Light.RED


def _reaches(share: Share, percent: int) -> bool:
    return share.done * 100 >= percent * share.of
