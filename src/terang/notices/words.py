"""A notice's sentence, kept as it stands in the catalogue and spoken in the language of who reads it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

Value = str | int | date | datetime


def packed(values: Mapping[str, Value]) -> dict[str, Any]:
    """Values as they are kept: days and moments stay days and moments until somebody reads them."""
    return {name: _pack(value) for name, value in values.items()}


def sentence(text: str, values: Mapping[str, Any]) -> str:
    """The sentence in the active language, with its values."""
    return gettext(text) % {name: _unpack(value) for name, value in values.items()}


def _pack(value: Value) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        local = timezone.localtime(datetime.fromisoformat(value["moment"]))
        return date_format(local, "j F Y, H.i")
    return date_format(date.fromisoformat(value["day"]), "j F Y")
