"""The way in: NIP, wrong passwords, lock, second step, language, demo cast."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from terang.identity import services
from terang.identity.enums import DemoRole
from terang.identity.models import User
from tests.cast import PASSWORD, Cast, user_of

SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def forget_rate_limits() -> None:
    cache.clear()


def sign_in(client: Client, nip: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": nip, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestByNip:
    def test_nip_and_password_lead_to_the_home_page(self, client: Client, cast: Cast) -> None:
        response = sign_in(client, cast.beringin.nip)
        assert (response.status_code, response["Location"]) == (302, "/")

    def test_a_nip_typed_with_spaces_and_points_is_understood(self, client: Client, cast: Cast) -> None:
        sign_in(client, " 19910103 201321.1.934 ")
        assert is_signed_in(client)

    def test_a_local_name_may_be_typed_in_capitals(self, client: Client, cast: Cast) -> None:
        sign_in(client, "Auditor")
        assert is_signed_in(client)

    def test_the_page_that_was_asked_for_comes_next(self, client: Client, cast: Cast) -> None:
        response = client.post(
            SIGN_IN, {"login": cast.beringin.nip, "password": PASSWORD, "next": reverse("identity:account")}
        )
        assert response["Location"] == reverse("identity:account")

    def test_another_site_never_comes_next(self, client: Client, cast: Cast) -> None:
        response = client.post(
            SIGN_IN, {"login": cast.beringin.nip, "password": PASSWORD, "next": "https://contoh.example/"}
        )
        assert response["Location"] == "/"

    def test_signing_in_changes_the_session_key(self, client: Client, cast: Cast) -> None:
        session = client.session
        session["visited"] = True
        session.save()
        before = session.session_key
        sign_in(client, cast.beringin.nip)
        assert client.session.session_key != before

    def test_the_session_cookie_is_kept_from_scripts(self, client: Client, cast: Cast) -> None:
        cookie = sign_in(client, cast.beringin.nip).cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")

    def test_the_form_without_its_token_is_refused(self, cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True)
        assert sign_in(client, cast.beringin.nip).status_code == 403

    def test_an_empty_form_says_what_to_type(self, client: Client, cast: Cast) -> None:
        page = sign_in(client, "", "").content.decode()
        assert "Ketik NIP Anda." in page
        assert "Ketik kata sandi Anda." in page

    def test_what_was_typed_as_nip_stays_but_not_the_password(self, client: Client, cast: Cast) -> None:
        page = sign_in(client, cast.beringin.nip, "salah-ketik-1").content.decode()
        assert cast.beringin.nip in page
        assert "salah-ketik-1" not in page

    def test_a_closed_account_with_its_password_is_told_so(self, client: Client, cast: Cast) -> None:
        User.objects.filter(pk=user_of(cast.beringin).pk).update(is_active=False)
        page = sign_in(client, cast.beringin.nip, follow=True)
        assert "Akun Anda ditutup" in page.content.decode()
        assert not is_signed_in(client)

    def test_signing_out_takes_a_post(self, client: Client, cast: Cast) -> None:
        sign_in(client, cast.beringin.nip)
        client.get("/accounts/logout/")
        assert is_signed_in(client)
        client.post("/accounts/logout/")
        assert not is_signed_in(client)

    def test_there_is_no_sign_up_and_no_page_for_mail(self, client: Client, cast: Cast) -> None:
        paths = ("signup/", "email/", "password/reset/", "confirm-email/")
        assert [client.get(f"/accounts/{path}").status_code for path in paths] == [404] * 4


class TestWrongPassword:
    def test_it_says_how_many_chances_remain(self, client: Client, cast: Cast) -> None:
        sign_in(client, cast.beringin.nip, "salah")
        page = sign_in(client, cast.beringin.nip, "salah").content.decode()
        assert "NIP atau kata sandi tidak cocok. Masih ada 3 kesempatan sebelum akun dikunci 15 menit." in page

    def test_a_nip_nobody_has_gets_the_same_words(self, client: Client, cast: Cast) -> None:
        known = sign_in(client, cast.beringin.nip, "salah").content.decode()
        unknown = sign_in(client, "200001012025011009", "salah").content.decode()
        sentence = "Masih ada 4 kesempatan"
        assert (sentence in known, sentence in unknown) == (True, True)

    def test_a_nip_nobody_has_costs_the_same_hashing(
        self, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[str] = []
        encode = User.set_password
        monkeypatch.setattr(User, "set_password", lambda user, raw: (hashed.append(raw), encode(user, raw))[1])
        sign_in(client, "200001012025011009", "salah")
        assert hashed == ["salah"]

    def test_the_fifth_locks_until_a_stated_time(self, client: Client, cast: Cast) -> None:
        for _time in range(5):
            response = sign_in(client, cast.beringin.nip, "salah")
        ends = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
        assert response.status_code == 429
        assert f"mencoba lagi pukul {ends:%H.%M}" in response.content.decode()

    def test_a_locked_account_does_not_open_with_the_right_password(self, client: Client, cast: Cast) -> None:
        for _time in range(5):
            sign_in(client, cast.beringin.nip, "salah")
        assert sign_in(client, cast.beringin.nip).status_code == 429
        assert not is_signed_in(client)

    def test_trying_during_the_lock_does_not_lengthen_it(self, client: Client, cast: Cast) -> None:
        for _time in range(5):
            sign_in(client, cast.beringin.nip, "salah")
        before = AccessAttempt.objects.get().attempt_time
        sign_in(client, cast.beringin.nip, "salah")
        assert AccessAttempt.objects.get().attempt_time == before

    def test_after_fifteen_minutes_the_lock_is_gone(self, client: Client, cast: Cast) -> None:
        for _time in range(5):
            sign_in(client, cast.beringin.nip, "salah")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        sign_in(client, cast.beringin.nip)
        assert is_signed_in(client)

    def test_a_temporary_password_opens_a_locked_account(self, client: Client, cast: Cast, at: Any) -> None:
        for _time in range(5):
            sign_in(client, cast.beringin.nip, "salah")
        password = services.reset_password(user=user_of(cast.beringin), by=cast.team, at=at)
        sign_in(client, cast.beringin.nip, password)
        assert is_signed_in(client)

    def test_other_spellings_of_a_nip_are_not_other_chances(self, client: Client, cast: Cast) -> None:
        for typed in ("199101032013211934", "19910103 201321 1 934", "19910103.201321.1.934", "Auditor", "AUDITOR"):
            sign_in(client, typed, "salah")
        failures = dict(AccessAttempt.objects.values_list("username", "failures_since_start"))
        assert failures == {"199101032013211934": 3, "auditor": 2}

    def test_a_colleague_at_the_same_address_is_not_locked(self, client: Client, cast: Cast) -> None:
        for _time in range(5):
            sign_in(client, cast.beringin.nip, "salah")
        sign_in(client, cast.cendana.nip)
        assert is_signed_in(client)

    def test_a_flood_from_one_address_is_asked_to_wait(self, client: Client, cast: Cast, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        sign_in(client, cast.beringin.nip, "salah")
        response = sign_in(client, cast.cendana.nip)
        assert response.status_code == 429
        assert "Tunggu satu menit" in response.content.decode()

    def test_behind_a_proxy_a_flood_of_one_caller_keeps_no_other_out(
        self, client: Client, cast: Cast, settings: Any
    ) -> None:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        sign_in(client, cast.beringin.nip, "salah", HTTP_X_FORWARDED_FOR="192.0.2.1")
        sign_in(client, cast.cendana.nip, HTTP_X_FORWARDED_FOR="192.0.2.2")
        assert is_signed_in(client)

    def test_what_a_proxy_appended_is_noted_only_when_it_is_an_address(
        self, client: Client, cast: Cast, settings: Any
    ) -> None:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        for text in ("192.0.2.1", "unknown", "192.0.2.1:443"):
            sign_in(client, cast.beringin.nip, "salah", HTTP_X_FORWARDED_FOR=text)
        noted = dict(AccessAttempt.objects.values_list("ip_address", "failures_since_start"))
        assert noted == {"192.0.2.1": 1, "127.0.0.1": 2}

    def test_an_address_that_a_caller_made_up_gives_no_new_chances(self, client: Client, cast: Cast) -> None:
        for last in range(3):
            sign_in(client, cast.beringin.nip, "salah", HTTP_X_FORWARDED_FOR=f"192.0.2.{last}")
        assert AccessAttempt.objects.get().failures_since_start == 3

    def test_guesses_at_one_account_from_many_addresses_end_too(self, client: Client, cast: Cast) -> None:
        for last in range(16):
            page = sign_in(client, cast.beringin.nip, "salah", REMOTE_ADDR=f"10.0.0.{last}")
        assert "Sudah terlalu banyak percobaan" in page.content.decode()

    def test_no_password_is_kept_of_what_was_tried(self, client: Client, cast: Cast) -> None:
        sign_in(client, cast.beringin.nip, "hampir-benar-2026")
        assert "hampir-benar-2026" not in AccessAttempt.objects.get().post_data


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


class TestSecondStep:
    @pytest.fixture
    def secret(self, cast: Cast) -> str:
        secret = generate_totp_secret()
        TOTP.activate(user_of(cast.beringin), secret)
        return secret

    def test_the_password_alone_does_not_sign_in(self, client: Client, cast: Cast, secret: str) -> None:
        response = sign_in(client, cast.beringin.nip, follow=True)
        assert "Langkah kedua" in response.content.decode()
        assert not is_signed_in(client)

    def test_the_code_completes_it(self, client: Client, cast: Cast, secret: str) -> None:
        sign_in(client, cast.beringin.nip)
        client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert is_signed_in(client)

    def test_a_wrong_code_is_refused_with_words(self, client: Client, cast: Cast, secret: str) -> None:
        sign_in(client, cast.beringin.nip)
        page = client.post("/accounts/2fa/authenticate/", {"code": "abc"}).content.decode()
        assert "Kode tidak cocok" in page

    def test_guessing_codes_ends(self, client: Client, cast: Cast, secret: str) -> None:
        sign_in(client, cast.beringin.nip)
        for _time in range(16):
            page = client.post("/accounts/2fa/authenticate/", {"code": "abc"}).content.decode()
        assert "Tunggu 15 menit" in page


class TestLanguage:
    def test_a_browser_that_asks_for_english_gets_indonesian(self, client: Client, cast: Cast) -> None:
        response = client.get(SIGN_IN, headers={"Accept-Language": "en-US,en"})
        assert response.headers["Content-Language"] == "id"
        assert '<html lang="id"' in response.content.decode()

    def test_a_visitor_who_chose_english_gets_it(self, client: Client, cast: Cast) -> None:
        client.post(reverse("identity:language"), {"language": "en", "next": SIGN_IN})
        assert client.get(SIGN_IN).headers["Content-Language"] == "en"

    def test_the_choice_leads_back_to_the_page(self, client: Client, cast: Cast) -> None:
        response = client.post(reverse("identity:language"), {"language": "en", "next": SIGN_IN})
        assert response["Location"] == SIGN_IN

    def test_the_choice_never_leads_to_another_site(self, client: Client, cast: Cast) -> None:
        response = client.post(reverse("identity:language"), {"language": "en", "next": "//contoh.example/"})
        assert response["Location"] == "/"

    def test_an_unknown_language_changes_nothing(self, client: Client, cast: Cast) -> None:
        client.post(reverse("identity:language"), {"language": "xx", "next": SIGN_IN})
        assert client.get(SIGN_IN).headers["Content-Language"] == "id"

    def test_an_account_keeps_the_choice(self, client: Client, cast: Cast) -> None:
        client.force_login(user_of(cast.beringin))
        client.post(reverse("identity:language"), {"language": "en", "next": "/"})
        assert User.objects.get(pk=user_of(cast.beringin).pk).language == "en"

    def test_the_account_counts_more_than_the_cookie(self, client: Client, cast: Cast) -> None:
        client.post(reverse("identity:language"), {"language": "en", "next": SIGN_IN})
        client.force_login(user_of(cast.beringin))
        assert client.get(reverse("identity:account")).headers["Content-Language"] == "id"

    def test_asking_with_get_is_refused(self, client: Client, cast: Cast) -> None:
        assert client.get(reverse("identity:language")).status_code == 405


class TestDemo:
    @pytest.fixture
    def camat(self, cast: Cast, settings: Any) -> User:
        settings.TERANG_DEMO = True
        User.objects.filter(pk=user_of(cast.camat).pk).update(is_demo=True, demo_role=DemoRole.CAMAT)
        return User.objects.get(pk=user_of(cast.camat).pk)

    def test_the_sign_in_page_offers_the_cast(self, client: Client, camat: User) -> None:
        page = client.get(SIGN_IN).content.decode()
        assert "Masuk sebagai" in page
        assert reverse("identity:demo_sign_in", args=[camat.pk]) in page

    def test_one_press_signs_in(self, client: Client, camat: User) -> None:
        response = client.post(reverse("identity:demo_sign_in", args=[camat.pk]))
        assert response["Location"] == "/"
        assert client.session["_auth_user_id"] == str(camat.pk)

    def test_a_link_does_not_sign_in(self, client: Client, camat: User) -> None:
        assert client.get(reverse("identity:demo_sign_in", args=[camat.pk])).status_code == 405

    def test_an_account_outside_the_cast_cannot_be_entered(self, client: Client, camat: User, cast: Cast) -> None:
        response = client.post(reverse("identity:demo_sign_in", args=[cast.admin.pk]))
        assert (response.status_code, is_signed_in(client)) == (404, False)

    def test_outside_a_demo_the_address_does_not_exist(self, client: Client, camat: User, settings: Any) -> None:
        settings.TERANG_DEMO = False
        response = client.post(reverse("identity:demo_sign_in", args=[camat.pk]))
        assert (response.status_code, is_signed_in(client)) == (404, False)

    def test_outside_a_demo_the_page_offers_nobody(self, client: Client, camat: User, settings: Any) -> None:
        settings.TERANG_DEMO = False
        assert "Masuk sebagai" not in client.get(SIGN_IN).content.decode()
