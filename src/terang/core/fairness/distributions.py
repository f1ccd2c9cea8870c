"""The F distribution, for confidence intervals: a continued fraction and bisection, nothing else."""

from math import exp, inf, lgamma, log, log1p

_TINY = 1e-300
_STEPS = 10_000


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1."""
    if not (a > 0 and b > 0 and 0 <= x <= 1):
        raise ValueError("a and b are positive and x lies in 0..1")
    if x in (0.0, 1.0):
        return float(x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # The fraction converges fast on this side of the mean only; the other side is its complement.
    if x <= (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of I_x, by the modified method of Lentz."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def f_probability(f: float, d1: float, d2: float) -> float:
    """P(F <= f) with d1 and d2 degrees of freedom, whole or not."""
    if f <= 0:
        return 0.0
    return 1.0 if f == inf else incomplete_beta(d1 / 2, d2 / 2, d1 * f / (d1 * f + d2))


def f_quantile(p: float, d1: float, d2: float) -> float:
    """The f with P(F <= f) = p, for 0 < p < 1."""
    if not 0 < p < 1:
        raise ValueError("a quantile belongs to a probability between 0 and 1")
    if incomplete_beta(d1 / 2, d2 / 2, 0.5) >= p:
        x = _below_one_half(p, d1 / 2, d2 / 2)
        return d2 * x / (d1 * (1.0 - x))
    x = _below_one_half(1.0 - p, d2 / 2, d1 / 2)
    return d2 * (1.0 - x) / (d1 * x)


def _below_one_half(p: float, a: float, b: float) -> float:
    """The x up to one half with I_x(a, b) = p, by bisection; small x are told apart best."""
    low, high = 0.0, 0.5
    while (middle := (low + high) / 2) not in (low, high):
        if incomplete_beta(a, b, middle) < p:
            low = middle
        else:
            high = middle
    return high
