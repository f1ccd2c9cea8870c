"""What an outage means for work that was marked late: the mark follows the deadline."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from terang.evidence.models import Progress
from terang.identity.models import User
from terang.organisation.models import Agency
from terang.planning.enums import StageKind
from terang.planning.models import Outage, Period, Stage
from terang.planning.services import outages

ONE = timedelta(days=1)


def declare_outage(*, agency: Agency, since: datetime, until: datetime, reason: str, by: User, at: datetime) -> int:
    """Declare an outage and take the mark of lateness off what was recorded inside the moved deadline.

    Returns the number of entries whose mark changed; see ``planning.services.outages`` for refusals.
    """
    with transaction.atomic():
        periods = outages.declare_outage(agency=agency, since=since, until=until, reason=reason, by=by, at=at)
        return sum(map(correct_lateness, periods))


def withdraw_outage(*, outage: Outage, reason: str, by: User, at: datetime) -> int:
    """Take a declaration back, and the marks with it."""
    with transaction.atomic():
        return sum(map(correct_lateness, outages.withdraw_outage(outage=outage, reason=reason, by=by, at=at)))


def correct_lateness(period: Period) -> int:
    """Mark late exactly what was recorded after the deadline of the stage (two statements)."""
    stage = Stage.objects.filter(period=period, kind=StageKind.MONITORING).first()
    if stage is None:
        return 0
    ends = timezone.make_aware(datetime.combine(stage.deadline + ONE, time.min))
    rows = Progress.objects.filter(indicator__result__skp__period=period)
    in_time = rows.filter(is_late=True, created_at__lt=ends).update(is_late=False)
    return in_time + rows.filter(is_late=False, created_at__gte=ends).update(is_late=True)
