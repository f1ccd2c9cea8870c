"""Who may open progress, evidence files, feedback, guidance, counselling and rounds of raters. The only door."""

from django.db.models import QuerySet

from terang.identity.enums import Role
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line
from terang.planning.access import Standing, get_skp, standings
from terang.planning.access import get_indicator as get_planned_indicator
from terang.planning.models import Indicator, Skp

from .enums import RaterRole, RoundState
from .models import (
    Coaching,
    CoachingReply,
    ConflictOfInterest,
    Counselling,
    DailyEntry,
    Evidence,
    Feedback,
    FeedbackDraft,
    FeedbackGiver,
    FeedbackStanding,
    Progress,
    RaterRound,
    RecurringEntry,
    SampleDraw,
    SampleItem,
)
from .queries import drafts_of, role_towards
from .queries.coaching import WITH_PEOPLE
from .queries.rounds import OwnTask, own_task, rounds_of

# Feedback is read by those it is for: the person, and who appraises or stands above. Nobody else needs the words.
READERS_OF_FEEDBACK = frozenset({Standing.OWNER, Standing.APPRAISER, Standing.SUPERIOR})
# That somebody may speak as "pihak lain" is no secret to those around the plan; two of them decide it.
READERS_OF_STANDINGS = READERS_OF_FEEDBACK | {Standing.TEAM}
KEEPERS_OF_STANDINGS = frozenset({Standing.APPRAISER, Standing.TEAM})


def get_indicator(actor: Actor, pk: int, to: str = "view") -> Indicator:
    """Return an indicator with result and plan; ``to="record"`` is for the owner of the plan."""
    return get_planned_indicator(actor, pk, "edit" if to == "record" else "view")


def get_progress(actor: Actor, pk: int, to: str = "view") -> Progress:
    """Return progress with indicator, result and plan; ``to="withdraw"`` is for the owner of the plan."""
    progress = Progress.objects.select_related("indicator__result").filter(pk=pk).first()
    if progress is None:
        raise not_found()
    skp = get_skp(actor, progress.indicator.result.skp_id, "edit" if to == "withdraw" else "view")
    progress.indicator.result.skp = skp
    return progress


def get_evidence(actor: Actor, pk: int) -> Evidence:
    """Return evidence for whoever may see the plan. What was withdrawn is open to its owner only."""
    evidence = Evidence.objects.select_related("progress__indicator__result").filter(pk=pk).first()
    if evidence is None:
        raise not_found()
    withdrawn = evidence.progress.withdrawn_at is not None
    get_skp(actor, evidence.progress.indicator.result.skp_id, "edit" if withdrawn else "view")
    return evidence


def get_skp_with_feedback(actor: Actor, pk: int) -> Skp:
    """Return a plan whose feedback the account may read."""
    skp = get_skp(actor, pk)
    if not standings(actor, skp) & READERS_OF_FEEDBACK:
        raise not_found()
    return skp


def get_skp_to_remark(actor: Actor, pk: int) -> tuple[Skp, RaterRole]:
    """Return a plan and as what the account speaks about it: only people who work together may."""
    skp = (
        Skp.objects.select_related("period", "employee__agency", "appraiser", "assignment__position__unit")
        .filter(pk=pk)
        .first()
    )
    if skp is None or actor.employee is None or actor.employee.agency_id != skp.employee.agency_id:
        raise not_found()
    role = role_towards(skp, actor.employee, actor.posts)
    if role is None:
        raise not_found()
    return skp, role


def get_given(actor: Actor, pk: int) -> Feedback:
    """Return feedback to its giver, and to nobody else."""
    givers = FeedbackGiver.objects.select_related("feedback__skp__employee__agency", "feedback__skp__period")
    # Asked through the remark: a key that is a relation cannot stand a number beyond the column.
    given = givers.filter(
        feedback__in=Feedback.objects.filter(pk=pk), giver=actor.employee, giver__isnull=False
    ).first()
    if given is None:
        raise not_found()
    return given.feedback


