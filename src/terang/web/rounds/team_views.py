"""The performance team prepares, opens, follows, closes and publishes rounds, in counts that name nobody."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terang.evidence import access
from terang.evidence.enums import RoundState
from terang.evidence.models import RaterRound
from terang.evidence.queries.rounds import people_in, progress_of_round, standing_relations
from terang.evidence.services import Refused, round_raters
from terang.evidence.services import rounds as services
from terang.fairness.services.publish import ask_to_publish
from terang.identity.enums import Role
from terang.organisation.access import Actor, get_agency, not_found
from terang.organisation.models import Agency, Unit
from terang.organisation.queries import matching, with_posts
from terang.planning.queries import begun_periods
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.templatetags.terang import day
from terang.web.version import attempt, sent_version

from . import words
from .forms import AbsentForm, ExtendForm, RoundForm

REFUSED = 422
ROUNDS_PER_PAGE = 15
MOST_UNITS = 60
MOST_FOUND = 12


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of the agency, the latest first."""
    actor = actor_of(request)
    if not actor.agencies_as(*access.READERS_OF_ROUNDS):
        raise not_found()
    page = Paginator(access.rounds(actor), ROUNDS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, *words.STATES[each.state]) for each in page]
    is_team = bool(actor.agencies_as(Role.PERFORMANCE_TEAM))
    return render(request, "rounds/team.html", {"page": page, "rows": rows, "is_team": is_team})


def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round; its raters are drawn in the background."""
    actor = actor_of(request)
    agency = _agency_of_team(actor)
    periods = {each.pk: each for each in begun_periods(actor.on).filter(agency=agency).order_by("-start")}
    units = {unit.pk: unit for unit in _units(agency)}
    form = RoundForm(
        request.POST if request.method == "POST" else None, periods=periods.values(), units=units.values(),
        initial={"key": uuid4().hex, "opens_on": actor.on},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        period, chosen = periods[data.pop("period")], [units[pk] for pk in data.pop("units")]
        try:
            made = services.create_round(agency=agency, period=period, units=chosen, **data, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Putaran disiapkan. Penilai sedang dibagi; muat ulang halaman ini sebentar lagi.")
            )
            return redirect("rounds:detail", made.pk)
    rule = in_force(actor.on).rounds.assignment
    context = {"form": form, "rule": rule.value, "citation": rule.citation, "has_period": bool(periods)}
    return render(request, "rounds/new.html", context, status=REFUSED if form.errors else 200)


def _agency_of_team(actor: Actor) -> Agency:
    agency = get_agency(actor)
    if not actor.has(Role.PERFORMANCE_TEAM, agency):
        raise not_found()
    return agency


def _units(agency: Agency) -> list[Unit]:
    """The units to choose from, from the top of the tree down as far as a page can hold them, in its order."""
    found = Unit.objects.filter(agency=agency, until=None).order_by("depth", "path")[:MOST_UNITS]
    return sorted(found, key=lambda unit: str(unit.path))


@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A round: before it opens who would be asked, in counts; while it is open its progress of this morning."""
    actor = actor_of(request)
    given = access.get_round(actor, pk)
    kind, state = words.STATES[given.state]
    context = {
        "given": given,
        "kind": kind,
        "state": state,
        "is_team": actor.has(Role.PERFORMANCE_TEAM, given.agency),
        "units": [each.unit.name for each in given.units.select_related("unit")],
        "is_over": actor.on >= given.closes_on,
        **(_coverage(given) if given.state == RoundState.DRAFT else {}),
        **(_progress(given) if given.state == RoundState.OPEN else {}),
    }
    return render(request, "rounds/detail.html", context)


def _coverage(given: RaterRound) -> dict[str, Any]:
    found = given.coverage
    if found is None:
        return dict.fromkeys(("coverage", "reasons", "lacks", "load", "small", "relations", "shares"))
    return {
        "coverage": found,
        "reasons": words.counted(words.REASONS, found["reasons"]),
        "lacks": words.counted(words.LACKS, found["lacks"]),
        "load": words.load_rows(found),
        "small": words.small_units(found),
        "relations": standing_relations(given.agency).count(),
        "shares": given.policy["assignment"],
    }


