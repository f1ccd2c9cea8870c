"""Jobs of the house itself: verifying the ledger, its head of the day, tidying up."""

from dataclasses import asdict
from datetime import date, time, timedelta
from typing import Any

from django.core.management import call_command
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from terang.ledger import queries as ledger

from . import schedule
from .counting import count_rows
from .progress import Progress
from .registry import handler

KEEP_TASK_ROWS = timedelta(days=30)


@handler("ledger.verify", title=_("Pemeriksaan buku besar"))
def verify_ledger(progress: Progress, *, agency: str) -> dict[str, Any]:
    """Verify one agency's chain; result: entries, valid, head, first_bad."""
    progress.total(ledger.head(agency)[0])
    (chain,) = ledger.verify(agency, step=progress.advance).chains
    return asdict(chain) | {"valid": chain.first_bad is None}


@handler("ledger.daily", title=_("Segel harian buku besar"))
def seal_day(progress: Progress, *, day: str) -> dict[str, Any]:
    """Verify every chain and keep the heads of the day that has ended; result: valid, heads by agency."""
    codes, on = ledger.agencies(), parse_date(day)
    assert on is not None
    progress.total(len(codes))
    heads: dict[str, Any] = {}
    bad: list[str] = []
    for code in codes:
        if not ledger.verify(code).valid:
            bad.append(code)
        if head := ledger.daily_head(code, on):
            heads[code] = {"seq": head.seq, "hash": head.hash}
        progress.advance()
    return {"day": day, "heads": heads, "damaged": bad}


@handler("jobs.tidy", title=_("Membereskan antrean"))
def tidy(progress: Progress, *, before: str) -> dict[str, Any]:
    """Remove rows of django-tasks that ended long ago; jobs themselves are kept."""
    limit = parse_date(before)
    removed, _details = DBTaskResult.objects.finished().filter(finished_at__date__lt=limit).delete()
    return {"removed": removed}


@handler("sessions.tidy", title=_("Membereskan sesi lama"))
def tidy_sessions(progress: Progress) -> None:
    """Remove sessions that have ended; signing in again makes new ones."""
    call_command("clearsessions")


@handler("database.count", title=_("Menghitung isi basis data"))
def count_database(progress: Progress) -> None:
    """Keep the figures by which the database plans up to date."""
    count_rows()


def _yesterday(day: date) -> dict[str, Any]:
    return {"day": (day - timedelta(days=1)).isoformat()}


def _a_month_before(day: date) -> dict[str, Any]:
    return {"before": (day - KEEP_TASK_ROWS).isoformat()}


schedule.daily("ledger.daily", kind="ledger.daily", at=time(0, 5), params=_yesterday)
schedule.daily("jobs.tidy", kind="jobs.tidy", at=time(2, 30), params=_a_month_before)
schedule.daily("sessions.tidy", kind="sessions.tidy", at=time(2, 45))
schedule.daily("database.count", kind="database.count", at=time(3, 0))
