"""Evidence that is a record of Terang itself: a sealed document, named as the ledger names it ("document:7")."""

from collections.abc import Iterable, Mapping

from terang.documents.models import Document
from terang.documents.queries import by_keys
from terang.evidence.models import Evidence

DOCUMENT = "document:"


def documents_of(rows: Iterable[Evidence]) -> Mapping[str, Document]:
    """Return the documents that are evidence, by the name of their record (one query, none without records)."""
    keys = {int(row.record.removeprefix(DOCUMENT)) for row in rows if row.record.startswith(DOCUMENT)}
    return {f"{DOCUMENT}{key}": document for key, document in by_keys(keys).items()} if keys else {}
