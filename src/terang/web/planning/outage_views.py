"""Outages: the operator declares when the system could not be reached; everybody sees which deadlines moved."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.evidence.services.deadlines import declare_outage, withdraw_outage
from terang.organisation.access import get_agency, not_found
from terang.planning import access
from terang.planning.queries.outages import outages_of
from terang.planning.services import Refused
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import OutageForm, WithdrawOutageForm

REFUSED = 422
SHOWN = 50


def outages(request: HttpRequest) -> HttpResponse:
    """The declared outages of the agency, newest first."""
    actor = actor_of(request)
    agency = get_agency(actor)
    law = in_force(actor.on)
    context = {
        "outages": outages_of(agency)[:SHOWN],
        "may_declare": access.declares_outages(actor, agency),
        "last_days": law.calendar.outage_grace.value.last_days,
    }
    return render(request, "planning/outages.html", context)


def declare(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    agency = get_agency(actor)
    if not access.declares_outages(actor, agency):
        raise not_found()
    form = OutageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = declare_outage(agency=agency, **form.cleaned_data, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _done(changed))
            return redirect("planning:outages")
    return render(request, "planning/outage.html", {"form": form}, status=REFUSED if form.errors else 200)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    outage = access.get_outage(actor, pk)
    form = WithdrawOutageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_outage(outage=outage, reason=form.cleaned_data["reason"], by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Pernyataan gangguan ditarik. Batas waktu kembali seperti semula."))
            return redirect("planning:outages")
    context = {"form": form, "outage": outage}
    return render(request, "planning/outage_withdraw.html", context, status=REFUSED if form.errors else 200)


def _done(changed: int) -> str:
    if not changed:
        return _("Gangguan dicatat. Batas waktu yang tersentuh sudah disesuaikan.")
    return _("Gangguan dicatat. Tanda terlambat pada %(n)d catatan dicabut.") % {"n": changed}
