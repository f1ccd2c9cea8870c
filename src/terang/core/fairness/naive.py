"""Well-meant corrections that do harm, kept for one reason: to show in every simulation that they do.

No score anybody sees is made here.
"""

import numpy as np

from .compiled import compiled
from .tables import Floats, Ints, Pairs

RIDGE = 0.01
REACH = 12.0
CELLS = 401


def raw_mean(pairs: Pairs, people: int) -> Floats:
    """(N,) plain mean of the ratings, NaN for who was not rated."""
    return _means(pairs.ratee, pairs.y, people)


def median(pairs: Pairs, people: int) -> Floats:
    """(N,) median of the ratings."""
    order = np.lexsort((pairs.y, pairs.ratee))
    first = np.searchsorted(pairs.ratee, np.arange(people + 1))
    count = np.diff(first)
    middle = np.full(people, np.nan)
    rated = np.flatnonzero(count)
    low, high = (first[rated] + part // 2 for part in (count[rated] - 1, count[rated]))
    middle[rated] = (pairs.y[order[low]] + pairs.y[order[high]]) / 2
    return middle


def rater_centred(pairs: Pairs, people: int) -> Floats:
    """(N,) mean of the differences from each rater's own mean: punishes those whose raters know good people."""
    own = _means(pairs.rater, pairs.y, people)[pairs.rater]
    return _means(pairs.ratee, pairs.y - own + pairs.y.mean(), people)


def rater_z(pairs: Pairs, people: int) -> Floats:
    """(N,) mean of the ratings standardised within each rater, on the usual spread within a rater."""
    off = pairs.y - _means(pairs.rater, pairs.y, people)[pairs.rater]
    spread = np.sqrt(_means(pairs.rater, off**2, people)[pairs.rater])
    z = np.divide(off, spread, out=np.zeros(len(off)), where=spread > 0)
    return _means(pairs.ratee, pairs.y.mean() + z * off.std(), people)


def rasch_jmle(pairs: Pairs, counts: Ints, people: int, *, max_sweeps: int = 1000, tol: float = 1e-4) -> Floats:
    """(N,) many-facet Rasch by joint maximum likelihood, back in points: severities as fixed, unpenalised effects.

    Args:
        counts: (items, points) how often each item got each number of points.
    """
    items, points = counts.shape
    ability, leniency = np.zeros(people), np.zeros(people)
    difficulty, steps = np.zeros(items), np.zeros(points - 1)
    total = pairs.y * items - items
    load = [np.bincount(side, minlength=people) for side in (pairs.ratee, pairs.rater)]
    for _ in range(max_sweeps):
        expected, spread = _curves(difficulty, steps)
        moved = _newton(pairs.ratee, pairs.rater, total, leniency, expected, spread, ability)
        moved = max(moved, _newton(pairs.rater, pairs.ratee, total, ability, expected, spread, leniency))
        leniency -= leniency[load[1] > 0].mean()
        _fit_scale(_where(ability[pairs.ratee] + leniency[pairs.rater]), counts, difficulty, steps)
        if moved < tol:
            break
    expected, _ = _curves(difficulty, steps)
    points_of = np.interp(ability, np.linspace(-REACH, REACH, CELLS), expected) / items + 1
    return np.where(load[0] > 0, points_of, np.nan)


def _means(own: Ints, values: Floats, people: int) -> Floats:
    count = np.bincount(own, minlength=people)
    total = np.bincount(own, weights=values, minlength=people)
    mean: Floats = np.divide(total, count, out=np.full(people, np.nan), where=count > 0)
    return mean


def _chances(difficulty: Floats, steps: Floats) -> Floats:
    """(cells, items, points) chance of each number of points along the line of ability plus leniency."""
    line = np.linspace(-REACH, REACH, CELLS)
    above = np.concatenate([[0.0], -np.cumsum(steps)])
    logits = (line[:, None, None] - difficulty[:, None]) * np.arange(len(above)) + above
    raised = np.exp(logits - logits.max(axis=2, keepdims=True))
    return np.asarray(raised / raised.sum(axis=2, keepdims=True))


def _curves(difficulty: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Expected sum over the items, and its variance, along the line."""
    chance, value = _chances(difficulty, steps), np.arange(len(steps) + 1)
    mean = chance @ value
    return mean.sum(axis=1), (chance @ value**2 - mean**2).sum(axis=1)


def _fit_scale(where: Floats, counts: Ints, difficulty: Floats, steps: Floats) -> None:
    """One Newton step for difficulties and steps, in place; where = pairs in each cell of the line."""
    chance = _chances(difficulty, steps)
    value = np.arange(counts.shape[1])
    share = counts / counts.sum(axis=1, keepdims=True)  # items may differ in how often they were answered
    seen = share * where.sum()
    mean = chance @ value
    spread = where @ (chance @ value**2 - mean**2)
    difficulty += np.clip((where @ mean - seen @ value) / spread, -1, 1)
    difficulty -= difficulty.mean()
    reached = chance[:, :, ::-1].cumsum(axis=2)[:, :, ::-1][:, :, 1:]
    excess = np.einsum("c,cik->k", where, reached) - seen[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:].sum(axis=0)
    steps += np.clip(excess / np.einsum("c,cik->k", where, reached * (1 - reached)), -1, 1)


def _where(latent: Floats) -> Floats:
    """How many pairs lie near each cell of the line, shared between the two nearest."""
    cell = np.clip((latent + REACH) / (2 * REACH) * (CELLS - 1), 0, CELLS - 1.000001)
    below = cell.astype(np.int64)
    part = cell - below
    shared = np.bincount(below, weights=1 - part, minlength=CELLS)
    return np.asarray(shared + np.bincount(below + 1, weights=part, minlength=CELLS))


@compiled
def _newton(
    own: Ints, other: Ints, total: Floats, of_other: Floats, expected: Floats, spread: Floats, value: Floats
) -> float:
    """One Newton step for each person of a side; returns the largest."""
    miss, sure = -RIDGE * value, np.full(len(value), RIDGE)
    for i in range(len(own)):
        latent = value[own[i]] + of_other[other[i]]
        cell = min(max((latent + REACH) / (2 * REACH) * (CELLS - 1), 0.0), CELLS - 1.000001)
        below = int(cell)
        part = cell - below
        miss[own[i]] += total[i] - expected[below] * (1 - part) - expected[below + 1] * part
        sure[own[i]] += spread[below] * (1 - part) + spread[below + 1] * part
    moved = 0.0
    for p in range(len(value)):
        step = min(max(miss[p] / sure[p], -1.0), 1.0)
        value[p] += step
        moved = max(moved, abs(step))
    return moved
