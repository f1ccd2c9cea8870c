"""What goes wrong on an ordinary day: impatience, two tabs, a lost connection, a lunch that took too long."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Office, Visitor, VisitorMaker

NOTE = "Merapikan arsip surat pengantar bulan ini."


@pytest.fixture
def person(demo_office: Office, visitor: VisitorMaker) -> Callable[[str], Visitor]:
    def enter(role: str) -> Visitor:
        someone = visitor(demo_office)
        someone.signs_in_as(role)
        return someone

    return enter


@pytest.fixture
def officer(person: Callable[[str], Visitor]) -> Visitor:
    return person("petugas loket")


def begin_a_note(officer: Visitor, words: str) -> None:
    officer.opens("/bukti/")
    officer.follows("Catat: ")
    officer.fills("Apa yang Anda kerjakan?", words)


def times(officer: Visitor, words: str) -> int:
    return officer.text().count(words)


def test_a_double_click_saves_once(officer: Visitor) -> None:
    words = f"{NOTE} Sekali."
    begin_a_note(officer, words)
    officer.page.get_by_role("button", name="Simpan catatan").dblclick()
    officer.sees("Catatan tersimpan.")
    assert times(officer, words) == 1


def test_an_impatient_appraiser_is_not_told_of_a_conflict_with_oneself(person: Callable[[str], Visitor]) -> None:
    head = person("kasi pelayanan")
    head.opens("/skp/tim/")
    head.follows("Tinjau: ")
    head.fills("Alasan", "Lengkapi target triwulan.")
    head.page.get_by_role("button", name="Kembalikan SKP").dblclick()
    head.sees("SKP dikembalikan kepada pegawai dengan alasan Anda.")


def test_going_back_and_sending_again_saves_once(officer: Visitor) -> None:
    words = f"{NOTE} Mundur."
    begin_a_note(officer, words)
    officer.presses("Simpan catatan")
    officer.sees("Catatan tersimpan.")
    entries = officer.page.url
    officer.page.go_back()
    officer.presses("Simpan catatan")  # the same words are the same entry; an empty form is no entry
    officer.opens(entries)
    assert times(officer, words) == 1


def test_of_two_tabs_the_later_one_keeps_its_words_and_sees_the_earlier(person: Callable[[str], Visitor]) -> None:
    head = person("lurah")
    head.opens("/evaluasi/")
    head.follows("Nilai berikutnya")
    other = head.context.new_page()
    other.goto(head.page.url)
    other.get_by_label(re.compile("^Alasan, dibaca pegawai")).fill("Dari tab kedua.")
    other.get_by_role("button", name="Simpan draf").click()
    expect(other.locator("body")).to_contain_text("Draf tersimpan")

    head.fills("Alasan, dibaca pegawai", "Dari tab pertama.")
    head.presses("Simpan draf")
    head.sees("diubah di tab lain")
    head.sees("Dari tab kedua.")
    expect(head.field("Alasan, dibaca pegawai")).to_have_value("Dari tab pertama.")


def test_what_is_not_yours_looks_like_what_does_not_exist(officer: Visitor) -> None:
    pages = {}
    for path in ("/skp/1/", "/skp/999999/", "/evaluasi/1/", "/hasil/999999/", "/bukti/indikator/1/"):
        answer = officer.opens(path)
        assert answer is not None
        assert answer.status == 404, path
        pages[path] = officer.page.locator("main").inner_text()
    assert len(set(pages.values())) == 1


def test_a_file_of_the_wrong_kind_is_refused_with_words_and_the_note_stays(officer: Visitor, tmp_path: Path) -> None:
    program = tmp_path / "laporan.pdf"
    program.write_bytes(b"MZ\x90\x00" + bytes(200))
    begin_a_note(officer, NOTE)
    officer.attaches("Foto atau berkas", program)
    officer.presses("Simpan catatan")
    officer.sees("Pilih lagi berkasnya")
    officer.sees("laporan.pdf")
    expect(officer.field("Apa yang Anda kerjakan?")).to_have_value(NOTE)


def test_a_session_that_ended_while_typing_costs_a_password_and_not_the_words(officer: Visitor) -> None:
    begin_a_note(officer, NOTE)
    page = officer.page.url
    officer.context.clear_cookies(name="sessionid")
    officer.presses("Simpan catatan")
    officer.sees("Sesi Anda berakhir, jadi kiriman terakhir belum tersimpan.")
    officer.page.get_by_role("button", name=re.compile("^petugas loket", re.IGNORECASE)).click()
    officer.looks()
    assert officer.page.url == page
    officer.sees("Isian yang tadi belum tersimpan sudah kami kembalikan.")
    expect(officer.field("Apa yang Anda kerjakan?")).to_have_value(NOTE)


def test_the_words_of_one_person_never_come_back_to_another(officer: Visitor) -> None:
    officer.opens("/umpan-balik/beri/")
    officer.follows("Beri umpan balik: Camar")
    page = officer.page.url
    officer.fills("Umpan balik", "Hanya untuk Camar.")
    officer.context.clear_cookies(name="sessionid")
    officer.presses("Kirim umpan balik")
    officer.page.get_by_role("button", name=re.compile("^camat", re.IGNORECASE)).click()
    officer.looks()
    officer.opens(page)
    assert "Hanya untuk Camar." not in officer.page.content()
    expect(officer.field("Umpan balik")).to_have_value("")


def test_a_lost_connection_keeps_the_words_on_the_page(officer: Visitor) -> None:
    words = f"{NOTE} Sinyal."
    begin_a_note(officer, words)
    officer.context.set_offline(True)
    officer.page.get_by_role("button", name="Simpan catatan").click()
    officer.sees("Sambungan terputus")
    expect(officer.field("Apa yang Anda kerjakan?")).to_have_value(words)
    officer.context.set_offline(False)
    officer.presses("Simpan catatan")
    officer.sees("Catatan tersimpan.")
    assert times(officer, words) == 1
