"""The draw can be redone by anybody, and proposes a size within the bounds of the rule."""

import hashlib
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.law_view import EvidenceSample
from terang.core.sampling import draw, order, proposed_size

KEYS = st.sets(st.integers(1, 10**9), min_size=1, max_size=60)
SEEDS = st.text("0123456789abcdef", min_size=8, max_size=32)
RULE = EvidenceSample(percent=Decimal(10), at_least=5, at_most=30)


@given(SEEDS, KEYS, st.integers(1, 80))
def test_a_sample_holds_different_rows_of_the_population(seed: str, keys: set[int], size: int) -> None:
    chosen = draw(seed, keys, size)
    assert len(chosen) == len(set(chosen)) == min(size, len(keys))
    assert set(chosen) <= keys


@given(SEEDS, KEYS, st.integers(1, 80), st.randoms())
def test_the_order_of_the_rows_does_not_matter(seed: str, keys: set[int], size: int, random: Random) -> None:
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert draw(seed, shuffled + shuffled[:3], size) == draw(seed, keys, size)


@given(SEEDS, KEYS, st.integers(1, 40))
def test_a_larger_sample_begins_with_the_smaller_one(seed: str, keys: set[int], size: int) -> None:
    assert draw(seed, keys, size + 1)[:size] == draw(seed, keys, size)[:size]


@given(SEEDS, KEYS)
def test_the_draw_is_redone_with_nothing_but_sha256(seed: str, keys: set[int]) -> None:
    by_hand = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())
    assert [place.key for place in order(seed, keys)] == by_hand


def test_another_seed_gives_another_sample() -> None:
    assert draw("a", range(1000), 20) != draw("b", range(1000), 20)


def test_every_row_has_about_the_same_chance() -> None:
    hits = [0] * 20
    for seed in range(2000):
        for key in draw(str(seed), range(20), 5):
            hits[key] += 1
    assert all(400 < count < 600 for count in hits)


def test_a_sample_of_nothing_is_no_sample() -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw("a", [1], 0)


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (1, 1), (4, 4), (5, 5), (49, 5), (51, 6), (300, 30), (301, 30), (5000, 30)]
)
def test_the_proposed_size_keeps_the_bounds(population: int, size: int) -> None:
    assert proposed_size(population, RULE) == size


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 5, 30), (101, 5, 30), (10, 0, 30), (10, 31, 30)])
def test_a_rule_that_makes_no_sense_is_refused(percent: int, least: int, most: int) -> None:
    with pytest.raises(ValueError, match="in order"):
        EvidenceSample(percent=Decimal(percent), at_least=least, at_most=most)
