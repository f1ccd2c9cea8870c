"""Weeks and months as the daily pages show them. A week begins on Monday."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.evidence.models import DailyEntry


@dataclass(frozen=True)
class Day:
    on: date
    is_today: bool
    entries: list[DailyEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """Seven days with what was written on them.

    Attributes:
        before, after: the same day a week earlier and later; ``after`` is none where nothing can be yet.
    """

    first: date
    last: date
    days: list[Day]
    before: date
    after: date | None

    @property
    def name(self) -> str:
        return span_name(self.first, self.last)

    @property
    def entries(self) -> int:
        return sum(len(day.entries) for day in self.days)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def span_name(first: date, last: date) -> str:
    """23–29 November 2026, or both ends in full where they lie in two months."""
    if first.month == last.month:
        return f"{first.day}–{date_format(last, 'j F Y')}"
    start = date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("%(first)s s.d. %(last)s") % {"first": start, "last": date_format(last, "j F Y")}


def week_of(chosen: date, today: date, entries: Iterable[DailyEntry]) -> Week:
    first = monday_of(chosen)
    written: dict[date, list[DailyEntry]] = {}
    for entry in entries:
        written.setdefault(entry.on, []).append(entry)
    dates = [first + timedelta(days=each) for each in range(7)]
    days = [Day(on, on == today, written.get(on, [])) for on in dates if on <= today]
    later = first + timedelta(days=7)
    after = min(chosen + timedelta(days=7), today) if later <= today else None
    return Week(first, dates[-1], days, chosen - timedelta(days=7), after)


def asked_day(sent: QueryDict, today: date) -> date:
    """The day that was sent as ``hari``; today when there is none, when it is no day, or when it lies ahead."""
    return min(_parsed(sent.get("hari", "")) or today, today)


def asked_month(sent: QueryDict, today: date) -> date:
    """The first day of the month that was sent as ``bulan=2026-11``; of this month otherwise."""
    day = _parsed(f"{sent.get('bulan', '')}-01") or today
    return min(day, today).replace(day=1)


def _parsed(text: str) -> date | None:
    """A day in a year that the office can have lived in; a week further would leave the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 2000 else None
