"""Power cuts: whoever is killed in the middle of an import, all of it or nothing takes effect, and people are told."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page

from terang.cli.demo.city import HEADER, rows

from .conftest import (
    TERANG,
    Office,
    Visitor,
    VisitorMaker,
    environment_for,
    free_port,
    one_start_at_a_time,
    own_database,
    wait_until_it_answers,
)  # fmt: skip

PEOPLE = 6000
TOLD = "Sempat terhenti di tengah jalan; bagian yang belum selesai dibatalkan, lalu semuanya diulang dari awal."
IMPORTED = "SELECT count(*) FROM ledger_ledgerentry WHERE act = 'employees.imported'"
EMPLOYEES = "SELECT count(*) FROM organisation_employee"
LAST_JOB = "SELECT state, worker, attempt FROM jobs_job ORDER BY id DESC LIMIT 1"


@dataclass
class Installation:
    """``terang run`` in processes that can be killed and started again over the same data."""

    office: Office
    process: "subprocess.Popen[bytes]"

    @classmethod
    def started(cls, office: Office) -> "Installation":
        return cls(office, _start(office))

    def start_again(self) -> None:
        self.process = _start(self.office)

    def kill_everything(self) -> None:
        """Supervisor, web and worker at once, as when the power goes."""
        everybody = [self.process.pid, *_descendants(self.process.pid)]
        assert len(everybody) >= 3
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, statement: str) -> tuple[Any, ...]:
        """The first row, read past the product, so that looking is quick and disturbs nobody."""
        with closing(_connection(self.office)) as connection:
            found: tuple[Any, ...] = connection.execute(statement).fetchone()
            return found

    def number(self, statement: str) -> int:
        return int(self.ask(statement)[0])

    def worker_of_running_job(self) -> int:
        """Wait until the last job runs, and a little longer so that it is in the midst of it; its process."""
        state, worker = self._wait(LAST_JOB, lambda row: row[0] != "queued")[:2]
        time.sleep(0.4)
        assert state == self.ask(LAST_JOB)[0] == "running", "the import was over before it could be disturbed"
        return int(worker.split(".")[1])

    def wait_for_the_end(self, allowed: set[int]) -> None:
        """Until the last job is done; meanwhile the number of employees is only ever one of those allowed."""

        def ended(row: tuple[Any, ...]) -> bool:
            assert self.number(EMPLOYEES) in allowed
            return row[0] not in ("queued", "running")

        assert self._wait(LAST_JOB, ended)[0] == "done"

    def _wait(self, statement: str, is_so: Callable[[tuple[Any, ...]], bool]) -> tuple[Any, ...]:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if is_so(row := self.ask(statement)):
                return row
            time.sleep(0.05)
        raise AssertionError(f"{statement}: still {self.ask(statement)}\n{_log(self.office).read_text()[-3000:]}")


def _log(office: Office) -> Path:
    return office.data.with_name("terang.log")


def _start(office: Office) -> "subprocess.Popen[bytes]":
    command = [str(TERANG), "run", "--port", office.base.rpartition(":")[2]]
    with _log(office).open("ab") as stream, one_start_at_a_time():
        process = subprocess.Popen(command, env=office.environment, stdout=stream, stderr=subprocess.STDOUT)
        wait_until_it_answers(office.base, process, _log(office))
    return process


def _descendants(pid: int) -> list[int]:
    """The processes below one, read from the process table."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # ended meanwhile
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def _connection(office: Office) -> Any:
    if address := office.environment.get("DATABASE_URL"):
        import psycopg

        return psycopg.connect(address, autocommit=True)
    return sqlite3.connect(f"file:{office.data / 'terang.sqlite3'}?mode=ro", uri=True, timeout=20)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    data, base = tmp_path_factory.mktemp("kill") / "data", f"http://127.0.0.1:{free_port()}"
    with own_database() as database:
        running = Installation.started(Office(base, data, environment_for(data, base, demo=False) | database))
        yield running
        running.process.terminate()
        running.process.wait(30)


@pytest.fixture(scope="module")
def operator(installation: Installation, visitor: VisitorMaker) -> Visitor:
    made = installation.office.terang("operator", "operator", "--name", "Operator", "--agency", "medan", "--json")
    password = json.loads(made.stdout)["password"]
    someone = visitor(installation.office)
    someone.signs_in("operator", password)
    someone.page.fill("[name=oldpassword]", password)
    for name in ("password1", "password2"):
        someone.page.fill(f"[name={name}]", "pasar-pagi-medan-91")
    someone.presses("Simpan kata sandi")
    return someone


def begin_an_import(operator: Visitor, folder: Path, seed: int) -> str:
    """Upload a list of new people and apply it; the address of the job's page."""
    path = folder / "pegawai.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *rows(PEOPLE, random.Random(seed))]):
            sheet.write_row(number, 0, row)
    operator.opens("/pegawai/impor/")
    operator.attaches("Berkas daftar pegawai", path)
    operator.presses("Baca berkas")
    operator.follows("Terapkan impor")
    operator.presses("Terapkan sekarang")
    return leave(operator.page)


def leave(page: Page) -> str:
    """Go away from the job's page, which would ask a dead server how far it is."""
    address = page.url
    page.goto("about:blank")
    return address


def expect_told_and_applied_once(installation: Installation, operator: Visitor, job: str, imports: int) -> None:
    operator.opens(job)
    operator.sees(TOLD)
    operator.follows("Lihat hasilnya")
    operator.sees("Impor sudah diterapkan")
    assert installation.number(IMPORTED) == imports
    verified = installation.office.terang("ledger", "verify", "--json")
    assert json.loads(verified.stdout)["valid"], verified.stdout


def test_a_killed_worker_leaves_nothing_half_done(
    installation: Installation, operator: Visitor, tmp_path: Path
) -> None:
    job = begin_an_import(operator, tmp_path, seed=1)
    os.kill(installation.worker_of_running_job(), signal.SIGKILL)
    assert installation.number(EMPLOYEES) == 0
    installation.wait_for_the_end({0, PEOPLE})
    assert installation.number(EMPLOYEES) == PEOPLE
    expect_told_and_applied_once(installation, operator, job, imports=1)


def test_after_a_power_cut_the_import_is_done_by_itself(
    installation: Installation, operator: Visitor, tmp_path: Path
) -> None:
    before, imports = installation.number(EMPLOYEES), installation.number(IMPORTED)
    job = begin_an_import(operator, tmp_path, seed=2)
    installation.worker_of_running_job()
    installation.kill_everything()
    assert installation.number(EMPLOYEES) == before
    installation.start_again()
    installation.wait_for_the_end({before, before + PEOPLE})
    assert installation.number(EMPLOYEES) == before + PEOPLE
    expect_told_and_applied_once(installation, operator, job, imports + 1)
