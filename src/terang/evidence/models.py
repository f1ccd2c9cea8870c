"""What was achieved, what proves it, and what others said about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee
from terang.planning.models import Indicator, Skp, WorkResult

from .enums import FeedbackKind, RaterRole


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
    """A file or link that proves progress; the hash shows when the same file is used twice."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=255)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m", blank=True, max_length=255)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="evidence_is_file_or_link",
                violation_error_message=_("Pilih berkas atau tautan, salah satu."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Feedback(models.Model):
    """A dated remark. The giver is kept apart (FeedbackGiver), so that what the rated person reads cannot name them.

    ``signed_by`` is filled only for a superior, whose remarks are named by law; peers and subordinates stay veiled.
    """

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(WorkResult, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=FeedbackKind)
    role = models.CharField(max_length=12, choices=RaterRole)
    text = models.TextField()
    signed_by = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role=RaterRole.SUPERIOR) | Q(signed_by=""),
                name="only_superiors_are_named",
                violation_error_message=_("Hanya umpan balik pimpinan yang memuat nama."),
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(value=""),
                name="feedback_has_one_subject",
                violation_error_message=_("Umpan balik menyangkut satu hasil atau satu perilaku."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="feedback_has_words"),
        ]
        indexes = [models.Index(fields=["skp"], name="feedback_by_skp")]

    def __str__(self) -> str:
        return f"{self.role} {self.skp_id}"


class FeedbackGiver(models.Model):
    """Who gave a remark. Read only by the giver's own list and by named acts that leave a ledger entry."""

    feedback = models.OneToOneField(Feedback, primary_key=True, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
