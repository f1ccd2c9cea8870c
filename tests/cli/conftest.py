"""Installations of their own for commands that run as processes: a data directory and a database each."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgres")


@dataclass(frozen=True)
class Installation:
    """A Terang of its own. ``terang`` runs a command and waits; ``start`` starts one; ``python`` runs code in it."""

    folder: Path
    database: str
    static: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database_name(self) -> str:
        return urlsplit(self.database).path[1:]

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("TERANG_", "DJANGO_"))}
        return plain | {
            "TERANG_DATA_DIR": str(self.data),
            "TERANG_VAR_DIR": str(self.static),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "terang.config.settings",
            "PYTHONPATH": str(ROOT),
        }

    def terang(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self._run("-m", "terang.cli", *map(str, arguments))

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command], env=self.environment, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def python(self, code: str) -> Any:
        """Run code that leaves something JSON can say in ``answer``, and return it."""
        program = f"import django, json; django.setup(); answer = None\n{code}\nprint(json.dumps(answer, default=str))"
        done = self._run("-c", program)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, text=True, capture_output=True
        )


@contextmanager
def administered() -> Iterator[Any]:
    with psycopg.connect(urlsplit(SERVER)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        yield connection


def database_named(name: str, folder: Path) -> str:
    if ON_POSTGRESQL:
        return urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    return f"sqlite:///{folder / 'data' / 'terang.sqlite3'}"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    """A prepared empty installation, to be copied."""
    folder, name = tmp_path_factory.mktemp("migrated"), f"terang_cli_{worker_id}"
    if ON_POSTGRESQL:
        with administered() as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
    installation = Installation(folder, database_named(name, folder), tmp_path_factory.mktemp("var"))
    installation.python("from terang.cli.prepare import prepare; prepare()")
    yield installation
    if ON_POSTGRESQL:
        with administered() as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(migrated: Installation, folder: Path, name: str, *, bare: bool = False) -> Iterator[Installation]:
    """A copy of the prepared installation; with ``bare`` one without tables and files."""
    if ON_POSTGRESQL:
        with administered() as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {'template0' if bare else migrated.database_name}")
    if not bare:
        shutil.copytree(migrated.data, folder / "data")
    yield Installation(folder, database_named(name, folder), migrated.static)
    shutil.rmtree(folder, ignore_errors=True)
    if ON_POSTGRESQL:
        with administered() as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def new_installation(migrated: Installation, worker_id: str) -> Iterator[Callable[..., Installation]]:
    """``new_installation()`` gives an empty prepared installation; ``bare=True`` one without tables and files."""
    with ExitStack() as made:
        numbers = count()

        def make(*, bare: bool = False) -> Installation:
            folder, name = Path(tempfile.mkdtemp(prefix="terang-cli-")), f"terang_cli_{worker_id}_{next(numbers)}"
            return made.enter_context(copied(migrated, folder, name, bare=bare))

        yield make


@pytest.fixture
def installation(new_installation: Callable[..., Installation]) -> Installation:
    return new_installation()
