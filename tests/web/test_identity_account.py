"""One's own account: who I am here, appearance, password, second step, devices."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from terang.identity import services
from terang.identity.models import User
from tests.cast import PASSWORD, Cast, user_of

CHANGE = "/accounts/password/change/"
NEW = "sungai di balik kantor"


@pytest.fixture(autouse=True)
def forget_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def beringin(client: Client, cast: Cast) -> User:
    """Beringin, signed in by the form."""
    client.post("/accounts/login/", {"login": cast.beringin.nip, "password": PASSWORD})
    return user_of(cast.beringin)


def change(client: Client, old: str, new: str, again: str = "") -> Any:
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again or new})


class TestPage:
    def test_it_shows_nip_post_and_unit(self, client: Client, beringin: User) -> None:
        page = client.get(reverse("identity:account")).content.decode()
        for words in ("19910103 201321 1 934", "Pengelola Layanan Operasional", "Seksi Pelayanan", "Pegawai"):
            assert words in page

    def test_a_head_of_a_unit_reads_that_they_appraise(self, page: Any, cast: Cast) -> None:
        text = page(user_of(cast.camat), reverse("identity:account")).content.decode()
        assert "Pegawai, Pejabat penilai" in text

    def test_an_account_without_a_post_is_told_so(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.auditor)
        page = client.get(reverse("identity:account")).content.decode()
        assert "tidak memegang jabatan" in page
        assert "Auditor" in page

    def test_language_and_theme_apply_from_the_next_page(self, client: Client, beringin: User) -> None:
        client.post(reverse("identity:account"), {"language": "en", "theme": "dark"})
        response = client.get(reverse("identity:account"))
        assert response.headers["Content-Language"] == "en"
        assert 'data-theme="dark"' in response.content.decode()

    def test_a_theme_that_does_not_exist_changes_nothing(self, client: Client, beringin: User) -> None:
        response = client.post(reverse("identity:account"), {"language": "en", "theme": "ungu"})
        beringin.refresh_from_db()
        assert (response.status_code, beringin.language) == (422, "id")

    def test_it_needs_few_queries(self, client: Client, beringin: User, django_assert_num_queries: Any) -> None:
        client.get(reverse("identity:account"))
        with django_assert_num_queries(7):
            client.get(reverse("identity:account"))


class TestPassword:
    def test_a_new_password_is_kept_and_the_session_stays(self, client: Client, beringin: User) -> None:
        response = change(client, PASSWORD, NEW)
        beringin.refresh_from_db()
        assert response["Location"] == reverse("identity:account")
        assert beringin.check_password(NEW)
        assert client.get(reverse("identity:account")).status_code == 200

    def test_other_devices_are_signed_out(self, client: Client, beringin: User) -> None:
        other = Client()
        other.force_login(beringin)
        change(client, PASSWORD, NEW)
        assert other.get(reverse("identity:account")).status_code == 302

    @pytest.mark.parametrize(
        ("old", "new", "again", "sentence"),
        [
            ("salah-2026-xx", NEW, NEW, "Kata sandi sekarang tidak cocok"),
            (PASSWORD, NEW, "sungai di depan kantor", "Kedua kata sandi baru tidak sama"),
            (PASSWORD, PASSWORD, PASSWORD, "sama dengan yang sekarang"),
            (PASSWORD, "pendek1", "pendek1", "paling sedikit 10 karakter"),
        ],
    )
    def test_a_refusal_says_what_to_do(
        self, client: Client, beringin: User, old: str, new: str, again: str, sentence: str
    ) -> None:
        page = change(client, old, new, again).content.decode()
        beringin.refresh_from_db()
        assert sentence in page
        assert beringin.check_password(PASSWORD)

    def test_the_rules_stand_above_the_field(self, client: Client, beringin: User) -> None:
        assert "Kalimat pendek mudah diingat" in client.get(CHANGE).content.decode()


class TestTemporaryPassword:
    @pytest.fixture
    def temporary(self, client: Client, cast: Cast, at: Any) -> str:
        password = services.reset_password(user=user_of(cast.beringin), by=cast.team, at=at)
        client.post("/accounts/login/", {"login": cast.beringin.nip, "password": password})
        return password

    @pytest.mark.parametrize("path", ["/", "/akun/", "/accounts/2fa/", "/accounts/sessions/"])
    def test_every_page_leads_to_a_password_of_ones_own(self, client: Client, temporary: str, path: str) -> None:
        assert client.get(path)["Location"] == CHANGE

    def test_a_part_of_a_page_leads_there_too(self, client: Client, temporary: str) -> None:
        response = client.get("/", headers={"HX-Request": "true"})
        assert response.headers["HX-Redirect"] == CHANGE

    def test_the_page_says_why(self, client: Client, temporary: str) -> None:
        assert "Buat kata sandi Anda sendiri" in client.get(CHANGE).content.decode()

    def test_after_it_every_page_opens(self, client: Client, temporary: str) -> None:
        change(client, temporary, NEW)
        assert client.get(reverse("identity:account")).status_code == 200

    def test_one_goes_on_to_what_waits(self, client: Client, temporary: str) -> None:
        assert change(client, temporary, NEW)["Location"] == reverse("home")

    def test_the_temporary_one_cannot_be_kept(self, client: Client, temporary: str, cast: Cast) -> None:
        change(client, temporary, temporary)
        assert User.objects.get(pk=user_of(cast.beringin).pk).must_change_password

    def test_one_may_leave_instead(self, client: Client, temporary: str) -> None:
        client.post("/accounts/logout/")
        assert "_auth_user_id" not in client.session


class TestSecondStep:
    def confirm(self, client: Client, path: str) -> Any:
        """Answer the question for the password and open the page."""
        return client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path}, follow=True)

    def activate(self, client: Client) -> Any:
        self.confirm(client, "/accounts/2fa/totp/activate/")
        secret = client.session["mfa.totp.secret"]
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        return client.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)

    def test_it_asks_for_the_password_again(self, client: Client, beringin: User) -> None:
        response = client.get("/accounts/2fa/totp/activate/", follow=True)
        assert "Pastikan ini Anda" in response.content.decode()

    def test_the_code_to_scan_needs_no_exception_of_the_policy(self, client: Client, beringin: User) -> None:
        response = self.confirm(client, "/accounts/2fa/totp/activate/")
        page = response.content.decode()
        assert 'src="data:image/svg+xml;base64,' in page
        assert "style=" not in page
        assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]

    def test_a_code_of_the_app_turns_it_on_and_shows_spare_codes(self, client: Client, beringin: User) -> None:
        page = self.activate(client).content.decode()
        assert "Kode cadangan" in page
        assert page.count('<li class="t-code">') == 10

    def test_a_wrong_code_does_not_turn_it_on(self, client: Client, beringin: User) -> None:
        self.confirm(client, "/accounts/2fa/totp/activate/")
        page = client.post("/accounts/2fa/totp/activate/", {"code": "abc"}).content.decode()
        assert "Kode tidak cocok" in page
        assert not Authenticator.objects.exists()

    def test_it_can_be_turned_off_again(self, client: Client, beringin: User) -> None:
        self.activate(client)
        assert "Masuk dengan kata sandi saja?" in client.get("/accounts/2fa/totp/deactivate/").content.decode()
        client.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("path", ["", "recovery-codes/", "recovery-codes/generate/", "recovery-codes/download/"])
    def test_its_pages_open(self, client: Client, beringin: User, path: str) -> None:
        self.activate(client)
        assert client.get(f"/accounts/2fa/{path}").status_code == 200

    def test_new_spare_codes_replace_the_old(self, client: Client, beringin: User) -> None:
        before = self.activate(client).content.decode()
        after = client.post("/accounts/2fa/recovery-codes/generate/", follow=True).content.decode()
        assert before != after

    def test_a_wrong_password_does_not_open_it(self, client: Client, beringin: User) -> None:
        page = client.post("/accounts/reauthenticate/", {"password": "salah", "next": "/"}).content.decode()
        assert "Kata sandi tidak cocok" in page

    def test_the_code_can_answer_the_question_too(self, client: Client, beringin: User) -> None:
        self.activate(client)
        assert "Pastikan ini Anda" in client.get("/accounts/2fa/reauthenticate/").content.decode()


class TestDevices:
    def test_this_device_is_named_in_words(self, client: Client, cast: Cast) -> None:
        agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
        signed = {"login": cast.beringin.nip, "password": PASSWORD}
        client.post("/accounts/login/", signed, headers={"User-Agent": agent})
        page = client.get("/accounts/sessions/").content.decode()
        assert "Chrome di Android" in page
        assert "perangkat ini" in page

    def test_other_devices_can_be_signed_out(self, client: Client, cast: Cast, beringin: User) -> None:
        other = Client()
        other.post("/accounts/login/", {"login": cast.beringin.nip, "password": PASSWORD})
        client.post("/accounts/sessions/")
        assert other.get(reverse("identity:account")).status_code == 302
        assert client.get(reverse("identity:account")).status_code == 200

    def test_a_device_whose_session_has_ended_is_not_listed(self, client: Client, beringin: User) -> None:
        UserSession.objects.create(user=beringin, session_key="ended", ip="10.9.9.9", user_agent="Firefox")
        assert "10.9.9.9" not in client.get("/accounts/sessions/").content.decode()

    @pytest.mark.parametrize("devices", [1, 4])
    def test_the_number_of_queries_does_not_grow_with_devices(
        self, client: Client, cast: Cast, beringin: User, devices: int, django_assert_num_queries: Any
    ) -> None:
        for _device in range(devices):
            Client().post("/accounts/login/", {"login": cast.beringin.nip, "password": PASSWORD})
        client.get("/accounts/sessions/")
        with django_assert_num_queries(7):
            client.get("/accounts/sessions/")

    def test_use_is_noted_at_most_every_ten_minutes(
        self, client: Client, beringin: User, django_assert_num_queries: Any
    ) -> None:
        before = UserSession.objects.get().last_seen_at
        client.get("/akun/lupa-kata-sandi/")
        seen = UserSession.objects.get().last_seen_at
        client.get("/akun/lupa-kata-sandi/")
        assert before < seen == UserSession.objects.get().last_seen_at
