"""Messages to people: read in the product, and once a day by e-mail. People are named, as in the ledger, by their
user name: this area lies below the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one account. ``key`` says what it is about, so that the same thing is told once."""

    recipient = models.CharField(max_length=64)
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
            models.Index(fields=["mailed_at", "recipient"], name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticePreference(models.Model):
    """How an account wants to be told. Between ``quiet_from`` and ``quiet_until`` no mail is sent."""

    recipient = models.CharField(max_length=64, primary_key=True)
    by_mail = models.BooleanField(_("kirim ringkasan lewat surel"), default=True)
    quiet_from = models.TimeField(_("jam tenang mulai"), null=True, blank=True)
    quiet_until = models.TimeField(_("jam tenang selesai"), null=True, blank=True)

    def __str__(self) -> str:
        return self.recipient
