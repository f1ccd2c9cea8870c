"""Jobs that die in the middle, for the worker of a test: python tests/cli/slow_jobs.py [--once]"""

import os
import signal
import sys
import time
from pathlib import Path

import django
from django.conf import settings

PEOPLE = 5


def register() -> None:
    from django.utils import timezone

    from terang.identity.models import User
    from terang.jobs.progress import Progress
    from terang.jobs.registry import handler

    def add_people(progress: Progress, marker: Path) -> None:
        progress.total(PEOPLE)
        with progress.all_or_nothing() as result:
            for number in range(PEOPLE):
                User.objects.create_user(f"orang{number}", name="Orang Contoh", created_at=timezone.now())
                if number == PEOPLE // 2:
                    marker.write_text("in the middle")
                    wait_for_death(marker)
                progress.advance()
            result["people"] = PEOPLE

    def wait_for_death(marker: Path) -> None:
        """The first run waits to be killed; a later one goes on."""
        first = marker.with_suffix(".first")
        if not first.exists():
            first.touch()
            time.sleep(60)

    @handler("test.slow")
    def slow(progress: Progress, *, marker: str) -> None:
        add_people(progress, Path(marker))

    @handler("test.deadly")
    def deadly(progress: Progress) -> None:
        with progress.all_or_nothing():
            User.objects.create_user("orang", name="Orang Contoh", created_at=timezone.now())
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terang.config.settings")
    django.setup()
    assert settings.configured
    register()
    from terang.cli.main import main

    sys.exit(main(["worker", *sys.argv[1:]]))
