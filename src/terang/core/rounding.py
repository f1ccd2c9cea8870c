"""Half up, exactly: the rounding of the official forms."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor


def half_up(value: Fraction | Decimal, places: int) -> Decimal:
    """A value from zero up, rounded half up to `places` decimals, from its exact fraction."""
    return Decimal(floor(Fraction(value) * 10**places + Fraction(1, 2))).scaleb(-places)
