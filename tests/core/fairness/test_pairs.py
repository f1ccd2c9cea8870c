"""From single answers to pairs."""

import numpy as np
import pytest

from terang.core.fairness import Items, Role, UnusableAnswers, pairs_from_items


def answers(*rows: tuple[int, int, int, int, int]) -> Items:
    ratee, rater, role, item, value = (np.array(column) for column in zip(*rows, strict=True))
    return Items(ratee, rater, role, item, value.astype(np.int8))


def five(ratee: int, rater: int, *values: int, role: int = Role.PEER) -> list[tuple[int, int, int, int, int]]:
    return [(ratee, rater, role, item, value) for item, value in enumerate(values)]


def test_a_pair_has_the_mean_and_the_number_of_its_answers_and_pairs_are_ordered() -> None:
    given = answers(*five(2, 0, 4, 4, 5, 3, 4), *five(1, 2, 5, 5, 5, 5, 5), *five(1, 0, 1, 2, 3, 4, 5))
    pairs = pairs_from_items(given)
    assert list(zip(pairs.ratee, pairs.rater, strict=True)) == [(1, 0), (1, 2), (2, 0)]
    assert pairs.y.tolist() == [3.0, 5.0, 4.0]
    assert pairs.n_items.tolist() == [5, 5, 5]
    assert pairs.flat.tolist() == [False, True, False]


def test_items_not_observed_do_not_count() -> None:
    pairs = pairs_from_items(answers(*five(0, 1, 5, 0, 4, 3, 0, 5, 4)))
    assert (pairs.n_items.tolist(), pairs.y.tolist()) == ([5], [4.2])


def test_a_pair_with_too_few_answers_is_left_out() -> None:
    mixed = answers(*five(0, 1, 5, 5, 5, 5), *five(0, 2, 4, 4, 4, 4, 4))
    assert pairs_from_items(mixed).rater.tolist() == [2]
    assert pairs_from_items(mixed, min_items=4).rater.tolist() == [1, 2]


def test_no_answers_give_no_pairs() -> None:
    assert len(pairs_from_items(answers(*five(0, 1, 0, 0, 0, 0, 0)))) == 0


def test_an_item_answered_twice_is_refused() -> None:
    with pytest.raises(UnusableAnswers, match="twice"):
        pairs_from_items(answers(*five(0, 1, 4, 4, 4, 4, 4), (0, 1, Role.PEER, 3, 5)))


def test_two_roles_towards_one_person_are_refused() -> None:
    with pytest.raises(UnusableAnswers, match="two roles"):
        pairs_from_items(answers(*five(0, 1, 4, 4, 4, 4, 4), (0, 1, Role.SUPERIOR, 5, 5)))
