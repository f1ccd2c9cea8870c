"""Pages of a change in the middle of the year: who opens what, errors that keep what was typed, and the whole way."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from terang.identity.enums import Role
from terang.organisation.models import Assignment, Employee
from terang.planning.enums import CaseKind, CaseState, Nature, SkpState
from terang.planning.models import Handover, PlanCase, Skp, WorkResult
from tests.cast import Cast, grant, make_employee, make_progress, make_skp, make_unit_level, user_of
from tests.planning.test_cases import AT, ON, applied, move, prepared
from tests.web.people import account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")
PEOPLE = {
    "team": "kasubbag", "owner": "beringin", "appraiser": "kasi", "new appraiser": "lurah", "superior": "camat",
    "auditor": "auditor", "successor": "cendana", "operator": "operator", "admin": "admin", "outsider": "outsider",
}  # fmt: skip
READERS = {"team", "owner", "appraiser", "new appraiser", "superior", "auditor"}


@pytest.fixture
def plan(cast: Cast) -> Skp:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    WorkResult.objects.filter(skp=skp).update(nature=Nature.ORGANISATION)
    return skp


@pytest.fixture
def done(cast: Cast, plan: Skp) -> PlanCase:
    move(cast)
    return applied(cast, plan)


@pytest.fixture
def team(client: Client, cast: Cast) -> Client:
    return sign_in(client, cast.kasubbag)


def successor(plan: Skp, person: Employee) -> dict[str, str]:
    return {f"r{WorkResult.objects.get(skp=plan, nature='organisation').pk}": str(person.pk)}


# --- doors ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
def test_an_applied_change_opens_for_those_who_may_see_the_plan(
    client: Client, cast: Cast, done: PlanCase, role: str
) -> None:
    client.force_login(account(cast, role, PEOPLE), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("cases:case", args=[done.pk]))
    assert (answer.status_code == 200) == (role in READERS)


@pytest.mark.parametrize("role", PEOPLE)
def test_a_prepared_change_opens_for_the_team_only(client: Client, cast: Cast, plan: Skp, role: str) -> None:
    case = prepared(cast)
    client.force_login(account(cast, role, PEOPLE), backend="allauth.account.auth_backends.AuthenticationBackend")
    for page, number in (("cases:case", case.pk), ("cases:withdraw", case.pk), ("cases:start", cast.beringin.pk)):
        answer = client.get(reverse(page, args=[number]))
        assert (answer.status_code == 200) == (role == "team"), page


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "team"])
def test_nobody_else_applies_or_withdraws(client: Client, cast: Cast, plan: Skp, role: str) -> None:
    case = prepared(cast)
    client.force_login(account(cast, role, PEOPLE), backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in ("cases:case", "cases:withdraw"):
        assert client.post(reverse(page, args=[case.pk]), {"version": "1"}).status_code == 404
    assert PlanCase.objects.get().state == CaseState.PREPARED


@pytest.mark.parametrize("role", PEOPLE)
def test_a_result_that_was_handed_over_opens_for_its_successor_only(
    client: Client, cast: Cast, done: PlanCase, role: str
) -> None:
    client.force_login(account(cast, role, PEOPLE), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("cases:receive", args=[Handover.objects.get().pk]))
    assert (answer.status_code == 200) == (role == "successor")


@pytest.mark.parametrize("role", PEOPLE)
def test_the_list_is_for_the_team_and_the_auditor(client: Client, cast: Cast, role: str) -> None:
    client.force_login(account(cast, role, PEOPLE), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert (client.get(reverse("cases:cases")).status_code == 200) == (role in ("team", "auditor"))


def test_the_team_of_another_agency_finds_nothing(client: Client, cast: Cast, done: PlanCase) -> None:
    grant(user_of(cast.outsider), Role.PERFORMANCE_TEAM, cast.other_agency)
    sign_in(client, cast.outsider)
    for page, number in (("cases:case", done.pk), ("cases:start", cast.beringin.pk), ("cases:withdraw", done.pk)):
        assert client.get(reverse(page, args=[number])).status_code == 404
    assert cast.beringin.name not in client.get(reverse("cases:cases")).content.decode()


# --- the way ----------------------------------------------------------------------------


def test_the_whole_way_from_the_name_to_the_receipt(team: Client, cast: Cast, plan: Skp) -> None:
    move(cast)
    found = team.get(reverse("cases:cases"), {"q": "Beringin"})
    assert reverse("cases:start", args=[cast.beringin.pk]) in found.content.decode()
    start = reverse("cases:start", args=[cast.beringin.pk])
    assert "Pindah jabatan atau unit" in team.get(start).content.decode()
    sent = team.post(f"{start}?jenis=move", {"on": ON.isoformat(), "basis": "SK 12"}, follow=True)
    text = sent.content.decode()
    assert "Hari terakhirnya 17 Agustus 2026" in text
    assert "Pasal 24 ayat (3)" in text
    assert "belum terkonfirmasi" in text
    case = PlanCase.objects.get()
    told = team.post(
        reverse("cases:case", args=[case.pk]), {"version": "1", **successor(plan, cast.cendana)}, follow=True
    )
    assert "Yang sudah dilakukan" in told.content.decode()
    assert reverse("planning:skp", args=[PlanCase.objects.get().opened_id]) in told.content.decode()


def test_a_form_without_a_day_keeps_what_was_typed(team: Client, cast: Cast) -> None:
    answer = team.post(f"{reverse('cases:start', args=[cast.beringin.pk])}?jenis=move", {"basis": "SK 12"})
    assert answer.status_code == 422
    assert "Pilih tanggal mulainya" in answer.content.decode()
    assert "SK 12" in answer.content.decode()


def test_a_day_that_is_refused_keeps_what_was_typed(team: Client, cast: Cast, plan: Skp) -> None:
    answer = team.post(
        f"{reverse('cases:start', args=[cast.beringin.pk])}?jenis=move", {"on": "2027-02-01", "basis": "SK 12"}
    )
    assert answer.status_code == 422
    assert "SK 12" in answer.content.decode()


def test_a_leave_asks_for_its_last_day(team: Client, cast: Cast) -> None:
    answer = team.post(
        f"{reverse('cases:start', args=[cast.beringin.pk])}?jenis=leave", {"on": ON.isoformat(), "basis": "SK"}
    )
    assert "Isi tanggal akhirnya" in answer.content.decode()


def test_an_unknown_kind_shows_the_choice(team: Client, cast: Cast) -> None:
    answer = team.get(reverse("cases:start", args=[cast.beringin.pk]), {"jenis": "x"})
    assert "Apa yang berubah?" in answer.content.decode()


def test_without_a_year_there_is_nothing_to_change(team: Client, cast: Cast) -> None:
    type(cast.period).objects.update(state="closed")
    assert "Belum ada periode" in team.get(reverse("cases:start", args=[cast.beringin.pk])).content.decode()


def test_who_waits_for_a_change_is_led_to_it(team: Client, cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    answer = team.get(reverse("cases:start", args=[cast.beringin.pk]))
    assert reverse("cases:case", args=[case.pk]) in answer.content.decode()


def test_a_move_without_its_new_post_leads_to_the_form_for_posts(team: Client, cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    answer = team.get(reverse("cases:case", args=[case.pk]))
    assert reverse("organisation:assign", args=[cast.beringin.pk]) in answer.content.decode()
    sent = team.post(reverse("cases:case", args=[case.pk]), {"version": "1", **successor(plan, cast.cendana)})
    assert sent.status_code == 422
    assert Skp.objects.get().state == SkpState.SET


def test_an_older_page_shows_what_stands_and_keeps_the_choice(team: Client, cast: Cast, plan: Skp) -> None:
    move(cast)
    case = prepared(cast)
    Skp.objects.filter(pk=plan.pk).update(version=4)
    answer = team.post(reverse("cases:case", args=[case.pk]), {"version": "1", **successor(plan, cast.cendana)})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "diubah di tempat lain" in text
    assert f'value="{cast.cendana.pk}" selected' in text
    assert 'name="version" value="4"' in text


def test_a_second_press_leads_to_the_receipt(team: Client, cast: Cast, plan: Skp, done: PlanCase) -> None:
    sent = team.post(reverse("cases:case", args=[done.pk]), {"version": "1"}, follow=True)
    assert "Yang sudah dilakukan" in sent.content.decode()
    assert Skp.objects.count() == 2


def test_the_list_of_successors_is_searched_and_keeps_the_choice(team: Client, cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    for n in range(30):
        make_employee(cast.agency, cast.service_section, f"19880101201201{n:04d}", f"Pinang {n:02d}", f"Petugas {n}")
    address = reverse("cases:case", args=[case.pk])
    assert "Pinang 29" not in team.get(address).content.decode()
    answer = team.post(address, {"search": "1", "q": "Pinang 29", **successor(plan, cast.cendana)})
    assert answer.status_code == 200
    assert "Pinang 29" in answer.content.decode()
    assert f'value="{cast.cendana.pk}" selected' in answer.content.decode()
    assert PlanCase.objects.get().state == CaseState.PREPARED


def test_the_preview_tells_of_entries_after_the_last_day_and_of_people_appraised(team: Client, cast: Cast) -> None:
    plan = make_skp(cast, cast.kasi, SkpState.SET, cast.camat)
    make_progress(plan, on=date(2026, 10, 1))
    make_skp(cast, cast.beringin, SkpState.SET)
    case = prepared(cast, CaseKind.RETIREMENT, employee=cast.kasi)
    text = team.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "1 catatan bertanggal sesudah hari terakhir" in text
    assert "pejabat penilai 1 SKP" in text


def test_an_undo_asks_for_a_reason_and_says_why_it_cannot(team: Client, cast: Cast, done: PlanCase) -> None:
    address = reverse("cases:withdraw", args=[done.pk])
    assert team.post(address, {"reason": ""}).status_code == 422
    WorkResult.objects.create(skp_id=done.opened_id, order=1, statement="Baru")
    answer = team.post(address, {"reason": "Salah tanggal"})
    assert answer.status_code == 422
    assert "Salah tanggal" in answer.content.decode()
    assert "sudah mulai disusun" in answer.content.decode()


def test_an_undo_leads_back(team: Client, cast: Cast, plan: Skp, done: PlanCase) -> None:
    answer = team.post(reverse("cases:withdraw", args=[done.pk]), {"reason": "Salah orang"}, follow=True)
    assert "Salah orang" in answer.content.decode()
    assert Skp.objects.get().state == SkpState.SET


def test_the_person_takes_a_result_into_the_plan(client: Client, cast: Cast, done: PlanCase) -> None:
    own = make_skp(cast, cast.cendana)
    sign_in(client, cast.cendana)
    assert reverse("cases:handed") in client.get(reverse("planning:mine")).content.decode()
    assert "Terima hasil kerja yang dialihkan" in client.get("/").content.decode()
    assert "Surat pengantar" in client.get(reverse("cases:handed")).content.decode()
    sent = client.post(reverse("cases:receive", args=[Handover.objects.get().pk]), {"take": "1"}, follow=True)
    assert "Hasil kerja masuk ke SKP Anda" in sent.content.decode()
    assert WorkResult.objects.filter(skp=own).count() == 2
    assert "Terima hasil kerja" not in client.get("/").content.decode()


def test_the_person_says_that_the_plan_covers_it(client: Client, cast: Cast, done: PlanCase) -> None:
    sign_in(client, cast.cendana)
    sent = client.post(reverse("cases:receive", args=[Handover.objects.get().pk]), {"cover": "1"}, follow=True)
    assert "sudah tercakup" in sent.content.decode()


def test_without_a_plan_the_person_is_told_to_begin_one(client: Client, cast: Cast, done: PlanCase) -> None:
    sign_in(client, cast.cendana)
    sent = client.post(reverse("cases:receive", args=[Handover.objects.get().pk]), {"take": "1"}, follow=True)
    assert "Mulai dulu SKP Anda" in sent.content.decode()


# --- a year in parts on other pages -----------------------------------------------------


def test_both_plans_show_both_parts_with_their_days(client: Client, cast: Cast, plan: Skp, done: PlanCase) -> None:
    sign_in(client, cast.beringin)
    for pk in (plan.pk, done.opened_id):
        text = client.get(reverse("planning:skp", args=[pk])).content.decode()
        assert "Tahun ini terdiri atas beberapa bagian" in text
        assert "17 Agu 2026" in text
        assert "18 Agu 2026" in text
    assert "SKP ini ditutup per" in client.get(reverse("planning:skp", args=[plan.pk])).content.decode()
    assert "Tahun ini terdiri atas" in client.get(reverse("planning:periods")).content.decode()


def test_my_plan_is_the_new_one(client: Client, cast: Cast, done: PlanCase) -> None:
    sign_in(client, cast.beringin)
    assert client.get(reverse("planning:mine")).context["skp"].pk == done.opened_id


def test_who_has_another_post_by_now_is_told_what_happens_to_the_old_plan(
    client: Client, cast: Cast, plan: Skp
) -> None:
    move(cast)
    sign_in(client, cast.beringin)
    assert "Jabatan Anda sudah berganti" in client.get(reverse("planning:mine")).content.decode()


def test_the_desk_of_the_later_appraiser_shows_the_parts_to_weigh(client: Client, cast: Cast, done: PlanCase) -> None:
    Skp.objects.filter(pk=done.opened_id).update(state=SkpState.SET, set_at=AT)
    make_unit_level(cast, cast.kecamatan)
    sign_in(client, cast.lurah)
    text = client.get(reverse("evaluation:evaluate", args=[done.opened_id])).content.decode()
    assert "Timbang semua bagian" in text
    assert "belum disampaikan" in text
    assert "sejak 18 Agu 2026" in text


def test_the_team_reaches_the_pages_from_the_person_and_the_calendar(team: Client, cast: Cast) -> None:
    assert (
        reverse("cases:start", args=[cast.sengon.pk])
        in team.get(reverse("organisation:employee", args=[cast.sengon.pk])).content.decode()
    )
    assert reverse("cases:cases") in team.get(reverse("planning:periods")).content.decode()


# --- cost -------------------------------------------------------------------------------


def many(cast: Cast, count: int) -> None:
    for n in range(count):
        person = make_employee(
            cast.agency, cast.service_section, f"19890101201201{n:04d}", f"Jati {n:02d}", f"Petugas {n}"
        )
        plan = make_skp(cast, person, SkpState.SET)
        PlanCase.objects.create(
            employee=person, period=cast.period, skp=plan, kind="retirement", on=ON, basis="SK", prepared_by="x",
            prepared_at=AT,
        )  # fmt: skip
        left = make_employee(
            cast.agency, cast.service_section, f"19900101201201{n:04d}", f"Ulin {n:02d}", f"Pengelola {n}"
        )
        make_skp(cast, left, SkpState.SET)
        Assignment.objects.filter(employee=left).update(until=ON - timedelta(days=1))


def test_the_list_asks_the_same_questions_whatever_its_length(team: Client, cast: Cast) -> None:
    many(cast, 2)
    few, _page = cost_of(team, reverse("cases:cases") + "?q=Jati")
    for person in Employee.objects.filter(name__startswith="Jati"):
        for _n in range(10):
            PlanCase.objects.create(
                employee=person, period=cast.period, kind="leave", on=ON, until=ON, basis="SK", prepared_by="x",
                prepared_at=AT, state=CaseState.WITHDRAWN,
            )  # fmt: skip
    more, page = cost_of(team, reverse("cases:cases") + "?q=Jati")
    assert more == few
    assert more <= 12
    assert len(page.content) < 60_000


def test_the_preview_and_the_receipt_ask_few_questions(team: Client, cast: Cast, plan: Skp) -> None:
    move(cast)
    case = prepared(cast)
    preview, _page = cost_of(team, reverse("cases:case", args=[case.pk]))
    # Five of them find who appraises in the new post, as on every page that names a superior.
    assert preview <= 17
    applied(cast, plan, case)
    receipt, _page = cost_of(team, reverse("cases:case", args=[case.pk]))
    assert receipt <= 12
