"""The posts of a unit: who holds and held them, and making, naming, closing and filling them."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from terang.ledger.queries import entries
from terang.organisation import access, posts, queries, services
from terang.organisation.enums import PositionKind
from terang.organisation.models import Employee, Position
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.home.items import News

from .asking import Question, ask, posted
from .forms import FOUND_AT_MOST, NewPostForm, ReasonForm, RenamePostForm

PAGE_SIZE = 25
NAMES_SHOWN = 5


@require_GET
def unit_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Every post of a unit with who holds it today."""
    actor = actor_of(request)
    unit = access.get_unit(actor, pk)
    if not actor.agencies_as(*queries.HR_ROLES) & {unit.agency.code}:
        raise access.not_found()
    found = posts.with_holders(posts.posts_of(unit), actor.on)
    context = {
        "unit": unit,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_change": access.manages(actor, unit.agency) and unit.until is None,
    }
    return render(request, "organisation/unit_posts.html", context)


@require_GET
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: what it is, who held it from when to when, and the names it bore."""
    actor = actor_of(request)
    found = access.get_post(actor, pk)
    holders = Paginator(posts.holders_over_time(found), PAGE_SIZE).get_page(request.GET.get("page"))
    may_manage = access.manages(actor, found.unit.agency)
    context = {
        "post": found,
        "holders": holders,
        "names": _names(found),
        "may_change": may_manage and found.unit.until is None,
        "today": actor.on,
    }
    return render(request, "organisation/post.html", context)


def _names(found: Position) -> list[News]:
    """When the name was corrected, newest first, as the ledger keeps it."""
    subject = f"post:{found.pk}"
    kept = entries(found.unit.agency.code, act="post.renamed", subject=subject).filter(subject=subject)
    text = _("“%(from)s” menjadi “%(to)s”. Alasan: %(reason)s")
    return [News(each.at, text % json.loads(each.payload)) for each in kept[:NAMES_SHOWN]]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    unit = access.get_unit(actor, pk, to="manage")
    form = NewPostForm(posted(request), initial={"kind": PositionKind.OPERATIONAL})

    def act(data: dict[str, Any]) -> None:
        kind = PositionKind(data.pop("kind"))
        services.create_post(unit=unit, kind=kind, by=actor.user, at=now(), **data)

    question = Question(
        unit.name, _("Tambah jabatan di %(unit)s") % {"unit": unit.name}, _("Tambah jabatan"),
        _("Jabatan ditambahkan. Sekarang jabatan itu dapat diisi."), reverse("organisation:unit_posts", args=[unit.pk]),
        [_("Jabatan baru belum ada pemegangnya; penilai pegawai belum berubah.")],
    )  # fmt: skip
    return ask(request, form, act, question)


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.get_post(actor, pk, to="manage")
    sent = request.POST.copy() if request.method == "POST" else None
    form = RenamePostForm(sent, initial={"name": found.name, "before": found.name})

    def act(data: dict[str, Any]) -> None:
        try:
            services.rename_post(post=found, by=actor.user, at=now(), **data)
        except services.ChangedMeanwhile:
            if sent is not None:
                sent["before"] = found.name  # the refusal shows this name; the next press answers it
            raise

    question = Question(
        found.unit.name, _("Betulkan nama %(post)s") % {"post": found.name}, _("Simpan nama"),
        _("Nama jabatan dibetulkan."), reverse("organisation:post", args=[found.pk]),
        [
            _("Nama yang benar tampil juga pada riwayat dan SKP sebelumnya; dokumen yang sudah disegel tidak berubah."),
            _("Bila tugasnya yang berubah, buat jabatan baru dan pindahkan pemegangnya."),
        ],
    )  # fmt: skip
    return ask(request, form, act, question)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.get_post(actor, pk, to="manage")

    def act(data: dict[str, Any]) -> None:
        services.close_post(post=found, by=actor.user, at=now(), **data)

    lines = [
        _("Jabatan ini tidak dapat diisi lagi. Riwayat pemegangnya tetap tersimpan."),
        _("Jabatan ini dapat dibuka kembali kapan saja."),
    ]
    if found.is_head:
        lines.insert(0, _("Unit ini tidak lagi punya jabatan pimpinan; pegawainya dinilai pimpinan unit di atasnya."))
    question = Question(
        found.unit.name, _("Tutup jabatan %(post)s?") % {"post": found.name}, _("Tutup jabatan"),
        _("Jabatan ditutup."), reverse("organisation:post", args=[found.pk]), lines, destroys=True,
    )  # fmt: skip
    return ask(request, ReasonForm(posted(request)), act, question)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.get_post(actor, pk, to="manage")

    def act(data: dict[str, Any]) -> None:
        services.reopen_post(post=found, by=actor.user, at=now(), **data)

    question = Question(
        found.unit.name, _("Buka kembali jabatan %(post)s?") % {"post": found.name}, _("Buka kembali jabatan"),
        _("Jabatan dibuka kembali."), reverse("organisation:post", args=[found.pk]),
        [_("Jabatan ini dapat diisi lagi.")],
    )  # fmt: skip
    return ask(request, ReasonForm(posted(request)), act, question)


@require_GET
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the person for a post; the form about days and kind follows on the person's page."""
    actor = actor_of(request)
    found = access.get_post(actor, pk, to="manage")
    text, people = request.GET.get("q", "").strip()[:100], list[Employee]()
    if text:
        matching = queries.matching(queries.people_of(found.unit.agency), text)
        people = list(queries.with_posts(matching.order_by("name", "pk"), actor.on)[: FOUND_AT_MOST + 1])
    context = {
        "post": found,
        "post_key": str(found.pk),
        "q": text,
        "people": people[:FOUND_AT_MOST],
        "has_more": len(people) > FOUND_AT_MOST,
    }
    return render(request, "organisation/fill_post.html", context)
