"""Read-only questions about the role matrix and the tree of results."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    Exists,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from terang.core.cascade import Share, check_parts
from terang.core.findings import Finding
from terang.organisation.models import Employee
from terang.organisation.queries import Member, appraisees_and
from terang.planning.enums import CascadeKind, ResultKind, SplitBy, TargetKind
from terang.planning.models import Indicator, MatrixMember, Period, RoleCell, Skp, WorkResult

NOBODY = 0  # no row has this key


@dataclass(frozen=True)
class Role:
    """A filled cell; it is taken when the person's plan has a result for it."""

    pk: int
    role: str
    cascade: CascadeKind
    split: SplitBy | None
    is_taken: bool


@dataclass(frozen=True)
class Column:
    """A result of the leader: how many people carry it, and the cells of the people asked for.

    ``carrier`` is the name of somebody with a role in it, empty where nobody has one.
    """

    pk: int
    number: int
    statement: str
    carriers: int
    is_main: bool
    carrier: str
    cells: dict[int, Role] = field(default_factory=dict)


def members_of(skp: Skp, on: date) -> list[Member]:
    """Return who may get a role in the leader's results: the own people and guests of other teams (five queries)."""
    guests = MatrixMember.objects.filter(skp=skp, employee=OuterRef("pk"))
    return appraisees_and(skp.employee, on, Exists(guests))


def columns_of(skp: Skp, people: Collection[int]) -> list[Column]:
    """Return the results of the leader with the cells of some people, in printed order (one query)."""
    shown = FilteredRelation("cells", condition=Q(cells__employee__in=list(people) or [NOBODY]))
    taken = WorkResult.objects.filter(parent=OuterRef("pk"), skp__employee=OuterRef("shown__employee"))
    found = with_carriers(WorkResult.objects.filter(skp=skp)).annotate(shown=shown)
    somebody = RoleCell.objects.filter(result=OuterRef("pk")).order_by("pk").values("employee__name")[:1]
    rows = found.annotate(is_taken=Exists(taken.filter(skp__amends=None)), carrier=Subquery(somebody))
    names = ("pk", "statement", "carriers", "kind", "carrier")
    cells = ("shown__pk", "shown__employee", "shown__role", "shown__cascade", "shown__split", "is_taken")
    columns: dict[int, Column] = {}
    for pk, statement, carriers, kind, carrier, cell, employee, role, cascade, split, is_taken in rows.order_by(
        "-kind", "order", "id"
    ).values_list(*names, *cells):
        is_main = kind == ResultKind.MAIN
        column = columns.setdefault(pk, Column(pk, len(columns) + 1, statement, carriers, is_main, carrier or ""))
        if cell is not None:
            by = SplitBy(split) if split else None
            column.cells[employee] = Role(cell, role, CascadeKind(cascade), by, is_taken)
    return list(columns.values())


def with_carriers(results: QuerySet[WorkResult]) -> QuerySet[WorkResult]:
    """Add ``carriers``: how many people have a role in the result or serve it without one."""
    cells = RoleCell.objects.filter(result=OuterRef("pk")).order_by().values("result")
    named = RoleCell.objects.filter(result=OuterRef("parent"), employee=OuterRef("skp__employee"))
    serving = WorkResult.objects.filter(~Exists(named), parent=OuterRef("pk"), skp__amends=None)
    people = serving.order_by().values("parent").annotate(n=Count("skp__employee", distinct=True)).values("n")
    return results.annotate(
        carriers=_number(cells.annotate(n=Count("pk")).values("n")) + _number(people),
    )


