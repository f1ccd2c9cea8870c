"""Work whose worker died goes on elsewhere, or its owner is told."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from terang.jobs import reaper, registry, services, workers
from terang.jobs.enums import JobState
from terang.jobs.models import Job

pytestmark = pytest.mark.django_db
registry.handler("test.slow")(lambda progress: {})


@pytest.fixture(scope="module")
def dead_worker() -> str:
    """The name of a process that has ended."""
    source = "from terang.jobs import workers; print(workers.identity())"
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout.strip()


def running(at: datetime, worker: str, attempts: int = 1) -> Job:
    job = services.enqueue(kind="test.slow", params={}, by="beringin", at=at, key="slow")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=at, worker_ids=[worker])
    Job.objects.update(attempt=attempts - 1)
    claimed = services.claim(job.pk, worker=worker, at=at)
    assert claimed is not None
    return claimed


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def tasks() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_this_process_is_known_to_live() -> None:
    assert workers.is_gone(workers.identity()) is False


def test_an_ended_process_is_known_to_be_gone(dead_worker: str) -> None:
    assert workers.is_gone(dead_worker) is True


def test_a_number_taken_over_by_another_process_is_not_the_worker() -> None:
    place, pid, _started = workers.identity().split(".")
    assert workers.is_gone(f"{place}.{pid}.1") is True


@pytest.mark.parametrize("name", ["elsewhere.12.34", "", "x", "a.b.c.d"])
def test_nothing_is_known_of_a_process_on_another_machine(name: str) -> None:
    assert workers.is_gone(name) is None


def test_the_name_of_a_worker_fits_its_column() -> None:
    assert len(workers.identity()) <= 64


def test_the_job_of_a_dead_worker_goes_back_to_the_queue_at_once(at: datetime, dead_worker: str) -> None:
    job = running(at, dead_worker)
    assert reaper.reap(at) == 1
    assert (state(job), tasks()) == (JobState.QUEUED, ["FAILED", "READY"])


def test_the_job_of_a_living_worker_is_left_alone(at: datetime) -> None:
    job = running(at, workers.identity())
    assert (reaper.reap(at + timedelta(minutes=5)), state(job), tasks()) == (0, JobState.RUNNING, ["RUNNING"])


def test_a_living_worker_that_forgot_its_job_is_noticed(at: datetime) -> None:
    job = running(at, workers.identity())
    reaper.reap(at + timedelta(minutes=31))
    assert state(job) == JobState.QUEUED


def test_a_worker_out_of_sight_has_two_minutes(at: datetime) -> None:
    job = running(at, "elsewhere.12.34")
    reaper.reap(at + timedelta(minutes=2))
    assert state(job) == JobState.RUNNING


def test_a_silent_worker_out_of_sight_is_given_up(at: datetime) -> None:
    job = running(at, "elsewhere.12.34")
    reaper.reap(at + timedelta(minutes=2, seconds=1))
    assert (state(job), tasks()) == (JobState.QUEUED, ["FAILED", "READY"])


def test_after_the_last_attempt_the_owner_is_told_what_happened(at: datetime, dead_worker: str) -> None:
    job = running(at, dead_worker, attempts=3)
    reaper.reap(at)
    assert (state(job), "sudah dibatalkan" in job.error, "Coba lagi" in job.error) == (JobState.FAILED, True, True)


def test_a_cancelled_job_of_a_dead_worker_is_cancelled(at: datetime, dead_worker: str) -> None:
    job = running(at, dead_worker)
    services.cancel(job=job, at=at)
    reaper.reap(at)
    assert state(job) == JobState.CANCELLED


def test_a_job_whose_worker_died_before_the_run_is_handed_over_again(at: datetime, dead_worker: str) -> None:
    job = services.enqueue(kind="test.slow", params={}, by="beringin", at=at, key="slow")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=at, worker_ids=[dead_worker])
    reaper.reap(at)
    assert (state(job), tasks()) == (JobState.QUEUED, ["FAILED", "READY"])


def test_reaping_twice_changes_nothing_more(at: datetime, dead_worker: str) -> None:
    running(at, dead_worker)
    reaper.reap(at)
    before: Any = list(DBTaskResult.objects.values_list("id", "status"))
    assert reaper.reap(at) == 0
    assert list(DBTaskResult.objects.values_list("id", "status")) == before


def test_identity_is_of_this_process() -> None:
    assert workers.identity().split(".")[1] == str(os.getpid())
