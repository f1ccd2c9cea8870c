"""What a leader types into the matrix."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.planning.enums import CascadeKind, SplitBy
from terang.planning.mapping import CellDraft
from terang.planning.models import RoleCell
from terang.web.planning.forms import ResultForm


class RoleForm(forms.Form):
    """What one member must produce for one result of the leader."""

    role = forms.CharField(
        label=_("Peran hasil"),
        help_text=_("Tulis apa yang dihasilkan pegawai ini. Contoh: Pengaduan loket 1 dijawab."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan apa yang dihasilkan pegawai ini.")},
    )
    cascade = forms.ChoiceField(
        label=_("Cara melayani hasil Anda"),
        choices=[
            (CascadeKind.DIRECT, _("Langsung\nMengambil sebagian dari hasil dan target Anda")),
            (CascadeKind.INDIRECT, _("Tidak langsung\nHasil antara yang membuat hasil Anda tercapai")),
        ],
        initial=CascadeKind.INDIRECT,
        widget=forms.RadioSelect,
    )
    split = ResultForm.base_fields["split"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("cascade") == CascadeKind.DIRECT and not data.get("split"):
            self.add_error("split", _("Pilih menurut apa hasil Anda dibagi."))
        return data

    def draft(self) -> CellDraft:
        """A division chosen before the kind was changed to indirect means nothing."""
        data = self.cleaned_data
        direct = data["cascade"] == CascadeKind.DIRECT
        return CellDraft(data["role"], CascadeKind(data["cascade"]), SplitBy(data["split"]) if direct else None)


def initial_role(cell: RoleCell | None) -> dict[str, Any]:
    return {"role": cell.role, "cascade": cell.cascade, "split": cell.split} if cell else {}
