"""Recording without a network: the page that lives on the phone, and the one door through which it sends.

Page, worker, manifest and icons are the same for everybody and hold nothing personal, so a phone may keep them.
What is personal (the indicators, what waits to be sent) the phone asks for as data and keeps by account.
"""

import hashlib
import json
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

import terang.web
from terang.evidence import services
from terang.evidence.models import Progress
from terang.evidence.queries import running_indicators
from terang.evidence.services.progress import stored_under
from terang.organisation.access import Actor, not_found
from terang.planning.models import Indicator
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.evidence.forms import ProgressForm

from .icons import PAPER, SIZES, icon

WORKER = Path(terang.web.__file__).parent / "static" / "terang" / "offline-worker.js"
PAGE = "offline/page.html"
# What the page needs to open without a network.
SHELL_FILES = (
    "terang/vendor/bootstrap.min.css",
    "terang/terang.css",
    "terang/vendor/htmx-2.min.js",
    "terang/terang.js",
    "terang/mark.svg",
    "terang/offline-queue.js",
    "terang/offline.js",
)


@login_not_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page that works without a network; the same for everybody, filled by its script.

    Phones keep a copy in every language: they ask for it as nobody in particular, so its address says which.
    """
    language = request.GET.get("bahasa", "")
    if language not in dict(settings.LANGUAGES):
        return render(request, PAGE)
    with translation.override(language):
        response = render(request, PAGE)
    response["Content-Language"] = language
    return response


@login_not_required
@require_GET
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in and for how long, a fresh token for sending, and what can be recorded.

    One question beside the actor's.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"account": None})
    actor = actor_of(request)
    rows = running_indicators(actor.employee, actor.on) if actor.employee else ()
    return JsonResponse(
        {
            "account": str(actor.user.pk),
            "name": actor.user.name,
            "language": actor.user.language,
            "seconds": request.session.get_expiry_age(),
            "token": get_token(request),
            "indicators": [{"pk": row.pk, "statement": row.statement, "unit": row.unit} for row in rows],
        }
    )


@login_not_required
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take one entry of the queue: all of it or nothing, and once however often it comes.

    Without a session, or in the session of somebody else, the phone is told so and keeps the entry.
    """
    if not request.user.is_authenticated:
        return _answer(HTTPStatus.UNAUTHORIZED, "signed_out", _("Sesi Anda berakhir."))
    actor = actor_of(request)
    if request.POST.get("account") != str(actor.user.pk):
        return _answer(HTTPStatus.CONFLICT, "other_account", _("Catatan ini milik akun lain di perangkat ini."))
    indicator = _own_indicator(actor, request.POST.get("indicator", ""))
    if indicator is None:
        chosen = request.POST.get("indicator")
        gone = _("Indikator ini tidak ada lagi pada SKP Anda yang berjalan. Pilih indikator lain.")
        message = gone if chosen else _("Pilih indikatornya.")
        return _refused(message, stored=_stored(actor, request.POST.get("key", "")))
    form = ProgressForm(request.POST, request.FILES, indicators=[indicator])
    if not form.is_valid():
        return _refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return _recorded(actor, indicator, form.cleaned_data)


def _own_indicator(actor: Actor, pk: str) -> Indicator | None:
    if actor.employee is None:
        raise not_found()
    return next((row for row in running_indicators(actor.employee, actor.on) if str(row.pk) == pk), None)


def _recorded(actor: Actor, indicator: Indicator, data: dict[str, Any]) -> JsonResponse:
    assert actor.employee is not None
    indicator.result.skp.employee = actor.employee
    try:
        saved = services.record_progress(
            indicator=indicator,
            on=data["on"],
            value=data["value"],
            note=data["note"],
            files=data["attachments"],
            links=[data["link"]] if data["link"] else [],
            key=data["key"],
            by=actor.user,
            at=now(),
        )
    except services.AlreadyRecorded:
        other = _("Catatan ini pernah terkirim dengan isi lain. Bandingkan keduanya, lalu pilih.")
        return _refused(other, stored=_stored(actor, data["key"]))
    except services.Refused as refusal:
        return _refused(str(refusal))
    return JsonResponse(
        {"state": "stored", "is_late": saved.is_late, "url": reverse("evidence:progress", args=[saved.indicator_id])}
    )


def _stored(actor: Actor, key: str) -> Progress | None:
    return stored_under(actor.employee, key) if actor.employee else None


def _refused(message: str, stored: Progress | None = None) -> JsonResponse:
    """What the server says, and where the key is used for other content, what is stored under it."""
    theirs = None
    if stored is not None:
        theirs = {
            "html": render_to_string("offline/_stored.html", {"row": stored}),
            "url": reverse("evidence:progress", args=[stored.indicator_id]),
        }
    body = {"state": "refused", "message": message, "theirs": theirs}
    return JsonResponse(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _answer(status: HTTPStatus, state: str, message: str) -> JsonResponse:
    return JsonResponse({"state": state, "message": message}, status=status)


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker for all of Terang. Browsers ask for it again and again: it is never kept for long."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    page = reverse("offline:page")
    told = {
        "page": page,
        "pages": {language: f"{page}?bahasa={language}" for language, _name in settings.LANGUAGES},
        "files": [static(name) for name in SHELL_FILES],
        "queue": static("terang/offline-queue.js"),
        "state": reverse("offline:state"),
        "send": reverse("offline:send"),
    }
    code = WORKER.read_text(encoding="utf-8")
    return f"self.TERANG = {json.dumps(told | {'version': _version(told, code)})};\n{code}"


def _version(told: dict[str, Any], code: str) -> str:
    """Another release has other files, words or another page, so phones fetch the whole shell anew."""
    drawn = []
    for language in told["pages"]:
        with translation.override(language):
            drawn.append(render_to_string(PAGE, {"signed_in": False, "theme": "system", "csrf_token": ""}))
    return hashlib.sha256("\0".join([json.dumps(told), code, *drawn]).encode()).hexdigest()[:16]


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to install Terang like an app."""
    icons: list[dict[str, str]] = [
        {
            "src": reverse("offline:icon", args=[size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": "/",
        "name": _("Terang: kinerja pegawai"),
        "short_name": "Terang",
        "lang": "id",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
        "shortcuts": [{"name": _("Catat tanpa jaringan"), "url": reverse("offline:page")}],
    }
    response = HttpResponse(json.dumps(told), content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_not_required
@require_GET
def app_icon(request: HttpRequest, size: int) -> HttpResponse:
    if size not in SIZES:
        raise not_found()
    response = HttpResponse(icon(size), content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    return response
