"""How much of the differences comes from ratees, raters, their units, and single pairs.

Two ratings that share something (the ratee, the rater, a unit) are alike by the variance of what they share. The mean
product of all couples of rows that share a thing is therefore an estimate of a sum of components; seven such means
give four components by least squares. Only sums over groups are needed, never the couples themselves.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .tables import Floats, Ints, Pairs, Persons, Role, VarComp

# What couples of rows share, and the components (w, u, c, l) that make them alike.
EXPECTED = np.array(
    [
        [1, 1, 0, 1],  # the ratee and the rater's unit
        [1, 1, 0, 0],  # the ratee, the raters of different units
        [0, 1, 1, 1],  # the rater and the ratee's unit
        [0, 0, 1, 1],  # the rater, the ratees of different units
        [0, 1, 0, 1],  # both units, both persons different
        [0, 1, 0, 0],  # the ratee's unit only
        [0, 0, 0, 1],  # the rater's unit only
    ],
    dtype=np.float64,
)
LEAST_PAIR_SHARE = 0.05
Order = NDArray[np.int32]


def variance_components(
    pairs: Pairs, persons: Persons, *, prior: VarComp | None = None, prior_pairs: int = 2000, floor: float = 1e-3
) -> VarComp:
    """Estimate the five components from pair sums.

    Args:
        prior: components of a larger body (a ministry, the country) that steady those of a small one.
        prior_pairs: how many couples of rows the prior counts for in each of the seven sums.
        floor: least value of a component, in points².
    """
    left = pairs.y - _role_means(pairs)[pairs.role]
    sums, couples = pair_sums(pairs, persons, left)
    total, rows = float(left @ left), float(len(pairs))
    if prior is not None:
        steady = np.array([prior.w, prior.u, prior.c, prior.l])
        sums, couples = sums + prior_pairs * (EXPECTED @ steady), couples + prior_pairs
        total, rows = total + prior_pairs * (steady.sum() + prior.e), rows + prior_pairs
    known = couples > 0
    means = np.divide(sums, couples, out=np.zeros(len(sums)), where=known)
    shares = np.maximum(non_negative_least_squares(EXPECTED, means, np.sqrt(couples)), floor)
    variance = total / rows if rows else 0.0
    w, u, c, l = (float(share) for share in shares)  # noqa: E741
    return VarComp(w, u, c, l, max(variance - float(shares.sum()), LEAST_PAIR_SHARE * variance, floor))


def pair_sums(pairs: Pairs, persons: Persons, left: Floats) -> tuple[Floats, Floats]:
    """Sum of products and number of couples for each row of ``EXPECTED``."""
    unit_1, unit_2 = persons.unit[pairs.ratee], persons.unit[pairs.rater]
    people, units = len(persons), persons.units
    ratee, ratee_unit = _nested(pairs.ratee, unit_2, people, units, left)
    rater, rater_unit = _nested(pairs.rater, unit_1, people, units, left)
    first, both = _nested(unit_1, unit_2, units, units, left)
    second, _ = _nested(unit_2, unit_2, units, units, left)
    only_ratee, only_rater = ratee - ratee_unit, rater - rater_unit
    apart = both - ratee_unit - rater_unit
    rows = np.stack(
        [
            ratee_unit,
            only_ratee,
            rater_unit,
            only_rater,
            apart,
            first - both - only_ratee,
            second - both - only_rater,
        ]
    )
    return rows[:, 0], rows[:, 1]


def non_negative_least_squares(design: Floats, target: Floats, weight: Floats) -> Floats:
    """The best non-negative solution, found by trying each set of columns: exact, and there are only a few."""
    scaled, aim = design * weight[:, None], target * weight
    best, least = np.zeros(design.shape[1]), float(aim @ aim)
    for count in range(1, design.shape[1] + 1):
        for columns in combinations(range(design.shape[1]), count):
            part = np.linalg.lstsq(scaled[:, columns], aim, rcond=None)[0]
            miss = aim - scaled[:, columns] @ part
            if (part >= 0).all() and float(miss @ miss) < least:
                best, least = np.zeros(design.shape[1]), float(miss @ miss)
                best[list(columns)] = part
    return best


def _role_means(pairs: Pairs) -> Floats:
    count = np.bincount(pairs.role, minlength=len(Role))
    total = np.bincount(pairs.role, weights=pairs.y, minlength=len(Role))
    return np.divide(total, count, out=np.zeros(len(count)), where=count > 0)


def _nested(outer: Ints, inner: Ints, outers: int, inners: int, left: Floats) -> tuple[Floats, Floats]:
    """(sum of products, number) over couples that share the outer key, and over those that share both."""
    order = _stable_order(outer, _stable_order(inner, np.arange(len(outer), dtype=np.int32), inners), outers)
    found = _couples(outer, inner, order, left)
    return found[0], found[1]


@compiled
def _stable_order(key: Ints, before: Order, keys: int) -> Order:
    """The rows of ``before`` ordered by key, equal keys staying as they were: a counting sort."""
    place = np.zeros(keys + 1, dtype=np.int64)
    for k in key:
        place[k + 1] += 1
    place = np.cumsum(place)
    order = np.empty_like(before)
    for row in before:
        order[place[key[row]]] = row
        place[key[row]] += 1
    return order


@compiled
def _couples(outer: Ints, inner: Ints, order: Order, left: Floats) -> Floats:
    """Per group ((sum)² - sum of squares) / 2 is the sum over its couples; rows come ordered by both keys."""
    found = np.zeros((2, 2))
    sums, squares, counts = np.zeros(2), np.zeros(2), np.zeros(2)
    for position in range(len(order) + 1):
        end = position == len(order)
        new_outer = end or position == 0 or outer[order[position]] != outer[order[position - 1]]
        new_inner = new_outer or inner[order[position]] != inner[order[position - 1]]
        for level in range(2):
            if (new_outer if level == 0 else new_inner) and counts[level] > 0:
                found[level, 0] += (sums[level] * sums[level] - squares[level]) / 2.0
                found[level, 1] += counts[level] * (counts[level] - 1.0) / 2.0
                sums[level], squares[level], counts[level] = 0.0, 0.0, 0.0
        if not end:
            value = left[order[position]]
            for level in range(2):
                sums[level] += value
                squares[level] += value * value
                counts[level] += 1.0
    return found
