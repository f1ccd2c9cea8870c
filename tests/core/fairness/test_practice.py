"""Answers beside those of experts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.fairness.practice import compare

ANSWERS = st.lists(st.tuples(st.none() | st.integers(1, 5), st.none() | st.integers(1, 5)), max_size=12)


def test_the_mean_difference_is_over_what_both_rated() -> None:
    compared = compare([5, 3, None, 4], [4, 3, 2, None])
    assert (compared.both, compared.leniency, compared.distance, compared.same) == (2, 0.5, 0.5, 1)


def test_what_only_one_of_them_rated_is_counted_apart() -> None:
    compared = compare([5, None, None], [None, 2, None])
    assert (compared.guessed, compared.missed, compared.both) == (1, 1, 0)


def test_nothing_in_common_gives_no_number() -> None:
    compared = compare([None, None], [3, 4])
    assert compared.leniency is None
    assert compared.distance is None


def test_lists_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError):
        compare([1], [1, 2])


@given(ANSWERS)
def test_leniency_never_exceeds_distance(answers: list[tuple[int | None, int | None]]) -> None:
    compared = compare([own for own, _expert in answers], [expert for _own, expert in answers])
    assert abs(compared.leniency or 0) <= (compared.distance or 0) + 1e-9
    assert compared.both + compared.guessed + compared.missed <= len(answers)
