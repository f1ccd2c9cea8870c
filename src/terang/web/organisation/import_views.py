"""The import in three steps: choose a file, look at what would change, see what was done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from terang.exchange import employees
from terang.exchange.findings import Remark
from terang.exchange.report import findings_workbook
from terang.exchange.workbook import Unreadable
from terang.organisation import access, queries
from terang.organisation.enums import RowState, StagedState
from terang.organisation.models import StagedFinding, StagedImport, StagedRow
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.downloads import workbook

from .forms import CorrectionForm, UploadForm
from .words import change

PAGE_SIZE = 25
FIRST_CHANGES = 10
WAITING_SHOWN = 5
REFUSED = 422
TABS = {
    "berubah": RowState.CHANGED,
    "baru": RowState.NEW,
    "tetap": RowState.UNCHANGED,
    "dilewati": RowState.SKIPPED,
    "bermasalah": RowState.FAULTY,
}
ABSENT = "tidak-ada"


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1. A file that cannot be read is refused with words; nothing is kept of it."""
    actor = actor_of(request)
    agency = access.get_agency(actor, "manage")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            staged = employees.stage(stream=file, file_name=file.name, agency=agency, by=actor.user, at=now())
        except Unreadable as problem:
            form.add_error("file", problem.sentence)
        else:
            return redirect("organisation:import_preview", staged.pk)
    waiting = access.imports(actor).filter(state__in=[StagedState.READY, StagedState.APPLYING]).order_by("-at")
    context = {"form": form, "waiting": waiting[:WAITING_SHOWN], "agency": agency}
    return render(request, "organisation/import_upload.html", context, status=REFUSED if form.errors else 200)


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2 while the import waits, step 3 when it is done; in between the way to the running job."""
    staged = access.get_import(actor_of(request), pk)
    if staged.state == StagedState.READY:
        return _ready(request, staged)
    context = {
        "staged": staged,
        "figures": staged.summary,
        "is_stuck": employees.is_stuck(staged),
        "problem": staged.job.error if staged.job else "",
    }
    return render(request, "organisation/import_ended.html", context)


def _ready(request: HttpRequest, staged: StagedImport) -> HttpResponse:
    changed = StagedRow.objects.filter(staged=staged, state=RowState.CHANGED).order_by("number")
    page = _remarks(request, staged)
    context = {
        "staged": staged,
        "figures": staged.summary,
        "page": page,
        "remarks": [_remark(each) for each in page.object_list],
        "changes": _changes(changed[:FIRST_CHANGES]),
        "units": [unit for unit in staged.units if unit["new"] or unit["former"]],
        "headless": [unit for unit in staged.units if unit["people"] and not unit["head"]],
        "is_expired": employees.is_expired(staged, now()),
    }
    return render(request, "organisation/import_preview.html", context)


def _remarks(request: HttpRequest, staged: StagedImport) -> Page[StagedFinding]:
    found = StagedFinding.objects.filter(staged=staged).order_by("-is_error", "row", "pk")
    return Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))


def _remark(found: StagedFinding) -> Remark:
    return Remark(found.row, found.column, found.code, found.is_error, found.value, found.params)


def _changes(rows: Iterable[StagedRow]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [(row.data["name"], [change(entry) for entry in row.changes]) for row in rows]


@require_GET
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row by what it would do, and the people whom the list does not name."""
    actor = actor_of(request)
    staged = access.get_import(actor, pk)
    shown = request.GET.get("tampil", "")
    shown = shown if shown in TABS or shown == ABSENT else "baru"
    named = StagedRow.objects.filter(staged=staged)
    if shown == ABSENT:
        absent = queries.people_of(staged.agency).exclude(nip__in=named.exclude(nip="").values("nip"))
        found: Any = queries.with_posts(absent.order_by("name", "pk"), actor.on)
    else:
        found = named.filter(state=TABS[shown]).order_by("number")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"staged": staged, "figures": staged.summary, "page": page, "shown": shown, "lines": []}
    if shown != ABSENT:
        context["lines"] = [(row, [change(entry) for entry in row.changes]) for row in page.object_list]
    return render(request, "organisation/import_rows.html", context)


