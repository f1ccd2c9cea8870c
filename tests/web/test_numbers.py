"""Numbers as pages write them: rounded, never cut."""

from decimal import Decimal

import pytest
from django.utils import translation

from terang.web.templatetags.terang import number, signed


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(2.686, 1, "2,7"), (4.87, 1, "4,9"), (Decimal("0.125"), 2, "0,13"), (2400, None, "2.400"), (96.5, 0, "97"),
     (None, 1, "–")],
)  # fmt: skip
def test_a_number_is_rounded_half_up(value: float | None, decimals: int | None, written: str) -> None:
    with translation.override("id"):
        assert number(value, decimals) == written


@pytest.mark.parametrize(("value", "written"), [(0.28, "+0,3"), (-0.25, "−0,3"), (0.04, "0,0"), (-0.04, "0,0")])
def test_a_difference_has_its_sign_unless_nothing_is_left(value: float, written: str) -> None:
    with translation.override("id"):
        assert signed(value, 1) == written
