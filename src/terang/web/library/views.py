"""A plan as a workbook, a workbook into a draft, and results taken over from last year or from posts alike."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.exchange import skp_sheet
from terang.exchange.skp_sheet import Problem, SheetResult
from terang.exchange.workbook import MEGABYTE, TooLarge, Unreadable
from terang.organisation.access import Actor
from terang.planning import access
from terang.planning.mapping import ResultDraft
from terang.planning.models import Indicator, Skp, WorkResult
from terang.planning.queries import library as queries
from terang.planning.queries import results_of
from terang.planning.services import EDITABLE, ChangedMeanwhile, Refused
from terang.planning.services import library as services
from terang.planning.services.guards import closed_words, wrong_state
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.downloads import workbook
from terang.web.planning.official import official_form
from terang.web.version import sent_version

from .forms import SheetForm, judged

REFUSED = 422
SALT, ONE_DAY = "terang.library.sheet", 24 * 60 * 60
MOST_SIGNED = MEGABYTE
PROBLEMS_SHOWN, WORDINGS_PER_PAGE = 50, 20


# --- workbooks --------------------------------------------------------------------------


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The official form of a plan that is set as a workbook, for whom may print it."""
    plan = access.get_skp(actor_of(request), pk)
    form, results, law = official_form(plan)
    kind = next(kind for kind in law.skp.form_kinds.value if kind.form.value == form.position_kind)
    content = skp_sheet.skp_workbook(form, kind, results)
    return workbook(content, f"SKP-{plan.period.start.year}-{plan.pk}.xlsx")


def template(request: HttpRequest) -> HttpResponse:
    """The workbook to be filled; it holds nothing of anybody."""
    actor_of(request)
    return workbook(skp_sheet.empty_workbook(), "templat-skp.xlsx")


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a workbook, see what would be taken from it, take it: all of it or nothing."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    if (closed := _not_now(plan)) is not None:
        return _back(request, plan, closed)
    if "rows" in request.POST:
        return _apply(request, actor, plan)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            read = skp_sheet.read_results(form.cleaned_data["file"])
            return _preview(request, actor, plan, read.results, read.problems)
        except Unreadable as unreadable:
            form.add_error("file", unreadable.sentence)
    context = {"skp": plan, "form": form}
    return render(request, "library/upload.html", context, status=REFUSED if form.errors else 200)


def _preview(
    request: HttpRequest, actor: Actor, plan: Skp, rows: Sequence[SheetResult], found: Sequence[Problem]
) -> HttpResponse:
    drafts, wrong = judged(rows, plan)
    problems = sorted([*found, *wrong], key=lambda problem: problem.row)
    return _checked(request, plan, drafts, problems, "" if problems else _signed(actor, plan, rows), None)


def _checked(
    request: HttpRequest, plan: Skp, drafts: list[ResultDraft], problems: list[Problem], rows: str, refusal: str | None
) -> HttpResponse:
    """What would be taken, and what is wrong; the rows go along signed, so that nothing is kept in between."""
    fresh, skipped = services.apart(drafts, services.words_of(plan))
    shown = [(draft.statement, [Indicator(**each.fields()) for each in draft.indicators]) for draft in fresh]
    context = {
        "skp": plan, "fresh": shown, "skipped": skipped, "problems": problems[:PROBLEMS_SHOWN], "rows": rows,
        "n_problems": len(problems), "refusal": refusal, "version": plan.version, "form": SheetForm(),
    }  # fmt: skip
    return render(request, "library/preview.html", context, status=REFUSED if problems or refusal else 200)


def _signed(actor: Actor, plan: Skp, rows: Sequence[SheetResult]) -> str:
    """The rows for this person and this plan only."""
    said = {"user": actor.user.pk, "skp": plan.pk, "rows": [asdict(row) for row in rows]}
    signed = signing.dumps(said, salt=SALT, compress=True)
    if len(signed) > MOST_SIGNED:
        raise TooLarge(_("Isi berkas ini terlalu panjang untuk satu SKP. Kurangi, lalu pilih lagi."))
    return signed


