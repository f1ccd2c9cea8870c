"""Asking for work, and every change of a job's state."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from terang.jobs import access, queries, registry, services
from terang.jobs.enums import JobState
from terang.jobs.models import Job

pytestmark = pytest.mark.django_db


@registry.handler("test.count", title="Menghitung")
def count(progress: Any, *, upto: int) -> dict[str, int]:
    progress.total(upto)
    for _step in range(upto):
        progress.advance()
    return {"counted": upto}


def ask(at: datetime, key: str = "one", **fields: Any) -> Job:
    values = {"kind": "test.count", "params": {"upto": 3}, "by": "beringin"}
    return services.enqueue(at=at, key=key, **(values | fields))


def running(at: datetime, **fields: Any) -> Job:
    job = services.claim(ask(at, **fields).pk, worker="elsewhere", at=at)
    assert job is not None
    return job


def test_a_job_waits_and_is_handed_to_the_workers(at: datetime) -> None:
    job = ask(at)
    task = DBTaskResult.objects.get()
    assert (job.state, task.args_kwargs["args"]) == (JobState.QUEUED, [job.pk])


def test_the_same_key_gives_the_same_job_once(at: datetime) -> None:
    assert ask(at).pk == ask(at, params={"upto": 9}).pk
    assert DBTaskResult.objects.count() == 1


def test_a_rolled_back_request_leaves_no_work(at: datetime) -> None:
    point = transaction.savepoint()
    ask(at)
    transaction.savepoint_rollback(point)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_work_nobody_knows_how_to_do_is_refused(at: datetime) -> None:
    with pytest.raises(registry.UnknownKind):
        ask(at, kind="test.unknown")


def test_only_one_worker_gets_a_job(at: datetime) -> None:
    job = ask(at)
    assert services.claim(job.pk, worker="first", at=at) is not None
    assert services.claim(job.pk, worker="second", at=at) is None


def test_a_waiting_job_is_cancelled_at_once(at: datetime) -> None:
    job = ask(at)
    services.cancel(job=job, at=at)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.CANCELLED, at)


def test_a_running_job_is_asked_to_stop(at: datetime) -> None:
    job = running(at)
    services.cancel(job=job, at=at)
    assert services.beat(job, done=1, total=3, at=at) is True


def test_a_finished_job_cannot_be_cancelled(at: datetime) -> None:
    job = running(at)
    services.finish(job, result={}, at=at)
    with pytest.raises(services.NotPossible, match="sudah berakhir"):
        services.cancel(job=job, at=at)


def test_a_job_that_was_not_done_can_be_repeated(at: datetime) -> None:
    job = running(at)
    services.fail(job, error="Berkas rusak.", at=at)
    services.repeat(job=job, at=at + timedelta(hours=1))
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (JobState.QUEUED, 0, "")
    assert DBTaskResult.objects.count() == 2


def test_a_finished_job_is_not_repeated(at: datetime) -> None:
    job = running(at)
    services.finish(job, result={}, at=at)
    with pytest.raises(services.NotPossible, match="tidak perlu diulang"):
        services.repeat(job=job, at=at)


@pytest.mark.parametrize(
    "write",
    [
        lambda job, at: services.beat(job, done=1, total=1, at=at),
        lambda job, at: services.finish(job, result={}, at=at),
        lambda job, at: services.fail(job, error="x", at=at),
        lambda job, at: services.stop(job, at=at),
        lambda job, at: services.try_again(job, next_run_at=at),
        lambda job, at: services.attach(job, "x.txt", ContentFile(b"x")),
    ],
)
def test_a_run_that_was_given_up_can_no_longer_write(at: datetime, write: Any) -> None:
    given_up = running(at)
    services.try_again(given_up, next_run_at=at)
    services.claim(given_up.pk, worker="another", at=at)
    with pytest.raises(services.Superseded):
        write(given_up, at)


def test_the_database_refuses_a_running_job_without_heartbeat(at: datetime) -> None:
    job = ask(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)


def test_the_rest_is_estimated_from_the_pace_so_far(at: datetime) -> None:
    job = running(at)
    job.done, job.total = 50, 100
    assert queries.remaining(job, at + timedelta(seconds=40)) == timedelta(seconds=40)


def test_nothing_is_estimated_before_a_tenth_is_done(at: datetime) -> None:
    job = running(at)
    job.done, job.total = 9, 100
    assert queries.remaining(job, at + timedelta(seconds=40)) is None


@pytest.mark.parametrize(
    ("username", "operated", "agency", "found"),
    [
        ("beringin", [], "contoh", True),
        ("cendana", [], "contoh", False),
        ("operator", ["contoh"], "contoh", True),
        ("operator", ["contoh"], "", True),
        ("operator", ["lain"], "contoh", False),
        ("cendana", [], "", False),
    ],
)
def test_a_job_is_seen_by_its_owner_and_the_operator_of_its_agency(
    at: datetime, username: str, operated: list[str], agency: str, found: bool
) -> None:
    job = ask(at, agency=agency)
    seen = access.find_job(job.pk, username=username, operated=operated)
    listed = queries.jobs(username, operated).filter(pk=job.pk).exists()
    assert (seen is not None, listed) == (found, found)
