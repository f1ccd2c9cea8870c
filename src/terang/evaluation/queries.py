"""Read-only questions about judgements: whose turn it is, what lies before the appraiser, which level binds a unit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from terang.evidence.models import Feedback, Progress
from terang.evidence.queries import Remark, feedback_on, indicators_of, progress_of, readable
from terang.organisation.models import Agency, Assignment, Employee, Unit
from terang.organisation.queries import in_force
from terang.planning.enums import PeriodState, StageKind
from terang.planning.models import Expectation, Indicator, Period, Skp, Stage
from terang.planning.queries import evaluable

from .enums import EvaluationKind, EvaluationState
from .models import Evaluation, UnitAchievement

# --- the year ---------------------------------------------------------------------------


def evaluation_stage(agency: Agency, on: date) -> Stage | None:
    """Return the evaluation stage an agency is in on a day, with its period (one query).

    The stage of a year reaches into the next one, so the day alone does not tell the period: the stage that
    holds the day comes first, then the latest that has begun, then the next to come.
    """
    stages = Stage.objects.filter(kind=StageKind.EVALUATION, period__agency=agency, period__state=PeriodState.OPEN)
    return min(stages.select_related("period__agency"), key=lambda stage: _distance(stage, on), default=None)


def _distance(stage: Stage, on: date) -> tuple[int, int]:
    if stage.start <= on <= stage.deadline:
        return (0, 0)
    return (1, (on - stage.deadline).days) if stage.deadline < on else (2, (stage.start - on).days)


# --- the level of a unit ----------------------------------------------------------------


def paths_down_to(unit: Unit) -> list[str]:
    """The tree addresses from the root down to the unit, itself included."""
    step = Unit.steplen
    return [unit.path[:end] for end in range(step, len(unit.path) + 1, step)]


def level_for(unit: Unit, period: Period) -> UnitAchievement | None:
    """Return the level that binds the people of a unit: its own, else that of the nearest unit above with one."""
    levels = UnitAchievement.objects.filter(period=period, unit__path__in=paths_down_to(unit))
    return levels.select_related("unit").order_by("-unit__depth").first()


def levels_of(units: Collection[int], period: Period) -> dict[int, UnitAchievement]:
    """The levels set for these very units, by unit."""
    return {level.unit_id: level for level in UnitAchievement.objects.filter(period=period, unit__in=units)}


def concluded_in(unit: Unit, period: Period) -> int:
    """How many conclusions of the unit and the units below already rest on a level."""
    below = Evaluation.objects.filter(skp__period=period, skp__assignment__position__unit__path__startswith=unit.path)
    return below.exclude(state=EvaluationState.DRAFT).count()


def heads_above(unit: Unit, on: date) -> list[Assignment]:
    """Return who leads the nearest unit above that has a leader on the day; empty where nobody does.

    They set the level of the unit: the head of the organisation one level above, or, where that post is
    vacant, level by level the next one (PP 30/2019 Ps 46).
    """
    above = paths_down_to(unit)[:-1]
    held = Assignment.objects.filter(in_force(on), position__is_head=True, position__unit__path__in=above)
    heads = list(held.select_related("employee", "position__unit").order_by("-position__unit__depth", "kind"))
    return [head for head in heads if head.position.unit_id == heads[0].position.unit_id]


# --- people waiting ---------------------------------------------------------------------


def plans_of(appraiser: Employee, period: Period) -> QuerySet[Skp]:
    """Return the set plans a person appraises, by name, each with the columns of its evaluation.

    Columns: ``evaluation_id``, ``evaluation_state`` (draft while there is none), ``evaluation_results``,
    ``evaluation_behaviour``, ``evaluation_predikat``, ``evaluation_saved`` (last draft).
    """
    return _waiting(appraiser).filter(period=period)


def plans_beside(appraiser: Employee, plan_pk: int) -> QuerySet[Skp]:
    """The rows of ``plans_of`` for the period of one plan, with all that its page names (one query)."""
    period = Skp.objects.filter(pk=plan_pk).values("period")[:1]
    return _waiting(appraiser).filter(period=Subquery(period)).select_related(
        "period__agency", "employee", "appraiser", "assignment__position__unit"
    )  # fmt: skip


def next_to_judge(appraiser: Employee, period: Period, after: Skp) -> int | None:
    """The next plan by name that has no conclusion yet, beginning again at the top; none when all are done."""
    waiting: QuerySet[Any] = _waiting(appraiser).filter(period=period)
    waiting = waiting.filter(evaluation_state=EvaluationState.DRAFT)
    keys = list(waiting.exclude(pk=after.pk).values_list("employee__name", "pk"))
    later = [pk for name, pk in keys if (name, pk) > (after.employee.name, after.pk)]
    return next(iter(later or [pk for _name, pk in keys]), None)


def _waiting(appraiser: Employee) -> QuerySet[Skp]:
    plans = Skp.objects.filter(evaluable(), appraiser=appraiser).exclude(employee=appraiser)
    return _with_evaluation(plans).order_by("employee__name", "id")


def _with_evaluation(plans: QuerySet[Skp]) -> QuerySet[Skp]:
    annual = Evaluation.objects.filter(skp=OuterRef("pk"), kind=EvaluationKind.ANNUAL)
    return plans.annotate(
        evaluation_id=Subquery(annual.values("pk")[:1]),
        evaluation_state=Coalesce(Subquery(annual.values("state")[:1]), Value(str(EvaluationState.DRAFT))),
        evaluation_results=Subquery(annual.values("results_rating")[:1]),
        evaluation_behaviour=Subquery(annual.values("behaviour_rating")[:1]),
        evaluation_predikat=Subquery(annual.values("predikat")[:1]),
        evaluation_saved=Subquery(annual.values("draft_saved_at")[:1]),
    )


def with_material(plans: QuerySet[Skp], on: date) -> QuerySet[Skp]:
    """Add what lies behind each plan: ``indicators``, ``measured`` (of them with progress), ``proofs``, ``remarks``."""
    progress = Progress.objects.filter(indicator__result__skp=OuterRef("pk"), withdrawn_at=None)
    return plans.select_related("employee", "assignment__position__unit").annotate(
        indicators=_count(Indicator.objects.filter(result__skp=OuterRef("pk")), "pk"),
        measured=_count(progress, "indicator"),
        proofs=_count(progress, "evidence"),
        remarks=_count(Feedback.objects.filter(readable(on), skp=OuterRef("pk")), "pk"),
    )


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    """Distinct values of a column in a subquery about the outer plan."""
    # An aggregate would group by the row; a plain function counts the whole subquery.
    distinct = Func(F(field), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    counted = rows.order_by().annotate(n=distinct)
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))


def states_of(plans: QuerySet[Any]) -> Mapping[str, int]:
    """How many plans stand in which state of evaluation (one query)."""
    counted = plans.order_by().values_list("evaluation_state").annotate(n=Count("pk"))
    return {str(state): n for state, n in counted}


def unopened(period: Period) -> QuerySet[Skp]:
    """Plans of a period that are to be judged and have no evaluation yet."""
    begun = Evaluation.objects.filter(kind=EvaluationKind.ANNUAL, skp__period=period).values("skp")
    return Skp.objects.filter(evaluable(), period=period).exclude(pk__in=begun)


@dataclass(frozen=True)
class WorkCount:
    """How many plans of an appraiser stand in one state, in a period whose evaluation has begun."""

    period: str
    until: date
    state: str
    n: int


def work_of(appraiser: Employee, on: date) -> list[WorkCount]:
    """What an appraiser has before them in the open periods whose evaluation stage has begun (one query)."""
    begun = {
        "period__state": PeriodState.OPEN, "period__stages__kind": StageKind.EVALUATION,
        "period__stages__start__lte": on,
    }  # fmt: skip
    plans: QuerySet[Any] = _waiting(appraiser).filter(**begun)
    due = Coalesce("period__stages__grace_until", "period__stages__end")
    counted = plans.annotate(due=due).values_list("period__name", "due", "evaluation_state").annotate(n=Count("pk"))
    return [WorkCount(*row) for row in counted.order_by("due")]


def recent_for(employee: Employee, since: date) -> QuerySet[Evaluation]:
    """Results delivered to the person, and results of the person's own people they signed for, since a day."""
    # By plans rather than by a join: either side of the "or" then finds its index.
    arrived = Q(skp__in=Skp.objects.filter(employee=employee), delivered_at__date__gte=since)
    signed = Q(appraiser=employee, acknowledged_at__date__gte=since)
    return whole(Evaluation.objects.filter(arrived | signed)).order_by("-concluded_at", "-pk")


