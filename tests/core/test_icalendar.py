"""Calendar files: what a calendar program must be able to read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from terang.core.icalendar import Appointment, calendar, escaped, folded, moment

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def of(**changes: object) -> str:
    given: dict[str, object] = {"uid": "dialog-7@terang", "sequence": 2, "stamp": AT, "start": AT, "summary": "Dialog"}
    return calendar(Appointment(**(given | changes)), "-//Terang//ID")  # type: ignore[arg-type]


def test_a_file_is_one_event_between_its_marks() -> None:
    assert of().split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Terang//ID", "BEGIN:VEVENT", "UID:dialog-7@terang", "SEQUENCE:2",
        "DTSTAMP:20261130T020000Z", "DTSTART:20261130T020000Z", "SUMMARY:Dialog", "STATUS:CONFIRMED",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_cancelled_appointment_says_so() -> None:
    assert "STATUS:CANCELLED" in of(cancelled=True)


def test_place_and_agenda_stand_when_there_are_any() -> None:
    assert "LOCATION:Ruang rapat\r\nDESCRIPTION:Satu\\nDua\r\n" in of(location="Ruang rapat", description="Satu\r\nDua")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a,b;c", "a\\,b\\;c"),
        ("a\\n", "a\\\\n"),
        ("satu\rdua", "satu\\ndua"),
        ("x\x00y\x0bz", "xyz"),
        ("jam 9: mulai", "jam 9: mulai"),
    ],
)
def test_texts_are_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_a_text_cannot_begin_a_line_of_its_own() -> None:
    assert "\r\nEND:VEVENT\r\nX" not in of(summary="Dialog\r\nEND:VEVENT\r\nX:1")


@pytest.mark.parametrize("text", ["x" * 75, "x" * 76, "é" * 200, "目" * 99, "😀" * 60])
def test_folded_lines_are_short_and_come_back_whole(text: str) -> None:
    first, *others = folded(text)
    assert all(len(piece.encode()) <= 75 for piece in (first, *others))
    assert all(piece.startswith(" ") for piece in others)
    assert first + "".join(piece[1:] for piece in others) == text


def test_moments_are_told_in_utc() -> None:
    assert moment(datetime(2026, 11, 30, 9, 0, tzinfo=timezone(timedelta(hours=7)))) == "20261130T020000Z"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 11, 30, 9, 0))
