"""An evening without power on the last day of planning: the operator declares it, and the deadline moves by a day."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from terang.evidence.services.deadlines import declare_outage
from terang.identity.models import User
from terang.organisation.models import Agency
from terang.planning.enums import StageKind
from terang.planning.models import Period, Stage

EVENING, LENGTH = time(19, 0), timedelta(hours=3)
NEXT_MORNING = timedelta(hours=13)


def lose_an_evening(agency: Agency, period: Period, operator: User) -> None:
    last = Stage.objects.get(period=period, kind=StageKind.PLANNING).end
    since = timezone.make_aware(datetime.combine(last, EVENING))
    declare_outage(
        agency=agency, since=since, until=since + LENGTH, reason="Listrik kantor padam, jaringan ikut mati",
        by=operator, at=since + NEXT_MORNING,
    )  # fmt: skip
