"""Judging people and explaining it to them: the appraiser's list and desk, delivery, my results, the why."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terang.documents.enums import DocumentKind
from terang.documents.queries import valid_for
from terang.documents.seal import SealKeyMissing
from terang.evaluation import access, mapping, queries, services
from terang.evaluation.access import Desk
from terang.evaluation.enums import EvaluationState
from terang.evaluation.models import Evaluation
from terang.evaluation.services import ChangedMeanwhile, Refused
from terang.identity.models import User
from terang.organisation.access import Actor, not_found
from terang.planning.models import Skp
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.cases.words import Part, parts_rows
from terang.web.clock import now
from terang.web.htmx import wants_part

from . import words
from .forms import DecisionForm, ReplyForm, decision_of

REFUSED = 422
PEOPLE_PER_PAGE = 25
OPEN_ON_PAPER = "cetak"


# --- the appraiser's list ---------------------------------------------------------------


def team(request: HttpRequest) -> HttpResponse:
    """The people I appraise in the present period, by name."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    stage, sets_levels = queries.evaluation_stage(actor.employee.agency, actor.on), access.sets_levels(actor)
    if stage is None:
        return render(request, "evaluation/team_empty.html", {"stage": None, "sets_levels": sets_levels})
    plans = queries.plans_of(actor.employee, stage.period)
    counts = queries.states_of(plans)
    if not counts:
        return render(request, "evaluation/team_empty.html", {"stage": stage, "sets_levels": sets_levels})
    page = _page(queries.with_material(plans, actor.on), request, sum(counts.values()))
    waiting = counts.get(EvaluationState.DRAFT, 0)
    context = {
        "stage": stage, "page": page, "rows": [_row(plan) for plan in page], "total": sum(counts.values()),
        "judged": sum(counts.values()) - waiting, "waiting": waiting, "today": actor.on,
        "to_deliver": counts.get(EvaluationState.CONCLUDED, 0),
        "level": _level_words(actor, stage.period),
        "next_pk": _first_waiting(plans) if waiting else None,
        "sets_levels": sets_levels,
    }  # fmt: skip
    return render(request, "evaluation/team.html", context)


def _page(rows: Any, request: HttpRequest, total: int) -> Page[Any]:
    paginator: Paginator[Any] = Paginator(rows, PEOPLE_PER_PAGE)
    paginator.count = total  # counted already, by state
    return paginator.get_page(request.GET.get("page"))


def _row(plan: Any) -> dict[str, Any]:
    kind, state = words.state_words(plan.evaluation_state)
    if plan.evaluation_state == EvaluationState.DRAFT and plan.evaluation_saved:
        kind, state = "wait", _("Draf")
    elif plan.evaluation_state == EvaluationState.CONCLUDED:
        state = _("Belum disampaikan")
    return {
        "plan": plan, "kind": kind, "state": state,
        "results": words.short(plan.evaluation_results), "behaviour": words.short(plan.evaluation_behaviour),
        "predikat": words.predikat_label(plan.evaluation_predikat),
        "share": 100 * plan.measured / plan.indicators if plan.indicators else None,
    }  # fmt: skip


def _level_words(actor: Actor, period: Any) -> str:
    """The level that binds the unit I lead, empty while none is set."""
    unit = next((post.position.unit for post in actor.posts if post.position.is_head), None)
    level = queries.level_for(unit, period) if unit else None
    return str(level.get_level_display()) if level else ""


def _first_waiting(plans: Any) -> int | None:
    found = plans.filter(evaluation_state=EvaluationState.DRAFT).values_list("pk", flat=True).first()
    return int(found) if found is not None else None


# --- the desk ---------------------------------------------------------------------------


def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one person's year on one page, and the decision."""
    actor = actor_of(request)
    if request.method == "POST":
        return _decide(request, actor, pk)
    desk = access.get_desk(actor, pk)
    form = DecisionForm(initial=decision_of(desk.evaluation), is_change=bool(desk.evaluation.predikat))
    return _desk(request, desk, form)


