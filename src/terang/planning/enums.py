from django.db import models
from django.utils.translation import gettext_lazy as _


class StageKind(models.TextChoices):
    """The stages of an appraisal year (PermenPANRB 6/2022 Ps 5), as the office's calendar names them."""

    PLANNING = "planning", _("Perencanaan")
    MONITORING = "monitoring", _("Pelaksanaan dan bukti")
    FEEDBACK = "feedback", _("Umpan balik")
    EVALUATION = "evaluation", _("Evaluasi tahunan")
    RESPONSE = "response", _("Tanggapan dan keberatan")
    FOLLOW_UP = "follow_up", _("Tindak lanjut")


class PeriodState(models.TextChoices):
    OPEN = "open", _("Berjalan")
    CLOSED = "closed", _("Ditutup")


class SkpState(models.TextChoices):
    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Diajukan")
    RETURNED = "returned", _("Dikembalikan")
    SET = "set", _("Ditetapkan")
    CLOSED = "closed", _("Ditutup")


class Approach(models.TextChoices):
    QUANTITATIVE = "quantitative", _("Kuantitatif")
    QUALITATIVE = "qualitative", _("Kualitatif")


class ResultKind(models.TextChoices):
    MAIN = "main", _("Utama")
    ADDITIONAL = "additional", _("Tambahan")


class CascadeKind(models.TextChoices):
    DIRECT = "direct", _("Langsung")
    INDIRECT = "indirect", _("Tidak langsung")


class Perspective(models.TextChoices):
    RECIPIENT = "recipient", _("Penerima Layanan")
    PROCESS = "process", _("Proses Bisnis")
    STRENGTHENING = "strengthening", _("Penguatan Internal")
    BUDGET = "budget", _("Anggaran")


class Aspect(models.TextChoices):
    QUANTITY = "quantity", _("Kuantitas")
    QUALITY = "quality", _("Kualitas")
    TIME = "time", _("Waktu")
    COST = "cost", _("Biaya")


class TargetKind(models.TextChoices):
    NUMBER = "number", _("Angka")
    RANGE = "range", _("Rentang")
    TEXT = "text", _("Uraian")


class Direction(models.TextChoices):
    HIGHER = "higher", _("Makin tinggi makin baik")
    LOWER = "lower", _("Makin rendah makin baik")
    ON_TARGET = "on_target", _("Tepat pada target")


class Accumulation(models.TextChoices):
    SUM = "sum", _("Dijumlahkan")
    LATEST = "latest", _("Nilai terakhir")


class AnnexKind(models.TextChoices):
    SUPPORT = "support", _("Dukungan sumber daya")
    ACCOUNTABILITY = "accountability", _("Skema pertanggungjawaban")
    CONSEQUENCES = "consequences", _("Konsekuensi")
