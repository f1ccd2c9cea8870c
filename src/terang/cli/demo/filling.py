"""Units that have filled what they owe, and nearly: without them the monitor would show one light only."""

from datetime import date, timedelta

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Evidence
from terang.evidence.services import give_feedback, record_progress
from terang.planning.enums import SkpState
from terang.planning.models import Indicator, Period, Skp

from .plans import content
from .year import moment, seeded

# By how the names of units begin: all is there, and everything but some evidence.
COMPLETE = ("Seksi Pembangunan", "Kelurahan Timbang Deli")
NEARLY = ("Seksi Kesejahteraan Sosial", "Kelurahan Sitirejo II ", "Kelurahan Harjosari I ")
PROOF = "Rekap kegiatan triwulan ini sudah lengkap."


def fill_some_units(period: Period, day: date) -> None:
    """Regular feedback of the last weeks in some units, and in two of them evidence from everybody."""
    plans = Skp.objects.filter(period=period, amends=None, state=SkpState.SET, appraiser__user__isnull=False)
    plans = plans.select_related("period__agency", "employee__agency", "employee__user", "appraiser__user")
    for plan in plans.select_related("assignment__position__unit").order_by("pk"):
        unit = f"{plan.assignment.position.unit.name} "
        if unit.startswith(COMPLETE + NEARLY):
            _say_something(plan, day - timedelta(days=12))
        if unit.startswith(COMPLETE):
            _show_a_proof(plan, day - timedelta(days=9))


def _say_something(plan: Skp, on: date) -> None:
    assert plan.appraiser is not None
    assert plan.appraiser.user is not None
    text = seeded(plan.employee, "regular").choice(content()["feedback"][RaterRole.SUPERIOR.value])
    by, at = plan.appraiser.user, moment(on, plan.pk % 400)
    give_feedback(skp=plan, giver=plan.appraiser, kind=FeedbackKind.REGULAR, text=text, by=by, at=at)


def _show_a_proof(plan: Skp, on: date) -> None:
    first = Indicator.objects.filter(result__skp=plan).select_related("result").order_by("pk").first()
    recent = Evidence.objects.filter(progress__indicator__result__skp=plan, progress__on__gt=on - timedelta(days=30))
    if first is None or plan.employee.user is None or recent.exists():
        return
    first.result.skp = plan
    address = f"https://berkas.contoh.go.id/{plan.employee.nip[-3:]}/{on:%Y-%m}/rekap"
    record_progress(
        indicator=first, on=on, value=None, note=PROOF, files=[], links=[address], key=f"demo-rekap-{plan.pk}",
        by=plan.employee.user, at=moment(on, plan.pk % 400),
    )  # fmt: skip
