"""Plans: mine, one plan, its parts, handing it in, and the appraiser's side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terang.core.enums import Level
from terang.core.planning import check_skp
from terang.documents.rendering import render as render_document
from terang.evaluation.access import sets_levels
from terang.evidence.access import READERS_OF_FEEDBACK, READERS_OF_STANDINGS
from terang.organisation.access import Actor, not_found
from terang.organisation.enums import AssignmentKind
from terang.planning import access, queries, services
from terang.planning.access import Standing
from terang.planning.enums import AnnexKind, Approach, ResultKind, SkpState, StageKind
from terang.planning.mapping import plan_value
from terang.planning.models import Skp, WorkResult
from terang.planning.queries.matrix import roles_on
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.cases.words import parts_rows
from terang.web.clock import now
from terang.web.version import sent_version

from .findings import advices
from .forms import (
    AnnexForm,
    ApproachForm,
    ExpectationsForm,
    IndicatorForm,
    ReasonForm,
    ResultForm,
    initial_indicator,
    initial_result,
    rearranged,
    shown_indicators,
    typed_indicators,
)
from .official import official_form
from .words import indicator_words, state_words

REFUSED = 422
PEOPLE_PER_PAGE = 25


def mine(request: HttpRequest) -> HttpResponse:
    """My plan of the present period, or the way to begin it."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    period = queries.current_period(actor.employee.agency, actor.on)
    plan = queries.skps_of(actor.employee, period).first() if period else None
    if plan is None or period is None:
        late = queries.days_late(period, StageKind.PLANNING, actor.on) if period else 0
        context = {"period": period, "days_late": late, "appraises": actor.appraises}
        return render(request, "planning/mine_empty.html", context)
    plan.period = period
    return _show(request, actor, plan, frozenset({Standing.OWNER}))


def skp(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk)
    return _show(request, actor, plan, access.standings(actor, plan))


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    period = queries.current_period(actor.employee.agency, actor.on) if actor.employee else None
    if actor.employee is None or period is None:
        raise not_found()
    try:
        plan = services.start_skp(employee=actor.employee, period=period, by=actor.user, at=now())
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("planning:mine")
    return redirect("library:last_year" if "from_last" in request.POST else "planning:skp", pk=plan.pk)


