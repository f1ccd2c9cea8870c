"""Read-only questions about guidance and counselling.

Two things never leave their circle: the reply of format B.1.8 is asked for by its writer or its reader and never
through the session, and of a counselling session others than the counsellor ask for day and counsellor only.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from terang.evidence.models import Coaching, CoachingReply, CompetenceScore, Counselling
from terang.organisation.models import Employee
from terang.organisation.queries import appraisees
from terang.planning.enums import SkpState
from terang.planning.models import Skp
from terang.planning.queries import begun_periods

WITH_PEOPLE = ("skp__employee__agency", "skp__period", "skp__assignment__position__unit", "coach")


def coached_by(employee: Employee, on: date) -> QuerySet[Skp]:
    """Return the running plans of the people someone may guide: whom they appraise, by the plan or on the day."""
    plans = Skp.objects.filter(state=SkpState.SET, amends=None, period__in=begun_periods(on))
    present = appraisees(employee, on).order_by().values("pk")
    mine = plans.filter(Q(appraiser=employee) | Q(employee__in=present)).exclude(employee=employee)
    return mine.select_related("period", "employee__agency", "assignment__position__unit").order_by(
        "employee__name", "pk"
    )


def with_last_session(plans: QuerySet[Skp], coach: Employee) -> QuerySet[Skp]:
    """Add to each plan ``sessions`` and ``last_session`` of one coach."""
    held = Coaching.objects.filter(skp=OuterRef("pk"), coach=coach).order_by().values("skp")
    return plans.annotate(
        sessions=held.annotate(n=Count("pk")).values("n"), last_session=held.annotate(day=Max("held_on")).values("day")
    )


def sessions_of(employee: Employee) -> QuerySet[Coaching]:
    """Return the sessions held with a person, the latest first, with ``is_answered``: for the person alone."""
    replies = CoachingReply.objects.filter(coaching=OuterRef("pk"))
    return _sessions().filter(skp__employee=employee).annotate(is_answered=Exists(replies))


def sessions_by(coach: Employee) -> QuerySet[Coaching]:
    """Return the sessions someone held, the latest first, with ``is_scored``. Nothing tells whether a reply exists."""
    scores = CompetenceScore.objects.filter(coaching=OuterRef("pk"))
    return _sessions().filter(coach=coach).annotate(is_scored=Exists(scores))


def _sessions() -> QuerySet[Coaching]:
    return Coaching.objects.select_related(*WITH_PEOPLE).order_by("-held_on", "-pk")


def scores_of(coaching: Coaching) -> list[CompetenceScore]:
    return list(CompetenceScore.objects.filter(coaching=coaching).order_by("order", "pk"))


def replies_for(reader: Employee) -> QuerySet[CoachingReply]:
    """Return the replies that were sent to a superior, the latest first."""
    rows = CoachingReply.objects.filter(reader=reader)
    return rows.select_related("coaching__coach", "coaching__skp__employee").order_by("-sent_at", "-pk")


def reply_to(coaching: Coaching) -> CoachingReply | None:
    """Return the reply to a session; only for whom ``access.get_session_to_read_reply`` let in."""
    return CoachingReply.objects.filter(coaching__in=[coaching.pk]).first()


# --- counselling ------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """All that anybody but the counsellor learns of a counselling session, and only the person it was held with."""

    held_on: date
    counsellor: str


def counselling_days(employee: Employee) -> list[Held]:
    """Return that sessions took place, the latest first; what was said is not even asked for (one statement)."""
    rows = Counselling.objects.filter(employee=employee).select_related("counsellor").order_by("-held_on", "-pk")
    names = ("counsellor__name", "counsellor__front_title", "counsellor__back_title")
    return [Held(row.held_on, row.counsellor.full_name) for row in rows.only("held_on", "counsellor", *names)]


def counselled_by(counsellor: Employee) -> QuerySet[Counselling]:
    """Return the sessions a counsellor held, the latest first: for the counsellor alone."""
    return Counselling.objects.filter(counsellor=counsellor).select_related("employee").order_by("-held_on", "-pk")