@require_GET
def tree(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposed tree with heads, and who would appraise whom, unit by unit."""
    staged = access.get_import(actor_of(request), pk)
    page = Paginator(list(enumerate(staged.units)), PAGE_SIZE).get_page(request.GET.get("page"))
    may_correct = staged.state == StagedState.READY
    context = {"staged": staged, "page": page, "may_correct": may_correct}
    return render(request, "organisation/import_tree.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Choose what stands above a new unit and which post leads it."""
    staged = access.get_import(actor_of(request), pk)
    if place >= len(staged.units):
        raise access.not_found()
    unit = staged.units[place]
    form = _correction_form(request, staged, unit)
    if form.is_bound and form.is_valid():
        parent, head = form.cleaned_data.get("parent", ""), form.cleaned_data["head"]
        try:
            employees.correct(staged=staged, unit=unit["key"], parent=parent, head=head, at=now())
        except employees.Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Susunan diperbarui. Penilai di pratinjau mengikuti susunan ini."))
            return redirect("organisation:import_tree", staged.pk)
    context = {"staged": staged, "unit": unit, "form": form}
    return render(request, "organisation/import_correct.html", context, status=REFUSED if form.errors else 200)


def _correction_form(request: HttpRequest, staged: StagedImport, unit: dict[str, Any]) -> CorrectionForm:
    parents = [
        (each["key"], f"{' ' * each['depth']}{each['name']}") for each in staged.units if each["key"] != unit["key"]
    ]
    return CorrectionForm(
        request.POST if request.method == "POST" else None, parents=parents if unit["parent"] else [],
        posts=unit["posts"], is_new=unit["new"], initial={"parent": unit["parent"], "head": unit["head_post"]},
    )  # fmt: skip


@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The remarks as a workbook."""
    staged = access.get_import(actor_of(request), pk)
    found = StagedFinding.objects.filter(staged=staged).order_by("row", "-is_error", "pk")
    return workbook(findings_workbook(map(_remark, found.iterator())), f"temuan-impor-{staged.pk}.xlsx")


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then hand the import to a worker; asked twice it starts once."""
    actor = actor_of(request)
    staged = access.get_import(actor, pk)
    here = reverse("organisation:import_preview", args=[staged.pk])
    if request.method == "POST":
        try:
            job = employees.request_apply(staged=staged, by=actor.user, at=now(), result_url=here)
        except employees.Refused as refusal:
            messages.warning(request, refusal.sentence)
            return redirect(here)
        return redirect("jobs:detail", job.pk)
    if staged.state != StagedState.READY and not employees.is_stuck(staged):
        return redirect(here)
    return render(request, "organisation/confirm.html", _applying(staged, here))


def _applying(staged: StagedImport, here: str) -> dict[str, Any]:
    figures = staged.summary
    lines = {
        "new": _("%(new)d pegawai baru dicatat, masing-masing dengan akun yang belum punya kata sandi."),
        "changed": _("%(changed)d pegawai berubah; jabatan dan unit lama tetap tersimpan beserta tanggalnya."),
        "missing": _("%(missing)d pegawai yang tidak ada di berkas dibiarkan seperti sekarang."),
    }
    consequences = [line % figures for name, line in lines.items() if figures[name]]
    consequences.append(_("Semua diterapkan sekaligus, atau tidak sama sekali."))
    return {
        "heading": staged.file_name,
        "title": _("Terapkan %(rows)d baris?") % figures,
        "consequences": consequences,
        "action": _("Terapkan sekarang"),
        "destroys": False,
        "form": None,
        "back_url": here,
    }


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    staged = access.get_import(actor, pk)
    here = reverse("organisation:import_preview", args=[staged.pk])
    if request.method == "POST":
        try:
            employees.cancel(staged=staged, at=now())
        except employees.Refused as refusal:
            messages.warning(request, refusal.sentence)
            return redirect(here)
        messages.success(request, _("Impor dibatalkan. Isi berkas yang kami simpan sudah dihapus."))
        return redirect("organisation:staff")
    context = {
        "heading": staged.file_name,
        "title": _("Batalkan impor ini?"),
        "consequences": [_("Belum ada data pegawai yang berubah."), _("Isi berkas yang kami simpan dihapus.")],
        "action": _("Batalkan impor"),
        "destroys": True,
        "form": None,
        "back_url": here,
    }
    return render(request, "organisation/confirm.html", context)
