"""Terang refuses to serve an office with demo accounts, an example secret or any host name, and says what to do."""

from typing import Any

import pytest
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from terang.config import checks
from tests.cast import Cast

GOOD_SECRET = "k7#pQ2vLx9!mZr4TgBn8@wEy6uHc1sJd3fAoXi5^RbVqNt0Km%"


@pytest.fixture(autouse=True)
def an_office(settings: Any) -> None:
    """An installation that may start: no demo, a secret of its own, one address."""
    settings.TERANG_DEMO = False
    settings.SECRET_KEY = GOOD_SECRET
    settings.ALLOWED_HOSTS = ["kinerja.contoh.go.id"]


def refusals() -> list[str]:
    return [str(message.id) for message in run_checks(tags=[checks.START]) if message.level >= ERROR]


@pytest.mark.django_db
def test_an_office_in_order_starts() -> None:
    assert refusals() == []


def test_demo_accounts_outside_a_demo_stop_the_start(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_demo=True)
    assert refusals() == ["terang.E001"]


def test_the_refusal_tells_what_to_do(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_demo=True)
    (message,) = run_checks(tags=[checks.START])
    assert message.hint is not None
    assert "TERANG_DATA_DIR" in message.hint
    assert "TERANG_DEMO=1" in message.hint


def test_the_start_ends_with_an_error_that_commands_report(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_demo=True)
    with pytest.raises(SystemCheckError, match="akun contoh"):
        call_command("check", tags=[checks.START])


def test_a_demo_may_hold_demo_accounts(cast: Cast, settings: Any) -> None:
    settings.TERANG_DEMO = True
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(is_demo=True)
    assert refusals() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "secret", ["abc", "a" * 80, "django-insecure-" + GOOD_SECRET, "changeme" + GOOD_SECRET, GOOD_SECRET[:49]]
)
def test_a_short_or_example_secret_stops_the_start(settings: Any, secret: str) -> None:
    settings.SECRET_KEY = secret
    assert refusals() == ["terang.E002"]


@pytest.mark.django_db
def test_answering_to_any_host_name_stops_the_start(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["kinerja.contoh.go.id", "*"]
    assert refusals() == ["terang.E003"]


@pytest.mark.django_db
def test_before_the_first_migration_nothing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.connection.introspection, "table_names", list)
    assert refusals() == []
