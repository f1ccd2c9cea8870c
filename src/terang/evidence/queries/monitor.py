"""Who has filled what: counted by unit for a whole office, and person by person in one unit.

A person counts in the unit of the definitive post of the day, with the plan of that post. Progress, its evidence and
the superior's regular feedback are asked while a plan is in force, not after it was closed in the middle of the year.
Feedback of others is protected and never looked at here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import add
from typing import NamedTuple

from django.db.models import Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.fields import BooleanField
from django.utils import timezone

from terang.core.feedback_schedule import months_later
from terang.core.monitoring import Share, Window
from terang.evidence.enums import FeedbackKind, Gap, RaterRole
from terang.evidence.models import Evidence, Feedback, Progress
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Unit
from terang.organisation.queries import in_force, matching
from terang.planning.enums import SkpState
from terang.planning.models import Period, Skp

AGREED = Q(state__in=(SkpState.SET, SkpState.CLOSED))
RUNNING = Q(state=SkpState.SET)
UNFINISHED = Q(state__in=(SkpState.DRAFT, SkpState.RETURNED))
# The longest interval of regular feedback that can fall due inside a year.
MOST_MONTHS = 12


@dataclass(frozen=True)
class Scope:
    """What is looked at: a unit with all below it, a period, and the days in which progress is looked for."""

    unit: Unit
    period: Period
    window: Window


class Counts(NamedTuple):
    """People and what they have; ``running`` are the plans in force, ``owing`` those on which feedback is due."""

    people: int = 0
    begun: int = 0
    submitted: int = 0
    agreed: int = 0
    running: int = 0
    progress: int = 0
    evidence: int = 0
    owing: int = 0
    given: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*map(add, self, other))

    @property
    def idle(self) -> int:
        """People who have begun nothing."""
        return self.people - self.begun

    @property
    def unfinished(self) -> int:
        """Plans still with their owners: drafts, and those that were returned."""
        return self.begun - self.submitted - self.agreed

    @property
    def shares(self) -> Mapping[Gap, Share]:
        return {
            Gap.PLAN: Share(self.agreed, self.people),
            Gap.PROGRESS: Share(self.progress, self.running),
            Gap.EVIDENCE: Share(self.evidence, self.running),
            Gap.FEEDBACK: Share(self.given, self.owing),
        }

    @property
    def lacking(self) -> Mapping[Gap, int]:
        """How many people have each gap."""
        return {
            Gap.NOTHING: self.idle,
            Gap.DRAFT: self.unfinished,
            Gap.SUBMITTED: self.submitted,
            Gap.PLAN: self.people - self.agreed,
            Gap.PROGRESS: self.running - self.progress,
            Gap.EVIDENCE: self.running - self.evidence,
            Gap.FEEDBACK: self.owing - self.given,
        }

    @property
    def to_do(self) -> Mapping[Gap, int]:
        """How many people can do what next (``Line.to_do``); what nobody has to do is left out."""
        waiting = {
            Gap.PLAN: self.people - self.submitted - self.agreed,
            Gap.PROGRESS: self.running - self.progress,
            Gap.EVIDENCE: self.progress - self.evidence,
        }
        return {gap: n for gap, n in waiting.items() if n}


class Line(NamedTuple):
    """One person with what they have. ``post`` has employee and unit loaded; ``plan`` is the number of the plan."""

    post: Assignment
    plan: int | None = None
    state: str | None = None
    has_progress: bool = False
    has_evidence: bool = False
    owes_feedback: bool = False
    has_feedback: bool = False

    @property
    def is_running(self) -> bool:
        return self.state == SkpState.SET

    @property
    def to_do(self) -> Gap | None:
        """What the person can do next; none when nothing is missing, or when it is the appraiser's turn."""
        if self.state is None or self.state in (SkpState.DRAFT, SkpState.RETURNED):
            return Gap.PLAN
        if not self.is_running or self.has_evidence:
            return None
        return Gap.EVIDENCE if self.has_progress else Gap.PROGRESS


# --- counting ---------------------------------------------------------------------------


def counts_by_unit(scope: Scope) -> dict[str, Counts]:
    """Return what the people of each unit have, by the path of the unit in the tree (two statements)."""
    path = "position__unit__path"
    people = people_in(scope).order_by().values_list(path).annotate(n=Count("pk"))
    found = {unit: Counts(people=n) for unit, n in people}
    held = Q(assignment__in=people_in(scope).order_by().values("pk"))
    plans = _plans(scope).filter(held).order_by().values_list(f"assignment__{path}")
    has = _Having.of(scope)
    counted = plans.annotate(
        begun=Count("pk"),
        submitted=Count("pk", filter=Q(state=SkpState.SUBMITTED)),
        agreed=Count("pk", filter=AGREED),
        running=Count("pk", filter=RUNNING),
        progress=Count("pk", filter=RUNNING & Q(has.progress)),
        evidence=Count("pk", filter=RUNNING & Q(has.evidence)),
        owing=Count("pk", filter=RUNNING & has.owes),
        given=Count("pk", filter=RUNNING & has.owes & Q(has.feedback)),
    )
    for unit, *numbers in counted:
        found[unit] = Counts(found[unit].people, *numbers)
    return found


