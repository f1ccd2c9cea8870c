"""Who answers instead of whom, who must not answer about whom, and whom a superior proposes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.fairness import assignment as core
from terang.evidence.enums import RaterRole, RelationKind, RoundState, TaskState
from terang.evidence.models import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAssignment,
    RoundResponse,
)
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rater_keys import answer_key, key_of, keys_of
from terang.evidence.queries.rounds import ROLES, OwnTask, people_in, tasks_behind
from terang.identity.models import User
from terang.jobs.services import SYSTEM
from terang.ledger.services import record
from terang.organisation.models import Employee
from terang.organisation.queries import appraisees

from .guards import Refused
from .protected import day_of, note_protected, sealed
from .rater_keys import blank, count_owed, note_use
from .round_draw import dice, shares_of
from .round_nearby import Nearby, load_nearby

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


def _hand_over(given: RaterRound, key: RaterKey, tasks: Sequence[OwnTask], state: TaskState) -> None:
    """Close tasks of one rater and draw others in their place, where there are any."""
    RoundAssignment.objects.filter(pk__in=[own.task.pk for own in tasks]).update(state=state)
    RoundResponse.objects.filter(pk__in=[own.response.pk for own in tasks]).delete()
    drawn = [own for own in tasks if own.task.role != RaterRole.SUPERIOR]
    if drawn:
        near = load_nearby(given, [own.ratee.pk for own in drawn])
        left = key.employee_id
        standing = near.standing([(own.ratee.pk, left, int(ROLES[RaterRole(own.task.role)])) for own in drawn])
        for own in drawn:
            before, standing = standing, _replaced(given, near, standing, own.ratee.pk, left)
            _ask_successor(given, near, before, standing, own)
    count_owed(key)


def _replaced(given: RaterRound, near: Nearby, standing: core.Assignment, ratee: int, left: int) -> core.Assignment:
    people = near.people
    return core.replace_rater(
        standing, people.persons(), people.superior, ratee=people.numbered(ratee), rater=people.numbered(left),
        seed=dice(given), cap=shares_of(given).most_tasks, rotated=0, absent=near.absent, **near.bounds,
    )  # fmt: skip


def _ask_successor(
    given: RaterRound, near: Nearby, before: core.Assignment, after: core.Assignment, own: OwnTask
) -> None:
    """Make the task and the empty answer of whoever is new in the panel; nobody may be."""
    ratee = near.people.numbered(own.ratee.pk)
    old = set(before.rater[before.ratee == ratee].tolist())
    new = [number for number in after.rater[after.ratee == ratee].tolist() if number not in old]
    for key in keys_of(given, [near.people.people[number] for number in new]):
        task = RoundAssignment.objects.create(
            pk=uuid4(), round=given, pseudonym=key.pseudonym, ratee=own.ratee, role=own.task.role
        )
        blank(given, answer_key(key, task.pk), own.ratee.pk, is_named=False).save(force_insert=True)
        count_owed(key)
