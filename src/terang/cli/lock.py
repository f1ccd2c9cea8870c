"""Only one Terang may serve a data directory, and nothing may replace the directory meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from .output import CommandRefused

NAME = ".running"


@contextmanager
def hold(directory: Path) -> Iterator[None]:
    """Hold the directory while the block runs. The lock ends with the process, however it ends.

    Raises CommandRefused when another Terang holds it.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (directory / NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = _("Terang lain sedang memakai direktori data %(directory)s. Hentikan dulu, lalu ulangi.")
            raise CommandRefused(sentence % {"directory": directory}) from None
        yield
