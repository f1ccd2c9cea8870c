"""What people type about their work and about each other."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from terang.core.law_view import CoreValue
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.files import CleanFile, FileRefused, clean_file, clean_name, require_size
from terang.evidence.services import MOST_ATTACHMENTS
from terang.organisation.models import Employee
from terang.planning.models import Indicator, WorkResult
from terang.web.forms import DayField, IndonesianDecimalField

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.xlsx,.docx,.csv,image/jpeg,image/png,image/webp,application/pdf"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceFilesField(forms.FileField):
    """Up to five files, each checked for what it really is and cleaned of places and names."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", SeveralFiles(attrs={"accept": ACCEPT}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[CleanFile]:
        given = [each for each in data if each] if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_ATTACHMENTS:
            raise ValidationError(_("Paling banyak %(most)d berkas untuk satu catatan.") % {"most": MOST_ATTACHMENTS})
        cleaned, refused = [], []
        for each in given:
            try:
                cleaned.append(_read(each))
            except FileRefused as refusal:
                refused.append(ValidationError(str(refusal)))
        if refused:
            raise ValidationError(refused)
        return cleaned


def _read(upload: UploadedFile[bytes]) -> CleanFile:
    require_size(clean_name(upload.name or ""), upload.size or 0)
    return clean_file(upload.name or "", upload.read())


class ProgressForm(forms.Form):
    """One entry: what was done, for which indicator, how much, and what proves it."""

    note = forms.CharField(
        label=_("Apa yang Anda kerjakan?"),
        help_text=_("Satu kalimat sudah cukup."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    indicator = forms.TypedChoiceField(label=_("Untuk indikator"), coerce=int, widget=forms.RadioSelect)
    on = DayField(label=_("Tanggal"))
    value = IndonesianDecimalField(
        label=_("Jumlah"), required=False, min_value=Decimal(0), max_digits=16, decimal_places=4
    )
    attachments = EvidenceFilesField(
        label=_("Foto atau berkas"),
        help_text=_(
            "Foto paling besar 25 MB; ukurannya diperkecil, tempat dan waktunya dihapus. Berkas lain paling besar "
            "10 MB."
        ),
        required=False,
    )
    link = forms.URLField(
        label=_("Tautan"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Tulis tautan lengkap, misalnya https://contoh.go.id/laporan.")},
    )
    document = forms.CharField(
        label=_("Dokumen Terang"),
        help_text=_("Nomor dokumen resmi dari Terang, atau kode periksanya."),
        required=False,
        max_length=100,
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["indicator"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.pk, f"{each.statement}\n{_describe(each)}") for each in indicators]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("note") and data.get("value") is None and "value" not in self.errors:
            self.add_error("note", _("Tulis satu kalimat, atau isi jumlahnya."))
        return data

    @property
    def files_to_choose_again(self) -> list[str]:
        """A browser forgets chosen files when a form is refused; the page names them."""
        if not (self.files and self.errors):
            return []
        return [upload.name or "" for upload in self.files.getlist("attachments")]


def _describe(indicator: Indicator) -> str:
    result = Truncator(indicator.result.statement).chars(48)
    return f"{result} · {indicator.unit}" if indicator.unit else result


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=255, error_messages={"required": _("Tuliskan alasan penarikan.")}
    )


class FeedbackForm(forms.Form):
    """A remark about the work as a whole, one result, or one core value."""

    subject = forms.ChoiceField(label=_("Tentang"), required=False)
    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=[
            (FeedbackKind.INCIDENTAL, _("Insidentil\nTentang satu kejadian, kapan saja")),
            (FeedbackKind.REGULAR, _("Berkala\nTentang satu kurun waktu yang disepakati, misalnya satu triwulan")),
        ],
        widget=forms.RadioSelect,
        initial=FeedbackKind.INCIDENTAL,
    )
    text = forms.CharField(
        label=_("Umpan balik"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tuliskan umpan baliknya; satu kejadian sudah cukup.")},
    )

    def __init__(
        self,
        *args: Any,
        results: Sequence[WorkResult],
        values: Sequence[CoreValue],
        role: RaterRole,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.results = {f"r{result.pk}": result for result in results}
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Pekerjaan secara umum")),
            (_("Hasil kerja"), [(key, result.statement[:90]) for key, result in self.results.items()]),
            (_("Perilaku kerja"), [(value.key, value.label) for value in values]),
        ]
        self.fields["text"].help_text = (
            _("Tulis apa yang Anda lihat dan apa akibatnya.")
            if role == RaterRole.SUPERIOR
            else _("Tulis kejadian, bukan pribadi. Hindari hal yang membuat Anda dikenali.")
        )

    def about(self) -> dict[str, Any]:
        """The subject as the service takes it."""
        subject = self.cleaned_data["subject"]
        result = self.results.get(subject)
        return {"result": result, "value": "" if result else subject}


class StandingForm(forms.Form):
    """Who may speak as "pihak lain", and why."""

    person = forms.TypedChoiceField(
        label=_("Pegawai"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu pegawai."), "invalid_choice": _("Pilih satu pegawai dari daftar.")},
    )
    reason = forms.CharField(
        label=_("Hubungan kerja"),
        help_text=_("Misalnya “Ketua tim pendataan, bekerja bersama setiap pekan”. Pegawai dapat membacanya."),
        max_length=255,
        error_messages={"required": _("Tuliskan hubungan kerjanya, misalnya “Ketua tim pendataan”.")},
    )

    def __init__(self, *args: Any, people: Mapping[int, Employee], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(pk, person.full_name) for pk, person in people.items()]
