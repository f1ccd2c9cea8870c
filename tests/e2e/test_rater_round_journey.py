"""Journey 6: twelve people answer about each other on phones; what comes of it names nobody and can be redone."""

import json
import re

import pytest

from .conftest import Office, Visitor, VisitorMaker

UNITS = ("Kelurahan Sitirejo II", "Seksi Pembangunan Kecamatan Medan Amplas")
PASSWORD = "jembatan-kayu-hujan-42"
SPOKEN = "Menyapa warga lebih dulu 🙂"
LEAST_PEOPLE = 12

# Everybody of two units gets a password of their own; who leads them and who is led comes first.
PEOPLE = f"""
import json
from datetime import date
from terang.identity.models import User
from terang.organisation.models import Assignment
held = Assignment.objects.filter(position__unit__name__in={UNITS!r}, until=None, kind="definitif")
held = held or Assignment.objects.filter(position__unit__name__in={UNITS!r}, until=None)
people = []
order = ("position__unit", "-position__is_head", "employee__name")
for each in held.select_related("employee__user", "position__unit").order_by(*order):
    user = each.employee.user
    user.set_password({PASSWORD!r}); user.must_change_password = False; user.save()
    people.append({{"nip": user.username, "name": each.employee.full_name, "head": each.position.is_head,
                    "unit": each.position.unit.name}})
print(json.dumps(people))
"""
# What the browsers left unanswered, as the others would have sent it: people differ, and so do raters.
REST = """
from hashlib import sha256
from django.utils import timezone
from terang.evidence.models import RaterRound
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rounds import tasks_behind
from terang.evidence.services.round_answers import Filled, send_answer
given = RaterRound.objects.get(name="Uji dua belas orang")
def between(low, high, *words):
    return low + int(sha256(repr(words).encode()).hexdigest(), 16) % (high - low + 1)
for key in RaterKey.objects.filter(round=given).select_related("round", "employee"):
    for own in tasks_behind(key):
        if not own.is_sent:
            level = between(2, 4, own.ratee.nip) - between(0, 1, key.employee.nip)
            answers = {
                item: min(5, max(1, level + between(0, 2, own.ratee.nip, key.employee.nip, item)))
                for item in given.policy["items"]
            }
            send_answer(own=own, filled=Filled(answers, {}), version=own.response.version, at=timezone.now())
"""


class Journey:
    def __init__(self, office: Office, visitor: VisitorMaker) -> None:
        self.office, self.visitor = office, visitor
        self.people = json.loads(office.python(PEOPLE))
        self.team = visitor(office)
        self.team.signs_in_as("tim pengelola kinerja")
        self.round = ""

    def phone(self, person: dict[str, str]) -> Visitor:
        found = self.visitor(self.office, width=390)
        found.signs_in(person["nip"], PASSWORD)
        found.looks()
        return found

    def after_the_work(self, text: str) -> None:
        """What runs in the background shows on the page of the round."""
        for _attempt in range(60):
            self.team.opens(self.round)
            if text in self.team.text():
                return
            self.team.page.wait_for_timeout(1000)
        self.team.sees(text)


@pytest.fixture(scope="module")
def journey(demo_office: Office, visitor: VisitorMaker) -> Journey:
    return Journey(demo_office, visitor)


pytestmark = pytest.mark.usefixtures("in_order")


def test_the_team_prepares_a_round_of_two_units_and_sees_how_raters_fell(journey: Journey) -> None:
    assert len(journey.people) >= LEAST_PEOPLE
    team = journey.team
    team.opens("/putaran/tim/baru/")
    today = team.field("Hari pertama mengisi").input_value()
    team.fills("Nama putaran", "Uji dua belas orang")
    team.fills("Hari terakhir mengisi", today)
    for unit in UNITS:
        team.chooses(unit)
    team.presses("Siapkan dan bagi penilai")
    journey.round = re.sub(r"^https?://[^/]+", "", team.page.url)
    journey.after_the_work("Buka putaran")
    team.sees("Rekan satu unit, diundi")


def test_the_round_opens_after_a_question(journey: Journey) -> None:
    journey.team.follows("Buka putaran")
    journey.team.sees("Pembagian penilai tidak dapat diundi lagi")
    journey.team.presses("Buka putaran")
    journey.team.sees("Sedang diisi")


def answer_one(phone: Visitor, words: str) -> None:
    """One questionnaire from beginning to end, as a thumb does it."""
    phone.opens("/putaran/")
    phone.follows("Isi")
    for step in range(7):
        for quest in phone.page.locator("fieldset.t-quest").all():
            quest.locator("input[value='4']").check()
        if step == 0 and words:
            phone.fills("Contoh kejadian", words)
        phone.page.locator("main form").get_by_role("button", name=re.compile("^Lanjut")).click()
        phone.looks()
    phone.presses("Kirim jawaban")


