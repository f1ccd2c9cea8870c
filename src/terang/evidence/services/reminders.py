"""Reminders before the last days of the year's stages, to those whose part is still open (calendar.reminders).

The day is counted to ``stage.deadline``, which an outage moves. Reminders are told in steps, fourteen days before,
then seven, then one; each person hears of each step once, also when the machine stood still on the day itself. A
deadline that has moved is another deadline: who heard of the old one is told the new one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from terang.evidence.models import Progress
from terang.evidence.queries.schedule import due_among
from terang.notices.words import Value
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import in_force as held_on
from terang.planning.enums import PeriodState, SkpState, StageKind
from terang.planning.models import Indicator, Skp, Stage
from terang.planning.services.news import tell_employees
from terang.regulation.queries import in_force

CHUNK = 500
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Open:
    """Something that is to be done in a stage: whom it waits for, what they are told, and where they do it."""

    name: str
    text: str
    page: str
    people: Callable[[Stage, date], Iterable[int]]


def remind(*, at: datetime, step: Callable[[], None] = lambda: None) -> int:
    """Tell everybody whose part of a stage is open and whose last day is near; returns how many were told."""
    today, told = timezone.localdate(at), 0
    steps = in_force(today).calendar.reminders.value.days_before
    running = Stage.objects.filter(period__state=PeriodState.OPEN, start__lte=today, kind__in=OPEN)
    for stage in running.select_related("period"):
        if (days := _step(steps, (stage.deadline - today).days)) is not None:
            told += sum(_tell(stage, what, days, today, at) for what in OPEN[StageKind(stage.kind)])
        step()
    return told


def _step(steps: Iterable[int], left: int) -> int | None:
    """The step that has come: with nine days left that of fourteen; none when it is too early or too late."""
    return min((days for days in steps if 0 <= left <= days), default=None)


def _tell(stage: Stage, what: Open, days: int, today: date, at: datetime) -> int:
    people = sorted(set(what.people(stage, today)))
    values: dict[str, Value] = {"deadline": stage.deadline, "year": stage.period.start.year}
    key = f"reminder:{stage.pk}:{what.name}:{stage.deadline.isoformat()}:{days}"
    return sum(
        tell_employees(
            people[start : start + CHUNK], key=key, text=what.text, url=reverse(what.page), values=values, at=at
        )
        for start in range(0, len(people), CHUNK)
    )


# --- whose part is open -----------------------------------------------------------------


def _plans(stage: Stage) -> QuerySet[Skp]:
    return Skp.objects.filter(period=stage.period, amends=None, employee__is_active=True)


def _without_plan(stage: Stage, today: date) -> Iterable[int]:
    """People with a definitive post whose plan is not handed in, or not begun."""
    post = Assignment.objects.filter(held_on(today), employee=OuterRef("pk"), kind=AssignmentKind.DEFINITIVE)
    done = _plans(stage).filter(employee=OuterRef("pk")).exclude(state__in=(SkpState.DRAFT, SkpState.RETURNED))
    people = Employee.objects.filter(Exists(post), ~Exists(done), agency=stage.period.agency_id, is_active=True)
    return people.values_list("pk", flat=True)


def _with_plans_to_decide(stage: Stage, today: date) -> Iterable[int]:
    waiting = _plans(stage).filter(state=SkpState.SUBMITTED, appraiser__isnull=False)
    return waiting.values_list("appraiser", flat=True).distinct()


def _without_progress(stage: Stage, today: date) -> Iterable[int]:
    """People with an indicator that has no entry in the month in which the stage ends."""
    entries = Progress.objects.filter(indicator=OuterRef("pk"), on__gte=stage.end.replace(day=1), withdrawn_at=None)
    silent = Indicator.objects.filter(~Exists(entries), result__skp=OuterRef("pk"))
    plans = _plans(stage).filter(Exists(silent), state=SkpState.SET)
    return plans.values_list("employee", flat=True)


def _owing_feedback(stage: Stage, today: date) -> Iterable[int]:
    """Appraisers whose regular feedback falls due by the end of the stage and is not given."""
    plans = _plans(stage).filter(state=SkpState.SET).order_by()
    after = stage.deadline + ONE
    return (due.skp.appraiser_id for due in due_among(plans, after) if due.days_overdue and due.skp.appraiser_id)


OPEN: dict[str, tuple[Open, ...]] = {
    StageKind.PLANNING: (
        Open(
            "plan",
            gettext_noop("SKP %(year)s Anda belum diajukan. Ajukan paling lambat %(deadline)s."),
            "planning:mine",
            _without_plan,
        ),
        Open(
            "decide",
            gettext_noop("Ada SKP yang menunggu keputusan Anda. Putuskan paling lambat %(deadline)s."),
            "planning:team",
            _with_plans_to_decide,
        ),
    ),
    StageKind.MONITORING: (
        Open(
            "progress",
            gettext_noop("Catatan kemajuan Anda bulan terakhir belum lengkap. Lengkapi paling lambat %(deadline)s."),
            "evidence:log",
            _without_progress,
        ),
    ),
    StageKind.FEEDBACK: (
        Open(
            "feedback",
            gettext_noop("Umpan balik berkala Anda untuk bawahan belum lengkap. Berikan paling lambat %(deadline)s."),
            "evidence:people",
            _owing_feedback,
        ),
    ),
}
