"""One appointment as a calendar file (RFC 5545): escaped texts, folded lines, moments in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

# A line of a calendar file holds 75 octets, its break not counted (RFC 5545, 3.1).
LONGEST_LINE = 75
# Characters that no text of a calendar may hold (3.3.11); a tab may stand.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar needs to know; ``uid`` stays the same for every later version of the appointment."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    summary: str
    location: str = ""
    description: str = ""
    cancelled: bool = False


def calendar(appointment: Appointment, made_by: str) -> str:
    """Return the calendar file. It states no end, since nobody agreed on one."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(made_by)}",
        "BEGIN:VEVENT",
        f"UID:{escaped(appointment.uid)}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{moment(appointment.stamp)}",
        f"DTSTART:{moment(appointment.start)}",
        f"SUMMARY:{escaped(appointment.summary)}",
        *(f"LOCATION:{escaped(text)}" for text in [appointment.location] if text),
        *(f"DESCRIPTION:{escaped(text)}" for text in [appointment.description] if text),
        f"STATUS:{'CANCELLED' if appointment.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return a text as calendars write it; its line breaks become the two characters ``\\n``."""
    plain = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    marked = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Cut a long line where a character ends; each further piece begins with a space."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece


def moment(at: datetime) -> str:
    """Return a moment in UTC, which needs no table of time zones.

    Raises:
        ValueError: the moment names no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment in a calendar needs a time zone")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
