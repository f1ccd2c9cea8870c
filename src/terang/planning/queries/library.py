"""What can be taken into a new plan from agreed ones. Nothing here says whose plan the words come from."""

from typing import Any

from django.db.models import Count, Max, QuerySet

from terang.planning.enums import SkpState
from terang.planning.models import Skp, WorkResult

AGREED = (SkpState.SET, SkpState.CLOSED)


def last_agreed(skp: Skp) -> Skp | None:
    """Return the person's agreed plan of the latest period before this one; of several, that of the latest post."""
    plans = Skp.objects.filter(employee=skp.employee_id, period__start__lt=skp.period.start, amends=None)
    agreed = plans.filter(state__in=AGREED).select_related("period", "assignment__position")
    return agreed.order_by("-period__start", "-assignment__since", "-id").first()


def wordings(skp: Skp, *, of_kind: bool, q: str) -> QuerySet[WorkResult, Any]:
    """Return the wordings of results agreed for posts like this one, the most used first.

    Posts of the same name in the agency or, with ``of_kind``, of the same kind. Each wording comes with ``times``,
    the year it was last agreed (``last``) and the number of one result that says it (``example``).
    """
    found = agreed_results(skp, of_kind=of_kind).filter(statement__icontains=q)
    said = found.order_by().values("statement").annotate(
        times=Count("skp", distinct=True), last=Max("skp__period__start"), example=Max("pk")
    )  # fmt: skip
    return said.order_by("-times", "statement")


def agreed_results(skp: Skp, *, of_kind: bool) -> QuerySet[WorkResult]:
    """Return the results of agreed plans of posts like that of the plan; the plan needs its post loaded."""
    post = skp.assignment.position
    agreed = WorkResult.objects.filter(
        skp__period__agency=skp.period.agency_id, skp__state__in=AGREED, skp__amends=None
    )
    if of_kind:
        return agreed.filter(skp__assignment__position__kind=post.kind, skp__form=skp.form)
    return agreed.filter(skp__assignment__position__name__iexact=post.name)
