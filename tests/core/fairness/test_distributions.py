"""The F distribution agrees with closed forms and printed tables."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.fairness.distributions import f_probability, f_quantile, incomplete_beta

shape = st.floats(0.2, 300)


@given(shape, st.floats(0, 1))
def test_one_shape_of_one_has_a_closed_form(a: float, x: float) -> None:
    assert incomplete_beta(a, 1, x) == pytest.approx(x**a, rel=1e-10, abs=1e-14)
    assert incomplete_beta(1, a, x) == pytest.approx(1 - (1 - x) ** a, rel=1e-10, abs=1e-12)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.001, 0.999))
def test_whole_shapes_are_binomial_sums(a: int, b: int, x: float) -> None:
    from math import comb

    n = a + b - 1
    expected = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    assert incomplete_beta(a, b, x) == pytest.approx(expected, rel=1e-9, abs=1e-13)


@given(shape, shape, st.floats(0.001, 0.999))
def test_both_tails_sum_to_one(a: float, b: float, x: float) -> None:
    assert isclose(incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x), 1, abs_tol=1e-9)


@given(st.floats(1, 400), st.floats(1, 400), st.floats(0.005, 0.995))
def test_a_quantile_has_its_probability(d1: float, d2: float, p: float) -> None:
    assert f_probability(f_quantile(p, d1, d2), d1, d2) == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize(
    ("p", "d1", "d2", "printed"),
    [
        (0.95, 1, 1, 161.4476),
        (0.95, 5, 15, 2.9013),
        (0.95, 10, 20, 2.3479),
        (0.975, 5, 18, 3.3820),
        (0.975, 18, 5, 6.3619),
        (0.99, 1, 10, 10.0443),
        (0.95, 120, 60, 1.4673),
    ],
)
def test_quantiles_are_those_of_the_printed_tables(p: float, d1: int, d2: int, printed: float) -> None:
    assert f_quantile(p, d1, d2) == pytest.approx(printed, rel=2e-4)


def test_the_ends_of_the_distribution() -> None:
    assert (f_probability(0, 3, 4), f_probability(float("inf"), 3, 4)) == (0, 1)


@pytest.mark.parametrize("arguments", [(0, 1, 0.5), (1, -1, 0.5), (1, 1, 1.5)])
def test_impossible_shapes_are_refused(arguments: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        incomplete_beta(*arguments)


@pytest.mark.parametrize("p", [0, 1, 1.2])
def test_a_quantile_of_certainty_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        f_quantile(p, 2, 3)
