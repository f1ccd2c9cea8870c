"""Reading and verifying the ledger, always in constant memory."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import get_default_timezone

from terang.core import ledger as core
from terang.core.ledger import GENESIS, Entry, canonical_json, timestamp

from .models import LedgerEntry, LedgerHead

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry of a chain that is not as it was written, or is missing."""

    agency: str
    seq: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The outcome for one agency; ``head`` is the hash of its last good entry."""

    agency: str
    entries: int
    head: str
    first_bad: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of verifying one or all agencies."""

    chains: tuple[Chain, ...]

    @property
    def entries(self) -> int:
        return sum(chain.entries for chain in self.chains)

    @property
    def first_bad(self) -> BadEntry | None:
        bad = (BadEntry(chain.agency, chain.first_bad) for chain in self.chains if chain.first_bad is not None)
        return next(bad, None)

    @property
    def valid(self) -> bool:
        return self.first_bad is None

    @property
    def head(self) -> str:
        """The head of the only chain; over several chains one hash of all their heads."""
        if len(self.chains) == 1:
            return self.chains[0].head
        heads = {chain.agency: chain.head for chain in self.chains}
        return hashlib.sha256(canonical_json(heads).encode()).hexdigest() if heads else GENESIS


@dataclass(frozen=True, slots=True)
class DailyHead:
    """The end of a chain at the end of a day, to be published outside the database."""

    agency: str
    day: date
    seq: int
    hash: str


def agencies() -> list[str]:
    """Codes of all agencies that have a chain, also of those whose head row has been removed."""
    heads = LedgerHead.objects.values_list("agency", flat=True)
    return sorted(set(heads) | set(LedgerEntry.objects.values_list("agency", flat=True).distinct()))


def entries(agency: str, *, act: str = "", subject: str = "", before: int | None = None) -> QuerySet[LedgerEntry]:
    """Entries of an agency, newest first: of one act, of subjects that begin so, older than a number."""
    rows = LedgerEntry.objects.filter(agency=agency).order_by("-seq")
    if act:
        rows = rows.filter(act=act)
    if subject:
        rows = rows.filter(subject__startswith=subject)
    return rows if before is None else rows.filter(seq__lt=before)


def entry(agency: str, seq: int) -> LedgerEntry | None:
    """Return one entry of an agency by its number."""
    return LedgerEntry.objects.filter(agency=agency, seq=seq).first()


def head(agency: str) -> tuple[int, str]:
    """Number and hash of the last entry; (0, GENESIS) for an agency without entries."""
    row = LedgerHead.objects.filter(agency=agency).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def verify(agency: str | None = None, step: Callable[[int], None] | None = None) -> Report:
    """Recompute every hash of one agency, or of all, in constant memory.

    Args:
        step: hears of every thousand entries read, to show progress.
    """
    codes = agencies() if agency is None else [agency]
    return Report(tuple(_verify_chain(code, step) for code in codes))


def daily_head(agency: str, day: date) -> DailyHead | None:
    """The last entry made until the end of ``day`` in the office's time; none before the first entry."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=get_default_timezone())
    row = LedgerEntry.objects.filter(agency=agency, at__lt=midnight).order_by("-seq").first()
    return DailyHead(agency, day, row.seq, row.hash) if row else None


def export_lines(agency: str) -> Iterator[str]:
    """The agency's chain as canonical JSON, oldest first, one line per entry without the line break."""
    return (core.export_line(entry) for entry in _stream(agency, head(agency)[0]))


def _verify_chain(agency: str, step: Callable[[int], None] | None) -> Chain:
    last, sealed = head(agency)
    found = core.verify(_stepping(_stream(agency, last), step), head=sealed)
    first_bad = found.first_bad
    if first_bad is None and _entries_after_head(agency):
        first_bad = found.entries + 1
    return Chain(agency, found.entries, found.head, first_bad)


def _stepping(stream: Iterator[Entry], step: Callable[[int], None] | None) -> Iterator[Entry]:
    for number, entry in enumerate(stream, start=1):
        yield entry
        if step and number % CHUNK == 0:
            step(CHUNK)


def _entries_after_head(agency: str) -> bool:
    """Whether rows stand behind the end of the chain: in one statement, so that no entry can come between."""
    end = LedgerHead.objects.filter(agency=OuterRef("agency"))
    beyond = LedgerEntry.objects.filter(agency=agency).exclude(Exists(end.filter(seq__gte=OuterRef("seq"))))
    return beyond.exists()


def _stream(agency: str, until: int) -> Iterator[Entry]:
    rows = LedgerEntry.objects.filter(agency=agency, seq__lte=until).order_by("seq")
    return (_value(row) for row in rows.iterator(chunk_size=CHUNK))


def _value(row: LedgerEntry) -> Entry:
    return Entry(
        agency=row.agency, seq=row.seq, at=timestamp(row.at), actor=row.actor, act=row.act,
        subject=row.subject, payload=row.payload, prev_hash=row.prev_hash, hash=row.hash,
    )  # fmt: skip
