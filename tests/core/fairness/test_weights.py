"""What weights of roles cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.fairness.weights import cost


def test_sixty_percent_on_one_person_costs_three_quarters_more() -> None:
    """The measured 1.80 of the reference simulation, without what halo adds."""
    found = cost((0.6, 0.25, 0.15), (1, 5, 2))
    assert round(found.ratio, 2) == 1.75
    assert round(found.weighted, 5) == 0.38375


def test_shares_by_number_cost_nothing() -> None:
    assert abs(cost((1 / 8, 5 / 8, 2 / 8), (1, 5, 2)).ratio - 1) < 1e-12


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError):
        cost((0.6, 0.6), (1, 5))


def test_a_share_without_raters_is_refused() -> None:
    with pytest.raises(ValueError):
        cost((0.5, 0.5), (1, 0))


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 20)), min_size=1, max_size=4))
def test_no_weights_are_better_than_the_plain_mean(roles: list[tuple[int, int]]) -> None:
    total = sum(share for share, _n in roles)
    found = cost([share / total for share, _n in roles], [n for _share, n in roles])
    assert found.ratio >= 1 - 1e-9
