"""Changes in the middle of the year: choose what happened, see what follows, do it, and take it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.core.midyear import Act
from terang.evidence.queries.progress import recorded_after
from terang.identity.enums import Role
from terang.organisation.access import Actor, get_agency, not_found
from terang.organisation.models import Employee
from terang.organisation.queries import matching, people_of, post_on, superior_line, with_posts
from terang.planning import access
from terang.planning.enums import CaseKind, CaseState
from terang.planning.models import PlanCase, WorkResult
from terang.planning.queries import cases as queries
from terang.planning.queries import current_period
from terang.planning.services import cases as services
from terang.planning.services.guards import Refused
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.forms import searched
from terang.web.version import Attempt, attempt

from .forms import FactsForm, SuccessorsForm, WithdrawForm
from .words import GROUPS, STATE_KINDS, People, decided_lines, facts_rows, kept_lines, name_of, notes_of

REFUSED = 422
CASES_PER_PAGE = 25
FOUND = 10


def cases(request: HttpRequest) -> HttpResponse:
    """What changed, what waits to be applied, and plans whose person has left the post."""
    actor = actor_of(request)
    agency = get_agency(actor)
    if agency.code not in actor.agencies_as(Role.PERFORMANCE_TEAM, Role.AUDITOR):
        raise not_found()
    page = Paginator(queries.cases_of([agency.code]), CASES_PER_PAGE).get_page(request.GET.get("page"))
    may_act, q = access.keeps_cases(actor, agency), request.GET.get("q", "").strip()[:100]
    people = (
        with_posts(matching(people_of(agency), q), actor.on).order_by("name", "pk")[:FOUND] if may_act and q else ()
    )
    context = {
        "page": page,
        "rows": [(each, STATE_KINDS[CaseState(each.state)]) for each in page],
        "unhandled": queries.unhandled(agency, actor.on)[:CASES_PER_PAGE] if may_act else (),
        "may_act": may_act,
        "q": q,
        "people": people,
    }
    return render(request, "cases/cases.html", context)


def start(request: HttpRequest, pk: int) -> HttpResponse:
    """First what happened, in plain words; then the facts."""
    actor = actor_of(request)
    person = access.get_person_to_change(actor, pk)
    period = current_period(person.agency, actor.on)
    kind = _kind(request.GET.get("jenis"))
    waiting = queries.case_waiting(person, period) if period else None
    context: dict[str, Any] = {"person": person, "period": period, "waiting": waiting, "kind": kind}
    if period is None or kind is None:
        groups = [(title, [(kind, kind.label, text) for kind, text in kinds.items()]) for title, kinds in GROUPS]
        return render(request, "cases/choose.html", context | {"groups": groups})
    form = FactsForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        facts = {"until": None} | form.cleaned_data
        try:
            made = services.prepare_case(employee=person, period=period, kind=kind, **facts, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("cases:case", pk=made.pk)
    status = REFUSED if form.errors else 200
    return render(request, "cases/facts.html", context | {"form": form}, status=status)


def _kind(text: str | None) -> CaseKind | None:
    return CaseKind(text) if text in CaseKind.values else None


# --- one change -------------------------------------------------------------------------


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, or what was done."""
    actor = actor_of(request)
    found = access.get_case(actor, pk, "view" if request.method != "POST" else "act")
    if found.state == CaseState.PREPARED:
        return _preview(request, actor, found)
    if request.method == "POST":
        messages.info(request, _("Perubahan ini sudah selesai dicatat."))
        return redirect("cases:case", pk=found.pk)
    lines = kept_lines(found)
    handed = found.handovers.select_related("result", "to", "taken_as").order_by("pk")
    context = {
        "case": found, "facts": facts_rows(found), "lines": lines, "notes": notes_of(lines), "handed": handed,
        "kind": STATE_KINDS[CaseState(found.state)], "may_act": access.keeps_cases(actor, found.employee.agency),
    }  # fmt: skip
    return render(request, "cases/receipt.html", context)


