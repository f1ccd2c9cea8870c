"""The public page about how people are appraised: the arithmetic, what it gains, where it gains nothing."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# From so many of a hundred people in a better class on, a method is said to help.
LEAST_GAIN = 0.5

LABELS = {
    "base": _("Penilai berbeda keketatan, tanpa penilai dari unit lain"),
    "sev.3": _("Penilai hampir sama ketatnya"),
    "sev.8": _("Penilai sangat berbeda keketatan"),
    "infl70": _("70 % jawaban bernilai 4 atau 5"),
    "infl90": _("90 % jawaban bernilai 4 atau 5"),
    "3pt": _("Skala tiga pilihan"),
    "cross10": _("10 % penilai dari unit lain"),
    "cross20": _("20 % penilai dari unit lain"),
    "culture.4": _("Tiap unit punya kebiasaan menilai sendiri"),
    "culture.4-cross20": _("Kebiasaan unit, 20 % dari unit lain"),
    "sev.8-cross20": _("Sangat berbeda keketatan, 20 % dari unit lain"),
    "noisy": _("Penilaian penuh kebetulan"),
    "noisy-sev.8": _("Penuh kebetulan, sangat berbeda keketatan"),
    "noisy-sev.8-cross20": _("Penuh kebetulan, sangat berbeda keketatan, 20 % dari unit lain"),
    "noisy-culture.4-cross20": _("Penuh kebetulan, kebiasaan unit, 20 % dari unit lain"),
    "collude10-cross20": _("10 % orang saling memberi nilai tinggi"),
    "straight10-cross20": _("10 % penilai memberi nilai 5 kepada semua orang"),
    "revenge10-cross20": _("10 % orang saling membalas dengan nilai rendah"),
    "all-bad-cross20": _("Semua kecurangan sekaligus"),
    "no-severity": _("Semua penilai sama ketatnya"),
}
NAIVE = {
    "median": _("Nilai tengah, bukan rata-rata"),
    "rater_centred": _("Mengurangi rata-rata setiap penilai"),
    "rater_z": _("Membakukan nilai setiap penilai"),
    "rasch_jmle": _("Model Rasch tanpa batasan"),
}
STEPS = (
    (_("Disepakati"), _("Hasil dan target ditulis bersama pada awal tahun."), _("Pegawai dan pejabat penilai")),
    (_("Dicatat"), _("Pekerjaan dicatat sepanjang tahun, dengan bukti."), _("Tidak ada; ini fakta bertanggal")),
    (
        _("Dilihat banyak pihak"),
        _("Rekan dan bawahan menjawab 21 perilaku; keketatan tiap penilai diperhitungkan."),
        _("Tidak ada; hasilnya gabungan"),
    ),
    (
        _("Disarankan"),
        _("Hitungan yang dapat diulang baris demi baris memberi saran dan rentang."),
        _("Terang, hanya sebagai saran"),
    ),
    (
        _("Diputuskan"),
        _("Dua rating, lalu predikat menurut tabel peraturan; alasannya dibaca pegawai."),
        _("Pejabat penilai"),
    ),
    (_("Dapat dibantah"), _("Keberatan diperiksa orang lain, dengan batas waktu."), _("Atasan pejabat penilai")),
)
LIMITS = (
    _(
        "Pada penilaian sungguhan yang tersedia untuk umum (73.421 penilaian kuliah), penyesuaian hanya "
        "mengurangi kesalahan 0,1 sampai 0,6 %. Besarnya pada pegawai negeri belum diketahui sampai diuji di "
        "kantor sendiri."
    ),
    _(
        "Di kantor dengan kurang dari 300 orang yang dinilai, penyesuaian kadang lebih buruk daripada rata-"
        "rata biasa. Di sana kami menampilkan batasnya, dan tidak ada peringkat."
    ),
    _("Unit tanpa penilai dari luar hanya dapat dibandingkan di dalamnya sendiri."),
    _(
        "Prasangka yang dimiliki semua penilai bersama tidak terlihat dari angka. Karena itu kami mengumumkan"
        " pembagiannya dan menyerahkan penilaiannya kepada manusia."
    ),
    _("Angka tidak pernah menetapkan predikat, dan tidak ada sanksi yang berjalan sendiri."),
    _("Tidak ada kecerdasan buatan yang memberi nilai."),
)
PROTECTION = (
    _("Jawaban disimpan dengan nama samaran; kuncinya terpisah, dan setiap pemakaiannya tercatat di buku besar."),
    _("Rata-rata tampil bila sedikitnya 3 orang menjawab; perilaku dan komentar bila sedikitnya 5."),
    _("Hasil terbit satu kali sesudah putaran ditutup, jadi tidak ada yang dapat membandingkan sebelum dan sesudah."),
    _("Pimpinan selalu bernama, sesuai aturan. Rekan dan bawahan tidak pernah."),
)


@dataclass(frozen=True)
class Row:
    """One scenario of the simulation, the error of the raw mean being 100."""

    label: str | Promise
    error: float
    wrong_raw: float
    wrong: float

    @property
    def helps(self) -> bool:
        return self.wrong_raw - self.wrong >= LEAST_GAIN


@cache
def reference() -> dict[str, Any]:
    """What ``terang fairness simulate --all --json`` answered, as it is kept beside the engine."""
    text = files("terang.fairness").joinpath("reference.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _row(key: str, methods: dict[str, dict[str, float]]) -> Row:
    raw, ours = methods["raw_mean"], methods["recommended"]
    return Row(LABELS[key], 100 * ours["ratio"], 100 * raw["wrong"], 100 * ours["wrong"])


@login_not_required
def method(request: HttpRequest) -> HttpResponse:
    """How we appraise, for everybody."""
    scenarios = {each["scenario"]: each["methods"] for each in reference()["scenarios"]}
    context = {
        "steps": STEPS,
        "rows": [_row(key, scenarios[key]) for key in LABELS if key in scenarios],
        "naive": [(label, 100 * scenarios["base"][key]["ratio"]) for key, label in NAIVE.items()],
        "reference": {"seeds": len(reference()["scenarios"][0]["seeds"])},
        "limits": LIMITS,
        "protection": PROTECTION,
    }
    return render(request, "fairness/method.html", context)