def _decide(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    evaluation = access.get_evaluation_to_write(actor, pk)
    final = request.POST.get("do") != "draft"
    form = DecisionForm(request.POST, final=final, is_change=bool(evaluation.predikat))
    if form.is_valid():
        try:
            return _decided(request, actor.user, evaluation, form, final)
        except ChangedMeanwhile as conflict:
            return _desk(request, access.get_desk(actor, pk), _beside(request, final, conflict), conflict)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return _desk(request, access.get_desk(actor, pk), form)


def _decided(request: HttpRequest, user: User, evaluation: Evaluation, form: DecisionForm, final: bool) -> HttpResponse:
    if not final:
        services.save_draft(evaluation=evaluation, **form.said, by=user, at=now())
        messages.success(request, _("Draf tersimpan. Hanya Anda yang melihatnya."))
        return redirect("evaluation:evaluate", evaluation.skp_id)
    why = form.cleaned_data.get("change_reason", "")
    done = services.conclude(evaluation=evaluation, **form.said, change_reason=why, by=user, at=now())
    return _onwards(request, done)


def _onwards(request: HttpRequest, done: Evaluation) -> HttpResponse:
    """To the next person who waits, or back to the list when nobody does."""
    said = {"name": done.skp.employee.full_name, "predikat": words.predikat_label(done.predikat)}
    messages.success(request, _("%(name)s: %(predikat)s, tersimpan. Pegawai melihatnya sesudah Anda sampaikan.") % said)
    following = queries.next_to_judge(done.appraiser, done.skp.period, done.skp)
    return redirect("evaluation:evaluate", following) if following else redirect("evaluation:team")


def _beside(request: HttpRequest, final: bool, conflict: ChangedMeanwhile) -> DecisionForm:
    """The words just typed, with the version now stored: saving again is a choice made in full view."""
    typed = request.POST.copy()
    typed["version"] = str(conflict.current.version)
    form = DecisionForm(typed, final=final, is_change=bool(conflict.current.predikat))
    form.add_error(None, str(conflict))
    return form


def _desk(
    request: HttpRequest, desk: Desk, form: DecisionForm, conflict: ChangedMeanwhile | None = None
) -> HttpResponse:
    evaluation = desk.evaluation
    plan, law = evaluation.skp, in_force(evaluation.skp.period.end)
    material = queries.material_of(plan, actor_of(request).on)
    level = queries.level_for(plan.assignment.position.unit, plan.period)
    kind, state = words.state_words(evaluation.state)
    counts = mapping.feedback_counts(material.feedback)
    context = {
        "desk": desk, "evaluation": evaluation, "plan": plan, "form": form, "level": level,
        "results": words.results_view(mapping.results_of(material), material.feedback),
        "values": words.values_view(law, counts["by_value"], material.expectations, material.feedback),
        "remarks": words.general_remarks(material.feedback),
        "head_rating": words.head_words(level, plan, law),
        "columns": words.matrix_columns(), "matrix": words.matrix_rows(law),
        "predikat": words.predikat_label(evaluation.predikat), "state": state, "state_kind": kind,
        "is_open": evaluation.delivered_at is None,
        "stored": words.stored(conflict.current) if conflict else None,
        "saved_at": evaluation.draft_saved_at, "conflict": "",
        "parts": _parts(plan) if plan.is_part else (),
    }  # fmt: skip
    return render(request, "evaluation/evaluate.html", context, status=REFUSED if form.errors else 200)


def _parts(plan: Skp) -> Sequence[Part]:
    """The parts of the year with what was delivered for those that ended (two queries)."""
    rows = parts_rows(plan)
    told = queries.delivered_for([row.skp for row in rows])
    return [replace(row, result=words.predikat_label(told[row.skp.pk].predikat)) if row.skp.pk in told else row
            for row in rows]  # fmt: skip


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft while typing; answers the line that says so."""
    actor = actor_of(request)
    evaluation = access.get_evaluation_to_write(actor, pk)
    form = DecisionForm(request.POST, is_change=bool(evaluation.predikat))
    part = {"form": form, "saved_at": evaluation.draft_saved_at, "conflict": ""}
    if not form.is_valid():
        return _draft_line(request, pk, part | {"conflict": _("Draf belum tersimpan: ada isian yang terlalu panjang.")})
    try:
        saved = services.save_draft(evaluation=evaluation, **form.said, by=actor.user, at=now())
    except Refused as refusal:
        return _draft_line(request, pk, part | {"conflict": str(refusal)})
    fresh = DecisionForm(initial=decision_of(saved))
    return _draft_line(request, pk, part | {"form": fresh, "saved_at": saved.draft_saved_at})


def _draft_line(request: HttpRequest, pk: int, part: dict[str, Any]) -> HttpResponse:
    if not wants_part(request):
        return redirect("evaluation:evaluate", pk)
    return render(request, "evaluation/_saved.html", part, status=REFUSED if part["conflict"] else 200)


# --- delivery ---------------------------------------------------------------------------


def deliver(request: HttpRequest) -> HttpResponse:
    """Confirm whose results are handed over; nothing happens before the button is pressed."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    if request.method == "POST":
        return _deliver(request, actor, _numbers(request.POST.getlist("e")))
    waiting = access.to_deliver(actor, _numbers(request.GET.getlist("e")) or None)
    return _confirm_delivery(request, list(waiting))


def _numbers(values: Sequence[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def _deliver(request: HttpRequest, actor: Actor, chosen: list[int]) -> HttpResponse:
    waiting = list(access.to_deliver(actor, chosen))
    if not waiting:
        already = chosen and access.delivered_by(actor, chosen)
        if already:
            return redirect("evaluation:team")
        return _confirm_delivery(request, list(access.to_deliver(actor, None)), _("Pilih sedikitnya satu orang."))
    try:
        delivery = services.deliver(evaluations=waiting, by=actor.user, at=now())
    except Refused as refusal:
        return _confirm_delivery(request, list(access.to_deliver(actor, None)), str(refusal))
    n = len(delivery.evaluations)
    messages.success(
        request,
        ngettext("Hasil %(n)d pegawai disampaikan.", "Hasil %(n)d pegawai disampaikan.", n) % {"n": n},
    )
    return redirect("jobs:detail", delivery.job.pk) if delivery.job else redirect("evaluation:team")


def _confirm_delivery(request: HttpRequest, waiting: list[Evaluation], refusal: str = "") -> HttpResponse:
    rows = [{"evaluation": each, "predikat": words.predikat_label(each.predikat)} for each in waiting]
    law = in_force(waiting[0].skp.period.end) if waiting else None
    days = {"sign": law.objection.sign.value.days, "object": law.objection.filing.value.days} if law else {}
    context = {"rows": rows, "days": days, "refusal": refusal}
    return render(request, "evaluation/deliver.html", context, status=REFUSED if refusal else 200)


# --- my results -------------------------------------------------------------------------


def mine(request: HttpRequest) -> HttpResponse:
    """My results, latest year first."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    page = Paginator(queries.shown_to(actor.employee), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluation/mine.html", {"page": page, "rows": [_result_row(each) for each in page]})


def _result_row(evaluation: Evaluation) -> dict[str, Any]:
    kind, state = words.state_words(evaluation.state)
    if evaluation.state == EvaluationState.DELIVERED:
        kind, state = "wait", _("Menunggu tanda tangan Anda")
    return {
        "evaluation": evaluation, "predikat": words.predikat_label(evaluation.predikat), "kind": kind, "state": state,
        "results": words.rating_label(evaluation.results_rating),
        "behaviour": words.rating_label(evaluation.behaviour_rating),
    }  # fmt: skip


def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Mengapa hasil saya begini? The result in words first, then the numbers, then the law."""
    actor = actor_of(request)
    evaluation = access.get_evaluation(actor, pk)
    if _is_own(actor, evaluation) and evaluation.opened_at is None:
        services.open_result(evaluation=evaluation, by=actor.user, at=now())
    return _explain(request, actor, evaluation, ReplyForm())


def _is_own(actor: Actor, evaluation: Evaluation) -> bool:
    return actor.employee is not None and actor.employee.pk == evaluation.skp.employee_id


def _is_appraiser(actor: Actor, evaluation: Evaluation) -> bool:
    return actor.employee is not None and actor.employee.pk == evaluation.appraiser_id


def _explain(
    request: HttpRequest, actor: Actor, evaluation: Evaluation, form: ReplyForm, refusal: str = ""
) -> HttpResponse:
    inputs, outcome = evaluation.trace["inputs"], evaluation.trace["outcome"]
    law = in_force(evaluation.skp.period.end)
    own, delivered = _is_own(actor, evaluation), evaluation.delivered_at
    document = valid_for(services.name_of(evaluation), DocumentKind.EVALUATION)
    context = {
        "evaluation": evaluation, "own": own, "is_appraiser": _is_appraiser(actor, evaluation),
        "form": form, "refusal": refusal,
        "results_rating": words.rating_label(evaluation.results_rating),
        "behaviour_rating": words.rating_label(evaluation.behaviour_rating),
        "predikat": words.predikat_label(evaluation.predikat),
        "verdict": words.verdict(evaluation), "limits": words.limits(outcome, law),
        "results": words.results_view(inputs["results"]),
        "value_counts": words.value_counts(law, inputs["feedback"]["by_value"]),
        "superior": inputs["superior"],
        "roles": words.role_counts(inputs["feedback"]["by_role"]),
        "level": words.level_view(inputs["level"], law), "head_rule": words.head_rule_words(outcome, law),
        "columns": words.matrix_columns(), "matrix": words.matrix_rows(law, words.chosen(evaluation)),
        "flips": words.flips_view(outcome, law), "rules": words.rules_view(outcome),
        "journey": words.journey(evaluation), "today": actor.on,
        "last_days": mapping.last_days(delivered, law) if delivered else None,
        "filing_note": words.note_of(law, "objection.filing_tolerance"),
        "document": document, "may_issue": document is None and access.may_issue(actor, evaluation),
        "may_answer": own and evaluation.state == EvaluationState.DELIVERED,
        "unfold": OPEN_ON_PAPER in request.GET,
    }  # fmt: skip
    return render(request, "evaluation/explain.html", context, status=REFUSED if refusal or form.errors else 200)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The employee signs for the result."""
    actor = actor_of(request)
    evaluation = access.get_own_evaluation(actor, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _explain(request, actor, evaluation, form)
    try:
        services.acknowledge(evaluation=evaluation, reply=form.cleaned_data["reply"], by=actor.user, at=now())
    except Refused as refusal:
        return _explain(request, actor, access.get_own_evaluation(actor, pk), form, str(refusal))
    messages.success(request, _("Tanda terima Anda tercatat. Hak keberatan Anda tetap berlaku sampai batas waktunya."))
    return redirect("evaluation:explain", pk)


@require_POST
def issue_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the official document where it is not there yet."""
    actor = actor_of(request)
    evaluation = access.get_evaluation_to_issue(actor, pk)
    try:
        services.issue_document(evaluation=evaluation, by=actor.user.username, at=now())
        messages.success(request, _("Dokumen evaluasi sudah disegel dan dapat diunduh."))
    except SealKeyMissing:
        messages.warning(request, _("Segel kantor belum disiapkan. Beri tahu operator; hasil Anda tidak berubah."))
    return redirect(reverse("evaluation:explain", args=[pk]))
