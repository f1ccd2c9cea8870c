"""The appraisal year of an agency, its deadlines, and the receipts of what was handed in."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Agency, Employee
from terang.planning.enums import (
    PeriodState,
    StageKind,
)


class Period(models.Model):
    """One appraisal year of an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama periode"), max_length=120)
    start = models.DateField(_("mulai"))
    end = models.DateField(_("selesai"))
    state = models.CharField(max_length=8, choices=PeriodState, default=PeriodState.OPEN)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="period_ends_after_start",
                violation_error_message=_("Periode harus selesai sesudah tanggal mulainya."),
            ),
            models.UniqueConstraint(
                fields=["agency", "start"],
                name="one_period_per_start",
                violation_error_message=_("Periode ini sudah ada."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A stage of the year with its first and last day."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=12, choices=StageKind)
    start = models.DateField()
    end = models.DateField()
    # Later than ``end`` after an outage that the operator declared: nobody is late for what the system could not do.
    grace_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kind"], name="one_stage_of_a_kind"),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="stage_ends_after_start",
                violation_error_message=_("Tahap harus selesai sesudah tanggal mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start}–{self.end}"

    @property
    def deadline(self) -> date:
        """The last day on which something is in time."""
        return max(self.end, self.grace_until) if self.grace_until else self.end


class Outage(models.Model):
    """A time in which the system could not be reached, declared by the operator."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(_("mulai"))
    until = models.DateTimeField(_("selesai"))
    reason = models.CharField(_("penyebab"), max_length=255)
    declared_by = models.CharField(max_length=64)
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="outage_ends_after_start",
                violation_error_message=_("Gangguan harus selesai sesudah waktu mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}–{self.until}"


class Receipt(models.Model):
    """Proof of a submission: what arrived when, the SHA-256 of its content, and its entry in the ledger."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=64)
    label = models.CharField(max_length=255)
    content_sha256 = models.CharField(max_length=64)
    entry = models.PositiveBigIntegerField()
    entry_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    days_late = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "entry"], name="one_receipt_per_entry")]
        indexes = [models.Index(fields=["employee", "-at"], name="receipt_by_employee")]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.entry}"
