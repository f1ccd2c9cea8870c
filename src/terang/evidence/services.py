"""Writing progress and feedback: every act is one transaction with its entry in the ledger."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState, SkpState, StageKind
from terang.planning.mapping import plain_number
from terang.planning.models import Indicator, Period, Skp, WorkResult
from terang.planning.queries import days_late
from terang.regulation.queries import in_force

from .enums import FeedbackKind, RaterRole
from .files import CleanFile
from .models import Evidence, Feedback, FeedbackGiver, Progress
from .queries import posts_of, role_towards

MOST_ATTACHMENTS = 5
# Who goes back in the browser and sends the same words again means one entry, not two.
MOMENTS = timedelta(minutes=10)
# What the ledger names as actor where the giver is protected.
PROTECTED = "terlindungi"
PROTECTED_SUBJECT = "feedback"


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried."""


class AlreadyRecorded(Refused):
    """The same form came again with other words; the first one stands."""

    def __init__(self) -> None:
        super().__init__(
            _("Formulir ini sudah tersimpan sebelumnya dengan isi lain. Simpan lagi bila ini catatan baru.")
        )


# --- progress ---------------------------------------------------------------------------


def record_progress(
    *,
    indicator: Indicator,
    on: date,
    value: Decimal | None,
    note: str,
    files: Sequence[CleanFile],
    links: Sequence[str],
    key: str,
    by: User,
    at: datetime,
) -> Progress:
    """Record progress of an indicator of a set plan; the same form sent twice is stored once.

    Entries after the stage "Pelaksanaan dan bukti" are kept and marked late.

    Args:
        value: from zero up, none when only words are given.
        files: as ``files.clean_file`` returns them; with the links at most five.
        key: names the form that was sent.

    Raises:
        Refused: the plan is not set, the period is closed, the day lies outside the period or ahead, nothing
            was said, or the same words were stored moments ago by another form.
        AlreadyRecorded: the key was used for other content.
    """
    skp, today = indicator.result.skp, timezone.localdate(at)
    _require_open(skp)
    _require_day(skp.period, on, today)
    _require_content(value, note, files, links)
    digest = hashlib.sha256(f"{skp.employee_id}:{key}".encode()).hexdigest()
    said = {"indicator": indicator, "on": on, "value": value, "note": note.strip()}
    if not (files or links):
        _require_news(digest, said, at)
    late = days_late(skp.period, StageKind.MONITORING, today)
    kept: list[Evidence] = []
    try:
        with transaction.atomic():
            progress = Progress.objects.create(**said, is_late=late > 0, created_at=at, idempotency_key=digest)
            kept.extend(_attach(progress, files, links))
            _note(skp, "progress.recorded", by.username, at, _recorded(progress, kept, late))
    except IntegrityError:
        _drop(kept)
        first = Progress.objects.select_related("indicator").filter(idempotency_key=digest).first()
        if first is None:
            raise
        return _same(first, said)
    except BaseException:
        _drop(kept)
        raise
    return progress


def withdraw_progress(*, progress: Progress, reason: str, by: User, at: datetime) -> None:
    """Take progress out of the count; the row and its files stay, with the reason."""
    skp = progress.indicator.result.skp
    _require_open(skp)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penarikan."))
    with transaction.atomic():
        standing = Progress.objects.filter(pk=progress.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=at, withdrawn_reason=reason.strip()):
            raise Refused(_("Catatan ini sudah ditarik sebelumnya."))
        data = {"progress": progress.pk, "indicator": progress.indicator_id, "reason": reason.strip()}
        _note(skp, "progress.withdrawn", by.username, at, data)


def _require_open(skp: Skp) -> None:
    """Read state and period anew: the page may be older than they are."""
    now = Skp.objects.select_related("period").get(pk=skp.pk)
    if now.period.state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup. Isinya dapat dibaca, tetapi tidak dapat diubah lagi."))
    if now.state != SkpState.SET:
        raise Refused(_("SKP ini belum ditetapkan. Catatan dan umpan balik dimulai sesudah penetapan."))


def _require_day(period: Period, on: date, today: date) -> None:
    if on > today:
        raise Refused(_("Tanggal ini belum terjadi. Pilih hari ini atau sebelumnya."))
    if not period.start <= on <= period.end:
        raise Refused(_("Tanggal ini di luar %(period)s.") % {"period": period.name})


def _require_content(value: Decimal | None, note: str, files: Sequence[CleanFile], links: Sequence[str]) -> None:
    if value is None and not note.strip():
        raise Refused(_("Isi jumlah atau uraian; satu kalimat sudah cukup."))
    if value is not None and not (value.is_finite() and value >= 0):
        raise Refused(_("Jumlah paling kecil 0."))
    if len(files) + len(links) > MOST_ATTACHMENTS:
        most = plain_number(Decimal(MOST_ATTACHMENTS))
        raise Refused(_("Paling banyak %(most)s berkas dan tautan untuk satu catatan.") % {"most": most})
    for link in links:
        if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc:
            raise Refused(_("Tautan harus diawali http:// atau https://."))


def _attach(progress: Progress, files: Sequence[CleanFile], links: Sequence[str]) -> list[Evidence]:
    kept = [_keep(progress, file) for file in files]
    return kept + [Evidence.objects.create(progress=progress, name=link[:255], link=link) for link in links]


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
        "note_sha256": _digest(progress.note),
        "evidence": [row.sha256 or _digest(row.link) for row in kept],
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


