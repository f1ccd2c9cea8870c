"""What happens to people and posts inside the year, and what it did to their plans."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Agency, Employee
from terang.planning.enums import CaseKind

from .periods import Period
from .plans import Skp


class PlanCase(models.Model):
    """One mid-year case as it was carried out: which plan it closed, opened, and who continues the work."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CaseKind)
    on = models.DateField(_("mulai berlaku"))
    until = models.DateField(_("sampai dengan"), null=True, blank=True)
    basis = models.CharField(_("dasar"), max_length=255)
    note = models.TextField(_("keterangan"), blank=True)
    closed = models.ForeignKey(Skp, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened = models.ForeignKey(Skp, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="case_ends_after_start",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulainya."),
            ),
        ]
        indexes = [models.Index(fields=["agency", "-on"], name="case_by_agency")]

    def __str__(self) -> str:
        return f"{self.kind} {self.employee_id} {self.on}"
