"""Looking after accounts: who sees which page, what the pages do, how many queries the list needs."""

from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from terang.identity.enums import Role
from terang.identity.models import RoleGrant, User
from tests.cast import CREATED, Cast, user_of

LIST = "/akun/kelola/"
REASON = "SK Camat 800/17/2026"

HELPERS = {"team", "admin", "operator"}
ADMINISTRATORS = {"admin", "operator"}
EVERYBODY = {"clerk", "head", "auditor", "stranger"} | HELPERS


def person(cast: Cast, name: str) -> User:
    accounts = {
        "clerk": user_of(cast.beringin), "head": user_of(cast.camat), "stranger": user_of(cast.outsider),
        "team": cast.team, "admin": cast.admin, "operator": cast.operator, "auditor": cast.auditor,
    }  # fmt: skip
    return accounts[name]


def address(cast: Cast, page: str) -> str:
    """The address of a page about Cendana, or about the role of the performance team."""
    if page == "revoke_role":
        return reverse("identity:revoke_role", args=[RoleGrant.objects.get(user=cast.team).pk])
    if page in ("account", "accounts"):
        return reverse(f"identity:{page}")
    return reverse(f"identity:{page}", args=[user_of(cast.cendana).pk])


PAGES = {
    "account": EVERYBODY,
    "accounts": HELPERS,
    "account_detail": HELPERS,
    "issue_password": HELPERS,
    "close_account": ADMINISTRATORS,
    "open_account": ADMINISTRATORS,
    "remove_second_step": ADMINISTRATORS,
    "grant_role": ADMINISTRATORS,
    "revoke_role": ADMINISTRATORS,
}


class TestMatrix:
    @pytest.mark.parametrize("who", sorted(EVERYBODY))
    @pytest.mark.parametrize("page", sorted(PAGES))
    def test_a_page_opens_for_those_it_is_for_and_does_not_exist_for_others(
        self, client: Client, cast: Cast, page: str, who: str
    ) -> None:
        client.force_login(person(cast, who))
        expected = 200 if who in PAGES[page] else 404
        assert client.get(address(cast, page)).status_code == expected

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"account", "accounts", "account_detail"}))
    @pytest.mark.parametrize("who", sorted(EVERYBODY))
    def test_the_deed_is_done_only_by_those_it_is_for(self, client: Client, cast: Cast, page: str, who: str) -> None:
        client.force_login(person(cast, who))
        expected = {200, 302, 422} if who in PAGES[page] else {404}
        assert client.post(address(cast, page), {"reason": REASON}).status_code in expected

    @pytest.mark.parametrize("page", ["accounts", "account_detail"])
    def test_a_page_to_read_takes_no_post(self, client: Client, cast: Cast, page: str) -> None:
        client.force_login(cast.admin)
        assert client.post(address(cast, page)).status_code == 405

    @pytest.mark.parametrize("page", sorted(PAGES))
    def test_without_signing_in_every_page_leads_to_the_sign_in(self, client: Client, cast: Cast, page: str) -> None:
        response = client.get(address(cast, page))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"account", "accounts", "revoke_role"}))
    def test_an_account_of_another_agency_does_not_exist(self, client: Client, cast: Cast, page: str) -> None:
        client.force_login(cast.admin)
        theirs = reverse(f"identity:{page}", args=[user_of(cast.outsider).pk])
        assert client.get(theirs).status_code == 404


class TestList:
    def test_it_names_the_accounts_of_the_agency_only(self, page: Any, cast: Cast) -> None:
        text = page(cast.admin, LIST).content.decode()
        assert "Cendana Murai Contoh" in text
        assert "Nila Lain Contoh" not in text

    @pytest.mark.parametrize("query", ["murai", "19920620", "19920620 201403 1 935"])
    def test_it_is_searched_by_name_or_nip(self, page: Any, cast: Cast, query: str) -> None:
        text = page(cast.admin, LIST, data={"q": query}).content.decode()
        assert "Cendana Murai Contoh" in text
        assert "Beringin Yasmin Contoh" not in text

    def test_a_search_without_result_says_what_to_try(self, page: Any, cast: Cast) -> None:
        assert "Tidak ada akun yang cocok" in page(cast.admin, LIST, data={"q": "zzz"}).content.decode()

    def test_it_shows_who_holds_a_role(self, page: Any, cast: Cast) -> None:
        text = page(cast.admin, LIST, data={"tampil": "peran"}).content.decode()
        assert "Dahlia Elang Contoh" in text
        assert "Cendana Murai Contoh" not in text

    def test_it_shows_closed_accounts(self, page: Any, cast: Cast) -> None:
        User.objects.filter(pk=user_of(cast.cendana).pk).update(is_active=False)
        text = page(cast.admin, LIST, data={"tampil": "tertutup"}).content.decode()
        assert "Cendana Murai Contoh" in text
        assert "Beringin Yasmin Contoh" not in text

    @pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "abc"])
    def test_a_page_number_that_does_not_exist_shows_one_that_does(self, page: Any, cast: Cast, number: str) -> None:
        assert page(cast.admin, LIST, data={"page": number}).status_code == 200

    @pytest.mark.parametrize("people", [0, 400])
    def test_the_number_of_queries_does_not_grow_with_people(
        self, client: Client, cast: Cast, people: int, django_assert_num_queries: Any
    ) -> None:
        User.objects.bulk_create(
            User(username=f"orang{n}", name=f"Orang {n} Contoh", agency=cast.agency.code, created_at=CREATED)
            for n in range(people)
        )
        client.force_login(cast.admin)
        client.get(LIST)
        with django_assert_num_queries(7):
            response = client.get(LIST)
        assert len(response.content) < 60_000


