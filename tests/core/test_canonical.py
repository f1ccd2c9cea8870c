"""One spelling for a value, and a clear word about values that have none."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from terang.core.canonical import NotCanonical, canonical_json, timestamp
from terang.core.enums import Rating

MEDAN = timezone(timedelta(hours=7))


def test_keys_are_sorted_and_text_stays_utf_8() -> None:
    assert canonical_json({"b": "é", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"é"}'


def test_decimals_dates_enums_and_uuids_become_text() -> None:
    value = {
        "d": Decimal("12.50"),
        "day": date(2026, 11, 24),
        "e": Rating.ABOVE,
        "u": UUID(int=1),
        "t": datetime(2026, 11, 24, 9, 41, tzinfo=MEDAN),
    }
    assert canonical_json(value) == (
        '{"d":"12.50","day":"2026-11-24","e":"ABOVE",'
        '"t":"2026-11-24T02:41:00.000000Z","u":"00000000-0000-0000-0000-000000000001"}'
    )


def test_a_large_decimal_has_no_exponent() -> None:
    assert canonical_json(Decimal("1E+3")) == '"1000"'


def test_one_moment_is_one_text_in_every_time_zone() -> None:
    moment = datetime(2026, 11, 24, 9, 41, 0, 5, tzinfo=MEDAN)
    assert timestamp(moment) == timestamp(moment.astimezone(UTC)) == "2026-11-24T02:41:00.000005Z"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1.5]}, r"\.a\[0\]: 1\.5 is a float; use Decimal or int"),
        ({"a": float("nan")}, r"\.a: nan is a float"),
        ({"a": Decimal("NaN")}, r"\.a: NaN is not a number"),
        ({"a": Decimal("Infinity")}, r"\.a: Infinity is not a number"),
        ({"a": datetime(2026, 1, 1)}, "without a time zone"),
        ({1: "a"}, "the key 1 is no text"),
        ({"a": {1, 2}}, r"\.a: set has no canonical form"),
        ({"a": "\ud800"}, r"\.a: the text holds half a character"),
    ],
)
def test_a_value_without_one_spelling_is_refused_with_its_place(value: object, said: str) -> None:
    with pytest.raises(NotCanonical, match=said):
        canonical_json(value)
