"""Read-only questions about feedback.

What the rated person and the appraiser read about feedback never touches the table of givers: the protection
lies in the query, not in a template.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback, FeedbackDraft, FeedbackGiver, FeedbackStanding
from terang.organisation.models import Assignment, Employee, Unit
from terang.organisation.queries import Actor, in_force
from terang.planning.enums import SkpState
from terang.planning.models import Skp, WorkResult
from terang.planning.queries import begun_periods

# Each level of the unit tree adds so many characters to the path.
STEP: int = Unit.steplen


@dataclass(frozen=True)
class Remark:
    """Feedback as it may be read. A protected one has no name and no day, and no number that grows with time.

    Nor does it tell peers, subordinates and others apart: who has one subordinate would know the giver.

    Attributes:
        key: names the remark in a stable way that tells nothing about when it was written.
        on: the day, for a superior's remark only.
        signed_by: the superior's name, empty for protected remarks.
        result: the work result it is about, none when it is about a value or the work as a whole.
    """

    key: str
    is_protected: bool
    kind: FeedbackKind
    text: str
    signed_by: str
    on: date | None
    value: str
    result: WorkResult | None

    @property
    def role(self) -> str:
        """As what the giver speaks, in words."""
        return protected_role() if self.is_protected else str(RaterRole.SUPERIOR.label)


def protected_role() -> str:
    """As what every protected giver speaks, in words."""
    return _("Rekan, bawahan, atau pihak lain")


def readable(on: date) -> Q:
    """Feedback that may be read on a day: a superior's at once, a protected one from the day after.

    Who looks again every hour would otherwise see which colleague had just been writing. For the same reason a
    protected remark that was taken back disappears with the next day, and one taken back on its first day was
    never seen.
    """
    midnight = timezone.make_aware(datetime.combine(on, time.min))
    superiors = Q(role=RaterRole.SUPERIOR, retracted_at=None)
    return superiors | (~Q(role=RaterRole.SUPERIOR) & Q(on__lt=on) & _stands(midnight))


def _stands(midnight: datetime) -> Q:
    return Q(retracted_at=None) | Q(retracted_at__gte=midnight)


def feedback_on(skp: Skp, on: date) -> list[Remark]:
    """Return the feedback on a plan as the rated person and the appraiser read it: no giver, and in an order that
    tells nothing."""
    rows = Feedback.objects.filter(readable(on), skp=skp).select_related("result")
    return sorted((_remark(row) for row in rows), key=lambda remark: remark.key)


def _remark(row: Feedback) -> Remark:
    """The key is an HMAC: stable from view to view, unrelated to who wrote when."""
    protected = row.role != RaterRole.SUPERIOR
    return Remark(
        key=salted_hmac("terang.evidence.remark", str(row.pk)).hexdigest()[:16],
        is_protected=protected,
        kind=FeedbackKind(row.kind),
        text=row.text,
        signed_by=row.signed_by,
        on=None if protected else row.on,
        value=row.value,
        result=row.result,
    )


def given_by(employee: Employee) -> QuerySet[FeedbackGiver]:
    """Return what a person gave, newest first: the one list that reads givers, for the giver alone."""
    rows = FeedbackGiver.objects.filter(giver=employee)
    loaded = ("feedback__skp__employee", "feedback__skp__period", "feedback__result")
    return rows.select_related(*loaded).order_by("-created_at", "-pk")


def drafts_of(employee: Employee) -> QuerySet[FeedbackDraft]:
    """Return what a person wrote and has not given, the latest first: for the writer alone."""
    rows = FeedbackDraft.objects.filter(giver=employee)
    return rows.select_related("skp__employee", "result").order_by("-changed_at", "-pk")


def draft_for(employee: Employee, skp: Skp) -> FeedbackDraft | None:
    """Return the person's own draft about a plan."""
    return drafts_of(employee).filter(skp=skp).first()


