"""A round among twelve people of the test office, and what its tests do with it."""

from datetime import date, datetime
from typing import Any

from terang.evidence.models import RaterRound
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rater_keys import key_of
from terang.evidence.queries.rounds import OwnTask, own_tasks, tasks_behind
from terang.evidence.services import round_answers, round_close, round_draw, rounds
from terang.evidence.services.round_answers import Filled
from terang.organisation.models import Employee
from tests.cast import Cast, make_employee, user_of

TODAY = date(2026, 11, 24)
LAST = date(2026, 12, 4)
# Five more clerks of the service section: nine people answer about each other there.
CLERKS = (
    ("198801012012011001", "Akasia Contoh"),
    ("198801012012012002", "Bungur Contoh"),
    ("198801012012011003", "Cemara Contoh"),
    ("198801012012012004", "Damar Contoh"),
    ("198801012012011005", "Eboni Contoh"),
)


def add_clerks(cast: Cast) -> list[Employee]:
    return [make_employee(cast.agency, cast.service_section, nip, name, f"Pengelola {name}") for nip, name in CLERKS]


def make_round(cast: Cast, at: datetime, **changes: Any) -> RaterRound:
    said: dict[str, Any] = {
        "agency": cast.agency, "period": cast.period, "name": "Semester II 2026", "units": [], "opens_on": TODAY,
        "closes_on": LAST, "key": "k1",
    }  # fmt: skip
    return rounds.create_round(**said | changes, by=cast.team, at=at)


def draw(given: RaterRound, at: datetime) -> RaterRound:
    given = fresh(given)
    round_draw.draw_raters(given=given, by="kasubbag", at=at)
    return fresh(given)


def fresh(given: RaterRound) -> RaterRound:
    return RaterRound.objects.select_related("agency", "period").get(pk=given.pk)


def open_round(cast: Cast, at: datetime, **changes: Any) -> RaterRound:
    """A round with drawn raters that may be answered today."""
    given = draw(make_round(cast, at, **changes), at)
    rounds.open_round(given=given, version=given.version, by=cast.team, at=at)
    return fresh(given)


def close(given: RaterRound, at: datetime) -> RaterRound:
    round_close.close_round(given=fresh(given), by="kasubbag", at=at, step=lambda done: None)
    return fresh(given)


def tasks(employee: Employee) -> list[OwnTask]:
    return own_tasks(employee, TODAY)


def task_of(given: RaterRound, ratee: Employee, *, role: str = "peer") -> OwnTask:
    """Some task about a person, found through the keys as no page can."""
    for key in RaterKey.objects.filter(round=given).select_related("employee", "round").order_by("employee__nip"):
        for each in tasks_behind(key):
            if each.ratee.pk == ratee.pk and each.task.role == role:
                return each
    raise LookupError(ratee.name)


def rater_of(own: OwnTask) -> Employee:
    return Employee.objects.get(pk=own.key.employee_id)


def filled(own: OwnTask, value: int = 4, **comments: str) -> Filled:
    return Filled(dict.fromkeys(own.key.round.policy["items"], value), comments)


def send(own: OwnTask, at: datetime, value: int = 4, **comments: str) -> int:
    return round_answers.send_answer(
        own=own, filled=filled(own, value, **comments), version=own.response.version, at=at
    )


def send_all(given: RaterRound, at: datetime, value: int = 4) -> None:
    """Everybody sends everything."""
    for key in RaterKey.objects.filter(round=given).select_related("round"):
        for own in tasks_behind(key):
            send(own, at, value)


def account_name(employee: Employee) -> str:
    return user_of(employee).username


def owed_by(given: RaterRound, employee: Employee) -> int:
    key = key_of(given, employee)
    assert key is not None
    return key.remaining
