"""Who is behind a pseudonym. Read and written by ``queries.rater_keys`` and ``services.rater_keys`` alone."""

from secrets import token_hex
from uuid import uuid4

from django.db import models
from django.db.models import Q

from terang.evidence.models.rounds import RaterRound
from terang.organisation.models import Employee


def new_secret() -> str:
    return token_hex(32)


class RaterKey(models.Model):
    """The person behind a pseudonym of one round, and the secret that leads from a task to its answer.

    ``remaining`` says how many answers the person still owes: for their own home page, and kept here because it is
    about a person.
    """

    pseudonym = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64, default=new_secret)
    remaining = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "employee"], name="one_pseudonym_per_round"),
            models.CheckConstraint(condition=~Q(secret=""), name="a_key_has_its_secret"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
