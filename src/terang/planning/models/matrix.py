"""The role matrix: who carries which of a leader's results (PermenPANRB 6/2022, matriks peran hasil)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee
from terang.planning.enums import CascadeKind, SplitBy

from .plans import Skp, WorkResult


class MatrixMember(models.Model):
    """Somebody of another team who works on a leader's results. The leader's own people need no row."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "employee"],
                name="matrix_member_once",
                violation_error_message=_("Pegawai ini sudah ada di matriks."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skp_id} {self.employee_id}"


class RoleCell(models.Model):
    """What one member must produce for one result of the leader, in words of a result."""

    result = models.ForeignKey(WorkResult, on_delete=models.CASCADE, related_name="cells")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    role = models.TextField(_("peran hasil"))
    cascade = models.CharField(max_length=8, choices=CascadeKind, default=CascadeKind.INDIRECT)
    split = models.CharField(max_length=6, choices=SplitBy, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "employee"], name="one_role_per_result_and_member"),
            models.CheckConstraint(condition=~Q(role=""), name="role_has_words"),
        ]
        indexes = [models.Index(fields=["employee"], name="role_by_member")]

    def __str__(self) -> str:
        return self.role[:60]
