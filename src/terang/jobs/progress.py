"""What a handler gets in hand: it tells how far it is, and learns when to stop."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from . import services, workers
from .enums import JobState
from .models import Job

BEAT_SECONDS = 1.0


class Cancelled(Exception):
    """The owner cancelled the job; let it pass so that the open transaction is rolled back."""


class Interrupted(Exception):
    """The process is asked to end; the job goes back to the queue."""


class Progress:
    """Progress of one run.

    ``total`` and ``advance`` raise Cancelled, Interrupted or Superseded when the run must stop; a handler
    lets them pass.
    """

    def __init__(self, job: Job, clock: Callable[[], datetime]) -> None:
        self.job = job
        self.finished = False
        self._clock = clock
        self._done = self._total = 0
        self._beaten = 0.0
        self._aside: BaseDatabaseWrapper | None = None
        self._inside = False

    def total(self, number: int) -> None:
        """Say how many steps there are."""
        self._total = number
        self._beat()

    def advance(self, number: int = 1) -> None:
        """Say that steps are done. Cheap: the database hears of it once a second."""
        self._done += number
        if time.monotonic() - self._beaten >= BEAT_SECONDS:
            self._beat()

    def attach(self, name: str, content: "File[Any]") -> None:
        """Keep a file as the result, to be fetched from the progress page."""
        services.attach(self.job, name, content)

    @contextmanager
    def all_or_nothing(self) -> Iterator[dict[str, Any]]:
        """One transaction for the writing and for the job's end, so that the work takes effect exactly once.

        Fill the yielded dict; it becomes the result, and what the handler returns afterwards is ignored. On
        SQLite nobody else can write meanwhile, so prepare as much as possible before.
        """
        result: dict[str, Any] = {}
        try:
            with transaction.atomic():
                self._inside = True
                yield result
                self._inside = False
                services.beat(self.job, done=self._done, total=self._total, at=self._clock())
                services.finish(self.job, result=result, at=self._clock())
        finally:
            self._inside = False
            self._close_aside()
        self.finished = True

    def end(self) -> None:
        """Note the last step taken, which may have come within the second."""
        services.beat(self.job, done=self._done, total=self._total, at=self._clock())

    def _beat(self) -> None:
        self._beaten = time.monotonic()
        if workers.stopping.is_set():
            raise Interrupted
        if self._inside:
            self._beat_aside()
        elif services.beat(self.job, done=self._done, total=self._total, at=self._clock()):
            raise Cancelled

    def _beat_aside(self) -> None:
        """Inside the transaction others would not see a beat: PostgreSQL gets it by a second connection."""
        if connection.vendor == "sqlite":
            return  # one writer at a time; the process itself proves that it lives
        if self._aside is None:
            self._aside = connections.create_connection(connection.alias)
        with self._aside.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET done = %s, total = %s, heartbeat_at = %s WHERE id = %s AND state = %s"
                " AND attempt = %s RETURNING cancel_requested",
                [
                    self._done,
                    self._total,
                    self._clock(),
                    self.job.pk,
                    JobState.RUNNING.value,
                    self.job.attempt,
                ],
            )
            if (row := cursor.fetchone()) and row[0]:
                raise Cancelled

    def _close_aside(self) -> None:
        if self._aside is not None:
            self._aside.close()
            self._aside = None
