"""Count less what cannot be an honest judgement: a wild single rating, one grade for everybody, favours exchanged.

Three rounds: fit, look at what is left of each rating, weigh, fit again. Each lowered weight carries its doubt, which
the reports name; nobody is accused by a weight.
"""

from dataclasses import asdict, dataclass, replace
from enum import IntEnum

import numpy as np

from .compiled import compiled
from .components import variance_components
from .solver import fit, residuals
from .tables import Fit, Flags, Floats, Ints, Pairs, Persons, VarComp


class Doubt(IntEnum):
    """What is doubtful about a rating that counts less than fully."""

    NONE = 0
    FAR_OFF = 1
    RECIPROCAL = 2
    SAME_FOR_ALL = 3


@dataclass(frozen=True)
class Policy:
    """What an office may decide about the fit, as recorded with each result.

    Attributes:
        id: name and date of the policy, e.g. "2026-01".
        robust: whether doubtful ratings count less.
        huber: a rating further off than this many standard errors counts less, the further the less.
        reciprocal_z, reciprocal_w: two who rate each other both further off than z in the same direction count w.
        flat_min_ratees, flat_w: a rater who gives this many people or more the very same mean counts w.
        rounds, round_sweeps: rounds of weighing, sweeps in each; max_sweeps, tol: the last fit.
        prior_pairs: weight of the prior components; level, draws: the interval.
    """

    id: str = "default"
    robust: bool = True
    huber: float = 2.5
    reciprocal_z: float = 1.2
    reciprocal_w: float = 0.1
    flat_min_ratees: int = 4
    flat_w: float = 0.02
    rounds: int = 3
    round_sweeps: int = 12
    max_sweeps: int = 80
    tol: float = 2e-4
    prior_pairs: int = 2000
    level: float = 0.90
    draws: int = 16

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def robust_weights(
    pairs: Pairs,
    found: Fit,
    *,
    huber: float = 2.5,
    reciprocal_z: float = 1.2,
    reciprocal_w: float = 0.1,
    flat_min_ratees: int = 4,
    flat_w: float = 0.02,
) -> tuple[Floats, Ints]:
    """(M,) weights and (M,) `Doubt`s from what a fit leaves; the strongest doubt wins."""
    people = len(found.theta)
    z = residuals(pairs, found) / np.sqrt(found.vc.e)
    favours = agreeing(pairs, z, reciprocal_z, people)
    same = gives_all_the_same(pairs, people, flat_min_ratees)
    return _weighed(z, favours, same, pairs.rater, huber, reciprocal_w, flat_w)


def fit_robust(pairs: Pairs, persons: Persons, *, policy: Policy, vc: VarComp | None = None) -> Fit:
    """Components, rounds of weighing, and a last fit until nothing moves."""
    return fit_with_doubts(pairs, persons, policy=policy, vc=vc or variance_components(pairs, persons))[0]


def fit_with_doubts(pairs: Pairs, persons: Persons, *, policy: Policy, vc: VarComp) -> tuple[Fit, Ints]:
    """The robust fit and (M,) the `Doubt` behind each of its weights."""
    found, weights, doubts, rounds = None, None, np.zeros(len(pairs), dtype=np.int64), policy.rounds * policy.robust
    for _ in range(rounds):
        found = fit(pairs, persons, vc, weights=weights, start=found, max_sweeps=policy.round_sweeps, tol=0)
        weights, doubts = weights_of(pairs, found, policy)
    last = fit(pairs, persons, vc, weights=weights, start=found, max_sweeps=policy.max_sweeps, tol=policy.tol)
    return replace(last, sweeps=rounds * policy.round_sweeps + last.sweeps), doubts


def weights_of(pairs: Pairs, found: Fit, policy: Policy) -> tuple[Floats, Ints]:
    """`robust_weights` as the policy wants them."""
    return robust_weights(
        pairs,
        found,
        huber=policy.huber,
        reciprocal_z=policy.reciprocal_z,
        reciprocal_w=policy.reciprocal_w,
        flat_min_ratees=policy.flat_min_ratees,
        flat_w=policy.flat_w,
    )


def gives_all_the_same(pairs: Pairs, people: int, least: int) -> Flags:
    """(N,) whether a rater gave at least ``least`` people the very same mean."""
    lowest, highest, count = _range(pairs.rater, pairs.y, people)
    same: Flags = (count >= least) & (lowest == highest)
    return same


def agreeing(pairs: Pairs, z: Floats, least: float, people: int) -> Flags:
    """(M,) whether a pair and its counterpart are both further off than ``least`` in the same direction."""
    return _agreeing(z, counterparts(pairs, people), least)


def counterparts(pairs: Pairs, people: int) -> Ints:
    """(M,) the row in which the ratee rates the rater, -1 without one."""
    first = np.searchsorted(pairs.ratee, np.arange(people + 1))
    return _counterparts(pairs.ratee, pairs.rater, first)


@compiled
def _weighed(
    z: Floats, favours: Flags, same: Flags, rater: Ints, huber: float, reciprocal_w: float, flat_w: float
) -> tuple[Floats, Ints]:
    """Of several doubts about a rating the one that lowers it most counts."""
    weight, doubt = np.ones(len(z)), np.zeros(len(z), dtype=np.int64)
    for i in range(len(z)):
        if abs(z[i]) > huber:
            weight[i], doubt[i] = huber / abs(z[i]), Doubt.FAR_OFF
        if favours[i] and reciprocal_w < weight[i]:
            weight[i], doubt[i] = reciprocal_w, Doubt.RECIPROCAL
        if same[rater[i]] and flat_w < weight[i]:
            weight[i], doubt[i] = flat_w, Doubt.SAME_FOR_ALL
    return weight, doubt


@compiled
def _agreeing(z: Floats, back: Ints, least: float) -> Flags:
    both = np.zeros(len(z), dtype=np.bool_)
    for i in range(len(z)):
        if back[i] >= 0:
            other = z[back[i]]
            both[i] = min(z[i], other) > least or max(z[i], other) < -least
    return both


@compiled
def _range(own: Ints, y: Floats, people: int) -> tuple[Floats, Floats, Ints]:
    lowest, highest = np.full(people, np.inf), np.full(people, -np.inf)
    count = np.zeros(people, dtype=np.int64)
    for i in range(len(y)):
        lowest[own[i]] = min(lowest[own[i]], y[i])
        highest[own[i]] = max(highest[own[i]], y[i])
        count[own[i]] += 1
    return lowest, highest, count


@compiled
def _counterparts(ratee: Ints, rater: Ints, first: Ints) -> Ints:
    """Rows are ordered by ratee, then rater: the counterpart is found by halving the rater's own rows."""
    back = np.full(len(ratee), -1, dtype=np.int64)
    for i in range(len(ratee)):
        low, high = first[rater[i]], first[rater[i] + 1]
        while low < high:
            middle = (low + high) // 2
            if rater[middle] < ratee[i]:
                low = middle + 1
            else:
                high = middle
        if low < first[rater[i] + 1] and rater[low] == ratee[i]:
            back[i] = low
    return back
