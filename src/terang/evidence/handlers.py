"""Background work of evidence: the reminders of the day."""

from datetime import time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terang.jobs import schedule
from terang.jobs.progress import Progress
from terang.jobs.registry import handler

from .services.reminders import remind


@handler("evidence.reminders", title=_("Mengingatkan batas waktu"))
def remind_people(progress: Progress) -> dict[str, Any]:
    """Tell whose part of a stage is still open; started again, it tells nobody twice. Result: told."""
    return {"told": remind(at=timezone.now(), step=progress.advance)}


# Before the first mail of the day, which tells of what was found.
schedule.daily("evidence.reminders", kind="evidence.reminders", at=time(5, 30))
