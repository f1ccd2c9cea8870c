"""What the people of the office were told lately; the older half of it is read."""

from datetime import date, timedelta

from terang.evidence.queries import named_feedback
from terang.evidence.services.feedback import tell_rated
from terang.notices.models import Notice
from terang.planning.enums import SkpState
from terang.planning.models import Period, Skp
from terang.planning.services.news import tell_returned, tell_submitted

from .year import moment

LATELY = timedelta(days=30)
READ_BEFORE = timedelta(days=7)


def tell_people(period: Period, officer: str, day: date) -> None:
    """Plans that wait or came back, and remarks of the officer's superior; talks and samples tell by themselves."""
    plans = Skp.objects.filter(period=period, amends=None).select_related("period", "employee", "appraiser")
    for place, plan in enumerate(plans.filter(state=SkpState.SUBMITTED).order_by("pk")):
        if plan.appraiser is not None:
            at = moment(day - timedelta(days=1 + place), 40)
            tell_submitted(skp=plan, appraiser=plan.appraiser, version=plan.version, at=at)
    for place, plan in enumerate(plans.filter(state=SkpState.RETURNED).order_by("pk")):
        tell_returned(skp=plan, version=plan.version, at=moment(day - timedelta(days=2 + place), 95))
    for own in plans.filter(employee__nip=officer):
        for remark in named_feedback(own.employee, day - LATELY).select_related("skp"):
            tell_rated(remark, moment(remark.on, 200))
    seen = moment(day - READ_BEFORE)
    Notice.objects.filter(created_at__lt=seen).update(read_at=seen)
