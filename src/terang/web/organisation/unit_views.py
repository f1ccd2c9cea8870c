"""The tree of units: one level per page, and the dated changes of one unit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from terang.organisation import access, queries, services
from terang.organisation.models import Assignment, Unit, UnitVersion
from terang.web.actor import actor_of
from terang.web.clock import now

from .asking import Question, ask, posted
from .forms import CloseForm, MoveForm, NewUnitForm, RenameForm

PAGE_SIZE = 25


@dataclass(frozen=True)
class Line:
    """A unit of the list: its head, whether the head post is vacant, how many people, what hangs below."""

    unit: Unit
    head: Assignment | None
    is_vacant: bool
    people: int
    has_units: bool


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """From the top of the agency; each unit opens its own page."""
    root = queries.root_of(access.get_agency(actor_of(request)))
    if root is None:
        return render(request, "organisation/units_empty.html", {"may_manage": _may_import(request)})
    return _shown(request, root)


def _may_import(request: HttpRequest) -> bool:
    return bool(actor_of(request).agencies_as(*access.MANAGERS))


@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: who leads it, the units below, its history, and what may be changed."""
    return _shown(request, access.get_unit(actor_of(request), pk))


def _shown(request: HttpRequest, node: Unit) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(queries.units_below(node, actor.on), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [node, *page.object_list]
    heads, filled = queries.heads_of(shown, actor.on), queries.fillings(shown, actor.on)
    context = {
        "unit": node,
        "path": queries.ancestors_of(node),
        "line": _line(node, heads, filled),
        "page": page,
        "lines": [_line(each, heads, filled) for each in page.object_list],
        "versions": UnitVersion.objects.filter(unit=node).select_related("parent").order_by("-since"),
        "may_manage": access.manages(actor, node.agency),
        "sees_posts": bool(actor.agencies_as(*queries.HR_ROLES)),
        "is_open": node.until is None,
    }
    return render(request, "organisation/unit.html", context)


def _line(node: Unit, heads: dict[int, Assignment], filled: dict[int, queries.Filling]) -> Line:
    head, filling = heads.get(node.pk), filled.get(node.pk, queries.Filling(False, 0))
    return Line(node, head, filling.is_led and head is None, filling.people, node.numchild > 0)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    above = access.get_unit(actor_of(request), pk, to="manage")
    form = NewUnitForm(posted(request), initial={"since": actor_of(request).on})

    def act(data: dict[str, Any]) -> None:
        services.create_unit(agency=above.agency, parent=above, by=actor_of(request).user, at=now(), **data)

    words = {"title": _("Tambah unit di bawah %(unit)s"), "action": _("Tambah unit"), "done": _("Unit ditambahkan.")}
    return _change(request, above, form, act, words, [])


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    node = access.get_unit(actor_of(request), pk, to="manage")
    form = RenameForm(posted(request), initial={"name": node.name, "on": actor_of(request).on})

    def act(data: dict[str, Any]) -> None:
        services.rename_unit(unit=node, by=actor_of(request).user, at=now(), **data)

    words = {"title": _("Ubah nama %(unit)s"), "action": _("Ubah nama"), "done": _("Nama unit diubah.")}
    return _change(request, node, form, act, words, [_("Dokumen sebelum tanggal itu tetap memakai nama lama.")])


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    node = access.get_unit(actor_of(request), pk, to="manage")
    standing = Unit.objects.filter(agency=node.agency, until=None).exclude(path__startswith=node.path)
    parent = Unit.objects.get_parent(node)
    start = {"on": actor_of(request).on, "parent": parent.pk if parent else None}
    form = MoveForm(posted(request), units=standing.order_by("path"), initial=start)

    def act(data: dict[str, Any]) -> None:
        above = access.get_unit(actor_of(request), int(data.pop("parent")), to="manage")
        services.move_unit(unit=node, parent=above, by=actor_of(request).user, at=now(), **data)

    words = {"title": _("Pindahkan %(unit)s"), "action": _("Pindahkan unit"), "done": _("Unit dipindahkan.")}
    return _change(request, node, form, act, words, [
        _("Semua unit dan pegawai di bawahnya ikut pindah."),
        _("Sejak tanggal itu penilai mengikuti susunan yang baru."),
    ])  # fmt: skip


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    node = access.get_unit(actor_of(request), pk, to="manage")
    form = CloseForm(posted(request), initial={"on": actor_of(request).on})

    def act(data: dict[str, Any]) -> None:
        services.close_unit(unit=node, by=actor_of(request).user, at=now(), **data)

    words = {"title": _("Tutup %(unit)s"), "action": _("Tutup unit"), "done": _("Unit ditutup.")}
    return _change(request, node, form, act, words, [_("Riwayat unit dan penilaiannya tetap tersimpan.")], True)


def _change(
    request: HttpRequest, node: Unit, form: forms.Form, act: Callable[[dict[str, Any]], None], words: dict[str, str],
    consequences: list[str], destroys: bool = False,
) -> HttpResponse:  # fmt: skip
    title = words["title"] % {"unit": node.name}
    back = reverse("organisation:unit", args=[node.pk])
    question = Question(node.name, title, words["action"], words["done"], back, consequences, destroys)
    return ask(request, form, act, question)
