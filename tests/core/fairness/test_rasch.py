"""The rating-scale model finds the maximum of the conditional likelihood, and known parameters again."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from terang.core.fairness.rasch import rsm_cml, score_table

ITEM = np.array([-0.9, -0.4, -0.1, 0.0, 0.2, 0.5, 0.7])
TAU = np.array([-1.5, -0.6, 0.4, 1.7])
Table = np.ndarray[Any, Any]


def answers(people: int, seed: int) -> Table:
    random = np.random.default_rng(seed)
    theta = random.normal(0.5, 1.2, people)
    power = np.arange(5) * (theta[:, None, None] - ITEM[:, None]) - np.append(0, TAU.cumsum())
    return np.asarray((power + random.gumbel(size=power.shape)).argmax(axis=2))


def counts_of(values: Table, categories: int) -> Table:
    items = values.shape[1]
    counts = np.zeros((items, categories, items * (categories - 1) + 1), dtype=np.int64)
    for row in values:
        counts[np.arange(items), row, row.sum()] += 1
    return counts


def likelihood(values: Table, item: Table, tau: Table) -> float:
    """The conditional log likelihood by listing every questionnaire of three items, with no recursion."""
    steps = np.append(0, tau.cumsum())
    every = list(product(range(len(steps)), repeat=len(item)))

    def weight(row: Any) -> float:
        return float(np.exp(-sum(k * item[i] + steps[k] for i, k in enumerate(row))))

    total = {s: sum(weight(row) for row in every if sum(row) == s) for s in range(len(item) * len(tau) + 1)}
    return sum(np.log(weight(row) / total[int(sum(row))]) for row in values)


def test_large_samples_give_the_parameters_back() -> None:
    item, tau = rsm_cml(counts_of(answers(20_000, 1), 5))
    assert np.abs(item - ITEM).max() < 0.03
    assert np.abs(tau - TAU).max() < 0.06
    assert item.sum() == pytest.approx(0)
    assert tau.sum() == pytest.approx(0)


def test_no_other_parameters_are_more_likely() -> None:
    values = answers(60, 3)[:, :3]
    values = np.minimum(values, 2)
    item, tau = rsm_cml(counts_of(values, 3))
    best = likelihood(values, item, tau)
    for step in (-1e-3, 1e-3):
        for direction in ([1, -1, 0], [0, 1, -1]):
            assert likelihood(values, item + step * np.array(direction), tau) < best
        assert likelihood(values, item, tau + step * np.array([1, -1])) < best


def test_two_items_with_two_points_have_a_closed_form() -> None:
    """The difference of two difficulties is the log of how often one was passed and the other not."""
    values = np.array([[1, 0]] * 30 + [[0, 1]] * 12 + [[1, 1]] * 9 + [[0, 0]] * 4)
    item, tau = rsm_cml(counts_of(values, 2))
    assert item[1] - item[0] == pytest.approx(np.log(30 / 12), abs=1e-8)
    assert tau.tolist() == [0]


def test_questionnaires_at_the_ends_change_nothing() -> None:
    values = answers(300, 5)
    ends = np.vstack([values, np.zeros((50, 7), int), np.full((80, 7), 4)])
    for one, other in zip(rsm_cml(counts_of(values, 5)), rsm_cml(counts_of(ends, 5)), strict=True):
        assert one == pytest.approx(other, abs=1e-9)


def test_a_category_nobody_used_is_refused() -> None:
    values = np.where(answers(300, 5) == 2, 1, answers(300, 5))
    with pytest.raises(ValueError, match="every category"):
        rsm_cml(counts_of(values, 5))


def test_an_item_with_one_answer_only_is_refused() -> None:
    values = answers(300, 5)
    values[:, 0] = 4
    with pytest.raises(ValueError, match="no item"):
        rsm_cml(counts_of(values, 5))


def test_the_score_table_rises_is_finite_and_least_sure_at_the_ends() -> None:
    logit, se = score_table(ITEM, TAU)
    assert len(logit) == 29
    assert (np.diff(logit) > 0).all()
    assert np.abs(logit).max() < 7
    assert se.argmin() not in (0, 28)
    assert se[[0, 28]].min() > se[14]


def test_the_score_table_of_equal_items_is_symmetric() -> None:
    """Items of two points: the weighted estimate of s out of n is the log odds of (s + 1/2) of (n + 1)."""
    logit, _ = score_table(np.zeros(4), np.zeros(1))
    assert logit == pytest.approx([np.log((s + 0.5) / (4.5 - s)) for s in range(5)], abs=1e-9)
