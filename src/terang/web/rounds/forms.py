"""What raters, superiors and the performance team write about rounds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import RelationKind
from terang.evidence.services.round_answers import LONGEST_COMMENT, NOT_SEEN, Filled
from terang.evidence.services.round_raters import MOST_PROPOSED
from terang.organisation.models import Employee, Unit
from terang.planning.models import Period
from terang.web.forms import DayField

ANSWERS = tuple((value, str(value)) for value in (NOT_SEEN, 1, 2, 3, 4, 5))
UNKNOWN = _("Pilih jawaban dari kuesioner ini.")


class StepForm(forms.Form):
    """The behaviours of one core value and a free example; every answer may wait."""

    comment = forms.CharField(
        label=_("Contoh kejadian"),
        help_text=_("Tulis kejadian, bukan pribadi. Hindari hal yang membuat Anda dikenali."),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, value: str, items: Sequence[str], filled: Mapping[str, Any], **options: Any) -> None:
        self.value, self.items = value, items
        kept = filled.get("answers", {})
        initial = {item: kept.get(item) for item in items} | {"comment": filled.get("comments", {}).get(value, "")}
        options["initial"] = initial
        super().__init__(*args, **options)
        self.use_required_attribute = False
        for item in items:
            self.fields[item] = forms.TypedChoiceField(
                choices=ANSWERS,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": UNKNOWN},
            )

    def chosen(self, item: str) -> str:
        """The answer that stands in the form, as the radio of the page says it."""
        value = self[item].value()
        return "" if value is None else str(value)

    def onto(self, filled: Mapping[str, Any]) -> Filled:
        """What was stored before, with the answers of this step in their places."""
        answers = {key: value for key, value in filled.get("answers", {}).items() if key not in self.items}
        answers |= {item: told for item in self.items if (told := self.cleaned_data[item]) is not None}
        comments = filled.get("comments", {}) | {self.value: self.cleaned_data["comment"]}
        return Filled(answers, comments)


class KindForm(forms.Form):
    """What kind of relation keeps two people from rating each other."""

    kind = forms.ChoiceField(
        label=_("Hubungan Anda"),
        choices=RelationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jenis hubungannya.")},
    )


class RelationForm(KindForm):
    """The same with the other person, chosen from a search."""

    other = forms.TypedChoiceField(
        label=_("Pegawai"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih pegawainya."), "invalid_choice": _("Pilih pegawainya.")},
    )
    field_order = ("other", "kind")

    def __init__(self, *args: Any, people: Iterable[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "other", people)


class TeamRelationForm(forms.Form):
    """Two people by their staff numbers."""

    one = forms.CharField(label=_("NIP pegawai pertama"), max_length=30, help_text=_("18 angka"))
    other = forms.CharField(label=_("NIP pegawai kedua"), max_length=30, help_text=_("18 angka"))
    kind = forms.ChoiceField(
        label=_("Hubungan keduanya"),
        choices=RelationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih jenis hubungannya.")},
    )

    def nip(self, name: str) -> str:
        return "".join(self.cleaned_data[name].split())


class AbsentForm(forms.Form):
    """Who cannot answer in this round."""

    absent = forms.TypedChoiceField(
        label=_("Pegawai yang berhalangan"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih pegawainya."), "invalid_choice": _("Pilih pegawainya.")},
    )

    def __init__(self, *args: Any, people: Iterable[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "absent", people)


class ProposalForm(forms.Form):
    """Peers among whom the lot may also fall."""

    peers = forms.TypedMultipleChoiceField(
        label=_("Rekan yang Anda usulkan"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Paling banyak %(most)d. Kosongkan untuk menarik usulan.") % {"most": MOST_PROPOSED},
        error_messages={"invalid_choice": _("Pilih dari daftar ini.")},
    )

    def __init__(self, *args: Any, people: Iterable[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "peers", people)


class RoundForm(forms.Form):
    """A new round."""

    name = forms.CharField(
        label=_("Nama putaran"), max_length=120, error_messages={"required": _("Beri nama putaran ini.")}
    )
    period = forms.TypedChoiceField(label=_("Periode"), coerce=int)
    opens_on = DayField(label=_("Hari pertama mengisi"))
    closes_on = DayField(label=_("Hari terakhir mengisi"))
    units = forms.TypedMultipleChoiceField(
        label=_("Unit kerja"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Unit di bawahnya ikut. Kosongkan untuk seluruh instansi."),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, periods: Iterable[Period], units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "period", [(each.pk, each.name) for each in periods])
        _choices(self, "units", [(unit.pk, unit.name) for unit in units])


class ExtendForm(forms.Form):
    closes_on = DayField(label=_("Hari terakhir yang baru"))


def _offer(form: forms.Form, name: str, people: Iterable[Employee]) -> None:
    """Names with the post below, as the list of people shows them."""
    _choices(form, name, [(each.pk, f"{each.full_name}\n{post_of(each)}") for each in people])


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[int, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def post_of(person: Employee) -> str:
    """The post of the day, of people loaded with ``with_posts``."""
    present = getattr(person, "present", [])
    return f"{present[0].position.name} · {present[0].position.unit.name}" if present else ""
