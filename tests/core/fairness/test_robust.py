"""Doubtful ratings count less, each for its own reason."""

from dataclasses import replace

import numpy as np
import pytest

from terang.core.fairness import Doubt, Pairs, Policy, fit, fit_robust, robust_weights
from terang.core.fairness.robust import counterparts
from tests.core.fairness.drawn import VarComp, additive

VC = VarComp(w=0.24, u=0.03, c=0.07, l=0.01, e=0.14)


def weighed(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Weights and doubts after a fit of the untouched data, so that what was planted cannot hide itself."""
    clean, persons, _ = additive(VC, people=400, units=40)
    return robust_weights(pairs, fit(clean, persons, VC))


@pytest.fixture
def pairs() -> Pairs:
    return additive(VC, people=400, units=40)[0]


def test_most_honest_ratings_count_fully(pairs: Pairs) -> None:
    weights, doubts = weighed(pairs)
    assert (weights == 1).mean() > 0.95
    assert ((weights < 1) == (doubts != Doubt.NONE)).all()


def test_a_rating_far_off_counts_the_less_the_further_it_is(pairs: Pairs) -> None:
    wild = replace(pairs, y=pairs.y + np.where(np.arange(len(pairs)) == 11, 3.0, 0.0))
    weights, doubts = weighed(wild)
    assert (doubts[11], 0.1 < weights[11] < 0.5) == (Doubt.FAR_OFF, True)


def test_favours_exchanged_count_a_tenth(pairs: Pairs) -> None:
    assert (counterparts(pairs, 400) == -1).all(), "nobody in this circle rates back; two are made to"
    ratee, rater = pairs.ratee.copy(), pairs.rater.copy()
    ratee[0], rater[0] = rater[6], ratee[6]
    y = pairs.y.copy()
    y[[0, 6]] += 2.0
    order = np.lexsort((rater, ratee))
    planted = replace(pairs, ratee=ratee[order], rater=rater[order], y=y[order])
    _, doubts = weighed(planted)
    found = np.flatnonzero(doubts == Doubt.RECIPROCAL)
    assert len(found) == 2
    assert counterparts(planted, 400)[found].tolist() == found[::-1].tolist()


def test_one_favour_alone_is_not_called_an_exchange(pairs: Pairs) -> None:
    _, doubts = weighed(replace(pairs, y=pairs.y + np.where(np.arange(len(pairs)) == 11, 0.9, 0.0)))
    assert not (doubts == Doubt.RECIPROCAL).any()


def test_the_same_for_all_counts_next_to_nothing(pairs: Pairs) -> None:
    same = replace(pairs, y=np.where(pairs.rater == 30, 5.0, pairs.y))
    weights, doubts = weighed(same)
    assert set(weights[same.rater == 30]) == {0.02}
    assert set(doubts[same.rater == 30]) == {Doubt.SAME_FOR_ALL}


def test_the_same_for_three_people_is_no_sign(pairs: Pairs) -> None:
    rows = np.flatnonzero(pairs.rater == 30)
    y = pairs.y.copy()
    y[rows] = np.where(np.arange(len(rows)) < 3, 4.0, y[rows])
    assert not (weighed(replace(pairs, y=y))[1] == Doubt.SAME_FOR_ALL).any()


def test_a_policy_may_leave_all_ratings_as_they_are(pairs: Pairs) -> None:
    persons = additive(VC, people=400, units=40)[1]
    assert set(fit_robust(pairs, persons, policy=Policy(robust=False), vc=VC).weight) == {1.0}
