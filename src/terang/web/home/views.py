from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from terang.organisation.access import Actor
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
        "indicators": view.indicators[:INDICATORS_SHOWN],
    }
    return render(request, "home/home.html", context | _year(view, actor))


def _year(view: Overview, actor: Actor) -> dict[str, Any]:
    stages = river(view.period.stages.all(), actor.on) if view.period else []
    return {"stages": stages, "coming": coming(stages)}
