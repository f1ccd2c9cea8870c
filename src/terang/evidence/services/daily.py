"""Writing the daily log: one line of work a day, which counts as progress when it names an indicator and a quantity.

Line and progress are written in one transaction; a line that is changed or removed takes its progress along.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.models import DailyEntry, Progress, RecurringEntry
from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState, SkpState
from terang.planning.mapping import plain_number
from terang.planning.models import Indicator, Period

from .guards import Refused, digest_of, require_happened, require_open, stored_key
from .progress import AlreadyRecorded, record_progress, withdraw_progress

LONGEST = 500
EVERY_DAY = 127


class EntryChanged(Refused):
    """The line was changed or removed since the page was opened. ``current`` is the line as it stands."""

    def __init__(self, current: DailyEntry) -> None:
        self.current = current
        super().__init__(_("Catatan ini diubah di tempat lain. Isian Anda aman; bandingkan, lalu simpan lagi."))


# --- one line ---------------------------------------------------------------------------


def add_entry(
    *,
    employee: Employee,
    on: date,
    text: str,
    indicator: Indicator | None,
    value: Decimal | None,
    key: str,
    by: User,
    at: datetime,
) -> DailyEntry:
    """Write one line; with an indicator and a quantity it is progress as well. A form sent twice is stored once.

    Args:
        indicator: with its plan loaded; one of the person's own.
        key: names the form that was sent.

    Raises:
        Refused: nothing was said or too much, the day lies ahead or in no open period, or the quantity has no
            indicator.
        AlreadyRecorded: the key was used for other content.
    """
    words = _words(text)
    said = {"employee": employee, "on": on, "text": words, "indicator": indicator}
    digest = stored_key(employee, key)
    if (first := _stored(digest)) is not None:
        # Sent again because the answer got lost, perhaps after the period was closed: it is there.
        return _same(first, said, value)
    _require_day(employee, on, indicator, timezone.localdate(at))
    _require_quantity(indicator, value)
    try:
        with transaction.atomic():
            progress = _counted(indicator, on, value, words, f"harian:{key}", by, at)
            entry = DailyEntry.objects.create(**said, progress=progress, created_at=at, idempotency_key=digest)
            _note(entry, "daily.added", by, at)
    except IntegrityError:
        if (first := _stored(digest)) is None:
            raise
        return _same(first, said, value)
    return entry


def change_entry(
    *,
    entry: DailyEntry,
    version: int,
    text: str,
    indicator: Indicator | None,
    value: Decimal | None,
    by: User,
    at: datetime,
) -> None:
    """Change a line on the day it was written; its progress is withdrawn and recorded anew where it differs.

    The same change sent twice is made once.

    Raises:
        Refused: as for a new line, or the day of writing is over.
        EntryChanged: the line is not the one that the page showed.
    """
    words = _words(text)
    _require_same_day(entry, at)
    _require_day(entry.employee, entry.on, indicator, timezone.localdate(at))
    _require_quantity(indicator, value)
    with transaction.atomic():
        current = _claim(entry, version, text=words, indicator=indicator)
        if current is not None:
            if current.removed_at is None and _says(current, words, indicator, value):
                return
            raise EntryChanged(current)
        progress = entry.progress
        if _differs(progress, indicator, value, words):
            _take_back(progress, _("Diubah pada catatan harian"), by, at)
            key = f"harian:{entry.pk}:{version + 1}"
            progress = _counted(indicator, entry.on, value, words, key, by, at)
            DailyEntry.objects.filter(pk=entry.pk).update(progress=progress)
        entry.refresh_from_db()
        _note(entry, "daily.changed", by, at)


def remove_entry(*, entry: DailyEntry, version: int, by: User, at: datetime) -> None:
    """Take a line out on the day it was written; its progress is withdrawn with it. A line is removed once.

    Raises:
        Refused: the day of writing is over.
        EntryChanged: the line is not the one that the page showed.
    """
    _require_same_day(entry, at)
    with transaction.atomic():
        current = _claim(entry, version, removed_at=at)
        if current is not None:
            if current.removed_at is not None:
                return
            raise EntryChanged(current)
        _take_back(entry.progress, _("Dihapus dari catatan harian"), by, at)
        _note(entry, "daily.removed", by, at)


# --- lines that come back ---------------------------------------------------------------


def copy_entries(*, employee: Employee, entries: Sequence[DailyEntry], to: date, by: User, at: datetime) -> int:
    """Copy a person's lines of an earlier day without their quantities; a line is never copied twice.

    Returns how many came.

    Raises:
        Refused: the day lies ahead or in no open period.
    """
    _require_day(employee, to, None, timezone.localdate(at))
    with transaction.atomic():
        return sum(_repeat(employee, entry, to, f"salin:{entry.pk}:{to}", by, at) for entry in entries)


def add_recurring(
    *,
    employee: Employee,
    text: str,
    indicator: Indicator | None,
    weekdays: int,
    since: date,
    by: User,
    at: datetime,
) -> RecurringEntry:
    """Keep work that comes back on some days of the week; the same work twice is kept once.

    Raises:
        Refused: nothing was said or too much, or no day of the week was chosen.
    """
    words = _words(text)
    if not 1 <= weekdays <= EVERY_DAY:
        raise Refused(_("Pilih sedikitnya satu hari."))
    said = {"employee": employee, "text": words, "indicator": indicator, "weekdays": weekdays, "until": None}
    with transaction.atomic():
        Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
        kept = RecurringEntry.objects.filter(**said).first()
        if kept is None:
            kept = RecurringEntry.objects.create(**said, since=since)
            _note_recurring(kept, "daily.recurring_added", by, at)
    return kept


def end_recurring(*, recurring: RecurringEntry, by: User, at: datetime) -> None:
    """Offer this work no longer; the lines taken from it stay."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    with transaction.atomic():
        if RecurringEntry.objects.filter(pk=recurring.pk, until=None).update(until=yesterday):
            _note_recurring(recurring, "daily.recurring_ended", by, at)


