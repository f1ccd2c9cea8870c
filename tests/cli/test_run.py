"""terang run: one command serves everything, and starts again what dies."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Installation, copied


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Serving:
    """A running Terang."""

    process: subprocess.Popen[str]
    port: int
    installation: Installation

    @property
    def parts(self) -> dict[str, int]:
        """Process numbers of its children by what they are: web or worker."""
        return children(self.process.pid)


@contextmanager
def served(installation: Installation) -> Iterator[Serving]:
    port = free_port()
    process = installation.start("-m", "terang.cli", "run", "--port", str(port), "--processes", "1")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert f"http://127.0.0.1:{port}" in line, line + process.stdout.read()
    yield Serving(process, port, installation)
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def serving(migrated: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Serving]:
    """One that goes on running through all tests."""
    folder, name = tmp_path_factory.mktemp("serving"), f"terang_cli_{worker_id}_serving"
    with copied(migrated, folder, name) as installation, served(installation) as running:
        yield running


@pytest.fixture
def ending(installation: Installation) -> Iterator[Serving]:
    """One that the test brings to an end."""
    with served(installation) as running:
        yield running


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def children(pid: int) -> dict[str, int]:
    """Direct children by what they are: web or worker."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            command = path.with_name("cmdline").read_text()
        except (OSError, ValueError):
            continue
        if parent == pid:
            found["web" if "granian" in command else "worker"] = int(path.parent.name)
    return found


def wait_until(ready: Callable[[], bool]) -> None:
    for _look in range(200):
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError("waited 20 seconds in vain")


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_killed_part_is_started_again(serving: Serving, part: str) -> None:
    before = serving.parts
    os.kill(before[part], signal.SIGKILL)
    wait_until(lambda: serving.parts.get(part) not in (None, before[part]))
    wait_until(lambda: answers(serving.port))


def test_a_second_one_on_the_same_data_is_refused(serving: Serving) -> None:
    done = serving.installation.terang("run", "--port", free_port())
    assert (done.returncode, "sedang memakai" in done.stderr) == (1, True)


def test_data_in_use_is_not_replaced(serving: Serving) -> None:
    done = serving.installation.terang("restore", "cadangan.tar.gz", "--force")
    assert (done.returncode, "sedang memakai" in done.stderr) == (1, True)


def test_asked_to_stop_it_stops_both_parts_in_order(ending: Serving) -> None:
    parts = ending.parts
    ending.process.terminate()
    assert ending.process.wait(30) == 0
    assert (answers(ending.port), [Path(f"/proc/{pid}").exists() for pid in parts.values()]) == (False, [False, False])


def test_killed_it_leaves_no_part_behind(ending: Serving) -> None:
    parts = ending.parts
    ending.process.kill()
    ending.process.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in parts.values()))
    wait_until(lambda: not answers(ending.port))


def test_a_port_in_use_is_explained(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = installation.terang("run", "--port", taken.getsockname()[1])
    assert (done.returncode, "--port" in done.stderr) == (1, True)


def test_an_office_with_demo_accounts_is_not_served(installation: Installation) -> None:
    installation.python(
        "from django.utils import timezone\nfrom terang.identity.models import User\n"
        "User.objects.create_user('camat', name='Camat Contoh', is_demo=True, created_at=timezone.now())"
    )
    done = installation.terang("run", "--port", free_port())
    assert (done.returncode, "akun contoh" in done.stderr) == (1, True)


def test_data_and_demo_can_be_given_on_the_command_line(installation: Installation) -> None:
    code = (
        "import os\nfrom terang.cli.main import _choose_place\n"
        "_choose_place(['run', '--data', 'x/y', '--demo', '--port', '8123'])\n"
        "answer = [os.environ[name] for name in ('TERANG_DATA_DIR', 'TERANG_DEMO', 'TERANG_BASE_URL')]"
    )
    place, demo, base = installation.python(code)
    assert (re.search(r"^/.*/x/y$", place) is not None, demo, base) == (True, "1", "http://127.0.0.1:8123")


def test_static_files_are_collected_once_and_again_after_a_change(settings: object, tmp_path: Path) -> None:
    from terang.cli.prepare import STAMP, collect_static

    settings.STATIC_ROOT = tmp_path / "static"  # type: ignore[attr-defined]
    assert (collect_static(), collect_static()) == (True, False)
    (tmp_path / "static" / STAMP).write_text("other files")
    assert collect_static() is True
