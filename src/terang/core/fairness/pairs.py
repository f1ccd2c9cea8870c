"""From single answers to one row for each ratee and rater."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tables import Ints, Pairs

NOT_OBSERVED = 0
"""The value of an item the rater could not judge; it counts as not answered."""


class UnusableAnswers(ValueError):
    """The same item answered twice by one rater for one ratee, or one rater in two roles for one ratee."""


@dataclass(frozen=True)
class Items:
    """Single answers, one a row: who was rated by whom in which role, on which item, with how many points."""

    ratee: Ints
    rater: Ints
    role: Ints
    item: Ints
    value: NDArray[np.int8]


def pairs_from_items(items: Items, *, min_items: int = 5) -> Pairs:
    """Mean, number and sameness of the answers of each rater for each ratee, ordered by ratee, then rater.

    A pair with fewer than ``min_items`` answers is left out: two or three items are not a judgement of a person.

    Raises:
        UnusableAnswers: an item occurs twice in a pair, or a pair has two roles.
    """
    answered = np.flatnonzero(items.value > NOT_OBSERVED)
    order = answered[np.lexsort((items.item[answered], items.rater[answered], items.ratee[answered]))]
    ratee, rater, role, item = (column[order] for column in (items.ratee, items.rater, items.role, items.item))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ratee[1:] != ratee[:-1]) | (rater[1:] != rater[:-1])
    if (~new[1:] & (item[1:] == item[:-1])).any():
        raise UnusableAnswers("an item is answered twice by the same rater for the same ratee")
    if (~new[1:] & (role[1:] != role[:-1])).any():
        raise UnusableAnswers("a rater has two roles for the same ratee")
    start = np.flatnonzero(new)
    if not len(start):
        return _kept(ratee, rater, role, np.zeros(0), start, np.zeros(0, dtype=np.bool_))
    value = items.value[order].astype(np.float64)
    count = np.diff(np.append(start, len(order)))
    flat = np.minimum.reduceat(value, start) == np.maximum.reduceat(value, start)
    kept = count >= min_items
    mean = np.add.reduceat(value, start) / count
    first = start[kept]
    return _kept(ratee[first], rater[first], role[first], mean[kept], count[kept], flat[kept])


def _kept(ratee: Ints, rater: Ints, role: Ints, y: NDArray[np.float64], n: Ints, flat: NDArray[np.bool_]) -> Pairs:
    return Pairs(ratee.astype(np.int64), rater.astype(np.int64), role.astype(np.int64), y, n.astype(np.int64), flat)