def accept_offer(*, recurring: RecurringEntry, on: date, by: User, at: datetime) -> bool:
    """Take recurring work over into a day; false when that was done before.

    Raises:
        Refused: the day lies ahead or in no open period.
    """
    _require_day(recurring.employee, on, None, timezone.localdate(at))
    with transaction.atomic():
        return _repeat(recurring.employee, recurring, on, _offer_key(recurring, on), by, at)


def skip_offer(*, recurring: RecurringEntry, on: date, by: User, at: datetime) -> None:
    """Offer this work no more on this day: kept as a line that was removed at once."""
    digest = stored_key(recurring.employee, _offer_key(recurring, on))
    fields = {"employee": recurring.employee, "on": on, "text": recurring.text, "recurring": recurring}
    with transaction.atomic():
        entry, created = DailyEntry.objects.get_or_create(
            idempotency_key=digest, defaults={**fields, "created_at": at, "removed_at": at}
        )
        if created:
            _note(entry, "daily.offer_skipped", by, at)


def _offer_key(recurring: RecurringEntry, on: date) -> str:
    return f"berulang:{recurring.pk}:{on}"


def _repeat(
    employee: Employee, source: DailyEntry | RecurringEntry, on: date, key: str, by: User, at: datetime
) -> bool:
    """Write the line once; a line that was removed since comes back."""
    fields = {
        "employee": employee,
        "on": on,
        "text": source.text,
        "indicator": source.indicator if _may_count(source.indicator, on) else None,
        "recurring": source if isinstance(source, RecurringEntry) else None,
        "created_at": at,
    }
    entry, created = DailyEntry.objects.get_or_create(idempotency_key=stored_key(employee, key), defaults=fields)
    if not created:
        gone = DailyEntry.objects.filter(pk=entry.pk, removed_at__isnull=False)
        back = {"text": source.text, "indicator": fields["indicator"], "progress": None, "created_at": at}
        if not gone.update(**back, removed_at=None, version=F("version") + 1):
            return False
    _note(entry, "daily.repeated", by, at)
    return True


# --- guards -----------------------------------------------------------------------------


def _words(text: str) -> str:
    """One line; emoji and marks of direction stay as they were typed."""
    words = " ".join(text.splitlines()).strip()
    if not words:
        raise Refused(_("Tulis apa yang Anda kerjakan; satu kalimat sudah cukup."))
    if len(words) > LONGEST:
        now = plain_number(Decimal(len(words)))
        raise Refused(
            _("Paling banyak %(most)d huruf; tulisan ini %(now)s huruf. Ringkas, atau bagi menjadi beberapa baris.")
            % {"most": LONGEST, "now": now}
        )
    return words


