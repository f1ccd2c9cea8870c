"""What was achieved, and what proves it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import Verdict
from terang.organisation.models import Employee
from terang.planning.models import Indicator, Skp


class Progress(models.Model):
    """Progress of one indicator on one day: a number, words, or both."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("tanggal"))
    value = models.DecimalField(_("realisasi"), max_digits=16, decimal_places=4, null=True, blank=True)
    note = models.TextField(_("uraian"), blank=True)
    is_late = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=255, blank=True)
    # A form sent twice carries the same key and is stored once.
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(note=""),
                name="progress_says_something",
                violation_error_message=_("Isi realisasi atau uraian."),
            ),
        ]
        indexes = [models.Index(fields=["indicator", "on"], name="progress_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on}"


class Evidence(models.Model):
    """A file, a link or a record of Terang that proves progress; the hash shows when the same file is used twice."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=255)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m", blank=True, max_length=255)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # A record of another area of Terang, named as the ledger names it ("document:7").
    record = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(file="") & Q(link="", record=""))
                | (~Q(link="") & Q(file="", record=""))
                | (~Q(record="") & Q(file="", link="")),
                name="evidence_is_one_thing",
                violation_error_message=_("Pilih berkas, tautan, atau catatan Terang, salah satu."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecurringEntry(models.Model):
    """Work that comes back on certain days of the week; ``weekdays`` has bit 0 for Monday … bit 6 for Sunday."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    weekdays = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=127),
                name="recurring_has_a_day",
                violation_error_message=_("Pilih sedikitnya satu hari."),
            ),
        ]
        indexes = [models.Index(fields=["employee"], name="recurring_by_employee")]

    def __str__(self) -> str:
        return self.text[:60]


class DailyEntry(models.Model):
    """One line of what somebody did on a day. A quantity makes it progress of its indicator as well."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    text = models.CharField(max_length=500)
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    progress = models.OneToOneField(Progress, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recurring = models.ForeignKey(RecurringEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="daily_entry_has_words")]
        indexes = [models.Index(fields=["employee", "on"], name="daily_by_day")]

    def __str__(self) -> str:
        return self.text[:60]


class SampleDraw(models.Model):
    """A random sample of the progress of a plan that the appraiser looks at instead of everything.

    ``population`` holds the primary keys that were drawn from, so that anybody can draw again from ``seed`` and see
    the same rows.
    """

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField()
    population = models.JSONField()
    drawn_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at", "-id"]
        indexes = [models.Index(fields=["skp"], name="sample_by_skp")]

    def __str__(self) -> str:
        return f"{self.skp_id} {self.seed[:8]}"


class SampleItem(models.Model):
    draw = models.ForeignKey(SampleDraw, on_delete=models.CASCADE, related_name="items")
    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "progress"], name="sampled_once"),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DOUBT) | ~Q(note=""),
                name="doubt_has_words",
                violation_error_message=_("Tuliskan apa yang perlu dijelaskan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.order}"
