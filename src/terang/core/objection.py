"""Legal days: when a step is due, and whether an objection came in time.

The day after the event is day 1 (PP 30/2019 Ps 49, 50, 59). A working day is a day from Monday
to Friday that is not in `non_working` (national and local holidays, cuti bersama). A calendar
deadline does not move when it falls on a holiday; the tolerance by working days covers that.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from terang.core.enums import DayKind
from terang.core.law_view import LegalDays
from terang.core.parameters import Citation, Law

SATURDAY = 5
FURTHEST_YEARS = 5


class Timeliness(StrEnum):
    """LATE_BY_CALENDAR is still accepted, and marked."""

    IN_TIME = "IN_TIME"
    LATE_BY_CALENDAR = "LATE_BY_CALENDAR"
    TOO_LATE = "TOO_LATE"


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """Until when an objection may be filed. `deadline` is the day shown to people."""

    received: date
    deadline: date
    accepted_until: date
    citations: tuple[Citation, ...]

    def judge(self, filed: date) -> Timeliness:
        """Raises ValueError for a day before the document was received."""
        if filed < self.received:
            raise ValueError(f"filed on {filed}, before the document was received on {self.received}")
        if filed <= self.deadline:
            return Timeliness.IN_TIME
        return Timeliness.LATE_BY_CALENDAR if filed <= self.accepted_until else Timeliness.TOO_LATE


def deadline(event: date, allowed: LegalDays, non_working: Set[date]) -> date:
    """The last day of `allowed` days after `event`."""
    if allowed.kind is DayKind.CALENDAR:
        return event + timedelta(days=allowed.days)
    return add_working_days(event, allowed.days, non_working)


def add_working_days(event: date, days: int, non_working: Set[date]) -> date:
    """The `days`-th working day after `event`.

    Raises ValueError when `non_working` leaves no such day within five years: a wrong calendar.
    """
    day, left = event, days
    while left > 0:
        day += timedelta(days=1)
        if day.year > event.year + FURTHEST_YEARS:
            raise ValueError(f"fewer than {days} working days follow {event}; check the calendar")
        left -= is_working_day(day, non_working)
    return day


def is_working_day(day: date, non_working: Set[date]) -> bool:
    return day.weekday() < SATURDAY and day not in non_working


def filing_window(received: date, law: Law, non_working: Set[date]) -> FilingWindow:
    """Until when an objection to a document received that day is accepted (PP 30/2019 Ps 59)."""
    shown = deadline(received, law.objection.filing.value, non_working)
    tolerated = deadline(received, law.objection.filing_tolerance.value, non_working)
    return FilingWindow(
        received=received,
        deadline=shown,
        accepted_until=max(shown, tolerated),
        citations=law.used("objection.filing", "objection.filing_tolerance"),
    )
