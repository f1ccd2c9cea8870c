"""What others say about somebody's work. Who said it is kept apart."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.organisation.models import Employee
from terang.planning.models import Skp, WorkResult


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


class FeedbackDraft(models.Model):
    """Words not yet given. Only their writer reads them; they are erased once given or thrown away."""

    giver = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="+")
    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="+")
    result = models.ForeignKey(WorkResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    value = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=FeedbackKind)
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["giver", "skp"], name="one_draft_per_person")]

    def __str__(self) -> str:
        return f"{self.skp_id}"


class FeedbackStanding(models.Model):
    """Somebody outside the line who works with the person, and may speak as "pihak lain"."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("alasan"), max_length=255)
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "employee"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_per_person",
                violation_error_message=_("Pegawai ini sudah dapat memberi umpan balik."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skp_id} {self.employee_id}"
