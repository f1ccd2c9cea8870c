"""Who may open progress, evidence files and feedback. The only door to them."""

from terang.organisation.access import Actor, not_found
from terang.planning.access import Standing, get_skp, standings
from terang.planning.access import get_indicator as get_planned_indicator
from terang.planning.models import Indicator, Skp

from .enums import RaterRole
from .models import Evidence, Feedback, FeedbackGiver, Progress
from .queries import role_towards

# Feedback is read by those it is for: the person, and who appraises or stands above. Nobody else needs the words.
READERS_OF_FEEDBACK = frozenset({Standing.OWNER, Standing.APPRAISER, Standing.SUPERIOR})


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
