"""A round of the whole demo office that was answered, closed and published in the summer."""

from datetime import date, timedelta

from django.db import transaction

from terang.evidence.models import RaterRound
from terang.evidence.queries.rater_keys import keys_of
from terang.evidence.queries.rounds import OwnTask, tasks_behind
from terang.evidence.services.round_answers import Filled, send_answer
from terang.evidence.services.round_close import close_round
from terang.evidence.services.rounds import open_round
from terang.fairness.services.publish import prepare, publish
from terang.identity.models import User
from terang.planning.models import Period

from .rounds import COMMENTS, prepared
from .year import moment, seeded

LASTS = timedelta(days=14)
# Few people answer everything: one in twenty answers is missing, as in the reference simulation.
ANSWERED = 0.95


def publish_first_half(period: Period, team: str, day: date) -> None:
    """Raters differ in strictness, people in what they do; the figures tell the two apart."""
    opens = date(period.start.year, 7, 1)
    by = User.objects.filter(username=team).first()
    if by is None or day < opens + 2 * LASTS:
        return
    given = prepared(period, "Semester I", [], opens, opens + LASTS, by)
    open_round(given=given, version=given.version, by=by, at=moment(opens))
    for key in keys_of(given):
        strict = seeded(key.employee, "strict").gauss(0, 0.4)
        for own in tasks_behind(key):
            _answer(own, strict, opens + timedelta(days=3))
    closed = moment(opens + LASTS, 540)
    with transaction.atomic():
        close_round(given=given, by=by.username, at=closed, step=lambda done: None)
    given = RaterRound.objects.select_related("agency", "period").get(pk=given.pk)
    at = moment(opens + LASTS + timedelta(days=3))
    ready = prepare(given=given, by=by, at=at, step=lambda done: None)
    with transaction.atomic():
        publish(prepared=ready, version=given.version, by=by, at=at)


def _answer(own: OwnTask, strict: float, on: date) -> None:
    good = seeded(own.ratee, "good").gauss(3.9, 0.35)
    chance = seeded(own.ratee, f"summer{own.key.employee.nip}")
    if chance.random() > ANSWERED:
        return
    halo = good - strict + chance.gauss(0, 0.3)
    items = own.key.round.policy["items"]
    answers = {key: min(5, max(1, round(halo + chance.gauss(0, 0.6)))) for key in items}
    value, text = COMMENTS[chance.randrange(len(COMMENTS))]
    said = Filled(answers, {value: text} if chance.random() < 0.4 else {})
    send_answer(own=own, filled=said, version=own.response.version, at=moment(on))
