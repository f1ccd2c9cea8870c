"""The tree of results: from the top down to a clerk's, a level at a time, and the own path to the top."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terang.organisation.access import Actor, staff
from terang.organisation.queries import HR_ROLES
from terang.planning import access
from terang.planning.models import Indicator, WorkResult
from terang.planning.queries import matrix as queries
from terang.planning.queries import periods_on
from terang.web.actor import actor_of
from terang.web.htmx import wants_part

from .words import parts_words

LINES_PER_PAGE = 25
FILTERS = {"tanpa-induk": queries.orphans, "belum-dilayani": queries.unserved}


def tree(request: HttpRequest) -> HttpResponse:
    """The tops of what the account may look up, or what hangs loose in it, or the own results up to the top."""
    actor = actor_of(request)
    sees_more = actor.appraises or bool(actor.agencies_as(*HR_ROLES))
    shown = request.GET.get("tampil", "")
    if shown == "jalur" or not sees_more:
        return _paths(request, actor, sees_more)
    people = staff(actor)
    results = queries.results_in(periods_on(actor.on), people)
    chosen = FILTERS[shown](results) if shown in FILTERS else queries.tops(results, people)
    page = Paginator(chosen, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": _lines(page), "shown": shown if shown in FILTERS else "", "sees_more": True}
    return render(request, "matrix/tree.html", context | {"has_own": actor.employee is not None})


def _paths(request: HttpRequest, actor: Actor, sees_more: bool) -> HttpResponse:
    mine = WorkResult.objects.filter(
        skp__employee=actor.employee, skp__amends=None, skp__period__in=periods_on(actor.on)
    )
    results = list(queries.tree_rows(mine).order_by("skp", "-kind", "order", "id")) if actor.employee else []
    paths = queries.paths_up(results)
    context = {"paths": [(each, list(reversed(paths[each.pk]))) for each in results], "sees_more": sees_more}
    return render(request, "matrix/paths.html", context | {"has_own": actor.employee is not None})


def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: the way up, who carries it, and whether the parts add up. htmx asks for the branches only."""
    actor = actor_of(request)
    top = access.get_branch(actor, pk)
    below = queries.branches(_all(top), top)
    page = Paginator(below, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"top": top, "page": page, "lines": _lines(page)}
    if wants_part(request):
        return render(request, "matrix/_branches.html", context)
    context["path"] = list(reversed(queries.paths_up([top])[top.pk]))
    context["differences"] = [parts_words(finding) for finding in queries.parts_of(top)]
    return render(request, "matrix/branch.html", context)


def _all(top: WorkResult) -> QuerySet[WorkResult]:
    """Who carries a result one may look up may be named, also when they are of another team."""
    return queries.results_for(top.skp.period_id)


def _lines(page: Page[WorkResult]) -> list[tuple[WorkResult, list[Indicator]]]:
    shown: dict[int, list[Indicator]] = {}
    for indicator in queries.targets_of([result.pk for result in page]):
        shown.setdefault(indicator.result_id, []).append(indicator)
    return [(result, shown.get(result.pk, [])) for result in page]
