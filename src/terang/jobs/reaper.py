"""Work whose worker died is given to another one, or its owner is told."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import services, workers
from .enums import JobState
from .models import Job
from .services import Superseded

logger = logging.getLogger(__name__)
# A worker out of sight (another machine) is given up when it has not been heard of for this long.
SILENT = timedelta(minutes=2)
# One that is known to live may be busy with a long step; after this long it is stuck.
STUCK = timedelta(minutes=30)


def reap(at: datetime) -> int:
    """Recover what dead workers left behind and return how many jobs that were."""
    lost = [job for job in Job.objects.filter(state=JobState.RUNNING) if _is_lost(job.worker, job.heartbeat_at, at)]
    for job in lost:
        _recover(job, at)
    _free_tasks(at)
    _hand_over_again(at)
    return len(lost)


def _is_lost(worker: str, heard_at: datetime | None, at: datetime) -> bool:
    gone = workers.is_gone(worker)
    silent_for = at - heard_at if heard_at else STUCK * 2
    return gone is True or silent_for > (SILENT if gone is None else STUCK)


def _recover(job: Job, at: datetime) -> None:
    logger.warning("job %s (%s): worker %s was lost in run %s", job.pk, job.kind, job.worker, job.attempt)
    try:
        if job.cancel_requested:
            services.stop(job, at=at)
        elif job.attempt < job.max_attempts:
            services.try_again(job, next_run_at=at)
        else:
            with translation.override(job.language):
                services.fail(job, error=_lost(), at=at)
    except Superseded:
        logger.info("job %s moved on by itself", job.pk)


def _lost() -> str:
    return _(
        "Pekerjaan ini terhenti di tengah jalan beberapa kali, biasanya karena komputer dimatikan."
        " Langkah yang belum selesai sudah dibatalkan. Coba lagi."
    )


def _free_tasks(at: datetime) -> None:
    """Close rows of django-tasks that stay RUNNING for ever after their worker died; the job has its own
    row now."""
    for row in DBTaskResult.objects.running():
        worker = row.worker_ids[-1] if row.worker_ids else ""
        if workers.is_gone(worker) or _job_moved_on(row, at):
            row.status = TaskResultStatus.FAILED
            row.finished_at = at
            row.exception_class_path = f"{__name__}.WorkerLost"
            row.save(update_fields=["status", "finished_at", "exception_class_path"])


def _job_moved_on(row: "DBTaskResult[..., None]", at: datetime) -> bool:
    old = row.started_at is None or at - row.started_at > SILENT
    return old and not Job.objects.filter(task_id=row.id, state=JobState.RUNNING).exists()


@transaction.atomic
def _hand_over_again(at: datetime) -> None:
    """Waiting jobs whose task was lost before the run began get a new one."""
    waiting = Job.objects.select_for_update(skip_locked=True).filter(state=JobState.QUEUED)
    open_tasks = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    for job in waiting.exclude(task_id__in=open_tasks.values("id")):
        services.hand_over(job)
