"""What is typed to begin an addendum."""

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.planning.enums import Ground


class StartForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Dasar perubahan"),
        choices=[("", _("Pilih dasar")), *Ground.choices],
        error_messages={"required": _("Pilih dasar perubahan menurut PP 30/2019 Pasal 28.")},
    )
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Ceritakan apa yang terjadi dan apa yang perlu berubah. Alasan ini tersimpan bersama versi SKP."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tuliskan alasan addendum, agar perubahan dapat dipertanggungjawabkan.")},
    )
