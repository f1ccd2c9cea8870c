"""The answers to a practice case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terang.fairness.practice import Case

UNSEEN = "0"
ANSWERS = [
    ("1", _("Tidak pernah")),
    ("2", _("Jarang")),
    ("3", _("Kadang")),
    ("4", _("Sering")),
    ("5", _("Selalu")),
    (UNSEEN, pgettext_lazy("answer", "Tidak teramati")),
]


class AnswersForm(forms.Form):
    """One choice for each behaviour of a case."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, behaviours: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case
        for item in case.items:
            self.fields[item.behaviour] = forms.ChoiceField(
                label=behaviours[item.behaviour],
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih satu jawaban.")},
            )

    def answers(self) -> dict[str, int | None]:
        chosen = {item.behaviour: self.cleaned_data[item.behaviour] for item in self.case.items}
        return {behaviour: None if value == UNSEEN else int(value) for behaviour, value in chosen.items()}
