"""The number shown is a sum that can be redone, role by role."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness import ALL, Adjusted, Policy, Role, adjusted, composite, fit_robust
from terang.core.fairness.concordance import taken
from terang.core.fairness.scenarios import World
from terang.core.fairness.simulation import simulate
from tests.core.fairness.drawn import drawn, robust

SHARES = {Role.SUPERIOR: 0.6, Role.PEER: 0.25, Role.SUBORDINATE: 0.15}


@pytest.fixture(scope="module")
def scores() -> Adjusted:
    return adjusted(drawn("all-bad-cross20", 1).pairs, robust("all-bad-cross20", 1))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), collude=st.floats(0, 0.2), straight=st.floats(0, 0.2))
def test_the_sum_holds_for_everybody_and_every_role(seed: int, collude: float, straight: float) -> None:
    world = simulate(World(n_staff=150, collude=collude, straight=straight), seed)
    found = fit_robust(world.pairs, world.persons, policy=Policy())
    scores = adjusted(world.pairs, found)
    left = scores.raw - scores.panel_leniency - scores.role_shift - scores.adjusted
    assert np.abs(left).max() < 1e-9


def test_each_part_can_be_worked_out_by_hand() -> None:
    world, found = drawn("base", 1), robust("base", 1)
    scores, pairs = adjusted(world.pairs, found), world.pairs
    mine = np.flatnonzero(pairs.ratee == 4321)
    weight = found.weight[mine]
    row = np.flatnonzero((scores.ratee == 4321) & (scores.role == ALL))[0]
    usual = np.average(found.beta[pairs.role], weights=found.weight)
    assert scores.n[row] == len(mine)
    assert scores.plain[row] == pytest.approx(pairs.y[mine].mean())
    assert scores.raw[row] == pytest.approx(np.average(pairs.y[mine], weights=weight))
    assert scores.panel_leniency[row] == pytest.approx(np.average(found.c[pairs.rater[mine]], weights=weight))
    assert scores.role_shift[row] == pytest.approx(np.average(found.beta[pairs.role[mine]], weights=weight) - usual)


def test_rows_come_ordered_with_all_roles_first(scores: Adjusted) -> None:
    key = scores.ratee * 10 + scores.role
    assert (np.diff(key) > 0).all()
    assert scores.role[0] == ALL


def test_who_counts_less_than_half_is_not_counted_among_the_effective(scores: Adjusted) -> None:
    whole = scores.role == ALL
    assert (scores.n_eff <= scores.n).all()
    assert (scores.n_eff[whole] < scores.n[whole]).mean() > 0.3


def test_where_all_ratings_count_fully_raw_is_the_plain_mean() -> None:
    world, found = drawn("base", 1), robust("base", 1)
    scores = adjusted(world.pairs, replace(found, weight=np.ones(len(world.pairs))))
    assert np.array_equal(scores.raw, scores.plain)


def test_the_composite_weighs_the_roles_a_person_has() -> None:
    world, found = drawn("base", 1), robust("base", 1)
    scores = adjusted(world.pairs, found)
    whole = composite(scores, SHARES)
    head = int(np.flatnonzero(np.bincount(world.pairs.ratee[world.pairs.role == Role.SUBORDINATE]))[0])
    parts = [scores.of(role, scores.adjusted)[head] for role in SHARES]
    assert whole[head] == pytest.approx(np.dot(parts, list(SHARES.values())))
    superior, peers = (scores.of(role, scores.adjusted)[100] for role in (Role.SUPERIOR, Role.PEER))
    assert whole[100] == pytest.approx((0.6 * superior + 0.25 * peers) / 0.85)


def test_a_missing_person_stays_missing_in_the_composite() -> None:
    world, found = drawn("base", 1), robust("base", 1)
    others = world.pairs.ratee != 9
    scores = adjusted(taken(world.pairs, others), replace(found, weight=found.weight[others]))
    assert np.flatnonzero(np.isnan(composite(scores, SHARES))).tolist() == [9]


def test_shares_that_do_not_sum_to_one_are_refused(scores: Adjusted) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        composite(scores, {Role.SUPERIOR: 0.6, Role.PEER: 0.6})


def test_nobody_rated_gives_an_empty_table() -> None:
    world, found = drawn("base", 1), robust("base", 1)
    nobody = np.zeros(len(world.pairs), dtype=np.bool_)
    scores = adjusted(taken(world.pairs, nobody), replace(found, weight=found.weight[nobody]))
    assert (len(scores), np.isnan(scores.headline).all()) == (0, True)
