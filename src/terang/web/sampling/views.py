"""Samples of evidence: drawn by the appraiser, looked at one by one, read by the person, redone by anybody."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terang.core import sampling as core
from terang.evidence import access
from terang.evidence.enums import Verdict
from terang.evidence.models import SampleDraw, SampleItem
from terang.evidence.queries import sampling as queries
from terang.evidence.services import Refused
from terang.evidence.services import sampling as services
from terang.organisation.access import Actor
from terang.planning.access import Standing, get_skp, standings
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import DrawForm, JudgeForm

REFUSED = 422


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Every draw of a plan; its appraiser draws here."""
    actor = actor_of(request)
    skp = get_skp(actor, pk, "review" if request.method == "POST" else "view")
    population = len(queries.sampleable(skp))
    draws = list(queries.draws_of(skp))
    rule = in_force(actor.on).skp.evidence_sample
    initial = {"size": core.proposed_size(population, rule.value), "last": draws[0].pk if draws else None}
    form = DrawForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = _drawn(request, actor, skp, form)
        if answer is not None:
            return answer
    context = {
        "skp": skp,
        "draws": draws,
        "population": population,
        "form": form,
        "rule": rule.value,
        "citation": rule.citation,
        "may_draw": _may_draw(actor, skp),
    }
    return render(request, "sampling/plan.html", context, status=REFUSED if form.errors else 200)


def _may_draw(actor: Actor, skp: Skp) -> bool:
    is_running = skp.state == SkpState.SET and skp.period.state == PeriodState.OPEN
    return is_running and Standing.APPRAISER in standings(actor, skp)


def _drawn(request: HttpRequest, actor: Actor, skp: Skp, form: DrawForm) -> HttpResponse | None:
    assert actor.employee is not None
    data = form.cleaned_data
    try:
        drawn = services.draw_sample(
            skp=skp, size=data["size"], last=data["last"], appraiser=actor.employee, by=actor.user, at=now()
        )
    except services.DrawnMeanwhile as refusal:
        messages.info(request, str(refusal))
        return redirect("sampling:draw", pk=refusal.draw.pk)
    except Refused as refusal:
        form.add_error("size", str(refusal))
        return None
    messages.success(request, _("Sampel ditarik dan tercatat."))
    return redirect("sampling:draw", pk=drawn.pk)


def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of a draw with what was found, and how to draw it again by hand."""
    actor = actor_of(request)
    drawn = access.get_draw(actor, pk)
    rows = list(queries.items_of(drawn))
    may_judge = _may_judge(actor, drawn)
    context = {
        "draw": drawn,
        "skp": drawn.skp,
        "rows": rows,
        "population": len(drawn.population),
        "may_judge": may_judge,
        "following": next((row for row in rows if not row.verdict), None) if may_judge else None,
        "example": drawn.population[0],
        "example_digest": core.digest(drawn.seed, drawn.population[0]),
        "doubt": Verdict.DOUBT,
    }
    return render(request, "sampling/draw.html", context)


def _may_judge(actor: Actor, drawn: SampleDraw) -> bool:
    return _may_draw(actor, drawn.skp) and actor.employee is not None and actor.employee.pk == drawn.drawn_by_id


@require_GET
def arithmetic(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row that could be drawn with its place, for whoever wants to check the draw."""
    drawn = access.get_draw(actor_of(request), pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sampel-{drawn.pk}.csv"'
    rows = csv.writer(response, delimiter=";")
    rows.writerow([_("urutan"), _("nomor catatan"), "sha256", _("terpilih")])
    for place in core.order(drawn.seed, drawn.population):
        rows.writerow([place.place, place.key, place.digest, _("ya") if place.place <= drawn.size else _("tidak")])
    return response


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry of the sample with its evidence, and what the appraiser finds."""
    actor = actor_of(request)
    row = access.get_sample_item(actor, pk)
    initial = {"verdict": row.verdict, "note": row.note, "seen": row.verdict}
    form = JudgeForm(request.POST if request.method == "POST" else None, initial=initial)
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            return _judged(request, actor, row, form)
        except services.JudgedMeanwhile as refusal:
            stored = SampleItem.objects.get(pk=row.pk)
            form.data = request.POST.copy()
            form.data["seen"] = stored.verdict
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "row": row,
        "draw": row.draw,
        "skp": row.draw.skp,
        "entry": row.progress,
        "proofs": row.progress.evidence.order_by("id"),
        "form": form,
        "stored": stored,
        "may_judge": _may_judge(actor, row.draw),
    }
    return render(request, "sampling/item.html", context, status=REFUSED if form.errors else 200)


def _judged(request: HttpRequest, actor: Actor, row: SampleItem, form: JudgeForm) -> HttpResponse:
    data = form.cleaned_data
    services.judge(
        item=row,
        verdict=Verdict(data["verdict"]),
        note=data["note"],
        seen=data["seen"],
        by=actor.user,
        at=now(),
    )
    following = queries.next_unchecked(row.draw)
    if following is not None:
        messages.success(request, _("Tersimpan. Ini catatan berikutnya."))
        return redirect("sampling:item", pk=following.pk)
    messages.success(request, _("Tersimpan. Semua catatan dalam sampel sudah diperiksa."))
    return redirect("sampling:draw", pk=row.draw_id)
