"""What people type about judgements. A draft may be incomplete; a conclusion may not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.core.parameters import Law
from terang.evaluation.enums import AchievementLevel, Rating
from terang.evaluation.models import Evaluation, UnitAchievement

from .words import SHORT

LONGEST = 2000

RATINGS = [(rating.value, SHORT[rating]) for rating in (Rating.BELOW, Rating.MEETS, Rating.ABOVE)]


class KeyedStrip(forms.RadioSelect):
    """Three choices side by side, each with a key of the keyboard that presses it."""

    def __init__(self, keys: str) -> None:
        self.keys = keys
        super().__init__(attrs={"class": "t-strip t-strip--3"})

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        option["attrs"]["data-key"] = self.keys[int(option["index"])]
        return option


class DecisionForm(forms.Form):
    """Two ratings and the words that go with them.

    Args:
        final: true for a conclusion, false for a draft.
        is_change: true when a conclusion stands already, so that a change needs its reason.
    """

    # Names and values are those by which the style sheet finds the cell where the two choices meet.
    results_rating = forms.ChoiceField(
        label=_("Rating hasil kerja"), required=False, choices=RATINGS, widget=KeyedStrip("123")
    )
    behaviour_rating = forms.ChoiceField(
        label=_("Rating perilaku kerja"), required=False, choices=RATINGS, widget=KeyedStrip("789")
    )
    reason = forms.CharField(
        label=_("Alasan, dibaca pegawai"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    recommendation = forms.CharField(
        label=_("Catatan atau rekomendasi pada dokumen"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    change_reason = forms.CharField(
        label=_("Alasan perubahan"), required=False, max_length=LONGEST,
        help_text=_("Dicatat di buku besar bersama hasil sebelumnya."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    hide_optional = True

    def __init__(self, *args: Any, final: bool = False, is_change: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.final = final
        if not is_change:
            del self.fields["change_reason"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.final:
            self._ask("results_rating", _("Pilih rating hasil kerja"))
            self._ask("behaviour_rating", _("Pilih rating perilaku kerja"))
            self._ask("reason", _("Tuliskan alasan; pegawai akan membacanya"))
        return data

    def _ask(self, field: str, sentence: Any) -> None:
        if field not in self.errors and not self.cleaned_data.get(field):
            self.add_error(field, sentence)

    @property
    def said(self) -> dict[str, Any]:
        """The words of the form as the services name them."""
        data = self.cleaned_data
        return {
            "results": data["results_rating"], "behaviour": data["behaviour_rating"], "reason": data["reason"],
            "recommendation": data["recommendation"], "version": data["version"],
        }  # fmt: skip


def decision_of(evaluation: Evaluation) -> dict[str, Any]:
    """A stored judgement as the form shows it."""
    names = ("results_rating", "behaviour_rating", "reason", "recommendation", "version")
    return {name: getattr(evaluation, name) for name in names}


class UnitLevelForm(forms.Form):
    """The level of a unit with its basis.

    Args:
        on_behalf: the performance team enters it for the head, so the document number is needed.
        present: the level set before, none the first time.
    """

    level = forms.ChoiceField(label=_("Capaian kinerja organisasi"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("Dasar penetapan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya capaian perjanjian kinerja dan ekspektasi pimpinan, dengan angkanya."),
    )  # fmt: skip
    document_no = forms.CharField(label=_("Nomor dokumen penetapan"), max_length=120, required=False)
    reason = forms.CharField(
        label=_("Alasan perubahan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dicatat di buku besar bersama capaian sebelumnya."),
    )  # fmt: skip

    def __init__(self, *args: Any, law: Law, on_behalf: bool, present: UnitAchievement | None, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = law.evaluation.organisation_levels.value
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (AchievementLevel[each.level.name].value, each.label) for each in levels
        ]
        self.fields["document_no"].required = on_behalf
        if present is None:
            del self.fields["reason"]


class ReplyForm(forms.Form):
    """The employee's own words beside the signature."""

    reply = forms.CharField(
        label=_("Tanggapan Anda"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca pejabat penilai dan atasannya."),
    )  # fmt: skip
