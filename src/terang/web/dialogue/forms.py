"""What two people write about their talks and to each other about a plan."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terang.planning.enums import CommentKind, DialoguePurpose
from terang.planning.models import Dialogue, DialogueAction, Skp
from terang.planning.services.talks import MOST_ACTIONS, Appointment, Promise
from terang.web.forms import DayField

LONGEST = 6000
SHOWN_ACTIONS = 3


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Free text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, help_text=help_text)


class AppointmentForm(forms.Form):
    """When, where and what about."""

    purpose = forms.ChoiceField(label=_("Tujuan"), choices=DialoguePurpose.choices)
    day = DayField(label=_("Tanggal"))
    hour = forms.TimeField(
        label=_("Jam"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": _("Tulis jam seperti 09.00.")},
    )
    place = forms.CharField(label=_("Tempat"), max_length=120, required=False)
    agenda = words(_("Agenda"), required=False, help_text=_("Apa yang akan dibicarakan, satu hal pada tiap baris."))

    def appointment(self) -> Appointment:
        data = self.cleaned_data
        moment = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        return Appointment(data["purpose"], moment, data["place"], data["agenda"])


def initial_appointment(talk: Dialogue) -> dict[str, Any]:
    """The form of a talk as it stands."""
    local = timezone.localtime(talk.planned_for)
    kept = {name: getattr(talk, name) for name in ("purpose", "place", "agenda")}
    return {"day": local.date(), "hour": local.time(), **kept}


class MinutesForm(forms.Form):
    """What was said."""

    held_on = DayField(label=_("Tanggal dialog berlangsung"))
    minutes = words(_("Catatan"), rows=6, help_text=_("Apa yang dibicarakan dan disepakati. Dibaca kedua pihak."))


class ActionForm(forms.Form):
    """One thing that somebody promised to do; an empty line is left out."""

    text = forms.CharField(
        label=_("Tindak lanjut"), max_length=500, error_messages={"required": _("Tuliskan tindak lanjutnya.")}
    )
    owner = forms.ChoiceField(
        label=_("Dikerjakan oleh"), choices=[("employee", _("Pegawai")), ("appraiser", _("Pejabat penilai"))]
    )
    due = DayField(label=_("Paling lambat"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False

    @property
    def is_blank(self) -> bool:
        return not any(str(self[name].value() or "").strip() for name in ("text", "due"))

    def promise(self) -> Promise:
        data = self.cleaned_data
        return Promise(data["text"], data["owner"] == "appraiser", data["due"])


def shown_lines(lines: Sequence[ActionForm]) -> tuple[list[ActionForm], list[ActionForm]]:
    """The lines that stand open and those to be unfolded; an empty line is shown without what it lacks."""
    last = max([SHOWN_ACTIONS, *(n for n, line in enumerate(lines, start=1) if not line.is_blank)])
    clean = [ActionForm(prefix=line.prefix) if line.is_blank else line for line in lines]
    return clean[:last], clean[last:]


def action_forms(data: Any, stored: list[DialogueAction], skp: Skp) -> list[ActionForm]:
    """As many lines as a talk may have: with what was typed, or with what is stored."""
    kept = [
        {"text": each.text, "due": each.due, "owner": "appraiser" if each.owner_id == skp.appraiser_id else "employee"}
        for each in stored
    ]
    kept += [{} for _each in range(MOST_ACTIONS - len(kept))]
    return [ActionForm(data, prefix=f"a{n}", initial=initial) for n, initial in enumerate(kept, start=1)]


class CorrectionForm(forms.Form):
    """What is to be corrected in the minutes of the other side."""

    correction = words(_("Yang perlu diperbaiki"))


class CancelForm(forms.Form):
    """Why a talk does not take place."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Pihak lain membacanya."),
    )


class CommentForm(forms.Form):
    """A remark or a proposal about the plan or one result of it."""

    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=CommentKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Usul perubahan dijawab oleh pihak lain; komentar tidak perlu dijawab."),
    )
    result = forms.TypedChoiceField(label=_("Tentang"), required=False, coerce=int, empty_value=None)
    text = words(_("Isi"))
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, skp: Skp, **options: Any) -> None:
        super().__init__(*args, **options)
        self.results = {result.pk: result for result in skp.results.all()}
        field = self.fields["result"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("SKP seluruhnya")), *((pk, each.statement) for pk, each in self.results.items())]


class AnswerForm(forms.Form):
    """The answer to a proposal."""

    answer = words(_("Jawaban Anda"), help_text=_("Tuliskan kesepakatannya, atau alasan Anda belum sepakat."))
