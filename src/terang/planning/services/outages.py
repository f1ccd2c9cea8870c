"""Outages that the operator declares, and the deadlines that move because of them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.grace import Interruption, extend
from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Agency
from terang.planning.enums import PeriodState
from terang.planning.models import Outage, Period, Stage
from terang.regulation.queries import in_force

from .guards import Refused


def declare_outage(
    *, agency: Agency, since: datetime, until: datetime, reason: str, by: User, at: datetime
) -> list[Period]:
    """Declare that the system could not be reached, and move the deadlines that it touched.

    Returns the periods whose deadlines moved; the caller corrects what was marked late there.

    Raises:
        Refused: no reason, the end before the start or still ahead, or the same outage again.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan penyebab gangguan."))
    if until <= since:
        raise Refused(_("Gangguan harus selesai sesudah waktu mulainya."))
    if until > at:
        raise Refused(_("Gangguan dicatat sesudah selesai. Pilih waktu yang sudah lewat."))
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        said = {"agency": agency, "since": since, "until": until}
        if Outage.objects.filter(**said, withdrawn_at=None).exists():
            raise Refused(_("Gangguan ini sudah dicatat."))
        outage = Outage.objects.create(**said, reason=reason.strip(), declared_by=by.username, declared_at=at)
        moved = recompute_grace(agency, at)
        data = {"since": since, "until": until, "reason": outage.reason, "stages": _told(moved)}
        _record(outage, "outage.declared", by, at, data)
    return _periods(moved)


def withdraw_outage(*, outage: Outage, reason: str, by: User, at: datetime) -> list[Period]:
    """Take a declaration back; the deadlines move back with it. Returns the periods that are touched."""
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penarikan."))
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=outage.agency_id)
        standing = Outage.objects.filter(pk=outage.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=at, withdrawn_reason=reason.strip()):
            raise Refused(_("Gangguan ini sudah ditarik sebelumnya."))
        moved = recompute_grace(outage.agency, at)
        _record(outage, "outage.withdrawn", by, at, {"reason": reason.strip(), "stages": _told(moved)})
    return _periods(moved)


def recompute_grace(agency: Agency, at: datetime) -> list[Stage]:
    """Bring ``grace_until`` of the stages of open periods in line with the standing outages; returns what changed."""
    law = in_force(timezone.localdate(at))
    times = Outage.objects.filter(agency=agency, withdrawn_at=None).values_list("since", "until")
    outages = [Interruption(_clock(since), _clock(until)) for since, until in times]
    changed = []
    for stage in Stage.objects.filter(period__agency=agency, period__state=PeriodState.OPEN).select_related("period"):
        until = extend(stage.start, stage.end, outages, law).until
        if until != stage.grace_until:
            stage.grace_until = until
            changed.append(stage)
    Stage.objects.bulk_update(changed, ["grace_until"])
    return changed


def _clock(moment: datetime) -> datetime:
    """The time by the clock of the office, as the rule counts days."""
    return timezone.localtime(moment).replace(tzinfo=None)


def _told(stages: Iterable[Stage]) -> list[dict[str, object]]:
    return [{"stage": each.pk, "kind": each.kind, "deadline": each.deadline} for each in stages]


def _periods(stages: Iterable[Stage]) -> list[Period]:
    return list({each.period_id: each.period for each in stages}.values())


def _record(outage: Outage, act: str, by: User, at: datetime, data: dict[str, object]) -> None:
    code = outage.agency.code
    record(agency=code, act=act, subject=f"outage:{outage.pk}", by=by.username, at=at, data=data)
