"""Owner and appraiser come to terms about a plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.planning import access, services
from terang.planning.enums import SkpState
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.version import sent_version


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner takes back a plan that the appraiser has not yet decided."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    if request.method != "POST":
        context = {"skp": plan, "may_withdraw": plan.state == SkpState.SUBMITTED}
        return render(request, "dialogue/withdraw.html", context)
    try:
        services.withdraw(skp=plan, version=sent_version(request), by=actor.user, at=now())
    except services.ChangedMeanwhile:
        text = _("SKP ini baru saja diubah di tempat lain. Periksa isinya, lalu ulangi langkah Anda.")
        messages.warning(request, text)
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("SKP ditarik kembali. Ubah yang perlu, lalu ajukan lagi."))
    return redirect("planning:skp", pk=plan.pk)
