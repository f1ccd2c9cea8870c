"""Remarks about cells of an uploaded list: a code, a sentence, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ParamValue = str | int | bool | None
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """``row`` counts from 1 as the spreadsheet shows it; ``column`` is the heading of the file."""

    row: int
    column: str
    code: str
    is_error: bool
    value: str = ""
    params: Mapping[str, ParamValue] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return sentence(self.code, self.params)

    @property
    def advice(self) -> str:
        return advice(self.code, self.params)

    def as_dict(self) -> dict[str, object]:
        """The form of the command line: row, column, code, message, advice."""
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "advice": self.advice,
        }


class Words(NamedTuple):
    message: "StrOrPromise"
    advice: "StrOrPromise"


SEE_FILE = _("Periksa kartu pegawai, lalu betulkan sel ini.")
AS_TEXT = _("Ketik 18 angka; sel sebaiknya berformat teks.")
SEE_BOTH = _("Cocokkan keduanya dengan kartu pegawai.")
NOTHING_TO_DO = _("Tidak perlu apa-apa bila sudah benar.")

WORDS: Mapping[str, Words] = {
    # the number
    "NIP_MISSING": Words(_("NIP kosong."), AS_TEXT),
    "NIP_NUMERIC": Words(
        _("NIP tersimpan sebagai bilangan, jadi angka terakhirnya sudah berubah."),
        _("Ubah format sel menjadi teks, lalu ketik lagi 18 angkanya."),
    ),
    "NIP_ROUNDED": Words(
        _("NIP berakhiran nol karena pernah dibulatkan lembar kerja."),
        _("Ubah format sel menjadi teks, lalu ketik lagi 18 angkanya."),
    ),
    "NIP_NOT_DIGITS": Words(_("NIP berisi huruf atau tanda lain."), AS_TEXT),
    "NIP_LENGTH": Words(_("NIP hanya %(found)s angka, seharusnya %(wanted)s."), AS_TEXT),
    "NIP_TOO_LONG": Words(_("NIP berisi %(found)s angka, seharusnya %(wanted)s."), AS_TEXT),
    "NIP_BIRTH_DATE": Words(_("Delapan angka pertama NIP bukan tanggal lahir yang ada."), SEE_FILE),
    "NIP_BIRTH_TOO_EARLY": Words(_("Menurut NIP, pegawai lahir sebelum tahun %(earliest)s."), SEE_FILE),
    "NIP_BIRTH_IN_FUTURE": Words(_("Menurut NIP, pegawai belum lahir."), SEE_FILE),
    "NIP_APPOINTED_TOO_YOUNG": Words(_("Menurut NIP, pegawai diangkat pada umur %(age)s tahun."), SEE_FILE),
    "NIP_APPOINTED_IN_FUTURE": Words(_("Menurut NIP, pegawai diangkat pada tahun %(year)s."), SEE_FILE),
    "NIP_SEX": Words(_("Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan)."), SEE_FILE),
    "NIP_SERIAL": Words(
        _("Tiga angka terakhir NIP nol: kemungkinan dibulatkan lembar kerja."),
        _("Ubah format sel menjadi teks, lalu ketik lagi 18 angkanya."),
    ),
    "NIP_MONTH": Words(_("Angka ke-13 dan ke-14 NIP bukan bulan pengangkatan."), NOTHING_TO_DO),
    "NIP_UNUSUAL_AGE": Words(_("Menurut NIP, pegawai diangkat pada umur %(age)s tahun."), NOTHING_TO_DO),
    "NIP_BIRTH_DATE_DIFFERS": Words(_("Tanggal lahir tidak sama dengan NIP."), SEE_BOTH),
    "NIP_SEX_DIFFERS": Words(_("Jenis kelamin tidak sama dengan NIP."), SEE_BOTH),
    "NIP_CLEANED": Words(_("Tanda petik, spasi, atau titik di dalam NIP sudah kami buang."), NOTHING_TO_DO),
    "NIP_DUPLICATE": Words(
        _("NIP ini juga ada di baris %(others)s."), _("Sisakan satu baris, atau betulkan NIP yang keliru.")
    ),
    "NIP_DUPLICATE_HERE": Words(
        _("NIP ini juga ada di baris %(others)s. Tanggal lahir di baris ini tidak cocok dengannya."),
        _("Kemungkinan besar NIP di baris ini yang keliru. Periksa kartu pegawai."),
    ),
    "NIP_ELSEWHERE": Words(
        _("NIP ini sudah tercatat di instansi lain."), _("Minta operator memindahkan pegawai itu lebih dulu.")
    ),
    "NIP_CHANGED": Words(
        _("PNS ID ini sudah tercatat dengan NIP lain."), _("Periksa kedua NIP; satu orang hanya punya satu NIP.")
    ),
    # text
    "NAME_MISSING": Words(_("Nama kosong."), _("Ketik nama pegawai.")),
    "NAME_CHARACTERS": Words(
        _("Nama berisi tanda yang bukan huruf: %(found)s"), _("Ketik ulang nama pegawai dengan huruf saja.")
    ),
    "TEXT_INVISIBLE": Words(_("Huruf yang tidak terlihat sudah kami buang."), NOTHING_TO_DO),
    "TEXT_MARKUP": Words(_("Kode tampilan seperti <b> atau &amp; sudah kami buang."), NOTHING_TO_DO),
    "TEXT_APOSTROPHE": Words(_("Tanda petik di depan isi sel sudah kami buang."), NOTHING_TO_DO),
    "TEXT_FORMULA": Words(
        _("Isi sel berupa rumus, bukan teks."), _("Ketik ulang isinya sebagai teks, tanpa tanda di depannya.")
    ),
    "TEXT_BRACKETS": Words(_("Isi sel berisi tanda < atau >."), _("Ketik ulang isinya sebagai teks biasa.")),
    "TEXT_TOO_LONG": Words(_("Isi sel %(found)s huruf; paling banyak %(limit)s."), _("Ringkas isi sel ini.")),
    "EMAIL_UNREADABLE": Words(_("Alamat surel ini tidak lengkap."), _("Kami lewati; isi lagi bila perlu.")),
    # dates and codes
    "DATE_IMPOSSIBLE": Words(_("Tanggal ini tidak ada di kalender."), SEE_FILE),
    "DATE_UNREADABLE": Words(_("Tanggal ini tidak terbaca."), _("Tulis seperti 24-11-2026.")),
    "BIRTH_DATE_LATE": Words(_("Tanggal lahir ini belum lewat."), SEE_FILE),
    "SEX_UNKNOWN": Words(_("Jenis kelamin tidak dikenal."), _("Tulis M atau F, bisa juga L atau P.")),
    "KIND_UNKNOWN": Words(_("Status pegawai tidak dikenal."), _("Tulis PNS, CPNS, atau PPPK.")),
    "GRADE_MISSING": Words(_("Golongan kosong."), _("Pilih I/a sampai IV/e, atau I–XVII untuk PPPK.")),
    "GRADE_UNKNOWN": Words(_("Golongan tidak dikenal."), _("Pilih I/a sampai IV/e, atau I–XVII untuk PPPK.")),
    "GRADE_OTHER_KIND": Words(
        _("Golongan ini bukan untuk %(kind)s."), _("PNS memakai I/a sampai IV/e; PPPK memakai I–XVII.")
    ),
    "STATUS_MISSING": Words(_("Kedudukan hukum kosong."), _("Tulis misalnya Aktif atau Pensiun.")),
    "STATUS_UNKNOWN": Words(
        _("Kedudukan hukum tidak dikenal."), _("Tulis seperti di SIASN, misalnya Aktif atau Pensiun.")
    ),
    "STATUS_SKIPPED": Words(
        _("Tidak dinilai karena kedudukan hukumnya: %(status)s."),
        _("Baris dilewati; riwayat yang sudah ada tetap tersimpan."),
    ),
    "STATUS_SPECIAL": Words(
        _("Dinilai dengan aturan khusus: %(status)s."), _("Pegawai tetap dicatat; atur penilainya kemudian.")
    ),
    # posts and units
    "POST_MISSING": Words(_("Nama jabatan kosong."), _("Ketik nama jabatan pegawai.")),
    "POST_KIND_UNKNOWN": Words(
        _("Jenis jabatan tidak dikenal."),
        _("Tulis Jabatan Struktural, Jabatan Fungsional Tertentu, atau Jabatan Fungsional Umum."),
    ),
    "POST_KIND_TWICE": Words(
        _("Jabatan ini punya jenis atau eselon lain di baris %(others)s."), _("Samakan jenis dan eselonnya.")
    ),
    "POST_ACTING": Words(
        _("Pelaksana tugas atau pelaksana harian."),
        _("Dicatat sebagai %(kind)s di %(unit)s; jabatan lama tetap."),
    ),
    "POST_DAY_MISSING": Words(
        _("TMT jabatan kosong."), _("Jabatan dicatat mulai hari penerapan. Isi bila ingin tanggal lain.")
    ),
    "POST_DAY_KEPT": Words(
        _("TMT jabatan tidak sesudah TMT jabatan yang sekarang."),
        _("Perpindahan dicatat mulai hari penerapan."),
    ),
    "POST_HEAD_TWICE": Words(
        _("Jabatan pimpinan ini juga masih dipegang %(name)s."),
        _("Akhiri dulu penugasan yang lama, atau betulkan baris ini."),
    ),
    "ECHELON_MISSING": Words(_("Jabatan struktural ini belum punya eselon."), _("Tulis misalnya IV.a.")),
    "ECHELON_UNKNOWN": Words(_("Eselon tidak dikenal."), _("Tulis I.a sampai V.b.")),
    "UNIT_MISSING": Words(_("Unit kosong."), _("Ketik nama unit kerja pegawai.")),
    "UNIT_CLOSED": Words(
        _("Unit dengan kode ini sudah ditutup di Terang."), _("Pindahkan pegawai ke unit yang masih ada.")
    ),
    "UNIT_TWO_NAMES": Words(_("Kode unit ini bernama lain di baris %(others)s."), _("Kami memakai nama yang pertama.")),
    "UNIT_TWO_PARENTS": Words(
        _("Unit di atasnya berbeda dari baris %(others)s."), _("Kami memakai yang pertama; ubah di susunan unit.")
    ),
    "UNIT_PARENT_UNKNOWN": Words(
        _("Unit di atasnya tidak ada di berkas ini."),
        _("Kami letakkan langsung di bawah instansi; ubah di susunan unit."),
    ),
    "UNIT_PARENT_DIFFERS": Words(
        _("Di Terang, unit ini berada di bawah %(present)s."),
        _("Susunan di Terang tetap; pindahkan unit itu bila perlu."),
    ),
    "UNIT_CIRCLE": Words(
        _("Unit ini berada di bawah dirinya sendiri."),
        _("Kami letakkan langsung di bawah instansi; ubah di susunan unit."),
    ),
}


def sentence(code: str, params: Mapping[str, ParamValue]) -> str:
    return str(WORDS[code].message) % params if params else str(WORDS[code].message)


def advice(code: str, params: Mapping[str, ParamValue]) -> str:
    return str(WORDS[code].advice) % params if params else str(WORDS[code].advice)


def shown(value: str) -> str:
    """A cell's content as the preview quotes it: at most eighty characters."""
    return value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"
