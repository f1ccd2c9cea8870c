"""What an appraiser says about a sample."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import Verdict
from terang.evidence.services.sampling import LONGEST_NOTE


class DrawForm(forms.Form):
    size = forms.IntegerField(
        label=_("Banyaknya catatan"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Isi banyaknya catatan."), "invalid": _("Tulis angka bulat.")},
    )
    last = forms.IntegerField(required=False, widget=forms.HiddenInput)


class JudgeForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Menurut Anda"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih sesuai atau perlu penjelasan.")},
    )
    note = forms.CharField(
        label=_("Yang perlu dijelaskan"),
        help_text=_("Isi bila perlu penjelasan. Pegawai membacanya."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, max_length=6, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("verdict") == Verdict.DOUBT and not data.get("note", "").strip():
            self.add_error("note", _("Tuliskan apa yang perlu dijelaskan."))
        return data
