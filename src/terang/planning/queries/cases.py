"""Read-only questions about a year in parts: what changed, what follows from it, and whose results wait."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from terang.core import enums as core
from terang.core.midyear import Decision, Facts, PlanNow, decide
from terang.organisation.models import Agency, Assignment, Employee, Unit
from terang.planning.enums import CaseState, PeriodState, SkpState
from terang.planning.models import Handover, Period, PlanCase, Skp, WorkResult
from terang.regulation.queries import in_force

WAITING = Q(taken_as=None, covered_at=None)


def evaluable(path: str = "") -> Q:
    """Plans that are judged, as a condition: in force, or closed with a part of the year to be judged by itself."""
    return Q(**{f"{path}state": SkpState.SET}) | Q(**{f"{path}state": SkpState.CLOSED, f"{path}is_judged_apart": True})


def with_parts(plans: QuerySet[Skp]) -> QuerySet[Skp]:
    """Add ``has_parts``, whether the person has another plan in the period, and ``has_handed``: results wait."""
    others = Skp.objects.filter(employee=OuterRef("employee"), period=OuterRef("period"), amends=None)
    return plans.annotate(
        has_parts=Exists(others.exclude(pk=Coalesce(OuterRef("amends"), OuterRef("pk")))),
        has_handed=Exists(handed(OuterRef("employee")).filter(case__period=OuterRef("period"))),
    )


def parts_of(employee: int, period: Period) -> list[Skp]:
    """Return the person's plans of a period in the order of time, with posts and appraisers (one query)."""
    plans = Skp.objects.filter(employee=employee, period=period, amends=None)
    plans = plans.annotate(begins=Coalesce("starts_on", "period__start")).order_by("begins", "assignment__since", "id")
    return list(plans.select_related("period", "appraiser", "assignment__position__unit"))


def own_parts(employee: Employee) -> list[Skp]:
    """Return the person's plans that are for a part of a year, the latest year first (one query)."""
    plans = Skp.objects.filter(Q(starts_on__isnull=False) | Q(closed_on__isnull=False), employee=employee, amends=None)
    plans = plans.select_related("period", "appraiser", "assignment__position__unit")
    return list(
        plans.annotate(begins=Coalesce("starts_on", "period__start")).order_by("-period__start", "begins", "id")
    )


def handed(employee: Any) -> QuerySet[Handover]:
    """Return results that wait for somebody to take them over."""
    return Handover.objects.filter(WAITING, to=employee, case__period__state=PeriodState.OPEN)


def handed_with_words(employee: Employee) -> QuerySet[Handover]:
    """Return results that went to somebody in open periods: those that wait first, with whose they were."""
    rows = Handover.objects.filter(to=employee, case__period__state=PeriodState.OPEN)
    rows = rows.select_related("case__employee", "case__period", "result", "taken_as")
    return rows.order_by(F("covered_at").asc(nulls_first=True), F("taken_as").asc(nulls_first=True), "pk")


# --- cases ------------------------------------------------------------------------------


def whole(cases: QuerySet[PlanCase]) -> QuerySet[PlanCase]:
    """Cases with everything a page names."""
    return cases.select_related(
        "employee__agency", "employee__user", "period", "skp__period", "skp__appraiser__user",
        "skp__employee__agency", "skp__assignment__position__unit", "opened__appraiser__user",
        "opened__assignment__position__unit", "opened__period",
    )  # fmt: skip


def cases_of(agencies: Collection[str]) -> QuerySet[PlanCase]:
    """Return the cases of some agencies, those not yet applied first, then the latest."""
    found = PlanCase.objects.filter(employee__agency__code__in=agencies).select_related("employee", "period")
    prepared = Q(state=CaseState.PREPARED)
    return found.annotate(waits=Exists(PlanCase.objects.filter(prepared, pk=OuterRef("pk")))).order_by("-waits", "-pk")


