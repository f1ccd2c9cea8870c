"""A random sample that anybody can draw again: the order comes from a seed and the keys, by SHA-256.

To redo it by hand: write seed, colon and key (``seed:17``), take the SHA-256 of that text, sort by it, take the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from terang.core.law_view import EvidenceSample


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands in the order of a draw, the first place being 1."""

    place: int
    key: int
    digest: str


def digest(seed: str, key: int) -> str:
    """The SHA-256 that decides the place of a key."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def order(seed: str, keys: Iterable[int]) -> tuple[Place, ...]:
    """Every key once, in the order of the draw; in which order the keys are given does not matter."""
    ranked = sorted((digest(seed, key), key) for key in set(keys))
    return tuple(Place(place, key, told) for place, (told, key) in enumerate(ranked, start=1))


def draw(seed: str, keys: Iterable[int], size: int) -> tuple[int, ...]:
    """The first ``size`` keys of the order; all of them where there are fewer.

    Raises:
        ValueError: a sample of less than one.
    """
    if size < 1:
        raise ValueError("a sample has at least one row")
    return tuple(place.key for place in order(seed, keys)[:size])


def proposed_size(population: int, rule: EvidenceSample) -> int:
    """How many of so many rows are worth a look: a share, within the bounds of the rule, never more than there are."""
    share = (population * rule.percent / Decimal(100)).to_integral_value(ROUND_CEILING)
    return min(population, max(rule.at_least, min(int(share), rule.at_most)))
