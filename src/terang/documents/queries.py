from collections.abc import Iterable, Mapping

from .enums import DocumentKind, DocumentStatus
from .models import Document


def by_token(token: str) -> Document | None:
    """The document a QR code leads to, with its successor."""
    return Document.objects.select_related("replaced_by").filter(token=token).first()


def by_sha256(digest: str) -> Document | None:
    return Document.objects.select_related("replaced_by").filter(sha256=digest).first()


def by_any_token(tokens: list[str]) -> Document | None:
    """The first known document among the tokens found in a file."""
    return Document.objects.select_related("replaced_by").filter(token__in=tokens).order_by("pk").first()


def by_keys(keys: Iterable[int]) -> Mapping[int, Document]:
    """The documents with these primary keys, by key (one query)."""
    return Document.objects.in_bulk(keys)


def valid_for(subject: str, kind: DocumentKind) -> Document | None:
    """The one document of a kind that is in force for a subject."""
    return Document.objects.filter(subject=subject, kind=kind, status=DocumentStatus.VALID).first()
