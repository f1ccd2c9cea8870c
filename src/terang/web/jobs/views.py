"""Background work: its progress for who asked for it, all of it for the operator."""

from pathlib import PurePath

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terang.identity.enums import Role
from terang.jobs import access, queries, services
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.jobs.services import NotPossible
from terang.organisation.access import Actor, not_found
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.names import names_of

from .words import Shown, shown

PAGE_SIZE = 25
MOST_RUNNING = 5


@require_GET
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    username, operated = actor.user.username, _operated(actor)
    state = request.GET.get("keadaan", "")
    state = state if state in JobState.values else ""
    counts = queries.counts(username, operated)
    page = Paginator(queries.jobs(username, operated, state=state), PAGE_SIZE).get_page(request.GET.get("page"))
    running = list(queries.jobs(username, operated, state=JobState.RUNNING)[:MOST_RUNNING])
    names = names_of(job.by for job in [*running, *page.object_list])
    context = {
        "page": page,
        "rows": [shown(job, names[job.by], now()) for job in page.object_list],
        "running": [shown(job, names[job.by], now()) for job in running],
        "state": state,
        "states": JobState.choices,
        "counts": [(label, counts[value]) for value, label in JobState.choices if value != JobState.CANCELLED],
        "is_operator": bool(operated),
    }
    return render(request, "jobs/list.html", context)


@require_GET
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a job; htmx asks every two seconds for the part that changes."""
    job = _job(request, pk)
    template = "jobs/_state.html" if request.headers.get("HX-Request") else "jobs/detail.html"
    return render(request, template, {"shown": _shown(job)})


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then cancel."""
    job = _job(request, pk)
    if request.method == "GET" and job.is_open:
        return render(request, "jobs/cancel.html", {"shown": _shown(job)})
    try:
        services.cancel(job=job, at=now())
    except NotPossible as problem:
        messages.warning(request, problem.user_message)
    return redirect("jobs:detail", pk)


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.repeat(job=_job(request, pk), at=now())
    except NotPossible as problem:
        messages.warning(request, problem.user_message)
    else:
        messages.success(request, _("Pekerjaan dimulai lagi."))
    return redirect("jobs:detail", pk)


@require_GET
@never_cache
def result_file(request: HttpRequest, pk: int) -> FileResponse:
    job = _job(request, pk)
    if not job.result_file:
        raise not_found()
    name = PurePath(str(job.result_file.name)).name
    return FileResponse(job.result_file.open("rb"), as_attachment=True, filename=name)


def _operated(actor: Actor) -> frozenset[str]:
    return actor.agencies_as(Role.OPERATOR)


def _job(request: HttpRequest, pk: int) -> Job:
    actor = actor_of(request)
    job = access.find_job(pk, username=actor.user.username, operated=_operated(actor))
    if job is None:
        raise not_found()
    return job


def _shown(job: Job) -> Shown:
    return shown(job, names_of([job.by])[job.by], now())
