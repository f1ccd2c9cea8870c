"""Reading what people were told, and how they want to be told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from .models import Digest, Notice, NoticePreference

# What nobody has read for so long is no news any more, and no reason for a mail.
NEWS_FOR = timedelta(days=14)


def unread_of(recipient: OuterRef) -> Coalesce:
    """The number of unread notices as a column of another question, so that every page can show it for nothing."""
    mine = Notice.objects.filter(recipient=recipient, read_at=None).order_by().values("recipient")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def notices_of(recipient: str, *, topic: str = "", unread: bool = False) -> QuerySet[Notice]:
    """What a person was told, the unread first and then the newest first."""
    rows = Notice.objects.filter(recipient=recipient)
    if topic:
        rows = rows.filter(Q(key__startswith=f"{topic}:") | Q(key__startswith=f"{topic}."))
    if unread:
        rows = rows.filter(read_at=None)
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    return rows.alias(was_read=was_read).order_by("was_read", "-created_at", "-pk")


def preference_of(recipient: str) -> NoticePreference:
    """What the person chose; who never chose gets the row that would say so."""
    return NoticePreference.objects.filter(recipient=recipient).first() or NoticePreference(recipient=recipient)


def preferences_of(recipients: Collection[str]) -> dict[str, NoticePreference]:
    """What each of the people chose, by name (one query)."""
    chosen = {row.recipient: row for row in NoticePreference.objects.filter(recipient__in=recipients)}
    return {name: chosen.get(name) or NoticePreference(recipient=name) for name in recipients}


def to_mail(recipient: str, at: datetime) -> QuerySet[Notice]:
    """News that the person has neither read nor had by mail, the newest first."""
    return _fresh(at).filter(recipient=recipient).order_by("-created_at", "-pk")


def waiting_for_mail(day: date, at: datetime) -> list[str]:
    """People with news who have had no mail on the day."""
    had = Digest.objects.filter(recipient=OuterRef("recipient"), day=day, sent_at__isnull=False)
    names = _fresh(at).exclude(Exists(had)).order_by("recipient").values_list("recipient", flat=True)
    return list(names.distinct())


def _fresh(at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(read_at=None, mailed_at=None, created_at__gt=at - NEWS_FOR)
