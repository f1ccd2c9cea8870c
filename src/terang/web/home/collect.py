"""What the areas tell the home page: rows that several answers need are loaded once, then put in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from terang.evaluation.models import Evaluation
from terang.evaluation.queries import shown_to
from terang.evidence.queries.rater_keys import owed_in_period
from terang.evidence.queries.schedule import before_appraiser
from terang.identity.enums import Role
from terang.organisation.access import MANAGERS, Actor
from terang.organisation.models import Employee
from terang.planning.models import Period, Skp
from terang.planning.queries import own_year, periods_on
from terang.web.evaluation import home as evaluation
from terang.web.evidence import home as evidence
from terang.web.evidence.words import IndicatorRow
from terang.web.jobs import home as jobs
from terang.web.organisation import home as organisation
from terang.web.planning import home as planning
from terang.web.rounds import home as rounds

from .items import News, Task

NEWS_SHOWN = 6
RESULTS_LOADED = 3
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Overview:
    """Everything the home page shows. ``judges`` is true for those who appraise somebody."""

    period: Period | None = None
    tasks: list[Task] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    result: Evaluation | None = None
    judges: bool = False


def overview(actor: Actor) -> Overview:
    """Return the home of an actor in at most seven queries, whatever the data.

    Every further hat (appraiser, keeper of the staff list, operator) asks questions of its own. In exchange the
    page leaves out what is one step away: with one hat the own indicators, with two also the remarks, with
    three also the reminder of the month.
    """
    if actor.employee is None:
        return Overview(period=_calendar(actor), tasks=[*organisation.tasks(actor), *jobs.tasks(actor)])
    years = _years(actor.employee, actor.on)
    results = list(shown_to(actor.employee)[:RESULTS_LOADED])
    judges = actor.appraises or any(year.judges for year in years)
    hats = sum(map(bool, (judges, actor.agencies_as(*MANAGERS), actor.agencies_as(Role.OPERATOR))))
    tasks = [
        *(task for task in map(planning.own_plan, years) if task),
        *(planning.handed_over() for year in years if year.has_handed),
        *(rounds.owed(year.round_until) for year in years if year.round_until),
        *(_as_appraiser(actor.employee, actor.on) if judges else []),
        *organisation.tasks(actor),
        *jobs.tasks(actor),
        *(evidence.tasks(actor) if hats < 3 else []),
        *evaluation.to_sign(results),
    ]
    news = [*_told_of(years, results, actor.on - RECENT), *(evidence.news(actor) if hats < 2 else [])]
    return Overview(
        period=years[0] if years else None,
        tasks=by_last_day(tasks),
        news=newest(news),
        indicators=[] if hats else evidence.indicators(actor),
        result=results[0] if results else None,
        judges=judges,
    )


def _as_appraiser(employee: Employee, on: date) -> list[Task]:
    """Plans and people that wait, and feedback that is due (two queries)."""
    plans, owed = before_appraiser(employee, on)
    return [
        *([planning.waiting_plans(plans)] if plans else []),
        *evidence.feedback_due(owed, on),
        *evaluation.as_appraiser(employee, on),
    ]


def _told_of(years: Iterable[Any], results: Iterable[Evaluation], since: date) -> list[News]:
    """Plans that were set and results that arrived since a day, from rows already loaded."""
    plans = [planning.was_set(year.start.year, year.plan_set_at) for year in years if year.plan_set_at]
    told = [*plans, *map(evaluation.arrived, results)]
    return [entry for entry in told if _moment(entry) >= _midnight(since)]


def _years(employee: Employee, on: date) -> list[Any]:
    """My open periods with my plan, its stages, whether anybody's plan there is mine to judge, and until when a round
    of raters waits for me (two queries)."""
    plans = Skp.objects.filter(period=OuterRef("pk"), amends=None)
    own = plans.filter(employee=employee).order_by("-assignment__since", "-id")
    judged = plans.filter(appraiser=employee)
    years = own_year(employee, on).annotate(
        plan_set_at=Subquery(own.values("set_at")[:1]),
        judges=Exists(judged),
        round_until=Subquery(owed_in_period(employee, on).values("round__closes_on")[:1]),
    )
    return list(years.prefetch_related("stages").order_by("-start"))


def _calendar(actor: Actor) -> Period | None:
    """The period of the agency in which an account without a post holds a role (two queries)."""
    agencies = actor.agencies_as(*Role)
    return periods_on(actor.on).filter(agency__code__in=agencies).prefetch_related("stages").first()


def by_last_day(tasks: Iterable[Task]) -> list[Task]:
    """The nearest last day first; what has none stands at the end."""
    return sorted(tasks, key=lambda task: task.due or date.max)


def newest(entries: Iterable[News]) -> list[News]:
    """The latest news, newest first."""
    return sorted(entries, key=_moment, reverse=True)[:NEWS_SHOWN]


def _moment(entry: News) -> datetime:
    """A day without an hour counts as its first minute, here."""
    if isinstance(entry.at, datetime):
        return entry.at
    return _midnight(entry.at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
