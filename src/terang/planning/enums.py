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


class SplitBy(models.TextChoices):
    """By what a result is divided when it is passed on directly."""

    ASPECT = "aspect", _("Bagian pekerjaan")
    AREA = "area", _("Wilayah")
    LOAD = "load", _("Bagian dari jumlah")


class Nature(models.TextChoices):
    """Whether a result belongs to the unit, and so goes to the successor, or to the person."""

    ORGANISATION = "organisation", _("Organisasi")
    INDIVIDUAL = "individual", _("Individu")


class DataSource(models.TextChoices):
    MANUAL = "manual", _("Dicatat sendiri")
    LINKED = "linked", _("Diambil dari sumber data")


class Rhythm(models.TextChoices):
    """How often the action plan sets a mark."""

    MONTHLY = "monthly", _("Setiap bulan")
    QUARTERLY = "quarterly", _("Setiap triwulan")


class Ground(models.TextChoices):
    """Why a set plan may be changed (PP 30/2019 Ps 28)."""

    HOLDER = "holder", _("Pergantian pejabat")
    STRATEGY = "strategy", _("Perubahan strategi, program, atau anggaran")
    PRIORITY = "priority", _("Perubahan prioritas atau asumsi")
    LEAVE = "leave", _("Sakit atau cuti lebih dari satu bulan")
    ASSIGNMENT = "assignment", _("Penugasan kedinasan lain lebih dari satu bulan")
    OTHER = "other", _("Alasan lain dengan persetujuan Menteri")


class CommentKind(models.TextChoices):
    REMARK = "remark", _("Komentar")
    PROPOSAL = "proposal", _("Usul perubahan")


class CommentState(models.TextChoices):
    OPEN = "open", _("Menunggu jawaban")
    AGREED = "agreed", _("Disepakati")
    DECLINED = "declined", _("Tidak disepakati")


class DialoguePurpose(models.TextChoices):
    PLANNING = "planning", _("Menyepakati rencana")
    MONITORING = "monitoring", _("Membahas kemajuan")
    DEVELOPMENT = "development", _("Membahas pengembangan diri")


class DialogueState(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    CONFIRMED = "confirmed", _("Catatan disepakati")
    CANCELLED = "cancelled", _("Dibatalkan")


class CaseKind(models.TextChoices):
    """What changed for a person in the middle of the year; the values are those of ``core.enums.CaseKind``."""

    MOVE = "move", _("Pindah jabatan atau unit")
    PROMOTION = "promotion", _("Promosi")
    DEMOTION = "demotion", _("Demosi")
    STARTED = "started", _("Mulai atau kembali bertugas")
    ACTING = "acting", _("Menjadi Plt. di samping jabatan sendiri")
    DAILY_ACTING = "daily_acting", _("Menjadi Plh.")
    LEAVE = "leave", _("Sakit atau cuti")
    OTHER_DUTY = "other_duty", _("Penugasan kedinasan lain")
    UNPAID_LEAVE = "unpaid_leave", _("Cuti di luar tanggungan negara")
    SUSPENDED = "suspended", _("Diberhentikan sementara")
    PRE_RETIREMENT = "pre_retirement", _("Masa persiapan pensiun")
    STUDY = "study", _("Tugas belajar, dibebaskan dari jabatan")
    STUDY_AT_WORK = "study_at_work", _("Tugas belajar sambil tetap bekerja")
    SPECIAL_ASSIGNMENT = "special_assignment", _("Penugasan khusus di luar instansi pemerintah Indonesia")
    SECONDED = "seconded", _("Dipekerjakan atau diperbantukan di instansi lain")
    RETIREMENT = "retirement", _("Pensiun atau berhenti")
    TRANSFER_OUT = "transfer_out", _("Pindah ke instansi lain")
    DEATH = "death", _("Meninggal dunia")


class CaseState(models.TextChoices):
    PREPARED = "prepared", _("Belum diterapkan")
    APPLIED = "applied", _("Sudah diterapkan")
    WITHDRAWN = "withdrawn", _("Dibatalkan")
