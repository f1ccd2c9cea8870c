"""Whatever the office does with scripts, it can do without them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Office, Visitor, VisitorMaker

WORKBOOK = Path(__file__).parent.parent / "data" / "amplas-siasn-faulty.xlsx"


@pytest.fixture(scope="module")
def person(demo_office: Office, visitor: VisitorMaker) -> Callable[[str], Visitor]:
    """A person of the cast with scripts switched off."""

    def enter(role: str) -> Visitor:
        someone = visitor(demo_office, javascript=False)
        someone.signs_in_as(role)
        return someone

    return enter


def test_signing_in_and_out(person: Callable[[str], Visitor]) -> None:
    officer = person("petugas loket")
    officer.sees("Beringin")
    officer.opens("/akun/")
    officer.presses("Keluar")
    officer.sees("Masuk")


def test_recording_work(person: Callable[[str], Visitor]) -> None:
    officer = person("petugas loket")
    officer.opens("/bukti/")
    officer.follows("Catat: ")
    officer.fills("Apa yang Anda kerjakan?", "Rekap layanan pekan ini.")
    officer.fills("Jumlah", "bukan angka")
    officer.presses("Simpan catatan")
    officer.sees("Tulis angka saja")
    expect(officer.field("Apa yang Anda kerjakan?")).to_have_value("Rekap layanan pekan ini.")
    officer.fills("Jumlah", "3")
    officer.presses("Simpan catatan")
    officer.sees("Catatan tersimpan.")
    officer.sees("Rekap layanan pekan ini.")


def test_giving_feedback(person: Callable[[str], Visitor]) -> None:
    officer = person("petugas loket")
    officer.opens("/umpan-balik/beri/")
    officer.follows("Beri umpan balik: Cendana")
    officer.fills("Umpan balik", "Membantu menata antrean lansia.")
    officer.presses("Kirim umpan balik")
    officer.sees("Terima kasih. Umpan balik Anda tersimpan.")


def test_looking_at_an_import(person: Callable[[str], Visitor]) -> None:
    team = person("tim pengelola kinerja")
    team.opens("/pegawai/impor/")
    team.attaches("Berkas daftar pegawai", WORKBOOK)
    team.presses("Baca berkas")
    team.sees("sel perlu dibetulkan dulu")
    team.follows("Periksa dan ubah")
    team.sees("Susunan unit dan penilai")


def test_judging(person: Callable[[str], Visitor]) -> None:
    head = person("kasi pelayanan")
    head.opens("/evaluasi/")
    head.follows("Cendana")
    head.page.get_by_role("group", name="Rating hasil kerja").get_by_label("Sesuai").check()
    head.presses("Simpan dan lanjut")
    head.sees("Pilih rating perilaku kerja")
    head.sees("Tuliskan alasan; pegawai akan membacanya")
    expect(head.page.get_by_role("group", name="Rating hasil kerja").get_by_label("Sesuai")).to_be_checked()
    head.page.get_by_role("group", name="Rating perilaku kerja").get_by_label("Sesuai").check()
    head.fills("Alasan, dibaca pegawai", "Sesuai dengan yang disepakati.")
    head.presses("Simpan draf")
    head.sees("Draf tersimpan.")
    head.presses("Simpan dan lanjut")
    head.sees("Baik, tersimpan")
