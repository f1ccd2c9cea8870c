"""A sample of the counter officer's entries: looked at by the appraiser, one of them doubted, two left to do."""

from datetime import date, timedelta

from terang.core.sampling import proposed_size
from terang.evidence.enums import Verdict
from terang.evidence.queries.sampling import items_of, sampleable
from terang.evidence.services.sampling import draw_sample, judge
from terang.planning.models import Period, Skp
from terang.regulation.queries import in_force

from .year import moment

DOUBT = "Jumlahnya belum terlihat dari buktinya. Tolong lampirkan rekap loket hari itu."


def draw_one(period: Period, nip: str, day: date) -> None:
    """Draw from the entries of one person, if the office has the person."""
    plans = Skp.objects.select_related("employee__agency", "appraiser__user").filter(amends=None)
    plan = plans.filter(period=period, employee__nip=nip).first()
    if plan is None or plan.appraiser is None or plan.appraiser.user is None:
        return
    by, on = plan.appraiser.user, day - timedelta(days=2)
    size = proposed_size(len(sampleable(plan)), in_force(day).skp.evidence_sample.value)
    drawn = draw_sample(skp=plan, size=size, last=None, appraiser=plan.appraiser, by=by, at=moment(on, 5))
    for order, item in enumerate(items_of(drawn)[: size - 2]):
        item.draw = drawn
        verdict, note = (Verdict.DOUBT, DOUBT) if order == 1 else (Verdict.FITS, "")
        judge(item=item, verdict=verdict, note=note, seen="", by=by, at=moment(on, 10 + order))
