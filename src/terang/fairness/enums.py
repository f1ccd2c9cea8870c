"""Choices of the fairness area."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Panel(TextChoices):
    """Whose answers a figure is made from."""

    SUPERIOR = "superior", _("Pimpinan")
    COLLEAGUES = "colleagues", _("Rekan dan bawahan")
    PEER = "peer", _("Rekan")
    SUBORDINATE = "subordinate", _("Bawahan")


class Limit(TextChoices):
    """What a round's figures cannot carry, in words for everybody who reads them."""

    SMALL = (
        "small",
        _("Yang dinilai kurang dari 300 orang. Perbandingan antarunit kurang pasti, jadi tidak ada peringkat."),
    )
    FEW_LINKS = "few_links", _("Penilaian dari unit lain terlalu sedikit. Bandingkan orang di dalam unitnya saja.")
    NO_GAIN = "no_gain", _("Pada data kantor ini penyesuaian tidak memperbaiki urutan. Nilai mentah sama baiknya.")
    UNTESTED = "untested", _("Data kantor ini terlalu sedikit untuk menguji apakah penyesuaian menolong.")


class Grouping(TextChoices):
    """By what raters and ratees are told apart when asking for a bias between groups."""

    GENDER = "gender", _("Perempuan dan laki-laki")
    AGE = "age", _("Di bawah 40 tahun dan selebihnya")
    LEADER = "leader", _("Pimpinan unit dan selebihnya")
