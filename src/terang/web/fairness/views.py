"""A person's figures of a round, and the mirror of how somebody rates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from terang.core.parameters import Law
from terang.evidence.queries.rounds import comments_on
from terang.fairness import access
from terang.fairness.enums import Panel
from terang.fairness.models import Calculation, Mirror
from terang.fairness.queries.results import scores_of, staff_figures, values_of
from terang.organisation.models import Employee
from terang.regulation.queries import in_force
from terang.web.actor import actor_of

from .shown import ENDS, reflection, told

# How far apart raters are drawn, in points.
SHIFTS = (-2, 2)


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The latest round that tells something about me, or why there is none."""
    found = access.get_own_calculation(actor_of(request))
    if found is None:
        return render(request, "fairness/none.html", {"person": None})
    return redirect("fairness:own", pk=found.round_id)


@never_cache
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """What colleagues said about me in a round."""
    actor = actor_of(request)
    found = access.get_own_calculation(actor, pk)
    assert found is not None
    assert actor.employee is not None
    return _result(request, found, actor.employee)


@never_cache
def about(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """The same about somebody I appraise."""
    found, person = access.get_told(actor_of(request), pk, employee)
    return _result(request, found, person)


@never_cache
def latest(request: HttpRequest, employee: int) -> HttpResponse:
    """The latest round that tells something about somebody I appraise, or why there is none."""
    found, person = access.get_latest(actor_of(request), employee)
    if found is None:
        return render(request, "fairness/none.html", {"person": person})
    return redirect("fairness:about", pk=found.round_id, employee=person.pk)


def _result(request: HttpRequest, found: Calculation, person: Employee) -> HttpResponse:
    law = in_force(timezone.localdate(found.made_at))
    labels = {value.key: value.label for value in law.behaviour.core_values.value}
    scores = scores_of(found, person)
    colleagues = scores.get(Panel.COLLEAGUES)
    is_own = actor_of(request).employee == person
    shown = told(found, scores, values_of(found, person), labels, law.fairness.adjustment.value, is_own=is_own)
    words = _words(found, person, labels) if colleagues is not None and colleagues.shows_words else []
    context = {
        "calculation": found, "ratee": person, "is_own": is_own, "view": shown,
        "words": words, "ends": ENDS,
    }  # fmt: skip
    return render(request, "fairness/result.html", context)


def _words(found: Calculation, person: Employee, labels: dict[str, str]) -> list[tuple[str, list[str]]]:
    by_value = comments_on(found.round, person)
    return [(label, by_value[key]) for key, label in labels.items() if key in by_value]


@never_cache
def mirror(request: HttpRequest, pk: int) -> HttpResponse:
    """How I rate, for my eyes only."""
    found, own_mirror = access.get_mirror(actor_of(request), pk)
    return render(request, "fairness/mirror.html", _reflected(found, own_mirror) | {"is_named": False})


@never_cache
def mirror_of_superior(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    """How a superior rates the own people, and whose colleagues see it otherwise."""
    actor = actor_of(request)
    named = access.get_mirror_of_superior(actor, pk, employee)
    person, found = named.superior, named.calculation
    assert person is not None
    rows = staff_figures(found, person, actor.on) if actor.employee == person else []
    context = _reflected(found, named) | {"is_named": True, "rows": rows, "person": person}
    return render(request, "fairness/mirror.html", context)


def _reflected(found: Calculation, row: Mirror) -> dict[str, Any]:
    law = in_force(timezone.localdate(found.made_at))
    return {"calculation": found, "view": reflection(found, row, _points(law)), "ends": SHIFTS}


def _points(law: Law) -> list[tuple[int, str]]:
    """The scale from low to high, in the language of the page."""
    english = (translation.get_language() or "id").startswith("en")
    return [(point.value, point.english if english else point.label) for point in law.rounds.scale.value]
