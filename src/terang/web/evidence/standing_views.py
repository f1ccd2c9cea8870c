"""Who may speak as "pihak lain" about somebody's work: the list, naming one, ending it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.evidence import access
from terang.evidence.queries.standings import candidates, standings_on, suggested
from terang.evidence.services import Refused
from terang.evidence.services.standings import end_standing, grant_standing
from terang.organisation.access import Actor
from terang.organisation.models import Employee
from terang.planning.access import Standing
from terang.planning.access import standings as what_one_is
from terang.planning.models import Skp
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import StandingForm

REFUSED = 422
MOST_SHOWN = 50
MOST_FOUND = 10


def others(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may speak as "pihak lain"; the person sees the names too, never who said what."""
    actor = actor_of(request)
    skp = access.get_skp_with_standings(actor, pk)
    mine = what_one_is(actor, skp)
    context = {
        "skp": skp,
        "rows": list(standings_on(skp)[:MOST_SHOWN]),
        "is_owner": Standing.OWNER in mine,
        "may_change": bool(mine & access.KEEPERS_OF_STANDINGS) and Standing.OWNER not in mine and skp.is_running,
    }
    return render(request, "evidence/others.html", context)


def add_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody: those who lead other teams of the person are offered, everybody else is found by name."""
    actor = actor_of(request)
    skp = access.get_skp_with_standings(actor, pk, "manage")
    search = request.GET.get("q", "").strip()[:80]
    offered = list(suggested(skp)[:MOST_FOUND])
    found = list(candidates(skp, search)[:MOST_FOUND]) if search else []
    people = {each.pk: each for each in [*offered, *found]}
    form = StandingForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid() and _granted(request, actor, skp, people, form):
        return redirect("evidence:others", pk=skp.pk)
    context = {"skp": skp, "form": form, "search": search, "people": people, "has_offers": bool(offered)}
    return render(request, "evidence/add_other.html", context, status=REFUSED if form.errors else 200)


def _granted(request: HttpRequest, actor: Actor, skp: Skp, people: dict[int, Employee], form: Any) -> bool:
    data = form.cleaned_data
    try:
        grant_standing(skp=skp, employee=people[data["person"]], reason=data["reason"], by=actor.user, at=now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Tersimpan. Ia dapat memberi umpan balik sebagai pihak lain."))
    return True


def end_other(request: HttpRequest, pk: int) -> HttpResponse:
    """End a standing, after asking."""
    actor = actor_of(request)
    standing = access.get_standing(actor, pk)
    if request.method != "POST":
        return render(request, "evidence/end_other.html", {"standing": standing, "skp": standing.skp})
    try:
        end_standing(standing=standing, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Penunjukan diakhiri."))
    return redirect("evidence:others", pk=standing.skp_id)
