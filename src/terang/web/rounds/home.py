"""What rounds of raters tell the home page: that something waits, and until when. Not for whom, nor how much."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from terang.web.home.items import Task


def owed(until: date) -> Task:
    return Task(
        title=_("Isi umpan balik untuk rekan kerja"),
        detail=_("Sekitar 5 menit untuk satu orang. Nama Anda dilindungi."),
        url=reverse("rounds:mine"),
        action=_("Buka daftar"),
        due=until,
    )
