"""The action plan: indicators by interval, how the work stands against them, and the steps of one indicator."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.evidence.queries import indicators_of, standing_progress
from terang.organisation.access import Actor
from terang.planning import access
from terang.planning.access import Standing
from terang.planning.enums import Rhythm, TargetKind
from terang.planning.models import ActionStep, Indicator, Skp
from terang.planning.queries.actions import steps_of
from terang.planning.services import Refused
from terang.planning.services import actions as services
from terang.planning.steps import StepDraft, draft_of, even_steps, fingerprint, intervals
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import StepsForm, initial_steps
from .words import interval_name, paces, split_words, step_words, sum_warning

REFUSED = 422


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """All indicators of a plan with their steps and how the work stands."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk)
    if skp.amends_id is not None:
        return redirect("actions:plan", pk=skp.amends_id)
    rows = list(indicators_of(skp))
    steps = steps_of(rows)
    found = paces(rows, steps, standing_progress(rows), actor.on)
    shown = [
        (row, _cells(skp, written, actor.on), found.get(row.pk), sum_warning(row, [draft_of(step) for step in written]))
        for row in rows
        for written in [steps.get(row.pk, ())]
    ]
    measured = [row for row in rows if row.target_kind != TargetKind.TEXT]
    context = {
        "skp": skp,
        "rows": shown,
        "may_write": Standing.OWNER in access.standings(actor, skp) and services.is_writable(skp),
        "empty": sum(row.pk not in steps for row in measured),
        "light": in_force(actor.on).skp.action_plan_light,
    }
    return render(request, "actions/plan.html", context)


def _cells(skp: Skp, steps: Sequence[ActionStep], today: date) -> list[dict[str, Any]]:
    """One cell for each interval, and one for each step that fits none, so that nothing is hidden."""
    if not steps:
        return []
    by_end = {step.month: step for step in steps}
    month = skp.period.start.month
    return [
        {"name": interval_name(end, skp.rhythm, month), "step": by_end.get(end), "is_due": end <= today}
        for end in sorted({*intervals(skp), *by_end})
    ]


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of one indicator. "Bagi rata" fills in a proposal and stores nothing."""
    actor = actor_of(request)
    indicator = access.get_indicator(actor, pk, "edit")
    skp = indicator.result.skp
    if skp.amends_id is not None:
        return redirect("actions:plan", pk=skp.amends_id)
    stored = [draft_of(step) for step in steps_of([indicator]).get(indicator.pk, ())]
    options, following = _options(indicator), _following(indicator)
    form = StepsForm(initial=initial_steps(stored), **options)
    page = {"seen": request.POST.get("seen") or fingerprint(stored), "explained": "", "conflict": None}
    if "even" in request.POST:
        proposal = even_steps(indicator, intervals(skp))
        form = StepsForm(initial=_kept_words(request, options) | _numbers(proposal), **options)
        page["explained"] = split_words(indicator, proposal) if proposal else ""
    elif request.method == "POST":
        form = StepsForm(request.POST, **options)
        if form.is_valid() and _written(actor, indicator, form, page):
            messages.success(request, _("Rencana aksi tersimpan."))
            if following is not None and "next" in request.POST:
                return redirect("actions:edit", pk=following)
            return redirect("actions:plan", pk=skp.pk)
    context = page | {
        "skp": skp,
        "indicator": indicator,
        "form": form,
        "may_write": services.is_writable(skp),
        "measured": indicator.target_kind != TargetKind.TEXT,
        "warning": sum_warning(indicator, stored),
        "parts": len(options["names"]),
        "following": following,
    }
    refused = bool(form.errors) or page["conflict"] is not None
    return render(request, "actions/edit.html", context, status=REFUSED if refused else 200)


def _options(indicator: Indicator) -> dict[str, Any]:
    skp = indicator.result.skp
    names = {end: interval_name(end, skp.rhythm, skp.period.start.month) for end in intervals(skp)}
    return {"names": names, "with_numbers": indicator.target_kind != TargetKind.TEXT}


def _kept_words(request: HttpRequest, options: dict[str, Any]) -> dict[str, Any]:
    """A proposal replaces numbers; words that were typed stay."""
    names = StepsForm(**options).fields
    return {name: request.POST[name] for name in names if name.startswith("u") and name in request.POST}


def _numbers(steps: Sequence[StepDraft]) -> dict[str, Any]:
    return {name: value for name, value in initial_steps(steps).items() if name.startswith("n")}


def _written(actor: Actor, indicator: Indicator, form: StepsForm, page: dict[str, Any]) -> bool:
    """Write the steps; where another tab was quicker the page gets what stands there now."""
    try:
        services.write_steps(
            indicator=indicator, seen=page["seen"], steps=form.steps(), by=actor.user, at=now()
        )  # fmt: skip
    except services.StepsChanged as changed:
        page["seen"] = fingerprint(changed.current)
        names = form.names
        page["conflict"] = [
            f"{names.get(step.month, step.month)}: {step_words(step, indicator)}" for step in changed.current
        ]
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _following(indicator: Indicator) -> int | None:
    """The next indicator of the plan in printed order; none after the last."""
    order = [each.pk for each in indicators_of(indicator.result.skp)]
    return next(iter(order[order.index(indicator.pk) + 1 :]), None)


def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose equal steps for every indicator that has none, and write them on a word."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk, "edit")
    if request.method == "POST":
        try:
            filled = services.fill_evenly(skp=skp, by=actor.user, at=now())
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, ngettext("%(n)d indikator diisi.", "%(n)d indikator diisi.", filled) % {"n": filled}
            )
        return redirect("actions:plan", pk=skp.pk)
    proposals = services.without_steps(skp)
    rows = [(row, split_words(row, steps)) for row, steps in proposals.items()]
    return render(request, "actions/fill.html", {"skp": skp, "rows": rows, "may_write": services.is_writable(skp)})


def rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """Go over to months or quarters, after saying what becomes of the steps."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk, "edit")
    if request.method == "POST":
        if (wanted := request.POST.get("rhythm", "")) in Rhythm:
            _changed_rhythm(request, actor, skp, Rhythm(wanted))
        return redirect("actions:plan", pk=skp.pk)
    other = Rhythm.QUARTERLY if skp.rhythm == Rhythm.MONTHLY else Rhythm.MONTHLY
    return render(request, "actions/rhythm.html", {"skp": skp, "other": other, "may_write": services.is_writable(skp)})


def _changed_rhythm(request: HttpRequest, actor: Actor, skp: Skp, wanted: Rhythm) -> None:
    try:
        services.change_rhythm(skp=skp, rhythm=wanted, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Irama rencana aksi diganti."))
