"""The monitor: who may look at which unit, what it shows, and that reminding sends nothing twice."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from terang.evidence.models import Evidence
from terang.identity.enums import Role
from terang.identity.models import RoleGrant
from terang.notices.models import Notice
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position, Unit
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Period, Skp
from tests.cast import (
    Cast,
    grant,
    make_employee,
    make_period,
    make_progress,
    make_skp,
    make_unit,
    make_user,
    user_of,
)
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

Open = Callable[..., Any]
PAGES = ("unit", "people", "sheet", "remind")


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    """Counts are kept between requests, never between tests."""
    cache.clear()
    yield
    cache.clear()


def address(page: str, unit: Unit) -> str:
    return reverse(f"monitor:{page}", args=[unit.pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def mixed(cast: Cast) -> Cast:
    """Beringin has recorded with evidence, Cendana has an agreed plan only, Sengon a draft; the others nothing."""
    progress = make_progress(make_skp(cast, cast.beringin, state=SkpState.SET))
    Evidence.objects.create(progress=progress, name="Laporan", link="https://contoh.go.id/laporan")
    make_skp(cast, cast.cendana, state=SkpState.SET)
    make_skp(cast, cast.sengon)
    return cast


# --- who may look -----------------------------------------------------------------------

# Who → (the office, the section of Camar, the kelurahan of Pinus, another agency).
DOORS = {
    "team": (True, True, True, False),
    "auditor": (True, True, True, False),
    "camat": (True, True, True, False),
    "kasi": (False, True, False, False),
    "lurah": (False, False, True, False),
    "beringin": (False, False, False, False),
    "sengon": (False, False, False, False),
    "admin": (False, False, False, False),
    "operator": (False, False, False, False),
    "outsider": (False, False, False, False),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", DOORS)
def test_a_unit_opens_for_the_team_the_auditor_and_those_who_lead_it(
    client: Client, cast: Cast, who: str, page: str
) -> None:
    there = Unit.objects.get(agency=cast.other_agency)
    make_unit(cast.agency, "Urusan Contoh", cast.service_section)
    make_unit(cast.agency, "Lingkungan Contoh", cast.kelurahan)
    units = [Unit.objects.get(pk=unit.pk) for unit in (cast.kecamatan, cast.service_section, cast.kelurahan, there)]
    sign_in(client, getattr(cast, who))
    found = tuple(client.get(address(page, unit)).status_code == 200 for unit in units)
    assert found == (DOORS[who] if (page, who) != ("remind", "auditor") else (False,) * 4)


def test_an_acting_head_looks_at_both_units_and_a_former_one_no_more(client: Client, cast: Cast) -> None:
    head = Position.objects.get(unit=cast.kelurahan, is_head=True)
    held = Assignment.objects.create(
        employee=cast.kasi, position=head, kind=AssignmentKind.PLT, since=date(2026, 3, 1)
    )  # fmt: skip
    sign_in(client, cast.kasi)
    choice = text_of(client.get("/pemantauan/"))
    assert cast.kelurahan.name in choice
    assert cast.service_section.name in choice
    Assignment.objects.filter(pk=held.pk).update(until=date(2026, 6, 30))
    assert client.get(address("people", cast.kelurahan)).status_code == 404
    assert client.get("/pemantauan/")["Location"] == address("unit", cast.service_section)


@pytest.mark.parametrize(("who", "top"), [("team", "Pemerintah Kota Contoh"), ("camat", "Kecamatan Contoh")])
def test_one_begins_at_the_highest_unit_one_watches(page: Open, cast: Cast, who: str, top: str) -> None:
    found = getattr(cast, who)
    answer = page(user_of(found) if isinstance(found, Employee) else found, "/pemantauan/")
    assert answer["Location"] == address("unit", Unit.objects.get(name=top))


@pytest.mark.parametrize("who", ["beringin", "admin", "operator", "outsider"])
def test_who_watches_nothing_finds_no_monitor(client: Client, cast: Cast, who: str) -> None:
    assert sign_in(client, getattr(cast, who)).get("/pemantauan/").status_code == 404


def test_the_team_of_another_agency_sees_nothing_here(client: Client, cast: Cast) -> None:
    stranger = make_user("tim-lain", "Tim Lain", agency=cast.other_agency.code)
    grant(stranger, Role.PERFORMANCE_TEAM, cast.other_agency)
    sign_in(client, stranger)
    assert [client.get(address(page, cast.kecamatan)).status_code for page in PAGES] == [404] * 4


@pytest.mark.parametrize(("page", "who"), [("recount", "kasi"), ("remind", "kasi"), ("remind", "auditor")])
def test_a_closed_door_is_closed_for_forms_too(client: Client, mixed: Cast, page: str, who: str) -> None:
    sign_in(client, getattr(mixed, who))
    assert client.post(address(page, mixed.kecamatan)).status_code == 404
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["team", "auditor", "camat"])
def test_every_plan_in_the_list_opens_for_who_sees_the_list(client: Client, mixed: Cast, who: str) -> None:
    sign_in(client, getattr(mixed, who))
    links = set(client.get(address("people", mixed.kecamatan)).content.decode().split('href="')) - {""}
    plans = [link.split('"')[0] for link in links if link.startswith("/skp/") and link.split('"')[0] != "/skp/"]
    assert len(plans) == 3
    assert [client.get(plan).status_code for plan in plans] == [200] * 3


@pytest.mark.parametrize(("who", "leads"), [("team", True), ("auditor", True), ("camat", True), ("beringin", False)])
def test_the_home_page_leads_to_the_monitor(client: Client, cast: Cast, who: str, leads: bool) -> None:
    assert ('href="/pemantauan/"' in text_of(sign_in(client, getattr(cast, who)).get("/"))) == leads


@pytest.mark.parametrize(("who", "leads"), [("team", True), ("auditor", True), ("admin", False)])
def test_the_calendar_leads_to_the_monitor(page: Open, cast: Cast, who: str, leads: bool) -> None:
    assert ('href="/pemantauan/"' in text_of(page(getattr(cast, who), "/periode/"))) == leads


# --- the units --------------------------------------------------------------------------


def test_a_unit_shows_those_below_with_a_light_in_words(page: Open, mixed: Cast) -> None:
    text = text_of(page(mixed.team, address("unit", mixed.kecamatan)))
    assert "4 unit tertinggal." in text
    assert text.count("Tertinggal</span>") == 4
    assert "Langsung di unit ini" in text
    assert "2 <small>dari 7</small>" in text
    assert "Dihitung pukul 09.41." in text
    assert "(belum terkonfirmasi)" in text


def test_a_unit_where_all_is_there_does_well(page: Open, cast: Cast) -> None:
    for person in (cast.lurah, cast.sengon):
        progress = make_progress(make_skp(cast, person, state=SkpState.SET))
        Evidence.objects.create(progress=progress, name="Laporan", link="https://contoh.go.id/laporan")
    text = text_of(page(cast.team, address("unit", cast.kecamatan)))
    assert "Lancar</span>" not in text  # regular feedback is due and missing
    Skp.objects.update(feedback_months=12)
    cache.clear()
    text = text_of(page(cast.team, address("unit", cast.kecamatan)))
    assert text.count("Lancar</span>") == 1


def test_units_are_narrowed_to_one_light(page: Open, mixed: Cast) -> None:
    for person in (mixed.lurah, mixed.kasi):
        Employee.objects.filter(pk=person.pk).update(is_active=False)
    text = text_of(page(mixed.team, address("unit", mixed.kecamatan) + "?keadaan=tertinggal"))
    assert "4 dari 4 baris" in text
    text = text_of(page(mixed.team, address("unit", mixed.kecamatan) + "?keadaan=lancar"))
    assert "Tidak ada unit dengan keadaan ini" in text


def test_a_unit_without_units_below_shows_its_people(page: Open, cast: Cast) -> None:
    answer = page(user_of(cast.lurah), address("unit", cast.kelurahan))
    assert answer["Location"] == address("people", cast.kelurahan)


def test_the_interval_is_chosen_and_goes_along(page: Open, mixed: Cast) -> None:
    text = text_of(page(mixed.team, address("unit", mixed.kecamatan) + "?sejak=bulan"))
    assert "Progres sejak 1 Nov 2026" in text
    assert f'{address("unit", mixed.kelurahan)}?sejak=bulan"' in text


def test_an_earlier_period_is_looked_at_as_it_ended(page: Open, mixed: Cast) -> None:
    former = make_period(mixed.agency, 2025)
    text = text_of(page(mixed.team, f"{address('unit', mixed.kecamatan)}?periode={former.pk}"))
    assert "Tahun kinerja 2025</p>" in text
    assert "Progres sejak 1 Okt 2025" in text
    assert "0 <small>dari 7</small>" in text


@pytest.mark.parametrize("page_name", ["unit", "people"])
def test_without_a_period_the_page_says_what_will_be_here(page: Open, cast: Cast, page_name: str) -> None:
    Period.objects.all().delete()
    assert "Belum ada periode" in text_of(page(cast.team, address(page_name, cast.kecamatan)))


def test_counts_are_kept_until_somebody_asks_anew(page: Open, client: Client, mixed: Cast) -> None:
    here = address("unit", mixed.kecamatan)
    page(mixed.team, here)
    make_skp(mixed, mixed.lurah, state=SkpState.SET)
    assert "2 <small>dari 7</small>" in text_of(client.get(here))
    assert client.post(address("recount", mixed.kecamatan))["Location"] == here
    assert "3 <small>dari 7</small>" in text_of(client.get(here))


def test_what_is_kept_of_the_agency_serves_the_units_below(page: Open, client: Client, mixed: Cast) -> None:
    root = Unit.objects.get(agency=mixed.agency, depth=1)
    page(mixed.team, address("unit", root))
    make_skp(mixed, mixed.lurah, state=SkpState.SET)
    assert "2 <small>dari 7</small>" in text_of(client.get(address("unit", mixed.kecamatan)))


def test_the_counts_of_two_choices_are_kept_apart(page: Open, client: Client, mixed: Cast) -> None:
    here = address("unit", mixed.kecamatan)
    assert "1 <small>dari 2</small>" in text_of(page(mixed.team, here))
    assert "0 <small>dari 2</small>" in text_of(client.get(here + "?sejak=bulan"))


# --- the people -------------------------------------------------------------------------


def test_the_list_says_what_each_person_has(page: Open, mixed: Cast) -> None:
    text = text_of(page(mixed.team, address("people", mixed.service_section)))
    assert "3 pegawai." in text
    assert "Belum mulai" in text
    assert text.count("Ditetapkan</span>") == 2
    assert text.count("</svg>ada</span>") == 2


@pytest.mark.parametrize(
    ("asked", "found", "hidden"),
    [
        ("belum=belum-mengisi", "Pinus", "Sengon"),
        ("belum=draf", "Sengon", "Pinus"),
        ("belum=skp", "Sengon", "Cendana"),
        ("belum=progres", "Cendana", "Beringin"),
        ("belum=bukti", "Cendana", "Beringin"),
        ("belum=umpan-balik", "Beringin", "Sengon"),
        ("q=cend", "Cendana", "Beringin"),
        ("langsung=1", "Bakung", "Cendana"),
    ],
)
def test_the_list_is_narrowed(page: Open, mixed: Cast, asked: str, found: str, hidden: str) -> None:
    text = text_of(page(mixed.team, f"{address('people', mixed.kecamatan)}?{asked}"))
    body = text.partition("<main")[2]
    assert found in body
    assert f"{hidden} " not in body


def test_a_list_without_a_match_says_how_to_see_more(page: Open, mixed: Cast) -> None:
    text = text_of(page(mixed.team, address("people", mixed.kelurahan) + "?q=tidakada"))
    assert "Tidak ada pegawai yang cocok" in text


@pytest.mark.parametrize(("who", "sees"), [("team", True), ("auditor", True), ("camat", False)])
def test_whole_numbers_are_for_the_personnel_roles(client: Client, mixed: Cast, who: str, sees: bool) -> None:
    sign_in(client, getattr(mixed, who))
    assert ("19910103 201321 1 934" in text_of(client.get(address("people", mixed.kecamatan)))) == sees
    heads = rows_of(client.get(address("sheet", mixed.kecamatan)))[0]
    assert ("NIP" in heads) == sees


def rows_of(answer: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_the_workbook_holds_the_list_as_text(page: Open, mixed: Cast) -> None:
    Employee.objects.filter(pk=mixed.cendana.pk).update(name="=HYPERLINK(1)")
    answer = page(mixed.team, address("sheet", mixed.service_section) + "?belum=progres")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "no-store" in answer["Cache-Control"]
    (heads, row) = rows_of(answer)
    assert heads[:3] == ["NIP", "Nama", "Jabatan"]
    assert row[1] == "=HYPERLINK(1)"
    assert row[4:] == ["Ditetapkan", "belum", "belum", "belum"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")


# --- reminding --------------------------------------------------------------------------


def test_one_sees_who_would_be_reminded_of_what_before_it_happens(page: Open, mixed: Cast) -> None:
    text = text_of(page(mixed.team, address("remind", mixed.kecamatan)))
    assert "5 pegawai belum mengajukan SKP." in text
    assert "1 pegawai belum mencatat progres." in text
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["team", "camat"])
def test_a_second_press_sends_nothing_twice_and_says_so(client: Client, mixed: Cast, who: str) -> None:
    sign_in(client, getattr(mixed, who))
    here = address("remind", mixed.kecamatan)
    assert "6 pegawai diingatkan." in text_of(client.post(here, follow=True))
    assert Notice.objects.count() == 6
    assert "Tidak ada yang dikirim dua kali." in text_of(client.post(here, follow=True))
    assert Notice.objects.count() == 6


def test_where_nobody_lacks_anything_there_is_nothing_to_press(page: Open, client: Client, cast: Cast) -> None:
    for person in (cast.lurah, cast.sengon):
        progress = make_progress(make_skp(cast, person, state=SkpState.SET))
        Evidence.objects.create(progress=progress, name="Laporan", link="https://contoh.go.id/laporan")
    assert address("remind", cast.kelurahan) not in text_of(page(cast.team, address("people", cast.kelurahan)))
    assert "Tidak ada yang perlu diingatkan" in text_of(client.get(address("remind", cast.kelurahan)))
    assert "Tidak ada yang perlu diingatkan." in text_of(client.post(address("remind", cast.kelurahan), follow=True))


def test_the_auditor_has_no_button(page: Open, mixed: Cast) -> None:
    assert address("remind", mixed.kecamatan) not in text_of(page(mixed.auditor, address("unit", mixed.kecamatan)))


def test_a_closed_period_is_read_and_reminds_nobody(page: Open, client: Client, mixed: Cast) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    assert address("remind", mixed.kecamatan) not in text_of(page(mixed.team, address("unit", mixed.kecamatan)))
    assert "Periode ini sudah ditutup" in text_of(client.get(address("remind", mixed.kecamatan)))
    assert "sudah ditutup" in text_of(client.post(address("remind", mixed.kecamatan), follow=True))
    assert not Notice.objects.exists()


# --- cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(("page_name", "most"), [("unit", 9), ("people", 11)])
def test_a_page_costs_the_same_for_few_and_many(client: Client, mixed: Cast, page_name: str, most: int) -> None:
    sign_in(client, mixed.camat)
    few, _answer = cost_of(client, address(page_name, mixed.kecamatan))
    for number in range(20):
        unit = make_unit(mixed.agency, f"Lingkungan {number}", Unit.objects.get(pk=mixed.kecamatan.pk))
        person = make_employee(mixed.agency, unit, f"1990010120150119{number:02}", f"Nama {number}", "Petugas")
        make_progress(make_skp(mixed, person, state=SkpState.SET))
    cache.clear()
    many, answer = cost_of(client, address(page_name, mixed.kecamatan))
    assert many <= few <= most
    assert len(answer.content) < 60_000


def test_a_role_that_ended_opens_nothing(page: Open, cast: Cast) -> None:
    RoleGrant.objects.filter(user=cast.team).update(until=date(2026, 10, 1))
    assert page(cast.team, address("unit", cast.kecamatan)).status_code == 404
