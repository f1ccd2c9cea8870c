"""What people type about units, appointed appraisers and uploaded lists."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.exchange.workbook import DEFAULT, MEGABYTE
from terang.organisation.models import Employee, Unit
from terang.web.forms import DayField, WorkbookField
from terang.web.templatetags.terang import size

FOUND_AT_MOST = 10


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Alasan"),
        help_text=_("Tercatat di buku besar bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UploadForm(forms.Form):
    """A staff list; too large a file is refused before anything is read."""

    file = WorkbookField(
        label=_("Berkas daftar pegawai"),
        help_text=_("Excel (.xlsx), paling besar 10 MB. Unduhan SIASN dapat langsung dipakai."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is not None and file.size > DEFAULT.size:
            raise forms.ValidationError(
                _("Berkas %(size)s. Ukuran paling besar %(limit)d MB; hapus lembar atau gambar, lalu pilih lagi."),
                params={"size": size(file.size), "limit": DEFAULT.size // MEGABYTE},
            )
        return file


class AppointForm(forms.Form):
    """An appraiser chosen among the people found by a search."""

    appraiser = forms.ChoiceField(
        label=_("Pejabat penilai"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu orang."), "invalid_choice": _("Cari lagi, lalu pilih satu orang.")},
    )
    since = DayField(label=_("Mulai"))
    until = DayField(
        label=_("Sampai"), required=False, help_text=_("Hari terakhir. Kosongkan bila tidak ada batasnya.")
    )
    basis = forms.CharField(
        label=_("Dasar penetapan"),
        help_text=_("Misalnya nomor dan tanggal SK."),
        max_length=255,
        error_messages={"required": _("Tuliskan dasar penetapannya, misalnya nomor SK.")},
    )

    def __init__(self, *args: Any, people: Iterable[Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), f"{each.full_name}\n{_post(each)}") for each in people]
        cast(forms.ChoiceField, self.fields["appraiser"]).choices = choices


def _post(person: Employee) -> str:
    present = getattr(person, "present", [])
    return f"{present[0].position.name}, {present[0].position.unit.name}" if present else ""


class EndForm(forms.Form):
    until = DayField(label=_("Hari terakhir"))


class NewUnitForm(forms.Form):
    name = forms.CharField(label=_("Nama unit"), max_length=255, error_messages={"required": _("Tuliskan nama unit.")})
    code = forms.CharField(label=_("Kode unor"), max_length=64, required=False)
    since = DayField(label=_("Berdiri mulai"))


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Nama baru"), max_length=255, error_messages={"required": _("Tuliskan nama unit.")})
    on = DayField(label=_("Berlaku mulai"))
    reason = _reason()


class MoveForm(forms.Form):
    parent = forms.ChoiceField(label=_("Unit di atasnya"), error_messages={"required": _("Pilih satu unit.")})
    on = DayField(label=_("Berlaku mulai"))
    reason = _reason()

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(unit.pk), f"{' ' * (unit.depth - 1)}{unit.name}") for unit in units]
        cast(forms.ChoiceField, self.fields["parent"]).choices = choices


class CloseForm(forms.Form):
    on = DayField(label=_("Hari terakhir"))
    reason = _reason()


class CorrectionForm(forms.Form):
    """Parent of a new unit, and the post that leads a unit, in the preview of an import."""

    parent = forms.ChoiceField(label=_("Unit di atasnya"))
    head = forms.ChoiceField(
        label=_("Jabatan pimpinan"),
        required=False,
        help_text=_("Pemegangnya menilai pegawai di unit ini."),
    )

    def __init__(
        self, *args: Any, parents: Sequence[tuple[str, str]], posts: Sequence[str], is_new: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if is_new and parents:
            cast(forms.ChoiceField, self.fields["parent"]).choices = list(parents)
        else:
            del self.fields["parent"]
        heads = [("", _("Belum ada"))] + [(post, post) for post in posts]
        cast(forms.ChoiceField, self.fields["head"]).choices = heads
        cast(Any, self).hide_optional = True