def _preview(request: HttpRequest, actor: Actor, found: PlanCase) -> HttpResponse:
    """Every consequence with its article, who takes over which result, and the button."""
    decision = queries.decision_of(found)
    needs_people = found.skp is not None and decision.says(Act.HAND_OVER)
    results = list(queries.organisational(found.skp)) if found.skp and needs_people else []
    is_search = "search" in request.POST
    form = _successors(request, actor, found, results, is_search)
    tried = Attempt(found.skp.version if found.skp else 0)
    if not is_search:
        tried = attempt(
            request, form, tried.version,
            lambda version: services.apply_case(
                case=found, version=version, successors=form.chosen, by=actor.user, at=now()
            ),
            refused=Refused, lines=lambda plan: [_("SKP: %(state)s") % {"state": plan.get_state_display()}],
        )  # fmt: skip
    if tried.is_done:
        messages.success(request, _("Perubahan diterapkan. Inilah yang sudah dilakukan."))
        return redirect("cases:case", pk=found.pk)
    post = post_on(found.employee, found.on)
    needs_post = decision.opens_on is not None and not _has_new_post(found, post)
    is_known = decision.opens_on is not None and not needs_post
    coming = superior_line(found.employee, actor.on).appraiser if is_known else None
    people = People(name_of(found.skp.appraiser if found.skp else None), name_of(coming))
    lines = decided_lines(decision, people)
    context = {
        "case": found, "facts": facts_rows(found), "lines": lines, "notes": notes_of(lines), "form": form,
        "version": tried.version, "conflict": tried.conflict, "post": post, "opens": decision.opens_on,
        "needs_post": needs_post,
        "is_early": found.on > actor.on, "is_closing": decision.closes_on is not None,
        "later": recorded_after(found.skp, decision.closes_on) if found.skp and decision.closes_on else 0,
        "appraises": queries.appraises_plans(found.employee, found.period) if decision.closes_on else 0,
        "q": request.POST.get("q", ""), "may_search": bool(results),
    }  # fmt: skip
    is_wrong = bool(form.errors) or tried.conflict is not None
    return render(request, "cases/case.html", context, status=REFUSED if is_wrong and not is_search else 200)


def _successors(
    request: HttpRequest, actor: Actor, found: PlanCase, results: list[WorkResult], is_search: bool
) -> SuccessorsForm:
    if found.skp is None or not results:
        return SuccessorsForm(request.POST if request.method == "POST" else None, results=(), people=())
    people = queries.successors_of(found.skp, actor.on, searched(request))
    typed = {f"r{result.pk}": request.POST.get(f"r{result.pk}", "") for result in results}
    chosen = {int(pk) for pk in typed.values() if pk.isascii() and pk.isdigit() and len(pk) < 19}
    known = {person.pk for person in people}
    more = Employee.objects.filter(pk__in=chosen - known, agency=found.employee.agency_id) if chosen - known else ()
    listed = [*people, *more]
    if is_search:
        return SuccessorsForm(initial=typed, results=results, people=listed)
    return SuccessorsForm(request.POST if request.method == "POST" else None, results=results, people=listed)


def _has_new_post(found: PlanCase, post: Any) -> bool:
    former = found.skp.assignment_id if found.skp and found.kind in services.MOVES else None
    return post is not None and post.pk != former


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop what was prepared, or undo what was done while nothing rests on it."""
    actor = actor_of(request)
    found = access.get_case(actor, pk, "act")
    is_applied = found.state == CaseState.APPLIED
    form = WithdrawForm(request.POST if request.method == "POST" else None, is_applied=is_applied)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_case(case=found, reason=form.cleaned_data["reason"], by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Perubahan dibatalkan."))
            return redirect("cases:case", pk=found.pk)
    context = {"case": found, "form": form, "is_applied": is_applied}
    return render(request, "cases/withdraw.html", context, status=REFUSED if form.errors else 200)
