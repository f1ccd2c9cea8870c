"""Results that came to me from somebody whose plan was closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.organisation.access import not_found
from terang.planning import access
from terang.planning.queries.cases import handed_with_words
from terang.planning.services import handovers as services
from terang.planning.services.guards import ChangedMeanwhile, Refused
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.planning.words import indicator_words

PER_PAGE = 25


def handed(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what became of the others."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    page = Paginator(handed_with_words(actor.employee), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/handed.html", {"page": page})


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a result into the own plan, or say that the plan covers it."""
    actor = actor_of(request)
    handover = access.get_handover(actor, pk)
    if request.method == "POST":
        try:
            return _received(request, handover.pk)
        except ChangedMeanwhile:
            messages.warning(request, _("SKP Anda baru saja diubah di tempat lain. Ulangi langkah ini."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("cases:receive", pk=pk)
    words = [indicator_words(indicator) for indicator in handover.result.indicators.all()]
    return render(request, "cases/receive.html", {"handover": handover, "indicators": words})


def _received(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    handover = access.get_handover(actor, pk)
    if "cover" in request.POST:
        services.cover_result(handover=handover, by=actor.user, at=now())
        messages.success(request, _("Dicatat: SKP Anda sudah mencakup hasil kerja ini."))
        return redirect("cases:handed")
    plan = services.take_result(handover=handover, by=actor.user, at=now())
    messages.success(request, _("Hasil kerja masuk ke SKP Anda. Periksa isinya, lalu ajukan."))
    return redirect("planning:skp", pk=plan.pk)
