"""Journey 6: a rater answers on a phone, drafts keep themselves, and nobody watching learns a thing."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Office, Visitor, VisitorMaker

SECRET = "Selalu menutup loket tepat waktu sesudah antrean habis"
pytestmark = pytest.mark.usefixtures("in_order")


class Round:
    """The rater at a phone, their superior and the performance team, each at a browser of their own."""

    def __init__(self, office: Office, visitor: VisitorMaker) -> None:
        self.rater, self.superior, self.team = visitor(office, width=390), visitor(office), visitor(office)
        self.rater.signs_in_as("petugas loket")
        self.superior.signs_in_as("kasi pelayanan")
        self.team.signs_in_as("tim pengelola")
        for watcher in (self.superior, self.team):
            watcher.must_never_read(SECRET)


@pytest.fixture(scope="module")
def around(demo_office: Office, visitor: VisitorMaker) -> Round:
    return Round(demo_office, visitor)


def answers_everything(rater: Visitor) -> None:
    for strip in rater.page.locator("fieldset.t-quest").all():
        strip.locator("input[value='4']").check()


def test_the_rater_finds_what_remains_and_how_names_are_protected(around: Round) -> None:
    around.rater.opens("/putaran/")
    around.rater.sees("Nama Anda dilindungi")
    around.rater.sees(re.compile(r"Sisa \d+ dari \d+ orang"))
    link = around.rater.page.locator("main").get_by_role("link", name=re.compile("^(Isi|Lanjutkan)")).first
    link.click()
    around.rater.looks()


def test_seven_short_steps_lead_to_the_end_and_a_draft_keeps_itself(around: Round) -> None:
    rater = around.rater
    if "Kirim jawaban" in rater.text():
        rater.page.locator("main table").get_by_role("link").first.click()
    expect(rater.page.locator("main")).to_contain_text("Nilai 1 dari 7")
    for number in range(1, 8):
        expect(rater.page.locator("main")).to_contain_text(f"Nilai {number} dari 7")
        answers_everything(rater)
        if number == 1:
            rater.fills("Contoh kejadian", SECRET)
            rater.sees("Draf tersimpan")
        rater.page.locator("main").get_by_role("button", name=re.compile("^Lanjut")).click()
        rater.looks()
    rater.sees("Semua perilaku sudah dijawab")


def test_the_answer_is_sent_and_can_be_taken_back(around: Round) -> None:
    around.rater.presses("Kirim jawaban")
    around.rater.sees("Jawaban terkirim")
    around.rater.follows("Lihat jawaban")
    around.rater.sees("Tarik kembali untuk mengubah")


def test_superior_and_team_see_no_word_of_it(around: Round) -> None:
    for path in ("/", "/putaran/", "/umpan-balik/", "/tim/"):
        around.superior.opens(path)
    for path in ("/putaran/tim/", "/putaran/1/", "/putaran/2/"):
        around.team.opens(path)
    around.team.opens("/putaran/1/")
    around.team.sees("Dihitung sekali sehari")