def role_towards(skp: Skp, giver: Employee, posts: Iterable[Assignment]) -> RaterRole | None:
    """Return as what somebody speaks about a person's work; none when there is no working relation.

    Superior: the appraiser or a head above in the line. Subordinate: works in the unit the person heads, or heads a
    unit directly below it, or has a plan that the person appraises. Peer: same unit and neither heads it, or both
    head units below the same unit. Other: holds a standing (PermenPANRB 6/2022, umpan balik berkelanjutan).

    The plan needs its post with unit loaded, and so do the posts.
    """
    if giver.pk == skp.employee_id:
        return None
    if giver.pk == skp.appraiser_id:
        return RaterRole.SUPERIOR
    roles = {_role_between(skp.assignment, post) for post in posts}
    for role in (RaterRole.SUPERIOR, RaterRole.SUBORDINATE, RaterRole.PEER):
        if role in roles:
            return role
    appraised = Skp.objects.filter(employee=giver, appraiser=skp.employee_id, period=skp.period_id, amends=None)
    if appraised.exists():
        return RaterRole.SUBORDINATE
    return RaterRole.OTHER if _standings_of(giver).filter(skp=skp.pk).exists() else None


def _standings_of(employee: Employee) -> QuerySet[FeedbackStanding]:
    return FeedbackStanding.objects.filter(employee=employee, ended_at=None)


def _role_between(rated: Assignment, giver: Assignment) -> RaterRole | None:
    theirs, mine = rated.position, giver.position
    if mine.is_head and theirs.unit.path.startswith(mine.unit.path) and mine.unit_id != theirs.unit_id:
        return RaterRole.SUPERIOR
    if mine.unit_id == theirs.unit_id:
        if mine.is_head == theirs.is_head:
            return RaterRole.PEER
        return RaterRole.SUPERIOR if mine.is_head else RaterRole.SUBORDINATE
    if mine.is_head and theirs.is_head and mine.unit.path[:-STEP] == theirs.unit.path[:-STEP]:
        return RaterRole.PEER
    if mine.is_head and theirs.is_head and mine.unit.path[:-STEP] == theirs.unit.path:
        return RaterRole.SUBORDINATE
    return None


def colleagues(actor: Actor, search: str = "") -> QuerySet[Skp]:
    """Return the set plans of the people around the actor, to choose whom to give feedback: own unit, heads of the
    units beside and above, the people below when the actor heads a unit, and whoever the actor has a standing for."""
    assert actor.employee is not None
    plans = Skp.objects.filter(state=SkpState.SET, period__in=begun_periods(actor.on)).exclude(employee=actor.employee)
    around = Q(appraiser=actor.employee) | Q(pk__in=_standings_of(actor.employee).values("skp"))
    for post in actor.posts:
        around |= _around(post)
    found = plans.filter(around, employee__agency=actor.employee.agency_id)
    if search:
        found = found.filter(employee__name__icontains=search)
    return found.select_related("employee", "assignment__position__unit").order_by("employee__name", "pk")


def _around(post: Assignment) -> Q:
    unit, head = post.position.unit, Q(assignment__position__is_head=True)
    near = Q(assignment__position__unit=unit)
    if post.position.is_head:
        parent = unit.path[:-STEP]
        beside = Q(assignment__position__unit__path__startswith=parent, assignment__position__unit__depth=unit.depth)
        near |= Q(assignment__position__unit__path__startswith=unit.path)
        near |= head & (beside | Q(assignment__position__unit__path=parent))
    return near


def posts_of(employee: Employee, on: date) -> QuerySet[Assignment]:
    """Return all posts a person holds on the day, with unit."""
    return Assignment.objects.filter(in_force(on), employee=employee).select_related("position__unit")


def named_feedback(employee: Employee, since: date) -> QuerySet[Feedback]:
    """Return the remarks of superiors on a person's plans since a day, newest first."""
    rows = Feedback.objects.filter(skp__employee=employee, role=RaterRole.SUPERIOR, retracted_at=None)
    return rows.filter(on__gte=since).order_by("-on", "-id")
