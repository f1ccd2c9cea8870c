"""A city of invented people as a staff workbook: 21 kecamatan with sections and kelurahan, any number of people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

KECAMATAN = (
    "Medan Kota", "Medan Sunggal", "Medan Helvetia", "Medan Denai", "Medan Barat", "Medan Deli", "Medan Tuntungan",
    "Medan Belawan", "Medan Amplas", "Medan Area", "Medan Johor", "Medan Marelan", "Medan Labuhan", "Medan Tembung",
    "Medan Maimun", "Medan Polonia", "Medan Baru", "Medan Perjuangan", "Medan Petisah", "Medan Timur", "Medan Selayang",
)  # fmt: skip
NAMES = tuple(
    "Bakung Kenanga Cempaka Seroja Dahlia Elang Edelweis Merak Flamboyan Pinus Gardenia Hortensia Ilalang Puspa Jasmin "
    "Zamrud Jalak Lavender Jati Melati Akasia Nusa Oleander Wijaya Rafflesia Kutilang Beringin Teratai Trembesi Ulin "
    "Yasmin Merpati Rajawali Pipit Rotan Cendrawasih Murai Enggang Meranti Anggrek Camar Cendana Damar Sengon".split()
)
SECTIONS = (
    "Tata Pemerintahan",
    "Ketenteraman dan Ketertiban Umum",
    "Pembangunan",
    "Kesejahteraan Sosial",
    "Pelayanan",
)
SUBDIVISIONS = ("Umum dan Kepegawaian", "Program dan Keuangan")
WARDS = 7
AGENCY = "Pemerintah Kota Medan"
HEADER = (
    "PNS ID", "NIP BARU", "NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "EMAIL GOV", "KEDUDUKAN HUKUM NAMA",
    "STATUS CPNS PNS", "GOL AKHIR NAMA", "TMT GOLONGAN", "JENIS JABATAN ID", "JENIS JABATAN NAMA", "JABATAN NAMA",
    "TMT JABATAN", "UNOR ID", "UNOR NAMA", "INSTANSI KERJA NAMA", "SATUAN KERJA KERJA NAMA", "ESELON NAMA",
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A post that somebody holds."""

    title: str
    unit: str
    unit_code: str
    parent: str
    echelon: str = ""


def write_workbook(path: Path, employees: int, seed: int = 2026) -> int:
    """Write the workbook row by row (constant memory) and return the number of people."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("DATA PNS")
    sheet.write_row(0, 0, HEADER)
    written = 0
    for written, row in enumerate(rows(employees, random.Random(seed)), start=1):  # noqa: S311
        sheet.write_row(written, 0, row)
    book.close()
    return written


def rows(employees: int, chance: random.Random) -> Iterator[tuple[str, ...]]:
    used: set[str] = set()
    base, extra = divmod(employees, len(KECAMATAN))
    for number, name in enumerate(KECAMATAN, start=1):
        for seat in seats(name, number, base + (number <= extra)):
            yield person(seat, chance, used)


def seats(kecamatan: str, number: int, people: int) -> Iterator[Seat]:
    """The heads of a kecamatan first, then its staff spread over sections and wards."""
    top = f"KECAMATAN {kecamatan.upper()}"
    heads = list(head_seats(kecamatan, top, number))
    yield from heads[:people]
    places = [seat for seat in heads if seat.title.startswith(("Kepala", "Lurah"))]
    for position in range(max(people - len(heads), 0)):
        place = places[position % len(places)]
        yield Seat(staff_title(place.title), place.unit, place.unit_code, place.parent)


def head_seats(kecamatan: str, top: str, number: int) -> Iterator[Seat]:
    code = f"K{number:02d}"
    secretariat = f"SEKRETARIAT {top}"
    yield Seat(f"Camat {kecamatan}", top, f"{code}00", AGENCY, "III.a")
    yield Seat("Sekretaris Camat", secretariat, f"{code}01", top, "III.b")
    for order, name in enumerate(SUBDIVISIONS, start=2):
        yield Seat(
            f"Kepala Sub Bagian {name}", f"SUB BAGIAN {name.upper()} {top}", f"{code}{order:02d}", secretariat, "IV.b"
        )
    for order, name in enumerate(SECTIONS, start=10):
        yield Seat(f"Kepala Seksi {name}", f"SEKSI {name.upper()} {top}", f"{code}{order:02d}", top, "IV.a")
    for ward in range(1, WARDS + 1):
        unit = f"KELURAHAN CONTOH {ward} {kecamatan.upper()}"
        yield Seat(f"Lurah Contoh {ward} {kecamatan}", unit, f"{code}{20 + ward}", top, "IV.a")
        yield Seat(f"Sekretaris Lurah Contoh {ward} {kecamatan}", unit, f"{code}{20 + ward}", top, "IV.b")


def staff_title(head: str) -> str:
    if head.startswith("Lurah"):
        return "Pengadministrasi Kependudukan"
    return "Pengelola Layanan Operasional" if head.endswith("Pelayanan") else "Pengadministrasi Perkantoran"


def person(seat: Seat, chance: random.Random, used: set[str]) -> tuple[str, ...]:
    born = date.fromordinal(date(1970, 1, 1).toordinal() + chance.randrange(9800))
    sex = chance.choice("MF")
    nip = free_nip(born, sex, chance, used)
    name = f"{chance.choice(NAMES)} {chance.choice(NAMES)} Contoh"
    structural = bool(seat.echelon)
    grade = {"III.a": "IV/a", "III.b": "III/d", "IV.a": "III/d", "IV.b": "III/c"}.get(seat.echelon, "")
    return (
        f"C{nip}", nip, name, f"{born:%d-%m-%Y}", sex, f"{nip}@medan.contoh.go.id", "Aktif", "PNS",
        grade or chance.choice(("II/c", "II/d", "III/a", "III/b")), "01-04-2022", "1" if structural else "4",
        "Jabatan Struktural" if structural else "Jabatan Fungsional Umum", seat.title, "02-01-2024",
        seat.unit_code, seat.unit, AGENCY, seat.parent, seat.echelon,
    )  # fmt: skip


def free_nip(born: date, sex: str, chance: random.Random, used: set[str]) -> str:
    """A number in the right shape with a serial from 900 on, which no real person has in this office."""
    while True:
        year = born.year + 22 + chance.randrange(max(1, 2023 - born.year - 22))
        month, serial = chance.choice(("01", "03", "12")), 900 + chance.randrange(100)
        nip = f"{born:%Y%m%d}{year}{month}{1 if sex == 'M' else 2}{serial}"
        if nip not in used:
            used.add(nip)
            return nip
