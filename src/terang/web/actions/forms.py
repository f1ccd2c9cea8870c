"""The steps of one indicator as people type them: a number and words for each interval."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from terang.planning.steps import LONGEST_TEXT, StepDraft
from terang.web.forms import IndonesianDecimalField

TOO_LONG = _("Paling banyak %(limit_value)d huruf; tulisan ini %(show_value)d huruf.")


class StepsForm(forms.Form):
    """``n20260131`` holds the number and ``u20260131`` the words of January; without numbers for a target in words.

    No browser cuts off in silence what was pasted: how long words may be is checked here only.
    """

    def __init__(self, *args: Any, names: Mapping[date, str], with_numbers: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for end, name in names.items():
            if with_numbers:
                self.fields[_key("n", end)] = IndonesianDecimalField(
                    label=_("%(interval)s, jumlah") % {"interval": name}, required=False, min_value=Decimal(0),
                    max_digits=16, decimal_places=4,
                )  # fmt: skip
            self.fields[_key("u", end)] = forms.CharField(
                label=_("%(interval)s, uraian") % {"interval": name}, required=False,
                validators=[MaxLengthValidator(LONGEST_TEXT, TOO_LONG)],
                widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
            )  # fmt: skip
        self.names = names

    def rows(self) -> Iterator[tuple[str, Any, Any]]:
        """Name of the interval, the field of its number (none for words only) and of its words."""
        for end, name in self.names.items():
            number = self[_key("n", end)] if _key("n", end) in self.fields else None
            yield name, number, self[_key("u", end)]

    def steps(self) -> list[StepDraft]:
        data = self.cleaned_data
        return [StepDraft(end, data.get(_key("n", end)), data[_key("u", end)]) for end in self.names]


def initial_steps(steps: Sequence[StepDraft]) -> dict[str, Any]:
    numbers = {_key("n", step.month): step.target for step in steps}
    return numbers | {_key("u", step.month): step.text for step in steps}


def _key(kind: str, end: date) -> str:
    return f"{kind}{end:%Y%m%d}"
