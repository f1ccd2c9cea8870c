"""The only door to judgements. Before delivery a judgement belongs to its appraiser alone."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from terang.identity.enums import Role
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee, Unit
from terang.planning.models import Skp
from terang.planning.queries import evaluable

from .enums import EvaluationState
from .models import Evaluation
from .queries import annual_of, heads_above, plans_beside, whole

OVERSEERS = (Role.PERFORMANCE_TEAM, Role.AUDITOR)


def get_plan(actor: Actor, pk: int) -> Skp:
    """A plan the account appraises, to be evaluated: in force, or closed in the middle of the year with its part."""
    if actor.employee is None:
        raise not_found()
    plans = Skp.objects.filter(evaluable(), pk=pk, appraiser=actor.employee)
    plan = plans.exclude(employee=actor.employee).select_related(
        "period__agency", "employee__user", "appraiser__user", "assignment__position__unit__agency"
    )
    if (found := plan.first()) is None:
        raise not_found()
    return found


@dataclass(frozen=True)
class Desk:
    """One evaluation before its appraiser, and the people before and after it in the list by name."""

    evaluation: Evaluation
    place: int
    total: int
    previous: int | None
    following: int | None


def get_desk(actor: Actor, plan_pk: int) -> Desk:
    """The annual evaluation of a plan the account appraises with its neighbours: two queries."""
    if actor.employee is None:
        raise not_found()
    plans = list(plans_beside(actor.employee, plan_pk))
    keys = [plan.pk for plan in plans]
    if plan_pk not in keys:
        raise not_found()
    place = keys.index(plan_pk)
    return Desk(
        evaluation=annual_of(plans[place]),
        place=place + 1,
        total=len(keys),
        previous=keys[place - 1] if place else None,
        following=keys[place + 1] if place + 1 < len(keys) else None,
    )


def get_evaluation_to_write(actor: Actor, plan_pk: int) -> Evaluation:
    """The annual evaluation of a plan the account appraises; not yet saved where nobody has begun."""
    return annual_of(get_plan(actor, plan_pk))


def readable(actor: Actor) -> Q:
    """Which concluded evaluations the account may read, as a condition on Evaluation."""
    overseen = Q(skp__period__agency__code__in=actor.agencies_as(*OVERSEERS))
    delivered = Q(delivered_at__isnull=False)
    if actor.employee is None:
        return delivered & overseen
    own = Q(skp__employee=actor.employee) | Q(appraisers_superior=actor.employee)
    mine = Q(appraiser=actor.employee) & ~Q(state=EvaluationState.DRAFT) & ~Q(skp__employee=actor.employee)
    return mine | (delivered & (own | overseen | _weighed(actor.employee)))


def _weighed(appraiser: Employee) -> Q:
    """Parts of a year that ended: who appraises the person at the end of it weighs them (PP 30/2019 Ps 36)."""
    later = Skp.objects.filter(employee=OuterRef("skp__employee"), period=OuterRef("skp__period"), appraiser=appraiser)
    return Q(Exists(later.filter(starts_on__isnull=False, amends=None)), skp__closed_on__isnull=False)


def get_evaluation(actor: Actor, pk: int) -> Evaluation:
    """An evaluation the account may read: the person, appraiser, appraiser's superior, team and auditor."""
    found = whole(Evaluation.objects.filter(readable(actor), pk=pk)).first()
    if found is None:
        raise not_found()
    return found


def get_own_evaluation(actor: Actor, pk: int) -> Evaluation:
    """A delivered evaluation of the account's own person, to be answered."""
    found = get_evaluation(actor, pk)
    if actor.employee is None or found.skp.employee_id != actor.employee.pk:
        raise not_found()
    return found


def get_evaluation_to_issue(actor: Actor, pk: int) -> Evaluation:
    """A delivered evaluation whose official document the account may ask for."""
    found = get_evaluation(actor, pk)
    if not may_issue(actor, found):
        raise not_found()
    return found


def may_issue(actor: Actor, evaluation: Evaluation) -> bool:
    """Everybody concerned, and the performance team; an auditor looks and changes nothing."""
    concerned = (evaluation.skp.employee_id, evaluation.appraiser_id, evaluation.appraisers_superior_id)
    is_concerned = actor.employee is not None and actor.employee.pk in concerned
    is_team = actor.has(Role.PERFORMANCE_TEAM, evaluation.skp.period.agency)
    return evaluation.delivered_at is not None and (is_concerned or is_team)


def to_deliver(actor: Actor, pks: Collection[int] | None) -> QuerySet[Evaluation]:
    """What the account has concluded and not yet delivered, by name: the named ones, or all where none is named."""
    return _by(actor, EvaluationState.CONCLUDED, pks)


def delivered_by(actor: Actor, pks: Collection[int]) -> bool:
    """Whether one of the named evaluations was delivered by the account already."""
    return _by(actor, EvaluationState.DELIVERED, pks).exists()


def _by(actor: Actor, state: EvaluationState, pks: Collection[int] | None) -> QuerySet[Evaluation]:
    mine = Evaluation.objects.filter(appraiser=actor.employee, appraiser__isnull=False, state=state)
    named = mine if pks is None else mine.filter(pk__in=pks)
    return whole(named.exclude(skp__employee=actor.employee)).order_by("skp__employee__name", "pk")


def sets_levels(actor: Actor) -> bool:
    """Whether the page of unit levels exists for the account; the list itself may be empty."""
    return actor.leads or bool(actor.agencies_as(Role.PERFORMANCE_TEAM))


def rateable_units(actor: Actor) -> QuerySet[Unit]:
    """Units whose level the account sets: those directly under a unit it leads, all of its agency for the team."""
    scope = Q(agency__code__in=actor.agencies_as(Role.PERFORMANCE_TEAM))
    for post in actor.posts:
        if post.position.is_head:
            above = post.position.unit
            scope |= Q(path__startswith=above.path, depth=above.depth + 1)
    units: QuerySet[Unit] = Unit.objects.filter(scope, until=None).select_related("agency").order_by("path")
    return units


def get_unit_to_rate(actor: Actor, pk: int) -> Unit:
    """A unit whose level the account may set: as head one level above, or as performance team."""
    unit: Unit | None = Unit.objects.select_related("agency").filter(pk=pk, until=None).first()
    if unit is None or not may_rate(actor, unit):
        raise not_found()
    return unit


def may_rate(actor: Actor, unit: Unit) -> bool:
    return actor.has(Role.PERFORMANCE_TEAM, unit.agency) or is_head_above(actor, unit)


def is_head_above(actor: Actor, unit: Unit) -> bool:
    """Regulation: the level is set by the head of the organisation one level above."""
    if actor.employee is None:
        return False
    return any(head.employee_id == actor.employee.pk for head in heads_above(unit, actor.on))
