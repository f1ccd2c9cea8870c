"""Who answers instead of whom, who must not answer about whom, and whom a superior proposes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.fairness import assignment as core
from terang.core.fairness.tables import Role
from terang.evidence.enums import RaterRole, RelationKind, RoundState, TaskState
from terang.evidence.mapping import Roster, roster
from terang.evidence.models import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAssignment,
    RoundPerson,
    RoundResponse,
)
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rater_keys import answer_key, key_of, keys_of
from terang.evidence.queries.rounds import OwnTask, people_in, tasks_behind
from terang.identity.models import User
from terang.jobs.services import SYSTEM
from terang.ledger.services import record
from terang.organisation.models import Employee
from terang.organisation.queries import appraisees

from .guards import Refused
from .protected import day_of, note_protected, sealed
from .rater_keys import blank, count_owed, note_use
from .round_draw import asked, bounds_of, dice, shares_of

MOST_PROPOSED = 5
RELATION_SUBJECT = "round_relation"


# --- proposals --------------------------------------------------------------------------


def propose_peers(
    *, given: RaterRound, ratee: Employee, peers: Sequence[Employee], superior: Employee, by: User, at: datetime
) -> None:
    """Name peers among whom the lot may also fall, in place of those named before. It decides nothing.

    Raises:
        Refused: the round was opened, somebody else's person, the person or the superior, or too many.
    """
    if RaterRound.objects.get(pk=given.pk).state != RoundState.DRAFT:
        raise Refused(_("Putaran ini sudah dibuka, jadi usulan rekan tidak dapat diubah lagi."))
    if not appraisees(superior, timezone.localdate(at)).filter(pk=ratee.pk).exists():
        raise Refused(_("Usulan rekan ditulis oleh pejabat penilai pegawai yang bersangkutan."))
    named = {peer.pk for peer in peers}
    if named & {ratee.pk, superior.pk}:
        raise Refused(_("Usulkan orang lain, bukan pegawai itu sendiri atau Anda."))
    if len(named) > MOST_PROPOSED:
        raise Refused(_("Paling banyak %(most)d usulan untuk satu pegawai.") % {"most": MOST_PROPOSED})
    if people_in(given).filter(pk__in=named).count() < len(named):
        raise Refused(_("Usulkan pegawai yang ikut dalam putaran ini."))
    with transaction.atomic():
        PeerProposal.objects.filter(round=given, ratee=ratee).delete()
        PeerProposal.objects.bulk_create(
            PeerProposal(round=given, ratee=ratee, peer=peer, by=superior) for peer in peers
        )
        told = {"proposals": len(named)}
        subject = f"round:{given.pk}"
        record(agency=given.agency.code, act="round.peers_proposed", subject=subject, by=by.username, at=at, data=told)


# --- relations --------------------------------------------------------------------------


def declare_relation(
    *, employee: Employee, other: Employee, kind: RelationKind, by_team: bool, by: User, at: datetime
) -> ConflictOfInterest:
    """Declare that two people shall not rate each other. In open rounds others are asked in their place.

    The ledger learns that a relation was declared on a day, under seal, and by whom only when the team did it.

    Raises:
        Refused: with oneself or somebody of another agency, or declared before.
    """
    today = timezone.localdate(at)
    if employee.pk == other.pk or employee.agency_id != other.agency_id:
        raise Refused(_("Pilih pegawai lain dari instansi yang sama."))
    if ConflictOfInterest.objects.filter(_between(employee, other), until=None).exists():
        raise Refused(_("Hubungan ini sudah dicatat. Anda berdua tidak diminta saling memberi umpan balik."))
    try:
        with transaction.atomic():
            said = {"employee": employee, "other": other, "kind": kind, "by_team": by_team, "since": today}
            made = ConflictOfInterest.objects.create(**said)
            _note_relation(made, "round.relation_declared", by, at)
            _part(employee, other, by, at)
    except IntegrityError:
        raise Refused(_("Hubungan ini sudah dicatat. Anda berdua tidak diminta saling memberi umpan balik.")) from None
    return made


def end_relation(*, relation: ConflictOfInterest, by: User, at: datetime) -> None:
    """End a declared relation; draws from now on may bring the two together.

    Raises:
        Refused: ended before.
    """
    with transaction.atomic():
        standing = ConflictOfInterest.objects.filter(pk=relation.pk, until=None)
        if not standing.update(until=timezone.localdate(at)):
            raise Refused(_("Hubungan ini sudah diakhiri."))
        _note_relation(relation, "round.relation_ended", by, at)


def _between(employee: Employee, other: Employee) -> Q:
    return Q(employee=employee, other=other) | Q(employee=other, other=employee)


def _note_relation(relation: ConflictOfInterest, act: str, by: User, at: datetime) -> None:
    code = relation.employee.agency.code
    seal = sealed(relation.pk, relation.employee_id, f"{relation.other_id}:{relation.kind}")
    if relation.by_team:
        record(agency=code, act=act, subject=RELATION_SUBJECT, by=by.username, at=at, data={"seal": seal})
    else:
        note_protected(code, act, RELATION_SUBJECT, at, seal)


def _part(employee: Employee, other: Employee, by: User, at: datetime) -> None:
    """Take the two out of each other's panels in every open round."""
    rounds = RaterRound.objects.filter(agency=employee.agency_id, state=RoundState.OPEN).select_related("agency")
    for given in rounds:
        for rater, ratee in ((employee, other), (other, employee)):
            key = key_of(given, rater)
            mine = [each for each in tasks_behind(key) if each.ratee.pk == ratee.pk] if key else []
            if key and mine:
                _hand_over(given, key, mine, TaskState.DECLINED)
                note_use(given, "relation", by=SYSTEM, at=day_of(at))


