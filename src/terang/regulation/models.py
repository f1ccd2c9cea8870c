"""Which law a decision rested on. The law itself is data in files; here stands who used which version."""

from django.db import models


class LawUse(models.Model):
    """One act that rested on one version of the law.

    ``subject`` names the object as the ledger does ("evaluation:12"). When a parameter turns out to have been
    wrong, the version leads to every decision that must be looked at again.
    """

    version = models.CharField(max_length=16, db_index=True)
    day = models.DateField()
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "subject", "version"], name="law_use_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.version}"
