"""My work: indicators with their progress, recording, withdrawing, and the files that prove it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.documents.access import find_document
from terang.documents.models import Document
from terang.evidence import access, queries, services
from terang.evidence.enums import Verdict
from terang.evidence.mapping import measure
from terang.evidence.models import Progress
from terang.evidence.queries import daily
from terang.evidence.queries.records import documents_of
from terang.evidence.queries.sampling import verdicts_on
from terang.identity.enums import Role
from terang.organisation.access import Actor, not_found
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Indicator
from terang.planning.queries.actions import steps_of
from terang.web.actions.words import paces
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import ProgressForm, WithdrawForm
from .words import indicator_row

REFUSED = 422
ENTRIES_PER_PAGE = 20


def log(request: HttpRequest) -> HttpResponse:
    """My indicators, how far they are, and the way to write down today's work."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    indicators = list(queries.running_indicators(actor.employee, actor.on))
    progress = queries.standing_progress(indicators)
    measured = [measure(each, progress.get(each.pk, ())) for each in indicators]
    found, lines = paces(indicators, steps_of(indicators), progress, actor.on), daily.counts_of(indicators)
    rows = [
        (each.indicator.result, indicator_row(each), each.last, found.get(pk), lines.get(pk))
        for each in measured
        for pk in [each.indicator.pk]
    ]
    waiting_longest = min(measured, key=lambda each: each.last.on if each.last else actor.on.min, default=None)
    context = {"rows": rows, "first": waiting_longest.indicator.pk if waiting_longest else None}
    return render(request, "evidence/log.html", context)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a piece of work for one of my indicators."""
    actor = actor_of(request)
    chosen = access.get_indicator(actor, pk, "record")
    skp = chosen.result.skp
    indicators = {each.pk: each for each in queries.indicators_of(skp)}
    if request.method == "POST":
        form = ProgressForm(request.POST, request.FILES, indicators=indicators.values())
        if form.is_valid():
            indicator = indicators[form.cleaned_data["indicator"]]
            indicator.result.skp = skp
            if (saved := _recorded(request, actor, form, indicator)) is not None:
                return _thanks(request, saved)
    else:
        initial = {"indicator": pk, "on": actor.on, "key": uuid4().hex}
        form = ProgressForm(initial=initial, indicators=indicators.values())
    context = {
        "form": form,
        "indicator": chosen,
        "today": actor.on,
        "may_record": skp.state == SkpState.SET and skp.period.state == PeriodState.OPEN,
    }
    return render(request, "evidence/record.html", context, status=REFUSED if form.errors else 200)


def _recorded(request: HttpRequest, actor: Actor, form: ProgressForm, indicator: Indicator) -> Progress | None:
    data = form.cleaned_data
    document = _document(actor, data["document"])
    if data["document"] and document is None:
        form.add_error("document", _("Dokumen ini tidak ditemukan, atau tidak ditujukan kepada Anda."))
        return None
    try:
        return services.record_progress(
            indicator=indicator,
            on=data["on"],
            value=data["value"],
            note=data["note"],
            files=data["attachments"],
            links=[data["link"]] if data["link"] else [],
            documents=[document] if document else [],
            key=data["key"],
            by=actor.user,
            at=now(),
        )
    except services.AlreadyRecorded as refusal:
        renewed = request.POST.copy()
        renewed["key"] = uuid4().hex
        form.data = renewed
        form.add_error(None, str(refusal))
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _document(actor: Actor, code: str) -> Document | None:
    oversees = actor.agencies_as(Role.PERFORMANCE_TEAM, Role.AUDITOR)
    return find_document(actor.user, code.strip(), oversees=oversees) if code.strip() else None


def _thanks(request: HttpRequest, saved: Progress) -> HttpResponse:
    text = _("Catatan tersimpan.")
    if saved.is_late:
        text = _("Batas waktu sudah lewat. Catatan tetap disimpan dan diberi tanda terlambat.")
    messages.success(request, text)
    return redirect("evidence:progress", pk=saved.indicator_id)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries of one indicator. Withdrawn ones are shown to their owner only."""
    actor = actor_of(request)
    indicator = access.get_indicator(actor, pk)
    skp = indicator.result.skp
    is_owner = actor.employee is not None and actor.employee.pk == skp.employee_id
    rows = list(queries.history_of(indicator))
    standing = [row for row in rows if row.withdrawn_at is None]
    page = Paginator(rows if is_owner else standing, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    digests = [each.sha256 for row in page for each in row.evidence.all()]
    same = queries.same_files(skp.employee, digests, within=None if is_owner else skp)
    verdicts = verdicts_on(page)
    found = paces([indicator], steps_of([indicator]), {indicator.pk: standing[::-1]}, actor.on)
    context = {
        "indicator": indicator,
        "skp": skp,
        "row": indicator_row(measure(indicator, standing[::-1])),
        "pace": found.get(indicator.pk),
        "page": page,
        "entries": [(entry, _proofs(entry, same), verdicts.get(entry.pk)) for entry in page],
        "is_owner": is_owner,
        "doubt": Verdict.DOUBT,
        "may_change": is_owner and skp.state == SkpState.SET and skp.period.state == PeriodState.OPEN,
    }
    return render(request, "evidence/progress.html", context)


def _proofs(entry: Progress, same: Any) -> list[tuple[Any, list[Any]]]:
    """Each file or link with the other places where the same file is used."""
    return [
        (each, [other for other in same.get(each.sha256, ()) if other.pk != each.pk] if each.sha256 else [])
        for each in entry.evidence.all()
    ]


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    entry = access.get_progress(actor, pk, "withdraw")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_progress(progress=entry, reason=form.cleaned_data["reason"], by=actor.user, at=now())
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Catatan ditarik. Tidak lagi dihitung, tetapi tetap tersimpan."))
            return redirect("evidence:progress", pk=entry.indicator_id)
    context = {"entry": entry, "indicator": entry.indicator, "form": form}
    return render(request, "evidence/withdraw.html", context, status=REFUSED if form.errors else 200)


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of evidence: always saved, never shown inside the page, never kept by a shared cache.

    A document of Terang is shown where everybody can check it.
    """
    evidence = access.get_evidence(actor_of(request), pk)
    if evidence.record:
        return redirect("documents:verify", token=documents_of([evidence])[evidence.record].token)
    if not evidence.file:
        raise not_found()
    response = FileResponse(
        evidence.file.open("rb"), as_attachment=True, filename=evidence.name, content_type=evidence.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
