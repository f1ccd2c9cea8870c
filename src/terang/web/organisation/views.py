"""The staff list, one person, and the appraisers appointed for people."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from terang.organisation import access, queries, services
from terang.organisation.access import Actor
from terang.organisation.models import Employee, Unit
from terang.organisation.queries import HR_ROLES
from terang.planning.access import keeps_cases
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import FOUND_AT_MOST, AppointForm, EndForm

PAGE_SIZE = 25
REFUSED = 422


@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """People the account may look up, searched by name or NIP and narrowed to a unit with all below it."""
    actor = actor_of(request)
    text, unit = request.GET.get("q", "").strip()[:100], _chosen_unit(request, actor)
    people = access.staff(actor).filter(is_active=True)
    if text:
        people = queries.matching(people, text)
    if unit is not None:
        people = queries.in_subtree(people, unit, actor.on)
    people = queries.with_posts(people.order_by("name", "pk"), actor.on)
    context = {
        "page": Paginator(people, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": text,
        "unit": unit,
        "sees_numbers": _sees_numbers(actor),
        "may_manage": _manages(actor),
    }
    return render(request, "organisation/staff.html", context)


def _chosen_unit(request: HttpRequest, actor: Actor) -> Unit | None:
    """The unit of the filter; a number that is none, or not ours, narrows nothing."""
    chosen = request.GET.get("unit", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        return None
    scope = access.agencies_of(actor)
    found: Unit | None = Unit.objects.filter(pk=int(chosen), agency__code__in=scope).first()
    return found


def _sees_numbers(actor: Actor) -> bool:
    """Only the personnel roles read whole NIPs."""
    return bool(actor.agencies_as(*HR_ROLES))


def _manages(actor: Actor) -> bool:
    return bool(actor.agencies_as(*access.MANAGERS))


@require_GET
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, posts over time, and who appraises this person with the reason why."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk)
    is_self = actor.employee is not None and actor.employee.pk == person.pk
    posts = list(queries.career(person))
    context = {
        "person": person,
        "posts": posts,
        "post": queries.best(each for each in posts if each.holds_on(actor.on)),
        "line": queries.superior_line(person, actor.on),
        "appointments": queries.appointments_of(person),
        "sees_number": is_self or _sees_numbers(actor),
        "may_manage": access.manages(actor, person.agency),
        "keeps_cases": keeps_cases(actor, person.agency),
        "may_open_list": actor.leads or _sees_numbers(actor),
        "today": actor.on,
    }
    return render(request, "organisation/employee.html", context)


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for the appraiser by name or NIP, choose one, say from when and on what ground."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk, to="manage")
    text = request.GET.get("q", "").strip()[:100]
    people = _candidates(person, text, actor)
    if request.method == "POST":
        form = AppointForm(request.POST, people=people)
        if form.is_valid() and _appointed(form, person, people, actor):
            messages.success(request, _("Pejabat penilai %(name)s sudah ditunjuk.") % {"name": person.name})
            return redirect("organisation:employee", person.pk)
    else:
        form = AppointForm(people=people, initial={"since": actor.on})
    context = {"person": person, "form": form, "q": text, "people": people}
    return render(request, "organisation/appoint.html", context, status=REFUSED if form.errors else 200)


def _candidates(person: Employee, text: str, actor: Actor) -> list[Employee]:
    if not text:
        return []
    people = queries.matching(queries.people_of(person.agency), text).exclude(pk=person.pk)
    return list(queries.with_posts(people.order_by("name", "pk"), actor.on)[:FOUND_AT_MOST])


def _appointed(form: AppointForm, person: Employee, people: list[Employee], actor: Actor) -> bool:
    data = form.cleaned_data
    chosen = next(each for each in people if str(each.pk) == data["appraiser"])
    try:
        services.appoint_appraiser(
            employee=person, appraiser=chosen, since=data["since"], until=data["until"], basis=data["basis"],
            by=actor.user, at=now(),
        )  # fmt: skip
    except services.Refused as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return False
    return True


@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    override = access.get_appointment(actor, pk)
    form = EndForm(request.POST or None, initial={"until": actor.on})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_appointment(override=override, until=form.cleaned_data["until"], by=actor.user, at=now())
        except services.Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("Penunjukan berakhir. Sesudahnya penilai mengikuti susunan unit."))
            return redirect("organisation:employee", override.employee_id)
    return render(request, "organisation/confirm.html", _ending(override, form), status=REFUSED if form.errors else 200)


def _ending(override: Any, form: EndForm) -> dict[str, Any]:
    names = {"appraiser": override.appraiser.name, "person": override.employee.name}
    return {
        "heading": override.employee.full_name,
        "title": _("Akhiri penunjukan %(appraiser)s?") % names,
        "consequences": [
            _("Sesudah hari terakhir, penilai %(person)s mengikuti susunan unit.") % names,
            _("Penilaian yang sudah selesai tidak berubah."),
        ],
        "action": _("Akhiri penunjukan"),
        "destroys": False,
        "form": form,
        "back_url": reverse("organisation:employee", args=[override.employee_id]),
    }