def unhandled(agency: Agency, on: date) -> QuerySet[Skp]:
    """Return plans that still run although their person has left the post: somebody should look at them."""
    plans = Skp.objects.filter(period__agency=agency, period__state=PeriodState.OPEN, amends=None)
    plans = plans.exclude(state=SkpState.CLOSED).filter(assignment__until__lt=on)
    prepared = PlanCase.objects.filter(
        employee=OuterRef("employee"), period=OuterRef("period"), state=CaseState.PREPARED
    )
    return plans.filter(~Exists(prepared)).select_related("employee", "assignment__position").order_by(
        "assignment__until", "employee__name", "pk"
    )  # fmt: skip


def case_waiting(employee: Employee, period: Period) -> PlanCase | None:
    """Return the case of a person that is prepared and not yet applied."""
    return PlanCase.objects.filter(employee=employee, period=period, state=CaseState.PREPARED).first()


def plan_in_question(employee: Employee, period: Period) -> Skp | None:
    """Return the plan that a change concerns: the one that runs; of several that of the earliest post.

    Who holds the new post already may have begun its plan; what ends then is the plan of the former one.
    """
    plans = Skp.objects.filter(employee=employee, period=period, amends=None).exclude(state=SkpState.CLOSED)
    plans = plans.select_related("period", "employee__agency", "appraiser__user", "assignment__position__unit")
    return plans.order_by("assignment__since", "id").first()


def decision_of(case: PlanCase) -> Decision:
    """Return what follows from a case under the law of its first day (one query).

    Raises:
        ValueError: the plan does not run before the change, or the last day is missing where it decides.
    """
    plan = case.skp
    natures = organisational(plan).values_list("nature", flat=True).distinct() if plan else ()
    facts = Facts(
        kind=core.CaseKind[case.kind.upper()],
        on=case.on,
        until=case.until,
        begins=plan.first_day if plan else case.period.start,
        plan=_standing(plan),
        natures=tuple(core.ResultNature[nature.upper()] for nature in natures),
    )
    return decide(facts, in_force(case.on))


def _standing(plan: Skp | None) -> PlanNow:
    if plan is None:
        return PlanNow.NONE
    return PlanNow.AGREED if plan.set_at is not None else PlanNow.UNSET


def organisational(plan: Skp) -> QuerySet[WorkResult]:
    """Return the results of a plan that belong to the unit and not to the person, in printed order."""
    nature = in_force(plan.period.end).midyear.handover.value.nature
    return WorkResult.objects.filter(skp=plan, nature=nature.lower()).order_by("-kind", "order", "id")


def appraises_plans(employee: Employee, period: Period) -> int:
    """Return how many running plans a person appraises: they pass to the next head (PP 30/2019 Ps 46)."""
    plans = Skp.objects.filter(appraiser=employee, period=period, amends=None)
    return plans.exclude(state=SkpState.CLOSED).count()


# --- successors -------------------------------------------------------------------------


def successors_of(plan: Skp, on: date, text: str = "", most: int = 25) -> list[Employee]:
    """Return who may carry on results of a plan: the next head or the appraiser first, then people of post and unit.

    At most ``most``, the unit by name, those whose name holds ``text`` where one is given.
    """
    present = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    held = Assignment.objects.filter(present).exclude(employee=plan.employee_id).select_related("employee")
    in_post = [each.employee for each in held.filter(position=plan.assignment.position_id).order_by("kind", "pk")]
    leader = [plan.appraiser] if plan.appraiser else []
    # A post that many hold at once has no successor; its leader gives the work anew.
    ahead = [*in_post, *leader] if plan.assignment.position.is_head else [*leader, *in_post]
    first = {person.pk: person for person in ahead[:most]}
    near = Employee.objects.filter(pk__in=_near(plan.assignment.position.unit, present), is_active=True)
    unit = near.exclude(pk__in=[*first, plan.employee_id]).filter(name__icontains=text).order_by("name", "pk")
    return [*first.values(), *unit[: max(most - len(first), 0)]]


def may_succeed(plan: Skp, person: int, on: date) -> bool:
    """Whether somebody may be named as successor: a person at work in the agency, and not who leaves."""
    people = Employee.objects.filter(pk=person, agency=plan.employee.agency_id, is_active=True)
    return people.exclude(pk=plan.employee_id).exists()


def _near(unit: Unit, present: Q) -> QuerySet[Assignment, int]:
    return Assignment.objects.filter(present, position__unit=unit).values_list("employee", flat=True)
