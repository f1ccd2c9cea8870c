"""The judgement: the unit's level, two ratings, the predikat, and the trace that explains it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee, Unit
from terang.planning.models import Period, Skp

from .enums import AchievementLevel, EvaluationKind, EvaluationState, Predikat, Rating


class UnitAchievement(models.Model):
    """The level of an office for a period, set one level above it (PermenPANRB 6/2022 Ps 24; SE MenPANRB 3/2023)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=16, choices=AchievementLevel)
    basis = models.TextField(_("dasar"))
    document_no = models.CharField(_("nomor dokumen"), max_length=120, blank=True)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "period"], name="one_level_per_unit_and_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.level}"


class Evaluation(models.Model):
    """One judgement of one SKP. ``trace`` holds every input, rule and version; a draft has none."""

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=EvaluationKind, default=EvaluationKind.ANNUAL)
    appraiser = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    # Who decides an objection (PP 30/2019 Ps 59), named when the appraiser concludes.
    appraisers_superior = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=EvaluationState, default=EvaluationState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    results_rating = models.CharField(max_length=5, choices=Rating, blank=True)
    behaviour_rating = models.CharField(max_length=5, choices=Rating, blank=True)
    predikat = models.CharField(max_length=16, choices=Predikat, blank=True)
    reason = models.TextField(_("alasan"), blank=True)
    recommendation = models.TextField(_("catatan atau rekomendasi"), blank=True)
    reply = models.TextField(_("tanggapan pegawai"), blank=True)
    trace = models.JSONField(default=dict, blank=True)
    law_version = models.CharField(max_length=16, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skp", "kind"], name="one_evaluation_of_a_kind"),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.DRAFT)
                | (
                    ~(Q(predikat="") | Q(results_rating="") | Q(behaviour_rating="") | Q(reason=""))
                    & Q(concluded_at__isnull=False)
                ),
                name="a_conclusion_is_complete",
                violation_error_message=_("Dua rating, predikat, dan alasan harus lengkap."),
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.DRAFT) | Q(predikat=""), name="a_draft_has_no_predikat"
            ),
        ]
        indexes = [models.Index(fields=["appraiser", "state"], name="evaluation_by_appraiser")]

    def __str__(self) -> str:
        return f"Evaluasi {self.pk}"
