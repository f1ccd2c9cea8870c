"""Feedback: what I received, what I gave or keep as a draft, giving it, and its printed record."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.evidence import access, queries, services
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import FeedbackDraft
from terang.evidence.papers import feedback_form, subject_of
from terang.evidence.queries import Remark
from terang.evidence.queries.schedule import FeedbackDue, due_among, schedule_of
from terang.organisation.access import Actor, not_found
from terang.planning.enums import SkpState
from terang.planning.models import Skp, WorkResult
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import FeedbackForm, WithdrawForm
from .pdf import pdf_answer

REFUSED = 422
PEOPLE_PER_PAGE = 12
GIVEN_PER_PAGE = 20
DRAFTS_SHOWN = 20


def received(request: HttpRequest) -> HttpResponse:
    """What others said about my work: superiors by name and day, everybody else veiled and in no order."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    plan = queries.running_plans(actor.employee, actor.on).first()
    remarks = queries.feedback_on(plan, actor.on) if plan else []
    return render(request, "evidence/received.html", {"plan": plan, "remarks": _by_subject(remarks, actor.on)})


def on_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The feedback on one plan for its appraiser and those above."""
    actor = actor_of(request)
    skp = access.get_skp_with_feedback(actor, pk)
    remarks = _by_subject(queries.feedback_on(skp, actor.on), actor.on)
    due = FeedbackDue(skp, schedule_of(skp), actor.on) if skp.state == SkpState.SET else None
    return render(request, "evidence/on_plan.html", {"skp": skp, "remarks": remarks, "due": due})


def record_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of continuous feedback on a plan, to be printed: the person, the appraiser, and those above."""
    actor = actor_of(request)
    skp = access.get_skp_with_feedback(actor, pk)
    values = _value_labels(actor.on)
    remarks = queries.feedback_on(skp, actor.on)
    rows = [(remark, subject_of(remark, values)) for remark in remarks]
    is_owner = actor.employee is not None and actor.employee.pk == skp.employee_id
    context = {"skp": skp, "rows": rows, "is_owner": is_owner}
    return render(request, "evidence/record_sheet.html", context)


def record_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The same record as a file."""
    actor = actor_of(request)
    skp = access.get_skp_with_feedback(actor, pk)
    form = feedback_form(skp, queries.feedback_on(skp, actor.on), in_force(actor.on), actor.on)
    return pdf_answer(form, f"Umpan-balik-{skp.period.start.year}-{skp.pk}.pdf")


def _value_labels(on: date) -> dict[str, str]:
    return {value.key: value.label for value in in_force(on).behaviour.core_values.value}


def _by_subject(remarks: list[Remark], on: date) -> list[tuple[str, list[Remark]]]:
    """Group by what they are about; inside a group the veiled order stays."""
    values = _value_labels(on)
    groups: dict[str, list[Remark]] = {}
    for remark in remarks:
        groups.setdefault(subject_of(remark, values), []).append(remark)
    return sorted(groups.items())


def given(request: HttpRequest) -> HttpResponse:
    """What I gave, and what I have not given yet."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    page = Paginator(queries.given_by(actor.employee), GIVEN_PER_PAGE).get_page(request.GET.get("page"))
    drafts = list(queries.drafts_of(actor.employee)[:DRAFTS_SHOWN]) if page.number == 1 else []
    open_ones = set(
        queries.colleagues(actor).filter(pk__in=[each.skp_id for each in drafts]).values_list("pk", flat=True)
    )
    context = {
        "page": page,
        "drafts": [(draft, draft.skp_id in open_ones) for draft in drafts],
        "values": _value_labels(actor.on),
    }
    return render(request, "evidence/given.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """The people around me whose plan is set; of those I appraise, when regular feedback is due."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    search = request.GET.get("q", "").strip()[:80]
    found = queries.colleagues(actor, search)
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _with_due(list(page), actor), "search": search}
    return render(request, "evidence/people.html", context)


def _with_due(plans: list[Skp], actor: Actor) -> list[tuple[Skp, FeedbackDue | None]]:
    """Of the plans I appraise, when regular feedback is due."""
    assert actor.employee is not None
    mine = [plan.pk for plan in plans if plan.appraiser_id == actor.employee.pk]
    due = {each.skp.pk: each for each in due_among(Skp.objects.filter(pk__in=mine), actor.on)} if mine else {}
    return [(plan, due.get(plan.pk)) for plan in plans]


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give feedback, or keep it as a draft."""
    actor = actor_of(request)
    skp, role = access.get_skp_to_remark(actor, pk)
    assert actor.employee is not None
    draft = queries.draft_for(actor.employee, skp) if request.method != "POST" else None
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        initial=_words_of(draft),
        results=list(WorkResult.objects.filter(skp=skp).order_by("-kind", "order", "id")),
        values=in_force(actor.on).behaviour.core_values.value,
        role=role,
    )
    if request.method == "POST" and form.is_valid() and _given_or_kept(request, actor, skp, form):
        return redirect("evidence:given")
    context = {"skp": skp, "form": form, "draft": draft, "is_named": role == RaterRole.SUPERIOR}
    return render(request, "evidence/give.html", context, status=REFUSED if form.errors else 200)


def _given_or_kept(request: HttpRequest, actor: Actor, skp: Skp, form: FeedbackForm) -> bool:
    assert actor.employee is not None
    data, when = form.cleaned_data, now()
    said: dict[str, Any] = {"kind": FeedbackKind(data["kind"]), "text": data["text"], **form.about()}
    try:
        if "draft" in request.POST:
            services.save_draft(skp=skp, giver=actor.employee, at=when, **said)
            messages.success(request, _("Draf tersimpan. Hanya Anda yang dapat membacanya."))
        else:
            services.give_feedback(skp=skp, giver=actor.employee, by=actor.user, at=when, **said)
            messages.success(request, _("Terima kasih. Umpan balik Anda tersimpan."))
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _words_of(draft: FeedbackDraft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {
        "subject": f"r{draft.result_id}" if draft.result_id else draft.value,
        "kind": draft.kind,
        "text": draft.text,
    }


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw my draft about a plan away, after asking."""
    draft = access.get_draft(actor_of(request), pk)
    if request.method == "POST":
        services.discard_draft(draft=draft)
        messages.success(request, _("Draf dibuang."))
        return redirect("evidence:given")
    return render(request, "evidence/discard.html", {"draft": draft})


def retract(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    feedback = access.get_given(actor, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retract_feedback(feedback=feedback, reason=form.cleaned_data["reason"], by=actor.user, at=now())
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Umpan balik ditarik dan tidak lagi ditampilkan."))
            return redirect("evidence:given")
    context = {"feedback": feedback, "form": form}
    return render(request, "evidence/retract.html", context, status=REFUSED if form.errors else 200)