def team(request: HttpRequest) -> HttpResponse:
    """The people I appraise and how far their plans are."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    people = list(queries.people_with_plans(actor.employee, actor.on))
    waiting = sum(getattr(person, "plan_state", None) == SkpState.SUBMITTED for person in people)
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rows = [_team_row(person, actor.employee.pk) for person in page]
    context = {"page": page, "rows": rows, "waiting": waiting, "sets_levels": sets_levels(actor)}
    return render(request, "planning/team.html", context)


def _team_row(person: Any, me: int) -> dict[str, Any]:
    kind, text = state_words(person.plan_state)
    return {
        "person": person,
        "kind": kind,
        "state": text,
        "is_waiting": person.plan_state == SkpState.SUBMITTED and person.plan_appraiser == me,
        "is_orphan": person.plan is not None and person.plan_appraiser != me and person.plan_state != SkpState.CLOSED,
    }


# --- one plan ---------------------------------------------------------------------------


def _show(request: HttpRequest, actor: Actor, plan: Skp, standings: frozenset[Standing]) -> HttpResponse:
    context = _plan_context(actor, plan)
    editable = plan.state in services.EDITABLE and context["is_open"]
    context |= {
        "is_owner": Standing.OWNER in standings,
        "is_party": bool(standings & access.RIGHTS["amend"]),
        "is_appraiser": Standing.APPRAISER in standings,
        "may_edit": Standing.OWNER in standings and editable,
        "may_review": Standing.APPRAISER in standings and plan.state == SkpState.SUBMITTED and context["is_open"],
        "may_expect": Standing.APPRAISER in standings and plan.state in services.DISCUSSED and context["is_open"],
        "may_read_feedback": bool(standings & READERS_OF_FEEDBACK) and plan.set_at is not None,
        "may_see_others": bool(standings & READERS_OF_STANDINGS) and plan.set_at is not None,
        "appraises": actor.appraises,
        "may_talk": bool(standings & access.RIGHTS["read talks"]),
        "for_print": "cetak" in request.GET,
        "parts": parts_rows(plan) if getattr(plan, "has_parts", False) else (),
        "left_post": Standing.OWNER in standings and plan.state != SkpState.CLOSED and _has_left(actor, plan),
    }
    return render(request, "planning/skp.html", context)


def _has_left(actor: Actor, plan: Skp) -> bool:
    """Whether the person holds another definitive post by now than the one of the plan."""
    own = [post.pk for post in actor.posts if post.kind == AssignmentKind.DEFINITIVE]
    return bool(own) and plan.assignment_id not in own


def _plan_context(actor: Actor, plan: Skp) -> dict[str, Any]:
    """What every page that shows the plan needs: four queries."""
    results, annex = queries.results_of(plan), queries.annex_of(plan)
    expected, law = queries.expectations_of(plan), in_force(actor.on)
    findings = check_skp(plan_value(plan, results, annex), law)
    kind, text = state_words(plan.state)
    return {
        "skp": plan,
        "blocks": [
            (ResultKind.MAIN, [each for each in results if each.kind == ResultKind.MAIN]),
            (ResultKind.ADDITIONAL, [each for each in results if each.kind == ResultKind.ADDITIONAL]),
        ],
        "annex": [(kind.label, annex.get(kind, ())) for kind in AnnexKind],
        "values": [(value, expected.get(value.key, "")) for value in law.behaviour.core_values.value],
        "advices": advices(plan, results, findings),
        "blocking": sum(finding.level is Level.ERROR for finding in findings),
        "state_kind": kind,
        "state_text": text,
        "is_open": plan.period.state == "open",
        "deadline": None if plan.amends_id or plan.starts_on else queries.stage_of(plan.period, StageKind.PLANNING),
        "days_late": _days_late(plan, actor),
        "today": actor.on,
        "quantitative": plan.approach == Approach.QUANTITATIVE,
    }


def _days_late(plan: Skp, actor: Actor) -> int:
    """Days between the deadline of planning and the handing in, or today while it is not handed in."""
    sent = timezone.localdate(plan.submitted_at) if plan.submitted_at else actor.on
    return queries.days_late_for(plan, sent)


# --- parts of the plan ------------------------------------------------------------------


def add_result(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    kind = ResultKind.ADDITIONAL if request.GET.get("jenis") == ResultKind.ADDITIONAL else ResultKind.MAIN
    return _result_page(request, actor, plan, None, {"kind": kind}, [{}])


def result(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    old = access.get_result(actor, pk)
    indicators = [initial_indicator(indicator) for indicator in old.indicators.all()]
    return _result_page(request, actor, old.skp, old, initial_result(old), indicators or [{}])


def _result_page(
    request: HttpRequest,
    actor: Actor,
    plan: Skp,
    old: WorkResult | None,
    initial: Mapping[str, Any],
    indicators: list[dict[str, Any]],
) -> HttpResponse:
    """Result and indicators in one form; adding or dropping an indicator is a round trip that judges nothing."""
    conflict: list[str] | None = None
    version = _version(request, plan)
    if request.method != "POST":
        form, parts = ResultForm(initial=dict(initial), skp=plan), shown_indicators(plan, indicators)
    elif "add" in request.POST or "drop" in request.POST:
        typed = {name: request.POST[name] for name in ResultForm.base_fields if name in request.POST}
        form, parts = ResultForm(initial=typed, skp=plan), shown_indicators(plan, rearranged(request.POST))
    else:
        form, parts = ResultForm(request.POST, skp=plan), typed_indicators(plan, request.POST)
        written = [part for part in parts if not part.is_blank]
        if all([form.is_valid(), *(part.is_valid() for part in written)]):
            draft = form.draft(tuple(part.draft() for part in written))
            try:
                if old is None:
                    services.add_result(skp=plan, version=version, draft=draft, by=actor.user, at=now())
                else:
                    services.change_result(result=old, version=version, draft=draft, by=actor.user, at=now())
            except services.ChangedMeanwhile as changed:
                version, conflict = changed.current.version, _stored_result(old)
            except services.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Hasil kerja tersimpan."))
                return redirect("planning:skp", pk=plan.pk)
        parts = [part if not part.is_blank else IndicatorForm(skp=plan, prefix=part.prefix) for part in parts]
    refused = bool(form.errors) or any(part.errors for part in parts) or conflict is not None
    context = {
        "skp": plan, "result": old, "form": form, "parts": parts, "version": version, "conflict": conflict,
        "refused": refused,
    }  # fmt: skip
    return render(request, "planning/result.html", context, status=REFUSED if refused else 200)


def _stored_result(old: WorkResult | None) -> list[str]:
    """What stands in the plan now, line by line, to be compared with what was typed."""
    fresh = WorkResult.objects.filter(pk=old.pk).first() if old else None
    if fresh is None:
        return [_("Hasil ini sudah dihapus di tempat lain.")] if old else []
    return [fresh.statement, *(indicator_words(indicator) for indicator in fresh.indicators.all())]


@require_POST
def move_result(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    old = access.get_result(actor, pk)
    up = request.POST.get("to") == "up"
    act = lambda: services.move_result(  # noqa: E731
        result=old, version=_version(request, old.skp), up=up, by=actor.user, at=now()
    )
    return _try(request, old.skp, act, "")


def remove_result(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    old = access.get_result(actor, pk)
    if request.method != "POST":
        context = {
            "skp": old.skp, "result": old, "indicators": old.indicators.all(), "version": old.skp.version,
            "roles": roles_on(old),
        }  # fmt: skip
        return render(request, "planning/remove_result.html", context)

    def act() -> None:
        services.remove_result(result=old, version=_version(request, old.skp), by=actor.user, at=now())

    return _try(request, old.skp, act, _("Hasil kerja dihapus."))


def approach(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    initial = {"approach": plan.approach, "feedback_months": plan.feedback_months}
    form = ApproachForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        services.change_approach(
            skp=plan, version=_version(request, plan), approach=Approach(form.cleaned_data["approach"]),
            feedback_months=form.cleaned_data["feedback_months"], by=actor.user, at=now(),
        )  # fmt: skip

    return _part(request, plan, form, act, "planning/approach.html", lambda: [plan.get_approach_display()])


def annex(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    initial = {} if request.method == "POST" else dict(queries.annex_of(plan))
    form = AnnexForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        services.write_annex(skp=plan, version=_version(request, plan), lines=form.lines(), by=actor.user, at=now())

    def stored() -> list[str]:
        return [f"{AnnexKind(kind).label}: {line}" for kind, lines in queries.annex_of(plan).items() for line in lines]

    return _part(request, plan, form, act, "planning/annex.html", stored)


def expectations(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "review")
    values = in_force(actor.on).behaviour.core_values.value
    initial = {} if request.method == "POST" else dict(queries.expectations_of(plan))
    form = ExpectationsForm(request.POST if request.method == "POST" else None, initial=initial, values=values)

    def act() -> None:
        services.write_expectations(
            skp=plan, version=_version(request, plan), texts=form.cleaned_data, by=actor.user, at=now()
        )

    def stored() -> list[str]:
        said = queries.expectations_of(plan)
        return [f"{value.label}: {said[value.key]}" for value in values if value.key in said]

    return _part(request, plan, form, act, "planning/expectations.html", stored)


# --- handing in, reviewing, setting -----------------------------------------------------


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    if request.method == "POST":

        def act() -> None:
            services.submit(skp=plan, version=_version(request, plan), by=actor.user, at=now())

        return _try(request, plan, act, _("SKP Anda telah diajukan kepada pejabat penilai."))
    context = _plan_context(actor, plan) | {
        "may_submit": plan.state in services.EDITABLE
    }  # fmt: skip
    return render(request, "planning/submit.html", context)


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The appraiser reads the plan and either sets it or gives it back with a reason."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "review")
    version = _version(request, plan)
    form = ReasonForm(request.POST if "return" in request.POST else None)
    if "set" in request.POST:

        def set_it() -> None:
            services.set_(skp=plan, version=version, by=actor.user, at=now())

        if plan.amends_id is not None:
            done = _("Addendum ditetapkan. Isi SKP sekarang seperti yang Anda lihat di sini.")
            return _try(request, plan, set_it, done, plan.amends_id)
        return _try(request, plan, set_it, _("SKP ditetapkan. Pegawai dapat mulai mencatat pekerjaan."))
    if "return" in request.POST and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.return_(skp=plan, version=version, reason=reason, by=actor.user, at=now())
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
            plan = access.get_skp(actor, pk, "review")
        else:
            messages.success(request, _("SKP dikembalikan kepada pegawai dengan alasan Anda."))
            return redirect("planning:skp", pk=plan.pk)
    context = _plan_context(actor, plan) | {
        "form": form, "may_review": plan.state == SkpState.SUBMITTED
    }  # fmt: skip
    return render(request, "planning/review.html", context, status=REFUSED if form.errors else 200)


def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A new head continues as appraiser of the plans of the unit."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk)
    me = actor.employee
    if me is None or me.pk == plan.employee_id:
        raise not_found()
    if request.method == "POST":

        def act() -> None:
            services.take_over(skp=plan, version=_version(request, plan), appraiser=me, by=actor.user, at=now())

        return _try(request, plan, act, _("Anda sekarang pejabat penilai untuk SKP ini."))
    return render(request, "planning/take_over.html", {"skp": plan, "version": plan.version})


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The official form of a plan that is set, made on request."""
    plan = access.get_skp(actor_of(request), pk)
    form = official_form(plan).form
    response = HttpResponse(render_document(form), content_type="application/pdf")
    name = f"SKP-{plan.period.start.year}-{plan.pk}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


