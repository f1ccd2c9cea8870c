"""Who owes regular feedback, and by when: two statements, for one person or a whole agency."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from terang.core.feedback_schedule import Schedule, schedule
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback
from terang.planning.models import Skp


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


def _with_days(rows: Iterable[Skp], feedback: QuerySet[Feedback]) -> Iterator[tuple[Skp, list[date]]]:
    regular = feedback.filter(Q(role=RaterRole.SUPERIOR, kind=FeedbackKind.REGULAR), retracted_at=None)
    days: dict[int, list[date]] = defaultdict(list)
    for skp, day in regular.values_list("skp", "on"):
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