def test_twelve_people_answer_on_their_phones(journey: Journey) -> None:
    for person in journey.people[:LEAST_PEOPLE]:
        phone = journey.phone(person)
        answer_one(phone, SPOKEN)
        phone.opens("/putaran/")
        phone.sees(re.compile("Terkirim|Semua sudah Anda kirim"))
        phone.context.close()


def test_a_draft_survives_a_closed_browser(journey: Journey) -> None:
    person = journey.people[1]
    phone = journey.phone(person)
    phone.opens("/putaran/")
    phone.follows("Isi")
    name = phone.page.locator("h1").inner_text()
    phone.page.locator("fieldset.t-quest").first.locator("input[value='2']").check()
    phone.sees("Draf tersimpan")
    phone.context.close()
    again = journey.phone(person)
    again.opens("/putaran/")
    again.sees(name)
    again.follows("Lanjutkan")
    again.sees("perilaku belum dijawab")
    again.context.close()


def test_nobody_above_sees_more_than_counts_while_it_runs(journey: Journey) -> None:
    team = journey.team
    team.must_never_read(SPOKEN)
    team.opens(journey.round)
    team.opens("/buku-besar/")


def test_the_round_is_closed_and_published_once(journey: Journey) -> None:
    journey.office.python(REST)
    journey.team.opens(journey.round)
    journey.team.follows("Tutup putaran")
    journey.team.presses("Tutup putaran")
    journey.after_the_work("Segel jawaban")
    journey.team.follows("Terbitkan hasil")
    journey.team.presses("Terbitkan hasil")
    journey.after_the_work("Hasil diterbitkan")
    assert not journey.team.page.locator("main").get_by_role("link", name="Terbitkan hasil").count()


def test_a_rated_person_reads_three_figures_and_no_name(journey: Journey) -> None:
    person = next(each for each in journey.people if each["unit"] == UNITS[0] and not each["head"])
    phone = journey.phone(person)
    others = [each["name"] for each in journey.people if each["name"] != person["name"]]
    phone.must_never_read(*others)
    phone.opens("/penilaian-rekan/")
    phone.sees("Setelah penyesuaian")
    phone.sees("Anda dapat menghitung ulang baris demi baris.")
    raw, leniency, shift, adjusted = numbers_of(phone)
    assert abs(raw + leniency + shift - adjusted) < 0.02
    phone.follows("Cermin: cara saya menilai")
    phone.sees("Hanya untuk Anda")
    phone.opens("/pemberitahuan/")
    phone.sees("sudah terbit")


def numbers_of(phone: Visitor) -> list[float]:
    """The sum of the page: raw, minus leniency, minus the mix of roles, adjusted."""
    cells = phone.page.locator("table.t-sum").first.locator("tbody td, tfoot td").all_inner_texts()
    read = [float(text.replace("−", "-").replace("+", "").replace(",", ".").replace("±", "")) for text in cells]
    return [*read[:3], read[-2]]


def test_the_superior_reads_adjusted_means_and_the_own_mirror(journey: Journey) -> None:
    head = next(each for each in journey.people if each["unit"] == UNITS[0] and each["head"])
    phone = journey.phone(head)
    number = journey.round.rstrip("/").rpartition("/")[2]
    phone.opens(f"/cermin/{number}/")
    phone.sees("Pemakaian skala")
    phone.must_never_read("Rata-rata mentah")
    own = journey.office.python(
        "from terang.identity.models import User\n"
        f"from terang.organisation.models import Employee\nprint(Employee.objects.get(nip='{head['nip']}').pk)"
    )
    phone.opens(f"/cermin/{number}/{own}/")
    phone.sees("Anda dan rekan mereka")
    phone.page.locator("main table").last.get_by_role("link").first.click()
    phone.looks()
    phone.sees("Mengapa tanpa nilai mentah?")


def test_the_team_sees_units_and_limits_but_no_colleague(journey: Journey) -> None:
    colleagues = [each["name"] for each in journey.people if not each["head"]]
    team = journey.team
    team.must_never_read(*colleagues)
    team.opens(journey.round)
    team.follows("Lihat angka putaran")
    team.sees("Batas pembacaan")
    team.follows("Coba bobot peran")
    team.sees("kali rata-rata biasa")


def test_anybody_reads_the_method(journey: Journey) -> None:
    visitor = journey.visitor(journey.office, width=390)
    visitor.opens("/cara-menilai/")
    visitor.sees("Di mana ini menolong, di mana tidak")