def _require_day(employee: Employee, on: date, indicator: Indicator | None, today: date) -> None:
    require_happened(on, today)
    if indicator is not None:
        require_open(indicator.result.skp)
    held = Period.objects.filter(agency=employee.agency_id, state=PeriodState.OPEN, start__lte=on, end__gte=on)
    if indicator is not None:
        held = held.filter(pk=indicator.result.skp.period_id)
    if not held.exists():
        raise Refused(_("Tanggal ini di luar periode yang sedang berjalan. Pilih tanggal lain."))


def _may_count(indicator: Indicator | None, on: date) -> bool:
    if indicator is None:
        return False
    running = {"result__skp__state": SkpState.SET, "result__skp__period__state": PeriodState.OPEN}
    span = {"result__skp__period__start__lte": on, "result__skp__period__end__gte": on}
    begun = Q(result__skp__starts_on=None) | Q(result__skp__starts_on__lte=on)
    return Indicator.objects.filter(begun, pk=indicator.pk, **running, **span).exists()


def _require_quantity(indicator: Indicator | None, value: Decimal | None) -> None:
    if value is not None and indicator is None:
        raise Refused(_("Pilih indikatornya, supaya jumlahnya ikut dihitung."))


def _require_same_day(entry: DailyEntry, at: datetime) -> None:
    if timezone.localdate(entry.created_at) != timezone.localdate(at):
        raise Refused(
            _("Catatan hanya dapat diubah pada hari Anda menulisnya. Tulis catatan baru bila ada yang kurang.")
        )


def _claim(entry: DailyEntry, version: int, **changes: object) -> DailyEntry | None:
    """Write over the line that the page showed; where another page was quicker, return the line as it stands."""
    seen = DailyEntry.objects.filter(pk=entry.pk, version=version, removed_at=None)
    if seen.update(version=F("version") + 1, **changes):
        return None
    return DailyEntry.objects.select_related("indicator", "progress").get(pk=entry.pk)


def _says(entry: DailyEntry, text: str, indicator: Indicator | None, value: Decimal | None) -> bool:
    is_same_line = (entry.text, entry.indicator) == (text, indicator)
    return is_same_line and not _differs(entry.progress, indicator, value, text)


def _stored(digest: str) -> DailyEntry | None:
    return DailyEntry.objects.select_related("progress").filter(idempotency_key=digest).first()


def _same(first: DailyEntry, said: Mapping[str, Any], value: Decimal | None) -> DailyEntry:
    """The same form again; what became of the line since (removed, changed) is left alone."""
    counted = first.progress.value if first.progress else None
    is_first = first.version == 1
    if is_first and (any(getattr(first, name) != told for name, told in said.items()) or counted != value):
        raise AlreadyRecorded
    return first


# --- progress and the ledger ------------------------------------------------------------


def _counted(
    indicator: Indicator | None, on: date, value: Decimal | None, text: str, key: str, by: User, at: datetime
) -> Progress | None:
    if indicator is None or value is None:
        return None
    return record_progress(
        indicator=indicator, on=on, value=value, note=text, files=(), links=(), key=key, by=by, at=at
    )


def _differs(progress: Progress | None, indicator: Indicator | None, value: Decimal | None, text: str) -> bool:
    now = (progress.indicator_id, progress.value, progress.note) if progress and not progress.withdrawn_at else None
    wanted = (indicator.pk, value, text) if indicator and value is not None else None
    return now != wanted


def _take_back(progress: Progress | None, reason: str, by: User, at: datetime) -> None:
    if progress is not None and progress.withdrawn_at is None:
        withdraw_progress(progress=progress, reason=reason, by=by, at=at)


def _note(entry: DailyEntry, act: str, by: User, at: datetime) -> None:
    data = {
        "entry": entry.pk,
        "on": entry.on,
        "text_sha256": digest_of(entry.text),
        "indicator": entry.indicator_id,
        "progress": entry.progress_id,
    }
    _record(entry.employee, act, by, at, data)


def _note_recurring(recurring: RecurringEntry, act: str, by: User, at: datetime) -> None:
    data = {"recurring": recurring.pk, "text_sha256": digest_of(recurring.text), "weekdays": recurring.weekdays}
    _record(recurring.employee, act, by, at, data)


def _record(employee: Employee, act: str, by: User, at: datetime, data: Mapping[str, object]) -> None:
    code = employee.agency.code
    record(agency=code, act=act, subject=f"employee:{employee.pk}", by=by.username, at=at, data=data)
