"""What people type about units, appointed appraisers and uploaded lists."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from terang.core.law_view import PersonnelLaw
from terang.exchange.cleaning import odd_in_name, readable_name
from terang.exchange.workbook import DEFAULT, MEGABYTE
from terang.organisation.enums import AssignmentKind, EmploymentKind, PositionKind
from terang.organisation.models import Assignment, Employee, Position, Unit
from terang.web.forms import DayField, WorkbookField
from terang.web.templatetags.terang import size

FOUND_AT_MOST = 10
HOLDERS_NAMED = 3


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


class ReasonForm(forms.Form):
    reason = _reason()


class EndHoldingForm(forms.Form):
    until = DayField(label=_("Hari terakhir"), error_messages={"required": _("Pilih hari terakhirnya.")})
    reason = _reason()


class NewPostForm(forms.Form):
    name = forms.CharField(
        label=_("Nama jabatan"), max_length=255, error_messages={"required": _("Tuliskan nama jabatan.")}
    )
    kind = forms.ChoiceField(
        label=_("Kelompok jabatan"), choices=PositionKind, error_messages={"required": _("Pilih kelompok jabatannya.")}
    )
    echelon = forms.CharField(
        label=_("Eselon"), max_length=8, required=False, help_text=_("Misalnya IV.a. Kosongkan bila tidak bereselon.")
    )
    is_head = forms.BooleanField(
        label=_("Memimpin unit ini"), required=False, help_text=_("Pemegangnya menilai pegawai di unit ini.")
    )


class RenamePostForm(forms.Form):
    name = forms.CharField(
        label=_("Nama yang benar"), max_length=255, error_messages={"required": _("Tuliskan nama jabatan.")}
    )
    reason = _reason()
    before = forms.CharField(widget=forms.HiddenInput, required=False)


class PostChoice(forms.Form):
    """A form in which a post is chosen among those a search found; ``q`` is what was looked for."""

    q = forms.CharField(
        label=_("Cari jabatan"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Ketik sebagian nama jabatan atau unitnya."),
    )  # fmt: skip
    position = forms.ChoiceField(
        label=_("Jabatan"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu jabatan."), "invalid_choice": _("Cari lagi, lalu pilih satu.")},
    )

    def __init__(self, *args: Any, posts: Iterable[Position], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), f"{each.name}, {each.unit.name}\n{_holders(each)}") for each in posts]
        cast(forms.ChoiceField, self.fields["position"]).choices = choices


def _holders(post: Position) -> str:
    """Who holds the post now; many are counted."""
    present = cast(Sequence[Assignment], getattr(post, "present", []))
    if not present:
        return str(_("belum ada pemegangnya"))
    if len(present) > HOLDERS_NAMED:
        return ngettext("dipegang %(n)s pegawai", "dipegang %(n)s pegawai", len(present)) % {"n": len(present)}
    return str(_("dipegang %(names)s")) % {"names": ", ".join(each.employee.name for each in present)}


class AssignForm(PostChoice):
    kind = forms.ChoiceField(
        label=_("Jenis penugasan"),
        choices=[
            (
                AssignmentKind.DEFINITIVE,
                _("Definitif\nPindah: jabatan yang sekarang berakhir sehari sebelumnya"),
            ),
            (AssignmentKind.PLT, _("Plt.\nMerangkap jabatan yang kosong")),
            (AssignmentKind.PLH, _("Plh.\nMerangkap jabatan yang pemegangnya berhalangan sementara")),
        ],
        widget=forms.RadioSelect,
        initial=AssignmentKind.DEFINITIVE,
        error_messages={"required": _("Pilih jenis penugasannya.")},
    )
    since = DayField(label=_("Mulai"), error_messages={"required": _("Pilih tanggal mulai.")})
    until = DayField(
        label=_("Sampai"), required=False, help_text=_("Hari terakhir. Kosongkan bila tidak ada batasnya.")
    )


class NewPersonForm(PostChoice):
    """Somebody who joins; the grade says whether it is a PNS or a PPPK."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=30,
        help_text=_("18 angka, boleh memakai spasi. Tanggal lahir dan jenis kelamin dibaca dari sini."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Ketik NIP pegawai, 18 angka.")},
    )
    name = forms.CharField(
        label=_("Nama lengkap tanpa gelar"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tuliskan nama pegawai.")},
    )
    front_title = forms.CharField(label=_("Gelar depan"), max_length=60, required=False)
    back_title = forms.CharField(label=_("Gelar belakang"), max_length=60, required=False)
    grade = forms.ChoiceField(label=_("Golongan"), error_messages={"required": _("Pilih golongannya.")})
    email = forms.EmailField(
        label=_("Surel dinas"), required=False, error_messages={"invalid": _("Periksa alamat surelnya.")}
    )
    since = DayField(label=_("Memegang jabatan itu mulai"), error_messages={"required": _("Pilih tanggal mulai.")})

    def __init__(self, *args: Any, law: PersonnelLaw, **options: Any) -> None:
        super().__init__(*args, **options)
        pns = [(f"PNS {each.grade}", f"{each.grade} · {each.pangkat}") for each in law.grades_pns.value]
        pppk = [(f"PPPK {each.grade}", each.grade) for each in law.grades_pppk.value]
        offered = [("", _("Pilih golongan")), ("PNS", pns), ("PPPK", pppk)]
        cast(forms.ChoiceField, self.fields["grade"]).choices = offered

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if odd := odd_in_name(name):
            raise forms.ValidationError(_("Nama berisi tanda yang tidak lazim: %(odd)s"), params={"odd": odd})
        return readable_name(name)

    def rank(self) -> tuple[EmploymentKind, str]:
        """What the person is employed as, and the grade."""
        kind, _space, grade = self.cleaned_data["grade"].partition(" ")
        return EmploymentKind(kind), grade


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
