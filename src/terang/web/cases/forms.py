"""What is typed about a change in the middle of the year."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee
from terang.planning.enums import CaseKind
from terang.planning.models import WorkResult
from terang.web.forms import DayField

# Of these the length decides, so the last day is asked for; of the others it may be known.
LENGTH_DECIDES = (CaseKind.LEAVE, CaseKind.OTHER_DUTY, CaseKind.DAILY_ACTING)
LASTS = (*LENGTH_DECIDES, CaseKind.ACTING, CaseKind.UNPAID_LEAVE, CaseKind.SUSPENDED, CaseKind.STUDY,
         CaseKind.STUDY_AT_WORK, CaseKind.SPECIAL_ASSIGNMENT, CaseKind.SECONDED)  # fmt: skip
ENDS = (CaseKind.RETIREMENT, CaseKind.TRANSFER_OUT, CaseKind.DEATH, CaseKind.PRE_RETIREMENT)


class FactsForm(forms.Form):
    on = DayField(
        label=_("Mulai tanggal"),
        help_text=_("Hari pertama keadaan baru berlaku, misalnya tanggal mulai pada SK."),
        error_messages={"required": _("Pilih tanggal mulainya.")},
    )
    until = DayField(label=_("Sampai tanggal"), required=False)
    basis = forms.CharField(
        label=_("Dasar"),
        max_length=255,
        help_text=_("Nomor SK atau surat, agar perubahan ini dapat ditelusuri."),
        error_messages={"required": _("Tuliskan dasarnya, misalnya nomor SK atau surat.")},
    )

    def __init__(self, *args: Any, kind: CaseKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].help_text = _day_help(kind)
        if kind not in LASTS:
            del self.fields["until"]
        elif kind in LENGTH_DECIDES:
            until = self.fields["until"]
            until.required = True
            until.help_text = _("Hari terakhirnya. Lamanya menentukan apakah SKP boleh diubah.")
            until.error_messages["required"] = _("Isi tanggal akhirnya: lamanya menentukan apakah SKP perlu diubah.")
        else:
            self.fields["until"].help_text = _("Kosongkan bila belum diketahui.")


def _day_help(kind: CaseKind) -> Any:
    if kind in ENDS:
        return _("Hari pertama pegawai tidak lagi bertugas. SKP berakhir sehari sebelumnya.")
    return _("Hari pertama keadaan baru berlaku, misalnya tanggal mulai pada SK.")


class SuccessorsForm(forms.Form):
    """Who takes over each result of the unit; what was chosen stays also when the list is searched anew."""

    def __init__(self, *args: Any, results: Sequence[WorkResult], people: Sequence[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Pilih penerus")), *((str(person.pk), person.full_name) for person in people)]
        first = str(people[0].pk) if people else ""
        for result in results:
            self.fields[f"r{result.pk}"] = forms.ChoiceField(
                label=result.statement, choices=choices, initial=first,
                error_messages={
                    "required": _("Pilih siapa yang meneruskan hasil kerja ini."),
                    "invalid_choice": _("Pilih penerus dari daftar."),
                },
            )  # fmt: skip

    @property
    def chosen(self) -> dict[int, int]:
        return {int(name.removeprefix("r")): int(person) for name, person in self.cleaned_data.items()}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan alasan pembatalan; alasan ini dicatat di buku besar.")},
    )

    def __init__(self, *args: Any, is_applied: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = is_applied
