"""Numbers as people in Indonesia type them."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from terang.web.forms import IndonesianDecimalField, LinesField

FIELD = IndonesianDecimalField(min_value=Decimal(0), max_digits=16, decimal_places=4)
LANGUAGES = ("id", "en")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2.400", "2400"),
        ("96,5", "96.5"),
        ("1.234.567,89", "1234567.89"),
        ("1234567,5", "1234567.5"),
        ("12", "12"),
        (" 12 ", "12"),
        ("2 400", "2400"),
        ("96.5", "96.5"),
        ("0,125", "0.125"),
        ("2,3450", "2.345"),
        ("1.234,567", "1234.567"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_the_indonesian_way_in_both_languages(language: str, typed: str, number: str) -> None:
    assert FIELD.clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "dua belas",
        "1.23.4",
        "12,5,0",
        "1,234.5",
        "1,234,567",
        "0.125",
        "1e5",
        "NaN",
        "٣",
        "12 %",
        "--1",
        ",5",
        ".",
        "5,",
    ],
)
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    with translation.override("id"), pytest.raises(ValidationError, match=r"misalnya 2\.400 atau 96,5"):
        FIELD.clean(typed)


@pytest.mark.parametrize(
    ("typed", "thousands", "fraction"),
    [
        ("2,400", "2.400", "2,4"),
        ("12,000", "12.000", "12"),
        ("2,345", "2.345", "2,3450"),
        ("100,050", "100.050", "100,05"),
    ],
)
def test_what_could_mean_two_things_is_refused_and_both_are_shown(
    language: str, typed: str, thousands: str, fraction: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        FIELD.clean(typed)
    [message] = refused.value.messages
    assert f" {thousands} " in message
    assert f" {fraction} " in message
    assert FIELD.clean(thousands) == Decimal(typed.replace(",", ""))
    assert FIELD.clean(fraction) == Decimal(typed.replace(",", "."))


def test_a_negative_number_is_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="paling kecil 0"):
        FIELD.clean("-1")


def test_too_many_decimals_are_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="Paling banyak 4 angka"):
        FIELD.clean("1,23456")


def test_a_number_that_does_not_fit_is_refused_in_words() -> None:
    with translation.override("id"), pytest.raises(ValidationError, match="terlalu panjang"):
        FIELD.clean("1" * 30)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("12.0000", "12"), ("2400.0000", "2.400"), ("96.5000", "96,5"), ("100", "100"), ("2.3450", "2,3450")],
)
def test_a_stored_number_is_shown_the_indonesian_way_without_idle_zeros(language: str, stored: str, shown: str) -> None:
    assert FIELD.prepare_value(Decimal(stored)) == shown


@pytest.mark.parametrize("number", ["0.125", "2.345", "100.5", "2400", "1234567.5", "1234.567"])
def test_what_was_shown_can_be_sent_back_unchanged(language: str, number: str) -> None:
    assert FIELD.clean(FIELD.prepare_value(Decimal(number))) == Decimal(number)


def test_lines_lose_blanks_between_them() -> None:
    assert LinesField(required=False).clean(" satu \r\n\r\n dua") == ["satu", "dua"]
