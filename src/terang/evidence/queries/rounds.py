"""Read-only questions about rounds of raters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from uuid import UUID

import numpy as np
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from terang.core.canonical import canonical_json
from terang.core.fairness.tables import Ints, Role
from terang.evidence.enums import RaterRole, ResponseState, RoundState, TaskState
from terang.evidence.models import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAnswer,
    RoundAssignment,
    RoundComment,
    RoundPerson,
    RoundProgress,
    RoundResponse,
)
from terang.evidence.models.rater_keys import RaterKey
from terang.organisation.models import Agency, Assignment, Employee, Unit
from terang.organisation.queries import in_force, people_of

from .rater_keys import address_key, answer_key, keys_of, own_keys

ROLES = {RaterRole.SUPERIOR: Role.SUPERIOR, RaterRole.PEER: Role.PEER, RaterRole.SUBORDINATE: Role.SUBORDINATE}
CHUNK = 5000


@dataclass(frozen=True)
class OwnTask:
    """A task as its rater sees it.

    Attributes:
        code: what its address says; nobody else's task answers to it.
        key: the rater's own key.
    """

    code: str
    key: RaterKey
    task: RoundAssignment
    response: RoundResponse

    @property
    def ratee(self) -> Employee:
        return self.task.ratee

    @property
    def is_sent(self) -> bool:
        return self.response.state == ResponseState.SENT

    @property
    def is_named(self) -> bool:
        """A superior is named, as the law wants it; everybody else is protected."""
        return self.response.is_named


@dataclass(frozen=True)
class Answers:
    """Every sent answer of a round as columns of equal length, ordered by ratee, rater and item.

    Attributes:
        people: the employee of each number; unit: (N,) their units, numbered; units: the unit of each number.
        ratee, rater: (M,) numbers of people; role: (M,) a core Role; item: (M,) place in the questionnaire;
        value: (M,) 1..5, or 0 for "tidak teramati".
    """

    people: tuple[int, ...]
    units: tuple[int, ...]
    unit: Ints
    ratee: Ints
    rater: Ints
    role: Ints
    item: Ints
    value: Ints


# --- rounds -----------------------------------------------------------------------------


def rounds_of(agencies: Sequence[str] | frozenset[str]) -> QuerySet[RaterRound]:
    """Return the rounds of some agencies, the latest first."""
    return RaterRound.objects.filter(agency__code__in=agencies).select_related("agency", "period")


def unit_scope(given: RaterRound) -> Q:
    """The units of a round as a condition on a post: none chosen is the whole agency."""
    chosen = list(given.units.values_list("unit__path", flat=True))
    if not chosen:
        return Q(position__unit__agency=given.agency_id)
    scope = Q()
    for path in chosen:
        scope |= Q(position__unit__path__startswith=path)
    return scope


def unfinished_over(agency: Agency, units: Sequence[Unit]) -> RaterRound | None:
    """Return a round that is prepared or open and shares people with these units; none of them is the agency."""
    running = RaterRound.objects.filter(agency=agency, state__in=(RoundState.DRAFT, RoundState.OPEN))
    for each in running.prefetch_related("units__unit"):
        theirs = [chosen.unit.path for chosen in each.units.all()]
        mine = [unit.path for unit in units]
        if not theirs or not mine or any(a.startswith(b) or b.startswith(a) for a in theirs for b in mine):
            return each
    return None


def last_round_before(given: RaterRound) -> RaterRound | None:
    """Return the latest round of the agency that was answered before."""
    done = RaterRound.objects.filter(agency=given.agency_id, state__in=(RoundState.CLOSED, RoundState.PUBLISHED))
    return done.exclude(pk=given.pk).order_by("-closes_on", "-pk").first()


def progress_of_round(given: RaterRound) -> QuerySet[RoundProgress]:
    """Return what was counted last night, by unit."""
    return RoundProgress.objects.filter(round=given).select_related("unit").order_by("unit__path")


def people_in(given: RaterRound) -> QuerySet[Employee]:
    """Return who takes part, by name."""
    taking_part = RoundPerson.objects.filter(round=given, employee=OuterRef("pk"))
    return people_of(given.agency).filter(Exists(taking_part)).order_by("name", "pk")


def counts_by_unit(given: RaterRound) -> list[tuple[int, int, int, int]]:
    """Return unit, people, answers asked for and answers sent about the people of each unit; names nobody."""
    units = dict(RoundPerson.objects.filter(round=given, is_rated=True).values_list("employee", "unit"))
    found: dict[int, list[int]] = {}
    for unit in units.values():
        found.setdefault(unit, [0, 0, 0])[0] += 1
    rows = RoundResponse.objects.filter(round=given).order_by().values("ratee")
    counted = rows.annotate(asked=Count("pk"), sent=Count("pk", filter=Q(state=ResponseState.SENT)))
    for ratee, asked, sent in counted.values_list("ratee", "asked", "sent"):
        if ratee in units:
            found[units[ratee]][1] += asked
            found[units[ratee]][2] += sent
    return [(unit, *counts) for unit, counts in sorted(found.items())]  # type: ignore[misc]


# --- a rater's own ----------------------------------------------------------------------


def own_tasks(employee: Employee, on: date) -> list[OwnTask]:
    """Return a person's own tasks in open rounds, what is not sent first, then by name: four statements."""
    keys = {key.pseudonym: key for key in own_keys(employee, on)}
    held = Assignment.objects.filter(in_force(on)).select_related("position__unit").order_by("kind", "pk")
    tasks = RoundAssignment.objects.filter(pseudonym__in=list(keys), state=TaskState.ASKED).select_related("ratee")
    found = list(tasks.prefetch_related(Prefetch("ratee__assignments", queryset=held, to_attr="present")))
    return _with_answers(keys, found)


