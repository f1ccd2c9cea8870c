"""What people write about guidance and counselling."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.core.law_view import CoachingStatement, CompetenceScale
from terang.evidence.enums import Answer
from terang.evidence.services.coaching import Score
from terang.planning.models import Skp
from terang.web.forms import DayField

MOST_SCORES = 10
LONGEST = 4000


def words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """Free text of a session."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, help_text=help_text)


class SessionForm(forms.Form):
    """What was talked about in a session of guidance."""

    held_on = DayField(label=_("Tanggal bimbingan"))
    topic = forms.CharField(label=_("Pokok bahasan"), max_length=255, help_text=_("Satu kalimat."))
    notes = words(_("Catatan"), help_text=_("Apa yang dibicarakan dan diamati. Pegawai dapat membacanya."))
    agreed = words(_("Tindak lanjut yang disepakati"), required=False, rows=2)


class NewSessionForm(SessionForm):
    """The same with the people it was held with."""

    people = forms.TypedMultipleChoiceField(
        label=_("Pegawai yang dibimbing"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Pilih lebih dari satu untuk bimbingan kelompok; setiap pegawai melihat catatannya sendiri."),
        error_messages={"required": _("Pilih pegawai yang dibimbing.")},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    field_order = ("people", "held_on", "topic", "notes", "agreed", "key")

    def __init__(self, *args: Any, plans: Iterable[Skp], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["people"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(plan.pk, f"{plan.employee.full_name} · {plan.assignment.position.name}") for plan in plans]


class ReplyForm(forms.Form):
    """Format B.1.8: an answer to each statement, and a note."""

    def __init__(self, *args: Any, statements: Sequence[CoachingStatement], **options: Any) -> None:
        super().__init__(*args, **options)
        self.statements = statements
        for each in statements:
            self.fields[each.key] = forms.ChoiceField(
                label=f"{each.number}. {each.text}",
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih satu jawaban.")},
            )
        self.fields["note"] = words(_("Catatan untuk atasan pimpinan"), required=False)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The statements under their headings."""
        found: dict[str, list[forms.BoundField]] = {}
        for each in self.statements:
            found.setdefault(each.about, []).append(self[each.key])
        return list(found.items())

    def answers(self) -> Mapping[str, str]:
        return {each.key: self.cleaned_data[each.key] for each in self.statements}


class ScoreForm(forms.Form):
    """One line of format B.1.9; an empty line is left out."""

    competence = forms.CharField(
        label=_("Kompetensi"),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "competences", "autocomplete": "off"}),
        error_messages={"required": _("Tuliskan nama kompetensi.")},
    )
    score = forms.TypedChoiceField(label=_("Nilai"), coerce=int, error_messages={"required": _("Pilih nilai.")})
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tuliskan alasan nilai ini.")},
    )

    def __init__(self, *args: Any, scale: CompetenceScale, **options: Any) -> None:
        super().__init__(*args, **options)
        self.empty_permitted, self.use_required_attribute = True, False
        field = self.fields["score"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Pilih")), *((n, str(n)) for n in range(scale.lowest, scale.highest + 1))]

    @property
    def is_blank(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in self.fields)

    def score_line(self) -> Score:
        data = self.cleaned_data
        return Score(data["competence"], data["score"], data["reason"])


class CounsellingForm(forms.Form):
    """Confidential notes of a counselling session."""

    held_on = DayField(label=_("Tanggal konseling"))
    problem = words(_("Masalah yang dibicarakan"))
    outcome = words(_("Hasil konseling"), required=False)
    follow_up = words(_("Tindak lanjut"), required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
