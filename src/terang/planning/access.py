"""Who may open which plan and period. The only door to them; closed doors and missing rooms look the same."""

from enum import StrEnum

from django.db.models import QuerySet

from terang.identity.enums import Role
from terang.organisation.access import Actor, manages, not_found, staff
from terang.organisation.models import Agency, Employee
from terang.organisation.queries import superior_line

from .models import (
    Comment,
    Dialogue,
    DialogueAction,
    Handover,
    Indicator,
    Outage,
    Period,
    PlanCase,
    Receipt,
    RoleCell,
    Skp,
    WorkResult,
)
from .queries.addendum import with_addendum
from .queries.cases import handed_with_words, whole, with_parts


class Standing(StrEnum):
    """What somebody is to a plan."""

    OWNER = "owner"
    APPRAISER = "appraiser"
    SUPERIOR = "superior"  # stands above in the line, or has become the appraiser since
    TEAM = "team"
    AUDITOR = "auditor"


RIGHTS = {
    "view": frozenset(Standing),
    "edit": frozenset({Standing.OWNER}),
    "review": frozenset({Standing.APPRAISER}),
    "amend": frozenset({Standing.OWNER, Standing.APPRAISER}),
    # What two people say to each other is theirs, and the superior's who settles it when they do not agree. The team
    # and the auditor look after the procedure, which the ledger shows them; a talk that others read is not open.
    "talk": frozenset({Standing.OWNER, Standing.APPRAISER}),
    "read talks": frozenset({Standing.OWNER, Standing.APPRAISER, Standing.SUPERIOR}),
}


def get_skp(actor: Actor, pk: int, to: str = "view") -> Skp:
    """Return the plan for one purpose: ``view``, ``edit`` (owner), ``review`` (appraiser), ``amend`` (both)."""
    found = Skp.objects.select_related("period__agency", "employee__agency", "appraiser", "assignment__position__unit")
    skp = with_parts(with_addendum(found)).filter(pk=pk).first()
    if skp is None or not standings(actor, skp) & RIGHTS[to]:
        raise not_found()
    return skp


def standings(actor: Actor, skp: Skp) -> frozenset[Standing]:
    """Return all that the account is to the plan; the plan needs its employee, agency and post loaded."""
    agency = skp.employee.agency
    claims = {
        Standing.OWNER: actor.employee is not None and actor.employee.pk == skp.employee_id,
        Standing.APPRAISER: actor.employee is not None and actor.employee.pk == skp.appraiser_id,
        Standing.TEAM: actor.has(Role.PERFORMANCE_TEAM, agency),
        Standing.AUDITOR: actor.has(Role.AUDITOR, agency),
    }
    found = {standing for standing, holds in claims.items() if holds}
    # Nobody stands above the own plan, and an appraiser may all that a superior may: only others are looked up.
    if not found & RIGHTS["talk"] and _stands_above(actor, skp):
        found.add(Standing.SUPERIOR)
    return frozenset(found)


def get_result(actor: Actor, pk: int, to: str = "edit") -> WorkResult:
    """Return a result with its plan."""
    result = WorkResult.objects.filter(pk=pk).first()
    if result is None:
        raise not_found()
    result.skp = get_skp(actor, result.skp_id, to)
    return result


def get_indicator(actor: Actor, pk: int, to: str = "view") -> Indicator:
    """Return an indicator with its result and plan."""
    indicator = Indicator.objects.select_related("result").filter(pk=pk).first()
    if indicator is None:
        raise not_found()
    indicator.result.skp = get_skp(actor, indicator.result.skp_id, to)
    return indicator


def get_talk(actor: Actor, pk: int, to: str = "talk") -> Dialogue:
    """Return a talk with its plan."""
    talk = Dialogue.objects.select_related("minutes_by", "arranged_by").filter(pk=pk).first()
    if talk is None:
        raise not_found()
    talk.skp = get_skp(actor, talk.skp_id, to)
    return talk


def get_action(actor: Actor, pk: int) -> DialogueAction:
    """Return what was promised in a talk, to those who talked."""
    action = DialogueAction.objects.select_related("dialogue").filter(pk=pk).first()
    if action is None:
        raise not_found()
    action.dialogue.skp = get_skp(actor, action.dialogue.skp_id, "talk")
    return action