# --- replacement ------------------------------------------------------------------------


def replace_absent(*, given: RaterRound, absent: Employee, by: User, at: datetime) -> None:
    """Ask others for what an absent person has not sent yet; what they sent stays, their drafts are erased.

    Nobody is told how much that was, or about whom: the answer is the same when there was nothing to hand over.

    Raises:
        Refused: the round is not open.
    """
    with transaction.atomic():
        if RaterRound.objects.select_for_update().get(pk=given.pk).state != RoundState.OPEN:
            raise Refused(_("Penilai hanya dapat diganti selama putaran dibuka."))
        note_use(given, "replacement", by=by.username, at=at)
        key = key_of(given, absent)
        owed = [each for each in tasks_behind(key) if not each.is_sent] if key else []
        if key and owed:
            _hand_over(given, key, owed, TaskState.REPLACED)


def _hand_over(given: RaterRound, key: RaterKey, tasks: Iterable[OwnTask], state: TaskState) -> None:
    """Close tasks of one rater and draw others in their place, where there are any."""
    people, standing = _stored(given), None
    bounds = bounds_of(given, people)
    known = people.number(key.employee_id)
    for own in tasks:
        before = standing or _standing(given, people)
        RoundAssignment.objects.filter(pk=own.task.pk).update(state=state)
        RoundResponse.objects.filter(pk=own.response.pk).delete()
        ratee = people.number(own.ratee.pk)
        if own.task.role == RaterRole.SUPERIOR or known is None or ratee is None:
            continue
        standing = core.replace_rater(
            before, people.persons(), people.superior, ratee=ratee, rater=known, seed=dice(given),
            cap=shares_of(given).most_tasks, rotated=0, absent=_absent(given, people), proposals=bounds["proposals"],
            excluded=[*bounds["excluded"], *_gone(given, people)],
        )  # fmt: skip
        _ask_successor(given, people, before, standing, ratee, own)
    count_owed(key)


def _stored(given: RaterRound) -> Roster:
    """The people of a round as they were when raters were drawn."""
    places = dict(RoundPerson.objects.filter(round=given).values_list("employee", "unit"))
    rated = RoundPerson.objects.filter(round=given, is_rated=True).values_list("employee", flat=True)
    above = {ratee: rater for ratee, rater, role in asked(given, *TaskState) if role == Role.SUPERIOR}
    superiors = {ratee: (rater, places[rater]) for ratee, rater in above.items() if rater in places}
    return roster({pk: places[pk] for pk in rated}, superiors)


def _standing(given: RaterRound, people: Roster) -> core.Assignment:
    """The tasks of a round as the engine knows them; why each was drawn does not matter any more."""
    told = ((people.number(a), people.number(b), role) for a, b, role in asked(given))
    rows = sorted((a, b, role) for a, b, role in told if a is not None and b is not None)
    table = np.array(rows, np.int64).reshape(-1, 3)
    reason = np.where(table[:, 2] == Role.SUPERIOR, core.Reason.SUPERIOR, core.Reason.SAME_UNIT).astype(np.int64)
    return core.Assignment(table[:, 0], table[:, 1], table[:, 2], reason, ())


def _absent(given: RaterRound, people: Roster) -> list[int]:
    """Who was replaced because they are absent: for this round they are asked about nobody any more."""
    left = {people.number(rater) for _ratee, rater, _role in asked(given, TaskState.REPLACED)}
    return [number for number in left if number is not None]


def _gone(given: RaterRound, people: Roster) -> list[tuple[int, int]]:
    """Who left the panel of whom; they do not come back."""
    left = asked(given, TaskState.REPLACED, TaskState.DECLINED)
    return people.pairs((ratee, rater) for ratee, rater, _role in left)


def _ask_successor(
    given: RaterRound, people: Roster, before: core.Assignment, after: core.Assignment, ratee: int, own: OwnTask
) -> None:
    """Make the task and the empty answer of whoever is new in the panel; nobody may be."""
    old = set(before.rater[before.ratee == ratee].tolist())
    new = [number for number in after.rater[after.ratee == ratee].tolist() if number not in old]
    for key in keys_of(given, [people.people[number] for number in new]):
        task = RoundAssignment.objects.create(
            pk=uuid4(), round=given, pseudonym=key.pseudonym, ratee=own.ratee, role=own.task.role
        )
        blank(given, answer_key(key, task.pk), own.ratee.pk, is_named=False).save(force_insert=True)
        count_owed(key)
