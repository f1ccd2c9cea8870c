"""From the answers of a round to every figure the round can give, before anything is disclosed. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from terang.core.fairness.concordance import Concordance, concordance_test, taken
from terang.core.fairness.intervals import half_width
from terang.core.fairness.linkage import Linkage, linkage
from terang.core.fairness.pairs import Items, pairs_from_items
from terang.core.fairness.reports import Drf, Limits, RaterReport, Reciprocity, drf, rater_report, reciprocity
from terang.core.fairness.result import Result, compute
from terang.core.fairness.robust import Policy
from terang.core.fairness.scores import ALL, EFFECTIVE, Adjusted, adjusted
from terang.core.fairness.solver import residuals
from terang.core.fairness.tables import Fit, Flags, Floats, Ints, Pairs, Persons, Role

LEAST_COUPLES = 200
"""Couples that one and the same rater told apart, below which the test on own data says nothing."""


@dataclass(frozen=True)
class Panels:
    """The figures of one set of panels, all roles of it together (`ALL`) and each by itself.

    Attributes:
        pairs: the rows they are made from; fit: the fit of the whole round, its weights those of the rows;
        width: (N,) half width of the interval of the adjusted mean over all roles, in points;
        reliability: (N,) share of true differences in that mean, NaN for who was not rated.
    """

    pairs: Pairs
    fit: Fit
    scores: Adjusted
    width: Floats
    reliability: Floats


@dataclass(frozen=True)
class Leniency:
    """How lenient somebody is as a superior, from the ratings given as a superior alone, in points."""

    rater: int
    people: int
    leniency: float
    half_width: float


@dataclass(frozen=True)
class Outcome:
    """Everything a round can tell. ``colleagues`` leaves the superiors' ratings out: those are named, and apart."""

    persons: Persons
    pairs: Pairs
    result: Result
    colleagues: Panels
    report: RaterReport
    superiors: tuple[Leniency, ...]
    reciprocity: Reciprocity
    links: Linkage
    test: Concordance | None


def computed(
    items: Items, persons: Persons, *, policy: Policy, signs: Limits, least_items: int, seed: int
) -> Outcome | None:
    """Compute a round; none where nobody gave enough answers."""
    pairs = pairs_from_items(items, min_items=least_items)
    if not len(pairs):
        return None
    result = compute(pairs, persons, policy=policy, seed=seed)
    return Outcome(
        persons=persons,
        pairs=pairs,
        result=result,
        colleagues=panels(pairs, persons, result.fit, pairs.role != Role.SUPERIOR, policy, seed),
        report=rater_report(pairs, result.fit, limits=signs),
        superiors=superiors(pairs, result.fit, policy.level),
        reciprocity=reciprocity(pairs, result.fit, limits=signs),
        links=linkage(pairs, persons, result.fit.vc),
        test=tested(pairs, persons, policy, seed),
    )


def panels(pairs: Pairs, persons: Persons, found: Fit, rows: Flags, policy: Policy, seed: int) -> Panels:
    """The figures of some rows, with the leniencies that the whole round tells."""
    part, weighed = taken(pairs, rows), replace(found, weight=found.weight[rows])
    width = half_width(part, persons, weighed, level=policy.level, draws=policy.draws, seed=seed)
    return Panels(part, weighed, adjusted(part, weighed), width, reliability(width, found, policy.level))


def reliability(width: Floats, found: Fit, level: float) -> Floats:
    """True variance among people ÷ (true variance + variance of the mean)."""
    variance = (width / NormalDist().inv_cdf(0.5 + level / 2)) ** 2
    true = found.vc.w + found.vc.u
    return np.asarray(true / (true + variance))


def superiors(pairs: Pairs, found: Fit, level: float) -> tuple[Leniency, ...]:
    """Leniency of everybody as a superior: what they gave beyond role and ratee, drawn towards none."""
    rows = pairs.role == Role.SUPERIOR
    beyond = (residuals(pairs, found) + found.c[pairs.rater])[rows] * found.weight[rows]
    people = len(found.theta)
    load = np.bincount(pairs.rater[rows], weights=found.weight[rows], minlength=people)
    total = np.bincount(pairs.rater[rows], weights=beyond, minlength=people)
    count = np.bincount(pairs.rater[rows], minlength=people)
    precision = load / found.vc.e + 1.0 / (found.vc.c + found.vc.l)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return tuple(
        Leniency(int(j), int(count[j]), float(total[j] / found.vc.e / precision[j]), float(z / precision[j] ** 0.5))
        for j in np.flatnonzero(count)
    )


def tested(pairs: Pairs, persons: Persons, policy: Policy, seed: int) -> Concordance | None:
    """Whether the adjustment helped on these data; none where too little could be compared."""
    found = concordance_test(pairs, persons, per_ratee=4, seed=seed, policy=policy)
    return found if float(found.couples.mean()) >= LEAST_COUPLES else None


def set_aside(panel: Panels) -> Ints:
    """(N,) how many raters of each ratee count for less than half."""
    aside = panel.pairs.ratee[panel.fit.weight < EFFECTIVE]
    return np.bincount(aside, minlength=len(panel.width)).astype(np.int64)


def contrast(outcome: Outcome, group: Sequence[int], signs: Limits) -> Drf:
    """Whether raters of group 1 rate their own group otherwise; -1 where the group is unknown."""
    numbers = np.array(group, dtype=np.int64)
    return drf(outcome.pairs, outcome.result.fit, numbers, numbers, limits=signs)


def taken_items(items: Items, rows: Flags) -> Items:
    """Some of the answers, in their order."""
    columns = (items.ratee, items.rater, items.role, items.item, items.value)
    return Items(*(column[rows] for column in columns))  # type: ignore[arg-type]


def scale_use(items: Items, highest: int = 5) -> list[int]:
    """How often each answer was given, "tidak teramati" first."""
    return [int(each) for each in np.bincount(items.value.astype(np.int64), minlength=highest + 1)]


def figures_again(result: Result, pairs: Pairs) -> dict[str, Floats]:
    """(N,) each of the sum of the colleagues, from a computation made again."""
    rows = pairs.role != Role.SUPERIOR
    scores = adjusted(taken(pairs, rows), replace(result.fit, weight=result.fit.weight[rows]))
    columns = {
        "raw": scores.raw, "leniency": scores.panel_leniency, "role_shift": scores.role_shift,
        "adjusted": scores.adjusted,
    }  # fmt: skip
    return {name: scores.of(ALL, column) for name, column in columns.items()}