# --- one judgement ----------------------------------------------------------------------


PROGRESS = (
    "pk", "indicator_id", "on", "value", "note", "is_late",
    "evidence__pk", "evidence__name", "evidence__link", "evidence__sha256",
)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """What lies before the appraiser: rows only, no giver of feedback among them.

    ``progress`` holds the columns of PROGRESS, oldest first, one row per piece of evidence (one without any).
    """

    indicators: tuple[Indicator, ...]
    progress: tuple[Mapping[str, Any], ...]
    expectations: Mapping[str, str]
    feedback: tuple[Remark, ...]


def material_of(skp: Skp, on: date) -> Material:
    """Load indicators with their results, progress with evidence, expectations and feedback (four queries)."""
    progress = progress_of(skp).prefetch_related(None).order_by("on", "pk", "evidence__pk")
    return Material(
        indicators=tuple(indicators_of(skp)),
        progress=tuple(progress.values(*PROGRESS)),
        expectations=dict(Expectation.objects.filter(skp=skp).values_list("value", "text")),
        feedback=tuple(feedback_on(skp, on)),
    )


def annual_of(skp: Skp) -> Evaluation:
    """Return the annual evaluation of a plan; a new one, not yet saved, carries version 0."""
    evaluation = Evaluation.objects.filter(skp=skp, kind=EvaluationKind.ANNUAL).first()
    if evaluation is None:
        return Evaluation(skp=skp, appraiser=skp.appraiser, version=0)
    evaluation.skp = skp
    if skp.appraiser_id == evaluation.appraiser_id and skp.appraiser is not None:
        evaluation.appraiser = skp.appraiser
    return evaluation


def whole(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Evaluations with everything a page or a document names, in one query."""
    return evaluations.select_related(
        "skp__period__agency", "skp__employee__user", "skp__assignment__position__unit", "appraiser__user",
        "appraisers_superior__user",
    )  # fmt: skip


def shown_to(employee: Employee) -> QuerySet[Evaluation]:
    """A person's own results, latest year first; nothing before its delivery."""
    own = Evaluation.objects.filter(skp__employee=employee, delivered_at__isnull=False)
    return whole(own).order_by("-skp__period__start", "-pk")


def delivered_for(plans: Collection[Skp]) -> dict[int, Evaluation]:
    """Return the delivered evaluations of some plans, by plan (one query)."""
    found = Evaluation.objects.filter(skp__in=plans, kind=EvaluationKind.ANNUAL, delivered_at__isnull=False)
    return {evaluation.skp_id: evaluation for evaluation in found}
