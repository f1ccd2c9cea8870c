"""What must stand before anything else: tables, the office's seal key, the files of the pages."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone

from terang.documents.seal import ensure_seal_key, seal_directory
from terang.jobs.counting import count_rows

from .output import CommandRefused

STAMP = ".collected"
# The tag under which terang.config registers what must be true before an office is served; config stands above cli.
START = "terang_start"


def prepare() -> None:
    """Bring the database to this version and make what a new installation lacks. Quick when there is
    nothing to do."""
    Path(settings.TERANG_DATA_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", interactive=False, verbosity=0)
    count_rows()
    ensure_seal_key(seal_directory(), settings.TERANG_OFFICE, timezone.now())


def refuse_unsafe_start() -> None:
    """Raises CommandRefused with everything that must be put right before an office is served."""
    problems = run_checks(tags=[START])
    if problems:
        raise CommandRefused("\n".join(f"{problem.msg} {problem.hint or ''}".strip() for problem in problems))


def collect_static() -> bool:
    """Collect the files of the pages when one has changed; returns whether that was needed."""
    root = Path(settings.STATIC_ROOT)
    stamp, present = root / STAMP, _fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(present)
    return True


def _fingerprint() -> str:
    """Changes when a static file is added, removed or changed, or when they are stored differently."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            info = Path(storage.path(name)).stat()
            digest.update(f"{name} {info.st_size} {info.st_mtime_ns}\n".encode())
    return digest.hexdigest()
