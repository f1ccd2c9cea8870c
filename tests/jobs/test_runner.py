"""A run ends done, cancelled, tried again or not done; its owner is told in plain words."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import translation

from terang.identity.models import User
from terang.jobs import progress as progress_module
from terang.jobs import registry, runner, services, workers
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.jobs.progress import Progress
from tests.cast import make_user

pytestmark = pytest.mark.django_db


class FileDamaged(Exception):
    user_message = "Berkas ini rusak. Unggah berkas lain."


@pytest.fixture(autouse=True)
def every_step_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "BEAT_SECONDS", 0.0)


def do(work: Any, at: datetime, **fields: Any) -> Job:
    """Run work once as a job and return how it stands afterwards."""
    registry.handler("test.work")(work)
    job = services.enqueue(kind="test.work", params=fields, by="beringin", at=at, key="work")
    runner.run(job.pk, clock=lambda: at)
    return Job.objects.get(pk=job.pk)


def test_a_run_ends_with_its_result(at: datetime) -> None:
    def work(progress: Progress, *, upto: int) -> dict[str, int]:
        progress.total(upto)
        progress.advance(upto)
        return {"counted": upto}

    job = do(work, at, upto=7)
    assert (job.state, job.done, job.total, job.result, job.finished_at) == (JobState.DONE, 7, 7, {"counted": 7}, at)


def test_progress_is_visible_while_running(at: datetime) -> None:
    seen = []

    def work(progress: Progress) -> dict[str, int]:
        progress.total(2)
        progress.advance()
        job = Job.objects.get(pk=progress.job.pk)
        seen.append((job.state, job.done, job.total, job.heartbeat_at))
        return {}

    do(work, at)
    assert seen == [(JobState.RUNNING, 1, 2, at)]


def test_an_expected_problem_ends_the_job_in_its_own_words(at: datetime) -> None:
    def work(progress: Progress) -> None:
        raise FileDamaged

    job = do(work, at)
    assert (job.state, job.error, job.attempt) == (JobState.FAILED, "Berkas ini rusak. Unggah berkas lain.", 1)


def test_an_unexpected_problem_is_tried_again_later(at: datetime) -> None:
    job = do(lambda progress: 1 / 0, at)
    assert (job.state, job.next_run_at, job.error) == (JobState.QUEUED, at + timedelta(seconds=10), "")


def test_the_pauses_grow_and_stop_growing_at_an_hour() -> None:
    assert [runner.back_off(attempt).total_seconds() for attempt in (1, 2, 3, 9)] == [10, 40, 160, 3600]


def test_after_the_last_attempt_the_owner_gets_words_and_a_number(at: datetime, caplog: Any) -> None:
    job = do(lambda progress: 1 / 0, at)
    for _attempt in range(2):
        runner.run(job.pk, clock=lambda: at)
    job.refresh_from_db()
    assert (job.state, f"P{job.pk}-3" in job.error, "ZeroDivision" in job.error) == (JobState.FAILED, True, False)
    assert job.error.startswith("Kesalahan ada pada kami.")
    assert f"reference P{job.pk}-3" in caplog.text


def test_the_words_are_in_the_language_of_who_asked(at: datetime) -> None:
    spoken = []

    def work(progress: Progress) -> None:
        spoken.append(translation.get_language())

    with translation.override("en"):
        do(work, at)
    assert spoken == ["en"]


def test_a_cancelled_run_stops_at_its_next_step(at: datetime) -> None:
    steps = []

    def work(progress: Progress) -> None:
        progress.total(3)
        services.cancel(job=progress.job, at=at)
        progress.advance()
        steps.append("after")

    assert (do(work, at).state, steps) == (JobState.CANCELLED, [])


def test_a_process_asked_to_end_gives_the_job_back_without_blame(at: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(workers.stopping, "is_set", lambda: True)
    job = do(lambda progress: progress.total(3), at)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_all_or_nothing_writes_the_work_and_its_end_together(at: datetime) -> None:
    def work(progress: Progress) -> None:
        with progress.all_or_nothing() as result:
            make_user("baru", "Baru Contoh")
            progress.advance()
            result["made"] = 1

    job = do(work, at)
    assert (job.state, job.result, User.objects.filter(username="baru").exists()) == (JobState.DONE, {"made": 1}, True)


def test_all_or_nothing_leaves_nothing_after_a_problem(at: datetime) -> None:
    def work(progress: Progress) -> None:
        with progress.all_or_nothing():
            make_user("baru", "Baru Contoh")
            raise FileDamaged

    job = do(work, at)
    assert (job.state, User.objects.filter(username="baru").exists()) == (JobState.FAILED, False)


def test_all_or_nothing_leaves_nothing_when_another_run_took_over(at: datetime) -> None:
    def work(progress: Progress) -> None:
        with progress.all_or_nothing():
            make_user("baru", "Baru Contoh")
            Job.objects.filter(pk=progress.job.pk).update(attempt=2)

    do(work, at)
    assert not User.objects.filter(username="baru").exists()


def test_a_result_file_is_kept(at: datetime) -> None:
    def work(progress: Progress) -> None:
        progress.attach("daftar.csv", ContentFile(b"nip;nama"))

    with do(work, at).result_file.open() as kept:
        assert kept.read() == b"nip;nama"


def test_a_job_that_is_not_waiting_is_left_alone(at: datetime) -> None:
    job = do(lambda progress: {"first": True}, at)
    runner.run(job.pk, clock=lambda: at)
    job.refresh_from_db()
    assert (job.attempt, job.result) == (1, {"first": True})


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_progress_is_seen_from_outside_the_transaction(at: datetime, caplog: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    seen = []

    def work(progress: Progress) -> None:
        with progress.all_or_nothing():
            make_user("baru", "Baru Contoh")
            progress.total(5)
            progress.advance(2)
            seen.append(tuple(Job.objects.values_list("done", "total")[0]))

    with caplog.at_level(logging.WARNING):
        assert do(work, at).state == JobState.DONE
    assert seen == [(2, 5)]