# --- shared -----------------------------------------------------------------------------


def _version(request: HttpRequest, plan: Skp) -> int:
    """The version that the page showed; a page without one has seen nothing."""
    return sent_version(request) if request.method == "POST" else plan.version


def _try(request: HttpRequest, plan: Skp, act: Callable[[], None], done: str, then: int | None = None) -> HttpResponse:
    """Do an act without typed words and go back to the plan (when it succeeds, to ``then``), saying what happened."""
    try:
        act()
    except services.ChangedMeanwhile:
        messages.warning(
            request, _("SKP ini baru saja diubah di tempat lain. Periksa isinya, lalu ulangi langkah Anda.")
        )
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
        return redirect("planning:skp", pk=then or plan.pk)
    return redirect("planning:skp", pk=plan.pk)


def _part(
    request: HttpRequest,
    plan: Skp,
    form: Any,
    act: Callable[[], None],
    template: str,
    stored: Callable[[], Sequence[str]],
) -> HttpResponse:
    """A form about one part of the plan; when somebody else was quicker both sides are shown."""
    version, conflict = _version(request, plan), None
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except services.ChangedMeanwhile as changed:
            version, conflict = changed.current.version, list(stored())
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("planning:skp", pk=plan.pk)
    refused = bool(form.errors) or conflict is not None
    context = {"skp": plan, "form": form, "version": version, "conflict": conflict}
    return render(request, template, context, status=REFUSED if refused else 200)