def get_daily_entry(actor: Actor, pk: int, to: str = "view") -> DailyEntry:
    """Return a line of the daily log to who wrote it; ``to="change"`` also one that was removed meanwhile."""
    rows = DailyEntry.objects.select_related("employee__agency", "indicator__result__skp__period", "progress")
    entry = rows.filter(pk=pk, employee=actor.employee, employee__isnull=False).first()
    if entry is None or (entry.removed_at is not None and to != "change"):
        raise not_found()
    return entry


def get_recurring(actor: Actor, pk: int) -> RecurringEntry:
    """Return recurring work to who keeps it."""
    rows = RecurringEntry.objects.select_related("employee__agency", "indicator")
    recurring = rows.filter(pk=pk, employee=actor.employee, employee__isnull=False).first()
    if recurring is None:
        raise not_found()
    return recurring


def get_person_with_log(actor: Actor, pk: int) -> Employee:
    """Return a person whose daily log the account may read: those who stand above in the line of today, nobody else.

    The log is closer to a person than a plan is, so neither the performance team nor a former superior reads it.
    """
    return _person_below(actor, pk)


def _person_below(actor: Actor, pk: int) -> Employee:
    person = Employee.objects.select_related("agency").filter(pk=pk, is_active=True).first()
    if person is None or actor.employee is None or actor.employee.agency_id != person.agency_id:
        raise not_found()
    line = superior_line(person, actor.on)
    if actor.employee not in (line.appraiser, line.appraisers_superior):
        raise not_found()
    return person


def get_draft(actor: Actor, skp: int) -> FeedbackDraft:
    """Return the words somebody has not given yet, to their writer and to nobody else."""
    # Asked through the plan: a key that is a relation cannot stand a number beyond the column.
    plans = Skp.objects.filter(pk=skp)
    draft = drafts_of(actor.employee).filter(skp__in=plans).first() if actor.employee else None
    if draft is None:
        raise not_found()
    return draft


def get_skp_with_standings(actor: Actor, pk: int, to: str = "see") -> Skp:
    """Return a plan whose "pihak lain" the account may see, or with ``to="manage"`` name.

    The performance team does not decide about its own people: a person is never keeper of the own plan.
    """
    skp = get_skp(actor, pk)
    mine = standings(actor, skp)
    needed = KEEPERS_OF_STANDINGS if to == "manage" else READERS_OF_STANDINGS
    if not mine & needed or (to == "manage" and Standing.OWNER in mine):
        raise not_found()
    return skp


def get_standing(actor: Actor, pk: int) -> FeedbackStanding:
    """Return a standing the account may end."""
    standing = FeedbackStanding.objects.select_related("employee").filter(pk=pk, ended_at=None).first()
    if standing is None:
        raise not_found()
    standing.skp = get_skp_with_standings(actor, standing.skp_id, "manage")
    return standing


# --- guidance ---------------------------------------------------------------------------


def get_session(actor: Actor, pk: int, to: str = "see") -> Coaching:
    """Return a session of guidance.

    ``see`` is for the person, the coach, and who appraises or stands above; ``change`` for the coach; ``reply`` for
    the person.
    """
    session = Coaching.objects.select_related(*WITH_PEOPLE).filter(pk=pk).first()
    if session is None or actor.employee is None:
        raise not_found()
    is_coach, is_person = actor.employee.pk == session.coach_id, actor.employee.pk == session.skp.employee_id
    if to == "change":
        may = is_coach
    elif to == "reply":
        may = is_person
    else:
        may = is_coach or is_person or bool(standings(actor, session.skp) & READERS_OF_FEEDBACK)
    if not may:
        raise not_found()
    return session


