"""What people are told, how they want to be told, and which mail went out. A person is a user name here."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# An office is at rest between these hours unless somebody chooses otherwise.
QUIET_FROM, QUIET_UNTIL = time(20), time(6)


class Notice(models.Model):
    """One piece of news for one person.

    ``text`` is the Indonesian sentence as it stands in the catalogue and ``values`` what is put into it: it is
    translated when it is read, not when it is written. ``key`` begins with the topic, ``plan:12:set``.
    """

    recipient = models.CharField(max_length=64)
    key = models.CharField(max_length=120)
    text = models.TextField()
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_told_once")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.key}"


class NoticePreference(models.Model):
    """How one person wants to be told; who never chose has no row and the values given here."""

    recipient = models.CharField(max_length=64, unique=True)
    by_mail = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)

    def __str__(self) -> str:
        return self.recipient


class Digest(models.Model):
    """The one mail of a person's day; claimed before it goes out, so that two workers never send it twice."""

    recipient = models.CharField(max_length=64)
    day = models.DateField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                name="one_digest_a_day",
                violation_error_message=_("Surel hari ini sudah dikirim."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.day:%Y-%m-%d}"
