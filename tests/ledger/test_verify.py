"""A changed, missing or added entry is found and named, whatever the size of the ledger."""

import io
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from terang.core.ledger import GENESIS, Entry, Fields, timestamp
from terang.ledger import queries, services
from terang.ledger.models import LedgerEntry, LedgerHead
from tests.ledger.flush import triggers

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_ledger.py"


def act(at: datetime, agency: str = "contoh", **data: Any) -> LedgerEntry:
    return services.record(agency=agency, act="skp.set", subject="skp:1", by="x", at=at, data=data)


@contextmanager
def unprotected() -> Iterator[Any]:
    """What somebody with the database's own password can do: take the triggers off and change rows."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        yield cursor
    triggers.install(connection)


@pytest.fixture
def three(db: None, at: datetime) -> list[LedgerEntry]:
    return [act(at, n=number) for number in range(3)]


def test_an_untouched_chain_is_valid(three: list[LedgerEntry]) -> None:
    report = queries.verify()
    assert (report.valid, report.entries, report.head, report.first_bad) == (True, 3, three[2].hash, None)


@pytest.mark.django_db
def test_an_installation_without_acts_is_valid() -> None:
    report = queries.verify()
    assert (report.valid, report.entries, report.head) == (True, 0, GENESIS)


@pytest.mark.parametrize("column", ["at", "actor", "act", "subject", "payload", "prev_hash", "hash"])
def test_one_changed_byte_in_any_column_is_found_and_named(three: list[LedgerEntry], column: str) -> None:
    value = "2020-01-01 00:00:00" if column == "at" else f"{getattr(three[1], column)[:-1]}!"
    with unprotected() as cursor:
        cursor.execute(f"UPDATE ledger_ledgerentry SET {column} = %s WHERE seq = 2", [value])
    assert queries.verify().first_bad == queries.BadEntry("contoh", 2)


def test_a_removed_entry_is_found(three: list[LedgerEntry]) -> None:
    with unprotected() as cursor:
        cursor.execute("DELETE FROM ledger_ledgerentry WHERE seq = 2")
    assert queries.verify().first_bad == queries.BadEntry("contoh", 2)


def test_entries_cut_off_at_the_end_are_found(three: list[LedgerEntry]) -> None:
    with unprotected() as cursor:
        cursor.execute("DELETE FROM ledger_ledgerentry WHERE seq = 3")
    assert queries.verify().first_bad == queries.BadEntry("contoh", 3)


def test_entries_behind_the_end_of_the_chain_are_found(three: list[LedgerEntry]) -> None:
    LedgerHead.objects.update(seq=2, hash=three[1].hash)
    assert queries.verify().first_bad == queries.BadEntry("contoh", 3)


def test_a_chain_whose_end_was_removed_is_found(three: list[LedgerEntry]) -> None:
    LedgerHead.objects.all().delete()
    assert queries.verify().first_bad == queries.BadEntry("contoh", 1)


def test_the_damage_of_one_agency_is_named_with_the_agency(three: list[LedgerEntry], at: datetime) -> None:
    act(at, "lain")
    with unprotected() as cursor:
        cursor.execute("UPDATE ledger_ledgerentry SET actor = 'y' WHERE agency = 'lain'")
    assert (queries.verify().first_bad, queries.verify("contoh").valid) == (queries.BadEntry("lain", 1), True)


def test_the_common_head_changes_with_every_chain(three: list[LedgerEntry], at: datetime) -> None:
    act(at, "lain")
    before = queries.verify().head
    act(at, "lain")
    assert queries.verify().head != before


def test_the_head_of_a_day_is_its_last_entry_in_the_offices_time(db: None) -> None:
    first = act(datetime(2026, 11, 24, 16, 59, tzinfo=UTC))  # 23.59 in Jakarta
    act(datetime(2026, 11, 24, 17, 0, tzinfo=UTC))  # the next day there
    found = queries.daily_head("contoh", date(2026, 11, 24))
    assert found == queries.DailyHead("contoh", date(2026, 11, 24), 1, first.hash)


def test_a_day_before_the_first_entry_has_no_head(three: list[LedgerEntry]) -> None:
    assert queries.daily_head("contoh", date(2026, 11, 23)) is None


def test_the_export_is_verified_without_terang(three: list[LedgerEntry], tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        assert services.export(stream, agency="contoh") == 3
    done = subprocess.run([sys.executable, SCRIPT, path, three[2].hash], capture_output=True, text=True)
    assert (done.returncode, '"valid": true' in done.stdout) == (0, True)


def test_a_changed_export_is_found_without_terang(three: list[LedgerEntry], tmp_path: Path) -> None:
    stream = io.StringIO()
    services.export(stream, agency="contoh")
    path = tmp_path / "ledger.jsonl"
    path.write_text(stream.getvalue().replace('"seq":2', '"seq":4'), encoding="utf-8")
    done = subprocess.run([sys.executable, SCRIPT, path], capture_output=True, text=True)
    assert (done.returncode, '"first_bad": 2' in done.stdout) == (1, True)


def test_verifying_a_large_ledger_takes_no_more_memory_than_a_small_one(db: None, at: datetime) -> None:
    peaks = []
    for number in (2_000, 10_000):
        fill(number, at)
        tracemalloc.start()
        assert queries.verify().entries == number
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2 + 100_000


def fill(number: int, at: datetime) -> None:
    """Bring the chain to this many entries, written in bulk."""
    seq, prev = queries.head("contoh")
    rows = []
    for count in range(seq + 1, number + 1):
        moment = at + timedelta(seconds=count)
        said = Fields(
            agency="contoh", seq=count, at=timestamp(moment), actor="x", act="skp.set", subject=f"skp:{count}",
            payload="{}",
        )  # fmt: skip
        entry = Entry.sealed(prev, said)
        rows.append(LedgerEntry(**(asdict(entry) | {"at": moment})))
        prev = entry.hash
    LedgerEntry.objects.bulk_create(rows, batch_size=2000)
    LedgerHead.objects.update_or_create(agency="contoh", defaults={"seq": number, "hash": prev})


@pytest.mark.django_db(transaction=True)
def test_two_threads_appending_never_fork_the_chain(at: datetime) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test database lives in memory; see tests/cli/test_ledger.py for two processes")

    def append() -> None:
        for _number in range(25):
            with transaction.atomic():
                act(at)
        connection.close()

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = queries.verify()
    assert (report.valid, report.entries) == (True, 100)
