"""What a moved deadline means for work that was marked late: the mark follows the deadline."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from terang.evidence.models import Progress
from terang.identity.models import User
from terang.organisation.models import Agency
from terang.planning.enums import StageKind
from terang.planning.mapping import StageDates
from terang.planning.models import Outage, Period, Stage
from terang.planning.services import outages, periods

ONE = timedelta(days=1)


def declare_outage(*, agency: Agency, since: datetime, until: datetime, reason: str, by: User, at: datetime) -> int:
    """Declare an outage and take the mark of lateness off what was recorded inside the moved deadline.

    Returns the number of entries whose mark changed; see ``planning.services.outages`` for refusals.
    """
    with transaction.atomic():
        touched = outages.declare_outage(agency=agency, since=since, until=until, reason=reason, by=by, at=at)
        return sum(map(take_marks_off, touched))


def withdraw_outage(*, outage: Outage, reason: str, by: User, at: datetime) -> int:
    """Take a declaration back. Who handed in after it was declared relied on it and stays in time."""
    with transaction.atomic():
        touched = outages.withdraw_outage(outage=outage, reason=reason, by=by, at=at)
        return sum(put_marks_back(period, outage.declared_at) for period in touched)


def change_stages(*, period: Period, stages: Sequence[StageDates], reason: str, by: User, at: datetime) -> None:
    """Give the stages of a period other days. More time takes marks of lateness off, less time puts none on."""
    with transaction.atomic():
        periods.change_stages(period=period, stages=stages, reason=reason, by=by, at=at)
        take_marks_off(period)


def take_marks_off(period: Period) -> int:
    """Take the mark of lateness off what was recorded inside the moved deadline (two statements)."""
    if (ends := _end_of_recording(period)) is None:
        return 0
    return _entries(period).filter(is_late=True, created_at__lt=ends).update(is_late=False)


def put_marks_back(period: Period, before: datetime) -> int:
    """Mark late again what was recorded after the deadline and before somebody was told of more time."""
    if (ends := _end_of_recording(period)) is None:
        return 0
    late = _entries(period).filter(is_late=False, created_at__gte=ends, created_at__lt=before)
    return late.update(is_late=True)


def _end_of_recording(period: Period) -> datetime | None:
    stage = Stage.objects.filter(period=period, kind=StageKind.MONITORING).first()
    return timezone.make_aware(datetime.combine(stage.deadline + ONE, time.min)) if stage else None


def _entries(period: Period) -> QuerySet[Progress]:
    return Progress.objects.filter(indicator__result__skp__period=period)
