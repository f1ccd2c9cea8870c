"""The worker takes jobs from the queue and does the jobs of the house."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from terang.jobs import registry, schedule, services, worker, workers
from terang.jobs.counting import count_rows
from terang.jobs.models import Job
from terang.ledger import services as ledger

registry.load()  # before a test replaces the schedules


@pytest.fixture(autouse=True)
def worker_of_a_test(monkeypatch: Any) -> None:
    monkeypatch.setattr(worker, "_listen_for_signals", lambda: None)
    workers.stopping.clear()


@pytest.mark.django_db(transaction=True)
def test_jobs_are_done_one_after_the_other(monkeypatch: Any) -> None:
    monkeypatch.setattr(schedule, "_schedules", {})
    registry.handler("test.step")(lambda progress, number: {"number": number})
    now = timezone.now()
    for number in range(3):
        services.enqueue(kind="test.step", params={"number": number}, by="x", at=now, key=f"{number}")
    worker.work(once=True)
    assert [job.result["number"] for job in Job.objects.filter(state="done").order_by("finished_at")] == [0, 1, 2]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.mark.django_db(transaction=True)
def test_the_daily_jobs_of_the_house_are_done(at: datetime) -> None:
    with transaction.atomic():
        ledger.record(agency="contoh", act="skp.set", subject="skp:1", by="x", at=at, data={})
    registry.load()
    worker.work(once=True)
    kinds = (
        "ledger.daily", "jobs.tidy", "sessions.tidy", "database.count", "notices.digest", "evidence.reminders",
        "rounds.nightly",
    )  # fmt: skip
    done = {(kind, "done") for kind in kinds}
    assert set(Job.objects.values_list("kind", "state")) == done


@pytest.mark.django_db(transaction=True)
def test_sessions_that_ended_are_removed_and_living_ones_stay(monkeypatch: Any) -> None:
    for key, days in (("lama", -1), ("hidup", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    monkeypatch.setattr(schedule, "_schedules", {})
    services.enqueue(kind="sessions.tidy", params={}, by=services.SYSTEM, at=timezone.now(), key="s")
    worker.work(once=True)
    assert [each.session_key for each in Session.objects.all()] == ["hidup"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_the_database_knows_how_full_its_tables_are() -> None:
    Session.objects.create(session_key="satu", session_data="", expire_date=timezone.now())
    count_rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'django_session'")
        assert {row[0].split()[0] for row in cursor.fetchall()} == {"1"}


@pytest.mark.django_db(transaction=True)
def test_rows_of_the_queue_that_ended_long_ago_are_removed_and_the_jobs_stay(monkeypatch: Any, at: datetime) -> None:
    monkeypatch.setattr(schedule, "_schedules", {})
    job = services.enqueue(kind="sessions.tidy", params={}, by=services.SYSTEM, at=timezone.now(), key="s")
    worker.work(once=True)
    DBTaskResult.objects.update(finished_at=at - timedelta(days=31))
    services.enqueue(kind="jobs.tidy", params={"before": "2026-10-25"}, by=services.SYSTEM, at=timezone.now(), key="t")
    worker.work(once=True)
    job.refresh_from_db()
    assert not DBTaskResult.objects.filter(id=job.task_id).exists()
    assert job.state == "done"


@pytest.mark.django_db(transaction=True)
def test_verifying_the_ledger_is_a_job(at: datetime) -> None:
    with transaction.atomic():
        ledger.record(agency="contoh", act="skp.set", subject="skp:1", by="x", at=at, data={})
    job = services.enqueue(kind="ledger.verify", params={"agency": "contoh"}, by="x", at=timezone.now(), key="v")
    worker.work(once=True)
    job.refresh_from_db()
    assert (job.state, job.result["valid"], job.result["entries"]) == ("done", True, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_takes_no_more_work() -> None:
    workers.stopping.set()
    worker.work()
    workers.stopping.clear()


def test_every_schedule_has_a_handler() -> None:
    registry.load()
    assert all(registry.get(entry.kind) for entry in schedule._schedules.values())
