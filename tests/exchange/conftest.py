"""Builders for workbooks that never touch the disk, and the two lists of tests/data."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from terang.exchange.employees import import_employees
from terang.identity.models import User

DATA = Path(__file__).parent.parent / "data"
GOOD, FAULTY = DATA / "amplas-siasn.xlsx", DATA / "amplas-siasn-faulty.xlsx"

PERSON: Mapping[str, Any] = {
    "PNS ID": "P1CONTOH", "NIP BARU": "199502092017031901", "NAMA": "BAKUNG KENANGA CONTOH", "GELAR DEPAN": "",
    "GELAR BELAKANG": "A.Md", "TANGGAL LAHIR": "09-02-1995", "JENIS KELAMIN": "M", "NIK": "1271090902959001",
    "EMAIL GOV": "contoh@amplas.contoh.go.id", "KEDUDUKAN HUKUM ID": "01", "KEDUDUKAN HUKUM NAMA": "Aktif",
    "STATUS CPNS PNS": "PNS", "GOL AKHIR NAMA": "III/b", "TMT GOLONGAN": "01-04-2022", "JENIS JABATAN ID": "4",
    "JENIS JABATAN NAMA": "Jabatan Fungsional Umum", "JABATAN NAMA": "Pengadministrasi Perkantoran",
    "ESELON NAMA": "", "TMT JABATAN": "02-01-2024", "UNOR ID": "U1", "UNOR NAMA": "KECAMATAN CONTOH",
    "SATUAN KERJA KERJA NAMA": "Pemerintah Kota Medan",
}  # fmt: skip
SECOND = {"PNS ID": "P2CONTOH", "NIP BARU": "199304042015012902", "NAMA": "CEMPAKA SEROJA CONTOH",
          "TANGGAL LAHIR": "04-04-1993", "JENIS KELAMIN": "F"}  # fmt: skip
HEAD = {"JABATAN NAMA": "Camat Contoh", "JENIS JABATAN ID": "1", "JENIS JABATAN NAMA": "Jabatan Struktural",
        "ESELON NAMA": "III.a"}  # fmt: skip


def workbook_bytes(rows: Sequence[Sequence[Any]], sheet: str = "DATA PNS") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell not in ("", None):
                    page.write(line, place, cell)
    return stream.getvalue()


def staff_list(*people: Mapping[str, Any], blank_rows: int = 0, columns: Sequence[str] | None = None) -> bytes:
    """A list of people, each given as what differs from PERSON."""
    heads = list(columns or PERSON)
    rows = [[(PERSON | dict(person)).get(head, "") for head in heads] for person in people]
    return workbook_bytes([[""]] * blank_rows + [heads, *rows])


@pytest.fixture
def team(db: None, at: datetime) -> User:
    return User.objects.create_user("tim", None, name="Tim Contoh", agency="medan", created_at=at)


@pytest.fixture
def imported(team: User, at: datetime, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """``imported(person, …)`` imports a list of people given as what differs from PERSON."""

    def run(*people: Mapping[str, Any], dry_run: bool = False, **shape: Any) -> dict[str, Any]:
        path = tmp_path / "daftar.xlsx"
        path.write_bytes(staff_list(*people, **shape))
        return import_employees(path, dry_run=dry_run, by=team, at=at)

    return run


@pytest.fixture
def import_file(team: User, at: datetime) -> Callable[..., dict[str, Any]]:
    def run(path: Path, dry_run: bool = False) -> dict[str, Any]:
        return import_employees(path, dry_run=dry_run, by=team, at=at)

    return run
