"""A closed round whose raters differ in strictness, for the tests of what becomes of it."""

from datetime import datetime
from hashlib import sha256

from terang.evidence.models import RaterRound
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rounds import OwnTask, tasks_behind
from terang.evidence.services import round_answers
from terang.evidence.services.round_answers import Filled
from terang.fairness.models import Calculation
from terang.fairness.services.publish import prepare, publish
from tests.cast import Cast
from tests.evidence.rounds import add_clerks, close, fresh, open_round


def between(low: int, high: int, *words: object) -> int:
    """The same number every time for the same words."""
    return low + int(sha256(repr(words).encode()).hexdigest(), 16) % (high - low + 1)


def points(own: OwnTask, item: str) -> int:
    """Good people get more, strict raters give less, and every answer has some chance in it."""
    good, strict = between(3, 4, own.ratee.name), between(-1, 0, own.key.employee.name)
    return min(5, max(1, good + strict + between(0, 1, own.ratee.name, own.key.employee.name, item)))


def answer_everything(given: RaterRound, at: datetime, words: str = "Sabar di loket.") -> None:
    for key in RaterKey.objects.filter(round=given).select_related("round", "employee"):
        for own in tasks_behind(key):
            answers = {item: points(own, item) for item in own.key.round.policy["items"]}
            said = Filled(answers, {"BERORIENTASI_PELAYANAN": words} if words else {})
            round_answers.send_answer(own=own, filled=said, version=own.response.version, at=at)


def closed_round(cast: Cast, at: datetime) -> RaterRound:
    add_clerks(cast)
    given = open_round(cast, at)
    answer_everything(given, at)
    return close(given, at)


def published(given: RaterRound, cast: Cast, at: datetime) -> Calculation:
    ready = prepare(given=fresh(given), by=cast.team, at=at, step=lambda done: None)
    return publish(prepared=ready, version=given.version, by=cast.team, at=at)