def _progress(given: RaterRound) -> dict[str, Any]:
    rows = list(progress_of_round(given))
    rule = given.policy["progress"]
    return {"bars": words.bars_of(given, rows), "counted_on": rows[0].on if rows else None, "rule": rule}


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the raters anew."""
    actor = actor_of(request)
    given = access.get_round(actor, pk, "manage")
    try:
        job = services.ask_to_draw(given=given, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("rounds:detail", pk)
    return redirect("jobs:detail", job.pk)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give raters more days."""
    actor = actor_of(request)
    given = access.get_round(actor, pk, "manage")
    form = ExtendForm(request.POST if request.method == "POST" else None, initial={"closes_on": given.closes_on})

    def act(version: int) -> None:
        said = form.cleaned_data["closes_on"]
        services.extend_round(given=given, version=version, closes_on=said, by=actor.user, at=now())

    tried = attempt(request, form, given.version, act, refused=Refused, lines=_lines)
    if tried.is_done:
        messages.success(request, _("Hari terakhir dipindahkan. Semua yang ikut dapat mengisi lebih lama."))
        return redirect("rounds:detail", pk)
    status = REFUSED if form.errors or tried.conflict is not None else 200
    return render(request, "rounds/extend.html", {"given": given, "form": form, "tried": tried}, status=status)


def _lines(stands: RaterRound) -> list[str]:
    return [str(words.STATES[stands.state][1]), _("Hari terakhir: %(day)s") % {"day": day(stands.closes_on)}]


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask others for what an absent person owes. The page says the same whether there was anything or not."""
    actor = actor_of(request)
    given = access.get_round(actor, pk, "manage")
    if given.state != RoundState.OPEN:
        raise not_found()
    search = request.GET.get("q", "").replace("\0", "").strip()[:80]
    people = list(with_posts(matching(people_in(given), search), actor.on)[:MOST_FOUND]) if search else []
    form = AbsentForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        absent = next(each for each in people if each.pk == form.cleaned_data["absent"])
        try:
            round_raters.replace_absent(given=given, absent=absent, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("%(name)s tidak lagi diminta mengisi. Yang belum terkirim dialihkan kepada orang lain.")
            messages.success(request, text % {"name": absent.full_name})
            return redirect("rounds:detail", pk)
    context = {"given": given, "form": form, "people": people, "search": search}
    return render(request, "rounds/replace.html", context, status=REFUSED if form.errors else 200)


# --- acts that are confirmed first ------------------------------------------------------


def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Let raters answer."""
    said = {
        "title": _("Buka putaran ini?"),
        "consequences": [
            _("Setiap penilai melihat tugasnya mulai hari pertama putaran."),
            _("Pembagian penilai tidak dapat diundi lagi, dan rinciannya tidak tampil lagi bagi siapa pun."),
        ],
        "action": _("Buka putaran"),
    }
    return _confirmed(request, pk, RoundState.DRAFT, services.open_round, _("Putaran dibuka."), said)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End answering for good."""
    said = {
        "title": _("Tutup putaran ini untuk selamanya?"),
        "consequences": [
            _("Jawaban yang terkirim disegel; jam dan urutannya tidak tersimpan."),
            _("Draf yang belum dikirim dihapus."),
            _("Putaran tidak dapat dibuka lagi."),
        ],
        "action": _("Tutup putaran"),
        "destroys": True,
    }
    done = _("Penutupan berjalan di belakang layar; hasilnya tampil di halaman ini.")
    return _confirmed(request, pk, RoundState.OPEN, services.ask_to_close, done, said)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the results out, once."""
    said = {
        "title": _("Terbitkan hasil putaran ini?"),
        "consequences": [
            _("Setiap pegawai melihat hasilnya bila penilainya cukup banyak."),
            _("Hasil hanya terbit satu kali dan tidak dapat ditarik."),
        ],
        "action": _("Terbitkan hasil"),
    }
    return _confirmed(
        request, pk, RoundState.CLOSED, ask_to_publish, _("Hasil sedang dihitung dan terbit begitu selesai."), said
    )


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a round away that was never opened."""
    said = {
        "title": _("Buang putaran ini?"),
        "consequences": [_("Pembagian penilai dan usulan pimpinan ikut terhapus. Belum ada jawaban yang hilang.")],
        "action": _("Buang putaran"),
        "destroys": True,
    }
    return _confirmed(request, pk, RoundState.DRAFT, services.discard_round, _("Putaran dibuang."), said)


def _confirmed(
    request: HttpRequest, pk: int, state: RoundState, act: Callable[..., object], done: str, said: Mapping[str, Any]
) -> HttpResponse:
    """Ask first; on the second step do it and say so. What is not possible in this state has no page."""
    actor = actor_of(request)
    given = access.get_round(actor, pk, "manage")
    if request.method != "POST":
        if given.state != state:
            return redirect("rounds:detail", pk)
        context = {"destroys": False} | dict(said) | {"given": given, "version": given.version}
        return render(request, "rounds/confirm.html", context)
    try:
        act(given=given, version=sent_version(request), by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("rounds:detail", pk)
    messages.success(request, done)
    gone = act is services.discard_round
    return redirect("rounds:team") if gone else redirect("rounds:detail", pk)
