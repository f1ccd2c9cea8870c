"""A strict harness: no outgoing network, a frozen day passed by argument, a cast of people everybody knows."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone, translation

from tests.cast import Cast, build_cast
from tests.ledger.flush import ledger_can_be_emptied_between_tests  # noqa: F401  (autouse)

LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walks in a browser first: they take longest, and the short tests fill up what time is left beside them."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


@pytest.fixture(autouse=True)
def no_outgoing_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that talks to the outside fails at once."""
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_local)


@pytest.fixture
def at() -> datetime:
    """The moment at which a test acts: Tuesday, 24 November 2026, 09.41 in Medan."""
    return datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture
def on_the_day(at: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages read the clock in one place; here it stands still, and people read Indonesian."""
    monkeypatch.setattr(timezone, "now", lambda: at)
    with translation.override("id"):
        yield


@pytest.fixture
def no_file_stays() -> Iterator[None]:
    """What a test uploads is gone after it."""
    yield
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.fixture
def day() -> date:
    return date(2026, 11, 24)


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the small test office; see tests/cast.py."""
    return build_cast()


@pytest.fixture
def page(client: Any, cast: Cast) -> Callable[..., Any]:
    """``page(user, url)`` opens a page as that person and returns the response."""

    def open_page(user: Any, url: str, **extra: Any) -> Any:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(url, **extra)

    return open_page
