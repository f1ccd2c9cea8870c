"""Issue, revoke and verify sealed documents."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.ledger.services import record

from . import queries
from .enums import DocumentKind, DocumentStatus, Finding, Verdict
from .forms import Form
from .models import Counter, Document
from .rendering import MARKER_PREFIX, Stamp, content_hash, render
from .seal import carries_our_certificate, check_seal, seal

# Printed in QR codes, so it can never change.
VERIFY_PATH: Final = "/periksa/{token}/"
MAX_BYTES: Final = 10 * 1024 * 1024
_TOKEN_BYTES: Final = 24
_MARKER: Final = re.compile(MARKER_PREFIX.encode() + rb"([A-Za-z0-9_-]{32})")
_MOST_MARKERS: Final = 20


class PublicSummary(TypedDict):
    """All that strangers may see of a document: never who is rated, a NIP or a result."""

    kind: str
    number: str
    year: int
    signer: str
    unit: str


class DocumentNotValid(Exception):
    """Raised when a document that is no longer in force is to be revoked."""

    def __str__(self) -> str:
        return _("Dokumen ini sudah tidak berlaku, jadi tidak perlu dicabut lagi.")


def issue(
    *,
    kind: DocumentKind,
    subject: str,
    agency: str,
    form: Form,
    title: str,
    signer_name: str,
    signer_title: str,
    readers: Sequence[str],
    by: str,
    at: datetime,
) -> Document:
    """Render, seal, number and store a form; return the document now in force for the subject.

    The same content for the same subject is issued once: asking again returns what is there.
    Other content replaces the document in force. `agency` is a code, `by` and `readers` are
    usernames, `at` is an aware datetime. Raises SealKeyMissing before set-up.
    """
    content = content_hash(form)
    if (present := queries.valid_for(subject, kind)) and present.content_sha256 == content:
        return present
    document = _prepare(kind, agency, at)
    document.subject, document.title, document.content_sha256 = subject, title, content
    document.signer_name, document.signer_title = signer_name, signer_title
    document.readers = sorted(set(readers))
    document.public_summary = PublicSummary(
        kind=kind, number=document.number, year=document.year, signer=signer_name, unit=form.employee.unit
    )
    # Typesetting and sealing take tens of milliseconds: outside the transaction that stores.
    sealed = seal(render(form, _stamp(document)), reason=document.number, at=at)
    document.sha256 = hashlib.sha256(sealed).hexdigest()
    return _store(document, sealed, by)


def _prepare(kind: DocumentKind, agency: str, at: datetime) -> Document:
    year = timezone.localtime(at).year
    return Document(
        kind=kind,
        agency=agency,
        year=year,
        number=f"TRG-{kind.code}-{year}-{_next_number(agency, year):06d}",
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        sealed_at=at,
    )


@transaction.atomic
def _next_number(agency: str, year: int) -> int:
    counter, _created = Counter.objects.get_or_create(agency=agency, year=year)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return counter.last


def verification_url(token: str) -> str:
    """The address printed on a document."""
    return str(settings.TERANG_BASE_URL).rstrip("/") + VERIFY_PATH.format(token=token)


def _stamp(document: Document) -> Stamp:
    return Stamp(
        document.number,
        document.token,
        verification_url(document.token),
        timezone.localtime(document.sealed_at),
    )


def _store(document: Document, sealed: bytes, by: str) -> Document:
    """Write file, row and ledger entry together; if another process was first, return its document."""
    try:
        with transaction.atomic():
            replaced = _end_present(document)
            document.file.save("", ContentFile(sealed), save=True)
            if replaced:
                Document.objects.filter(pk=replaced.pk).update(replaced_by=document)
            _record(document, "document.sealed", by, document.sealed_at, replaces=replaced and replaced.number)
    except IntegrityError:
        _discard_file(document)
        present = queries.valid_for(document.subject, DocumentKind(document.kind))
        if present and present.content_sha256 == document.content_sha256:
            return present
        raise
    except BaseException:
        _discard_file(document)
        raise
    return document


def _discard_file(document: Document) -> None:
    if document.file.name:
        document.file.storage.delete(document.file.name)


def _end_present(new: Document) -> Document | None:
    present = queries.valid_for(new.subject, DocumentKind(new.kind))
    if present:
        Document.objects.filter(pk=present.pk, status=DocumentStatus.VALID).update(
            status=DocumentStatus.REPLACED, ended_at=new.sealed_at
        )
    return present


def _record(document: Document, act: str, by: str, at: datetime, **more: object) -> None:
    facts = {
        "document": document.number,
        "kind": document.kind,
        "sha256": document.sha256,
        "content_sha256": document.content_sha256,
    }
    record(agency=document.agency, act=act, subject=document.subject, by=by, at=at, data=facts | more)


@transaction.atomic
def revoke(*, document: Document, reason: str, by: str, at: datetime) -> Document:
    """End a document without a successor. Raises DocumentNotValid if it has ended already."""
    changed = Document.objects.filter(pk=document.pk, status=DocumentStatus.VALID).update(
        status=DocumentStatus.REVOKED, ended_at=at, end_reason=reason
    )
    if not changed:
        raise DocumentNotValid
    _record(document, "document.revoked", by, at, reason=reason)
    document.refresh_from_db()
    return document


# Verification


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """`document` is the one the file is or claims to be; None when it is none of ours."""

    status: Verdict
    finding: Finding
    document: Document | None = None

    @property
    def sealed_at(self) -> datetime | None:
        return self.document.sealed_at if self.document else None


def verify_bytes(data: bytes) -> VerificationResult:
    """Say whether a file is, byte for byte, one this office sealed. Never raises for a bad file.

    Genuine: its SHA-256 is on record. Altered: it bears one of our tokens or our seal but is not
    on record. Unknown: anything else, with the finding telling why.
    """
    if not data:
        return VerificationResult(Verdict.UNKNOWN, Finding.EMPTY)
    if len(data) > MAX_BYTES:
        return VerificationResult(Verdict.UNKNOWN, Finding.TOO_LARGE)
    if document := queries.by_sha256(hashlib.sha256(data).hexdigest()):
        return VerificationResult(Verdict.GENUINE, Finding.SAME_BYTES, document)
    if document := queries.by_any_token(_tokens(data)):
        return VerificationResult(Verdict.ALTERED, Finding.OTHER_BYTES, document)
    if carries_our_certificate(data):
        return _sealed_but_unknown(data)
    return VerificationResult(Verdict.UNKNOWN, _why_unknown(data))


def _tokens(data: bytes) -> list[str]:
    found: list[str] = []
    for match in _MARKER.finditer(data):
        token = match[1].decode()
        if token not in found:
            found.append(token)
        if len(found) == _MOST_MARKERS:
            break
    return found


def _sealed_but_unknown(data: bytes) -> VerificationResult:
    if check_seal(data).genuine:
        return VerificationResult(Verdict.UNKNOWN, Finding.NOT_RECORDED)
    return VerificationResult(Verdict.ALTERED, Finding.BROKEN_SEAL)


def _why_unknown(data: bytes) -> Finding:
    if b"%PDF-" not in data[:1024]:
        return Finding.NOT_A_PDF
    if b"/Encrypt" in data:
        return Finding.LOCKED
    if b"%%EOF" not in data[-2048:]:
        return Finding.CUT_OFF
    return Finding.NOT_OURS
