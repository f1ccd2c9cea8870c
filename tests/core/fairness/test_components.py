"""Variance components: the sums are right, and the components are those the data were drawn with."""

from itertools import combinations

import numpy as np
import pytest

from terang.core.fairness import VarComp, variance_components
from terang.core.fairness.components import non_negative_least_squares, pair_sums
from terang.core.fairness.concordance import taken
from tests.core.fairness.drawn import additive

TRUE = VarComp(w=0.25, u=0.06, c=0.09, l=0.04, e=0.15)


def shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Which of the seven a couple of rows (ratee, rater, ratee's unit, rater's unit) belongs to; -1 for none."""
    ratee, rater, first, second = (a == b for a, b in zip(one, other, strict=True))
    if ratee:
        return 0 if second else 1
    if rater:
        return 2 if first else 3
    return {(True, True): 4, (True, False): 5, (False, True): 6, (False, False): -1}[first, second]


def test_the_seven_sums_are_those_of_all_couples_counted_one_by_one() -> None:
    pairs, persons, _ = additive(TRUE, people=60, units=6)
    left = pairs.y - pairs.y.mean()
    rows = list(zip(pairs.ratee, pairs.rater, persons.unit[pairs.ratee], persons.unit[pairs.rater], strict=True))
    sums, couples = np.zeros(8), np.zeros(8)
    for i, k in combinations(range(len(rows)), 2):
        place = shared(rows[i], rows[k])
        sums[place] += left[i] * left[k]
        couples[place] += 1
    found = pair_sums(pairs, persons, left)
    assert found[1].tolist() == couples[:7].tolist()
    assert found[0] == pytest.approx(sums[:7], abs=1e-9)


def test_components_are_found_again() -> None:
    pairs, persons, _ = additive(TRUE, people=30_000, units=3_000)
    found = variance_components(pairs, persons)
    for name in ("w", "u", "c", "l", "e"):
        assert getattr(found, name) == pytest.approx(getattr(TRUE, name), abs=0.012), name


def test_no_component_is_below_the_floor() -> None:
    none = VarComp(w=0.2, u=0.0, c=0.0, l=0.0, e=0.1)
    pairs, persons, _ = additive(none, people=600, units=60)
    found = variance_components(pairs, persons, floor=2e-3)
    assert min(found.u, found.c, found.l) >= 2e-3
    assert found.e == pytest.approx(0.1, abs=0.03)


def test_a_small_office_leans_on_the_prior_and_a_large_one_hardly() -> None:
    pairs, persons, _ = additive(TRUE, people=30_000, units=3_000)
    prior = VarComp(w=0.5, u=0.01, c=0.3, l=0.01, e=0.3)
    few = taken(pairs, (pairs.ratee < 40) & (pairs.rater < 40))
    assert variance_components(few, persons, prior=prior).w == pytest.approx(0.5, abs=0.05)
    assert variance_components(pairs, persons, prior=prior).w == pytest.approx(TRUE.w, abs=0.02)


def test_no_ratings_give_the_floor() -> None:
    pairs, persons, _ = additive(TRUE, people=60, units=6)
    none = taken(pairs, np.zeros(len(pairs), dtype=np.bool_))
    assert variance_components(none, persons) == VarComp(1e-3, 1e-3, 1e-3, 1e-3, 1e-3)


def test_least_squares_without_negative_parts() -> None:
    design = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert non_negative_least_squares(design, np.array([2.0, 1.0, -1.0]), np.ones(3)) == pytest.approx([1.5, 0.0])
    assert non_negative_least_squares(design, np.array([2.0, 3.0, 1.0]), np.ones(3)) == pytest.approx([2.0, 1.0])
    assert non_negative_least_squares(design, np.array([-2.0, -3.0, -1.0]), np.ones(3)).tolist() == [0, 0]
