"""Declared relations: my own, and for the team those of the agency."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terang.evidence import access
from terang.evidence.enums import RelationKind
from terang.evidence.queries.rounds import relations_of, standing_relations
from terang.evidence.services import Refused
from terang.evidence.services.round_raters import declare_relation, end_relation
from terang.identity.enums import Role
from terang.organisation.access import Actor, get_agency, not_found
from terang.organisation.models import Agency, Employee
from terang.organisation.queries import matching, people_of, with_posts
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import RelationForm, TeamRelationForm
from .rater_views import employee_of

REFUSED = 422
MOST_FOUND = 12
ROWS_PER_PAGE = 25


@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """What I declared; a search for somebody else and the declaration."""
    actor = actor_of(request)
    person = employee_of(actor)
    search = request.GET.get("q", "").replace("\0", "").strip()[:80]
    found = people_of(person.agency).exclude(pk=person.pk).order_by("name", "pk")
    people = list(with_posts(matching(found, search), actor.on)[:MOST_FOUND]) if search else []
    form = RelationForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        other = next(each for each in people if each.pk == form.cleaned_data["other"])
        kind = RelationKind(form.cleaned_data["kind"])
        try:
            declare_relation(employee=person, other=other, kind=kind, by_team=False, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Hubungan dicatat. Anda berdua tidak diminta saling memberi umpan balik."))
            return redirect("rounds:relations")
    context = {"form": form, "people": people, "search": search, "relations": relations_of(person)}
    return render(request, "rounds/relations.html", context, status=REFUSED if form.errors else 200)


@never_cache
def team(request: HttpRequest) -> HttpResponse:
    """Every standing relation of the agency, for the team alone; the team declares by staff number."""
    actor = actor_of(request)
    agency = _agency_of_team(actor)
    form = TeamRelationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _declared(actor, agency, form):
        messages.success(request, _("Hubungan dicatat. Keduanya tidak diminta saling memberi umpan balik."))
        return redirect("rounds:team_relations")
    page = Paginator(standing_relations(agency), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "rounds/team_relations.html", context, status=REFUSED if form.errors else 200)


def _agency_of_team(actor: Actor) -> Agency:
    agency = get_agency(actor)
    if not actor.has(Role.PERFORMANCE_TEAM, agency):
        raise not_found()
    return agency


def _declared(actor: Actor, agency: Agency, form: TeamRelationForm) -> bool:
    found = {each.nip: each for each in people_of(agency).filter(nip__in=[form.nip("one"), form.nip("other")])}
    for name in ("one", "other"):
        if form.nip(name) not in found:
            form.add_error(name, _("Tidak ada pegawai dengan NIP ini. Periksa angkanya."))
    if form.errors:
        return False
    one, other = found[form.nip("one")], found[form.nip("other")]
    kind = RelationKind(form.cleaned_data["kind"])
    try:
        declare_relation(employee=one, other=other, kind=kind, by_team=True, by=actor.user, at=now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then end a relation."""
    actor = actor_of(request)
    relation = access.get_relation(actor, pk)
    back = "rounds:relations" if _is_own(actor.employee, relation.employee_id) else "rounds:team_relations"
    if request.method != "POST":
        return render(request, "rounds/end_relation.html", {"relation": relation, "back": back})
    try:
        end_relation(relation=relation, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Hubungan diakhiri."))
    return redirect(back)


def _is_own(employee: Employee | None, declared_by: int) -> bool:
    return employee is not None and employee.pk == declared_by
