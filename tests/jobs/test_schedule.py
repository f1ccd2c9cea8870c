"""Each due moment is served once."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from terang.jobs import registry, schedule
from terang.jobs.models import Job, Schedule

NIGHT = time(0, 5)


@pytest.fixture(autouse=True)
def only_one_schedule(monkeypatch: Any) -> None:
    registry.handler("test.daily")(lambda progress, day: {})
    monkeypatch.setattr(schedule, "_schedules", {})
    schedule.daily("test", kind="test.daily", at=NIGHT, params=lambda day: {"day": day.isoformat()})


@pytest.mark.django_db
def test_a_due_moment_is_served_once(at: datetime) -> None:
    assert (schedule.tick(at), schedule.tick(at + timedelta(hours=1)), Job.objects.count()) == (1, 0, 1)


@pytest.mark.django_db
def test_the_next_day_is_another_moment(at: datetime) -> None:
    schedule.tick(at)
    assert schedule.tick(at + timedelta(days=1)) == 1


@pytest.mark.django_db
def test_the_moment_is_on_the_offices_clock(at: datetime) -> None:
    schedule.tick(at)
    assert Schedule.objects.get().due_at == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    assert Job.objects.get().params == {"day": date(2026, 11, 24).isoformat()}


@pytest.mark.django_db
def test_before_the_time_of_day_yesterday_is_the_latest(at: datetime) -> None:
    schedule.tick(datetime(2026, 11, 24, 17, 4, tzinfo=UTC))
    assert Job.objects.get().params == {"day": "2026-11-24"}


@pytest.mark.django_db
def test_after_a_stand_still_only_the_latest_moment_is_served(at: datetime) -> None:
    schedule.tick(at)
    assert (schedule.tick(at + timedelta(days=9)), Job.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_the_same_time_serve_it_once(at: datetime) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test database lives in memory; its writers exclude each other anyway")
    served = []

    def tick() -> None:
        served.append(schedule.tick(at))
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(served), Job.objects.count()) == (1, 1)
