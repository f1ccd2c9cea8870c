"""The worker process: takes jobs from the queue, and between two jobs looks after the lost and the due."""

import logging
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from . import reaper, registry, schedule, workers

logger = logging.getLogger(__name__)
KEEP_HOUSE = timedelta(seconds=5)


class OneTask(Worker):
    """The worker of django-tasks-db, for one task at most."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, max_tasks=1,
            backend_name="default", startup_delay=False, worker_id=workers.identity(),
        )  # fmt: skip
        self.found_work = False

    def run_task(self, db_task_result: Any) -> None:
        self.found_work = True
        super().run_task(db_task_result)


def work(*, interval: float = 1.0, once: bool = False, clock: Callable[[], datetime] = timezone.now) -> None:
    """Work until SIGTERM or SIGINT; with ``once`` until the queue is empty.

    A run in progress stops at its next step and goes back to the queue; a second signal ends it hard.
    """
    _listen_for_signals()
    registry.load()
    next_round: datetime | None = None
    while not workers.stopping.is_set():
        if next_round is None or clock() >= next_round:
            _guarded(lambda: _keep_house(clock()))
            next_round = clock() + KEEP_HOUSE
        found_work = _guarded(_run_one)
        if not found_work:
            if once:
                return
            workers.stopping.wait(interval)


def _keep_house(at: datetime) -> bool:
    schedule.tick(at)
    return reaper.reap(at) > 0


def _run_one() -> bool:
    one = OneTask()
    one.run()
    return one.found_work


def _guarded(step: Callable[[], bool]) -> bool:
    """A database that is busy or away for a moment must not end the worker."""
    close_old_connections()
    try:
        return step()
    except DatabaseError as problem:
        logger.error("the database did not answer, trying again: %s", problem)
        return False


def _listen_for_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ask_to_stop)


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    if workers.stopping.is_set():
        raise SystemExit(1)
    workers.stopping.set()
