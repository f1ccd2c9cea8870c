"""Work survives the death of its worker: everything or nothing, and the owner is told."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Installation

WORKER = str(Path(__file__).with_name("slow_jobs.py"))
ENQUEUE = """
from django.utils import timezone
from terang.jobs import services
from tests.cli.slow_jobs import register
register()
answer = services.enqueue(kind={kind!r}, params={params!r}, by="beringin", at=timezone.now(), key="it").pk
"""
LOOK = """
from terang.identity.models import User
from terang.jobs.models import Job
job = Job.objects.get(idempotency_key="it")
answer = {"state": job.state, "attempt": job.attempt, "error": job.error, "people": User.objects.count()}
"""


@pytest.fixture
def worker(installation: Installation) -> Any:
    """Starts workers and makes sure none outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        started.append(installation.start(WORKER, *arguments))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_until(ready: Callable[[], bool]) -> None:
    for _look in range(600):
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError("waited a minute in vain")


def listens_for_the_end(pid: int) -> bool:
    """Whether the process has said what to do when it is asked to end."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def ask(installation: Installation, kind: str, **params: str) -> None:
    installation.python(ENQUEUE.format(kind=kind, params=params))


def test_a_killed_worker_leaves_nothing_and_the_next_one_does_it_all(
    installation: Installation, worker: Callable[..., subprocess.Popen[str]]
) -> None:
    marker = installation.folder / "marker"
    ask(installation, "test.slow", marker=str(marker))
    first = worker()
    wait_until(marker.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert installation.python(LOOK) == {"state": "running", "attempt": 1, "error": "", "people": 0}
    assert worker("--once").wait(60) == 0
    assert installation.python(LOOK) == {"state": "done", "attempt": 2, "error": "", "people": 5}


def test_work_that_kills_every_worker_ends_and_its_owner_is_told(
    installation: Installation, worker: Callable[..., subprocess.Popen[str]]
) -> None:
    ask(installation, "test.deadly")
    ends = [worker("--once").wait(60) for _run in range(4)]
    assert ends == [-signal.SIGKILL] * 3 + [0]
    found = installation.python(LOOK)
    assert (found["state"], found["people"], "Coba lagi" in found["error"]) == ("failed", 0, True)


def test_a_worker_asked_to_end_stops_soon_and_in_order(
    installation: Installation, worker: Callable[..., subprocess.Popen[str]]
) -> None:
    process = worker()
    wait_until(lambda: listens_for_the_end(process.pid))
    process.terminate()
    assert process.wait(10) == 0
