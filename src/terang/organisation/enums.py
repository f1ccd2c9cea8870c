from django.db import models
from django.utils.translation import gettext_lazy as _


class EmploymentKind(models.TextChoices):
    PNS = "PNS", _("PNS")
    PPPK = "PPPK", _("PPPK")


class Sex(models.TextChoices):
    MALE = "M", _("Laki-laki")
    FEMALE = "F", _("Perempuan")


class PositionKind(models.TextChoices):
    """The law's groups of posts (UU 5/2014; SIASN codes 1, 2, 4 map onto them)."""

    JPT = "JPT", _("Pimpinan tinggi")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
    SUPERVISOR = "PENGAWAS", _("Pengawas")
    FUNCTIONAL = "JF", _("Fungsional")
    OPERATIONAL = "PELAKSANA", _("Pelaksana")


class SkpForm(models.TextChoices):
    JPT_UKM = "JPT_UKM", _("Pimpinan unit (perspektif)")
    JA_JF = "JA_JF", _("Pejabat administrasi dan fungsional (aspek)")


class AssignmentKind(models.TextChoices):
    DEFINITIVE = "D", _("Definitif")
    PLT = "PLT", _("Plt.")
    PLH = "PLH", _("Plh.")


class LineBasis(models.TextChoices):
    """Why somebody is the appraiser of a person on a day (PP 30/2019 Ps 1(8) and 46)."""

    APPOINTED = "APPOINTED", _("Ditunjuk khusus sebagai pejabat penilai")
    UNIT_HEAD = "UNIT_HEAD", _("Pimpinan unit kerja pegawai")
    ACTING_HEAD = "ACTING_HEAD", _("Pelaksana (Plt. atau Plh.) pimpinan unit kerja pegawai")
    NEXT_UNIT = "NEXT_UNIT", _("Pimpinan unit di atasnya")
    VACANT = "VACANT", _("Jabatan pimpinan unit kerja kosong, jadi pimpinan unit di atasnya")
    NO_POST = "NO_POST", _("Belum ada jabatan pada tanggal ini")
    NOBODY = "NOBODY", _("Belum ada pimpinan di atasnya")


class StagedState(models.TextChoices):
    """Life of an uploaded staff file. Nothing of it reaches the office before APPLIED."""

    READY = "READY", _("Menunggu diperiksa")
    APPLYING = "APPLYING", _("Sedang diterapkan")
    APPLIED = "APPLIED", _("Sudah diterapkan")
    CANCELLED = "CANCELLED", _("Dibatalkan")


class RowState(models.TextChoices):
    """What an uploaded row would do."""

    NEW = "NEW", _("Pegawai baru")
    CHANGED = "CHANGED", _("Berubah")
    UNCHANGED = "UNCHANGED", _("Tetap")
    SKIPPED = "SKIPPED", _("Dilewati")
    FAULTY = "FAULTY", _("Bermasalah")
