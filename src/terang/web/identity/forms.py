"""Forms of the account pages. Those of django-allauth keep its checks and get our words."""

from collections.abc import Container
from typing import Any, cast

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.conf import settings as axes
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from terang.identity.enums import Language, Role, Theme
from terang.identity.passwords import plain_rules
from terang.identity.queries import normal_username
from terang.web.forms import DayField


def _rules_list() -> str:
    items = format_html_join("", "<li>{}</li>", ((rule,) for rule in plain_rules()))
    return format_html('<ul class="mb-0 ps-3">{}</ul>', items)


RULES = lazy(_rules_list, str)()


def _say(form: forms.BaseForm, name: str, label: Any, missing: Any, help_text: Any = "") -> None:
    """Our label, help and refusal on a field of the library; its placeholder would repeat the label."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """NIP and password. A wrong password and an unknown NIP get the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("NIP"), _("Ketik NIP Anda."), _("18 angka"))
        _say(self, "password", _("Kata sandi"), _("Ketik kata sandi Anda."))
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_login(self) -> str:
        return normal_username(self.cleaned_data["login"])

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError as refusal:
            raise self._with_chances(refusal) from refusal

    def _with_chances(self, refusal: ValidationError) -> ValidationError:
        """Add how many attempts remain; django-axes counts them, also for names nobody has."""
        failures = getattr(self.request, "axes_failures_since_start", None)
        if failures is None:
            return refusal
        left = max(0, cast(int, axes.AXES_FAILURE_LIMIT) - failures)
        chances = ngettext(
            "Masih ada %(n)d kesempatan sebelum akun dikunci 15 menit.",
            "Masih ada %(n)d kesempatan sebelum akun dikunci 15 menit.",
            left,
        ) % {"n": left}
        return ValidationError(f"{refusal.messages[0]} {chances}")


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Kata sandi sekarang"), _("Ketik kata sandi Anda sekarang."))
        _say(self, "password1", _("Kata sandi baru"), _("Ketik kata sandi baru Anda."), RULES)
        _say(self, "password2", _("Ulangi kata sandi baru"), _("Ketik sekali lagi kata sandi baru Anda."))

    def clean(self) -> Any:
        """The two checks between fields, in our words; those of single fields are the library's."""
        data = forms.Form.clean(self) or {}
        new, again, old = data.get("password1"), data.get("password2"), data.get("oldpassword")
        if new and again and new != again:
            self.add_error("password2", _("Kedua kata sandi baru tidak sama. Ketik ulang keduanya."))
        if new and new == old:
            self.add_error("password1", _("Kata sandi baru sama dengan yang sekarang. Pilih yang lain."))
        return data


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Kata sandi"), _("Ketik kata sandi Anda."))


class CodeForm(second_step.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 angka dari aplikasi, atau salah satu kode cadangan"))


class CodeAgainForm(second_step.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 angka dari aplikasi, atau salah satu kode cadangan"))


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 angka yang sedang tampil di aplikasi"))


def _say_code(form: forms.BaseForm, help_text: Any) -> None:
    _say(form, "code", _("Kode"), _("Ketik kode dari aplikasi Anda."), help_text)
    form.fields["code"].widget.attrs["inputmode"] = "numeric"


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Bahasa"), choices=Language, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Tampilan"), choices=Theme, widget=forms.RadioSelect)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=Language)


class ReasonForm(forms.Form):
    """Why; every change of somebody's rights asks for it."""

    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Tercatat di buku besar bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Peran"),
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih satu peran.")},
    )
    since = DayField(label=_("Mulai"), error_messages={"required": _("Pilih tanggal mulai.")})
    until = DayField(
        label=_("Sampai"), required=False, help_text=_("Hari terakhir. Kosongkan bila tidak ada batasnya.")
    )
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, roles: Container[str], **kwargs: Any) -> None:
        """Offer only the roles that the person asking may give."""
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in Role.choices if value in roles]
        cast(forms.ChoiceField, self.fields["role"]).choices = offered
