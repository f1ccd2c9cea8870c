"""Closing a round, and what is done with open rounds every night: both as jobs, both leaving no trace of order."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from secrets import token_bytes
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.evidence.enums import ResponseState, RoundState
from terang.evidence.models import (
    RaterRound,
    RoundAnswer,
    RoundComment,
    RoundPerson,
    RoundProgress,
    RoundResponse,
)
from terang.evidence.queries.rounds import counts_by_unit, seal_of
from terang.ledger.services import record
from terang.notices.services import tell
from terang.regulation.queries import in_force

from .guards import Refused

CHUNK = 500


class NotOpen(Refused):
    """The round is not open (any more); also ends the job, in these words."""

    @property
    def user_message(self) -> str:
        return str(self)


def close_round(*, given: RaterRound, by: str, at: datetime, step: Callable[[int], None]) -> dict[str, int]:
    """Seal what was sent, erase what was not, within the caller's transaction. The ledger learns the seal, once.

    Args:
        step: is told how many answers are done.

    Raises:
        NotOpen: it was closed before.
    """
    locked = RaterRound.objects.select_for_update().get(pk=given.pk)
    if locked.state != RoundState.OPEN:
        raise NotOpen(_("Putaran ini tidak sedang dibuka, jadi tidak ada yang ditutup."))
    RoundResponse.objects.filter(round=given).exclude(state=ResponseState.SENT).delete()
    sent = 0
    for answers in _in_chunks(given):
        _make_rows(given, answers)
        sent += len(answers)
        step(len(answers))
    seal = seal_of(given)
    changes = {"state": RoundState.CLOSED, "closed_at": at, "seal": seal, "version": F("version") + 1}
    RaterRound.objects.filter(pk=given.pk).update(**changes)
    RoundProgress.objects.filter(round=given).delete()
    told = {"answers": sent, "sha256": seal}
    record(agency=given.agency.code, act="round.closed", subject=f"round:{given.pk}", by=by, at=at, data=told)
    return {"answers": sent}


def every_night(*, given: RaterRound, day: date, at: datetime) -> None:
    """Count an open round for its team, lay its answers down in a new order, and remind everybody alike."""
    with transaction.atomic():
        for answers in _in_chunks(given):
            _lay_down(answers)
        _count(given, day)
        _remind(given, day, at)


def open_rounds() -> list[RaterRound]:
    return list(RaterRound.objects.filter(state=RoundState.OPEN).select_related("agency"))


def _in_chunks(given: RaterRound) -> Iterator[list[RoundResponse]]:
    """The answers of a round in the order of their random keys, locked, some hundreds at a time."""
    keys: Sequence[UUID] = list(RoundResponse.objects.filter(round=given).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        rows = RoundResponse.objects.select_for_update().filter(pk__in=keys[start : start + CHUNK])
        yield list(rows.order_by("pk"))


def _lay_down(answers: Sequence[RoundResponse]) -> None:
    """Write rows anew in the order of their keys: a database keeps them in the order in which they last changed."""
    RoundResponse.objects.filter(pk__in=[each.pk for each in answers]).delete()
    RoundResponse.objects.bulk_create(answers)


def _make_rows(given: RaterRound, answers: Sequence[RoundResponse]) -> None:
    """Turn what was sent into rows. How often somebody changed their mind is forgotten with the draft."""
    filled = {each.pk: each.filled for each in answers}
    for each in answers:
        each.filled, each.version = {}, 1
    _lay_down(answers)
    places = {key: place for place, key in enumerate(given.policy["items"])}
    rows = [
        RoundAnswer(pk=_key_beside(each), response=each, item=places[key], value=value or None)
        for each in answers
        for key, value in filled[each.pk]["answers"].items()
    ]
    RoundAnswer.objects.bulk_create(sorted(rows, key=lambda row: row.pk))
    words = [
        RoundComment(pk=_key_beside(each), response=each, value=key, text=text)
        for each in answers
        for key, text in filled[each.pk]["comments"].items()
    ]
    RoundComment.objects.bulk_create(sorted(words, key=lambda row: row.pk))


def _key_beside(answer: RoundResponse) -> UUID:
    """A random key in the neighbourhood of the answer's own: millions of rows are then written from left to right."""
    return UUID(bytes=answer.pk.bytes[:8] + token_bytes(8))


def _count(given: RaterRound, day: date) -> None:
    RoundProgress.objects.filter(round=given).delete()
    RoundProgress.objects.bulk_create(
        RoundProgress(round=given, unit_id=unit, people=people, asked=asked, sent=sent, on=day)
        for unit, people, asked, sent in counts_by_unit(given)
    )


def _remind(given: RaterRound, day: date, at: datetime) -> None:
    """The same words to everybody who takes part, so that a reminder says nothing about who has not answered."""
    left = (given.closes_on - day).days
    if left not in in_force(day).calendar.reminders.value.days_before:
        return
    people = RoundPerson.objects.filter(round=given, employee__user__isnull=False)
    tell(
        recipients=people.values_list("employee__user__username", flat=True),
        key=f"round.closing:{given.pk}.{left}",
        text=gettext_noop(
            "Putaran umpan balik “%(name)s” dapat diisi sampai %(day)s. Abaikan bila Anda sudah selesai."
        ),
        values={"name": given.name, "day": given.closes_on},
        url="/putaran/",
        at=at,
    )
