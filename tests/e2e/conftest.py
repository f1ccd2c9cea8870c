"""Journeys run against the product as it is delivered: ``terang run`` in a process of its own, a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

TERANG = Path(sys.executable).with_name("terang")
CHROMIUM = os.environ.get("TERANG_BROWSER", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True)
class Office:
    """A running installation."""

    base: str
    data: Path
    environment: dict[str, str]

    def terang(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(TERANG), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_database(name: str) -> dict[str, str]:
    """On PostgreSQL each installation gets a database of its own; on SQLite it lies in the data directory."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        return {}
    import psycopg

    parts = urlsplit(address)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}


def environment_for(data: Path, base: str, demo: bool) -> dict[str, str]:
    own = {"TERANG_DATA_DIR": str(data), "TERANG_BASE_URL": base, "TERANG_DEMO": "1" if demo else "0"}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("TERANG_", "DJANGO_"))}
    return inherited | own | own_database(f"terang_{uuid.uuid4().hex[:12]}")


def wait_until_it_answers(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise AssertionError(f"terang run stopped:\n{log.read_text()[-4000:]}")
        try:
            urllib.request.urlopen(f"{base}/accounts/login/", timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"terang run does not answer:\n{log.read_text()[-4000:]}")


def running_office(data: Path, *, demo: bool) -> Iterator[Office]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = environment_for(data, base, demo)
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as stream:
        command = [str(TERANG), "run", "--port", str(port), *(["--demo"] if demo else [])]
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
        try:
            wait_until_it_answers(base, process, log)
            yield Office(base, data, environment)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A fresh installation without demo data."""
    yield from running_office(tmp_path_factory.mktemp("office") / "data", demo=False)


@pytest.fixture(scope="module")
def demo_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office, loaded by its own start."""
    yield from running_office(tmp_path_factory.mktemp("demo") / "data", demo=True)


class Visitor:
    """A person in front of a browser of their own."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.base = base
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def opens(self, path: str) -> None:
        self.page.goto(self.base + path if path.startswith("/") else path)

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(name)).first.click()

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(label)).first.fill(text)

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=15_000)

    def signs_in(self, username: str, password: str) -> None:
        self.opens("/accounts/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", password)
        self.page.click("main form[action*=login] button[type=submit], main button[type=submit]")
        self.page.wait_for_load_state("load")


@pytest.fixture
def visitor(browser: Browser) -> Iterator["VisitorMaker"]:
    """``visitor(office)`` opens a browser of its own; ``javascript=False`` switches scripts off."""
    maker = VisitorMaker(browser)
    yield maker
    maker.close()


class VisitorMaker:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []

    def __call__(self, office: Office, *, javascript: bool = True, width: int = 1366, theme: str = "light") -> Visitor:
        context = self.browser.new_context(
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        return Visitor(context, office.base)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
