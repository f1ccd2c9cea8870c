"""Journey 4 on a phone: a line of the day counts, the appraiser looks at a sample, a doubt reaches the owner.

Without a network: tests/e2e/test_offline.py.
"""

import re

import pytest

from .conftest import Office, Visitor, VisitorMaker

LINE = "Melayani tujuh surat pengantar 🙂 \u202eabc"
DOUBT = "Mohon sebutkan nomor registernya."


class Journey:
    def __init__(self, office: Office, visitor: VisitorMaker) -> None:
        self.officer, self.leader = visitor(office, width=390), visitor(office)
        self.officer.signs_in_as("petugas loket")
        self.leader.signs_in_as("kasi pelayanan")


@pytest.fixture(scope="module")
def journey(demo_office: Office, visitor: VisitorMaker) -> Journey:
    return Journey(demo_office, visitor)


pytestmark = pytest.mark.usefixtures("in_order")


def done_so_far(officer: Visitor) -> int:
    """The number that stands beside the target of the first indicator."""
    officer.opens("/bukti/")
    shown = re.search(r"([\d.]+)\s+target 2\.400 layanan", officer.text())
    assert shown is not None
    return int(shown.group(1).replace(".", ""))


def test_one_line_with_enter_moves_the_indicator_and_keeps_every_sign(journey: Journey) -> None:
    officer, before = journey.officer, done_so_far(journey.officer)
    officer.opens("/harian/")
    officer.field("Untuk indikator").select_option(index=1)
    officer.fills("Jumlah", "7")
    officer.fills("Apa yang Anda kerjakan?", LINE)
    officer.field("Apa yang Anda kerjakan?").press("Enter")
    officer.sees("ikut dihitung pada indikatornya")
    assert LINE in officer.page.content()
    assert done_so_far(officer) == before + 7


def test_ten_thousand_letters_are_answered_plainly_and_not_lost(journey: Journey) -> None:
    officer, before = journey.officer, done_so_far(journey.officer)
    officer.opens("/harian/")
    officer.fills("Apa yang Anda kerjakan?", "surat " * 1667)
    officer.presses("Simpan")
    officer.sees(re.compile(r"Paling banyak \d+ huruf"))
    assert len(officer.field("Apa yang Anda kerjakan?").input_value()) > 9_000
    assert done_so_far(officer) == before


def test_a_link_that_is_a_script_is_refused_and_the_words_stay(journey: Journey) -> None:
    officer = journey.officer
    officer.opens("/bukti/")
    officer.follows("Catat:")
    officer.page.locator("main form").last.evaluate("form => { form.noValidate = true }")
    officer.fills("Apa yang Anda kerjakan?", "Menyusun rekap")
    officer.fills("Tautan", "javascript:alert(1)")
    officer.presses("Simpan catatan")
    officer.sees("perlu dibetulkan")
    assert officer.field("Apa yang Anda kerjakan?").input_value() == "Menyusun rekap"


def test_the_appraiser_draws_a_sample_and_doubts_one_entry(journey: Journey) -> None:
    leader = journey.leader
    leader.opens("/skp/tim/")
    leader.page.locator("main tr", has_text="Beringin Yasmin").get_by_role("link", name=re.compile("^Lihat")).click()
    leader.looks()
    leader.follows("Sampel bukti")
    leader.fills("Banyaknya catatan", "3")
    leader.presses("Tarik sampel")
    leader.follows("Periksa")
    leader.chooses("Perlu penjelasan")
    leader.fills("Yang perlu dijelaskan", DOUBT)
    leader.presses("Simpan dan lanjut")
    leader.sees("Tersimpan.")


def test_the_doubt_reaches_the_owner_with_its_words(journey: Journey) -> None:
    officer = journey.officer
    officer.opens("/skp/")
    officer.follows("Sampel bukti")
    officer.page.locator("main").get_by_role("link", name=re.compile("Sampel|sampel|2026")).first.click()
    officer.looks()
    officer.sees(DOUBT)
