"""Writing progress: every act is one transaction with its entry in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.canonical import canonical_json
from terang.documents.models import Document
from terang.evidence.files import CleanFile
from terang.evidence.models import Evidence, Progress
from terang.evidence.queries.records import DOCUMENT
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.enums import StageKind
from terang.planning.mapping import plain_number
from terang.planning.models import Indicator, Skp
from terang.planning.queries import days_late
from terang.planning.services.receipts import give_receipt

from .guards import MOMENTS, Refused, digest_of, note_act, require_day, require_open, stored_key

MOST_ATTACHMENTS = 5


class AlreadyRecorded(Refused):
    """The same form came again with other words; the first one stands."""

    def __init__(self) -> None:
        super().__init__(
            _("Formulir ini sudah tersimpan sebelumnya dengan isi lain. Simpan lagi bila ini catatan baru.")
        )


def record_progress(
    *,
    indicator: Indicator,
    on: date,
    value: Decimal | None,
    note: str,
    files: Sequence[CleanFile],
    links: Sequence[str],
    documents: Sequence[Document] = (),
    key: str,
    by: User,
    at: datetime,
) -> Progress:
    """Record progress of an indicator of a set plan; the same form sent twice is stored once.

    Entries after the stage "Pelaksanaan dan bukti" are kept and marked late.

    Args:
        value: from zero up, none when only words are given.
        files: as ``files.clean_file`` returns them; with links and documents at most five.
        documents: sealed documents of Terang that the person may read.
        key: names the form that was sent.

    Raises:
        Refused: the plan is not set, the period is closed, the day lies outside the period or ahead, nothing
            was said, or the same words were stored moments ago by another form.
        AlreadyRecorded: the key was used for other content.
    """
    skp, today = indicator.result.skp, timezone.localdate(at)
    said = {"indicator": indicator, "on": on, "value": value, "note": note.strip()}
    if (first := stored_under(skp.employee, key)) is not None:
        # Sent again because the answer got lost, perhaps after the period was closed: it is there.
        return _same(first, said)
    require_open(skp)
    require_day(skp, on, today)
    _require_content(value, note, [*files, *documents], links)
    digest = stored_key(skp.employee, key)
    if not (files or links or documents):
        _require_news(digest, said, at)
    late = days_late(skp.period, StageKind.MONITORING, today)
    kept: list[Evidence] = []
    try:
        with transaction.atomic():
            progress = Progress.objects.create(**said, is_late=late > 0, created_at=at, idempotency_key=digest)
            for row in _attach(progress, files, links, documents):
                kept.append(row)
            _tell(progress, skp, _recorded(progress, kept, late), late, by, at)
    except IntegrityError:
        _drop(kept)
        if (first := stored_under(skp.employee, key)) is None:
            raise
        return _same(first, said)
    except BaseException:
        _drop(kept)
        raise
    return progress


def _tell(progress: Progress, skp: Skp, data: Mapping[str, object], late: int, by: User, at: datetime) -> None:
    """Ledger and receipt of what was recorded."""
    entry = note_act(skp, "progress.recorded", by.username, at, data)
    give_receipt(
        entry=entry, employee=skp.employee, subject=f"progress:{progress.pk}", label=progress.indicator.statement,
        content=digest_of(canonical_json(data)), late=late, at=at,
    )  # fmt: skip


def stored_under(employee: Employee, key: str) -> Progress | None:
    """Return what the person stored with a form of this key, with its indicator."""
    rows = Progress.objects.select_related("indicator")
    return rows.filter(idempotency_key=stored_key(employee, key)).first()


def withdraw_progress(*, progress: Progress, reason: str, by: User, at: datetime) -> None:
    """Take progress out of the count; the row and its files stay, with the reason."""
    skp = progress.indicator.result.skp
    require_open(skp)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penarikan."))
    with transaction.atomic():
        standing = Progress.objects.filter(pk=progress.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=at, withdrawn_reason=reason.strip()):
            raise Refused(_("Catatan ini sudah ditarik sebelumnya."))
        data = {"progress": progress.pk, "indicator": progress.indicator_id, "reason": reason.strip()}
        note_act(skp, "progress.withdrawn", by.username, at, data)


def _require_content(
    value: Decimal | None, note: str, files: Sequence[CleanFile | Document], links: Sequence[str]
) -> None:
    if value is None and not note.strip():
        raise Refused(_("Isi jumlah atau uraian; satu kalimat sudah cukup."))
    if value is not None and not (value.is_finite() and value >= 0):
        raise Refused(_("Jumlah paling kecil 0."))
    if len(files) + len(links) > MOST_ATTACHMENTS:
        most = plain_number(Decimal(MOST_ATTACHMENTS))
        raise Refused(_("Paling banyak %(most)s berkas, tautan, dan dokumen untuk satu catatan.") % {"most": most})
    for link in links:
        if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc:
            raise Refused(_("Tautan harus diawali http:// atau https://."))


def _attach(
    progress: Progress, files: Sequence[CleanFile], links: Sequence[str], documents: Sequence[Document]
) -> Iterator[Evidence]:
    """Yield each row as it is stored, so that its file can be taken away again when a later one does not go in."""
    for file in files:
        yield _keep(progress, file)
    for link in links:
        yield Evidence.objects.create(progress=progress, name=link[:255], link=link)
    for document in documents:
        name = f"{document.number}: {document.title}"[:255]
        yield Evidence.objects.create(progress=progress, name=name, record=f"{DOCUMENT}{document.pk}")


def _keep(progress: Progress, file: CleanFile) -> Evidence:
    """Store the bytes under a name of our own; what people called the file is only shown."""
    row = Evidence(
        progress=progress,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        sha256=file.sha256,
    )
    row.file.save(f"{uuid4().hex}{file.ending}", ContentFile(file.data), save=False)
    try:
        row.save()
    except BaseException:
        _drop([row])
        raise
    return row


def _drop(rows: Sequence[Evidence]) -> None:
    """What was not recorded leaves no file behind."""
    for row in rows:
        if row.file.name:
            row.file.storage.delete(row.file.name)


def _recorded(progress: Progress, kept: Sequence[Evidence], late: int) -> dict[str, object]:
    return {
        "progress": progress.pk,
        "indicator": progress.indicator_id,
        "on": progress.on,
        "value": progress.value,
        "note_sha256": digest_of(progress.note),
        "evidence": [row.sha256 or row.record or digest_of(row.link) for row in kept],
        "days_late": late,
    }


def _require_news(digest: str, said: Mapping[str, Any], at: datetime) -> None:
    twins = Progress.objects.filter(**said, withdrawn_at=None, created_at__gt=at - MOMENTS)
    if said["note"] and twins.exclude(idempotency_key=digest).exists():
        raise Refused(_("Catatan yang sama persis baru saja tersimpan. Ubah keterangannya bila ini pekerjaan lain."))


def _same(first: Progress, said: Mapping[str, object]) -> Progress:
    if any(getattr(first, name) != told for name, told in said.items()):
        raise AlreadyRecorded
    return first
