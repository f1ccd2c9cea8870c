"""Writing the ledger: one entry per act, in the same transaction as the act."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TextIO

from django.db import connection

from terang.core.ledger import GENESIS, Entry, Fields, canonical_json, timestamp

from . import queries
from .models import LedgerEntry, LedgerHead


class OutsideTransaction(RuntimeError):
    """An act and its entry must stand or fall together; a mistake of the caller, never shown to people."""


class IncompleteEntry(ValueError):
    """An entry must say which agency, who, what and about what, within the lengths of the columns."""


class Written(Protocol):
    """What a caller may know of an entry: its number in the agency's chain and its hash."""

    seq: int
    hash: str


class Act(NamedTuple):
    """What one entry says; see ``record``."""

    at: datetime
    act: str
    subject: str
    by: str
    data: Mapping[str, object]


def record(*, agency: str, act: str, subject: str, by: str, at: datetime, data: Mapping[str, object]) -> Written:
    """Append an entry to the agency's chain, inside the caller's transaction.

    Args:
        agency: ``Agency.code``.
        act: what was done, e.g. ``evaluation.concluded``.
        subject: about what, e.g. ``skp:12``.
        by: the user name of who acted, ``sistem`` for what the clock did.
        at: when, with a time zone.
        data: JSON types, Decimal and dates; no float, no secret, no protected name.

    Raises:
        OutsideTransaction: when called without an open transaction.
        IncompleteEntry: when a name is missing or too long.
        NotCanonical: when data holds a value without one written form.
    """
    said = Act(at, act, subject, by, data)
    _require_transaction()
    head = _hold_head(agency)
    entry = _sealed(agency, head.seq, head.hash, said)
    row = LedgerEntry.objects.create(**_columns(entry, at))
    _move_head(entry)
    return row


def record_all(*, agency: str, acts: Iterable[Act]) -> int:
    """Append many entries in their order, all or none, and return their number; otherwise like ``record``."""
    _require_transaction()
    head = _hold_head(agency)
    rows, seq, before = [], head.seq, head.hash
    for said in acts:
        entry = _sealed(agency, seq, before, said)
        rows.append(LedgerEntry(**_columns(entry, said.at)))
        seq, before = entry.seq, entry.hash
    if rows:
        LedgerEntry.objects.bulk_create(rows, batch_size=500)
        _move_head(entry)
    return len(rows)


def export(stream: TextIO, *, agency: str) -> int:
    """Write the agency's chain as JSON Lines and return the number of entries.

    ``docs/verify_ledger.py`` verifies the file without Terang.
    """
    count = 0
    for line in queries.export_lines(agency):
        stream.write(line + "\n")
        count += 1
    return count


def _hold_head(agency: str) -> LedgerHead:
    """Lock the end of the chain: by row on PostgreSQL; on SQLite a transaction excludes other writers."""
    head, _created = LedgerHead.objects.select_for_update().get_or_create(
        agency=agency, defaults={"seq": 0, "hash": GENESIS}
    )
    return head


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction("ledger.services.record needs the transaction of the act it records")


def _sealed(agency: str, seq: int, before: str, said: Act) -> Entry:
    """The entry that follows number ``seq`` with the hash ``before``."""
    fields = Fields(
        agency=agency, seq=seq + 1, at=timestamp(said.at), actor=said.by, act=said.act, subject=said.subject,
        payload=canonical_json(said.data),
    )  # fmt: skip
    _require_complete(fields)
    return Entry.sealed(before, fields)


def _columns(entry: Entry, at: datetime) -> dict[str, Any]:
    return asdict(entry) | {"at": at}


def _move_head(entry: Entry) -> None:
    LedgerHead.objects.filter(agency=entry.agency).update(seq=entry.seq, hash=entry.hash)


def _require_complete(said: Fields) -> None:
    for name, limit in (("agency", 64), ("actor", 64), ("act", 64), ("subject", 128)):
        length = len(getattr(said, name))
        if not 0 < length <= limit:
            raise IncompleteEntry(f"{name} of a ledger entry needs 1 to {limit} characters, got {length}")
