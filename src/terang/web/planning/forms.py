"""What people type about periods and plans."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from terang.organisation.enums import SkpForm
from terang.planning.enums import (
    Accumulation,
    AnnexKind,
    Approach,
    Aspect,
    CascadeKind,
    DataSource,
    Direction,
    Nature,
    Perspective,
    ResultKind,
    SplitBy,
    StageKind,
    TargetKind,
)
from terang.planning.mapping import IndicatorDraft, ResultDraft, StageDates
from terang.planning.models import Indicator, Skp, Stage, WorkResult
from terang.planning.queries import results_to_serve
from terang.web.forms import DayField, IndonesianDecimalField, LinesField

MOST_INDICATORS = 20


class PeriodForm(forms.Form):
    """A new period: name, first and last day, and two days for each stage."""

    name = forms.CharField(label=_("Nama periode"), max_length=120)
    start = DayField(label=_("Mulai"))
    end = DayField(label=_("Berakhir"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in StageKind:
            self.fields[f"{kind}_start"] = DayField(label=_("%(stage)s: mulai") % {"stage": kind.label})
            self.fields[f"{kind}_end"] = DayField(label=_("%(stage)s: berakhir") % {"stage": kind.label})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._in_order("start", "end", _("Periode harus selesai sesudah tanggal mulainya."), same_day=False)
        for kind in StageKind:
            self._in_order(f"{kind}_start", f"{kind}_end", _("Tahap ini selesai sebelum mulai; periksa tanggalnya."))
        return data

    def _in_order(self, first: str, last: str, message: Any, same_day: bool = True) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and (end < start or (end == start and not same_day)):
            self.add_error(last, message)

    def stages(self) -> tuple[StageDates, ...]:
        data = self.cleaned_data
        return tuple(StageDates(kind, data[f"{kind}_start"], data[f"{kind}_end"]) for kind in StageKind)

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Stage label with its two fields, for the table of the page."""
        return [(kind.label, self[f"{kind}_start"], self[f"{kind}_end"]) for kind in StageKind]


