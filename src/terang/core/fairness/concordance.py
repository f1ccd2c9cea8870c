"""Did the adjustment help on an office's own data? A test that needs no truth.

Some ratings are held back. Wherever one and the same rater held two people to be different, his own severity cancels
out: does the score made from the other ratings put the two in his order? Plain and adjusted scores are asked alike.
"""

from dataclasses import dataclass

import numpy as np

from .compiled import compiled
from .robust import Policy, fit_robust
from .scores import ALL, adjusted
from .tables import Flags, Floats, Ints, Pairs, Persons, Role


@dataclass(frozen=True)
class Concordance:
    """Share of couples put in the order of the held-back ratings, in each random split.

    Attributes:
        per_ratee: ratings each score was made from; couples: compared in each split;
        plain: by the plain mean; adjusted: by the adjusted mean. NaN where nothing could be compared.
    """

    per_ratee: int
    couples: Ints
    plain: Floats
    adjusted: Floats

    @property
    def gain(self) -> float:
        """Mean gain in concordance, NaN where nothing could be compared."""
        return float((self.adjusted - self.plain).mean())

    @property
    def helped(self) -> bool:
        return self.gain > 0


def concordance_test(
    pairs: Pairs, persons: Persons, *, per_ratee: int = 5, splits: int = 5, seed: int, policy: Policy | None = None
) -> Concordance:
    """Fit on ``per_ratee`` random ratings of each ratee and ask the rest, ``splits`` times."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(splits):
        trained = _some_of_each(pairs.ratee, per_ratee, random)
        known, held = taken(pairs, trained), taken(pairs, ~trained)
        scores = adjusted(known, fit_robust(known, persons, policy=policy or Policy()))
        plain = order_kept(held, scores.of(ALL, scores.plain))
        found.append((*order_kept(held, scores.headline), plain[0]))
    by_adjusted, couples, by_plain = (np.array(column) for column in zip(*found, strict=True))
    return Concordance(per_ratee, couples.astype(np.int64), by_plain, by_adjusted)


def order_kept(held: Pairs, score: Floats) -> tuple[float, int]:
    """Share of couples one rater rated differently, in one role, that the score orders alike; a tie counts half."""
    group = held.rater * len(Role) + held.role
    order = np.argsort(group, kind="stable")
    right, couples = _right(group[order], held.y[order], score[held.ratee[order]])
    return (right / couples if couples else float("nan")), couples


def taken(pairs: Pairs, rows: Flags) -> Pairs:
    """Some of the rows, in their order."""
    columns = (pairs.ratee, pairs.rater, pairs.role, pairs.y, pairs.n_items, pairs.flat)
    return Pairs(*(column[rows] for column in columns))  # type: ignore[arg-type]


def _some_of_each(ratee: Ints, count: int, random: np.random.Generator) -> Flags:
    """(M,) at most ``count`` random rows of each ratee."""
    order = np.lexsort((random.random(len(ratee)), ratee))
    place = np.arange(len(ratee)) - np.searchsorted(ratee[order], ratee[order])
    chosen = np.empty(len(ratee), dtype=np.bool_)
    chosen[order] = place < count
    return chosen


@compiled
def _right(group: Ints, y: Floats, score: Floats) -> tuple[float, int]:
    right, couples, start = 0.0, 0, 0
    for i in range(len(group)):
        if group[i] != group[start]:
            start = i
        for k in range(start, i):
            apart, scored = y[i] - y[k], score[i] - score[k]
            if apart != 0 and not np.isnan(scored):
                couples += 1
                if scored == 0:
                    right += 0.5
                elif apart * scored > 0:
                    right += 1.0
    return right, couples
