"""Posts, holdings and people kept by hand: every page says first what it changes, and does nothing twice."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.identity.models import User
from terang.organisation import services
from terang.organisation.enums import AssignmentKind, PositionKind
from terang.organisation.models import Assignment, Employee, Position
from terang.organisation.queries import post_on, superior_line
from tests.cast import Cast, make_employee, user_of
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

ROLES = ("team", "admin", "auditor", "operator", "camat", "kasi", "beringin", "outsider")
KEEPERS = {"team", "admin"}
POLICY = {
    "unit_posts": KEEPERS | {"auditor"},
    "post": KEEPERS | {"auditor"},
    **dict.fromkeys(
        (
            "add_post",
            "rename_post",
            "close_post",
            "reopen_post",
            "fill_post",
            "assign",
            "end_assignment",
            "take_back",
            "open_account",
            "add_employee",
        ),
        KEEPERS,
    ),
}
NEW_NIP = "199505152020122017"
DECEMBER = "2026-12-01"
# Statements of the page that says what an act changes: it does the act, looks, and takes it back.
FORESEEN = 45


@pytest.fixture
def team(client: Client, cast: Cast) -> Client:
    return sign_in(client, cast.team)


def head_post(cast: Cast) -> Position:
    return Position.objects.get(unit=cast.service_section, is_head=True)


def address(cast: Cast, name: str) -> str:
    held = Assignment.objects.get(employee=cast.beringin)
    keys = {
        "unit_posts": [cast.service_section.pk],
        "add_post": [cast.service_section.pk],
        "assign": [cast.beringin.pk],
        "open_account": [cast.beringin.pk],
        "end_assignment": [cast.beringin.pk, held.pk],
        "take_back": [cast.beringin.pk, held.pk],
        "add_employee": [],
    }
    return reverse(f"organisation:{name}", args=keys.get(name, [head_post(cast).pk]))


def seen(answer: HttpResponse) -> str:
    found = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def confirmed(client: Client, url: str, form: dict[str, Any]) -> HttpResponse:
    """Both steps: look at what it changes, then do it."""
    return client.post(url, form | {"seen": seen(client.post(url, form))})


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", POLICY)
def test_each_page_opens_for_its_roles_and_does_not_exist_for_others(
    cast: Cast, page: Callable[..., Any], name: str, role: str
) -> None:
    who = getattr(cast, role)
    answer = page(user_of(who) if isinstance(who, Employee) else who, address(cast, name))
    assert answer.status_code == (200 if role in POLICY[name] else 404)


@pytest.mark.parametrize("name", ["assign", "end_assignment", "take_back", "open_account"])
def test_nobody_of_another_agency_is_reached(cast: Cast, team: Client, name: str) -> None:
    held = Assignment.objects.get(employee=cast.outsider).pk
    keys = [cast.outsider.pk, held] if name in ("end_assignment", "take_back") else [cast.outsider.pk]
    assert team.get(reverse(f"organisation:{name}", args=keys)).status_code == 404


def test_the_holding_of_somebody_else_is_not_reached_through_a_person(cast: Cast, team: Client) -> None:
    held = Assignment.objects.get(employee=cast.kasi).pk
    assert team.get(reverse("organisation:end_assignment", args=[cast.beringin.pk, held])).status_code == 404


# --- posts


def test_a_unit_shows_its_posts_with_who_holds_them(cast: Cast, team: Client) -> None:
    text = text_of(team.get(address(cast, "unit_posts")))
    assert "Kepala Seksi Pelayanan" in text
    assert "Camar Oleander Contoh" in text
    assert "Tambah jabatan" in text


def test_the_auditor_sees_posts_without_buttons(cast: Cast, client: Client) -> None:
    text = text_of(sign_in(client, cast.auditor).get(address(cast, "post")))
    assert "Camar Oleander Contoh" in text
    assert "Betulkan nama" not in text


def test_the_unit_page_leads_the_team_to_its_posts(cast: Cast, team: Client) -> None:
    text = text_of(team.get(reverse("organisation:unit", args=[cast.service_section.pk])))
    assert address(cast, "unit_posts") in text
    assert address(cast, "add_post") in text


def test_a_post_is_added(cast: Cast, team: Client) -> None:
    form = {"name": "Operator  Layanan", "kind": "PELAKSANA", "echelon": ""}
    assert team.post(address(cast, "add_post"), form).url == address(cast, "unit_posts")
    assert Position.objects.get(name="Operator Layanan").unit == cast.service_section


def test_a_post_added_twice_is_there_once_and_what_was_typed_stays(cast: Cast, team: Client) -> None:
    form = {"name": "Operator Layanan", "kind": "PELAKSANA", "echelon": "V.a"}
    team.post(address(cast, "add_post"), form)
    again = team.post(address(cast, "add_post"), form)
    assert again.status_code == 422
    assert 'value="V.a"' in text_of(again)
    assert Position.objects.filter(name="Operator Layanan").count() == 1


def test_a_second_head_post_is_refused_at_its_box(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "add_post"), {"name": "Ketua", "kind": "PENGAWAS", "is_head": "on"})
    assert "Unit ini sudah punya jabatan pimpinan." in text_of(answer)


def test_the_corrected_name_of_a_post_is_told_with_the_former_one(cast: Cast, team: Client) -> None:
    form = {"name": "Kepala Seksi Layanan", "before": "Kepala Seksi Pelayanan", "reason": "Salah ketik"}
    assert team.post(address(cast, "rename_post"), form).status_code == 302
    text = text_of(team.get(address(cast, "post")))
    assert "“Kepala Seksi Pelayanan” menjadi “Kepala Seksi Layanan”" in text


def test_an_old_page_does_not_overwrite_a_name_and_the_next_press_does(cast: Cast, team: Client) -> None:
    form = {"name": "Kepala Seksi A", "before": "Kepala Seksi Lama", "reason": "Salah ketik"}
    answer = team.post(address(cast, "rename_post"), form)
    assert answer.status_code == 422
    assert "baru saja menjadi “Kepala Seksi Pelayanan”" in text_of(answer)
    assert 'value="Kepala Seksi A"' in text_of(answer)
    assert 'name="before" value="Kepala Seksi Pelayanan"' in text_of(answer)


def test_a_post_somebody_holds_is_not_closed_and_the_page_says_who(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "close_post"), {"reason": "Perwal"})
    assert answer.status_code == 422
    assert "masih dipegang Camar Oleander Contoh" in text_of(answer)


def test_a_closed_post_is_opened_again(cast: Cast, team: Client, at: datetime) -> None:
    made = services.create_post(
        unit=cast.kelurahan, name="Operator", kind=PositionKind.OPERATIONAL, by=cast.team, at=at
    )
    assert team.post(reverse("organisation:close_post", args=[made.pk]), {"reason": "Perwal"}).status_code == 302
    assert "Buka kembali jabatan" in text_of(team.get(reverse("organisation:post", args=[made.pk])))
    assert team.post(reverse("organisation:reopen_post", args=[made.pk]), {"reason": "Keliru"}).status_code == 302
    assert Position.objects.get(pk=made.pk).is_active


def test_who_fills_a_post_is_found_by_name_and_the_post_goes_along(cast: Cast, team: Client) -> None:
    text = text_of(team.get(address(cast, "fill_post") + "?q=ulin"))
    assert f"{reverse('organisation:assign', args=[cast.sengon.pk])}?jabatan={head_post(cast).pk}" in text


def test_who_is_not_found_can_be_added_for_the_post(cast: Cast, team: Client) -> None:
    text = text_of(team.get(address(cast, "fill_post") + "?q=zzz"))
    assert f"{reverse('organisation:add_employee')}?jabatan={head_post(cast).pk}" in text


# --- holdings


def to_assign(cast: Cast, **changes: Any) -> dict[str, Any]:
    post = Position.objects.get(name="Pengadministrasi Kependudukan")
    return {"q": "", "position": post.pk, "kind": "D", "since": DECEMBER, "until": ""} | changes


def test_a_post_is_found_by_words_of_its_name_and_unit_and_nothing_typed_is_lost(cast: Cast, team: Client) -> None:
    form = {"q": "lurah amplas", "search": "1", "kind": "PLT", "since": "2026-12-24", "until": ""}
    answer = team.post(address(cast, "assign"), form)
    assert answer.status_code == 200
    assert "Lurah Amplas, Kelurahan Amplas" in text_of(answer)
    assert "dipegang Pinus Flamboyan Contoh" in text_of(answer)
    assert 'value="2026-12-24"' in text_of(answer)
    assert "perlu dibetulkan" not in text_of(answer)


def test_a_search_without_a_hit_says_what_to_do(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "assign"), {"q": "zzz", "search": "1"})
    assert "Tidak ada jabatan yang cocok" in text_of(answer)


def test_a_form_without_a_post_is_refused(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "assign"), to_assign(cast, position=""))
    assert answer.status_code == 422
    assert "Pilih satu jabatan." in text_of(answer)


def test_a_post_of_another_agency_is_no_choice(cast: Cast, team: Client) -> None:
    foreign = Position.objects.get(unit__agency=cast.other_agency)
    assert team.post(address(cast, "assign"), to_assign(cast, position=foreign.pk)).status_code == 422


def test_before_a_move_the_page_says_whose_appraiser_changes(cast: Cast, team: Client) -> None:
    url = reverse("organisation:assign", args=[cast.kasi.pk])
    text = text_of(team.post(url, to_assign(cast)))
    assert "Camar Oleander Contoh menjadi Pengadministrasi Kependudukan di Kelurahan Amplas mulai 1 Des 2026." in text
    assert "Jabatan definitif yang sekarang, Kepala Seksi Pelayanan, berakhir 30 Nov 2026." in text
    assert "Pinus Flamboyan Contoh, sebelumnya Bakung Kenanga Contoh." in text
    assert "2 pegawai mulai dinilai Bakung Kenanga Contoh, sebelumnya Camar Oleander Contoh" in text
    assert Assignment.objects.get(employee=cast.kasi).until is None


def test_after_the_second_step_the_person_has_moved(cast: Cast, team: Client) -> None:
    answer = confirmed(team, address(cast, "assign"), to_assign(cast))
    assert answer.url == reverse("organisation:employee", args=[cast.beringin.pk])
    assert superior_line(cast.beringin, date(2026, 12, 1)).appraiser == cast.lurah
    assert superior_line(cast.beringin, date(2026, 11, 30)).appraiser == cast.kasi


def test_a_second_press_is_answered_as_the_first(cast: Cast, team: Client) -> None:
    url, form = address(cast, "assign"), to_assign(cast)
    form["seen"] = seen(team.post(url, form))
    assert team.post(url, form).status_code == team.post(url, form).status_code == 302
    assert Assignment.objects.filter(employee=cast.beringin).count() == 2


def test_whoever_goes_back_finds_everything_typed(cast: Cast, team: Client) -> None:
    form = to_assign(cast, kind="PLH", until="2026-12-31")
    answer = team.post(address(cast, "assign"), form | {"seen": "x", "edit": "1"})
    assert answer.status_code == 200
    for typed in ('value="2026-12-01"', 'value="2026-12-31"', "Pengadministrasi Kependudukan"):
        assert typed in text_of(answer)


def test_when_the_office_changed_meanwhile_the_page_asks_again(cast: Cast, team: Client) -> None:
    url, form = address(cast, "assign"), to_assign(cast)
    form["seen"] = seen(team.post(url, form))
    Assignment.objects.filter(employee=cast.lurah).update(until=date(2026, 11, 26))
    answer = team.post(url, form)
    assert answer.status_code == 422
    assert "Keadaan berubah sejak halaman ini dibuka" in text_of(answer)
    assert Assignment.objects.filter(employee=cast.beringin).count() == 1
    assert team.post(url, form | {"seen": seen(answer)}).status_code == 302


def test_days_that_meet_are_refused_and_what_was_typed_stays(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "assign"), to_assign(cast, since="2024-01-02"))
    assert answer.status_code == 422
    assert "Pilih tanggal sesudah 2 Jan 2024" in text_of(answer)
    assert 'value="2024-01-02"' in text_of(answer)


def test_the_end_of_a_head_warns_about_those_who_have_nobody(cast: Cast, team: Client) -> None:
    held = Assignment.objects.get(employee=cast.camat)
    url = reverse("organisation:end_assignment", args=[cast.camat.pk, held.pk])
    form = {"until": "2026-11-30", "reason": "Pensiun"}
    text = text_of(team.post(url, form))
    assert "3 pegawai tidak lagi punya pejabat penilai, sebelumnya Bakung Kenanga Contoh" in text
    assert confirmed(team, url, form).status_code == 302
    assert Assignment.objects.get(pk=held.pk).until == date(2026, 11, 30)


def test_an_end_without_a_reason_is_refused(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "end_assignment"), {"until": "2026-11-30", "reason": ""})
    assert answer.status_code == 422
    assert 'value="2026-11-30"' in text_of(answer)


def test_an_end_pressed_twice_is_one(cast: Cast, team: Client) -> None:
    url, form = address(cast, "end_assignment"), {"until": "2026-11-30", "reason": "Pensiun"}
    form["seen"] = seen(team.post(url, form))
    assert team.post(url, form).status_code == team.post(url, form).status_code == 302


def test_a_move_entered_by_mistake_is_taken_back(cast: Cast, team: Client) -> None:
    confirmed(team, address(cast, "assign"), to_assign(cast))
    held = Assignment.objects.get(employee=cast.beringin, since=date(2026, 12, 1))
    url = reverse("organisation:take_back", args=[cast.beringin.pk, held.pk])
    assert url in text_of(team.get(reverse("organisation:employee", args=[cast.beringin.pk])))
    looked = team.post(url, {"reason": "Keliru orang"})
    assert "tidak jadi memegang Pengadministrasi Kependudukan" in text_of(looked)
    form = {"reason": "Keliru orang", "seen": seen(looked)}
    assert team.post(url, form).status_code == team.post(url, form).status_code == 302
    assert Assignment.objects.get(employee=cast.beringin).until is None


def test_what_has_begun_is_refused_with_words(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "take_back"), {"reason": "Keliru"})
    assert answer.status_code == 422
    assert "Penugasan ini sudah mulai." in text_of(answer)


# --- people


def to_add(**changes: Any) -> dict[str, Any]:
    post = Position.objects.get(name="Pengadministrasi Kependudukan")
    form = {"q": "", "position": post.pk, "since": "2026-11-01", "nip": "19950515 202012 2 017"}
    more = {"name": "Rengas Contoh", "front_title": "", "back_title": "S.Sos.", "grade": "PNS III/a", "email": ""}
    return form | more | changes


def test_before_somebody_joins_the_page_says_who_appraises_them(cast: Cast, team: Client) -> None:
    text = text_of(team.post(reverse("organisation:add_employee"), to_add()))
    assert "Rengas Contoh, S.Sos., PNS golongan III/a, kedudukan hukum Aktif." in text
    assert "lahir 15 Mei 1995, perempuan" in text
    assert "Pinus Flamboyan Contoh" in text
    assert not Employee.objects.filter(nip=NEW_NIP).exists()


def test_who_joins_gets_a_first_password_on_the_next_page(cast: Cast, team: Client) -> None:
    answer = confirmed(team, reverse("organisation:add_employee"), to_add())
    made = Employee.objects.get(nip=NEW_NIP)
    assert answer.url == reverse("identity:issue_password", args=[user_of(made).pk])
    assert "Ini kata sandi pertama akun ini." in text_of(team.get(answer.url))
    assert "Kata sandi sementara" in text_of(team.post(answer.url))
    held = post_on(made, date(2026, 11, 1))
    assert held is not None
    assert held.position.unit == cast.kelurahan


def test_who_joins_twice_is_there_once(cast: Cast, team: Client) -> None:
    url, form = reverse("organisation:add_employee"), to_add()
    form["seen"] = seen(team.post(url, form))
    assert team.post(url, form).url == team.post(url, form).url
    assert Employee.objects.filter(nip=NEW_NIP).count() == User.objects.filter(username=NEW_NIP).count() == 1


@pytest.mark.parametrize(
    ("nip", "words"),
    [
        ("12345", "NIP hanya 5 angka, seharusnya 18."),
        ("1995051520201220171", "NIP berisi 19 angka, seharusnya 18."),
        ("199513152020122017", "Delapan angka pertama NIP bukan tanggal lahir yang ada."),
        ("199505152020123017", "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan)."),
        ("19950515202012201O", "NIP berisi huruf atau tanda lain."),
    ],
)
def test_a_number_that_cannot_be_right_is_told_why(cast: Cast, team: Client, nip: str, words: str) -> None:
    answer = team.post(reverse("organisation:add_employee"), to_add(nip=nip))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert nip in text_of(answer)


def test_a_number_that_is_unusual_is_a_warning_only(cast: Cast, team: Client) -> None:
    answer = team.post(reverse("organisation:add_employee"), to_add(nip="194505152020122017"))
    assert answer.status_code == 200
    assert "diangkat pada umur 75 tahun" in text_of(answer)


def test_a_number_on_record_names_its_owner(cast: Cast, team: Client) -> None:
    answer = team.post(reverse("organisation:add_employee"), to_add(nip=cast.sengon.nip))
    assert "NIP ini sudah tercatat atas nama Sengon Ulin Contoh." in text_of(answer)


def test_a_name_with_signs_is_refused(cast: Cast, team: Client) -> None:
    answer = team.post(reverse("organisation:add_employee"), to_add(name="Rengas <b>"))
    assert answer.status_code == 422
    assert "tanda yang tidak lazim" in text_of(answer)


def test_the_post_in_the_address_is_chosen(cast: Cast, team: Client) -> None:
    text = text_of(team.get(f"{reverse('organisation:add_employee')}?jabatan={head_post(cast).pk}"))
    assert "Kepala Seksi Pelayanan, Seksi Pelayanan Kecamatan Contoh" in text
    assert "checked" in text


@pytest.mark.parametrize("nonsense", ["abc", "-1", "9" * 30, "²"])
def test_nonsense_in_the_address_chooses_nothing(cast: Cast, team: Client, nonsense: str) -> None:
    assert team.get(f"{reverse('organisation:add_employee')}?jabatan={nonsense}").status_code == 200


def test_somebody_without_an_account_gets_one_and_then_a_password(cast: Cast, team: Client) -> None:
    Employee.objects.filter(pk=cast.sengon.pk).update(user=None)
    User.objects.filter(username=cast.sengon.nip).delete()
    url = reverse("organisation:open_account", args=[cast.sengon.pk])
    assert url in text_of(team.get(reverse("organisation:employee", args=[cast.sengon.pk])))
    answer = team.post(url)
    account = user_of(Employee.objects.get(pk=cast.sengon.pk))
    assert answer.url == reverse("identity:issue_password", args=[account.pk])


def test_who_has_an_account_is_told_so(cast: Cast, team: Client) -> None:
    answer = team.post(address(cast, "open_account"))
    assert answer.status_code == 422
    assert "sudah punya akun" in text_of(answer)


# --- what pages cost


def many(cast: Cast) -> None:
    for number in range(30):
        nip = f"1990010120150119{number:02d}"
        person = make_employee(cast.agency, cast.service_section, nip, f"Orang {number} Contoh", f"Analis {number}")
        Assignment.objects.create(
            employee=person, position=head_post(cast), kind=AssignmentKind.PLH, since=date(2025, 1, 1),
            until=date(2025, 1, 31),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "most"), [("unit_posts", 9), ("post", 9), ("fill_post", 8), ("assign", 6), ("add_employee", 6)]
)
def test_pages_cost_the_same_statements_in_a_large_office(cast: Cast, client: Client, name: str, most: int) -> None:
    sign_in(client, cast.team)
    url = address(cast, name) + "?q=contoh"
    few, _page = cost_of(client, url)
    many(cast)
    after, page = cost_of(client, url)
    assert few == after == most
    assert len(page.content) < 60_000


def test_looking_at_what_changes_costs_the_same_statements_for_many_people(cast: Cast, client: Client) -> None:
    sign_in(client, cast.team)
    url, form = reverse("organisation:assign", args=[cast.kasi.pk]), to_assign(cast)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.post(url, form).status_code == 200
        return len(asked)

    cost()
    few = cost()
    many(cast)
    assert cost() == few <= FORESEEN


@pytest.mark.parametrize("odd", ["a\0b", "9" * 40, "0001-01-01", "9999-12-31", "😀\u202e" * 400, "-1", "²"])
@pytest.mark.parametrize("name", ["assign", "add_employee", "end_assignment"])
def test_odd_words_are_answered_with_a_page(cast: Cast, team: Client, name: str, odd: str) -> None:
    good = {"assign": to_assign(cast), "add_employee": to_add()}.get(name, {"until": DECEMBER, "reason": "Pensiun"})
    for field in good:
        for more in ({}, {"seen": "x"}, {"search": "1"}):
            assert team.post(address(cast, name), good | {field: odd} | more).status_code in (200, 422)