class StagesForm(forms.Form):
    """Other days for the stages of an open period, with the reason."""

    def __init__(self, *args: Any, stages: Iterable[Stage], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kinds = [StageKind(stage.kind) for stage in stages]
        for kind in self.kinds:
            self.fields[f"{kind}_start"] = DayField(label=_("%(stage)s: mulai") % {"stage": kind.label})
            self.fields[f"{kind}_end"] = DayField(label=_("%(stage)s: berakhir") % {"stage": kind.label})
        self.fields["reason"] = forms.CharField(
            label=_("Alasan perubahan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
        )

    def stages(self) -> tuple[StageDates, ...]:
        data = self.cleaned_data
        return tuple(StageDates(kind, data[f"{kind}_start"], data[f"{kind}_end"]) for kind in self.kinds)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each stage, for the page."""
        return [(self[f"{kind}_start"], self[f"{kind}_end"]) for kind in self.kinds]


def stage_days(stages: Iterable[Stage]) -> dict[str, Any]:
    """Initial values of a StagesForm."""
    return {f"{each.kind}_{side}": getattr(each, side) for each in stages for side in ("start", "end")}


class MomentField(forms.DateTimeField):
    """A day with its hour, picked with the browser's own calendar."""

    default_error_messages = {"invalid": _("Pilih tanggal dan jam dari kalender.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
        super().__init__(**options)


class OutageForm(forms.Form):
    """When the system could not be reached, and why."""

    since = MomentField(label=_("Mulai"))
    until = MomentField(label=_("Selesai"))
    reason = forms.CharField(
        label=_("Penyebab"),
        max_length=255,
        help_text=_("Misalnya: listrik kantor padam. Semua pegawai dapat membacanya."),
    )


class WithdrawOutageForm(forms.Form):
    reason = forms.CharField(label=_("Alasan penarikan"), max_length=255)


def proposed(name: str, start: date, end: date, stages: tuple[StageDates, ...]) -> dict[str, Any]:
    """Initial values of a PeriodForm."""
    days = {f"{stage.kind}_start": stage.start for stage in stages}
    return {"name": name, "start": start, "end": end} | days | {f"{each.kind}_end": each.end for each in stages}


class ResultForm(forms.Form):
    """A work result without its indicators."""

    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=[
            (ResultKind.MAIN, _("Utama\nTugas pokok jabatan, dari hasil kerja pimpinan")),
            (ResultKind.ADDITIONAL, _("Tambahan\nDi luar tugas pokok, disepakati dan ada surat tugasnya")),
        ],
        initial=ResultKind.MAIN,
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("Rencana hasil kerja"),
        help_text=_("Tulis keluarannya, bukan kegiatannya. Contoh: Surat pengantar selesai tepat waktu."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tuliskan hasil kerja yang dijanjikan.")},
    )
    parent = forms.TypedChoiceField(
        label=_("Hasil pimpinan yang dilayani"), required=False, coerce=int, empty_value=None
    )
    cascade = forms.ChoiceField(
        label=_("Cara melayani"),
        required=False,
        choices=[
            ("", _("Belum ditentukan")),
            (CascadeKind.DIRECT, _("Langsung: bagian dari target pimpinan")),
            (CascadeKind.INDIRECT, _("Tidak langsung: hasil antara")),
        ],
    )
    split = forms.ChoiceField(
        label=_("Dibagi menurut (bila langsung)"),
        required=False,
        choices=[("", _("Belum dipilih")), *SplitBy.choices],
    )
    nature = forms.ChoiceField(
        label=_("Milik siapa hasil ini"),
        choices=[
            (Nature.INDIVIDUAL, _("Individu\nMelekat pada Anda")),
            (Nature.ORGANISATION, _("Organisasi\nDilanjutkan pengganti Anda bila Anda pindah")),
        ],
        initial=Nature.INDIVIDUAL,
        required=False,
        widget=forms.RadioSelect,
    )
    perspective = forms.ChoiceField(
        label=_("Perspektif"), required=False, choices=[("", _("Pilih perspektif")), *Perspective.choices]
    )
    weight = IndonesianDecimalField(
        label=_("Bobot (persen)"),
        help_text=_("Alat bantu saja; aturan tidak memakai bobot. Bila dipakai, jumlah semua bobot 100."),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )

    def __init__(self, *args: Any, skp: Skp, **options: Any) -> None:
        super().__init__(*args, **options)
        served = [(result.pk, _served_label(skp, result)) for result in results_to_serve(skp)]
        if served:
            self._choices("parent", [("", _("Belum ditentukan")), *served])
        else:
            del self.fields["parent"], self.fields["cascade"], self.fields["split"]
        if skp.form == SkpForm.JPT_UKM:
            self.fields["perspective"].required = True
        else:
            del self.fields["perspective"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("parent") and data.get("cascade") == CascadeKind.DIRECT and not data.get("split"):
            self.add_error("split", _("Pilih menurut apa hasil pimpinan dibagi."))
        return data

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def draft(self, indicators: tuple[IndicatorDraft, ...]) -> ResultDraft:
        """A division chosen before the kind was changed to indirect means nothing."""
        data = self.cleaned_data
        cascade, perspective = data.get("cascade"), data.get("perspective")
        split = data.get("split") if cascade == CascadeKind.DIRECT else None
        return ResultDraft(
            kind=ResultKind(data["kind"]),
            statement=data["statement"],
            parent=data.get("parent"),
            cascade=CascadeKind(cascade) if cascade else None,
            split=SplitBy(split) if split else None,
            nature=Nature(data["nature"] or Nature.INDIVIDUAL),
            perspective=Perspective(perspective) if perspective else None,
            weight=data["weight"],
            indicators=indicators,
        )


def _served_label(skp: Skp, result: WorkResult) -> str:
    """The leader's result; one of another team is told by its leader's name."""
    owner = result.skp.employee
    return result.statement if owner.pk == skp.appraiser_id else f"{owner.name}: {result.statement}"


class IndicatorForm(forms.Form):
    """One indicator; an entirely empty one is passed over."""

    hide_optional = True

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    statement = forms.CharField(label=_("Indikator"), max_length=500, required=False)
    aspect = forms.ChoiceField(
        label=_("Aspek"),
        required=False,
        choices=[("", _("Tanpa aspek")), *Aspect.choices],
        initial=Aspect.QUANTITY,
    )
    target_kind = forms.ChoiceField(label=_("Bentuk target"), choices=TargetKind.choices, initial=TargetKind.NUMBER)
    target_low = IndonesianDecimalField(
        label=_("Target"), required=False, min_value=Decimal(0), max_digits=16, decimal_places=4
    )
    target_high = IndonesianDecimalField(
        label=_("Sampai (bila rentang)"),
        required=False,
        min_value=Decimal(0),
        max_digits=16,
        decimal_places=4,
    )
    target_text = forms.CharField(label=_("Uraian target (bila bentuknya uraian)"), max_length=255, required=False)
    unit = forms.CharField(label=_("Satuan"), max_length=60, required=False)
    direction = forms.ChoiceField(label=_("Arah"), choices=Direction.choices, initial=Direction.HIGHER)
    accumulation = forms.ChoiceField(
        label=_("Cara menghitung realisasi"), choices=Accumulation.choices, initial=Accumulation.LATEST
    )
    baseline = IndonesianDecimalField(
        label=_("Nilai awal"),
        help_text=_("Keadaan sebelum periode ini, bila diketahui."),
        required=False,
        min_value=Decimal(0),
        max_digits=16,
        decimal_places=4,
    )
    source = forms.ChoiceField(
        label=_("Asal angka realisasi"), required=False, choices=DataSource.choices, initial=DataSource.MANUAL
    )
    source_name = forms.CharField(
        label=_("Nama sumber data"),
        help_text=_("Misalnya buku register pelayanan."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, skp: Skp, **options: Any) -> None:
        super().__init__(*args, **options)
        # The aspect is a column of one form and approach only (PermenPANRB 6/2022, form of the SKP).
        if skp.form == SkpForm.JPT_UKM or skp.approach == Approach.QUALITATIVE:
            self.fields["aspect"].initial = ""

    @property
    def is_blank(self) -> bool:
        """True when nothing was written that would be lost."""
        written = ("pk", "statement", "target_low", "target_high", "target_text", "unit", "baseline", "source_name")
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in written)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("statement") and "statement" not in self.errors:
            self.add_error("statement", ValidationError(_("Tuliskan apa yang diukur.")))
        check = {TargetKind.TEXT: self._needs_text, TargetKind.RANGE: self._needs_range}
        check.get(data.get("target_kind", ""), self._needs_number)()
        if data.get("source") == DataSource.LINKED and not data.get("source_name") and "source_name" not in self.errors:
            self.add_error("source_name", _("Tuliskan nama sumber datanya, atau pilih dicatat sendiri."))
        return data

    def _needs_text(self) -> None:
        if not self.cleaned_data.get("target_text"):
            self.add_error("target_text", _("Tuliskan uraian targetnya."))

    def _needs_number(self) -> None:
        if self.cleaned_data.get("target_low") is None and "target_low" not in self.errors:
            self.add_error("target_low", _("Belum diisi. Tulis angka, misalnya 95."))

    def _needs_range(self) -> None:
        self._needs_number()
        low, high = self.cleaned_data.get("target_low"), self.cleaned_data.get("target_high")
        if "target_high" in self.errors:
            return
        if high is None:
            self.add_error("target_high", _("Isi batas atas rentangnya."))
        elif low is not None and high < low:
            self.add_error("target_high", _("Batas atas lebih kecil daripada batas bawah."))

    def draft(self) -> IndicatorDraft:
        data = self.cleaned_data
        return IndicatorDraft(
            pk=data["pk"],
            statement=data["statement"],
            aspect=Aspect(data["aspect"]) if data["aspect"] else None,
            target_kind=TargetKind(data["target_kind"]),
            target_low=data["target_low"],
            target_high=data["target_high"],
            target_text=data["target_text"],
            unit=data["unit"],
            direction=Direction(data["direction"]),
            accumulation=Accumulation(data["accumulation"]),
            baseline=data["baseline"],
            source=DataSource(data["source"] or DataSource.MANUAL),
            source_name=data["source_name"],
        )


def initial_result(result: WorkResult) -> dict[str, Any]:
    names = ("kind", "statement", "cascade", "split", "nature", "perspective", "weight")
    return {name: getattr(result, name) for name in names} | {"parent": result.parent_id}


def initial_indicator(indicator: Indicator) -> dict[str, Any]:
    names = ("pk", *(name for name in IndicatorForm.base_fields if name != "pk"))
    return {name: getattr(indicator, name) for name in names}


class ApproachForm(forms.Form):
    approach = forms.ChoiceField(
        label=_("Pendekatan hasil kerja"),
        choices=[
            (Approach.QUANTITATIVE, _("Kuantitatif\nSetiap indikator punya aspek dan target")),
            (Approach.QUALITATIVE, _("Kualitatif\nUkuran keberhasilan ditulis sebagai daftar")),
        ],
        widget=forms.RadioSelect,
    )
    feedback_months = forms.TypedChoiceField(
        label=_("Umpan balik berkala dari pimpinan"),
        choices=[
            (1, _("Setiap bulan")),
            (2, _("Setiap dua bulan")),
            (3, _("Setiap tiga bulan")),
            (4, _("Setiap empat bulan")),
            (6, _("Setiap enam bulan")),
            (12, _("Sekali setahun")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )


class AnnexForm(forms.Form):
    """The three lists of the annex, one line of text for one entry."""

    support = LinesField(
        label=_("Dukungan sumber daya"),
        help_text=_("Apa yang Anda perlukan. Satu baris untuk satu butir."),
        required=False,
        max_length=4000,
    )
    accountability = LinesField(
        label=_("Skema pertanggungjawaban"),
        help_text=_("Kapan, bagaimana, dan kepada siapa Anda melapor."),
        required=False,
        max_length=4000,
    )
    consequences = LinesField(
        label=_("Konsekuensi"),
        help_text=_("Apa yang disepakati bila hasil tercapai atau belum tercapai."),
        required=False,
        max_length=4000,
    )

    def lines(self) -> Mapping[AnnexKind, list[str]]:
        return {kind: self.cleaned_data[kind] for kind in AnnexKind}


class ExpectationsForm(forms.Form):
    """One text for each core value; the values and their behaviours come from the law."""

    def __init__(self, *args: Any, values: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for value in values:
            self.fields[value.key] = forms.CharField(
                label=_of_the_law(value.label),
                help_text=_of_the_law(" · ".join(behaviour.text for behaviour in value.behaviours)),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def _of_the_law(text: str) -> SafeString:
    """A text of the law, which stays Indonesian on a page in another language."""
    return format_html('<span lang="id">{}</span>', text)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Tulis apa yang perlu diubah. Pegawai membacanya."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan alasan pengembalian, agar pegawai tahu apa yang perlu diubah.")},
    )


def typed_indicators(skp: Skp, data: Any) -> list[IndicatorForm]:
    """The indicator forms of a sent page, in the order of the page."""
    return [IndicatorForm(data, skp=skp, prefix=f"i{place}") for place in range(_count(data))]


def shown_indicators(skp: Skp, initials: list[dict[str, Any]]) -> list[IndicatorForm]:
    """Indicator forms to be filled, not judged yet."""
    return [IndicatorForm(initial=values, skp=skp, prefix=f"i{n}") for n, values in enumerate(initials)]


def rearranged(data: Any) -> list[dict[str, Any]]:
    """What was typed in the indicators after one was added or taken away, as initial values."""
    typed = [
        {name: data[key] for name in IndicatorForm.base_fields if (key := f"i{place}-{name}") in data}
        for place in range(_count(data))
    ]
    if "drop" in data:
        typed = [values for place, values in enumerate(typed) if str(place) != data["drop"]]
    return [*typed, {}] if "add" in data and len(typed) < MOST_INDICATORS else typed


def _count(data: Any) -> int:
    text = data.get("indicators", "")
    return min(int(text), MOST_INDICATORS) if text.isascii() and text.isdigit() and len(text) < 4 else 0
