"""How far raters agree: intraclass correlations of Shrout and Fleiss, and Krippendorff's alpha."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import nan

import numpy as np

from .distributions import f_quantile
from .tables import Floats


class Form(StrEnum):
    """One rater (1) or the mean of all (k): raters differ by target (1), are drawn (2), or are all there are (3)."""

    ICC_1_1 = "ICC_1_1"
    ICC_2_1 = "ICC_2_1"
    ICC_3_1 = "ICC_3_1"
    ICC_1_K = "ICC_1_k"
    ICC_2_K = "ICC_2_k"
    ICC_3_K = "ICC_3_k"


@dataclass(frozen=True)
class Correlation:
    """An intraclass correlation with its confidence interval; NaN where there is no variance at all."""

    value: float
    low: float
    high: float


class Level(StrEnum):
    """What may be done with the values: count them, order them, subtract them, divide them."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True)
class _Squares:
    """Mean squares between targets, within targets, between judges, and of what is left."""

    n: int
    k: int
    targets: float
    within: float
    judges: float
    rest: float


def icc(x: Floats, *, level: float = 0.95) -> dict[Form, Correlation]:
    """The six intraclass correlations of an (n targets, k judges) table.

    Raises:
        ValueError: fewer than two targets or judges, or a missing rating.
    """
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise ValueError("an intraclass correlation needs two targets and two judges or more, and every rating")
    squares = _squares(np.asarray(x, dtype=np.float64))
    tail = 0.5 + level / 2
    singles = {
        Form.ICC_1_1: _one_way(squares, tail),
        Form.ICC_2_1: _drawn_judges(squares, tail),
        Form.ICC_3_1: _fixed_judges(squares, tail),
    }
    means = {
        mean: Correlation(*(_of_mean(bound, squares.k) for bound in (single.value, single.low, single.high)))
        for mean, single in zip((Form.ICC_1_K, Form.ICC_2_K, Form.ICC_3_K), singles.values(), strict=True)
    }
    return {**singles, **means}


def krippendorff(x: Floats, level: Level) -> float:
    """Krippendorff's alpha of a (k observers, n units) table, NaN = missing; NaN where all values are the same.

    Raises:
        ValueError: no unit has two values.
    """
    values, pairs = _coincidences(np.asarray(x, dtype=np.float64))
    counts = pairs.sum(axis=0)
    if not counts.sum():
        raise ValueError("alpha needs a unit with two values or more")
    distance = DISTANCES[level](values, counts)
    expected = float((np.outer(counts, counts) * distance).sum())
    return 1.0 - (counts.sum() - 1.0) * float((pairs * distance).sum()) / expected if expected else nan


def _squares(x: Floats) -> _Squares:
    n, k = x.shape
    mean = x.mean()
    targets = k * ((x.mean(axis=1) - mean) ** 2).sum()
    judges = n * ((x.mean(axis=0) - mean) ** 2).sum()
    rest = ((x - x.mean(axis=1)[:, None] - x.mean(axis=0) + mean) ** 2).sum()
    within = ((x - x.mean(axis=1)[:, None]) ** 2).sum()
    return _Squares(n, k, targets / (n - 1), within / (n * (k - 1)), judges / (k - 1), rest / ((n - 1) * (k - 1)))


def _one_way(s: _Squares, tail: float) -> Correlation:
    return _from_ratio(s.targets, s.within, s.n - 1, s.n * (s.k - 1), s.k, tail)


def _fixed_judges(s: _Squares, tail: float) -> Correlation:
    return _from_ratio(s.targets, s.rest, s.n - 1, (s.n - 1) * (s.k - 1), s.k, tail)


def _from_ratio(signal: float, noise: float, d1: int, d2: int, k: int, tail: float) -> Correlation:
    """The correlation that an F ratio of two mean squares stands for, at the ratio and at its bounds."""
    lowered, raised = 1.0 / f_quantile(tail, d1, d2), f_quantile(tail, d2, d1)
    value, low, high = (
        _share(signal * scale - noise, signal * scale + (k - 1) * noise) for scale in (1.0, lowered, raised)
    )
    return Correlation(value, low, high)


def _drawn_judges(s: _Squares, tail: float) -> Correlation:
    """The two-way random form, its bounds by Satterthwaite's degrees of freedom."""
    n, k = s.n, s.k
    value = _share(s.targets - s.rest, s.targets + (k - 1) * s.rest + k * (s.judges - s.rest) / n)
    if not s.rest or np.isnan(value):
        return Correlation(value, nan, nan)
    a, b = k * value * s.judges / s.rest, n * (1 + (k - 1) * value) - k * value
    free = max(1.0, (k - 1) * (n - 1) * (a + b) ** 2 / ((n - 1) * a**2 + b**2))  # below one it means nothing
    upper, lower = f_quantile(tail, n - 1, free), f_quantile(tail, free, n - 1)
    common = k * s.judges + (k * n - k - n) * s.rest
    return Correlation(
        value,
        _share(n * (s.targets - upper * s.rest), upper * common + n * s.targets),
        _share(n * (lower * s.targets - s.rest), common + n * lower * s.targets),
    )


def _of_mean(single: float, k: int) -> float:
    return _share(k * single, 1 + (k - 1) * single)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _coincidences(x: Floats) -> tuple[Floats, Floats]:
    """The values that occur, and how often each two of them meet in a unit, each unit counting its values once."""
    values = np.unique(x[~np.isnan(x)])
    counts = np.array([(x == value).sum(axis=0) for value in values], dtype=np.float64).reshape(len(values), -1)
    size = counts.sum(axis=0)
    counts, size = counts[:, size > 1], size[size > 1]
    met = counts / (size - 1) @ counts.T
    return values, met - np.diag((counts / (size - 1)).sum(axis=1))


def _nominal(values: Floats, counts: Floats) -> Floats:
    return 1.0 - np.eye(len(values))


def _ordinal(values: Floats, counts: Floats) -> Floats:
    """Two values are as far apart as there are ratings from the middle of one to the middle of the other."""
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle[:, None] - middle) ** 2)


def _interval(values: Floats, counts: Floats) -> Floats:
    return np.asarray((values[:, None] - values) ** 2)


def _ratio(values: Floats, counts: Floats) -> Floats:
    total = values[:, None] + values
    return np.divide(values[:, None] - values, total, out=np.zeros_like(total), where=total != 0) ** 2


DISTANCES: dict[Level, Callable[[Floats, Floats], Floats]] = {
    Level.NOMINAL: _nominal,
    Level.ORDINAL: _ordinal,
    Level.INTERVAL: _interval,
    Level.RATIO: _ratio,
}
