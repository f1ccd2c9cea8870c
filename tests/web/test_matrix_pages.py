"""The role matrix and the tree of results over HTTP, without any script."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.organisation.models import Assignment, Employee
from terang.planning.enums import CascadeKind, SplitBy
from terang.planning.models import Indicator, MatrixMember, RoleCell, Skp, WorkResult
from tests.cast import Cast, make_employee, make_skp
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

NOW = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
PEOPLE = {
    "owner": "kasi",
    "superior": "camat",
    "subordinate": "beringin",
    "head of another unit": "lurah",
    "clerk of another unit": "sengon",
    "team": "kasubbag",
    "auditor": "auditor",
    "operator": "operator",
    "admin": "admin",
    "outsider": "outsider",
}
OWNER = {"owner"}
PAGES: dict[str, set[str]] = {
    "matrix": {"owner", "superior", "team", "auditor"},
    "publish": OWNER,
    "members": OWNER,
    "cell": OWNER,
    "clear": OWNER,
    "remove_member": OWNER,
    "branch": {"owner", "superior", "team", "auditor", "admin"},
    "tree": set(PEOPLE),
    "offers": set(PEOPLE) - {"auditor", "operator", "admin"},
}


@pytest.fixture
def leader(cast: Cast) -> Skp:
    """The plan of the head of the section with one result, a role for beringin and a guest."""
    skp = make_skp(cast, cast.kasi, appraiser=cast.camat)
    MatrixMember.objects.create(skp=skp, employee=cast.sengon, added_by="x", added_at=NOW)
    RoleCell.objects.create(
        result=WorkResult.objects.get(skp=skp), employee=cast.beringin, role="Loket 1 tertib", changed_at=NOW
    )
    return skp


def address(cast: Cast, name: str, skp: Skp) -> str:
    result = WorkResult.objects.filter(skp=skp).earliest("pk").pk
    args = {
        "cell": [skp.pk, result, cast.beringin.pk],
        "clear": [skp.pk, result, cast.beringin.pk],
        "remove_member": [skp.pk, cast.sengon.pk],
        "branch": [result],
        "tree": [],
        "offers": [],
        "own": [],
    }.get(name, [skp.pk])
    return reverse(f"matrix:{name}", args=args)


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, leader: Skp, name: str, role: str) -> None:
    sign_in(client, getattr(cast, PEOPLE[role]))
    assert client.get(address(cast, name, leader)).status_code == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "owner"])
@pytest.mark.parametrize("name", ["publish", "members", "cell", "clear", "remove_member"])
def test_nobody_else_writes_into_a_matrix(client: Client, cast: Cast, leader: Skp, name: str, role: str) -> None:
    sign_in(client, getattr(cast, PEOPLE[role]))
    sent = {"version": "1", "role": "x", "cascade": "indirect", "employee": str(cast.lurah.pk)}
    assert client.post(address(cast, name, leader), sent).status_code == 404
    assert RoleCell.objects.get().role == "Loket 1 tertib"


def test_a_person_outside_the_team_has_no_cell(client: Client, cast: Cast, leader: Skp) -> None:
    result = WorkResult.objects.get(skp=leader).pk
    url = reverse("matrix:cell", args=[leader.pk, result, cast.lurah.pk])
    assert sign_in(client, cast.kasi).get(url).status_code == 404


def page_of(client: Client, url: str) -> str:
    text: str = client.get(url).content.decode()
    return text


# --- the leader -------------------------------------------------------------------------


def test_the_matrix_shows_people_results_roles_and_guests(client: Client, cast: Cast, leader: Skp) -> None:
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader))
    for words in ("Beringin Yasmin Contoh", "Loket 1 tertib", "dari tim lain", "Belum terbit", "1 orang"):
        assert words in text


def test_my_matrix_is_that_of_my_plan(client: Client, cast: Cast, leader: Skp) -> None:
    response = sign_in(client, cast.kasi).get(reverse("matrix:own"))
    assert response.url == address(cast, "matrix", leader)  # type: ignore[attr-defined]


def test_without_a_plan_the_page_says_where_to_begin(client: Client, cast: Cast) -> None:
    assert "Anda belum punya SKP" in page_of(sign_in(client, cast.kasi), reverse("matrix:own"))


def test_without_results_the_page_says_what_comes_first(client: Client, cast: Cast, leader: Skp) -> None:
    WorkResult.objects.filter(skp=leader).delete()
    text = page_of(sign_in(client, cast.kasi), reverse("matrix:matrix", args=[leader.pk]))
    assert "Anda belum punya hasil kerja" in text


def test_a_search_leaves_whom_it_names(client: Client, cast: Cast, leader: Skp) -> None:
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader) + "?q=cendana")
    assert [f'row">{name} Contoh' in text for name in ("Cendana Murai", "Beringin Yasmin")] == [True, False]


def test_a_main_result_that_rests_on_one_person_is_named_with_them(client: Client, cast: Cast, leader: Skp) -> None:
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader))
    assert "Satu hasil utama hanya dipegang satu orang" in text
    assert "(Beringin Yasmin Contoh)" in text


def test_nobody_can_stand_in_where_there_is_one_person_only(client: Client, cast: Cast, leader: Skp) -> None:
    Assignment.objects.filter(employee=cast.cendana).delete()
    MatrixMember.objects.all().delete()
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader))
    assert "hanya dipegang satu orang" not in text


def test_an_additional_result_may_rest_on_one_person(client: Client, cast: Cast, leader: Skp) -> None:
    WorkResult.objects.filter(skp=leader).update(kind="additional")
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader))
    assert "hanya dipegang satu orang" not in text


def test_two_people_are_enough_for_a_result(client: Client, cast: Cast, leader: Skp) -> None:
    url = reverse("matrix:cell", args=[leader.pk, WorkResult.objects.get(skp=leader).pk, cast.cendana.pk])
    sign_in(client, cast.kasi).post(url, {"version": "0", "role": "Loket 2", "cascade": "direct", "split": "area"})
    assert "hanya dipegang satu orang" not in page_of(client, address(cast, "matrix", leader))


def test_the_print_view_has_no_links_into_cells(client: Client, cast: Cast, leader: Skp) -> None:
    text = page_of(sign_in(client, cast.kasi), address(cast, "matrix", leader) + "?cetak=1")
    assert address(cast, "cell", leader) not in text
    assert "Loket 1 tertib" in text


def test_a_role_is_written_in_a_plain_form(client: Client, cast: Cast, leader: Skp) -> None:
    url = reverse("matrix:cell", args=[leader.pk, WorkResult.objects.get(skp=leader).pk, cast.cendana.pk])
    sent = {"version": "0", "role": "Loket 2 tertib", "cascade": "direct", "split": "area"}
    assert sign_in(client, cast.kasi).post(url, sent).status_code == 302
    cell = RoleCell.objects.get(employee=cast.cendana)
    assert (cell.role, cell.cascade, cell.split) == ("Loket 2 tertib", CascadeKind.DIRECT, SplitBy.AREA)


def test_a_direct_role_without_a_division_comes_back_with_the_words(client: Client, cast: Cast, leader: Skp) -> None:
    sent = {"version": "1", "role": "Kata saya", "cascade": "direct"}
    response = sign_in(client, cast.kasi).post(address(cast, "cell", leader), sent)
    assert response.status_code == 422
    assert "Pilih menurut apa hasil Anda dibagi." in response.content.decode()
    assert "Kata saya" in response.content.decode()


def test_a_role_changed_in_another_tab_shows_both_sides(client: Client, cast: Cast, leader: Skp) -> None:
    RoleCell.objects.update(version=2, role="Kata dari tab lain", cascade="direct", split="area")
    sent = {"version": "1", "role": "Kata saya", "cascade": "indirect"}
    response = sign_in(client, cast.kasi).post(address(cast, "cell", leader), sent)
    text = response.content.decode()
    assert (response.status_code, "Kata saya" in text, "Kata dari tab lain" in text) == (422, True, True)
    assert "Langsung · Wilayah" in text
    assert 'name="version" value="2"' in text


def test_a_role_is_emptied_after_a_question(client: Client, cast: Cast, leader: Skp) -> None:
    url = address(cast, "clear", leader)
    assert "Kosongkan peran ini?" in page_of(sign_in(client, cast.kasi), url)
    client.post(url, {"version": "1"})
    assert not RoleCell.objects.exists()


def test_results_are_published_after_a_question_and_taken_back(client: Client, cast: Cast, leader: Skp) -> None:
    url = address(cast, "publish", leader)
    assert "Terbitkan kepada pegawai?" in page_of(sign_in(client, cast.kasi), url)
    client.post(url)
    assert Skp.objects.get(pk=leader.pk).published_at == NOW
    client.post(url + "?tarik=1")
    assert Skp.objects.get(pk=leader.pk).published_at is None


def test_a_guest_is_found_and_added(client: Client, cast: Cast, leader: Skp) -> None:
    url = address(cast, "members", leader)
    assert "Pinus Flamboyan Contoh" in page_of(sign_in(client, cast.kasi), url + "?q=pinus")
    client.post(url, {"employee": str(cast.lurah.pk)})
    assert MatrixMember.objects.filter(employee=cast.lurah).exists()


def test_people_of_another_agency_are_not_found(client: Client, cast: Cast, leader: Skp) -> None:
    url = address(cast, "members", leader)
    assert "Nila Lain" not in page_of(sign_in(client, cast.kasi), url + "?q=nila")
    assert client.post(url, {"employee": str(cast.outsider.pk)}).status_code == 404


# --- the member -------------------------------------------------------------------------


def test_a_role_is_taken_with_one_press_and_never_twice(client: Client, cast: Cast, leader: Skp) -> None:
    Skp.objects.filter(pk=leader.pk).update(published_at=NOW)
    sign_in(client, cast.beringin)
    url, sent = reverse("matrix:offers"), {"cell": str(RoleCell.objects.get().pk)}
    assert "Ambil ke SKP saya" in page_of(client, url)
    client.post(url, sent)
    client.post(url, sent)
    assert WorkResult.objects.get(skp__employee=cast.beringin).statement == "Loket 1 tertib"
    assert "Sudah di SKP Anda" in page_of(client, url)


def test_nobody_takes_the_role_of_somebody_else(client: Client, cast: Cast, leader: Skp) -> None:
    Skp.objects.filter(pk=leader.pk).update(published_at=NOW)
    sign_in(client, cast.cendana).post(reverse("matrix:offers"), {"cell": str(RoleCell.objects.get().pk)})
    assert not WorkResult.objects.filter(skp__employee=cast.cendana).exists()


def test_without_roles_the_page_says_so(client: Client, cast: Cast) -> None:
    assert "Belum ada peran untuk Anda" in page_of(sign_in(client, cast.beringin), reverse("matrix:offers"))


# --- the tree ---------------------------------------------------------------------------


def serve(cast: Cast, leader: Skp, employee: Employee, **fields: Any) -> WorkResult:
    skp = make_skp(cast, employee)
    WorkResult.objects.filter(skp=skp).update(parent=WorkResult.objects.get(skp=leader), cascade="direct", **fields)
    return WorkResult.objects.get(skp=skp)


def test_a_branch_shows_the_way_up_and_who_carries_it(client: Client, cast: Cast, leader: Skp) -> None:
    mine = serve(cast, leader, cast.beringin)
    text = page_of(sign_in(client, cast.kasi), address(cast, "branch", leader))
    assert "Beringin Yasmin Contoh" in text
    assert "Camar Oleander Contoh" in page_of(client, reverse("matrix:branch", args=[mine.pk]))


def test_parts_that_do_not_add_up_are_shown_with_the_sum(client: Client, cast: Cast, leader: Skp) -> None:
    for person, target in ((cast.beringin, 4), (cast.cendana, 5)):
        mine = serve(cast, leader, person, split="load")
        Indicator.objects.filter(result=mine).update(target_low=Decimal(target))
    text = page_of(sign_in(client, cast.kasi), address(cast, "branch", leader))
    assert "4 + 5 = 9 laporan; target pimpinan 12, kurang 3." in text


def test_htmx_gets_the_branches_alone(client: Client, cast: Cast, leader: Skp) -> None:
    serve(cast, leader, cast.beringin)
    response = sign_in(client, cast.kasi).get(address(cast, "branch", leader), headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<ul class="t-tree">')


@pytest.mark.parametrize(("shown", "seen"), [("tanpa-induk", True), ("belum-dilayani", False)])
def test_the_team_filters_what_hangs_loose(client: Client, cast: Cast, leader: Skp, shown: str, seen: bool) -> None:
    make_skp(cast, cast.camat, appraiser=cast.kasubbag)
    text = page_of(sign_in(client, cast.team), reverse("matrix:tree") + f"?tampil={shown}")
    assert ("Camar Oleander Contoh" in text) is seen


def test_a_clerk_sees_the_path_of_the_own_results(client: Client, cast: Cast, leader: Skp) -> None:
    serve(cast, leader, cast.beringin)
    text = page_of(sign_in(client, cast.beringin), reverse("matrix:tree"))
    assert ("Jalur hasil saya" in text, "Camar Oleander Contoh" in text) == (True, True)


# --- many people ------------------------------------------------------------------------


@pytest.fixture
def crowd(cast: Cast, leader: Skp) -> None:
    """Two hundred people in the section and six results, every second cell filled."""
    for order in range(2, 7):
        WorkResult.objects.create(skp=leader, order=order, statement=f"Hasil seksi ke-{order} tercapai tepat waktu")
    section, post = cast.service_section, "Pengelola Layanan Operasional"
    people = [
        make_employee(cast.agency, section, f"199001012015031{n:03d}", f"Orang {n:03d} Contoh", post)
        for n in range(198)
    ]
    RoleCell.objects.bulk_create(
        RoleCell(result=result, employee=person, role="Berkas loket lengkap dan mudah dicari", changed_at=NOW)
        for result in WorkResult.objects.filter(skp=leader, order__gt=1)
        for person in people[::2]
    )


@pytest.mark.parametrize(("name", "most"), [("matrix", 12), ("tree", 9), ("branch", 12)])
def test_two_hundred_people_cost_no_more_statements(
    client: Client, cast: Cast, leader: Skp, crowd: None, name: str, most: int
) -> None:
    url = address(cast, name, leader)
    sign_in(client, cast.kasi).get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    counted = [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= most, [query["sql"][:120] for query in counted]
    assert len(response.content) <= 60_000


# --- the result form --------------------------------------------------------------------


def result_sent(leader: Skp, **changes: str) -> dict[str, str]:
    parent = str(WorkResult.objects.get(skp=leader).pk)
    sent = {"version": "1", "kind": "main", "statement": "Hasil saya", "indicators": "0", "parent": parent}
    return sent | {"cascade": "direct", "nature": "organisation"} | changes


@pytest.fixture
def mine(cast: Cast, leader: Skp) -> Skp:
    Skp.objects.filter(pk=leader.pk).update(published_at=NOW)
    return make_skp(cast, cast.beringin)


def test_a_direct_result_without_a_division_comes_back(client: Client, cast: Cast, leader: Skp, mine: Skp) -> None:
    url = reverse("planning:add_result", args=[mine.pk])
    response = sign_in(client, cast.beringin).post(url, result_sent(leader))
    assert response.status_code == 422
    assert "Pilih menurut apa hasil pimpinan dibagi." in response.content.decode()


def test_a_division_left_behind_by_an_indirect_result_is_dropped(
    client: Client, cast: Cast, leader: Skp, mine: Skp
) -> None:
    url = reverse("planning:add_result", args=[mine.pk])
    sent = result_sent(leader, cascade="indirect", split="area")
    assert sign_in(client, cast.beringin).post(url, sent).status_code == 302
    assert WorkResult.objects.get(skp=mine, statement="Hasil saya").split == ""


def test_division_and_owner_of_a_result_are_kept(client: Client, cast: Cast, leader: Skp, mine: Skp) -> None:
    url = reverse("planning:add_result", args=[mine.pk])
    assert sign_in(client, cast.beringin).post(url, result_sent(leader, split="load")).status_code == 302
    made = WorkResult.objects.get(skp=mine, statement="Hasil saya")
    assert (made.split, made.nature, made.assignor) == ("load", "organisation", None)
