"""How django-allauth behaves here: no sign-up, no mail, words of our own."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .addresses import caller_address
from .models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the staff import; nobody opens one for themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("NIP atau kata sandi tidak cocok."),
        "incorrect_password": _("Kata sandi tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Ketik yang Anda pakai untuk masuk."),
        "incorrect_code": _("Kode tidak cocok. Ketik kode yang sedang tampil di aplikasi Anda."),
        "too_many_login_attempts": _("Sudah terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."),
        "rate_limited": _("Sudah terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail server is assumed; sign-in events are shown in the account's session list."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return caller_address(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A password of one's own choice ends the temporary one."""
        user.set_password(password)
        User.objects.filter(pk=user.pk).update(password=user.password, must_change_password=False)
        if isinstance(user, User):
            user.was_temporary = user.must_change_password
            user.must_change_password = False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Who just chose a first password goes on to what waits for them."""
        return reverse("home" if cast(User, request.user).was_temporary else "identity:account")


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }
