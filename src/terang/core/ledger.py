"""The hash chain of the audit ledger: one chain per agency, each entry sealed to the one before.

The hash of an entry is the SHA-256 of the canonical JSON of its eight fields, `prev_hash`
included, so that anybody can recompute it with a standard library (docs/verify_ledger.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Self

from terang.core.canonical import NotCanonical, canonical_json, plain, timestamp

__all__ = [
    "GENESIS",
    "Entry",
    "Fields",
    "NotCanonical",
    "Verification",
    "canonical_json",
    "entry_hash",
    "export_line",
    "plain",
    "timestamp",
    "verify",
]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What an entry says. `seq` counts from 1 inside one agency.

    `at` is `timestamp(...)`, `payload` is `canonical_json(...)`; `actor` and `subject` are
    names, never database keys of other tables.
    """

    agency: str
    seq: int
    at: str
    actor: str
    act: str
    subject: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Fields):
    """An entry as stored: its fields, the hash before it and its own."""

    prev_hash: str
    hash: str

    @classmethod
    def sealed(cls, prev_hash: str, said: Fields) -> Self:
        return cls(**asdict(said), prev_hash=prev_hash, hash=entry_hash(prev_hash, said))


@dataclass(frozen=True, slots=True)
class Verification:
    """`head` is the hash of the last good entry; `first_bad` the number of the first bad one."""

    entries: int
    valid: bool
    head: str
    first_bad: int | None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def entry_hash(prev_hash: str, said: Fields) -> str:
    """SHA-256 over the fields and the hash before, as 64 hexadecimal digits."""
    content = {field.name: getattr(said, field.name) for field in fields(Fields)}
    text = canonical_json(content | {"prev_hash": prev_hash})
    return hashlib.sha256(text.encode()).hexdigest()


def verify(entries: Iterable[Entry], *, head: str | None = None) -> Verification:
    """Walk one agency's chain from its first entry, with constant memory.

    Pass a published `head` to notice entries cut off at the end: then `first_bad` is the
    number that should have followed.
    """
    count, good, first_bad, agency = 0, GENESIS, None, None
    for count, entry in enumerate(entries, start=1):
        agency = entry.agency if agency is None else agency
        if first_bad is not None:
            continue
        if _follows(entry, good, count, agency):
            good = entry.hash
        else:
            first_bad = count
    if first_bad is None and head is not None and head != good:
        first_bad = count + 1
    return Verification(count, first_bad is None, good, first_bad)


def export_line(entry: Entry) -> str:
    """One line of the JSON Lines export, without the line break."""
    return canonical_json(asdict(entry))


def _follows(entry: Entry, prev_hash: str, seq: int, agency: str) -> bool:
    return (
        entry.agency == agency
        and entry.seq == seq
        and entry.prev_hash == prev_hash
        and entry.hash == entry_hash(prev_hash, entry)
    )
