from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackKind(models.TextChoices):
    REGULAR = "regular", _("Berkala")
    INCIDENTAL = "incidental", _("Insidentil")


class RaterRole(models.TextChoices):
    """Who is speaking (PermenPANRB 6/2022, continuous feedback)."""

    SUPERIOR = "superior", _("Pimpinan")
    PEER = "peer", _("Rekan setingkat")
    SUBORDINATE = "subordinate", _("Bawahan")
    OTHER = "other", _("Pihak lain")


class Verdict(models.TextChoices):
    """What the appraiser found in a sampled record."""

    FITS = "fits", _("Sesuai")
    DOUBT = "doubt", _("Perlu penjelasan")


class CoachingKind(models.TextChoices):
    """PP 30/2019 Ps 31: guidance is individual or for a group."""

    INDIVIDUAL = "individual", _("Perorangan")
    GROUP = "group", _("Kelompok")


class Answer(models.TextChoices):
    """What an employee says to a statement of format B.1.8."""

    YES = "yes", _("Ya")
    PARTLY = "partly", _("Sebagian")
    NO = "no", _("Tidak")


class RoundState(models.TextChoices):
    """A round of raters: prepared, answered, closed for good, results given out once."""

    DRAFT = "draft", _("Disiapkan")
    OPEN = "open", _("Dibuka")
    CLOSED = "closed", _("Ditutup")
    PUBLISHED = "published", _("Diterbitkan")


class TaskState(models.TextChoices):
    """What became of the task to answer about somebody. How far the answer is stands with the answer."""

    ASKED = "asked", _("Diminta")
    REPLACED = "replaced", _("Dialihkan")
    DECLINED = "declined", _("Mundur karena hubungan")


class ResponseState(models.TextChoices):
    WAITING = "waiting", _("Belum diisi")
    DRAFT = "draft", _("Draf")
    SENT = "sent", _("Terkirim")


class RelationKind(models.TextChoices):
    """Why two people shall not rate each other."""

    FAMILY = "family", _("Hubungan keluarga atau perkawinan")
    BUSINESS = "business", _("Usaha bersama, utang, atau piutang")
    DISPUTE = "dispute", _("Sengketa atau pengaduan yang sedang berjalan")
    PERSONAL = "personal", _("Hubungan pribadi lain")


class Gap(models.TextChoices):
    """What somebody has not filled, as the monitor of an office asks for it; the value stands in addresses."""

    NOTHING = "belum-mengisi", _("Belum mengisi apa pun")
    DRAFT = "draf", _("SKP masih draf atau dikembalikan")
    SUBMITTED = "diajukan", _("SKP menunggu penilai")
    PLAN = "skp", _("SKP belum ditetapkan")
    PROGRESS = "progres", _("Progres belum dicatat")
    EVIDENCE = "bukti", _("Bukti belum ada")
    FEEDBACK = "umpan-balik", _("Umpan balik berkala belum diberikan")
