"""Generalizability theory (Brennan 2001): where the variance of ratings comes from, and how many raters are enough."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import ceil, inf, prod

import numpy as np

from .tables import Floats, VarComp

PERSON = "p"


class Design(StrEnum):
    """Persons crossed with items, with items and occasions, or with raters who belong to a task."""

    P_I = "p x i"
    P_I_O = "p x i x o"
    P_R_IN_T = "p x (r:t)"


@dataclass(frozen=True)
class Components:
    """Mean squares and variance components by effect, e.g. "p", "i", "pi"; "r:t" are raters within tasks.

    Estimates may fall below zero; `d_study` counts those as zero.
    """

    design: Design
    mean_squares: Mapping[str, float]
    variance: Mapping[str, float]


@dataclass(frozen=True)
class Coefficients:
    """Eρ² for comparing persons with each other, Φ for their level; the error variances behind them."""

    relative: float
    absolute: float
    relative_error: float
    absolute_error: float


def g_study(x: Floats, design: Design) -> Components:
    """The components of a complete table: axes p, i / p, i, o / p, t, r.

    Raises:
        ValueError: the table has other axes, a missing value, or fewer than two levels of a facet.
    """
    if x.ndim != AXES[design] or min(x.shape, default=0) < 2 or not np.isfinite(x).all():
        raise ValueError(f"the design {design} needs {AXES[design]} axes of two levels or more and no gap")
    return STUDIES[design](np.asarray(x, dtype=np.float64))


def d_study(found: Components, n: Mapping[str, int]) -> Coefficients:
    """Eρ² and Φ if every person were rated under so many levels of each facet, e.g. {"t": 3, "r": 12}."""
    relative = absolute = 0.0
    for effect, variance in found.variance.items():
        if effect == PERSON:
            continue
        share = max(variance, 0.0) / prod(n[facet] for facet in effect if facet not in (PERSON, ":"))
        absolute += share
        relative += share if PERSON in effect else 0.0
    person = max(found.variance[PERSON], 0.0)
    return Coefficients(_share(person, relative), _share(person, absolute), relative, absolute)


def single_rater(vc: VarComp, *, known_severity: bool = False) -> float:
    """Reliability of one rating: Φ as it stands, or with the rater's leniency taken off."""
    noise = vc.e if known_severity else vc.e + vc.c + vc.l
    return _share(vc.w + vc.u, noise)


def spearman_brown(single: float, times: float) -> float:
    """Reliability of the mean of so many ratings with this reliability each."""
    return times * single / (1.0 + (times - 1.0) * single)


def raters_needed(single: float, target: float) -> float:
    """How many raters reach the target; infinite for ratings without any reliability.

    Raises:
        ValueError: a target outside 0..1.
    """
    if not 0 < target < 1:
        raise ValueError("a reliability to reach lies between 0 and 1")
    if single <= 0:
        return inf
    return 1 if single >= 1 else max(1, ceil(target * (1 - single) / (single * (1 - target)) - 1e-9))


def _share(signal: float, noise: float) -> float:
    return signal / (signal + noise) if signal + noise > 0 else 0.0


def _crossed(x: Floats, names: str, design: Design) -> Components:
    """Every axis crossed with every other: effects are the subsets of the axes, smaller ones swept out first."""
    axes = range(x.ndim)
    effects = [chosen for size in range(1, x.ndim + 1) for chosen in combinations(axes, size)]
    left, squares = x - x.mean(), {}
    for chosen in effects:
        others = tuple(axis for axis in axes if axis not in chosen)
        part = left.mean(axis=others, keepdims=True) if others else left
        left = left - part
        free = prod(x.shape[axis] - 1 for axis in chosen)
        squares[chosen] = float((part**2).sum()) * prod(x.shape[axis] for axis in others) / free
    variance: dict[tuple[int, ...], float] = {}
    for chosen in reversed(effects):
        above = sum(variance[more] * _times(x, more) for more in variance if set(chosen) < set(more))
        variance[chosen] = (squares[chosen] - above) / _times(x, chosen)
    return Components(design, *(_named(table, names) for table in (squares, variance)))


def _times(x: Floats, chosen: tuple[int, ...]) -> int:
    """How many ratings each level of an effect has."""
    return prod(size for axis, size in enumerate(x.shape) if axis not in chosen)


def _named(table: Mapping[tuple[int, ...], float], names: str) -> dict[str, float]:
    return {
        "".join(names[axis] for axis in chosen): table[chosen] for chosen in sorted(table, key=lambda c: (len(c), c))
    }


def _nested(x: Floats) -> Components:
    """Persons crossed with tasks, each task with raters of its own."""
    n_p, n_t, n_r = x.shape
    mean, p, t, pt, rt = x.mean(), x.mean(axis=(1, 2)), x.mean(axis=(0, 2)), x.mean(axis=2), x.mean(axis=0)
    rest = x - pt[:, :, None] - rt + t[:, None]
    squares = {
        "p": n_t * n_r * ((p - mean) ** 2).sum() / (n_p - 1),
        "t": n_p * n_r * ((t - mean) ** 2).sum() / (n_t - 1),
        "r:t": n_p * ((rt - t[:, None]) ** 2).sum() / (n_t * (n_r - 1)),
        "pt": n_r * ((pt - p[:, None] - t + mean) ** 2).sum() / ((n_p - 1) * (n_t - 1)),
        "pr:t": (rest**2).sum() / ((n_p - 1) * n_t * (n_r - 1)),
    }
    variance = {
        "p": (squares["p"] - squares["pt"]) / (n_t * n_r),
        "t": (squares["t"] - squares["r:t"] - squares["pt"] + squares["pr:t"]) / (n_p * n_r),
        "r:t": (squares["r:t"] - squares["pr:t"]) / n_p,
        "pt": (squares["pt"] - squares["pr:t"]) / n_r,
        "pr:t": squares["pr:t"],
    }
    return Components(
        Design.P_R_IN_T, *({name: float(v) for name, v in table.items()} for table in (squares, variance))
    )


AXES = {Design.P_I: 2, Design.P_I_O: 3, Design.P_R_IN_T: 3}
STUDIES: dict[Design, Callable[[Floats], Components]] = {
    Design.P_I: lambda x: _crossed(x, "pi", Design.P_I),
    Design.P_I_O: lambda x: _crossed(x, "pio", Design.P_I_O),
    Design.P_R_IN_T: _nested,
}
