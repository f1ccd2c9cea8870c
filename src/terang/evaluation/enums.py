from django.db import models
from django.utils.translation import gettext_lazy as _


class Rating(models.TextChoices):
    """Against expectation; the words of the law, the order best first in pages is the page's own."""

    ABOVE = "above", _("Di Atas Ekspektasi")
    MEETS = "meets", _("Sesuai Ekspektasi")
    BELOW = "below", _("Di Bawah Ekspektasi")


class Predikat(models.TextChoices):
    SANGAT_BAIK = "sangat_baik", _("Sangat Baik")
    BAIK = "baik", _("Baik")
    BUTUH_PERBAIKAN = "butuh_perbaikan", _("Butuh Perbaikan")
    KURANG = "kurang", _("Kurang")
    SANGAT_KURANG = "sangat_kurang", _("Sangat Kurang")


class AchievementLevel(models.TextChoices):
    ISTIMEWA = "istimewa", _("Istimewa")
    BAIK = "baik", _("Baik")
    BUTUH_PERBAIKAN = "butuh_perbaikan", _("Butuh Perbaikan")
    KURANG = "kurang", _("Kurang")
    SANGAT_KURANG = "sangat_kurang", _("Sangat Kurang")


class EvaluationKind(models.TextChoices):
    ANNUAL = "annual", _("Tahunan")
    PERIODIC = "periodic", _("Periodik")


class EvaluationState(models.TextChoices):
    DRAFT = "draft", _("Belum dinilai")
    CONCLUDED = "concluded", _("Dinilai")
    DELIVERED = "delivered", _("Disampaikan")
    ACKNOWLEDGED = "acknowledged", _("Diterima")
    UNDER_OBJECTION = "under_objection", _("Keberatan diperiksa")
    FINAL = "final", _("Final")
