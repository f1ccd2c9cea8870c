"""Background work of evidence: drawing raters, closing rounds, what open rounds need every night, and reminders."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from terang.jobs import schedule
from terang.jobs.progress import Progress
from terang.jobs.registry import handler

from .models import RaterRound, RoundResponse
from .services.reminders import remind
from .services.round_close import close_round, every_night, open_rounds
from .services.round_draw import draw_raters
from .services.rounds import CLOSE_JOB, DRAW_JOB

NIGHTLY = "rounds.nightly"


@handler(DRAW_JOB, title=_("Pembagian penilai"))
def draw(progress: Progress, *, given: int, by: str, at: str) -> dict[str, Any]:
    """Draw the raters of a round; started again, it draws the same ones."""
    progress.total(1)
    with progress.all_or_nothing() as result:
        found = RaterRound.objects.select_related("agency").get(pk=given)
        result.update(draw_raters(given=found, by=by, at=datetime.fromisoformat(at)))
        progress.advance()
    return {}


@handler(CLOSE_JOB, title=_("Penutupan putaran umpan balik"))
def close(progress: Progress, *, given: int, by: str, at: str) -> dict[str, Any]:
    """Close a round in one transaction together with the end of the job."""
    found = RaterRound.objects.select_related("agency").get(pk=given)
    progress.total(RoundResponse.objects.filter(round=found).count())
    with progress.all_or_nothing() as result:
        result.update(close_round(given=found, by=by, at=datetime.fromisoformat(at), step=progress.advance))
    return {}


@handler(NIGHTLY, title=_("Hitungan harian putaran umpan balik"))
def nightly(progress: Progress, *, day: str) -> dict[str, Any]:
    """Count, lay down anew and remind, for every open round."""
    on, rounds = parse_date(day), open_rounds()
    assert on is not None
    progress.total(len(rounds))
    for given in rounds:
        every_night(given=given, day=on, at=timezone.now())
        progress.advance()
    return {"rounds": len(rounds)}


@handler("evidence.reminders", title=_("Mengingatkan batas waktu"))
def remind_people(progress: Progress) -> dict[str, Any]:
    """Tell whose part of a stage is still open; started again, it tells nobody twice. Result: told."""
    return {"told": remind(at=timezone.now(), step=progress.advance)}


def _today(day: date) -> dict[str, Any]:
    return {"day": day.isoformat()}


schedule.daily(NIGHTLY, kind=NIGHTLY, at=time(0, 20), params=_today)
# Before the first mail of the day, which tells of what was found.
schedule.daily("evidence.reminders", kind="evidence.reminders", at=time(5, 30))
