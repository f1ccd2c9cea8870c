from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone

from terang.organisation.access import Actor, watches
from terang.web.actor import actor_of
from terang.web.clock import now

from .collect import Overview, overview
from .greeting import greeting, opening, unit_of
from .stages import coming, river

INDICATORS_SHOWN = 4


def home(request: HttpRequest) -> HttpResponse:
    """Answer three questions: what needs me now, where does my year stand, what changed."""
    actor = actor_of(request)
    view = overview(actor)
    context = {
        "actor": actor,
        "today": actor.on,
        "greeting": greeting(actor, timezone.localtime(now())),
        "opening": opening(len(view.tasks)),
        "unit": unit_of(actor),
        "view": view,
        "watches": watches(actor),
        "indicators": view.indicators[:INDICATORS_SHOWN],
    }
    return render(request, "home/home.html", context | _year(view, actor))


def _year(view: Overview, actor: Actor) -> dict[str, Any]:
    stages = river(view.period.stages.all(), actor.on) if view.period else []
    return {"stages": stages, "coming": coming(stages)}


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Where old browsers look for the mark, whatever the page names."""
    return redirect(static("terang/mark.svg"))


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
