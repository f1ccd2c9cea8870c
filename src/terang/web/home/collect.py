"""What the areas tell the home page, put in order."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from django.utils import timezone

from terang.organisation.access import Actor

from .items import News, Task

TASKS: tuple[Callable[[Actor], list[Task]], ...] = ()
NEWS: tuple[Callable[[Actor], list[News]], ...] = ()
NEWS_SHOWN = 6


def tasks(actor: Actor) -> list[Task]:
    """Return what waits for the actor, the nearest last day first, what has none at the end."""
    found = [task for tell in TASKS for task in tell(actor)]
    return sorted(found, key=lambda task: task.due or date.max)


def news(actor: Actor) -> list[News]:
    """Return the latest news, newest first."""
    return newest(entry for tell in NEWS for entry in tell(actor))


def newest(entries: Iterable[News]) -> list[News]:
    return sorted(entries, key=_moment, reverse=True)[:NEWS_SHOWN]


def _moment(entry: News) -> datetime:
    """A day without an hour counts as its first minute, here."""
    if isinstance(entry.at, datetime):
        return entry.at
    return timezone.make_aware(datetime.combine(entry.at, time.min))
