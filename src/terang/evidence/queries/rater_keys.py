"""The only readers of ``RaterKey``: who is behind a pseudonym, and which answer belongs to a task.

A person reads their own key. Everything else is one of the named acts of ``services``, each of which leaves an entry
in the ledger: drawing raters, handing a task over, a declared relation, computing results, an appeal.
"""

import hmac
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from terang.evidence.enums import RoundState
from terang.evidence.models import RaterRound
from terang.evidence.models.rater_keys import RaterKey
from terang.organisation.models import Employee


def own_keys(employee: Employee, on: date) -> QuerySet[RaterKey]:
    """Return a person's own keys of the rounds that are open and have begun, with the rounds."""
    keys = RaterKey.objects.filter(employee=employee, round__state=RoundState.OPEN, round__opens_on__lte=on)
    return keys.select_related("round").order_by("round__closes_on", "round")


def takes_part(employee: Employee) -> QuerySet[RaterKey]:
    """Return a person's own keys of every round that was opened, with the rounds, the latest first."""
    keys = RaterKey.objects.filter(employee=employee).exclude(round__state=RoundState.DRAFT)
    return keys.select_related("round").order_by("-round__opens_on", "-round")


def key_of(given: RaterRound, employee: Employee) -> RaterKey | None:
    """Return the key of somebody; for the person, and for named acts."""
    return RaterKey.objects.filter(round=given, employee=employee).first()


def keys_of(given: RaterRound, employees: Iterable[int] | None = None) -> list[RaterKey]:
    """Return the keys of a round, of some people or of all; for named acts."""
    keys = RaterKey.objects.filter(round=given)
    return list(keys if employees is None else keys.filter(employee__in=list(employees)))


def answer_key(key: RaterKey, task: UUID) -> UUID:
    """The primary key of the answer to a task: without the secret of its rater nobody finds it."""
    return UUID(bytes=_told(key, f"answer:{task}")[:16])


def address_key(key: RaterKey, task: UUID) -> str:
    """What the address of a task says: the same for its rater every time, nothing to anybody else."""
    return _told(key, f"address:{task}").hex()[:20]


def mirror_key(key: RaterKey) -> UUID:
    """Under what somebody's own mirror of a round is kept: found with their key, by nobody else."""
    return UUID(bytes=_told(key, "mirror")[:16])


def _told(key: RaterKey, text: str) -> bytes:
    return hmac.digest(key.secret.encode(), text.encode(), sha256)


def owed_in_period(employee: Employee, on: date) -> QuerySet[RaterKey]:
    """Return, for a query over periods, a person's own keys of its rounds that wait for an answer today."""
    owed = own_keys(employee, on).filter(remaining__gt=0, round__closes_on__gte=on)
    return owed.filter(round__period=OuterRef("pk"))
