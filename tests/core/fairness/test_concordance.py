"""Same-rater concordance: whether adjustment helped is seen without any truth."""

from dataclasses import replace

import numpy as np

from terang.core.fairness import Pairs, Role, concordance_test
from terang.core.fairness.concordance import order_kept, taken
from terang.core.fairness.naive import rater_centred, raw_mean
from tests.core.fairness.drawn import drawn


def pairs(*rows: tuple[int, int, float]) -> Pairs:
    ratee, rater, y = (np.array(column) for column in zip(*rows, strict=True))
    count = len(rows)
    role, flat = np.full(count, Role.PEER, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    return Pairs(ratee, rater, role, y, np.full(count, 7), flat)


def test_couples_of_one_rater_are_compared_and_a_tie_in_the_score_counts_half() -> None:
    held = pairs((0, 9, 1.0), (1, 9, 2.0), (2, 9, 3.0), (3, 9, 3.0), (0, 8, 5.0))
    share, couples = order_kept(held, np.array([1.0, 1.0, 2.0, 0.0]))
    assert (couples, share) == (5, (0.5 + 1 + 0 + 1 + 0) / 5)


def test_couples_of_different_raters_or_roles_are_not_compared() -> None:
    held = pairs((0, 9, 1.0), (1, 8, 2.0))
    assert order_kept(held, np.zeros(2))[1] == 0
    two_roles = replace(held, rater=np.array([9, 9]), role=np.array([Role.PEER, Role.SUPERIOR], dtype=np.int64))
    assert order_kept(two_roles, np.zeros(2))[1] == 0


def test_who_has_no_score_is_not_compared() -> None:
    assert order_kept(pairs((0, 9, 1.0), (1, 9, 2.0)), np.array([np.nan, 1.0]))[1] == 0


def test_adjustment_helps_where_raters_differ() -> None:
    world = drawn("culture.4-cross20", 1)
    found = concordance_test(world.pairs, world.persons, splits=3, seed=1)
    assert found.helped
    assert found.gain > 0.002
    assert (found.couples > 10_000).all()


def test_adjustment_gains_nothing_where_they_do_not() -> None:
    world = drawn("no-severity", 1)
    assert abs(concordance_test(world.pairs, world.persons, splits=3, seed=1).gain) < 0.003


def test_centring_by_rater_loses() -> None:
    world = drawn("base", 1)
    kept = np.random.default_rng(1).random(len(world.pairs)) < 0.6
    known, held = taken(world.pairs, kept), taken(world.pairs, ~kept)
    people = len(world.persons)
    assert order_kept(held, rater_centred(known, people))[0] < order_kept(held, raw_mean(known, people))[0]


def test_the_same_seed_gives_the_same_answer() -> None:
    world = drawn("base", 1)
    one, other = (concordance_test(world.pairs, world.persons, splits=1, seed=4) for _ in range(2))
    assert one.adjusted.tolist() == other.adjusted.tolist()


def test_too_few_ratings_compare_nothing() -> None:
    world = drawn("base", 1)
    found = concordance_test(world.pairs, world.persons, per_ratee=50, splits=1, seed=1)
    assert (found.couples.tolist(), np.isnan(found.gain), found.helped) == ([0], True, False)
