"""What must be true before Terang serves an office; ``terang run`` and the commands of Django ask it.

Each failure is a sentence that says what to do. A demo (TERANG_DEMO) is exempt: it serves invented people.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

START = "terang_start"
SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 10
# Beginnings of secrets that stand in examples and guides.
KNOWN_BEGINNINGS = ("django-insecure", "changeme", "change-me", "secret", "rahasia", "password", "insecure")


@register(START)
def no_demo_accounts(**_kwargs: Any) -> list[CheckMessage]:
    """Accounts of the demo can be entered without a password; they have no place in an office."""
    if settings.TERANG_DEMO or not _has_demo_accounts():
        return []
    sentence = _("Basis data ini berisi akun contoh, sedangkan mode contoh tidak aktif.")
    advice = _(
        "Untuk kantor: pakai TERANG_DATA_DIR atau DATABASE_URL yang baru dan kosong. "
        "Untuk contoh: jalankan dengan --demo atau TERANG_DEMO=1."
    )
    return [Error(sentence, hint=advice, id="terang.E001")]


@register(START)
def secret_of_its_own(**_kwargs: Any) -> list[CheckMessage]:
    """Whoever knows the secret can sign in as anybody."""
    if settings.TERANG_DEMO or _is_strong(settings.SECRET_KEY):
        return []
    sentence = _("Kunci rahasia terlalu pendek atau masih kunci contoh.")
    advice = _(
        "Hapus TERANG_SECRET_KEY agar Terang membuat kunci sendiri di direktori data, "
        "atau isi dengan paling sedikit 50 karakter acak."
    )
    return [Error(sentence, hint=advice, id="terang.E002")]


@register(START)
def addresses_by_name(**_kwargs: Any) -> list[CheckMessage]:
    """A server that answers to every name lets others put their own name into its links."""
    if settings.TERANG_DEMO or "*" not in settings.ALLOWED_HOSTS:
        return []
    sentence = _("TERANG_ALLOWED_HOSTS berisi *, sehingga semua alamat diterima.")
    advice = _("Isi dengan alamat kantor Anda saja, misalnya TERANG_ALLOWED_HOSTS=kinerja.contoh.go.id.")
    return [Error(sentence, hint=advice, id="terang.E003")]


def _is_strong(secret: str) -> bool:
    long_enough = len(secret) >= SHORTEST_SECRET and len(set(secret)) >= FEWEST_CHARACTERS
    return long_enough and not secret.lower().startswith(KNOWN_BEGINNINGS)


def _has_demo_accounts() -> bool:
    """False also while there is no database yet: then there is nobody in it."""
    from terang.identity.models import User  # settings import this module before models can be loaded

    try:
        has_table = User._meta.db_table in connection.introspection.table_names()
        return has_table and User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return False
