"""The tables of the fairness engine: columns of equal length, in a fixed order."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Role(IntEnum):
    """What a rater is to the ratee."""

    SUPERIOR = 0
    PEER = 1
    SUBORDINATE = 2


@dataclass(frozen=True)
class Pairs:
    """One row for each ratee and rater, ordered by ratee, then rater.

    Attributes:
        ratee, rater: (M,) numbers of persons.
        role: (M,) a `Role`.
        y: (M,) mean of the answered items, in points.
        n_items: (M,) how many items were answered.
        flat: (M,) whether all answered items got the same value.
    """

    ratee: Ints
    rater: Ints
    role: Ints
    y: Floats
    n_items: Ints
    flat: Flags

    def __len__(self) -> int:
        return len(self.ratee)


@dataclass(frozen=True)
class Persons:
    """Everybody who rates or is rated; the position is the number.

    Attributes:
        unit: (N,) number of the unit of each person.
    """

    unit: Ints

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def units(self) -> int:
        return int(self.unit.max()) + 1 if len(self.unit) else 0


@dataclass(frozen=True)
class VarComp:
    """Variance components in points²: ratee within unit, ratee's unit, rater within unit, rater's unit, pair."""

    w: float
    u: float
    c: float
    l: float  # noqa: E741 - the letter of the published model
    e: float


@dataclass(frozen=True)
class Fit:
    """The fitted model y = beta[role] + theta[ratee] + c[rater] + e.

    Attributes:
        beta: (R,) mean of each role; theta: (N,) ratees; c: (N,) leniency of raters, unit included;
        mu: (U,) units of ratees; lam: (U,) units of raters; weight: (M,) robust weights, 1 is full;
        vc: the components used; sweeps: how many were made; delta: largest change of the last one, in points.
    """

    beta: Floats
    theta: Floats
    c: Floats
    mu: Floats
    lam: Floats
    weight: Floats
    vc: VarComp
    sweeps: int
    delta: float
