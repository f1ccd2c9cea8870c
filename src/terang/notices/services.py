"""Telling people. ``tell`` joins the caller's transaction: what did not happen is not told either."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.db import transaction

from .models import Notice, NoticePreference
from .words import Value, packed


@transaction.atomic
def tell(
    *, recipients: Iterable[str], key: str, text: str, url: str, at: datetime, values: Mapping[str, Value] | None = None
) -> int:
    """Tell people something once, and return how many had not been told yet.

    The text goes into a mail as well: it names acts, periods and days, never a remark, a reason or a grade.

    Args:
        recipients: user names; empty ones (people without an account) are left out.
        key: its topic (``Topic``), and after a colon what makes this news one: the same key is told to nobody twice.
        text: an Indonesian sentence marked with gettext_noop, with ``%(name)s`` for values.
        url: where one reads more, an address of this installation ("/skp/12/").
        values: what the sentence names; days and moments are written in the language of the reader.
    """
    names = {name for name in recipients if name}
    names -= set(Notice.objects.filter(key=key, recipient__in=names).values_list("recipient", flat=True))
    kept = packed(values or {})
    Notice.objects.bulk_create(
        (Notice(recipient=name, key=key, text=text, values=kept, url=url, created_at=at) for name in sorted(names)),
        ignore_conflicts=True,  # of two who tell the same at the same moment one is enough
    )
    return len(names)


def mark_read(*, notice: Notice, at: datetime) -> None:
    """Note that somebody opened it; a second time changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, recipient: str, last: int, at: datetime) -> int:
    """Note that somebody has seen everything up to a notice; what came later stays unread. Returns how many."""
    return Notice.objects.filter(recipient=recipient, read_at=None, pk__lte=last).update(read_at=at)


def set_preference(*, recipient: str, by_mail: bool, quiet_from: time, quiet_until: time) -> None:
    """Keep how somebody wants to be told; a private choice, so the ledger does not hear of it."""
    chosen = {"by_mail": by_mail, "quiet_from": quiet_from, "quiet_until": quiet_until}
    NoticePreference.objects.update_or_create(recipient=recipient, defaults=chosen)
