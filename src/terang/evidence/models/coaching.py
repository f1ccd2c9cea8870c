"""Guidance and counselling (PP 30/2019 Ps 30-34, PermenPANRB 6/2022 formats B.1.8 and B.1.9)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import CoachingKind
from terang.organisation.models import Employee
from terang.planning.models import Skp


class Coaching(models.Model):
    """A session of guidance (bimbingan kinerja) with one employee."""

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CoachingKind, default=CoachingKind.INDIVIDUAL)
    held_on = models.DateField(_("tanggal"))
    coach = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("pokok bahasan"), max_length=255)
    notes = models.TextField(_("catatan"))
    agreed = models.TextField(_("tindak lanjut yang disepakati"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["skp"], name="coaching_by_skp")]

    def __str__(self) -> str:
        return self.topic


class CoachingReply(models.Model):
    """Format B.1.8: how the employee found the session, by key of statement: yes, partly or no.

    Read by ``reader``, who was the coach's superior when it was sent, and by the employee; never by the coach.
    """

    coaching = models.OneToOneField(Coaching, primary_key=True, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class CompetenceScore(models.Model):
    """Format B.1.9: one competence with a score from 1 to 5 and the reason for it."""

    coaching = models.ForeignKey(Coaching, on_delete=models.CASCADE, related_name="scores")
    order = models.PositiveSmallIntegerField()
    competence = models.CharField(_("kompetensi"), max_length=160)
    score = models.PositiveSmallIntegerField(_("nilai"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    reason = models.TextField(_("alasan"))

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5),
                name="competence_score_from_1_to_5",
                violation_error_message=_("Nilai kompetensi antara 1 dan 5."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="competence_score_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.score}"


class Counselling(models.Model):
    """A confidential session (konseling kinerja). Read by the counsellor alone; the file of the person shows
    nothing of it."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    counsellor = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("tanggal"))
    problem = models.TextField(_("masalah yang dibicarakan"))
    outcome = models.TextField(_("hasil konseling"), blank=True)
    follow_up = models.TextField(_("tindak lanjut"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["counsellor"], name="counselling_by_counsellor")]

    def __str__(self) -> str:
        return str(self.pk)
