"""What every page shows around its content: office, menu by role, theme, demo note."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terang.identity.enums import Role
from terang.organisation.access import Actor

from .actor import actor_of
from .clock import now

MENU_SIZE = 5


@dataclass(frozen=True)
class Place:
    """One entry of the menu; ``also`` names a page elsewhere that belongs to it."""

    name: str
    label: str | Promise
    icon: str
    also: str = ""


@dataclass(frozen=True)
class Link:
    """A place with its address on this page."""

    label: str | Promise
    icon: str
    url: str
    is_current: bool


HOME = Place("home", _("Beranda"), "home")
TEAM = Place("evaluation:team", _("Tim saya"), "users", also="planning:team")
STAFF = Place("organisation:staff", pgettext_lazy("menu", "Pegawai"), "identification")
PERIODS = Place("planning:periods", _("Periode"), "calendar")
SKP = Place("planning:mine", _("SKP"), "clipboard-document-list")
EVIDENCE = Place("evidence:log", _("Bukti"), "folder", also="daily:week")
FEEDBACK = Place("evidence:feedback", _("Umpan balik"), "chat-bubble-left", also="rounds:mine")
RESULT = Place("evaluation:mine", _("Hasil"), "chart-bar")
MY_RESULT = Place("evaluation:mine", _("Hasil saya"), "chart-bar")
JOBS = Place("jobs:list", _("Pekerjaan"), "queue-list")
LEDGER = Place("ledger:entries", _("Buku besar"), "book-open")

ORDER = (HOME, TEAM, STAFF, PERIODS, SKP, EVIDENCE, FEEDBACK, RESULT, MY_RESULT, JOBS, LEDGER)
# When somebody wears several hats, these stay in the menu first.
PRIORITY = (HOME, TEAM, STAFF, PERIODS, JOBS, LEDGER, SKP, RESULT, MY_RESULT, FEEDBACK, EVIDENCE)


def places_of(actor: Actor) -> list[Place]:
    """Return every place of the actor in menu order; the union of all hats."""
    places = {HOME}
    if actor.appraises:
        places |= {TEAM}
    if actor.agencies_as(Role.PERFORMANCE_TEAM, Role.AGENCY_ADMIN):
        places |= {STAFF, PERIODS}
    if actor.agencies_as(Role.AUDITOR):
        places |= {PERIODS, LEDGER}
    if actor.agencies_as(Role.OPERATOR):
        places |= {JOBS, LEDGER}
    if actor.employee is not None:
        places |= {SKP, EVIDENCE, FEEDBACK, RESULT if places == {HOME} else MY_RESULT}
    return [place for place in ORDER if place in places]


def split(places: list[Place]) -> tuple[list[Place], list[Place]]:
    """Return the at most five places of the menu and the rest, both in menu order."""
    kept = sorted(places, key=PRIORITY.index)[:MENU_SIZE]
    return [place for place in places if place in kept], [place for place in places if place not in kept]


def _links(places: list[Place], path: str) -> list[Link]:
    """Give places their addresses; the current one is the one that leads furthest along the path."""
    reached = {place: max(map(len, _steps(place, path)), default=0) for place in places}
    furthest = max(reached.values(), default=0)
    return [Link(place.label, place.icon, reverse(place.name), 0 < reached[place] == furthest) for place in places]


def _steps(place: Place, path: str) -> list[str]:
    """The addresses of the place under which the path lies."""
    return [url for url in map(reverse, filter(None, (place.name, place.also))) if _is_under(path, url)]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the layouts; three queries (the actor) for a signed-in person, none for others."""
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    context: dict[str, Any] = {
        "signed_in": signed_in,
        "office": settings.TERANG_OFFICE,
        "is_demo": settings.TERANG_DEMO,
        "theme": getattr(user, "theme", "system"),
        "printed_at": now(),
        "menu": [],
        "more_places": [],
        "unread": 0,
    }
    if signed_in:
        actor = actor_of(request)
        context["unread"] = actor.unread
        menu, rest = split(places_of(actor))
        context["menu"] = _links(menu, request.path)
        context["more_places"] = _links(rest, request.path)
        if actor.employee is not None:
            context["office"] = actor.employee.agency.office
    return context
