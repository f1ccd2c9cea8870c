"""The level of a unit, set one level above it, and the opening of a period's evaluations."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terang.evaluation import access, queries, services
from terang.evaluation.enums import AchievementLevel
from terang.evaluation.models import UnitAchievement
from terang.evaluation.services import Refused
from terang.identity.enums import Role
from terang.organisation.access import Actor, get_agency, not_found
from terang.organisation.models import Agency, Unit
from terang.planning.models import Stage
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import UnitLevelForm

REFUSED = 422
UNITS_PER_PAGE = 25


def unit_levels(request: HttpRequest) -> HttpResponse:
    """The units whose level I set, with what is set."""
    actor = actor_of(request)
    agency = _agency(actor)
    stage = queries.evaluation_stage(agency, actor.on)
    page = Paginator(access.rateable_units(actor), UNITS_PER_PAGE).get_page(request.GET.get("page"))
    levels = queries.levels_of([unit.pk for unit in page], stage.period) if stage else {}
    team = actor.has(Role.PERFORMANCE_TEAM, agency)
    rows = [{"unit": unit, "level": levels.get(unit.pk)} for unit in page]
    to_open = queries.unopened(stage.period).count() if stage and team else 0
    context = {
        "stage": stage, "page": page, "rows": rows, "is_team": team, "to_open": to_open,
        "appraises": actor.appraises,
    }  # fmt: skip
    return render(request, "evaluation/unit_levels.html", context)


def _agency(actor: Actor) -> Agency:
    if not access.sets_levels(actor):
        raise not_found()
    return get_agency(actor)


def unit_level(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or change the level of one unit."""
    actor = actor_of(request)
    unit = access.get_unit_to_rate(actor, pk)
    stage = _stage(unit, actor)
    present = queries.levels_of([unit.pk], stage.period).get(unit.pk)
    options: dict[str, Any] = {
        "law": in_force(stage.period.end), "present": present, "on_behalf": not access.is_head_above(actor, unit),
    }  # fmt: skip
    if request.method != "POST":
        return _show(request, unit, stage, present, UnitLevelForm(initial=_initial(present), **options))
    form = UnitLevelForm(request.POST, **options)
    if form.is_valid():
        try:
            said = form.cleaned_data | {"level": AchievementLevel(form.cleaned_data["level"])}
            services.set_unit_achievement(unit=unit, period=stage.period, **said, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Capaian %(unit)s tersimpan dan tercatat di buku besar.") % {"unit": unit.name})
            return redirect("evaluation:unit_levels")
    return _show(request, unit, stage, present, form)


def _stage(unit: Unit, actor: Actor) -> Stage:
    stage = queries.evaluation_stage(unit.agency, actor.on)
    if stage is None:
        raise not_found()
    return stage


def _initial(present: UnitAchievement | None) -> dict[str, str]:
    if present is None:
        return {}
    return {"level": present.level, "basis": present.basis, "document_no": present.document_no}


def _show(
    request: HttpRequest, unit: Unit, stage: Stage, present: UnitAchievement | None, form: UnitLevelForm
) -> HttpResponse:
    law = in_force(stage.period.end)
    context = {
        "unit": unit, "stage": stage, "present": present, "form": form,
        "concluded": queries.concluded_in(unit, stage.period),
        "rule": law.evaluation.organisation_levels.citation,
    }  # fmt: skip
    return render(request, "evaluation/unit_level.html", context, status=REFUSED if form.errors else 200)


@require_POST
def open_for_period(request: HttpRequest) -> HttpResponse:
    """The team opens the evaluation of every set plan of the present period."""
    actor = actor_of(request)
    agency = _agency(actor)
    stage = queries.evaluation_stage(agency, actor.on)
    if stage is None or not actor.has(Role.PERFORMANCE_TEAM, agency):
        raise not_found()
    n = services.open_evaluations(period=stage.period, by=actor.user, at=now())
    messages.success(request, ngettext("%(n)d evaluasi dibuka.", "%(n)d evaluasi dibuka.", n) % {"n": n})
    return redirect("evaluation:unit_levels")
