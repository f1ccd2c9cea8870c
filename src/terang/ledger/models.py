"""Rows of the ledger. Private to this area: everybody else goes through services and queries.

An entry holds names (agency code, user name, subject text), never foreign keys, and so outlives what it
names.
"""

from django.db import models


class LedgerEntry(models.Model):
    """One act, sealed to the entry before it. Triggers refuse UPDATE and DELETE (migration 0002)."""

    agency = models.SlugField(max_length=64, db_index=False)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "seq"], name="ledger_entry_once")]
        indexes = [
            models.Index(fields=["agency", "act", "seq"], name="ledger_by_act"),
            models.Index(fields=["agency", "subject", "seq"], name="ledger_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.seq} {self.act}"


class LedgerHead(models.Model):
    """The end of one agency's chain. Whoever appends holds this row, so that a chain never forks."""

    agency = models.SlugField(max_length=64, primary_key=True)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.agency} {self.seq}"
