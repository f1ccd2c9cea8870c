"""Who holds which post: moving somebody, Plt and Plh, ending a holding, taking back what has not begun."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from terang.organisation import access, posts, services
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Agency, Assignment, Employee, Position
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.forms import searched

from .asking import Act, Data, Outlook, Page, Question, in_two_steps, posted
from .consequences import begins, day, day_shown, ends, outlook
from .forms import FOUND_AT_MOST, AssignForm, EndHoldingForm, ReasonForm

ONE_DAY = timedelta(days=1)
REASONED = Page("organisation/holding.html")


def posts_offered(request: HttpRequest, agency: Agency) -> list[Position]:
    """What a search found, and the post that was chosen before or named in the address."""
    actor = actor_of(request)
    text = searched(request)
    chosen = request.POST.get("position") or request.GET.get("jabatan", "")
    keys = [int(chosen)] if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else []
    found = posts.matching(posts.open_posts(agency), text)[:FOUND_AT_MOST] if text else []
    wanted = dict.fromkeys([*keys, *(each.pk for each in found)])
    loaded = {each.pk: each for each in posts.with_holders(posts.among(agency, list(wanted)), actor.on)}
    return [loaded[key] for key in wanted if key in loaded]


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Move somebody, or let them hold a further post: look for it, say from when, see what it changes."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk, to="manage")
    offered = posts_offered(request, person.agency)
    start = {"since": actor.on, "position": offered[0].pk if offered else None, "kind": AssignmentKind.DEFINITIVE}
    form = AssignForm(posted(request), posts=offered, initial=start)
    by_key = {str(each.pk): each for each in offered}

    def wanted(data: Data) -> dict[str, Any]:
        post, kind = by_key[data["position"]], AssignmentKind(data["kind"])
        return {"position": post, "kind": kind, "since": data["since"], "until": data["until"]}

    def foresee(data: Data) -> Outlook:
        said = wanted(data)
        on = day_shown(said["since"], said["until"], actor.on)
        found = services.forecast(lambda: _assigned(person, said, request).employee, on, person)
        return outlook(_said(person, said), found, on)

    steps = Act(
        foresee=foresee,
        act=lambda data: _assigned(person, wanted(data), request),
        is_done=lambda data: posts.is_assigned(person, **wanted(data)),
    )
    question = Question(
        person.full_name, _("Simpan penugasan ini?"), _("Simpan penugasan"), _("Penugasan tersimpan."),
        reverse("organisation:employee", args=[person.pk]),
    )  # fmt: skip
    page = Page("organisation/assign.html", {"person": person, "has_searched": bool(request.POST.get("q"))})
    return in_two_steps(request, form, steps, question, page)


def _assigned(person: Employee, said: dict[str, Any], request: HttpRequest) -> Assignment:
    return services.assign(employee=person, by=actor_of(request).user, at=now(), **said)


def _said(person: Employee, said: dict[str, Any]) -> list[str]:
    """What begins, and the definitive post that ends for it."""
    lines = [begins(person.name, said["position"], said["kind"], said["since"], said["until"])]
    held = posts.definitive_before(person, said["since"]) if said["kind"] == AssignmentKind.DEFINITIVE else None
    return lines if held is None else [*lines, ends(held, said["since"] - ONE_DAY)]


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int, held: int) -> HttpResponse:
    """Give a holding its last day."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk, to="manage")
    holding = access.get_holding(actor, person, held)
    form = EndHoldingForm(posted(request), initial={"until": max(actor.on, holding.since)})

    def act(data: Data) -> Employee:
        services.end_assignment(assignment=holding, by=actor.user, at=now(), **data)
        return person

    def foresee(data: Data) -> Outlook:
        following = min(data["until"], date.max - ONE_DAY) + ONE_DAY
        first = _("%(post)s tidak lagi dipegang %(name)s sesudah %(day)s.")
        words = {"post": _titled(holding), "name": person.name, "day": day(data["until"])}
        return outlook([first % words], services.forecast(lambda: act(data), following, person), following)

    steps = Act(foresee, act, lambda data: holding.until == data["until"])
    question = Question(
        person.full_name, _("Akhiri %(post)s?") % {"post": _titled(holding)}, _("Akhiri penugasan"),
        _("Penugasan diberi hari terakhir."), reverse("organisation:employee", args=[person.pk]), destroys=True,
    )  # fmt: skip
    return in_two_steps(request, form, steps, question, REASONED)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int, held: int) -> HttpResponse:
    """Remove a holding that was entered by mistake and has not begun."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk, to="manage")
    if request.method == "POST" and not Assignment.objects.filter(pk=held).exists():
        messages.info(request, _("Penugasan ini sudah dibatalkan."))
        return redirect("organisation:employee", person.pk)
    holding = access.get_holding(actor, person, held)

    def act(data: Data) -> Employee:
        services.take_back_assignment(assignment=holding, by=actor.user, at=now(), **data)
        return person

    def foresee(data: Data) -> Outlook:
        words = {"post": _titled(holding), "day": day(holding.since), "name": person.name}
        lines = [_("%(name)s tidak jadi memegang %(post)s mulai %(day)s.") % words]
        if holding.replaces_id is not None:
            lines.append(_("Jabatan definitif sebelumnya berlanjut tanpa hari terakhir."))
        found = services.forecast(lambda: act(data), holding.since, person)
        return outlook(lines, found, holding.since)

    question = Question(
        person.full_name, _("Batalkan %(post)s?") % {"post": _titled(holding)}, _("Batalkan penugasan"),
        _("Penugasan dibatalkan."), reverse("organisation:employee", args=[person.pk]), destroys=True,
    )  # fmt: skip
    steps = Act(foresee, act, lambda _data: False)
    return in_two_steps(request, ReasonForm(posted(request)), steps, question, REASONED)


def _titled(holding: Assignment) -> str:
    if holding.kind == AssignmentKind.DEFINITIVE:
        return holding.position.name
    return f"{AssignmentKind(holding.kind).label} {holding.position.name}"
