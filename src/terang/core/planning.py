"""Whether an SKP is complete enough to be set.

Findings (where: dotted path into the plan):

| code | level | params | rule |
|---|---|---|---|
| SKP_NO_MAIN_RESULT | error | wanted | skp.main_results |
| RESULT_NO_TEXT | error | | a result says what is owed |
| RESULT_NO_INDICATOR | error | wanted | skp.indicators_per_result |
| INDICATOR_NO_TEXT | error | | an indicator says what is measured |
| INDICATOR_NO_TARGET | error | | skp.indicators_per_result |
| RESULT_NO_PERSPECTIVE | error | | skp.form_kinds |
| INDICATOR_NO_ASPECT | from the law | | skp.stated_aspect: form with a column of aspects, quantitative approach |
| INDICATOR_NO_SOURCE | from the law | | skp.named_source |
| RESULT_NO_DIVISION | from the law | | skp.stated_division |
| RESULT_NO_QUANTITY | from the law | aspect | skp.quantity_indicator |
| SKP_NO_BUDGET | from the law | | skp.budget_indicator |
| WEIGHTS_INCOMPLETE | error | | skp.weights: some results weigh, others do not |
| WEIGHTS_TOTAL | error | total, wanted | skp.weights |
| ANNEX_MISSING | warning | list | skp.annex_lists |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from terang.core.enums import AnnexList, Approach, Aspect, Level, Perspective, ResultKind, SkpForm
from terang.core.findings import Finding
from terang.core.parameters import Law


@dataclass(frozen=True, slots=True)
class PlannedIndicator:
    """`has_target` is true for a number, a range or a text alike; `lacks_source` when its numbers come from a source
    of data that nobody named."""

    text: str
    has_target: bool
    aspect: Aspect | None = None
    lacks_source: bool = False


@dataclass(frozen=True, slots=True)
class PlannedResult:
    """`lacks_division` is true for a direct share of the leader's result that does not say by what it is divided."""

    text: str
    kind: ResultKind
    indicators: tuple[PlannedIndicator, ...] = ()
    perspective: Perspective | None = None
    weight: Decimal | None = None
    lacks_division: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """An SKP as values. `annex` holds the lists that have at least one line."""

    form: SkpForm
    approach: Approach
    results: tuple[PlannedResult, ...]
    annex: frozenset[AnnexList] = frozenset()
    leads_unit: bool = False


def check_skp(plan: Plan, law: Law) -> list[Finding]:
    """Everything that keeps the plan from being set (errors) or should be looked at (warnings)."""
    return [
        *_main_results(plan, law),
        *_results(plan, law),
        *_budget(plan, law),
        *_weights(plan, law),
        *_annex(plan, law),
    ]


def _main_results(plan: Plan, law: Law) -> Iterator[Finding]:
    wanted = law.skp.main_results.value.count
    if sum(result.kind is ResultKind.MAIN for result in plan.results) < wanted:
        yield _finding("SKP_NO_MAIN_RESULT", Level.ERROR, wanted=wanted)


def _results(plan: Plan, law: Law) -> Iterator[Finding]:
    form = next(kind for kind in law.skp.form_kinds.value if kind.form is plan.form)
    with_aspects = form.needs_aspect and plan.approach is Approach.QUANTITATIVE
    for place, result in enumerate(plan.results):
        where = f"results.{place}"
        if not result.text.strip():
            yield _finding("RESULT_NO_TEXT", Level.ERROR, where)
        if form.needs_perspective and result.perspective is None:
            yield _finding("RESULT_NO_PERSPECTIVE", Level.ERROR, where)
        if result.lacks_division:
            yield _finding("RESULT_NO_DIVISION", law.skp.stated_division.value.level, where)
        yield from _indicators(result, with_aspects, where, law)
        yield from _quantity(plan, result, where, law)


def _indicators(result: PlannedResult, with_aspects: bool, where: str, law: Law) -> Iterator[Finding]:
    wanted = law.skp.indicators_per_result.value.count
    if len(result.indicators) < wanted:
        yield _finding("RESULT_NO_INDICATOR", Level.ERROR, where, wanted=wanted)
    for place, indicator in enumerate(result.indicators):
        inside = f"{where}.indicators.{place}"
        if not indicator.text.strip():
            yield _finding("INDICATOR_NO_TEXT", Level.ERROR, inside)
        if not indicator.has_target:
            yield _finding("INDICATOR_NO_TARGET", Level.ERROR, inside)
        if with_aspects and indicator.aspect is None:
            yield _finding("INDICATOR_NO_ASPECT", law.skp.stated_aspect.value.level, inside)
        if indicator.lacks_source:
            yield _finding("INDICATOR_NO_SOURCE", law.skp.named_source.value.level, inside)


def _quantity(plan: Plan, result: PlannedResult, where: str, law: Law) -> Iterator[Finding]:
    """PP 30/2019 Ps 10(3): the aspect of quantity always exists (quantitative approach)."""
    rule = law.skp.quantity_indicator.value
    if plan.approach is not Approach.QUANTITATIVE or not result.indicators:
        return
    if all(indicator.aspect is not rule.aspect for indicator in result.indicators):
        yield _finding("RESULT_NO_QUANTITY", rule.level, where, aspect=rule.aspect.value)


def _budget(plan: Plan, law: Law) -> Iterator[Finding]:
    """PP 30/2019 Ps 14(4), 16(2): the head of a unit answers for the use of the budget."""
    if not plan.leads_unit:
        return
    rule = law.skp.budget_indicator.value
    by_perspective = any(result.perspective is rule.perspective for result in plan.results)
    by_aspect = any(i.aspect is rule.aspect for result in plan.results for i in result.indicators)
    if not (by_perspective or by_aspect):
        yield _finding("SKP_NO_BUDGET", rule.level)


def _weights(plan: Plan, law: Law) -> Iterator[Finding]:
    weights = [result.weight for result in plan.results if result.weight is not None]
    if not weights:
        return
    if len(weights) < len(plan.results):
        yield _finding("WEIGHTS_INCOMPLETE", Level.ERROR)
        return
    total, wanted = sum(weights, Decimal(0)), law.skp.weights.value.total
    if total != wanted:
        yield _finding("WEIGHTS_TOTAL", Level.ERROR, total=format(total, "f"), wanted=format(wanted, "f"))


def _annex(plan: Plan, law: Law) -> Iterator[Finding]:
    for kind in law.skp.annex_lists.value:
        if kind.list not in plan.annex:
            yield _finding("ANNEX_MISSING", Level.WARNING, "annex", list=kind.list.value)


def _finding(code: str, level: Level, where: str = "", **params: str | int) -> Finding:
    return Finding(code, level, where, MappingProxyType(params))