def get_session_to_read_reply(actor: Actor, pk: int) -> tuple[Coaching, CoachingReply]:
    """Return format B.1.8 to who wrote it and to who was the coach's superior when it was sent.

    Nobody else, and the coach least of all, whatever post they have come to since.
    """
    found = CoachingReply.objects.filter(coaching__in=Coaching.objects.filter(pk=pk))
    reply = found.select_related(*(f"coaching__{name}" for name in WITH_PEOPLE)).first()
    if reply is None or actor.employee is None or actor.employee.pk == reply.coaching.coach_id:
        raise not_found()
    if actor.employee.pk not in (reply.reader_id, reply.coaching.skp.employee_id):
        raise not_found()
    return reply.coaching, reply


# --- counselling ------------------------------------------------------------------------


def get_employee_to_counsel(actor: Actor, pk: int) -> Employee:
    """Return a person in whose line the account stands on the day: the appraiser, or the one above."""
    return _person_below(actor, pk)


def get_counselling(actor: Actor, pk: int) -> Counselling:
    """Return the notes of a counselling session to the counsellor; to everybody else they do not exist."""
    found = Counselling.objects.filter(counsellor=actor.employee, counsellor__isnull=False)
    counselling = found.select_related("employee__agency").filter(pk=pk).first()
    if counselling is None:
        raise not_found()
    return counselling


# --- samples ----------------------------------------------------------------------------


def get_draw(actor: Actor, pk: int) -> SampleDraw:
    """Return a sample with its plan to everybody who may see the plan."""
    found = SampleDraw.objects.select_related("drawn_by").filter(pk=pk).first()
    if found is None:
        raise not_found()
    found.skp = get_skp(actor, found.skp_id)
    return found


def get_sample_item(actor: Actor, pk: int) -> SampleItem:
    """Return a row of a sample to the appraiser who drew it."""
    found = SampleItem.objects.select_related("draw", "progress__indicator__result").filter(pk=pk).first()
    if found is None or actor.employee is None or actor.employee.pk != found.draw.drawn_by_id:
        raise not_found()
    found.draw.skp = get_skp(actor, found.draw.skp_id, "review")
    return found


# --- rounds of raters -------------------------------------------------------------------

READERS_OF_ROUNDS = (Role.PERFORMANCE_TEAM, Role.AUDITOR)


def rounds(actor: Actor) -> QuerySet[RaterRound]:
    """Return the rounds whose course the account may follow, in counts: team and auditor of the agency."""
    return rounds_of(actor.agencies_as(*READERS_OF_ROUNDS))


def get_round(actor: Actor, pk: int, to: str = "see") -> RaterRound:
    """Return a round; ``to="manage"`` is for the performance team. Neither shows who answers about whom."""
    found = rounds(actor).filter(pk=pk).first()
    if found is None or (to == "manage" and not actor.has(Role.PERFORMANCE_TEAM, found.agency)):
        raise not_found()
    return found


def get_round_to_propose(actor: Actor, pk: int) -> RaterRound:
    """Return a round that is being prepared, to somebody who appraises in its agency."""
    found = RaterRound.objects.select_related("agency", "period").filter(pk=pk, state=RoundState.DRAFT).first()
    if found is None or actor.employee is None or not actor.appraises or actor.employee.agency_id != found.agency_id:
        raise not_found()
    return found


def get_own_task(actor: Actor, code: str) -> OwnTask:
    """Return a rater's own task; to everybody else its address leads nowhere."""
    own = own_task(actor.employee, actor.on, code) if actor.employee is not None else None
    if own is None:
        raise not_found()
    return own


def get_relation(actor: Actor, pk: int) -> ConflictOfInterest:
    """Return a standing relation to who declared it, or to the team of the agency."""
    found = ConflictOfInterest.objects.select_related("employee__agency", "other").filter(pk=pk, until=None).first()
    if found is None:
        raise not_found()
    is_own = not found.by_team and actor.employee is not None and actor.employee.pk == found.employee_id
    if not is_own and not actor.has(Role.PERFORMANCE_TEAM, found.employee.agency):
        raise not_found()
    return found
