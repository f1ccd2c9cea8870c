"""Keeps child processes alive until it is asked to stop."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

# A child that dies sooner than this has not really started; so many in a row and it is no use.
SHORT_LIFE_SECONDS = 5.0
SHORT_LIVES = 5
LOOK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


class GaveUp(Exception):
    """A child cannot do its work: it died again and again, or does not become ready."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Child:
    """One child process with whatever it starts itself, in a process group of its own."""

    def __init__(self, name: str, command: Sequence[str], *, grace_seconds: float) -> None:
        self.name = name
        self._command = list(command)
        self._grace_seconds = grace_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._short_lives = 0

    def start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(self._command, start_new_session=True, preexec_fn=_die_with_parent)

    def keep_alive(self) -> None:
        """Start it again when it has ended. Raises GaveUp."""
        if self._process is None or self._process.poll() is None:
            return
        self._kill_rest()
        lived = time.monotonic() - self._started
        self._short_lives = self._short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
        if self._short_lives >= SHORT_LIVES:
            raise GaveUp(self.name)
        time.sleep(min(0.2 * 2**self._short_lives, 5) if self._short_lives else 0)
        self.start()

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for the end; after the grace time make it end."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self._grace_seconds)
        self._kill_rest()
        self._process.wait()

    def _kill_rest(self) -> None:
        """A killed child may leave children of its own behind, which would hold the port."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


class Supervisor:
    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stopping = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None], patience_seconds: float) -> None:
        """Run the children until SIGTERM or SIGINT. Raises GaveUp after stopping all of them; so may ``is_ready``."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        started, ready = time.monotonic(), False
        try:
            for child in self._children:
                child.start()
            while not self._stopping:
                for child in self._children:
                    child.keep_alive()
                if not ready and is_ready():
                    ready = True
                    when_ready()
                if not ready and time.monotonic() - started > patience_seconds:
                    raise GaveUp(self._children[0].name)
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop_all()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _stop_all(self) -> None:
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.wait()


def _die_with_parent() -> None:
    """Ask Linux to end the child when the parent is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
