"""A superior proposes peers while a round is being prepared. The lot decides, and nobody learns how it fell."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.evidence import access
from terang.evidence.models import PeerProposal
from terang.evidence.queries.rounds import people_in, proposals_of
from terang.evidence.services import Refused
from terang.evidence.services.round_raters import propose_peers
from terang.organisation.access import not_found
from terang.organisation.queries import appraisees, matching, with_posts
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import ProposalForm, post_of
from .rater_views import employee_of

REFUSED = 422
PEOPLE_PER_PAGE = 25
MOST_FOUND = 30


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The people I appraise, with how many peers I proposed for each."""
    actor = actor_of(request)
    given = access.get_round_to_propose(actor, pk)
    mine = with_posts(appraisees(employee_of(actor), actor.on), actor.on)
    page = Paginator(mine, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    counted = PeerProposal.objects.filter(round=given, ratee__in=[each.pk for each in page]).order_by()
    proposed = dict(counted.values_list("ratee").annotate(n=Count("pk")))
    rows = [(each, post_of(each), proposed.get(each.pk, 0)) for each in page]
    return render(request, "rounds/proposals.html", {"given": given, "page": page, "rows": rows})


def propose(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """Choose peers for one of my people: those already named, and whom a search finds."""
    actor = actor_of(request)
    given = access.get_round_to_propose(actor, pk)
    superior = employee_of(actor)
    ratee = appraisees(superior, actor.on).filter(pk=employee).first()
    if ratee is None:
        raise not_found()
    search = request.GET.get("q", "").replace("\0", "").strip()[:80]
    named = [each.peer_id for each in proposals_of(given, ratee)]
    everybody = people_in(given).exclude(pk__in=[ratee.pk, superior.pk])
    found = matching(everybody, search) if search else everybody
    offered = list(with_posts(everybody.filter(pk__in=named) | found, actor.on)[: MOST_FOUND + len(named)])
    form = ProposalForm(request.POST if request.method == "POST" else None, people=offered, initial={"peers": named})
    if request.method == "POST" and form.is_valid():
        peers = [each for each in offered if each.pk in form.cleaned_data["peers"]]
        try:
            propose_peers(given=given, ratee=ratee, peers=peers, superior=superior, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error("peers", str(refusal))
        else:
            messages.success(request, _("Usulan tersimpan. Undian yang menentukan, dan hasilnya tidak diberitahukan."))
            return redirect("rounds:proposals", pk)
    context = {"given": given, "ratee": ratee, "form": form, "search": search, "offered": offered}
    return render(request, "rounds/propose.html", context, status=REFUSED if form.errors else 200)
