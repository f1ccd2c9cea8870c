"""Who may open the figures of rounds. The only door to them.

A person's figures are read by the person, by who appraises today, and by who stands above that; the team sees units and
agencies, never persons. A mirror is one's own; that of a superior, whom the law names, also the superior's superior's
and the team's.
"""

from django.db.models import QuerySet

from terang.evidence.access import READERS_OF_ROUNDS
from terang.evidence.models import RaterRound
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp

from .models import Calculation, Mirror
from .queries.results import calculations_with, mirror_as_superior, own_mirror

WITH_ROUND = ("round__agency", "round__period")


def get_own_calculation(actor: Actor, pk: int | None = None) -> Calculation | None:
    """Return a computation that tells something about the account's own person, the latest without ``pk``."""
    if actor.employee is None:
        raise not_found()
    rows = calculations_with(actor.employee).select_related(*WITH_ROUND)
    found = (rows if pk is None else rows.filter(round__in=_round(pk))).first()
    if found is None and pk is not None:
        raise not_found()
    return found


def get_told(actor: Actor, pk: int, employee: int) -> tuple[Calculation, Employee]:
    """Return the computation of a round and a person it tells about, to those the figures are for."""
    person = _person(actor, employee)
    found = calculations_with(person).select_related(*WITH_ROUND).filter(round__in=_round(pk)).first()
    if found is None:
        raise not_found()
    return found, person


def get_latest(actor: Actor, employee: int) -> tuple[Calculation | None, Employee]:
    """Return the latest computation that tells something about a person, to those the figures are for."""
    person = _person(actor, employee)
    return calculations_with(person).first(), person


def _person(actor: Actor, employee: int) -> Employee:
    person = Employee.objects.select_related("agency").filter(pk=employee).first()
    if person is None or actor.employee is None or not _reads(actor, person):
        raise not_found()
    return person


def _round(pk: int) -> QuerySet[RaterRound]:
    """Asked through the round: a key that is a relation cannot stand a number beyond the column."""
    return RaterRound.objects.filter(pk=pk)


def _reads(actor: Actor, person: Employee) -> bool:
    """The person, who appraises today by post or by the plan that runs, and who stands above that."""
    if actor.employee == person:
        return True
    line = superior_line(person, actor.on)
    return actor.employee in (line.appraiser, line.appraisers_superior) or _appraises_plan(actor, person)


def _appraises_plan(actor: Actor, person: Employee) -> bool:
    running = Skp.objects.filter(state=SkpState.SET, period__state=PeriodState.OPEN, amends=None)
    return running.filter(employee=person, appraiser=actor.employee).exists()


def get_mirror(actor: Actor, pk: int) -> tuple[Calculation, Mirror]:
    """Return the account's own mirror of a round."""
    calculation = Calculation.objects.select_related(*WITH_ROUND).filter(round__in=_round(pk)).first()
    mirror = own_mirror(calculation, actor.employee) if calculation and actor.employee else None
    if calculation is None or mirror is None:
        raise not_found()
    return calculation, mirror


def get_mirror_of_superior(actor: Actor, pk: int, employee: int) -> Mirror:
    """Return how a superior rates, to the superior, to who stands above, and to the team of the agency."""
    mirror = mirror_as_superior(pk, employee)
    if mirror is None or mirror.superior is None:
        raise not_found()
    oversees = mirror.calculation.round.agency.code in actor.agencies_as(*READERS_OF_ROUNDS)
    if not oversees and (actor.employee is None or not _reads(actor, mirror.superior)):
        raise not_found()
    return mirror


def get_calculation(actor: Actor, pk: int) -> Calculation:
    """Return the computation of a round with its figures by unit, to the team and the auditor of the agency."""
    found = Calculation.objects.select_related(*WITH_ROUND).filter(round__in=_round(pk)).first()
    if found is None or found.round.agency.code not in actor.agencies_as(*READERS_OF_ROUNDS):
        raise not_found()
    return found