# --- feedback ---------------------------------------------------------------------------


def give_feedback(
    *,
    skp: Skp,
    giver: Employee,
    kind: FeedbackKind,
    text: str,
    result: WorkResult | None = None,
    value: str = "",
    by: User,
    at: datetime,
) -> Feedback:
    """Give a remark on somebody's work as a whole, on one result, or on one core value.

    A superior is named, as the law wants it. Peers and subordinates are protected: the row that names them is
    never read for the person or the appraiser, and the ledger names nobody (see ``_moment``).

    Raises:
        Refused: about oneself, no working relation, the plan is not set, the period is closed, no words, or an
            unknown result or value, or the same words by the same giver moments ago.
    """
    today = timezone.localdate(at)
    if giver.pk == skp.employee_id:
        raise Refused(_("Umpan balik untuk diri sendiri tidak dapat diberikan."))
    role = role_towards(skp, giver, posts_of(giver, today))
    if role is None:
        raise Refused(_("Umpan balik diberikan oleh pimpinan, rekan satu unit, atau bawahan langsung."))
    _require_open(skp)
    _require_subject(skp, text, result, value, today)
    about: dict[str, Any] = {"skp": skp, "result": result, "value": value}
    signed = giver.full_name if role == RaterRole.SUPERIOR else ""
    with transaction.atomic():
        # The same form sent twice at once: the second waits here and finds what the first stored.
        Skp.objects.select_for_update().get(pk=skp.pk)
        _require_new_words(giver, {**about, "text": text.strip()}, at)
        feedback = Feedback.objects.create(**about, kind=kind, role=role, text=text.strip(), signed_by=signed, on=today)
        FeedbackGiver.objects.create(feedback=feedback, giver=giver, created_at=at)
        _note_feedback(feedback, "feedback.given", by, at)
    return feedback


def retract_feedback(*, feedback: Feedback, reason: str, by: User, at: datetime) -> None:
    """Take a remark back; it is no longer shown, but not erased."""
    _require_open(feedback.skp)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penarikan."))
    with transaction.atomic():
        standing = Feedback.objects.filter(pk=feedback.pk, retracted_at=None)
        if not standing.update(retracted_at=_moment(feedback, at), retracted_reason=reason.strip()):
            raise Refused(_("Umpan balik ini sudah ditarik sebelumnya."))
        _note_feedback(feedback, "feedback.retracted", by, at)


def _require_subject(skp: Skp, text: str, result: WorkResult | None, value: str, on: date) -> None:
    if not text.strip():
        raise Refused(_("Tuliskan umpan baliknya; satu kejadian sudah cukup."))
    if result is not None and (result.skp_id != skp.pk or value):
        raise Refused(_("Pilih satu hasil kerja atau satu nilai dari pegawai ini."))
    if value and value not in {known.key for known in in_force(on).behaviour.core_values.value}:
        raise Refused(_("Pilih satu hasil kerja atau satu nilai dari pegawai ini."))


def _require_new_words(giver: Employee, said: Mapping[str, Any], at: datetime) -> None:
    same = {f"feedback__{name}": told for name, told in said.items()}
    twins = FeedbackGiver.objects.filter(**same, giver=giver, feedback__retracted_at=None)
    if twins.filter(created_at__gt=at - MOMENTS).exists():
        raise Refused(_("Umpan balik yang sama baru saja tersimpan. Tidak perlu dikirim lagi."))


def _note_feedback(feedback: Feedback, act: str, by: User, at: datetime) -> None:
    """The entry of a protected remark names neither giver nor rated person, and its words only under seal.

    Its neighbours in the ledger bear their true times, so that whoever finds the entry of a remark about
    themselves knows when it was written. With the secret of the installation a remark can be shown to be the one.
    """
    if feedback.role == RaterRole.SUPERIOR:
        data = {"role": feedback.role, "kind": feedback.kind, "text_sha256": _digest(feedback.text)}
        _note(feedback.skp, act, by.username, at, data)
        return
    code = feedback.skp.employee.agency.code
    data = {"seal": sealed(feedback.pk, feedback.skp_id, feedback.text)}
    record(agency=code, act=act, subject=PROTECTED_SUBJECT, by=PROTECTED, at=_moment(feedback, at), data=data)


def sealed(pk: int, skp: int, text: str) -> str:
    """What the ledger keeps of a protected remark: the same for the same remark, without the secret no way back."""
    return salted_hmac("terang.evidence.protected", f"{pk}:{skp}:{text}", algorithm="sha256").hexdigest()


def _moment(feedback: Feedback, at: datetime) -> datetime:
    """The time that is kept: of a protected remark the day only.

    Whoever knows who was at a desk at 09.41 could tell who wrote at 09.41. The ledger orders its entries by
    number, not by time, so the entry of a protected remark may say midnight and the chain still holds.
    """
    if feedback.role == RaterRole.SUPERIOR:
        return at
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _note(skp: Skp, act: str, actor: str, at: datetime, data: Mapping[str, object]) -> None:
    code = skp.employee.agency.code
    record(agency=code, act=act, subject=f"skp:{skp.pk}", by=actor, at=at, data=data)