def _apply(request: HttpRequest, actor: Actor, plan: Skp) -> HttpResponse:
    try:
        said = signing.loads(request.POST["rows"], salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        said = {}
    if said.get("user") != actor.user.pk or said.get("skp") != plan.pk:
        messages.warning(request, _("Pratinjau ini sudah tidak berlaku. Pilih berkasnya sekali lagi."))
        return redirect("library:upload", pk=plan.pk)
    rows = [
        SheetResult(row["row"], row["cells"], [(n, cells) for n, cells in row["indicators"]]) for row in said["rows"]
    ]
    drafts, problems = judged(rows, plan)
    if problems:
        return _checked(request, plan, drafts, problems, "", None)
    try:
        taken = services.take_results(
            skp=plan, version=sent_version(request), drafts=drafts, source="sheet", by=actor.user, at=now()
        )
    except ChangedMeanwhile as changed:
        fresh = access.get_skp(actor, plan.pk, "edit")
        return _checked(request, fresh, drafts, [], request.POST["rows"], str(changed))
    except Refused as refusal:
        return _back(request, plan, str(refusal))
    return _done(request, plan, taken)


# --- taken over -------------------------------------------------------------------------


def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """The results of the person's last agreed plan, to be ticked and taken as drafts."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    if (closed := _not_now(plan)) is not None:
        return _back(request, plan, closed)
    former = queries.last_agreed(plan)
    results = results_of(former) if former else []
    refusal = None
    if request.method == "POST" and former is not None:
        chosen = [result for result in results if str(result.pk) in request.POST.getlist("r")]
        answer, refusal = _take(request, actor, plan, chosen, f"skp:{former.pk}")
        if answer is not None:
            return answer
        plan = access.get_skp(actor, pk, "edit")
    standing, ticked = services.words_of(plan), request.POST.getlist("r") if refusal else None
    rows = [_row(result, standing, ticked) for result in results]
    context = {"skp": plan, "former": former, "rows": rows, "refusal": refusal, "version": plan.version}
    context["n_open"] = sum(not row["stands"] for row in rows)
    return render(request, "library/last_year.html", context, status=REFUSED if refusal else 200)


def _row(result: WorkResult, standing: set[str], ticked: list[str] | None) -> dict[str, Any]:
    stands = services.plain_words(result.statement) in standing
    checked = not stands if ticked is None else str(result.pk) in ticked
    return {"result": result, "stands": stands, "checked": checked}


def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    """Wordings agreed for posts like this one, without a name, to be ticked and taken as drafts."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    if (closed := _not_now(plan)) is not None:
        return _back(request, plan, closed)
    of_kind, q = request.GET.get("jabatan") == "sejenis", request.GET.get("q", "").strip()[:100]
    rule = in_force(actor.on).skp.shared_wording
    words = queries.Shelf(plan, of_kind, rule.value.people)
    refusal = None
    if request.method == "POST":
        numbers = [text for text in request.POST.getlist("r") if text.isascii() and text.isdigit() and len(text) < 15]
        chosen = words.results(numbers[:WORDINGS_PER_PAGE])
        answer, refusal = _take(request, actor, plan, chosen, "library")
        if answer is not None:
            return answer
        plan = access.get_skp(actor, pk, "edit")
    page = Paginator(words.wordings(q), WORDINGS_PER_PAGE).get_page(request.GET.get("page"))
    standing, ticked = services.words_of(plan), set(request.POST.getlist("r"))
    rows = [
        {**each, "stands": services.plain_words(str(each["statement"])) in standing,
         "checked": str(each["example"]) in ticked}
        for each in page
    ]  # fmt: skip
    context = {
        "skp": plan, "page": page, "rows": rows, "q": q, "of_kind": of_kind, "refusal": refusal,
        "version": plan.version, "rule": rule, "n_open": sum(not row["stands"] for row in rows),
    }  # fmt: skip
    return render(request, "library/shelf.html", context, status=REFUSED if refusal else 200)


def _take(
    request: HttpRequest, actor: Actor, plan: Skp, chosen: Sequence[WorkResult], source: str
) -> tuple[HttpResponse | None, str | None]:
    """Take the chosen results; the answer, or why not."""
    if not chosen:
        return None, _("Belum ada yang dipilih. Centang sedikitnya satu hasil kerja.")
    drafts = [services.as_draft(result, plan) for result in chosen]
    try:
        taken = services.take_results(
            skp=plan, version=sent_version(request), drafts=drafts, source=source, by=actor.user, at=now()
        )
    except Refused as refusal:
        return None, str(refusal)
    return _done(request, plan, taken), None


# --- shared -----------------------------------------------------------------------------


def _not_now(plan: Skp) -> str | None:
    """Why results cannot be added to the plan; none when they can."""
    if plan.period.state != "open":
        return closed_words()
    return None if plan.state in EDITABLE else wrong_state(plan)


def _back(request: HttpRequest, plan: Skp, sentence: str) -> HttpResponse:
    messages.warning(request, sentence)
    return redirect("planning:skp", pk=plan.pk)


def _done(request: HttpRequest, plan: Skp, taken: services.Taken) -> HttpResponse:
    done = ngettext("%(n)d hasil kerja ditambahkan.", "%(n)d hasil kerja ditambahkan.", taken.added)
    messages.success(request, done % {"n": taken.added})
    if taken.skipped:
        words = _("Tidak ditambahkan karena sudah ada di SKP ini: %(list)s.")
        messages.info(request, words % {"list": "; ".join(text[:80] for text in taken.skipped[:5])})
    return redirect("planning:skp", pk=plan.pk)
