"""Settings of the test suite: the product's own, with a data directory of its own and quick hashing."""

import os
import tempfile

os.environ["TERANG_DATA_DIR"] = tempfile.mkdtemp(prefix="terang-test-")
os.environ.setdefault("TERANG_DEMO", "0")

from terang.config.settings import *  # noqa: F403
from terang.config.settings import MIDDLEWARE, STORAGES, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
ALLOWED_HOSTS = ["*"]


class UndefinedVariable(str):
    """Makes a template that names an undefined variable fail instead of printing nothing."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"template variable is not defined: {name}")

    def __contains__(self, text: object) -> bool:
        return text == "%s"


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")  # type: ignore[index]
