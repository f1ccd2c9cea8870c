"""One spelling for a value: what is hashed must read the same on every machine and in every year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class NotCanonical(TypeError):
    """A value that has no single written form. `path` names the place inside the value."""

    def __init__(self, path: str, problem: str, advice: str) -> None:
        self.path = path
        super().__init__(f"{path or 'value'}: {problem}; {advice}.")


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, UTF-8 text, Decimal as string, dates as ISO.

    Raises NotCanonical for floats, NaN, naive datetimes, non-text keys, lone surrogates and
    types without an agreed form.
    """
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain(value: object, path: str = "") -> Json:
    """The value as JSON types only: str, int, bool, None, list, dict."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value, path)
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {_key(key, path): plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    return _scalar(value, path)


def timestamp(moment: datetime) -> str:
    """UTC with microseconds and Z: 2026-11-24T02:41:00.000000Z. Refuses a naive datetime."""
    if moment.utcoffset() is None:
        raise NotCanonical("", "a datetime without a time zone", "pass an aware datetime")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _scalar(value: object, path: str) -> Json:
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(value, path)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float):
        raise NotCanonical(path, f"{value!r} is a float", "use Decimal or int")
    raise NotCanonical(path, f"{type(value).__name__} has no canonical form", "convert it first")


def _decimal(value: Decimal, path: str) -> str:
    if not value.is_finite():
        raise NotCanonical(path, f"{value} is not a number", "leave the value out or use None")
    return format(value, "f")


def _text(value: str, path: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical(path, "the text holds half a character", "clean the text") from None
    return str(value)


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise NotCanonical(path, f"the key {key!r} is no text", "use text keys")
    return _text(key.value if isinstance(key, Enum) else key, path)
