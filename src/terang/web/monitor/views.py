"""The monitor: who has not filled what, from the agency down to one person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terang.evidence.enums import Gap
from terang.evidence.queries import monitor as queries
from terang.evidence.queries.monitor import Counts
from terang.evidence.services import Refused
from terang.evidence.services.nudge import Nudged, nudge
from terang.exchange.people_sheet import people_workbook
from terang.identity.enums import Role
from terang.organisation.access import Actor, get_watched, not_found, tops_watched
from terang.organisation.models import Agency, Unit
from terang.organisation.queries import HR_ROLES, units_below
from terang.planning.enums import PeriodState
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.downloads import workbook

from .counted import counted, forget
from .look import Look, look_at
from .words import LIGHTS, opening, person_row, row_of, to_do

UNITS_PER_PAGE, PEOPLE_PER_PAGE = 15, 20
# Above this many people the length of a list is taken from the kept counts: counting a city anew takes longer than
# its page.
MANY = 1000


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The unit at which the account begins to look; who leads several chooses."""
    tops = tops_watched(actor_of(request))
    if len(tops) == 1:
        return redirect("monitor:unit", pk=tops[0].pk)
    return render(request, "monitor/tops.html", {"tops": tops})


@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The units below with their lights; a unit without units below shows its people."""
    actor = actor_of(request)
    here = get_watched(actor, pk)
    look = look_at(request, here, actor)
    if look is None:
        return render(request, "monitor/no_period.html", {"unit": here})
    below = list(units_below(here, actor.on)) if here.numchild else []
    if not below:
        return redirect(reverse("monitor:people", args=[here.pk]) + look.query)
    found = counted(look.scope, now())
    rows = [row_of(each, found.of(each), look.rule.value) for each in below]
    if (direct := found.directly_in(here)).people:
        rows.insert(0, row_of(here, direct, look.rule.value, is_direct=True))
    light = request.GET.get("keadaan", "")
    light = light if light in (address for _kind, _words, address in LIGHTS.values()) else ""
    shown = [row for row in rows if not light or row.mark[2] == light]
    context = _head(actor, look, found.of(here)) | {
        "page": Paginator(shown, UNITS_PER_PAGE).get_page(request.GET.get("page")),
        "lead": opening(rows), "counted_at": found.at, "all": len(rows),
        "light": light,
        "lights": [(address, words) for _kind, words, address in LIGHTS.values()],
    }  # fmt: skip
    return render(request, "monitor/unit.html", context)


def _head(actor: Actor, look: Look, counts: Counts) -> dict[str, Any]:
    """What stands above both pages of a unit: where one is, the figures, and what one may do."""
    here, period = look.scope.unit, look.scope.period
    return {
        "unit": here, "above": _above(actor, here), "look": look, "counts": counts,
        "total": row_of(here, counts, look.rule.value), "today": actor.on,
        "may_remind": _may_remind(actor, here) and period.state == PeriodState.OPEN and bool(counts.to_do),
    }  # fmt: skip


def _above(actor: Actor, here: Unit) -> Unit | None:
    """The unit above, when the account watches it too."""
    path = here.path[: -Unit.steplen]
    if not path or not (_is_watcher(actor, here.agency) or actor.leads_over(path)):
        return None
    found: Unit | None = Unit.objects.filter(path=path).first()
    return found


def _is_watcher(actor: Actor, agency: Agency) -> bool:
    return actor.has(Role.PERFORMANCE_TEAM, agency) or actor.has(Role.AUDITOR, agency)


def _may_remind(actor: Actor, here: Unit) -> bool:
    return actor.has(Role.PERFORMANCE_TEAM, here.agency) or actor.leads_over(here.path)


@require_POST
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    """Count this unit anew."""
    actor = actor_of(request)
    look = look_at(request, get_watched(actor, pk), actor)
    if look is not None:
        forget(look.scope)
    return redirect(reverse("monitor:unit", args=[pk]) + (look.query if look else ""))


# --- people -----------------------------------------------------------------------------


@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a unit and of all below it, with what each has."""
    actor = actor_of(request)
    here = get_watched(actor, pk)
    look = look_at(request, here, actor)
    if look is None:
        return render(request, "monitor/no_period.html", {"unit": here})
    found = counted(look.scope, now())
    gap, directly, q = _gap(request), "langsung" in request.GET, request.GET.get("q", "").strip()[:100]
    counts = found.directly_in(here) if directly else found.of(here)
    posts = queries.people_in(look.scope, gap, directly=directly, text=q)
    paginator = Paginator(posts, PEOPLE_PER_PAGE)
    if counts.people > MANY and not q:
        paginator.count = counts.lacking[gap] if gap else counts.people
    page = paginator.get_page(request.GET.get("page"))
    context = _head(actor, look, counts) | {
        "page": page, "rows": [person_row(line) for line in queries.lines_of(look.scope, list(page))],
        "q": q, "gap": gap, "gaps": Gap.choices, "directly": directly, "counted_at": found.at,
        "sees_numbers": bool(actor.agencies_as(*HR_ROLES)),
    }  # fmt: skip
    return render(request, "monitor/people.html", context)


