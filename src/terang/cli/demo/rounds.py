"""Rounds of raters in the demo office: one being answered around the counter officer, one being prepared."""

from collections.abc import Sequence
from datetime import date, timedelta

from terang.evidence.enums import RelationKind
from terang.evidence.models import RaterRound
from terang.evidence.queries.rater_keys import keys_of
from terang.evidence.queries.rounds import OwnTask, tasks_behind
from terang.evidence.services.round_answers import Filled, save_answer, send_answer
from terang.evidence.services.round_close import every_night
from terang.evidence.services.round_draw import draw_raters
from terang.evidence.services.round_raters import declare_relation
from terang.evidence.services.rounds import DRAW_JOB, create_round, open_round
from terang.identity.models import User
from terang.jobs.models import Job
from terang.organisation.models import Assignment, Employee, Unit
from terang.organisation.queries import post_on
from terang.planning.models import Period

from .year import moment, seeded

PEOPLE = 12
COMMENTS = (
    ("BERORIENTASI_PELAYANAN", "Saat antrean panjang tetap menyapa warga dan menjelaskan syaratnya."),
    ("KOMPETEN", "Membagikan catatan pelatihan kepada teman satu ruangan."),
    ("HARMONIS", "Menggantikan giliran jaga ketika ada yang berduka."),
    ("ADAPTIF", "Cepat memakai formulir baru dan membantu yang lain mencobanya."),
    ("KOLABORATIF", "Sebaiknya kabar perubahan jadwal disampaikan lebih awal."),
)


def ask_around(period: Period, officer: str, team: str, lurah: str, day: date) -> None:
    """A round of about twelve people with answers on their way, a relation, and a round of a kelurahan to prepare."""
    by = User.objects.filter(username=team).first()
    centre, other = (Employee.objects.filter(nip=nip, agency=period.agency).first() for nip in (officer, lurah))
    opens = day - timedelta(days=5)
    if by is None or centre is None or other is None or opens < period.start:
        return
    given = prepared(period, "Semester II", around(centre, opens), opens, day + timedelta(days=9), by)
    open_round(given=given, version=given.version, by=by, at=moment(opens))
    for key in keys_of(given):
        share = seeded(key.employee, "round").random()
        answer(tasks_behind(key), share, opens + timedelta(days=2))
    every_night(given=given, day=day, at=moment(day))
    post = post_on(other, day)
    if post is not None:
        at_first = day + timedelta(days=12)
        prepared(period, "Uji coba kelurahan", [post.position.unit], at_first, at_first + timedelta(days=14), by, day)
    relate(centre, other, by, day)


def around(centre: Employee, on: date) -> list[Unit]:
    """The unit of a person and units beside it until there are about twelve people."""
    post = post_on(centre, on)
    if post is None:
        return []
    home = post.position.unit
    beside = Unit.objects.filter(depth=home.depth, path__startswith=home.path[: -Unit.steplen], until=None)
    chosen, people = [home], people_of(home)
    for unit in sorted(beside.exclude(pk=home.pk).order_by("path"), key=people_of):
        if people >= PEOPLE:
            break
        chosen.append(unit)
        people += people_of(unit)
    return chosen


def people_of(unit: Unit) -> int:
    return Assignment.objects.filter(position__unit__path__startswith=unit.path, until=None).count()


def prepared(
    period: Period, name: str, units: Sequence[Unit], opens: date, closes: date, by: User, made: date | None = None
) -> RaterRound:
    """A round with its raters drawn, as the job would have left it."""
    at = moment(made or opens, -60)
    given = create_round(
        agency=period.agency, period=period, name=f"{name} {period.start.year}", units=units, opens_on=opens,
        closes_on=closes, key=name, by=by, at=at,
    )  # fmt: skip
    draw_raters(given=given, by=by.username, at=at)
    Job.objects.filter(kind=DRAW_JOB, params__given=given.pk).delete()
    return RaterRound.objects.select_related("agency", "period").get(pk=given.pk)


def answer(tasks: Sequence[OwnTask], share: float, on: date) -> None:
    """Some people have sent most of theirs, some have begun, some have not looked yet."""
    for order, own in enumerate(tasks):
        chance = seeded(own.ratee, f"round{order}{share}")
        values = {key: min(5, max(2, round(chance.gauss(4, 0.8)))) for key in own.key.round.policy["items"]}
        value, text = COMMENTS[chance.randrange(len(COMMENTS))]
        comments = {value: text} if chance.random() < 0.5 else {}
        if share < 0.6 and order < len(tasks) - 1:
            send_answer(own=own, filled=Filled(values, comments), version=1, at=moment(on))
        elif share < 0.8 and order == len(tasks) - 1:
            begun = dict(list(values.items())[:6])
            save_answer(own=own, filled=Filled(begun, comments), version=1, at=moment(on))


def relate(one: Employee, other: Employee, by: User, day: date) -> None:
    declare_relation(
        employee=one, other=other, kind=RelationKind.FAMILY, by_team=True, by=by, at=moment(day - timedelta(days=1))
    )
