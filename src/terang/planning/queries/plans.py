"""Read-only questions about periods and plans, for planning itself and for the areas above it."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from terang.organisation.models import Agency, Employee
from terang.organisation.queries import appraisees
from terang.planning.enums import PeriodState, SkpState, StageKind
from terang.planning.models import Expectation, Indicator, Period, RoleCell, Skp, SkpAnnex, Stage, WorkResult

from .addendum import with_addendum
from .cases import handed, with_parts


def current_period(agency: Agency, on: date) -> Period | None:
    """Return the period an agency is in on a day, stages loaded (two queries); none when there is none."""
    return periods_on(on).filter(agency=agency).prefetch_related("stages").order_by("-start").first()


def periods_on(on: date) -> QuerySet[Period]:
    """Return the open period that holds the day, of every agency.

    An agency that has not opened its next year is still in the last one as long as one of its stages reaches the
    day: the year ends in December, people are evaluated in January.
    """
    later = begun_periods(on).filter(agency=OuterRef("agency"), start__gt=OuterRef("start"))
    reaching = Stage.objects.filter(Q(end__gte=on) | Q(grace_until__gte=on), period=OuterRef("pk"))
    return begun_periods(on).filter(Q(end__gte=on) | Exists(reaching), ~Exists(later))


def begun_periods(on: date) -> QuerySet[Period]:
    """Return the open periods that began: the present one, and those that are over but not yet closed."""
    return Period.objects.filter(state=PeriodState.OPEN, start__lte=on)


def periods_of(agency: Agency) -> QuerySet[Period]:
    """Return all periods of an agency, newest first, with stages and counts of plans (two queries)."""
    agreed = Q(skps__state=SkpState.SET)
    closed = Q(skps__state=SkpState.CLOSED)
    counts = {
        "plans": Count("skps", filter=Q(skps__amends=None)), "plans_set": Count("skps", filter=agreed),
        "plans_closed": Count("skps", filter=closed),
    }  # fmt: skip
    return Period.objects.filter(agency=agency).annotate(**counts).prefetch_related("stages").order_by("-start")


def stage_of(period: Period, kind: StageKind) -> Stage | None:
    """Return a stage of a period whose stages are loaded."""
    return next((stage for stage in period.stages.all() if stage.kind == kind), None)


def days_late(period: Period, kind: StageKind, on: date) -> int:
    """Return how many days after the last day of a stage this day is; 0 when in time or without a deadline."""
    stage = stage_of(period, kind)
    return max((on - stage.deadline).days, 0) if stage else 0


def days_late_for(skp: Skp, on: date) -> int:
    """Return how many days late the plan is on a day: the stage of planning is for plans that begin with the year.

    An addendum comes when its ground does, and a plan of a new post when its person does.
    """
    is_late = skp.amends_id is None and skp.starts_on is None
    return days_late(skp.period, StageKind.PLANNING, on) if is_late else 0


def skps_of(employee: Employee, period: Period) -> QuerySet[Skp]:
    """Return the person's plans of a period: one per post held, the latest post first."""
    plans = Skp.objects.filter(employee=employee, period=period, amends=None).order_by("-assignment__since", "-id")
    return with_parts(with_addendum(plans)).select_related(
        "period", "employee__agency", "appraiser", "assignment__position__unit"
    )


def results_of(skp: Skp) -> list[WorkResult]:
    """Return the results of a plan in printed order, indicators and the superior's result loaded (two queries)."""
    results = WorkResult.objects.filter(skp=skp).select_related("parent")
    indicators = Prefetch("indicators", queryset=Indicator.objects.order_by("order", "id"))
    # "additional" sorts before "main" as text; the form prints main results first.
    return list(results.prefetch_related(indicators).order_by("-kind", "order", "id"))


def annex_of(skp: Skp) -> Mapping[str, tuple[str, ...]]:
    """Return the lines of the three annex lists by kind (one query)."""
    lines: dict[str, tuple[str, ...]] = {}
    for kind, text in SkpAnnex.objects.filter(skp=skp).order_by("order", "id").values_list("kind", "text"):
        lines[kind] = (*lines.get(kind, ()), text)
    return lines


