"""Opening and closing the appraisal year."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Agency
from terang.planning.enums import PeriodState, StageKind
from terang.planning.mapping import StageDates
from terang.planning.models import Period, Stage

from .guards import Refused, closed_words, period_name
from .outages import recompute_grace


def open_period(
    *, agency: Agency, name: str, start: date, end: date, stages: Sequence[StageDates], by: User, at: datetime
) -> Period:
    """Open an appraisal year with its stages.

    Raises:
        Refused: the dates are in the wrong order, or the year overlaps another one of the agency.
    """
    _require_order(start, end, stages)
    with transaction.atomic():
        # Two people opening the same year wait for each other here.
        Agency.objects.select_for_update().get(pk=agency.pk)
        _require_free(agency, start, end)
        period = Period.objects.create(agency=agency, name=name, start=start, end=end)
        Stage.objects.bulk_create(
            Stage(period=period, kind=stage.kind, start=stage.start, end=stage.end) for stage in stages
        )
        data = {"name": name, "start": start, "end": end, "stages": [stage.as_dict() for stage in stages]}
        record(agency=agency.code, act="period.opened", subject=period_name(period), by=by.username, at=at, data=data)
    return period


def change_stages(*, period: Period, stages: Sequence[StageDates], reason: str, by: User, at: datetime) -> None:
    """Give the stages of an open period other days. What was handed in stays; the ledger keeps both calendars.

    Raises:
        Refused: no reason, dates in the wrong order, a closed period, or nothing that changes.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan alasan perubahan jadwal."))
    _require_order(period.start, period.end, stages)
    with transaction.atomic():
        # An outage declared at the same moment waits here, and so does another change.
        Agency.objects.select_for_update().get(pk=period.agency_id)
        if not Period.objects.filter(pk=period.pk, state=PeriodState.OPEN).exists():
            raise Refused(closed_words())
        before = {each.kind: each for each in Stage.objects.filter(period=period)}
        moved = [each for each in stages if _differs(before.get(each.kind), each)]
        if not moved:
            raise Refused(_("Tidak ada tanggal yang berubah."))
        for each in moved:
            days = {"start": each.start, "end": each.end}
            Stage.objects.update_or_create(period=period, kind=each.kind, defaults=days)
        recompute_grace(period.agency, at)
        data = {
            "reason": reason.strip(),
            "before": [_days(before[each.kind]) for each in moved if each.kind in before],
            "after": [each.as_dict() for each in moved],
        }
        code = period.agency.code
        record(agency=code, act="period.stages_changed", subject=period_name(period), by=by.username, at=at, data=data)


def _differs(old: Stage | None, new: StageDates) -> bool:
    return old is None or (old.start, old.end) != (new.start, new.end)


def _days(stage: Stage) -> dict[str, object]:
    return StageDates(StageKind(stage.kind), stage.start, stage.end).as_dict()


def close_period(*, period: Period, by: User, at: datetime) -> None:
    """Close a period: its plans, progress and feedback can be read but no longer changed."""
    _switch(period, PeriodState.OPEN, PeriodState.CLOSED, "period.closed", by, at)


def reopen_period(*, period: Period, by: User, at: datetime) -> None:
    """Take back the closing of a period."""
    _switch(period, PeriodState.CLOSED, PeriodState.OPEN, "period.reopened", by, at)


def _switch(period: Period, old: str, new: str, act: str, by: User, at: datetime) -> None:
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, state=old).update(state=new):
            raise Refused(_("Keadaan periode ini sudah berubah. Muat ulang halaman untuk melihatnya."))
        code = period.agency.code
        record(agency=code, act=act, subject=period_name(period), by=by.username, at=at, data={"name": period.name})


def _require_order(start: date, end: date, stages: Sequence[StageDates]) -> None:
    if end <= start:
        raise Refused(_("Periode harus selesai sesudah tanggal mulainya."))
    for stage in stages:
        if stage.end < stage.start:
            label = StageKind(stage.kind).label
            raise Refused(_("Tahap %(stage)s harus selesai sesudah tanggal mulainya.") % {"stage": label})


def _require_free(agency: Agency, start: date, end: date) -> None:
    other = Period.objects.filter(agency=agency, start__lte=end, end__gte=start).first()
    if other is not None:
        raise Refused(
            _("Tanggal ini bertumpuk dengan periode %(name)s. Pilih tanggal di luar periode itu.")
            % {"name": other.name}
        )
