"""Journey 2: a role from the leader's matrix becomes a result in somebody's plan, is discussed, mended and set."""

import re

import pytest

from .conftest import Office, Visitor, VisitorMaker

PASSWORD = "pasar-pagi-medan-91"
WITHOUT_A_PLAN = """
from terang.cli.demo.office import WITHOUT_PLAN
from terang.organisation.models import Employee
user = Employee.objects.get(nip=WITHOUT_PLAN).user
user.set_password("pasar-pagi-medan-91")
user.save()
print(user.username)
"""
ROLE = "Data kunjungan loket tersaji setiap pekan"


class Journey:
    """The two people of the walk, each at a browser of their own."""

    def __init__(self, office: Office, visitor: VisitorMaker) -> None:
        self.leader, self.member = visitor(office), visitor(office, width=390)
        self.leader.signs_in_as("kasi pelayanan")
        self.member.signs_in(office.python(WITHOUT_A_PLAN), PASSWORD)


@pytest.fixture(scope="module")
def journey(demo_office: Office, visitor: VisitorMaker) -> Journey:
    return Journey(demo_office, visitor)


pytestmark = pytest.mark.usefixtures("in_order")


def test_the_leader_gives_a_role_in_the_matrix(journey: Journey) -> None:
    leader = journey.leader
    leader.opens("/matriks/")
    leader.page.locator("main tr", has_text="Jati Cendana").get_by_role("link").first.click()
    leader.looks()
    leader.fills("Peran hasil", ROLE)
    leader.chooses("Tidak langsung")
    leader.presses("Simpan peran")
    leader.sees(ROLE)


def test_the_member_takes_the_role_into_a_plan_that_begins_with_it(journey: Journey) -> None:
    member = journey.member
    member.opens("/matriks/untuk-saya/")
    member.page.locator("main li, main article, main section").filter(has_text=ROLE).last.get_by_role(
        "button", name="Ambil ke SKP saya"
    ).click()
    member.looks()
    member.opens("/skp/")
    member.sees(ROLE)
    member.sees("Melayani hasil pimpinan")


def test_taking_it_again_doubles_nothing(journey: Journey) -> None:
    journey.member.opens("/matriks/untuk-saya/")
    journey.member.sees("Sudah di SKP Anda")
    journey.member.opens("/skp/")
    assert journey.member.text().count("Melayani hasil pimpinan") == 1


def test_the_member_completes_the_indicator_and_hands_the_plan_in(journey: Journey) -> None:
    member = journey.member
    member.follows(f"Ubah: {ROLE[:20]}")
    member.page.fill("[name=i0-statement]", "Rekap kunjungan")
    member.page.fill("[name=i0-target_low]", "48")
    member.page.fill("[name=i0-unit]", "rekap")
    member.page.get_by_role("button", name="Simpan hasil kerja").last.click()
    member.sees("Hasil kerja tersimpan.")
    hand_in(member)


def test_a_receipt_names_what_was_handed_in(journey: Journey) -> None:
    member = journey.member
    member.opens("/tanda-terima/")
    member.page.locator("main").get_by_role("link", name=re.compile("^SKP ")).first.click()
    member.looks()
    member.sees("Buku besar masih memuat catatan ini persis seperti saat diterima.")


def test_the_member_takes_it_back_and_hands_it_in_again(journey: Journey) -> None:
    member = journey.member
    member.opens("/skp/")
    member.follows("Tarik kembali SKP")
    member.presses("Tarik kembali")
    member.sees("SKP ditarik kembali.")
    hand_in(member)


def test_the_leader_returns_it_with_a_reason_and_then_sets_it(journey: Journey) -> None:
    leader, member = journey.leader, journey.member
    review(leader)
    leader.fills("Alasan", "Satuannya berkas, bukan rekap.")
    leader.presses("Kembalikan SKP")
    member.opens("/skp/")
    member.sees("Satuannya berkas, bukan rekap.")
    member.follows(f"Ubah: {ROLE[:20]}")
    member.page.fill("[name=i0-unit]", "berkas")
    member.page.get_by_role("button", name="Simpan hasil kerja").last.click()
    hand_in(member)
    review(leader)
    leader.sees("48 berkas")
    leader.presses("Tetapkan SKP")
    leader.sees("SKP ditetapkan.")


def test_the_line_of_the_result_reaches_the_top(journey: Journey) -> None:
    member = journey.member
    member.opens("/matriks/pohon/?tampil=jalur")
    member.sees(ROLE)
    member.sees("Camar Oleander Contoh")


def hand_in(member: Visitor) -> None:
    member.follows("Ajukan SKP")
    member.presses("Ajukan SKP")
    member.sees("SKP Anda telah diajukan kepada pejabat penilai.")


def review(leader: Visitor) -> None:
    leader.opens("/skp/tim/")
    leader.page.locator("main tr", has_text="Jati Cendana").get_by_role("link", name=re.compile("^Tinjau")).click()
    leader.looks()
