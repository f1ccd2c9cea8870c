"""What an area tells the home page, in the functions of its ``web/<area>/home.py``."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Task:
    """Something that waits for this person: words, one button, and a day when there is one."""

    title: str
    detail: str
    url: str
    action: str
    due: date | None = None


@dataclass(frozen=True)
class News:
    """Something that changed and concerns this person."""

    at: datetime | date
    text: str
    url: str = ""
