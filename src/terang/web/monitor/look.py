"""What a page of the monitor looks at, as its address asks: the period, and since when progress counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terang.core.citation import Leaf
from terang.core.law_view import UnitLight
from terang.core.monitoring import window
from terang.evidence.queries.monitor import Scope
from terang.organisation.access import Actor
from terang.organisation.models import Unit
from terang.planning.models import Period
from terang.regulation.queries import in_force

QUARTER, MONTH = "triwulan", "bulan"
INTERVALS: dict[str, tuple[int, str | Promise]] = {QUARTER: (3, _("Triwulan ini")), MONTH: (1, _("Bulan ini"))}


@dataclass(frozen=True)
class Look:
    """The scope with what was chosen for it; ``query`` carries the choice on to the next page."""

    scope: Scope
    periods: list[Period]
    interval: str
    rule: Leaf[UnitLight]
    query: str

    @property
    def intervals(self) -> list[tuple[str, str | Promise]]:
        return [(name, label) for name, (_months, label) in INTERVALS.items()]


def look_at(request: HttpRequest, unit: Unit, actor: Actor) -> Look | None:
    """Return what the address asks for; none while the agency has no period."""
    periods = list(Period.objects.filter(agency=unit.agency).order_by("-start"))
    if not periods:
        return None
    usual = next((period for period in periods if period.start <= actor.on), periods[-1])
    period = next((each for each in periods if str(each.pk) == request.GET.get("periode")), usual)
    interval = request.GET.get("sejak", "")
    interval = interval if interval in INTERVALS else QUARTER
    rule = in_force(actor.on).calendar.unit_light
    days = window(
        on=actor.on, start=period.start, end=period.end, months=INTERVALS[interval][0], rule=rule.value
    )  # fmt: skip
    chosen = {"periode": str(period.pk)} if period != usual else {}
    chosen |= {"sejak": interval} if interval != QUARTER else {}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return Look(Scope(unit, period, days), periods, interval, rule, query)
