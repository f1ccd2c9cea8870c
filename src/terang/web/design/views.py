from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.regulation.queries import in_force
from terang.web.clock import now, today

from . import samples


@login_not_required
def gaya(request: HttpRequest) -> HttpResponse:
    """Show every part of the design language once, rendered by the parts the pages use."""
    context = {
        "swatches": samples.SWATCHES,
        "spaces": samples.SPACES,
        "form": samples.refused_form(),
        "file_form": samples.SampleFile(),
        "stages": samples.stages(),
        "tasks": samples.tasks(today()),
        "news": samples.news(timezone.localtime(now())),
        "today": today(),
        "bars": samples.attainments(),
        "months": samples.MONTHS,
        "ends": (1, 5),
        "law": in_force(today()),
        "suggested": [("MEETS", "MEETS")],
        "facts": [(_("Triwulan III"), _("Baik")), (_("Hasil kerja"), _("Sesuai Ekspektasi"))],
        "figures": [(_("Pegawai baru"), 6), (_("Berubah"), 11), (_("Tetap"), 69)],
        "equation": [
            (_("Hasil kerja"), _("Sesuai Ekspektasi")),
            (_("Perilaku kerja"), _("Di Atas Ekspektasi")),
        ],
        "consequences": [
            _("Setiap pegawai menerima pemberitahuan."),
            _("Perubahan sesudahnya memerlukan alasan tertulis."),
        ],
    }
    return render(request, "design/gaya.html", context)