def _number(counted: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def roles_on(result: WorkResult) -> int:
    """Return how many people have a role in a result, or in the agreed one that it replaces."""
    return RoleCell.objects.filter(result__in=[result.pk, result.origin_id or NOBODY]).count()


def taken_from(skp: Skp) -> int:
    """Return how many results of other people serve results of this plan."""
    return WorkResult.objects.filter(parent__skp=skp, skp__amends=None).count()


def offers(offered: QuerySet[RoleCell], periods: QuerySet[Period]) -> QuerySet[RoleCell]:
    """Return roles of some periods with the leader's result and ``taken``: the own result made of it, or none."""
    mine = WorkResult.objects.filter(parent=OuterRef("result"), skp__employee=OuterRef("employee"), skp__amends=None)
    found = offered.filter(result__skp__period__in=periods).annotate(taken=Subquery(mine.values("pk")[:1]))
    return found.select_related("result__skp__employee", "result__skp__period").order_by(
        "result__skp", "-result__kind", "result__order", "pk"
    )


# --- the tree ---------------------------------------------------------------------------


def way_up(result: int) -> Mapping[int, int | None]:
    """Return the parents from a result up to the top, one query for each step; a circle ends where it closes."""
    parents: dict[int, int | None] = {}
    here: int | None = result
    while here is not None and here not in parents:
        parents[here] = WorkResult.objects.filter(pk=here).values_list("parent", flat=True).first()
        here = parents[here]
    return parents


def paths_up(results: Sequence[WorkResult]) -> dict[int, list[WorkResult]]:
    """Return for each result those above it, the nearest first, with their people: one query for each level."""
    known: dict[int, WorkResult] = {}
    wanted = {result.parent_id for result in results if result.parent_id}
    while wanted:
        above = tree_rows(WorkResult.objects.filter(pk__in=wanted))
        known |= {each.pk: each for each in above}
        wanted = {each.parent_id for each in known.values() if each.parent_id} - known.keys()
    return {result.pk: list(_climb(result, known)) for result in results}


def _climb(result: WorkResult, known: Mapping[int, WorkResult]) -> Iterator[WorkResult]:
    seen = {result.pk}
    here = known.get(result.parent_id or NOBODY)
    while here is not None and here.pk not in seen:
        yield here
        seen.add(here.pk)
        here = known.get(here.parent_id or NOBODY)


def tree_rows(results: QuerySet[WorkResult]) -> QuerySet[WorkResult]:
    """Return results with person, post and period loaded, for a line of the tree."""
    return results.select_related("skp__employee", "skp__assignment__position", "skp__period")


def results_in(periods: QuerySet[Period], people: QuerySet[Employee]) -> QuerySet[WorkResult]:
    """Return the results of some people in some periods, for lines of the tree.

    Added to each: ``carriers``, ``is_orphan`` and ``is_unserved``: nobody carries it although its owner leads people.
    """
    return _lines().filter(skp__period__in=periods, skp__employee__in=people)


def results_for(period: int) -> QuerySet[WorkResult]:
    """Return the results of everybody in one period, as ``results_in`` does."""
    return _lines().filter(skp__period=period)


def _lines() -> QuerySet[WorkResult]:
    found = with_carriers(tree_rows(WorkResult.objects.filter(skp__amends=None))).annotate(
        is_orphan=_is_orphan(), is_unserved=Q(carriers=0, skp__assignment__position__is_head=True)
    )
    return found.order_by("skp__assignment__position__unit__path", "skp", "-kind", "order", "id")


def _is_orphan() -> Q:
    """A main result that serves nobody's although the appraiser plans results too."""
    above = Skp.objects.filter(employee=OuterRef("skp__appraiser"), period=OuterRef("skp__period"), amends=None)
    return Q(Exists(above), parent__isnull=True, kind=ResultKind.MAIN)


def orphans(results: QuerySet[WorkResult]) -> QuerySet[WorkResult]:
    """Return those of ``results_in`` that serve nobody's result."""
    return results.filter(Q(is_orphan=True))


def unserved(results: QuerySet[WorkResult]) -> QuerySet[WorkResult]:
    """Return those of ``results_in`` that nobody carries although their owner leads people."""
    return results.filter(Q(is_unserved=True))


def tops(results: QuerySet[WorkResult], people: QuerySet[Employee]) -> QuerySet[WorkResult]:
    """Return those of ``results_in`` from which the tree grows: they serve nobody, or somebody out of sight.

    An additional result serves nobody as a rule; it is no top unless somebody carries it.
    """
    loose = Q(parent__isnull=True, is_orphan=False) & (Q(kind=ResultKind.MAIN) | Q(carriers__gt=0))
    return results.filter(loose | (Q(parent__isnull=False) & ~Q(parent__skp__employee__in=people)))


def branches(results: QuerySet[WorkResult], parent: WorkResult) -> QuerySet[WorkResult]:
    """Return those of ``results_in`` that serve one result."""
    return results.filter(parent=parent)


def targets_of(results: Collection[int]) -> list[Indicator]:
    """Return the indicators of some results (one query)."""
    return list(Indicator.objects.filter(result__in=results).order_by("result", "order", "id"))


def parts_of(result: WorkResult) -> list[Finding]:
    """Return where the numbers of those who take a share do not add up to the target of a result (one query)."""
    shares = Q(result__parent=result, result__split=SplitBy.LOAD, result__skp__amends=None)
    numbers = Indicator.objects.filter(Q(result=result) | shares, target_kind=TargetKind.NUMBER)
    own, parts = dict[str, list[Decimal]](), dict[str, list[Decimal]]()
    for owner, unit, target in numbers.order_by("pk").values_list("result", "unit", "target_low"):
        found = own if owner == result.pk else parts
        found.setdefault(unit.strip().casefold(), []).append(target or Decimal(0))
    # Two targets in one unit of measure: nobody can say whose the shares are.
    return [
        finding
        for unit, wanted in own.items()
        if len(wanted) == 1
        for finding in check_parts(Share(wanted[0], unit), [Share(part, unit) for part in parts.get(unit, ())])
    ]
