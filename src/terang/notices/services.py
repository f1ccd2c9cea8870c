"""Telling people. ``tell`` joins the caller's transaction: what did not happen is not told either."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from .models import Notice
from .words import Value, packed


@transaction.atomic
def tell(
    *, recipients: Iterable[str], key: str, text: str, url: str, at: datetime, values: Mapping[str, Value] | None = None
) -> int:
    """Tell people something once, and return how many had not been told yet.

    The text goes into a mail as well: it names acts, periods and days, never a remark, a reason or a grade.

    Args:
        recipients: user names; empty ones (people without an account) are left out.
        key: the topic, a colon, and what makes this news one: the same key is told to nobody twice.
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
