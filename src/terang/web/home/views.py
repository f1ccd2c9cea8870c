from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from terang.organisation.access import Actor
from terang.planning.queries import current_period
from terang.web.actor import actor_of
from terang.web.clock import now

from . import collect
from .greeting import greeting, opening, unit_of
from .stages import coming, river


def home(request: HttpRequest) -> HttpResponse:
    """Answer three questions: what needs me now, where does my year stand, what changed."""
    actor = actor_of(request)
    tasks = collect.tasks(actor)
    context = {
        "actor": actor,
        "today": actor.on,
        "greeting": greeting(actor, timezone.localtime(now())),
        "opening": opening(len(tasks)),
        "unit": unit_of(actor),
        "tasks": tasks,
        "news": collect.news(actor),
    }
    return render(request, "home/home.html", context | _year(actor))


def _year(actor: Actor) -> dict[str, Any]:
    """The period of the day and its river; two queries, none for accounts without a post."""
    period = current_period(actor.employee.agency, actor.on) if actor.employee else None
    stages = river(period.stages.all(), actor.on) if period else []
    return {"period": period, "stages": stages, "coming": coming(stages)}
