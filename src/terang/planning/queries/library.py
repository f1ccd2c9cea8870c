"""What can be taken into a new plan from agreed ones. Nothing here says whose plan the words come from."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from terang.planning.enums import SkpState
from terang.planning.models import Indicator, Skp, WorkResult

AGREED = (SkpState.SET, SkpState.CLOSED)


def last_agreed(skp: Skp) -> Skp | None:
    """Return the person's agreed plan before this one: that of the former part of the year, else of the latest period;
    of several, that of the latest post."""
    earlier = Q(period__start__lt=skp.period.start) | Q(pk=skp.continues_id)
    plans = Skp.objects.filter(earlier, employee=skp.employee_id, amends=None)
    agreed = plans.filter(state__in=AGREED).select_related("period", "assignment__position")
    return agreed.order_by("-period__start", "-assignment__since", "-id").first()


@dataclass(frozen=True)
class Shelf:
    """Agreed words of posts like that of a plan: posts of the same name in the agency or, ``of_kind``, the same kind.

    Words can name a person. So others see only those that at least ``people`` agreed on; one's own are always there.
    The plan needs its post loaded.
    """

    skp: Skp
    of_kind: bool
    people: int

    def wordings(self, q: str = "") -> QuerySet[WorkResult, Any]:
        """Return the wordings of results, the most used first.

        Each comes with ``times``, the year it was last agreed (``last``) and the number of a result that says it
        (``example``).
        """
        said = self._agreed().filter(statement__icontains=q).order_by().values("statement").annotate(
            people=Count("skp__employee", distinct=True), own=Count("pk", filter=self._is_own()),
            times=Count("skp", distinct=True), last=Max("skp__period__start"),
            example=Coalesce(Max("pk", filter=self._is_own()), Max("pk")),
        )  # fmt: skip
        return said.filter(Q(people__gte=self.people) | Q(own__gt=0)).order_by("-times", "statement")

    def results(self, examples: Collection[str]) -> list[WorkResult]:
        """Return results that say a wording of the shelf, with those of their indicators that are shared too."""
        same = {name: OuterRef(name) for name in ("statement", "target_text", "unit", "source_name")}
        alike = Indicator.objects.filter(result__in=self._agreed(), **same).order_by().values("statement")
        people = Subquery(alike.annotate(n=Count("result__skp__employee", distinct=True)).values("n"))
        shown = Q(people__gte=self.people) | self._is_own("result__")
        shared = Indicator.objects.annotate(people=people).filter(shown).order_by("order", "id")
        found = self._agreed().filter(pk__in=examples, statement__in=self.wordings().values("statement"))
        return list(found.prefetch_related(Prefetch("indicators", shared)).order_by("-kind", "pk"))

    def _is_own(self, path: str = "") -> Q:
        return Q(**{f"{path}skp__employee": self.skp.employee_id})

    def _agreed(self) -> QuerySet[WorkResult]:
        post = self.skp.assignment.position
        agreed = WorkResult.objects.filter(
            skp__period__agency=self.skp.period.agency_id, skp__state__in=AGREED, skp__amends=None
        )
        if self.of_kind:
            return agreed.filter(skp__assignment__position__kind=post.kind, skp__form=self.skp.form)
        return agreed.filter(skp__assignment__position__name__iexact=post.name)
