"""Form fields that several areas share."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

DIGITS = re.compile(r"-?[0-9][0-9.,]*")


class IndonesianDecimalField(forms.DecimalField):
    """A number as people write it: 2.400 or 96,5.

    The separators follow the language of the page (in English 2,400 and 96.5). A single point typed on
    a keyboard without a comma is understood where it cannot part thousands: 96.5 is ninety-six and a half.
    """

    default_error_messages = {
        "invalid": _("Tulis angka saja, misalnya 2.400 atau 96,5."),
        "min_value": _("Angka paling kecil %(limit_value)s."),
        "max_value": _("Angka paling besar %(limit_value)s."),
        "max_decimal_places": _("Paling banyak %(max)s angka di belakang koma."),
        "max_whole_digits": _("Angka ini terlalu panjang; periksa jumlah nolnya."),
        "max_digits": _("Angka ini terlalu panjang; periksa jumlah nolnya."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = re.sub(r"\s", "", value)
            if value and not (DIGITS.fullmatch(value) and _is_grouped(value)):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number without idle zeros: 12,0000 is 12."""
        if not isinstance(value, Decimal):
            return value
        short = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        return number_format(short, use_l10n=True, force_grouping=True)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


def _is_grouped(value: str) -> bool:
    """Refuse groups that are none, as in 1.23.4 or 12,5,0: guessing could change a figure tenfold."""
    thousands, decimal = get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR")
    whole, found, fraction = value.lstrip("-").partition(decimal)
    if not whole or decimal in fraction or thousands in fraction:
        return False
    groups = whole.split(thousands)
    if len(groups) == 1 or (len(groups) == 2 and thousands == "." and len(groups[1]) != 3 and not found):
        return True
    return len(groups[0]) <= 3 and groups[0][:1] not in ("", "0") and all(len(group) == 3 for group in groups[1:])


class DayField(forms.DateField):
    """A day, picked with the browser's own calendar and sent as 2026-11-24."""

    default_error_messages = {"invalid": _("Pilih tanggal dari kalender, atau tulis seperti 2026-11-24.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"])
        super().__init__(**options)


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value
