"""Rules for passwords, in words that help to choose one."""

import secrets

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _

# Without letters and digits that look alike on paper (0 o, 1 l i, 2 z, 5 s, 8 b, u v).
READABLE = "acdefghjkmnpqrtwxy34679"
GROUPS, GROUP_LENGTH = 4, 4


def temporary_password() -> str:
    """A password to be read from paper and used once: four groups of four, 72 bits."""
    groups = ("".join(secrets.choice(READABLE) for _place in range(GROUP_LENGTH)) for _group in range(GROUPS))
    return "-".join(groups)


class LongEnough(rules.MinimumLengthValidator):
    def get_help_text(self) -> str:
        rule = _("Paling sedikit %(count)d karakter. Kalimat pendek mudah diingat.")
        return rule % {"count": self.min_length}

    def get_error_message(self) -> str:
        fault = _("Kata sandi terlalu pendek. Pakai paling sedikit %(count)d karakter.")
        return fault % {"count": self.min_length}


class NotOnesName(rules.UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name", "email"))

    def get_help_text(self) -> str:
        return _("Bukan nama atau NIP Anda.")

    def get_error_message(self) -> str:
        return _("Kata sandi terlalu mirip nama, NIP, atau surel Anda. Pilih yang lain.")


class NotCommon(rules.CommonPasswordValidator):
    def get_help_text(self) -> str:
        return _("Bukan kata sandi yang banyak dipakai orang, seperti qwerty12345.")

    def get_error_message(self) -> str:
        return _("Kata sandi ini banyak dipakai orang dan mudah ditebak. Pilih yang lain.")


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_help_text(self) -> str:
        return _("Tidak hanya angka.")

    def get_error_message(self) -> str:
        return _("Kata sandi tidak boleh hanya angka. Tambahkan huruf.")


def plain_rules() -> list[str]:
    """The rules as sentences, for the help text of a form."""
    return [validator.get_help_text() for validator in rules.get_default_password_validators()]