def _plans(scope: Scope) -> QuerySet[Skp]:
    """One plan of each post: one that was closed in the middle of the year gives way to the one that follows it."""
    plans = Skp.objects.filter(period=scope.period, amends=None)
    later = plans.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk"))
    return plans.filter(~Q(state=SkpState.CLOSED) | ~Exists(later))


@dataclass(frozen=True)
class _Having:
    """Conditions on a plan."""

    progress: Exists
    evidence: Exists
    owes: Q
    feedback: Exists

    @classmethod
    def of(cls, scope: Scope) -> "_Having":
        days = (scope.window.start, scope.window.end)
        progress = Progress.objects.filter(indicator__result__skp=OuterRef("pk"), withdrawn_at=None, on__range=days)
        proofs = Evidence.objects.filter(
            progress__indicator__result__skp=OuterRef("pk"), progress__withdrawn_at=None, progress__on__range=days
        )
        owes, recent = _regular(scope)
        regular = Q(skp=OuterRef("pk"), role=RaterRole.SUPERIOR, kind=FeedbackKind.REGULAR, retracted_at=None)
        return cls(Exists(progress), Exists(proofs), owes, Exists(Feedback.objects.filter(regular & recent)))


def _regular(scope: Scope) -> tuple[Q, Q]:
    """Which plans have run for their agreed interval, and which remarks lie inside it: a condition for each length."""
    owes, recent = Q(pk=None), Q(pk=None)
    for months in range(1, MOST_MONTHS + 1):
        before = months_later(scope.window.end, -months)
        recent |= Q(skp__feedback_months=months, on__gt=before)
        if before >= scope.period.start:
            owes |= Q(feedback_months=months, assignment__since__lte=before, set_at__lt=_midnight_after(before))
    return owes, recent


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


# --- person by person -------------------------------------------------------------------


def people_in(scope: Scope, gap: Gap | None = None, *, directly: bool = False, text: str = "") -> QuerySet[Assignment]:
    """Return the posts of the unit with their people, by name; of all units below as well unless ``directly``.

    ``text`` narrows them to names that contain it and numbers that begin with it.
    """
    below = Unit.objects.filter(path__startswith=scope.unit.path).order_by().values("pk")
    where = Q(position__unit=scope.unit) if directly else Q(position__unit__in=below)
    posts = Assignment.objects.filter(in_force(scope.window.end), where, kind=AssignmentKind.DEFINITIVE)
    posts = posts.filter(employee__is_active=True)
    if scope.unit.is_root():
        # True of all of them, but now a whole city is walked by name in its index until a page is full.
        posts = posts.filter(employee__agency=scope.unit.agency_id)
    if text:
        posts = posts.filter(employee__in=matching(Employee.objects.order_by(), text))
    if gap:
        posts = posts.filter(_lacking(scope, gap))
    return posts.select_related("employee", "position__unit").order_by("employee__name", "employee")


def _lacking(scope: Scope, gap: Gap) -> Q:
    """Those to whom something is missing, as a condition on their post."""
    plans, has = _plans(scope).filter(assignment=OuterRef("pk")), _Having.of(scope)
    running = plans.filter(RUNNING)
    conditions = {
        Gap.NOTHING: ~Exists(plans),
        Gap.DRAFT: Exists(plans.filter(UNFINISHED)),
        Gap.SUBMITTED: Exists(plans.filter(state=SkpState.SUBMITTED)),
        Gap.PLAN: ~Exists(plans.filter(AGREED)),
        Gap.PROGRESS: Exists(running.filter(~has.progress)),
        Gap.EVIDENCE: Exists(running.filter(~has.evidence)),
        Gap.FEEDBACK: Exists(running.filter(has.owes, ~has.feedback)),
    }
    return Q(conditions[gap])


def lines_of(scope: Scope, posts: Collection[Assignment]) -> Iterator[Line]:
    """Return the people of some posts with what they have (one statement)."""
    return _joined(posts, _plans(scope).filter(assignment__in=[post.pk for post in posts]), scope)


def all_lines(scope: Scope, gap: Gap | None = None, *, directly: bool = False) -> Iterator[Line]:
    """Return everybody of ``people_in`` with their accounts and what they have (two statements)."""
    posts = people_in(scope, gap, directly=directly).select_related("employee__user", "position__unit")
    return _joined(posts, _plans(scope).filter(assignment__in=posts.order_by().values("pk")), scope)


def _joined(posts: Collection[Assignment] | QuerySet[Assignment], plans: QuerySet[Skp], scope: Scope) -> Iterator[Line]:
    has = _Having.of(scope)
    owes = ExpressionWrapper(has.owes, output_field=BooleanField())
    rows = plans.annotate(progress=has.progress, evidence=has.evidence, owes=owes, regular=has.feedback)
    fields = ("pk", "state", "progress", "evidence", "owes", "regular")
    found = {assignment: rest for assignment, *rest in rows.order_by().values_list("assignment", *fields)}
    return (Line(post, *found.get(post.pk, ())) for post in posts)
