"""The part of a round around somebody: enough to draw one more rater, however large the agency is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import Q

from terang.core.fairness import assignment as core
from terang.core.fairness.tables import Role
from terang.evidence.enums import RaterRole, TaskState
from terang.evidence.mapping import Roster, panels, roster
from terang.evidence.models import RaterRound, RoundAssignment, RoundPerson
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rounds import ROLES
from terang.organisation.models import Unit

from .round_draw import Bounds, bounds_of

# From here on a question names the round instead of each person: databases bound their values.
MANY = 5000


@dataclass(frozen=True)
class Nearby:
    """People around the ratees, and who was asked about whom among them.

    Attributes:
        people: numbered; bounds: whom the draw must keep apart, those who left a panel included;
        absent: numbers of those who were replaced because they are absent; asked: (ratee, rater, role) of employees.
    """

    people: Roster
    bounds: Bounds
    absent: list[int]
    asked: list[tuple[int, int, int]]

    def standing(self, further: Iterable[tuple[int, int, int]]) -> core.Assignment:
        """The tasks as the engine knows them, with those that are just being handed over."""
        table = panels(self.people, [*self.asked, *further])
        reason = np.where(table.role == Role.SUPERIOR, core.Reason.SUPERIOR, core.Reason.SAME_UNIT)
        return core.Assignment(table.ratee, table.rater, table.role, reason.astype(np.int64), ())


def load_nearby(given: RaterRound, ratees: Sequence[int]) -> Nearby:
    """Load what surrounds these people: the units beside theirs, whoever answers there, and about whom."""
    near = _beside(given, ratees)
    names, rows = _tasks(given, near, ratees)
    told = [(ratee, names[who], int(ROLES[RaterRole(role)]), state) for ratee, who, role, state in rows]
    places = dict(RoundPerson.objects.filter(round=given).values_list("employee", "unit"))
    above = {ratee: rater for ratee, rater, role, _state in told if role == Role.SUPERIOR}
    everybody = near | set(ratees) | {one for ratee, rater, _role, _state in told for one in (ratee, rater)}
    superiors = {one: (above[one], places[above[one]]) for one in everybody if one in above and above[one] in places}
    people = roster({one: places[one] for one in everybody if one in places}, superiors)
    bounds = bounds_of(given, people)
    left = [(ratee, rater) for ratee, rater, _role, state in told if state != TaskState.ASKED and ratee in ratees]
    bounds["excluded"] += people.pairs(left)
    gone = {people.number(rater) for _ratee, rater, _role, state in told if state == TaskState.REPLACED}
    asked = [(ratee, rater, role) for ratee, rater, role, state in told if state == TaskState.ASKED]
    return Nearby(people, bounds, [number for number in gone if number is not None], asked)


def _beside(given: RaterRound, ratees: Sequence[int]) -> set[int]:
    """Everybody of the round in the units that hang beside those of the ratees."""
    people = RoundPerson.objects.filter(round=given)
    paths = people.filter(employee__in=ratees).values_list("unit__path", flat=True)
    scope = Q(employee__in=ratees)
    for path in set(paths):
        scope |= Q(unit__path__startswith=path[: -Unit.steplen])
    return set(people.filter(scope).values_list("employee", flat=True))


def _tasks(
    given: RaterRound, near: set[int], ratees: Sequence[int]
) -> tuple[dict[UUID, int], list[tuple[int, UUID, str, str]]]:
    """The people behind the pseudonyms, and the tasks by them, about the ratees, and of their superiors."""
    keys = RaterKey.objects.filter(round=given)
    tasks = RoundAssignment.objects.filter(round=given)
    if len(near) < MANY:
        mine = dict(keys.filter(employee__in=near).values_list("pseudonym", "employee"))
        superior = Q(role=RaterRole.SUPERIOR, ratee__in=near)
        tasks = tasks.filter(Q(pseudonym__in=list(mine)) | Q(ratee__in=ratees) | superior)
    rows = list(tasks.values_list("ratee", "pseudonym", "role", "state"))
    wanted = {pseudonym for _ratee, pseudonym, _role, _state in rows}
    behind = keys.filter(pseudonym__in=wanted) if len(wanted) < MANY else keys
    return dict(behind.values_list("pseudonym", "employee")), rows