def expectations_of(skp: Skp) -> Mapping[str, str]:
    """Return the superior's special expectations by the key of the core value (one query)."""
    return dict(Expectation.objects.filter(skp=skp).values_list("value", "text"))


def results_to_serve(skp: Skp) -> QuerySet[WorkResult]:
    """Return the results that one of this plan may serve, with their owners loaded.

    Those of the appraiser, and of leaders of other teams who gave the person a role, once they are published or
    agreed; and whatever this plan serves already.
    """
    given = RoleCell.objects.filter(result=OuterRef("pk"), employee=skp.employee_id)
    is_open = Q(skp__published_at__isnull=False) | Q(skp__state=SkpState.SET)
    # What somebody planned in a former post is served no longer.
    theirs = is_open & ~Q(skp__state=SkpState.CLOSED) & (Q(skp__employee=skp.appraiser_id) | Exists(given))
    kept = Q(pk__in=WorkResult.objects.filter(skp=skp, parent__isnull=False).values("parent"))
    found = WorkResult.objects.filter(theirs | kept, skp__period=skp.period_id, skp__amends=None)
    others = found.exclude(skp__employee=skp.employee_id)
    # The appraiser's own results come before those of other teams.
    own = Case(When(skp__employee=skp.appraiser_id, then=0), default=1)
    return others.select_related("skp__employee").order_by(own, "skp", "-kind", "order", "id")


def people_with_plans(appraiser: Employee, on: date) -> QuerySet[Employee]:
    """Return the people someone appraises, each with the plan of the period of the day, in the latest post.

    Added to each person: ``plan``, ``plan_state``, ``plan_appraiser`` and ``plan_submitted_at``; none when it was
    not begun.
    """
    plans = Skp.objects.filter(employee=OuterRef("pk"), period__in=periods_on(on), amends=None)
    latest = plans.order_by("-assignment__since", "-id")
    return appraisees(appraiser, on).annotate(
        plan=Subquery(latest.values("pk")[:1]),
        plan_state=Subquery(latest.values("state")[:1]),
        plan_submitted_at=Subquery(latest.values("submitted_at")[:1]),
        plan_appraiser=Subquery(latest.values("appraiser")[:1]),
    )


def waiting_for(appraiser: Employee) -> QuerySet[Skp]:
    """Return the submitted plans that wait for this appraiser, the longest waiting first."""
    plans = Skp.objects.filter(appraiser=appraiser, state=SkpState.SUBMITTED, period__state=PeriodState.OPEN)
    return plans.select_related("employee", "period").order_by("submitted_at", "id")


def own_year(employee: Employee, on: date) -> QuerySet[Period]:
    """Return the open periods of the person's agency with ``plan``, ``plan_state``, ``planning_ends`` (one query).

    ``plan_starts`` is the first day of a plan that was opened in the middle of the year; ``has_handed`` tells that
    results of somebody else wait to be taken over.
    """
    plans = Skp.objects.filter(employee=employee, period=OuterRef("pk"), amends=None)
    plans = plans.order_by("-assignment__since", "-id")
    ends = Stage.objects.filter(period=OuterRef("pk"), kind=StageKind.PLANNING)
    return (
        periods_on(on)
        .filter(agency=employee.agency_id)
        .annotate(
            plan=Subquery(plans.values("pk")[:1]),
            plan_state=Subquery(plans.values("state")[:1]),
            plan_starts=Subquery(plans.values("starts_on")[:1]),
            has_handed=Exists(handed(employee).filter(case__period=OuterRef("pk"))),
            planning_ends=Subquery(ends.values(last=Coalesce("grace_until", "end"))[:1]),
        )
    )


def recently_set(employee: Employee, since: date) -> QuerySet[Skp]:
    """Return the person's plans that were set since a day, newest first."""
    plans = Skp.objects.filter(employee=employee, set_at__date__gte=since, amends=None).select_related("period")
    return plans.order_by("-set_at")
