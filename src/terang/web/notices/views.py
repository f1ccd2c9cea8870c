"""What somebody was told: the list, the way to what it is about, and how they want to be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terang.identity.services import choose_notices
from terang.notices import access, queries, services
from terang.notices.enums import Topic
from terang.notices.models import Notice
from terang.notices.words import sentence
from terang.organisation.access import not_found
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import notices_form

PAGE_SIZE = 20
REFUSED = 422
UNREAD = "belum"
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Line:
    """A notice as the page shows it; ``topic`` is empty for one whose topic is no longer known."""

    pk: int
    text: str
    topic: str
    at: datetime
    is_new: bool


@require_GET
@never_cache
def notice_list(request: HttpRequest) -> HttpResponse:
    """Unread first, then the newest first; by topic, or the unread only."""
    actor = actor_of(request)
    topic, shown = request.GET.get("tentang", ""), request.GET.get("tampil", "")
    topic = topic if topic in Topic.values else ""
    found = queries.notices_of(actor.user.username, topic=topic, unread=shown == UNREAD)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [_line(notice) for notice in page.object_list]
    context = {
        "page": page,
        "fresh": [line for line in lines if line.is_new],
        "seen": [line for line in lines if not line.is_new],
        "topic": topic,
        "topics": Topic.choices,
        "shown": shown,
        "is_filtered": bool(topic or shown == UNREAD),
        "last": max((line.pk for line in lines), default=0),
        "unread": actor.unread,
        "today": actor.on,
    }
    return render(request, "notices/list.html", context)


def _line(notice: Notice) -> Line:
    topic = Topic.of(notice.key)
    text = sentence(notice.text, notice.values)
    return Line(notice.pk, text, str(topic.label) if topic else "", notice.created_at, notice.read_at is None)


@require_GET
@never_cache
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what the notice is about. That it was opened is noted on the way, as mail programs do."""
    notice = access.find_notice(pk, recipient=actor_of(request).user.username)
    if notice is None:
        raise not_found()
    services.mark_read(notice=notice, at=now())
    return redirect(notice.url)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read that stood on the page or before it."""
    last = request.POST.get("sampai", "")
    known = min(int(last), LARGEST) if last.isascii() and last.isdigit() else 0
    if services.mark_all_read(recipient=actor_of(request).user.username, last=known, at=now()):
        messages.success(request, _("Semua pemberitahuan ditandai sudah dibaca."))
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Mail or none, and when not. The account page shows the same form."""
    user = actor_of(request).user
    form = notices_form(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        choose_notices(**form.cleaned_data, by=user)
        messages.success(request, _("Pilihan pemberitahuan tersimpan."))
        return redirect("identity:account")
    context: dict[str, Any] = {"notices_form": form, "sends_mail": settings.SENDS_MAIL}
    return render(request, "notices/preferences.html", context, status=REFUSED if form.errors else 200)
