"""What the style guide shows in its parts. Everything is invented."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.web.home.items import News, Task
from terang.web.home.stages import StageView

SWATCHES = (
    "paper", "wash", "ink", "ink-2", "ink-3", "line", "edge", "teal", "teal-deep", "teal-wash", "sun",
    "amber", "amber-wash", "brick", "brick-wash",
)  # fmt: skip
SPACES = (4, 8, 12, 16, 24, 32, 48, 64)


class SampleForm(forms.Form):
    amount = forms.IntegerField(
        label=gettext_lazy("Realisasi bulan ini"), help_text=gettext_lazy("Angka, misalnya 212")
    )
    happened = forms.DateField(
        label=gettext_lazy("Tanggal kejadian"),
        error_messages={"invalid": gettext_lazy("Tulis seperti 24-11-2026")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis umpan balik"),
        widget=forms.RadioSelect,
        choices=[
            ("regular", gettext_lazy("Berkala\nDisepakati setiap triwulan")),
            ("incidental", gettext_lazy("Insidentil\nSesudah suatu kejadian")),
        ],
    )
    step = forms.ChoiceField(
        label=gettext_lazy("Rating hasil kerja"),
        widget=forms.RadioSelect(attrs={"class": "t-strip t-strip--3"}),
        choices=[
            ("below", gettext_lazy("Di Bawah")),
            ("meets", gettext_lazy("Sesuai\nsaran")),
            ("above", gettext_lazy("Di Atas")),
        ],
    )
    proof = forms.MultipleChoiceField(
        label=gettext_lazy("Bukti yang ada"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("photo", gettext_lazy("Foto")), ("letter", gettext_lazy("Surat"))],
    )
    aspect = forms.ChoiceField(
        label=gettext_lazy("Aspek"),
        choices=[("quantity", gettext_lazy("Kuantitas")), ("quality", gettext_lazy("Kualitas"))],
    )
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    weekly = forms.BooleanField(label=gettext_lazy("Kirim ringkasan mingguan"), required=False)


class SampleFile(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Berkas pegawai"),
        help_text=gettext_lazy("Berkas Excel (.xlsx), paling besar 10 MB"),
    )


def refused_form() -> SampleForm:
    return SampleForm(
        {"amount": "212", "happened": "24/13/2026", "kind": "regular", "step": "meets", "proof": ["photo"],
         "aspect": "quality", "weekly": "on"}
    )  # fmt: skip


def stages() -> list[StageView]:
    return [
        StageView("done", _("Perencanaan"), "2–31 Jan"),
        StageView("run", _("Pelaksanaan dan bukti"), "1 Feb–31 Des"),
        StageView("now", _("Umpan balik"), "16–30 Nov"),
        StageView("next", _("Evaluasi tahunan"), "4–22 Jan 2027"),
        StageView("next", _("Tanggapan dan keberatan"), "25 Jan–12 Feb 2027"),
        StageView("next", _("Tindak lanjut"), "15–26 Feb 2027"),
    ]


def tasks(today: date) -> list[Task]:
    here = "#tugas"
    return [
        Task(
            title=_("Lengkapi bukti bulan ini"),
            detail=_("2 dari 4 indikator belum punya catatan bulan ini."),
            url=here,
            action=_("Catat"),
            due=today + timedelta(days=6),
        ),
        Task(
            title=_("Tanggapi catatan dialog kinerja"),
            detail=_("Atasan Anda mengusulkan target arsip digital 95 %."),
            url=here,
            action=_("Baca usulan"),
            due=today + timedelta(days=10),
        ),
        Task(title=_("Baca hasil penilaian Anda"), detail=_("Tidak ada batas waktu."), url=here, action=_("Baca")),
    ]


def news(now: datetime) -> list[News]:
    return [
        News(now - timedelta(minutes=50), _("Umpan balik dari atasan Anda: “Antrean Senin tertata baik.”")),
        News(now - timedelta(days=1), _("SKP Anda ditetapkan."), "#waktu"),
        News((now - timedelta(days=9)).date(), _("Periode penilaian dibuka.")),
    ]


def attainments() -> list[dict[str, object]]:
    return [
        {"label": _("Surat pengantar tepat waktu"), "share": 85.4, "text": "106,7 %", "low": False},
        {"label": _("Berkas lengkap"), "share": 80.8, "text": "101,0 %", "low": False},
        {"label": _("Formulir ringkas"), "share": 56.3, "text": "70,4 %", "low": True},
    ]


MONTHS: list[tuple[str, float | None]] = [("Jul", 182.0), ("Agu", 205.0), ("Sep", None), ("Okt", 231.0), ("Nov", 219.0)]