def get_comment(actor: Actor, pk: int) -> Comment:
    """Return a remark about a plan, to those who talk about it."""
    comment = Comment.objects.select_related("author").filter(pk=pk).first()
    if comment is None:
        raise not_found()
    comment.skp = get_skp(actor, comment.skp_id, "talk")
    return comment


def get_branch(actor: Actor, pk: int) -> WorkResult:
    """Return a result of somebody the account may look up, with plan and person: a place in the tree of results."""
    found = WorkResult.objects.select_related("skp__employee", "skp__assignment__position", "skp__period")
    result = found.filter(pk=pk, skp__amends=None, skp__employee__in=staff(actor)).first()
    if result is None:
        raise not_found()
    return result


def roles_offered(actor: Actor) -> QuerySet[RoleCell]:
    """Return the roles that leaders gave the person and published."""
    offered = RoleCell.objects.filter(employee=actor.employee, result__skp__published_at__isnull=False)
    return offered if actor.employee is not None else offered.none()


def get_period(actor: Actor, pk: int) -> Period:
    """Return a period that the account may open and close: the performance team and the agency admin."""
    period = Period.objects.select_related("agency").prefetch_related("stages").filter(pk=pk).first()
    if period is None or not manages(actor, period.agency):
        raise not_found()
    return period


def get_receipt(actor: Actor, pk: int) -> Receipt:
    """Return a receipt to its owner, and to the performance team and the auditor who are shown its number."""
    receipt = Receipt.objects.select_related("employee", "agency").filter(pk=pk).first()
    if receipt is None:
        raise not_found()
    own = actor.employee is not None and actor.employee.pk == receipt.employee_id
    if not (own or actor.has(Role.PERFORMANCE_TEAM, receipt.agency) or actor.has(Role.AUDITOR, receipt.agency)):
        raise not_found()
    return receipt


def declares_outages(actor: Actor, agency: Agency) -> bool:
    """The operator knows when the system could not be reached."""
    return actor.has(Role.OPERATOR, agency)


def get_outage(actor: Actor, pk: int) -> Outage:
    """Return an outage to the operator, who may take the declaration back."""
    outage = Outage.objects.select_related("agency").filter(pk=pk).first()
    if outage is None or not declares_outages(actor, outage.agency):
        raise not_found()
    return outage


# --- a year in parts --------------------------------------------------------------------


def keeps_cases(actor: Actor, agency: Agency) -> bool:
    """The performance team records what changes in the middle of the year."""
    return actor.has(Role.PERFORMANCE_TEAM, agency)


def get_person_to_change(actor: Actor, pk: int) -> Employee:
    """Return a person for whom the account may record a change."""
    codes = actor.agencies_as(Role.PERFORMANCE_TEAM)
    person = Employee.objects.select_related("agency", "user").filter(pk=pk, agency__code__in=codes).first()
    if person is None:
        raise not_found()
    return person


def get_case(actor: Actor, pk: int, to: str = "view") -> PlanCase:
    """Return a change: to the team, and once it was applied to everybody who may see the plan it concerns."""
    case = whole(PlanCase.objects.filter(pk=pk)).first()
    if case is None:
        raise not_found()
    is_reader = to == "view" and case.applied_at is not None and _reads_case(actor, case)
    if not (is_reader or keeps_cases(actor, case.employee.agency)):
        raise not_found()
    return case


def _reads_case(actor: Actor, case: PlanCase) -> bool:
    plans = [plan for plan in (case.skp, case.opened) if plan is not None]
    for plan in plans:
        plan.employee = case.employee
    return any(standings(actor, plan) for plan in plans)


def get_handover(actor: Actor, pk: int) -> Handover:
    """Return a result that was handed over, to whom it was handed to."""
    found = handed_with_words(actor.employee).filter(pk=pk).first() if actor.employee else None
    if found is None:
        raise not_found()
    return found


def _stands_above(actor: Actor, skp: Skp) -> bool:
    """Heads of the units above need no question to the database; an appointed line is looked up.

    Who neither leads a unit nor is appointed to appraise stands in nobody's line.
    """
    if actor.employee is None or not actor.appraises or actor.employee.agency_id != skp.employee.agency_id:
        return False
    if actor.leads_over(skp.assignment.position.unit.path):
        return True
    line = superior_line(skp.employee, actor.on)
    return actor.employee in (line.appraiser, line.appraisers_superior)
