"""Counselling: confidential notes, open to the counsellor alone. Nothing of them is kept by a browser or a cache."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terang.evidence import access
from terang.evidence.models import Counselling
from terang.evidence.queries.coaching import counselled_by
from terang.evidence.services import Refused
from terang.evidence.services import counselling as services
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.templatetags.terang import day
from terang.web.version import Attempt, attempt

from .forms import CounsellingForm
from .views import REFUSED, SESSIONS_PER_PAGE, employee_of, status_of

WORDS = ("held_on", "problem", "outcome", "follow_up")


@never_cache
def held(request: HttpRequest) -> HttpResponse:
    """The sessions I held."""
    person = employee_of(actor_of(request))
    page = Paginator(counselled_by(person), SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coaching/counselling_held.html", {"page": page})


@never_cache
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a counselling session with one person."""
    actor = actor_of(request)
    employee = access.get_employee_to_counsel(actor, pk)
    initial = {"held_on": actor.on, "key": uuid4().hex}
    form = CounsellingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.record_counselling(
                employee=employee, counsellor=employee_of(actor), **form.cleaned_data, by=actor.user, at=now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Catatan konseling tersimpan. Hanya Anda yang dapat membacanya."))
            return redirect("coaching:counselling", pk=saved.pk)
    context = {"form": form, "employee": employee, "tried": Attempt(0)}
    return render(request, "coaching/counselling.html", context, status=REFUSED if form.errors else 200)


@never_cache
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """My notes of a session, to read, complete and correct."""
    counselling = access.get_counselling(actor_of(request), pk)
    initial = {name: getattr(counselling, name) for name in WORDS}
    form = CounsellingForm(request.POST if request.method == "POST" else None, initial=initial)

    def change(version: int) -> None:
        said = {name: form.cleaned_data[name] for name in WORDS}
        services.change_counselling(counselling=counselling, version=version, **said, at=now())

    tried = attempt(request, form, counselling.version, change, refused=Refused, lines=_lines)
    if tried.is_done:
        messages.success(request, _("Catatan konseling tersimpan."))
        return redirect("coaching:counselling", pk=pk)
    context = {"form": form, "employee": counselling.employee, "tried": tried}
    return render(request, "coaching/counselling.html", context, status=status_of(form, tried))


def _lines(stands: Counselling) -> list[str]:
    return [day(stands.held_on), stands.problem, stands.outcome, stands.follow_up]