def own_task(employee: Employee, on: date, code: str) -> OwnTask | None:
    """Return the task of a person that answers to an address."""
    keys = {key.pseudonym: key for key in own_keys(employee, on)}
    tasks = RoundAssignment.objects.filter(pseudonym__in=list(keys), state=TaskState.ASKED).select_related("ratee")
    mine = [task for task in tasks if address_key(keys[task.pseudonym], task.pk) == code]
    return next(iter(_with_answers(keys, mine)), None)


def tasks_behind(key: RaterKey) -> list[OwnTask]:
    """Return the tasks of one key with their answers."""
    tasks = RoundAssignment.objects.filter(round=key.round_id, pseudonym=key.pseudonym, state=TaskState.ASKED)
    return _with_answers({key.pseudonym: key}, list(tasks.select_related("ratee")))


def _with_answers(keys: Mapping[UUID, RaterKey], tasks: Sequence[RoundAssignment]) -> list[OwnTask]:
    wanted = {task.pk: answer_key(keys[task.pseudonym], task.pk) for task in tasks}
    answers = RoundResponse.objects.in_bulk(wanted.values())
    own = [
        OwnTask(address_key(keys[task.pseudonym], task.pk), keys[task.pseudonym], task, answers[wanted[task.pk]])
        for task in tasks
    ]
    return sorted(own, key=lambda each: (each.is_sent, each.ratee.name, each.code))


# --- relations and proposals ------------------------------------------------------------


def standing_relations(agency: Agency) -> QuerySet[ConflictOfInterest]:
    rows = ConflictOfInterest.objects.filter(employee__agency=agency, until=None)
    return rows.select_related("employee", "other").order_by("employee__name", "pk")


def relations_of(employee: Employee) -> QuerySet[ConflictOfInterest]:
    """Return what a person declared and what stands; what the other one declared is theirs."""
    rows = ConflictOfInterest.objects.filter(employee=employee, until=None, by_team=False)
    return rows.select_related("other").order_by("other__name", "pk")


def related_to(employee: Employee) -> set[int]:
    """Return with whom a person shall not exchange feedback, whoever of the two declared it."""
    rows = ConflictOfInterest.objects.filter(Q(employee=employee) | Q(other=employee), until=None)
    return {pk for pair in rows.values_list("employee", "other") for pk in pair} - {employee.pk}


