"""Work by the clock: each due moment is served once, by whichever worker comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_default_timezone

from . import services
from .models import Schedule

Params = Callable[[date], dict[str, Any]]


@dataclass(frozen=True)
class Daily:
    """A job every day at a time of the office's clock; ``params`` makes its parameters from that day."""

    name: str
    kind: str
    at: time
    params: Params

    def last_due(self, now: datetime) -> datetime:
        """The latest moment not after ``now`` at which the job was due."""
        local = now.astimezone(get_default_timezone())
        due = datetime.combine(local.date(), self.at, tzinfo=get_default_timezone())
        return due if due <= local else due - timedelta(days=1)


_schedules: dict[str, Daily] = {}


def daily(name: str, *, kind: str, at: time, params: Params = lambda day: {}) -> None:
    """Register a daily job; call it in ``<area>/handlers.py`` beside the handler."""
    _schedules[name] = Daily(name, kind, at, params)


def tick(now: datetime) -> int:
    """Enqueue what has become due and return how much. After a stand-still only the latest moment is
    served."""
    return sum(_serve(entry, now) for entry in _schedules.values())


@transaction.atomic
def _serve(entry: Daily, now: datetime) -> bool:
    due = entry.last_due(now)
    served, is_first = Schedule.objects.get_or_create(name=entry.name, due_at=due)
    if is_first:
        params, key = entry.params(due.date()), f"{entry.name}:{due.isoformat()}"
        job = services.enqueue(kind=entry.kind, params=params, by=services.SYSTEM, at=now, key=key)
        Schedule.objects.filter(pk=served.pk).update(job=job)
    return is_first
