"""Numbers as people in Indonesia type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from terang.web.forms import IndonesianDecimalField, LinesField

FIELD = IndonesianDecimalField(min_value=Decimal(0), max_digits=16, decimal_places=4)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2.400", "2400"),
        ("96,5", "96.5"),
        ("1.234.567,89", "1234567.89"),
        ("12", "12"),
        (" 12 ", "12"),
        ("2 400", "2400"),
        ("96.5", "96.5"),
        ("0,125", "0.125"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_the_indonesian_way(typed: str, number: str) -> None:
    with translation.override("id"):
        assert FIELD.clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["dua belas", "1.23.4", "12,5,0", "1,234.5", "0.125", "1e5", "NaN", "٣", "12 %", "--1", ",5", "."]
)
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    with translation.override("id"), pytest.raises(ValidationError, match=r"misalnya 2\.400 atau 96,5"):
        FIELD.clean(typed)


def test_a_negative_number_is_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="paling kecil 0"):
        FIELD.clean("-1")


def test_too_many_decimals_are_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="Paling banyak 4 angka"):
        FIELD.clean("1,23456")


def test_a_number_that_does_not_fit_is_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="terlalu panjang"):
        FIELD.clean("1" * 30)


def test_in_english_the_separators_change_places() -> None:
    with translation.override("en"):
        assert FIELD.clean("2,400") == Decimal(2400)
        assert FIELD.clean("96.5") == Decimal("96.5")


@pytest.mark.parametrize(
    ("stored", "shown"), [("12.0000", "12"), ("2400.0000", "2.400"), ("96.5000", "96,5"), ("100", "100")]
)
def test_a_stored_number_is_shown_without_idle_zeros(stored: str, shown: str) -> None:
    with translation.override("id"):
        assert FIELD.prepare_value(Decimal(stored)) == shown


def test_what_was_shown_can_be_sent_back_unchanged() -> None:
    with translation.override("id"):
        for number in ("0.125", "2400", "1234567.5"):
            assert FIELD.clean(FIELD.prepare_value(Decimal(number))) == Decimal(number)


def test_lines_lose_blanks_between_them() -> None:
    assert LinesField(required=False).clean(" satu \r\n\r\n dua") == ["satu", "dua"]
