"""Try the engine and the naive methods on a simulated administration, where the truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import naive
from .compiled import compiled
from .components import variance_components
from .robust import Policy, fit_robust
from .scores import adjusted
from .simulation import ITEMS, Simulated
from .solver import fit
from .tables import Floats, Ints

RAW = "raw_mean"
ADDITIVE = "additive"
RECOMMENDED = "recommended"
HEADLINE = "headline"
JMLE = "rasch_jmle"
METHODS = (RAW, "median", "rater_centred", "rater_z", JMLE, ADDITIVE, RECOMMENDED, HEADLINE)

LOWEST, TOP = 0.10, 0.20
"""Shares of the lowest and the highest of three classes; every method gives the same shares."""


@dataclass(frozen=True)
class Measures:
    """How far a method is from the truth: error in points, the raw mean's being 1, wrong classes, Kendall's tau."""

    rmse: float
    ratio: float
    wrong: float
    tau: float


def trial_of(drawn: Simulated, *, slow: bool = True) -> dict[str, Measures]:
    """Each method's measures; without ``slow``, all but the Rasch model by joint maximum likelihood."""
    scores = _scores(drawn, slow=slow)
    rated = ~np.isnan(scores[RAW])
    truth = drawn.truth[rated]
    raw = rmse(scores[RAW][rated], truth)
    return {
        name: Measures(rmse(value[rated], truth), rmse(value[rated], truth) / raw, *_order(value[rated], truth))
        for name, value in scores.items()
    }


def trials(drawn: Sequence[dict[str, Measures]]) -> dict[str, Measures]:
    """The mean of several seeds; the ratio is that of the mean errors."""

    def mean(name: str, what: str) -> float:
        return float(np.mean([getattr(one[name], what) for one in drawn]))

    return {
        name: Measures(
            mean(name, "rmse"), mean(name, "rmse") / mean(RAW, "rmse"), mean(name, "wrong"), mean(name, "tau")
        )
        for name in drawn[0]
    }


def _scores(drawn: Simulated, *, slow: bool) -> dict[str, Floats]:
    pairs, persons, people = drawn.pairs, drawn.persons, len(drawn.persons)
    vc = variance_components(pairs, persons)
    robust = fit_robust(pairs, persons, policy=Policy(), vc=vc)
    scores = {
        RAW: naive.raw_mean(pairs, people),
        "median": naive.median(pairs, people),
        "rater_centred": naive.rater_centred(pairs, people),
        "rater_z": naive.rater_z(pairs, people),
        ADDITIVE: fit(pairs, persons, vc).theta,
        RECOMMENDED: robust.theta,
        HEADLINE: adjusted(pairs, robust).headline,
    }
    if slow:
        scores[JMLE] = naive.rasch_jmle(pairs, counts(drawn), people)
    return scores


def counts(drawn: Simulated) -> Ints:
    """(items, points) how often each item got each number of points."""
    points = int(drawn.values.max())
    return np.stack([np.bincount(drawn.values[:, item], minlength=points + 1)[1:] for item in range(ITEMS)])


def rmse(score: Floats, truth: Floats) -> float:
    """Root mean squared error in points, a common shift forgiven."""
    off = score - truth
    return float(np.sqrt(np.mean((off - off.mean()) ** 2)))


def classes(score: Floats) -> Ints:
    """The lowest, middle and top class by order alone."""
    place = np.empty(len(score))
    place[np.argsort(score, kind="stable")] = np.arange(len(score)) / len(score)
    return (place >= LOWEST).astype(np.int64) + (place >= 1 - TOP)


def _order(score: Floats, truth: Floats) -> tuple[float, float]:
    return float(np.mean(classes(score) != classes(truth))), kendall_tau(score, truth)


def kendall_tau(score: Floats, truth: Floats) -> float:
    """Kendall's tau-b of a score with a truth that has no ties."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    couples = len(score) * (len(score) - 1) / 2
    untied = couples - float((count * (count - 1.0) / 2).sum())
    crossed = _crossings(place[np.argsort(truth, kind="stable")].astype(np.int64), len(count))
    return float((untied - 2 * crossed) / np.sqrt(couples * untied))


@compiled
def _crossings(place: Ints, places: int) -> int:
    """Couples in the wrong order, counted with a tree of partial sums."""
    tree = np.zeros(places + 1, dtype=np.int64)
    crossed = 0
    for seen in range(len(place)):
        at_most, node = 0, place[seen] + 1
        while node > 0:
            at_most += tree[node]
            node -= node & -node
        crossed += seen - at_most
        node = place[seen] + 1
        while node <= places:
            tree[node] += 1
            node += node & -node
    return crossed
