"""Filled-in forms of invented people."""

from typing import Any

from terang.documents.forms import (
    EvaluationForm,
    IndicatorRow,
    PersonBlock,
    ResultRow,
    Signature,
    SkpForm,
    ValueRow,
)

OFFICE = "Kecamatan Contoh"
AGENCY = "Kecamatan Contoh, Pemerintah Kota Contoh"
HOSTILE = '#read("/etc/passwd") *x* $z$ @a <b> \\ [y] // z'

BERINGIN = PersonBlock(
    "Beringin CONTOH, S.Sos.",
    "198503142010012034",
    "Penata Muda Tingkat I, III/b",
    "Pengelola Layanan Operasional",
    "Seksi Pelayanan Umum, Kecamatan Contoh",
)
CAMAR = PersonBlock(
    "Camar CONTOH, S.STP.",
    "197808122000031002",
    "Penata Tingkat I, III/d",
    "Kepala Seksi Pelayanan Umum",
    OFFICE,
)
BAKUNG = PersonBlock("Bakung CONTOH, M.AP.", "197001011995031001", "Pembina, IV/a", "Camat Contoh", OFFICE)

SIGNATURES = (
    Signature("Pegawai yang dinilai", BERINGIN.name, BERINGIN.nip, "Contoh, 7 Januari 2027"),
    Signature("Pejabat penilai kinerja", CAMAR.name, CAMAR.nip, "Contoh, 5 Januari 2027"),
)


def evaluation_form(**changes: Any) -> EvaluationForm:
    values: dict[str, Any] = {
        "agency": AGENCY,
        "period_label": "Tahunan",
        "period_span": "1 Januari s.d. 31 Desember 2026",
        "employee": BERINGIN,
        "appraiser": CAMAR,
        "appraisers_superior": BAKUNG,
        "organisation_achievement": "Istimewa",
        "predikat": "Sangat Baik",
        "notes": "Mengikuti pelatihan pelayanan publik digital.",
        "signatures": SIGNATURES,
    }
    return EvaluationForm(**(values | changes))


def result(number: int, indicators: int = 3) -> ResultRow:
    return ResultRow(
        f"Terlaksananya layanan administrasi yang cepat ({number})",
        tuple(
            IndicatorRow(f"Jumlah permohonan selesai {i}", f"{480 + i} dokumen", "Kuantitas", "Penerima Layanan")
            for i in range(indicators)
        ),
        parent="Meningkatnya kualitas pelayanan publik",
        assigned_by="Camat Contoh" if number == 2 else "",
    )


def skp_form(**changes: Any) -> SkpForm:
    names = ("Berorientasi Pelayanan", "Akuntabel", "Kompeten", "Harmonis", "Loyal", "Adaptif", "Kolaboratif")
    values: dict[str, Any] = {
        "agency": AGENCY,
        "position_kind": "JA_JF",
        "approach": "KUANTITATIF",
        "period_span": "1 Januari s.d. 31 Desember 2026",
        "employee": BERINGIN,
        "appraiser": CAMAR,
        "main": tuple(result(n) for n in range(1, 6)),
        "additional": (result(9, 1),),
        "values": tuple(ValueRow(name, (f"Panduan satu {name}", "Panduan dua"), "Tepat waktu") for name in names),
        "support": ("Satu komputer di tiap loket",),
        "accountability": ("Laporan tertulis triwulanan",),
        "consequences": ("Bila tercapai: diusulkan sebagai pegawai teladan",),
        "signatures": SIGNATURES,
    }
    return SkpForm(**(values | changes))
