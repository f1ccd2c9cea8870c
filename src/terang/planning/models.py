"""The appraisal year and the plans in it: what is owed, how it is measured, what was agreed."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.enums import SkpForm
from terang.organisation.models import Agency, Assignment, Employee

from .enums import (
    Accumulation,
    AnnexKind,
    Approach,
    Aspect,
    CascadeKind,
    Direction,
    PeriodState,
    Perspective,
    ResultKind,
    SkpState,
    StageKind,
    TargetKind,
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


class Skp(models.Model):
    """The plan (sasaran kinerja pegawai) of one employee in one post for one period."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="skps")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    # The appraiser at the time of setting; while the plan is a draft it follows the superior line of the day.
    appraiser = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=8, choices=SkpForm)
    approach = models.CharField(max_length=12, choices=Approach, default=Approach.QUANTITATIVE)
    state = models.CharField(max_length=10, choices=SkpState, default=SkpState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    return_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "assignment"],
                name="one_skp_per_post_and_period",
                violation_error_message=_("SKP untuk jabatan dan periode ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SkpState.SET) | Q(set_at__isnull=False, appraiser__isnull=False),
                name="set_skp_has_appraiser_and_time",
            ),
        ]
        indexes = [
            models.Index(fields=["appraiser", "state"], name="skp_by_appraiser"),
            models.Index(fields=["employee", "period"], name="skp_by_employee"),
        ]

    def __str__(self) -> str:
        return f"SKP {self.pk}"


class WorkResult(models.Model):
    """A result owed (rencana hasil kerja)."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(max_length=10, choices=ResultKind, default=ResultKind.MAIN)
    order = models.PositiveSmallIntegerField()
    statement = models.TextField(_("rencana hasil kerja"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cascade = models.CharField(max_length=8, choices=CascadeKind, blank=True)
    perspective = models.CharField(max_length=14, choices=Perspective, blank=True)
    weight = models.DecimalField(
        _("bobot"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["kind", "order", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(statement=""), name="result_has_words"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100),
                name="result_weight_in_percent",
                violation_error_message=_("Bobot antara 0 dan 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.statement[:60]


class Indicator(models.Model):
    """How a result is measured: target, unit of measure, direction, and how its progress adds up."""

    result = models.ForeignKey(WorkResult, on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    statement = models.TextField(_("indikator kinerja individu"))
    aspect = models.CharField(max_length=10, choices=Aspect, blank=True)
    target_kind = models.CharField(max_length=8, choices=TargetKind, default=TargetKind.NUMBER)
    target_low = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    target_high = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    target_text = models.CharField(max_length=255, blank=True)
    unit = models.CharField(_("satuan"), max_length=60, blank=True)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.HIGHER)
    accumulation = models.CharField(max_length=8, choices=Accumulation, default=Accumulation.LATEST)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target_kind=TargetKind.NUMBER, target_low__isnull=False, target_high__isnull=True)
                | Q(target_kind=TargetKind.RANGE, target_low__isnull=False, target_high__gte=F("target_low"))
                | (Q(target_kind=TargetKind.TEXT) & ~Q(target_text="")),
                name="indicator_target_is_complete",
                violation_error_message=_("Target belum lengkap: isi angka, rentang, atau uraian."),
            ),
        ]

    def __str__(self) -> str:
        return self.statement[:60]


class Expectation(models.Model):
    """The superior's special expectation for one of the seven core values (kept by the value's key in law/)."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="expectations")
    value = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skp", "value"], name="one_expectation_per_value")]

    def __str__(self) -> str:
        return self.value


class SkpAnnex(models.Model):
    """One line of the annex (lampiran SKP)."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="annexes")
    kind = models.CharField(max_length=14, choices=AnnexKind)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["kind", "order", "id"]

    def __str__(self) -> str:
        return self.text[:60]
