"""Form fields that several areas share."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

GROUPED = re.compile(r"-?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
# A single point typed on a keyboard without a comma, where it cannot part thousands: 96.5.
POINTED = re.compile(r"-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
# 2,400 is 2.400 to who learnt to write numbers in English, and 2,4 to everybody else.
TWOFOLD = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


class IndonesianDecimalField(forms.DecimalField):
    """A number as people in Indonesia write it, in whatever language the page is read: 2.400 or 96,5.

    The paper before them does not change with the language of the page, so neither does what they type. What could
    be read in two ways is refused and both ways are shown.
    """

    default_error_messages = {
        "invalid": _("Tulis angka saja, misalnya 2.400 atau 96,5."),
        "twofold": _("Angka ini dapat dibaca dua cara. Tulis %(thousands)s bila ribuan, %(fraction)s bila pecahan."),
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
            self._require_one_meaning(value)
        with override("id"):
            return super().to_python(value)

    def _require_one_meaning(self, value: str) -> None:
        if TWOFOLD.fullmatch(value):
            whole, _comma, decimals = value.partition(",")
            ways = {"thousands": f"{whole}.{decimals}", "fraction": _fraction(whole, decimals)}
            raise ValidationError(self.error_messages["twofold"], code="twofold", params=ways)
        if value and not (GROUPED.fullmatch(value) or POINTED.fullmatch(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number without idle zeros (12,0000 is 12), so that it can be sent back unchanged."""
        if not isinstance(value, Decimal):
            return value
        short = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        with override("id"):
            shown = number_format(short, use_l10n=True, force_grouping=True)
        return f"{shown}0" if TWOFOLD.fullmatch(shown) else shown

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


def _fraction(whole: str, decimals: str) -> str:
    """2,400 is 2,4; where the third decimal counts, a fourth one says that it is no thousand: 2,345 is 2,3450."""
    short = decimals.rstrip("0")
    return f"{whole},{decimals}0" if len(short) == 3 else f"{whole},{short}".rstrip(",")


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


class WorkbookField(forms.FileField):
    """An Excel file; what it holds is judged when it is read."""

    widget = forms.FileInput(attrs={"accept": ".xlsx"})
    default_error_messages = {
        "required": _("Pilih berkasnya lebih dulu."),
        "empty": _("Berkas ini kosong. Pilih berkas yang lain."),
        "missing": _("Pilih berkasnya lebih dulu."),
    }


def searched(request: HttpRequest) -> str:
    """What was typed into the search of a form, without the null bytes that PostgreSQL compares with nothing."""
    return request.POST.get("q", "").replace("\0", "").strip()[:100]
