"""Drawing the raters of a round: the work of a job, done anew as often as the team asks before the round opens."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import TypedDict
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from terang.core.fairness import assignment as core
from terang.core.fairness.tables import Role
from terang.core.law_view import RaterShares
from terang.evidence.enums import RaterRole, RoundState, TaskState
from terang.evidence.mapping import Panels, Roster, coverage, panels, roster
from terang.evidence.models import PeerProposal, RaterRound, RoundAssignment, RoundPerson, RoundResponse
from terang.evidence.queries.rater_keys import answer_key, keys_of
from terang.evidence.queries.rounds import ROLES, last_round_before, standing_relations, unit_scope
from terang.ledger.services import record
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import in_force, superior_lines

from .guards import Refused
from .rater_keys import CHUNK, begin_keys, blank, note_use, set_owed

ROLE_OF = {core_role: role for role, core_role in ROLES.items()}


class CannotDraw(Refused):
    """The people of the round do not allow a draw; also ends the job, in these words."""

    @property
    def user_message(self) -> str:
        return str(self)


def shares_of(given: RaterRound) -> RaterShares:
    """The numbers that held when the round was made."""
    return RaterShares(**given.policy["assignment"])


def dice(given: RaterRound) -> int:
    """What draws: the stored seed together with the secret of the installation.

    Whoever knew it could draw again and learn who was asked about whom, so a copy of the database is not enough.
    """
    return int(salted_hmac("terang.evidence.rounds", given.seed, algorithm="sha256").hexdigest()[:15], 16)


def draw_raters(*, given: RaterRound, by: str, at: datetime) -> dict[str, int]:
    """Draw raters for everybody of a round that is being prepared, in place of an earlier draw.

    Raises:
        CannotDraw: nobody to draw from, or people who appraise each other in a circle.
        Refused: the round is no longer being prepared.
    """
    people = roster_of(given)
    if len(people.rated) < 2:
        raise CannotDraw(_("Putaran ini belum memuat cukup pegawai. Pilih unit yang lebih besar, lalu bagi lagi."))
    with transaction.atomic():
        _claim(given)
        drawn = _drawn(given, people, by, at)
        _store(given, people, drawn)
        told = {
            "people": len(people.rated), "pairs": len(drawn.ratee),
            "seed_sha256": sha256(str(dice(given)).encode()).hexdigest(),
        }  # fmt: skip
        subject = f"round:{given.pk}"
        record(agency=given.agency.code, act="round.drawn", subject=subject, by=by, at=at, data=told)
    return {"people": len(people.rated), "pairs": len(drawn.ratee)}


def roster_of(given: RaterRound) -> Roster:
    """The people of a round as they are placed on its first day."""
    on = given.opens_on
    posts = Assignment.objects.filter(in_force(on), unit_scope(given), kind=AssignmentKind.DEFINITIVE)
    posts = posts.filter(employee__agency=given.agency_id, employee__is_active=True, employee__user__isnull=False)
    units = dict(posts.order_by("since", "pk").values_list("employee", "position__unit"))
    lines = superior_lines(Employee.objects.filter(pk__in=list(units)) if len(units) < CHUNK else _all(given), on)
    above = {pk: lines[pk].appraiser.pk for pk in units if lines[pk].appraiser is not None}  # type: ignore[union-attr]
    outside = Assignment.objects.filter(in_force(on), employee__in=set(above.values()) - set(units))
    places = dict(outside.values_list("employee", "position__unit")) | units
    return roster(units, {pk: (one, places[one]) for pk, one in above.items() if one in places})


def _all(given: RaterRound) -> Iterable[Employee]:
    return Employee.objects.filter(agency=given.agency_id)


class Bounds(TypedDict):
    """What a draw keeps to, besides the line of superiors: pairs of numbers, see ``core.assign_raters``."""

    excluded: list[tuple[int, int]]
    proposals: list[tuple[int, int]]


def bounds_of(given: RaterRound, people: Roster) -> Bounds:
    """Who must not rate whom, and whom superiors propose."""
    related = standing_relations(given.agency).order_by().values_list("employee", "other")
    proposed = PeerProposal.objects.filter(round=given).values_list("ratee", "peer")
    return {"excluded": people.pairs(related), "proposals": people.pairs(proposed)}


def _drawn(given: RaterRound, people: Roster, by: str, at: datetime) -> core.Assignment:
    rule = shares_of(given)
    try:
        return core.assign_raters(
            people.persons(),
            people.superior,
            seed=dice(given),
            ratees=people.rated,
            peers=rule.peers,
            subs=rule.subordinates,
            cross_share=rule.cross_percent / 100,
            cap=rule.most_tasks,
            rotated=rule.rotated,
            previous=_previous(given, people, by, at),
            **bounds_of(given, people),
        )
    except ValueError:
        raise CannotDraw(
            _("Ada pegawai yang saling menilai sebagai atasan. Periksa penunjukan pejabat penilai, lalu bagi lagi.")
        ) from None


def _previous(given: RaterRound, people: Roster, by: str, at: datetime) -> Panels | None:
    """The panels of the last round, so that some peers change; a use of its keys."""
    last = last_round_before(given)
    if last is None:
        return None
    note_use(last, "rotation", by=by, at=at)
    return panels(people, asked(last))


def asked(given: RaterRound, *states: TaskState) -> list[tuple[int, int, int]]:
    """Ratee, rater and core role of the tasks of a round, through its keys."""
    keys = {key.pseudonym: key.employee_id for key in keys_of(given)}
    rows = RoundAssignment.objects.filter(round=given, state__in=states or (TaskState.ASKED,))
    return [
        (ratee, keys[pseudonym], int(ROLES[RaterRole(role)]))
        for ratee, pseudonym, role in rows.values_list("ratee", "pseudonym", "role")
    ]


def _claim(given: RaterRound) -> None:
    locked = RaterRound.objects.select_for_update().get(pk=given.pk)
    if locked.state != RoundState.DRAFT:
        raise CannotDraw(_("Putaran ini sudah dibuka, jadi penilainya tidak dapat dibagi lagi."))


def _store(given: RaterRound, people: Roster, drawn: core.Assignment) -> None:
    """Keys, people, tasks and empty answers, each in the order of a random key."""
    for table in (RoundAssignment, RoundResponse, RoundPerson):
        table.objects.filter(round=given).delete()
    keys = begin_keys(given, people.people)
    rated = set(people.rated)
    persons = [
        RoundPerson(round=given, employee_id=employee, unit_id=people.unit[number], is_rated=number in rated)
        for number, employee in enumerate(people.people)
    ]
    tasks, answers = [], []
    for ratee, rater, role in zip(drawn.ratee.tolist(), drawn.rater.tolist(), drawn.role.tolist(), strict=True):
        key, about = keys[people.people[rater]], people.people[ratee]
        told = ROLE_OF[Role(role)]
        task = RoundAssignment(pk=uuid4(), round=given, pseudonym=key.pseudonym, ratee_id=about, role=told)
        tasks.append(task)
        answers.append(blank(given, answer_key(key, task.pk), about, is_named=told == RaterRole.SUPERIOR))
        key.remaining += 1
    RoundPerson.objects.bulk_create(sorted(persons, key=_by_key), batch_size=CHUNK)
    RoundAssignment.objects.bulk_create(sorted(tasks, key=_by_key), batch_size=CHUNK)
    RoundResponse.objects.bulk_create(sorted(answers, key=_by_key), batch_size=CHUNK)
    set_owed(keys.values())
    RaterRound.objects.filter(pk=given.pk).update(coverage=coverage(people, drawn, shares_of(given)))


def _by_key(row: RoundPerson | RoundAssignment | RoundResponse) -> UUID:
    return row.pk
