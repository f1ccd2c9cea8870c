"""Reading jobs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from .enums import JobState
from .models import Job


def visible_to(username: str, operated: Collection[str]) -> Q:
    """Scope: one's own jobs, and for an operator those of the agencies served and of the installation."""
    mine = Q(by=username)
    return mine | Q(agency__in=["", *operated]) if operated else mine


def jobs(username: str, operated: Collection[str], *, state: str = "") -> QuerySet[Job]:
    """Jobs this person may see, newest first."""
    rows = Job.objects.filter(visible_to(username, operated)).order_by("-id")
    return rows.filter(state=state) if state else rows


def counts(username: str, operated: Collection[str]) -> dict[str, int]:
    """Number of visible jobs by state."""
    rows = Job.objects.filter(visible_to(username, operated)).values_list("state").annotate(number=Count("id"))
    return dict.fromkeys(JobState.values, 0) | dict(rows)


def remaining(job: Job, at: datetime) -> timedelta | None:
    """How long the rest would take at the present pace; none before a tenth is done."""
    if job.state != JobState.RUNNING or not job.started_at or not job.total or job.done * 10 < job.total:
        return None
    return (at - job.started_at) * (job.total - job.done) / job.done


def latest_done(kind: str, agency: str) -> Job | None:
    """The last job of this kind that was done for an agency."""
    return Job.objects.filter(kind=kind, agency=agency, state=JobState.DONE).order_by("-id").first()
