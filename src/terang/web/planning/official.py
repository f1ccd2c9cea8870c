"""The official form of an agreed plan, for the page that prints it and the page that gives it as a workbook."""

from typing import NamedTuple

from django.utils import timezone

from terang.core.parameters import Law
from terang.documents.forms import SkpForm
from terang.organisation.access import not_found
from terang.organisation.queries import post_on
from terang.planning import queries
from terang.planning.enums import SkpState
from terang.planning.mapping import skp_form
from terang.planning.models import Skp, WorkResult
from terang.regulation.queries import in_force


class Official(NamedTuple):
    """The form with what it was made from: the results, and the law of the day on which the plan was set."""

    form: SkpForm
    results: list[WorkResult]
    law: Law


def official_form(plan: Skp) -> Official:
    """Make the form of a plan that was set; of any other plan there is none (404)."""
    post = post_on(plan.appraiser, timezone.localdate(plan.set_at)) if plan.appraiser and plan.set_at else None
    if plan.state not in (SkpState.SET, SkpState.CLOSED) or post is None or plan.set_at is None:
        raise not_found()
    law = in_force(timezone.localdate(plan.set_at))
    results, annexes = queries.results_of(plan), queries.annex_of(plan)
    form = skp_form(plan, results, annexes, queries.expectations_of(plan), post, law)
    return Official(form, results, law)