def _gap(request: HttpRequest) -> Gap | None:
    chosen = request.GET.get("belum", "")
    return Gap(chosen) if chosen in Gap.values else None


@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same people as a workbook; whole NIPs only for those who read them elsewhere."""
    actor = actor_of(request)
    here = get_watched(actor, pk)
    look = look_at(request, here, actor)
    if look is None:
        raise not_found()
    lines = queries.all_lines(look.scope, _gap(request), directly="langsung" in request.GET)
    content = people_workbook(lines, look.scope.window.start, with_numbers=bool(actor.agencies_as(*HR_ROLES)))
    return workbook(content, f"pemantauan-{here.pk}-{actor.on:%Y%m%d}.xlsx")


# --- reminding --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who would be reminded of what, then do it; on one day nobody is told twice."""
    actor = actor_of(request)
    here = get_watched(actor, pk, to="remind")
    look = look_at(request, here, actor)
    if look is None:
        raise not_found()
    back = reverse("monitor:unit", args=[here.pk]) + look.query
    if request.method == "POST":
        _remind(request, look, actor)
        return redirect(back)
    return render(request, "monitor/remind.html", _question(look, back))


def _question(look: Look, back: str) -> dict[str, Any]:
    waiting = counted(look.scope, now()).of(look.scope.unit).to_do
    once = _("Setiap orang menerima satu pemberitahuan, dan dalam sehari tidak diingatkan dua kali.")
    return {
        "title": _("Ingatkan pegawai %(unit)s?") % {"unit": look.scope.unit.name}, "back": back,
        "unit": look.scope.unit, "period": look.scope.period,
        "consequences": [*(to_do(gap, n) for gap, n in waiting.items()), once],
        "is_needed": bool(waiting),
    }  # fmt: skip


def _remind(request: HttpRequest, look: Look, actor: Actor) -> None:
    try:
        done = nudge(scope=look.scope, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return
    if not done.waiting:
        messages.info(request, _("Tidak ada yang perlu diingatkan."))
    elif not done.told:
        messages.info(request, _("Semua sudah diingatkan hari ini. Tidak ada yang dikirim dua kali."))
    else:
        messages.success(request, _told(done))


def _told(done: Nudged) -> str:
    now_told = ngettext("%(n)d pegawai diingatkan.", "%(n)d pegawai diingatkan.", done.told) % {"n": done.told}
    before = done.waiting - done.told
    if not before:
        return now_told
    rest = ngettext("%(n)d lainnya sudah diingatkan hari ini.", "%(n)d lainnya sudah diingatkan hari ini.", before)
    return f"{now_told} {rest % {'n': before}}"
