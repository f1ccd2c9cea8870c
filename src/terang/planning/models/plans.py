"""A plan: what is owed, how it is measured, what was agreed, and the versions it had."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.enums import SkpForm
from terang.organisation.models import Assignment, Employee
from terang.planning.enums import (
    Accumulation,
    AnnexKind,
    Approach,
    Aspect,
    CascadeKind,
    CaseKind,
    DataSource,
    Direction,
    Ground,
    Nature,
    PeriodState,
    Perspective,
    ResultKind,
    Rhythm,
    SkpState,
    SplitBy,
    TargetKind,
)

from .periods import Period


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
    # A draft that changes a set plan (addendum). It is written over that plan when it is set, and then removed, so
    # that what was agreed stays in force until the new words are.
    amends = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amend_ground = models.CharField(max_length=12, choices=Ground, blank=True)
    amend_reason = models.TextField(blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.MONTHLY)
    # Every how many months the superior gives regular feedback, as agreed with the employee.
    feedback_months = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1)])
    # Since when the people below may see these results and take theirs from them.
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField(null=True, blank=True)
    # A year in parts (PP 30/2019 Ps 24 and 36): the first day of a plan that was opened in the middle of it, the plan
    # of the person that it follows, and the last day of one that was closed.
    starts_on = models.DateField(null=True, blank=True)
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=20, choices=CaseKind, blank=True)
    # The appraiser at closing judges this part of the year by itself.
    is_judged_apart = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "assignment"],
                condition=Q(amends__isnull=True) & ~Q(state=SkpState.CLOSED),
                name="one_skp_per_post_and_period",
                violation_error_message=_("SKP untuk jabatan dan periode ini sudah ada."),
            ),
            models.UniqueConstraint(
                fields=["amends"],
                name="one_open_addendum",
                violation_error_message=_("Addendum untuk SKP ini sudah dimulai."),
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(state=SkpState.SET),
                name="an_addendum_is_never_set_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state=SkpState.SET) | Q(set_at__isnull=False, appraiser__isnull=False),
                name="set_skp_has_appraiser_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state=SkpState.CLOSED, closed_on__isnull=False)
                | (~Q(state=SkpState.CLOSED) & Q(closed_on__isnull=True, is_judged_apart=False)),
                name="a_closed_skp_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=Q(is_judged_apart=False) | Q(set_at__isnull=False, appraiser__isnull=False),
                name="only_an_agreed_skp_is_judged",
            ),
        ]
        indexes = [
            models.Index(fields=["appraiser", "state"], name="skp_by_appraiser"),
            models.Index(fields=["employee", "period"], name="skp_by_employee"),
        ]

    def __str__(self) -> str:
        return f"SKP {self.pk}"

    @property
    def is_running(self) -> bool:
        """In force, in an open period: work, evidence, feedback and guidance go on."""
        return self.state == SkpState.SET and self.period.state == PeriodState.OPEN

    @property
    def first_day(self) -> date:
        """The first day of the year, or of the part of it that this plan is for."""
        return self.starts_on or self.period.start

    @property
    def last_day(self) -> date:
        """The last day of the year, or of the part of it that this plan is for."""
        return self.closed_on or self.period.end

    @property
    def is_part(self) -> bool:
        """Whether the plan is for a part of the year only."""
        return self.starts_on is not None or self.closed_on is not None


class WorkResult(models.Model):
    """A result owed (rencana hasil kerja)."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(max_length=10, choices=ResultKind, default=ResultKind.MAIN)
    order = models.PositiveSmallIntegerField()
    statement = models.TextField(_("rencana hasil kerja"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cascade = models.CharField(max_length=8, choices=CascadeKind, blank=True)
    split = models.CharField(max_length=6, choices=SplitBy, blank=True)
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.INDIVIDUAL)
    # The leader of another team who gave this work; none when it comes from the own superior.
    assignor = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # In an addendum: the agreed result that this one replaces.
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
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
    baseline = models.DecimalField(_("nilai awal"), max_digits=16, decimal_places=4, null=True, blank=True)
    source = models.CharField(max_length=6, choices=DataSource, default=DataSource.MANUAL)
    source_name = models.CharField(_("sumber data"), max_length=120, blank=True)
    # In an addendum: the agreed indicator that this one replaces.
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

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


class ActionStep(models.Model):
    """What should be reached by the end of a month (ActionPlan; the last month of its interval)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="steps")
    month = models.DateField()  # the last day of the interval
    target = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "month"], name="one_step_per_interval"),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(text=""),
                name="step_says_something",
                violation_error_message=_("Isi angka atau uraian."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.month}"


class SkpVersion(models.Model):
    """The plan as it was set, kept whole: version 1 when it was first set, one more for each addendum."""

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    ground = models.CharField(max_length=12, choices=Ground, blank=True)
    reason = models.TextField(blank=True)
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["skp", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.skp_id} v{self.number}"
