"""Writing the ledger: one entry per act, in the same transaction as the act."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from django.db import connection

from terang.core.ledger import GENESIS, Entry, Fields, canonical_json, timestamp

from . import queries
from .models import LedgerEntry, LedgerHead


class OutsideTransaction(RuntimeError):
    """An act and its entry must stand or fall together; a mistake of the caller, never shown to people."""


class IncompleteEntry(ValueError):
    """An entry must say which agency, who, what and about what, within the lengths of the columns."""


def record(
    *, agency: str, act: str, subject: str, by: str, at: datetime, data: Mapping[str, object]
) -> LedgerEntry:
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
    if not connection.in_atomic_block:
        raise OutsideTransaction("ledger.services.record needs the transaction of the act it records")
    payload = canonical_json(data)
    head = _hold_head(agency)
    said = Fields(
        agency=agency, seq=head.seq + 1, at=timestamp(at), actor=by, act=act, subject=subject, payload=payload
    )
    _require_complete(said)
    return _append(Entry.sealed(head.hash, said), at)


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


def _append(entry: Entry, at: datetime) -> LedgerEntry:
    row = LedgerEntry.objects.create(**(asdict(entry) | {"at": at}))
    LedgerHead.objects.filter(agency=entry.agency).update(seq=entry.seq, hash=entry.hash)
    return row


def _require_complete(said: Fields) -> None:
    for name, limit in (("agency", 64), ("actor", 64), ("act", 64), ("subject", 128)):
        length = len(getattr(said, name))
        if not 0 < length <= limit:
            raise IncompleteEntry(f"{name} of a ledger entry needs 1 to {limit} characters, got {length}")
