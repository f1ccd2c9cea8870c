"""The invented administration is the published one, and its measures are right."""

import numpy as np
import pytest

from terang.core.fairness import SCENARIOS, Role, World, simulate
from terang.core.fairness.robust import counterparts
from terang.core.fairness.trial import classes, kendall_tau, rmse
from tests.core.fairness.drawn import drawn


def test_the_tree_has_the_published_size() -> None:
    world = drawn("base", 1)
    assert len(world.persons) == 5455
    assert 40_000 < len(world.pairs) < 42_000
    assert np.bincount(world.persons.unit).min() == 3
    assert np.sort(np.bincount(world.persons.unit))[1] >= 6


def test_everybody_has_one_superior_at_most_and_nobody_rates_himself() -> None:
    pairs = drawn("base", 1).pairs
    superiors = np.bincount(pairs.ratee[pairs.role == Role.SUPERIOR])
    assert superiors.max() == 1
    assert (pairs.ratee != pairs.rater).all()
    assert (np.diff(pairs.ratee * 10_000 + pairs.rater) > 0).all()


@pytest.mark.parametrize(
    ("name", "shares"), [("base", (0.80, 0.32)), ("infl70", (0.70, 0.28)), ("infl90", (0.90, 0.36))]
)
def test_the_scale_is_used_as_the_inflation_says(name: str, shares: tuple[float, float]) -> None:
    values = drawn(name, 1).values
    assert (values >= 4).mean() == pytest.approx(shares[0], abs=0.02)
    assert (values == 5).mean() == pytest.approx(shares[1], abs=0.02)


def test_three_points_are_used_as_published() -> None:
    values = drawn("3pt", 1).values
    assert [(values == point).mean() for point in (1, 2, 3)] == pytest.approx([0.06, 0.66, 0.28], abs=0.02)


def test_a_fifth_of_the_peers_come_from_the_next_unit() -> None:
    world = drawn("cross20", 1)
    unit, peers = world.persons.unit, world.pairs.role == Role.PEER
    crossed = unit[world.pairs.ratee[peers]] != unit[world.pairs.rater[peers]]
    assert crossed.mean() == pytest.approx(0.2, abs=0.01)


def test_who_exchanges_favours_gives_top_marks_both_ways() -> None:
    world = drawn("collude10-cross20", 1)
    assert world.colluders.mean() == pytest.approx(0.1, abs=0.01)
    back = counterparts(world.pairs, len(world.persons))
    top = world.values.min(axis=1) == 5
    mutual = (back >= 0) & top & top[back] & world.colluders[world.pairs.ratee]
    assert set(np.flatnonzero(world.colluders)) <= set(world.pairs.ratee[mutual])


def test_one_seed_is_one_world() -> None:
    small = World(n_staff=200, collude=0.1, straight=0.1, revenge=0.1)
    assert np.array_equal(simulate(small, 3).values, simulate(small, 3).values)
    assert not np.array_equal(simulate(small, 3).pairs.y[:50], simulate(small, 4).pairs.y[:50])


def test_every_scenario_can_be_drawn() -> None:
    for world in SCENARIOS.values():
        small = simulate(World(**{**vars(world), "n_staff": 80}), 1)
        assert small.truth.min() >= 1
        assert small.truth.max() <= world.ncat


def test_kendalls_tau_is_that_of_all_couples() -> None:
    random = np.random.default_rng(1)
    score, truth = random.integers(0, 8, 60).astype(np.float64), random.normal(size=60)
    signs = np.sign(score[:, None] - score) * np.sign(truth[:, None] - truth)
    untied = (score[:, None] != score).sum()
    assert kendall_tau(score, truth) == pytest.approx(signs.sum() / np.sqrt(60 * 59 * untied))


def test_classes_have_the_given_shares_and_a_common_shift_is_forgiven() -> None:
    assert np.bincount(classes(np.random.default_rng(1).normal(size=1000))).tolist() == [100, 700, 200]
    assert rmse(np.array([2.0, 3.0, 5.0]), np.array([1.0, 2.0, 4.0])) == pytest.approx(0)
