"""Making and using the keys of raters. Every use but one's own leaves an entry in the ledger, without names."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from terang.evidence.models import RaterRound, RoundResponse
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rater_keys import keys_of
from terang.evidence.queries.rounds import Answers, answers_of, tasks_behind
from terang.identity.models import User
from terang.ledger.services import record

CHUNK = 1000


def begin_keys(given: RaterRound, employees: Iterable[int]) -> dict[int, RaterKey]:
    """Give everybody of a round a new pseudonym; earlier ones of the same round are gone."""
    RaterKey.objects.filter(round=given).delete()
    keys = {employee: RaterKey(round=given, employee_id=employee) for employee in employees}
    # In the order of the pseudonyms, so that not even the place on the disk tells who is who.
    RaterKey.objects.bulk_create(sorted(keys.values(), key=lambda key: key.pseudonym), batch_size=CHUNK)
    return keys


def set_owed(keys: Iterable[RaterKey]) -> None:
    """Store how many answers each of these people owes."""
    RaterKey.objects.bulk_update(list(keys), ["remaining"], batch_size=CHUNK)


def count_owed(key: RaterKey) -> None:
    """Count anew how many answers a person owes."""
    owed = sum(not each.is_sent for each in tasks_behind(key))
    RaterKey.objects.filter(pk=key.pk).update(remaining=owed)


def open_keys(given: RaterRound, purpose: str, *, by: str, at: datetime) -> list[RaterKey]:
    """Return every key of a round for a named act, which the ledger learns of in the same transaction.

    Args:
        purpose: draw, rotation, replacement, relation, computation or appeal.
    """
    note_use(given, purpose, by=by, at=at)
    return keys_of(given)


def note_use(given: RaterRound, purpose: str, *, by: str, at: datetime) -> None:
    """Record that the table of keys was used, for what, and nothing about whom."""
    subject = f"round:{given.pk}"
    record(agency=given.agency.code, act="round.keys_used", subject=subject, by=by, at=at, data={"for": purpose})


def read_answers(given: RaterRound, *, purpose: str, by: User, at: datetime) -> Answers:
    """Return the answers of a closed round with numbers of raters, for computing; within a transaction."""
    note_use(given, purpose, by=by.username, at=at)
    return answers_of(given)


def blank(given: RaterRound, pk: UUID, ratee: int, *, is_named: bool) -> RoundResponse:
    """An empty answer under its key, so that nothing new appears when somebody begins to write."""
    return RoundResponse(pk=pk, round=given, ratee_id=ratee, is_named=is_named)