class TestDeeds:
    def test_a_temporary_password_is_shown_once(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.team)
        response = client.post(address(cast, "issue_password"))
        password = response.context["password"]
        assert password in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        assert user_of(cast.cendana).__class__.objects.get(pk=user_of(cast.cendana).pk).check_password(password)
        assert password not in client.get(address(cast, "account_detail")).content.decode()

    def test_looking_at_the_page_changes_no_password(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.team)
        before = user_of(cast.cendana).password
        client.get(address(cast, "issue_password"))
        assert User.objects.get(pk=user_of(cast.cendana).pk).password == before

    def test_a_first_password_is_issued_to_a_new_account(self, client: Client, cast: Cast) -> None:
        user = User.objects.create_user("baru", None, name="Baru Contoh", agency=cast.agency.code, created_at=CREATED)
        client.force_login(cast.team)
        client.post(reverse("identity:issue_password", args=[user.pk]))
        user.refresh_from_db()
        assert user.has_usable_password()

    def test_a_refusal_is_a_sentence_on_the_page(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.team)
        response = client.post(reverse("identity:issue_password", args=[cast.operator.pk]))
        assert "di luar wewenang Anda" in response.content.decode()

    def test_a_closed_account_is_signed_out_at_once(self, client: Client, cast: Cast) -> None:
        theirs = Client()
        theirs.force_login(user_of(cast.cendana))
        client.force_login(cast.admin)
        client.post(address(cast, "close_account"), {"reason": REASON})
        assert theirs.get(reverse("identity:account")).status_code == 302

    def test_without_a_reason_the_page_asks_for_it(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        page = client.post(address(cast, "close_account"), {"reason": ""}).content.decode()
        assert "Tuliskan alasannya." in page
        assert User.objects.get(pk=user_of(cast.cendana).pk).is_active

    def test_a_closed_account_is_opened_again(self, client: Client, cast: Cast) -> None:
        User.objects.filter(pk=user_of(cast.cendana).pk).update(is_active=False)
        client.force_login(cast.admin)
        client.post(address(cast, "open_account"), {"reason": REASON})
        assert User.objects.get(pk=user_of(cast.cendana).pk).is_active

    def test_a_lost_second_step_is_taken_off(self, client: Client, cast: Cast) -> None:
        Authenticator.objects.create(user=user_of(cast.cendana), type="totp", data={"secret": "x"})
        client.force_login(cast.admin)
        assert "Lepas langkah kedua" in client.get(address(cast, "account_detail")).content.decode()
        client.post(address(cast, "remove_second_step"), {"reason": "Ponsel hilang"})
        assert not Authenticator.objects.exists()

    def test_a_role_is_given_with_days_and_reason(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        form = {"role": "auditor", "since": "2099-01-01", "until": "2099-12-31", "reason": REASON}
        client.post(address(cast, "grant_role"), form)
        grant = RoleGrant.objects.get(user=user_of(cast.cendana))
        assert (grant.role, grant.since, grant.until) == (Role.AUDITOR, date(2099, 1, 1), date(2099, 12, 31))

    def test_an_admin_is_not_offered_the_role_of_operator(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        assert 'value="operator"' not in client.get(address(cast, "grant_role")).content.decode()
        form = {"role": "operator", "since": "2099-01-01", "reason": REASON}
        client.post(address(cast, "grant_role"), form)
        assert not RoleGrant.objects.filter(user=user_of(cast.cendana)).exists()

    def test_days_that_cannot_be_keep_what_was_typed(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        form = {"role": "auditor", "since": "2020-01-01", "until": "", "reason": REASON}
        page = client.post(address(cast, "grant_role"), form).content.decode()
        assert "tidak berlaku surut" in page
        assert REASON in page

    def test_a_role_is_taken_with_a_reason(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        response = client.post(address(cast, "revoke_role"), {"reason": REASON}, follow=True)
        assert "Peran dicabut." in response.content.decode()

    def test_ones_own_account_offers_no_deed(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.admin)
        page = client.get(reverse("identity:account_detail", args=[cast.admin.pk])).content.decode()
        assert "Ini akun Anda sendiri" in page
        assert "Tutup akun" not in page
