"""The office's appraisal years: list, open, close."""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.evidence.services.deadlines import change_stages
from terang.identity.enums import Role
from terang.organisation.access import get_agency, manages, watches
from terang.planning import access, services
from terang.planning.mapping import propose_stages
from terang.planning.models import Period
from terang.planning.queries import periods_of
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.cases.words import own_parts
from terang.web.clock import now

from .forms import PeriodForm, StagesForm, proposed, stage_days

REFUSED = 422
CALENDAR_PARAMETERS = ("calendar.skp_set", "calendar.annual_evaluation_latest", "objection.filing", "calendar.report")


def periods(request: HttpRequest) -> HttpResponse:
    """Everybody may read the calendar of their own office; the performance team keeps it."""
    actor = actor_of(request)
    agency = get_agency(actor)
    context = {
        "periods": periods_of(agency),
        "may_manage": manages(actor, agency),
        "is_team": actor.has(Role.PERFORMANCE_TEAM, agency),
        "watches": watches(actor),
        "sees_rounds": any(actor.has(role, agency) for role in (Role.PERFORMANCE_TEAM, Role.AUDITOR)),
        "reads_cases": agency.code in actor.agencies_as(Role.PERFORMANCE_TEAM, Role.AUDITOR),
        "own_parts": own_parts(actor.employee) if actor.employee else (),
        "today": actor.on,
    }
    return render(request, "planning/periods.html", context)


def open_period(request: HttpRequest) -> HttpResponse:
    """First the days, then what follows from them, then the act."""
    actor = actor_of(request)
    agency = get_agency(actor, "manage")
    if request.method == "POST":
        form = PeriodForm(request.POST)
        if form.is_valid() and "back" not in request.POST:
            if "confirmed" not in request.POST:
                return render(request, "planning/open_period_confirm.html", {"form": form, "agency": agency})
            if _opened(request, form):
                return redirect("planning:periods")
    else:
        form = PeriodForm(initial=_proposal(_next_year(periods_of(agency).first(), actor.on)))
    citations = in_force(actor.on).used(*CALENDAR_PARAMETERS)
    context = {"form": form, "agency": agency, "citations": citations}
    return render(request, "planning/open_period.html", context, status=REFUSED if form.errors else 200)


def _opened(request: HttpRequest, form: PeriodForm) -> bool:
    actor, data = actor_of(request), form.cleaned_data
    agency = get_agency(actor, "manage")
    days = {"start": data["start"], "end": data["end"], "stages": form.stages()}
    try:
        services.open_period(agency=agency, name=data["name"], **days, by=actor.user, at=now())
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    text = _("%(period)s dibuka. Pegawai dapat mulai menyusun SKP.") % {"period": data["name"]}
    messages.success(request, text)
    return True


def stages(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the stages of a period other days, with a reason."""
    actor = actor_of(request)
    period = access.get_period(actor, pk)
    present = list(period.stages.all())
    sent = request.POST if request.method == "POST" else None
    form = StagesForm(sent, initial=stage_days(present), stages=present)
    if request.method == "POST" and form.is_valid():
        try:
            change_stages(
                period=period, stages=form.stages(), reason=form.cleaned_data["reason"], by=actor.user, at=now()
            )
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jadwal %(period)s diubah.") % {"period": period.name})
            return redirect("planning:periods")
    context = {"form": form, "period": period}
    return render(request, "planning/stages.html", context, status=REFUSED if form.errors else 200)


def close_period(request: HttpRequest, pk: int) -> HttpResponse:
    period = access.get_period(actor_of(request), pk)
    context = {
        "title": _("Tutup %(period)s?") % {"period": period.name},
        "consequences": [
            _("SKP, catatan pekerjaan, dan umpan balik periode ini tetap dapat dibaca, tetapi tidak diubah."),
            _("Anda dapat membukanya kembali; setiap perubahan dicatat di buku besar."),
        ],
        "action": _("Tutup periode"),
    }
    return _confirmed(request, period, services.close_period, _("%(period)s ditutup."), context)


def reopen_period(request: HttpRequest, pk: int) -> HttpResponse:
    period = access.get_period(actor_of(request), pk)
    context = {
        "title": _("Buka kembali %(period)s?") % {"period": period.name},
        "consequences": [_("SKP, catatan pekerjaan, dan umpan balik periode ini dapat diubah lagi.")],
        "action": _("Buka kembali periode"),
    }
    return _confirmed(request, period, services.reopen_period, _("%(period)s dibuka kembali."), context)


def _confirmed(
    request: HttpRequest, period: Period, act: Callable[..., None], done: str, context: Mapping[str, object]
) -> HttpResponse:
    """Ask first; on the second step do it and say so."""
    if request.method != "POST":
        return render(request, "planning/period_confirm.html", dict(context))
    try:
        act(period=period, by=actor_of(request).user, at=now())
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done % {"period": period.name})
    return redirect("planning:periods")


def _next_year(latest: Period | None, on: date) -> int:
    return latest.end.year + 1 if latest else on.year


def _proposal(year: int) -> dict[str, object]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    with override("id"):  # the name is stored and read by everybody, whatever their language
        name = _("Tahun kinerja %(year)s") % {"year": year}
    return proposed(name, first, last, propose_stages(year, in_force(first)))
