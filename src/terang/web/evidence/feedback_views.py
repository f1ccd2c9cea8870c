"""Feedback: what I received, what I gave, and giving it."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.evidence import access, queries, services
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.queries import Remark
from terang.organisation.access import not_found
from terang.planning.models import WorkResult
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import FeedbackForm, WithdrawForm

REFUSED = 422
PEOPLE_PER_PAGE = 12
GIVEN_PER_PAGE = 20


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
    return render(request, "evidence/on_plan.html", {"skp": skp, "remarks": remarks})


def _by_subject(remarks: list[Remark], on: date) -> list[tuple[str, list[Remark]]]:
    """Group by what they are about; inside a group the veiled order stays."""
    values = {value.key: value.label for value in in_force(on).behaviour.core_values.value}
    groups: dict[str, list[Remark]] = {}
    for remark in remarks:
        about = remark.result.statement if remark.result else values.get(remark.value, _("Pekerjaan secara umum"))
        groups.setdefault(about, []).append(remark)
    return sorted(groups.items())


def given(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    page = Paginator(queries.given_by(actor.employee), GIVEN_PER_PAGE).get_page(request.GET.get("page"))
    values = {value.key: value.label for value in in_force(actor.on).behaviour.core_values.value}
    return render(request, "evidence/given.html", {"page": page, "values": values})


def people(request: HttpRequest) -> HttpResponse:
    """The people around me whose plan is set."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    search = request.GET.get("q", "").strip()[:80]
    found = queries.colleagues(actor, search)
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "evidence/people.html", {"page": page, "search": search})


def give(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    skp, role = access.get_skp_to_remark(actor, pk)
    assert actor.employee is not None
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        results=list(WorkResult.objects.filter(skp=skp).order_by("-kind", "order", "id")),
        values=in_force(actor.on).behaviour.core_values.value,
        role=role,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.give_feedback(
                skp=skp, giver=actor.employee, kind=FeedbackKind(data["kind"]), text=data["text"], **form.about(),
                by=actor.user, at=now(),
            )  # fmt: skip
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Terima kasih. Umpan balik Anda tersimpan."))
            return redirect("evidence:given")
    context = {"skp": skp, "form": form, "is_named": role == RaterRole.SUPERIOR}
    return render(request, "evidence/give.html", context, status=REFUSED if form.errors else 200)


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
