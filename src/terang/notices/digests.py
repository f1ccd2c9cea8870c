"""The one mail of a person's day: claimed, sent, and noted as sent, in this order.

The mail itself goes out between two transactions. When the office's mail server does not take it, the claim is
given back and the mail goes out later. When the machine dies in between, nobody knows whether it was sent: it is
sent once more with the same Message-ID, by which mail programs know it for the same mail.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction

from .models import Digest, Notice, NoticePreference

# A claim that is neither sent nor given back for so long was made by a process that died.
GIVEN_UP = timedelta(minutes=30)


def is_quiet(preference: NoticePreference, clock: time) -> bool:
    """Whether the person wants to hear nothing at this time of the day; the same hour twice means never quiet."""
    since, until = preference.quiet_from, preference.quiet_until
    if since <= until:
        return since <= clock < until
    return clock >= since or clock < until


def claim(*, recipient: str, day: date, at: datetime) -> Digest | None:
    """Take the mail of the day for sending. None when it was sent, or another worker is at it."""
    digest, is_mine = Digest.objects.get_or_create(recipient=recipient, day=day, defaults={"claimed_at": at})
    if is_mine:
        return digest
    given_up = Digest.objects.filter(pk=digest.pk, sent_at=None, claimed_at__lte=at - GIVEN_UP)
    return digest if given_up.update(claimed_at=at) else None


@transaction.atomic
def sent(*, digest: Digest, notices: Collection[Notice], at: datetime) -> None:
    """Note that the mail went out, and with it these notices."""
    Digest.objects.filter(pk=digest.pk).update(sent_at=at)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=at)


def give_back(*, digest: Digest) -> None:
    """The mail did not go out: somebody may try again at once."""
    Digest.objects.filter(pk=digest.pk, sent_at=None).delete()
