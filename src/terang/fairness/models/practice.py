"""What the fairness area keeps."""

from django.db import models

from terang.organisation.models import Employee


class PracticeTry(models.Model):
    """The answers of one person to one practice case. Only that person reads them.

    ``answers`` holds a number from 1 to 5 by behaviour, or null for "not observed". A case may be tried again;
    every try is kept, the last one counts.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    case = models.CharField(max_length=40)
    cases_version = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    sent_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["employee", "case"], name="practice_by_person")]

    def __str__(self) -> str:
        return f"{self.case} {self.employee_id}"
