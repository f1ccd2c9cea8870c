"""One run of a job, from the worker's queue to its end or its next attempt."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import registry, services, workers
from .models import Job
from .progress import Cancelled, Interrupted, Progress
from .services import Superseded

logger = logging.getLogger(__name__)
FIRST_DELAY = timedelta(seconds=10)
DELAY_FACTOR = 4
LONGEST_DELAY = timedelta(hours=1)


def run(job_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Run the job once, unless it is no longer waiting.

    The clock is read here and not passed in because a run lasts.
    """
    job = services.claim(job_id, worker=workers.identity(), at=clock())
    if job is None:
        return
    with translation.override(job.language):
        try:
            _attempt(job, clock)
        except Superseded:
            logger.warning("job %s (%s): run %s was replaced by a later one", job.pk, job.kind, job.attempt)


def back_off(attempt: int) -> timedelta:
    """How long to wait after the given attempt: 10 s, 40 s, 160 s, at most an hour."""
    return min(FIRST_DELAY * int(DELAY_FACTOR ** (attempt - 1)), LONGEST_DELAY)


def _attempt(job: Job, clock: Callable[[], datetime]) -> None:
    progress = Progress(job, clock)
    try:
        result = registry.get(job.kind).run(progress, **job.params)
        if not progress.finished:
            progress.end()
            services.finish(job, result=result or {}, at=clock())
    except Superseded:
        raise
    except Cancelled:
        services.stop(job, at=clock())
    except Interrupted:
        services.try_again(job, next_run_at=clock(), counts=False)
    except Exception as problem:  # a handler may meet anything; the job must end or go on in every case
        _settle(job, problem, clock())


def _settle(job: Job, problem: Exception, at: datetime) -> None:
    """An expected problem ends the job in its own words; an unexpected one is tried again, then reported."""
    if words := getattr(problem, "user_message", ""):
        services.fail(job, error=str(words), at=at)
        return
    reference = f"P{job.pk}-{job.attempt}"
    logger.exception("job %s (%s), reference %s", job.pk, job.kind, reference, exc_info=problem)
    if job.attempt < job.max_attempts:
        services.try_again(job, next_run_at=at + back_off(job.attempt))
        return
    services.fail(job, error=_unexpected(reference), at=at)


def _unexpected(reference: str) -> str:
    return _(
        "Kesalahan ada pada kami. Pekerjaan ini belum selesai walau sudah diulang."
        " Coba lagi nanti; bila tetap terjadi, sampaikan nomor %(reference)s kepada operator."
    ) % {"reference": reference}
