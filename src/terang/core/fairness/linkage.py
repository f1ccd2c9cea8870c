"""Which units can be compared: units are linked by people of one who rate people of the other.

Linked is not the same as well linked, so the number of links stands beside how sure the place of a unit is.
"""

from dataclasses import dataclass

import numpy as np

from .tables import Flags, Floats, Ints, Pairs, Persons, VarComp

COMPARABLE = 8
PASSES = 50


@dataclass(frozen=True)
class Linkage:
    """One row for each unit.

    Attributes:
        component: units with the same number are linked with each other, directly or through others.
        cross_pairs: ratings that come from another unit or go to one.
        shift_sd: standard error of the unit's place against all others, in points.
    """

    component: Ints
    cross_pairs: Ints
    shift_sd: Floats

    def __len__(self) -> int:
        return len(self.component)

    @property
    def components(self) -> int:
        return len(np.unique(self.component))

    def comparable(self, least: int = COMPARABLE) -> Flags:
        """Whether people of the unit may be compared with people of others."""
        return self.cross_pairs >= least


def linkage(pairs: Pairs, persons: Persons, vc: VarComp) -> Linkage:
    """How the units of a round hang together."""
    units = persons.units
    of_ratee, of_rater = persons.unit[pairs.ratee], persons.unit[pairs.rater]
    cross = of_ratee != of_rater
    ends = np.concatenate([of_ratee[cross], of_rater[cross]])
    edges, count = np.unique(of_ratee * units + of_rater, return_counts=True)
    return Linkage(
        component=_components(units, edges // units, edges % units),
        cross_pairs=np.bincount(ends, minlength=units).astype(np.int64),
        shift_sd=np.sqrt(_variance(units, edges // units, edges % units, _noise(pairs, vc) / count, vc)),
    )


def _components(units: int, one: Ints, other: Ints) -> Ints:
    """Union-find: a component is named by its smallest unit."""
    root = list(range(units))

    def find(unit: int) -> int:
        while root[unit] != unit:
            root[unit] = root[root[unit]]
            unit = root[unit]
        return unit

    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        low, high = sorted((find(a), find(b)))
        root[high] = low
    return np.array([find(unit) for unit in range(units)], dtype=np.int64)


def _noise(pairs: Pairs, vc: VarComp) -> float:
    """Variance of a rating around the centres of its two units, both people being known as far as a round tells."""

    def known(own: Ints, within: float) -> float:
        each = len(pairs) / max(1, len(np.unique(own)))
        return 1.0 / (1.0 / within + each / vc.e)

    return vc.e + known(pairs.ratee, vc.w) + known(pairs.rater, vc.c)


def _variance(units: int, ratees: Ints, raters: Ints, noise: Floats, vc: VarComp) -> Floats:
    """Variance of each ratee unit's centre, by passing messages between units of ratees and units of raters."""
    prior_ratee, prior_rater = 1.0 / vc.u, 1.0 / vc.l
    to_rater = to_ratee = np.zeros(len(noise))
    for _ in range(PASSES):
        known = prior_rater + np.bincount(raters, weights=to_rater, minlength=units)
        to_ratee = 1.0 / (noise + 1.0 / (known[raters] - to_rater))
        known = prior_ratee + np.bincount(ratees, weights=to_ratee, minlength=units)
        to_rater = 1.0 / (noise + 1.0 / (known[ratees] - to_ratee))
    return np.asarray(1.0 / (prior_ratee + np.bincount(ratees, weights=to_ratee, minlength=units)))