def proposals_of(given: RaterRound, ratee: Employee) -> QuerySet[PeerProposal]:
    return PeerProposal.objects.filter(round=given, ratee=ratee).select_related("peer").order_by("peer__name")


# --- what was answered ------------------------------------------------------------------


def answers_of(given: RaterRound) -> Answers:
    """Return the sent answers of a closed round as arrays for the engine of core.fairness.

    It goes through the keys. Use ``services.round_keys.read_answers``, which leaves an entry in the ledger.
    """
    people = dict(RoundPerson.objects.filter(round=given).values_list("employee", "unit"))
    numbers = {employee: number for number, employee in enumerate(sorted(people))}
    units = {unit: number for number, unit in enumerate(sorted(set(people.values())))}
    table = np.fromiter(_sent_rows(given, numbers), np.dtype((np.int64, 5)))
    ratee, rater, role, item, value = table[np.lexsort((table[:, 3], table[:, 1], table[:, 0]))].T
    unit = np.array([units[people[employee]] for employee in sorted(people)], np.int64)
    return Answers(tuple(sorted(people)), tuple(sorted(units)), unit, ratee, rater, role, item, value)


def _sent_rows(given: RaterRound, numbers: Mapping[int, int]) -> Iterator[tuple[int, int, int, int, int]]:
    """Numbers of ratee and rater, role, item and value of every answer, one after the other."""
    keys = {key.pseudonym: key for key in keys_of(given)}
    tasks = RoundAssignment.objects.filter(round=given, state=TaskState.ASKED)
    pairs = {
        answer_key(keys[pseudonym], task): (
            numbers[ratee], numbers[keys[pseudonym].employee_id], int(ROLES[RaterRole(role)])
        )
        for task, pseudonym, ratee, role in tasks.values_list("pk", "pseudonym", "ratee", "role").iterator()
    }  # fmt: skip
    answers = RoundAnswer.objects.filter(response__round=given).values_list("response", "item", "value")
    for response, item, value in answers.iterator(chunk_size=CHUNK):
        if response in pairs:
            yield (*pairs[response], item, value or 0)


def comments_on(given: RaterRound, ratee: Employee) -> dict[str, list[str]]:
    """Return the protected comments on each value of a person, in an order that tells nothing.

    Whether they may be shown is decided by who publishes: only above the threshold for comments.
    """
    rows = RoundComment.objects.filter(response__round=given, response__ratee=ratee, response__is_named=False)
    found: dict[str, list[str]] = {}
    for value, text in rows.order_by("pk").values_list("value", "text"):
        found.setdefault(value, []).append(text)
    return found


def seal_of(given: RaterRound) -> str:
    """The SHA-256 over every sent answer of a closed round, in the order of their random keys.

    One line for each answer: key, ratee, whether named, the values by item, the comments by value; at the end the
    keys of answers that have lost all their values, which are none as long as nobody took any away.
    """
    digest = sha256()
    answers = RoundAnswer.objects.filter(response__round=given).order_by("response", "item")
    by_response = groupby(answers.values_list("response", "item", "value").iterator(CHUNK), key=lambda row: row[0])
    words: dict[UUID, list[tuple[str, str]]] = {}
    comments = RoundComment.objects.filter(response__round=given).values_list("response", "value", "text")
    for response, core_value, text in comments.iterator(CHUNK):
        words.setdefault(response, []).append((core_value, text))
    sent = RoundResponse.objects.filter(round=given, state=ResponseState.SENT).order_by("pk")
    told = dict(sent.values_list("pk", "is_named"))
    ratees = dict(sent.values_list("pk", "ratee"))
    for response, rows in by_response:
        values = [(item, value) for _response, item, value in rows]
        line = [response, ratees.pop(response), told[response], values, sorted(words.get(response, []))]
        digest.update(canonical_json(line).encode() + b"\n")
    digest.update(canonical_json(sorted(map(str, ratees))).encode())
    return digest.hexdigest()
