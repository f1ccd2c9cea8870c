"""How far an outage of the system moves the last day of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from terang.core.parameters import Citation, Law

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interruption:
    """A time without the system, by the clock of the office."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError(f"an outage from {self.since} to {self.until} has no length")


@dataclass(frozen=True, slots=True)
class Grace:
    """`until` is the new last day, none when the stage keeps its own; `days` how many were added."""

    until: date | None
    days: int
    citations: tuple[Citation, ...]


def extend(start: date, end: date, outages: Sequence[Interruption], law: Law) -> Grace:
    """Move the last day of a stage by every outage that touched its last days (`calendar.outage_grace`).

    Each outage counts with its length, rounded up to whole days. Outages that overlap are one. An outage in the
    days that an earlier one added counts as well: those days belong to the stage by then.
    """
    first = max(start, end - timedelta(days=law.calendar.outage_grace.value.last_days - 1))
    last = end
    for outage in merged(outages):
        if outage.since.date() <= last and _last_moment(outage).date() >= first:
            last += timedelta(days=_whole_days(outage))
    added = (last - end).days
    return Grace(last if added else None, added, law.used("calendar.outage_grace"))


def merged(outages: Sequence[Interruption]) -> tuple[Interruption, ...]:
    """The outages in order of time; those that overlap or meet are one."""
    found: list[Interruption] = []
    for outage in sorted(outages, key=lambda each: (each.since, each.until)):
        if found and outage.since <= found[-1].until:
            found[-1] = Interruption(found[-1].since, max(found[-1].until, outage.until))
        else:
            found.append(outage)
    return tuple(found)


def _last_moment(outage: Interruption) -> datetime:
    """An outage until midnight did not touch the day that begins then."""
    return outage.until - timedelta(microseconds=1)


def _whole_days(outage: Interruption) -> int:
    return -((outage.since - outage.until) // A_DAY)
