"""Who owes regular feedback, and by when: two statements, for one person or a whole agency; one for a home page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from terang.core.feedback_schedule import Schedule, schedule
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp
from terang.planning.queries import waiting_for


@dataclass(frozen=True)
class FeedbackDue:
    """A plan, with period, post and person loaded, and when its regular feedback is owed."""

    skp: Skp
    schedule: Schedule
    on: date

    @property
    def days_overdue(self) -> int:
        return self.schedule.days_overdue(self.on)

    @property
    def overdue_since(self) -> date | None:
        """The last day on which the earliest missing feedback would have been in time."""
        missing = self.schedule.overdue(self.on)
        return missing[0].due if missing else None

    @property
    def next_due(self) -> date | None:
        return self.schedule.next_due(self.on)


def due_among(plans: QuerySet[Skp], on: date) -> Iterator[FeedbackDue]:
    """Return the schedule of each of the plans, which must be set (two statements)."""
    rows = list(plans.select_related("period", "assignment__position__unit", "employee"))
    regular = Feedback.objects.filter(skp__in=plans.order_by().values("pk"))
    return (FeedbackDue(skp, _schedule(skp, days), on) for skp, days in _with_days(rows, regular))


def schedule_of(skp: Skp) -> Schedule:
    """Return the schedule of one set plan whose period and post are loaded (one statement)."""
    ((found, days),) = _with_days([skp], Feedback.objects.filter(skp=skp))
    return _schedule(found, days)


class Days(Aggregate):
    """The days of several rows in one text, parted by commas: 2026-03-31,2026-06-30."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s::text, ',')", **context)


def before_appraiser(appraiser: Employee, on: date) -> tuple[list[Skp], list[FeedbackDue]]:
    """Return the plans that wait for this appraiser, and the schedules of the agreed ones (one statement)."""
    agreed = Skp.objects.filter(
        appraiser=appraiser, state=SkpState.SET, amends=None, period__state=PeriodState.OPEN, period__start__lte=on,
        period__end__gte=on,
    )  # fmt: skip
    given = _regular(Feedback.objects.filter(skp=OuterRef("pk"))).order_by().values("skp")
    found = (waiting_for(appraiser) | agreed).select_related("employee", "period", "assignment")
    rows: list[Any] = list(found.annotate(days_given=Subquery(given.annotate(days=Days("on")).values("days"))))
    waiting = [row for row in rows if row.state == SkpState.SUBMITTED]
    owed = [FeedbackDue(row, _schedule(row, _days_of(row.days_given)), on) for row in rows if row.state == SkpState.SET]
    return waiting, owed


def _days_of(text: str | None) -> list[date]:
    return [date.fromisoformat(day) for day in text.split(",")] if text else []


def _regular(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return feedback.filter(Q(role=RaterRole.SUPERIOR, kind=FeedbackKind.REGULAR), retracted_at=None)


def _with_days(rows: Iterable[Skp], feedback: QuerySet[Feedback]) -> Iterator[tuple[Skp, list[date]]]:
    days: dict[int, list[date]] = defaultdict(list)
    for skp, day in _regular(feedback).values_list("skp", "on"):
        days[skp].append(day)
    return ((row, days[row.pk]) for row in rows)


def _schedule(skp: Skp, given: Iterable[date]) -> Schedule:
    """From the first day in the post, or of the period, to the end of the period."""
    assert skp.set_at is not None
    return schedule(
        start=max(skp.period.start, skp.assignment.since),
        end=skp.period.end,
        months=skp.feedback_months,
        agreed=timezone.localdate(skp.set_at),
        given=given,
    )
