"""Sending people their mail of the day: notices know what to say, accounts know the address and the language."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from terang.notices import digests
from terang.notices.mails import digest_mail
from terang.notices.models import Digest, Notice
from terang.notices.queries import preferences_of, to_mail, waiting_for_mail

from .models import User

logger = logging.getLogger(__name__)
CHUNK = 500
# The server speaks, but does not want this one mail; the others may go out.
REFUSALS = (SMTPRecipientsRefused, SMTPDataError)


class NotReached(Exception):
    """The mail server did not answer; what is not sent yet goes out later."""


def send_due(*, clock: Callable[[], datetime], step: Callable[[], None] = lambda: None) -> dict[str, int]:
    """Send the mail of the day to everybody who has news, wants it, and is not in quiet hours.

    Returns how many were sent and how many the server refused; those are tried again in the next round.

    Raises:
        NotReached: the server does not answer or knows us no longer. Nothing is lost and nothing is sent twice.
    """
    counts, connection = {"sent": 0, "refused": 0}, get_connection()
    try:
        for user in _to_write_to(clock()):
            if (outcome := _send_one(user, connection, clock())) is not None:
                counts[outcome] += 1
            step()
    finally:
        connection.close()
    return counts


def _to_write_to(at: datetime) -> Iterator[User]:
    """Open accounts with an address whose owner has news and is not at rest."""
    local = timezone.localtime(at)
    waiting = waiting_for_mail(local.date(), at)
    for start in range(0, len(waiting), CHUNK):
        names = waiting[start : start + CHUNK]
        chosen = preferences_of(names)
        accounts = User.objects.filter(username__in=names, is_active=True, is_demo=False).exclude(email="")
        for user in accounts.order_by("pk"):
            preference = chosen[user.username]
            if preference.by_mail and not digests.is_quiet(preference, local.time()):
                yield user


def _send_one(user: User, connection: BaseEmailBackend, at: datetime) -> str | None:
    digest = digests.claim(recipient=user.username, day=timezone.localdate(at), at=at)
    if digest is None:
        return None
    try:
        notices = list(to_mail(user.username, at))
        if not notices:  # read since
            digests.give_back(digest=digest)
            return None
        connection.open()
        connection.send_messages([_mail(user, digest, notices)])
    except REFUSALS as refusal:
        digests.give_back(digest=digest)
        logger.warning("the mail server refused the digest of account %s: %s", user.pk, type(refusal).__name__)
        return "refused"
    except (SMTPException, OSError) as problem:
        digests.give_back(digest=digest)
        raise NotReached(type(problem).__name__) from problem
    digests.sent(digest=digest, notices=notices, at=at)
    return "sent"


def _mail(user: User, digest: Digest, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    with translation.override(user.language):
        return digest_mail(to=user.email, name=user.name, recipient=user.username, day=digest.day, notices=notices)
