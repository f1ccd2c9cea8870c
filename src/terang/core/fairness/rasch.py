"""The rating-scale model of the items: one questionnaire of one rater about one ratee is a test of its own.

Conditional on the sum of a questionnaire, who rated whom drops out of the likelihood; what is left needs only a table
of counts, one GROUP BY over any number of ratings.
"""

import numpy as np

from .tables import Floats, Ints

TOLERANCE = 1e-9
STEP = 1e-5
ROUNDS = 100
REACH = 20.0  # logits; beyond, a scale of a few items tells nothing apart


def rsm_cml(counts: Ints) -> tuple[Floats, Floats]:
    """Item difficulties and thresholds, each summing to zero, by conditional maximum likelihood.

    Args:
        counts: (items, categories, sums) questionnaires with this sum (0 = all in the lowest category) in which
            this item got this category. Questionnaires with the lowest or highest sum tell nothing.

    Raises:
        ValueError: a category nobody used, or an item everybody put into an end category: no finite estimate.
    """
    used = np.asarray(counts, dtype=np.float64).copy()
    used[:, :, [0, -1]] = 0
    items, categories, _sums = used.shape
    told = used.sum(axis=2)
    if not (told.sum(axis=0) > 0).all() or not (told[:, :-1].sum(axis=1) * told[:, 1:].sum(axis=1) > 0).all():
        raise ValueError("every category must be used, and no item may lie in an end category throughout")
    sizes = used[0].sum(axis=0)
    point = np.zeros(items + categories - 3)
    for _ in range(ROUNDS):
        slope = _slope(point, told, sizes)
        if np.abs(slope).max() < TOLERANCE * sizes.sum():
            break
        step = np.linalg.solve(_curvature(point, told, sizes), slope)
        point = point - step * min(1.0, 1.0 / np.abs(step).max())
    return _parameters(point, items)


def score_table(item: Floats, tau: Floats) -> tuple[Floats, Floats]:
    """Logit and standard error of every sum, by Warm's weighted likelihood: finite at both ends too."""
    sums = np.arange(len(item) * len(tau) + 1, dtype=np.float64)
    low, high = np.full(len(sums), -REACH), np.full(len(sums), REACH)
    for _ in range(60):
        middle = (low + high) / 2
        mean, variance, skew = _moments(middle, item, tau)
        below = sums - mean + skew / (2 * variance) > 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    logit = (low + high) / 2
    return logit, 1.0 / np.sqrt(_moments(logit, item, tau)[1])


def _parameters(point: Floats, items: int) -> tuple[Floats, Floats]:
    item, tau = point[: items - 1], point[items - 1 :]
    return np.append(item, -item.sum()), np.append(tau, -tau.sum())


def _slope(point: Floats, told: Floats, sizes: Floats) -> Floats:
    """Gradient of the conditional log likelihood in the free parameters."""
    items, categories = told.shape
    item, tau = _parameters(point, items)
    surplus = _expected(item, tau, sizes) - told
    by_item = surplus @ np.arange(categories)
    by_step = surplus.sum(axis=0)[::-1].cumsum()[::-1][1:]
    return np.concatenate([by_item[:-1] - by_item[-1], by_step[:-1] - by_step[-1]])


def _curvature(point: Floats, told: Floats, sizes: Floats) -> Floats:
    """Second derivatives, by differences of the slope."""
    rows = [
        (_slope(point + shift, told, sizes) - _slope(point - shift, told, sizes)) / (2 * STEP)
        for shift in np.eye(len(point)) * STEP
    ]
    return np.asarray((np.array(rows) + np.array(rows).T) / 2)


def _expected(item: Floats, tau: Floats, sizes: Floats) -> Floats:
    """(items, categories) counts expected given the sums."""
    categories = len(tau) + 1
    weight = np.exp(-np.arange(categories) * item[:, None] - np.append(0.0, tau.cumsum()))
    before, after = [np.ones(1)], [np.ones(1)]
    for row, back in zip(weight, weight[::-1], strict=True):
        before.append(np.convolve(before[-1], row))
        after.append(np.convolve(after[-1], back))
    share = sizes / before[-1]
    expected = np.empty(weight.shape)
    for i, row in enumerate(weight):
        others = np.convolve(before[i], after[len(item) - 1 - i])
        for k in range(categories):
            expected[i, k] = row[k] * (others * share[k : k + len(others)]).sum()
    return expected


def _moments(logit: Floats, item: Floats, tau: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, variance and third central moment of the sum at each logit."""
    k = np.arange(len(tau) + 1)
    power = k * (logit[:, None, None] - item[:, None]) - np.append(0.0, tau.cumsum())
    chance = np.exp(power - power.max(axis=2, keepdims=True))
    chance /= chance.sum(axis=2, keepdims=True)
    mean = (chance * k).sum(axis=2)
    off = k - mean[:, :, None]
    return mean.sum(axis=1), (chance * off**2).sum(axis=(1, 2)), (chance * off**3).sum(axis=(1, 2))
