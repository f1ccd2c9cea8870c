"""Every change of a job's state: guarded updates, so that two workers or a late run never overwrite each
other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import registry
from .enums import REPEATABLE, JobState
from .models import Job
from .tasks import run_job

SYSTEM = "sistem"


class NotPossible(Exception):
    """The job's state does not allow the step any more; carries a sentence for the person."""

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message


class Superseded(Exception):
    """This run was given up for dead and another one took its place; whatever it did must be rolled back."""


@transaction.atomic
def enqueue(
    *,
    kind: str,
    params: Mapping[str, Any],
    by: str,
    at: datetime,
    key: str,
    agency: str = "",
    result_url: str = "",
) -> Job:
    """Ask for work; it starts after the caller's transaction commits and vanishes with a rollback.

    Args:
        params: keyword arguments of the handler, JSON types only.
        by: the user name of who asks; that person sees the progress page.
        key: the same key gives the same job, however often it is asked for.
        agency: its operators see the job too.
        result_url: the page on which the result is found when all is done.

    Raises:
        UnknownKind: when no handler is registered.
    """
    handler = registry.get(kind)
    job, created = Job.objects.get_or_create(
        idempotency_key=key,
        defaults={
            "kind": kind, "params": dict(params), "by": by, "agency": agency, "result_url": result_url,
            "language": get_language() or "id", "max_attempts": handler.max_attempts,
            "created_at": at, "next_run_at": at,
        },
    )  # fmt: skip
    if created:
        hand_over(job)
    return job


def hand_over(job: Job) -> None:
    """Put the job into the workers' queue, to be started at ``next_run_at``; part of the caller's
    transaction."""
    task = run_job.using(run_after=job.next_run_at).enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(task_id=task.id)


def claim(job_id: int, *, worker: str, at: datetime) -> Job | None:
    """Take the job for one run. None when it is not waiting: finished, cancelled, or taken by another
    worker."""
    job = Job.objects.filter(pk=job_id, state=JobState.QUEUED).first()
    if job is None:
        return None
    taken = {
        "state": JobState.RUNNING, "attempt": job.attempt + 1, "worker": worker, "done": 0, "total": 0,
        "started_at": at, "heartbeat_at": at, "error": "",
    }  # fmt: skip
    won = Job.objects.filter(pk=job_id, state=JobState.QUEUED, attempt=job.attempt).update(**taken)
    return Job.objects.get(pk=job_id) if won else None


def beat(job: Job, *, done: int, total: int, at: datetime) -> bool:
    """Note the progress of a run; returns whether its owner asks to stop. Raises Superseded."""
    _change(job, done=done, total=total, heartbeat_at=at)
    return Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def finish(job: Job, *, result: Mapping[str, Any], at: datetime) -> None:
    """Raises Superseded."""
    _change(job, state=JobState.DONE, result=dict(result), finished_at=at, heartbeat_at=at)


def attach(job: Job, name: str, content: "File[Any]") -> None:
    """Keep a file as the result. Raises Superseded."""
    job.result_file.save(name, content, save=False)
    _change(job, result_file=job.result_file.name)


def fail(job: Job, *, error: str, at: datetime) -> None:
    """End the job as not done, with words for its owner. Raises Superseded."""
    _change(job, state=JobState.FAILED, error=error, finished_at=at)


def stop(job: Job, *, at: datetime) -> None:
    """End a run its owner cancelled. Raises Superseded."""
    _change(job, state=JobState.CANCELLED, finished_at=at)


@transaction.atomic
def try_again(job: Job, *, next_run_at: datetime, counts: bool = True) -> None:
    """Give a run back to the queue; ``counts=False`` when the run was not to blame. Raises Superseded."""
    attempt = job.attempt if counts else job.attempt - 1
    _change(job, state=JobState.QUEUED, attempt=attempt, next_run_at=next_run_at, worker="")
    hand_over(Job.objects.get(pk=job.pk))


@transaction.atomic
def cancel(*, job: Job, at: datetime) -> None:
    """Cancel a waiting job at once, a running one at its next step. Raises NotPossible when it has ended."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=at):
        return
    if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True):
        raise NotPossible(_("Pekerjaan ini sudah berakhir, jadi tidak ada lagi yang dapat dibatalkan."))


@transaction.atomic
def repeat(*, job: Job, at: datetime) -> None:
    """Start a job again that was not done or was cancelled. Raises NotPossible otherwise."""
    fresh = {
        "state": JobState.QUEUED, "attempt": 0, "done": 0, "total": 0, "error": "", "cancel_requested": False,
        "next_run_at": at, "started_at": None, "heartbeat_at": None, "finished_at": None, "worker": "",
    }  # fmt: skip
    if not Job.objects.filter(pk=job.pk, state__in=REPEATABLE).update(**fresh):
        raise NotPossible(_("Pekerjaan ini sedang berjalan atau sudah selesai, jadi tidak perlu diulang."))
    hand_over(Job.objects.get(pk=job.pk))


def _change(job: Job, **fields: Any) -> None:
    """Write fields of a run only while the run is the present one."""
    if not Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt).update(**fields):
        raise Superseded(f"job {job.pk} is no longer in its run {job.attempt}")
