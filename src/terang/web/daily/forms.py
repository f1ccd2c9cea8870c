"""What people type about their day."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from terang.evidence.models import DailyEntry
from terang.planning.models import Indicator
from terang.web.forms import DayField, IndonesianDecimalField

MISSING_WORDS = _("Tulis apa yang Anda kerjakan; satu kalimat sudah cukup.")


class LineForm(forms.Form):
    """One line of work. How long it may be is said by the service, so that no browser cuts off what was pasted."""

    hide_optional = True
    text = forms.CharField(
        label=_("Apa yang Anda kerjakan?"),
        error_messages={"required": MISSING_WORDS},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    indicator = forms.TypedChoiceField(label=_("Untuk indikator"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {each.pk: each for each in indicators}
        field = self.fields["indicator"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Tanpa indikator")), *((pk, _named(each)) for pk, each in self.known.items())]

    def chosen(self) -> Indicator | None:
        return self.known.get(self.cleaned_data["indicator"])


class QuantityForm(LineForm):
    value = IndonesianDecimalField(
        label=_("Jumlah"), required=False, min_value=Decimal(0), max_digits=16, decimal_places=4
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("value") is not None and not data.get("indicator") and "indicator" not in self.errors:
            self.add_error("indicator", _("Pilih indikatornya, supaya jumlahnya ikut dihitung."))
        return data


class EntryForm(QuantityForm):
    on = DayField(label=_("Hari"))
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RecurringForm(LineForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Pada hari"),
        coerce=int,
        choices=[(number, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu hari.")},
    )

    def bits(self) -> int:
        return sum(1 << number for number in set(self.cleaned_data["weekdays"]))


class CopyForm(forms.Form):
    entries = forms.TypedMultipleChoiceField(
        label=_("Yang disalin"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu baris.")},
    )

    def __init__(self, *args: Any, entries: Iterable[DailyEntry], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {each.pk: each for each in entries}
        field = self.fields["entries"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(pk, _line(each)) for pk, each in self.known.items()]

    def chosen(self) -> list[DailyEntry]:
        return [self.known[pk] for pk in self.cleaned_data["entries"]]


def _named(indicator: Indicator) -> str:
    """The name with its unit and how a quantity will count, so that nobody writes a part where a level is asked."""
    name = Truncator(indicator.statement).chars(60)
    how = ", ".join(part for part in (indicator.unit, str(indicator.get_accumulation_display()).lower()) if part)
    return f"{name} ({how})"


def _line(entry: DailyEntry) -> str:
    return f"{entry.text}\n{entry.indicator.statement}" if entry.indicator else entry.text
