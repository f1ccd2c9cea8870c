"""What changed for a person in the middle of the year, and which results went to whom because of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee
from terang.planning.enums import CaseKind, CaseState

from .periods import Period
from .plans import Skp, WorkResult


class PlanCase(models.Model):
    """One change (move, leave, retirement …): first prepared, then applied to the plans, or withdrawn.

    ``outcome`` keeps what was decided when it was applied, step by step with its article, and how the plan stood.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    # The plan that ran when the change was recorded, and the one it opened.
    skp = models.ForeignKey(Skp, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened = models.ForeignKey(Skp, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=CaseKind)
    on = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("dasar"), max_length=255)
    state = models.CharField(max_length=9, choices=CaseState, default=CaseState.PREPARED)
    outcome = models.JSONField(default=dict, blank=True)
    law_version = models.CharField(max_length=16, blank=True)
    prepared_by = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    applied_by = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "period"],
                condition=Q(state=CaseState.PREPARED),
                name="one_open_case_per_person",
                violation_error_message=_("Untuk pegawai ini sudah ada perubahan yang belum diterapkan."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("on")),
                name="case_ends_after_start",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.APPLIED) | Q(applied_at__isnull=False), name="applied_case_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Handover(models.Model):
    """A result of a closed plan that somebody else carries from now on.

    It waits until that person takes it into the own plan, or says that the own plan covers it. A result that was taken
    and then dropped from a draft waits again.
    """

    case = models.ForeignKey(PlanCase, on_delete=models.PROTECT, related_name="handovers")
    result = models.ForeignKey(WorkResult, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    taken_as = models.ForeignKey(WorkResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    covered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "result"], name="one_successor_per_result"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} → {self.to_id}"
