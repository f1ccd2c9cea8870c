"""The interval is as wide as it must be."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from terang.core.fairness import VarComp, adjusted, fit, half_width
from terang.core.fairness.concordance import taken
from terang.core.fairness.intervals import posterior_variances
from tests.core.fairness.drawn import additive, drawn, robust

VC = VarComp(w=0.24, u=0.03, c=0.07, l=0.02, e=0.14)
COVERED = (
    "base",
    "cross20",
    "culture.4-cross20",
    "culture.4",
    "noisy-sev.8-cross20",
    "infl90",
    "collude10-cross20",
)


@pytest.mark.parametrize("name", COVERED)
def test_nine_tenths_of_the_true_scores_lie_inside(name: str) -> None:
    """Two seeds, about 10,900 people: two standard errors of the share are .006."""
    covered = []
    for seed in (1, 2):
        world, found = drawn(name, seed), robust(name, seed)
        width = half_width(world.pairs, world.persons, found, draws=6, seed=1)
        headline = adjusted(world.pairs, found).headline
        off = (headline - np.nanmean(headline)) - (world.truth - world.truth.mean())
        covered.append(np.mean(np.abs(off) <= width))
    assert 0.87 <= np.mean(covered) <= 0.93


def test_the_width_agrees_with_the_exact_inverse() -> None:
    pairs, persons, _ = additive(VC, people=300, units=30)
    people, units, rows = len(persons), persons.units, len(pairs)
    design = np.zeros((rows, 1 + 2 * people + 2 * units))
    row = np.arange(rows)
    design[:, 0] = 1
    design[row, 1 + pairs.ratee] = 1
    design[row, 1 + people + persons.unit[pairs.ratee]] = 1
    design[row, 1 + people + units + pairs.rater] = 1
    design[row, 1 + 2 * people + units + persons.unit[pairs.rater]] = 1
    prior = np.concatenate(
        [[0], np.full(people, 1 / VC.w), np.full(units, 1 / VC.u), np.full(people, 1 / VC.c), np.full(units, 1 / VC.l)]
    )
    inverse = np.linalg.inv(design.T @ design / VC.e + np.diag(prior))
    effect = np.zeros((people, len(prior)))
    effect[np.arange(people), 1 + np.arange(people)] = 1
    effect[np.arange(people), 1 + people + persons.unit] = 1
    effect -= effect.mean(axis=0)
    exact = np.einsum("ij,jk,ik->i", effect, inverse, effect).mean()
    found = fit(pairs, persons, VC)
    known = posterior_variances(pairs, people, found)[0]
    width = half_width(pairs, persons, found, draws=40, seed=3)
    within = 1 / (1 / known - 1 / VC.w)
    shift = (width / NormalDist().inv_cdf(0.95)) ** 2 - within
    assert known.mean() + shift.mean() == pytest.approx(exact, rel=0.1)


def test_fewer_raters_make_it_wider() -> None:
    pairs, persons, _ = additive(VC, people=300, units=30)
    kept = (pairs.ratee != 5) | (np.arange(len(pairs)) % 3 == 0)
    fewer = taken(pairs, kept)
    width = half_width(fewer, persons, fit(fewer, persons, VC), draws=4, seed=1)
    assert width[5] > 1.3 * np.median(width)


def test_the_same_seed_gives_the_same_width_and_missing_stays_missing() -> None:
    pairs, persons, _ = additive(VC, people=300, units=30)
    fewer = taken(pairs, pairs.ratee != 5)
    found = fit(fewer, persons, VC)
    one, other = (half_width(fewer, persons, found, draws=4, seed=1) for _ in range(2))
    assert np.array_equal(one, other, equal_nan=True)
    assert np.flatnonzero(np.isnan(one)).tolist() == [5]


def test_a_rating_of_low_weight_tells_little() -> None:
    pairs, persons, _ = additive(VC, people=300, units=30)
    found = fit(pairs, persons, VC)
    doubtful = replace(found, weight=np.where(pairs.ratee == 5, 0.1, 1.0))
    assert posterior_variances(pairs, 300, doubtful)[0][5] > 2 * posterior_variances(pairs, 300, found)[0][5]
