"""Journeys run against the product as it is delivered: ``terang run`` in a process of its own, a real browser."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect, sync_playwright

TERANG = Path(sys.executable).with_name("terang")
CHROMIUM = os.environ.get("TERANG_BROWSER", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# A refused form answers 422 and a closed door 404: the browser writes both on its console, and both are meant.
MEANT = re.compile(r"Failed to load resource: the server responded with a status of (404|422|429|403)")
BROKEN = pytest.StashKey[str]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.failed and report.when != "teardown" and item.parent is not None:
        item.parent.stash[BROKEN] = item.name
    return report


@pytest.fixture
def in_order(request: pytest.FixtureRequest) -> None:
    """The steps of one walk: after a broken one the others say nothing."""
    broken = request.node.parent.stash.get(BROKEN, "")
    if broken:
        pytest.skip(f"the walk broke at {broken}")


# --- an installation --------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """A running installation."""

    base: str
    data: Path
    environment: dict[str, str]

    def terang(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(TERANG), *arguments)

    def python(self, code: str) -> str:
        """Run code inside the installation, with Django set up; returns what it prints."""
        done = self.run(sys.executable, "-c", f"import django; django.setup()\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "terang.config.settings"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def own_database(like: str = "") -> Iterator[dict[str, str]]:
    """On PostgreSQL each installation gets a database of its own, empty or a copy; on SQLite the data directory has it.

    Args:
        like: the address of the database to copy.
    """
    address = os.environ.get("DATABASE_URL")
    if not address:
        yield {}
        return
    import psycopg

    parts, name = urlsplit(address), f"terang_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        template = urlsplit(like).path[1:] or "template1"
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment_for(data: Path, base: str, demo: bool) -> dict[str, str]:
    own = {"TERANG_DATA_DIR": str(data), "TERANG_BASE_URL": base, "TERANG_DEMO": "1" if demo else "0"}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("TERANG_", "DJANGO_"))}
    return inherited | own


@contextmanager
def one_start_at_a_time() -> Iterator[None]:
    """Installations share the collected static files; two that start at once would write them at once."""
    with (Path(tempfile.gettempdir()) / "terang-e2e.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_until_it_answers(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(360):
        if process.poll() is not None:
            raise AssertionError(f"terang run stopped:\n{log.read_text()[-4000:]}")
        try:
            urllib.request.urlopen(f"{base}/accounts/login/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(f"terang run does not answer:\n{log.read_text()[-4000:]}")


@contextmanager
def running_office(data: Path, database: dict[str, str], *, demo: bool) -> Iterator[Office]:
    port = free_port()
    base, log = f"http://127.0.0.1:{port}", data.parent / f"{data.name}.log"
    command = [str(TERANG), "run", "--port", str(port), *(["--demo"] if demo else [])]
    with log.open("wb") as stream:
        environment = environment_for(data, base, demo) | database
        with one_start_at_a_time():
            process = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
            try:
                wait_until_it_answers(base, process, log)
            except BaseException:
                process.kill()
                process.wait()
                raise
        try:
            yield Office(base, data, environment)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with the module: a browser that lives on keeps an event loop that Django refuses to work beside."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A fresh installation without demo data."""
    data = tmp_path_factory.mktemp("office") / "data"
    with own_database() as database, running_office(data, database, demo=False) as office:
        yield office


@pytest.fixture(scope="session")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office as its own first start leaves it: loaded once for each worker, and stopped."""
    data = tmp_path_factory.mktemp("loaded") / "data"
    with own_database() as database:
        with running_office(data, database, demo=True) as office:
            pass
        yield office


@pytest.fixture(scope="module")
def demo_office(tmp_path_factory: pytest.TempPathFactory, loaded_demo: Office) -> Iterator[Office]:
    """A copy of the demo office, running."""
    data = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(loaded_demo.data, data)
    with (
        own_database(loaded_demo.environment.get("DATABASE_URL", "")) as database,
        running_office(data, database, demo=True) as office,
    ):
        yield office


# --- a person at a browser --------------------------------------------------------------


class Visitor:
    """A person in front of a browser of their own. What they must never read is checked on every page."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.base = base
        self.problems: list[str] = []
        self.never: tuple[str, ...] = ()
        self.may_read_at: str | None = None
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._note_response)

    def _note_console(self, message: Any) -> None:
        if message.type == "error" and not MEANT.match(message.text):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type in ("script", "image")):
            self.problems.append(f"{response.url}: {response.status}")

    def must_never_read(self, *secrets: str, except_at: str | None = None) -> None:
        """From now on none of these may stand on a page, seen or hidden, except under one address."""
        self.never, self.may_read_at = secrets, except_at

    def looks(self) -> None:
        """What follows every step: the page is there, and nothing on it is forbidden."""
        self.page.wait_for_load_state("load")
        path = urlsplit(self.page.url).path
        if self.never and not (self.may_read_at and path.startswith(self.may_read_at)):
            html = self.page.content()
            found = [secret for secret in self.never if secret in html]
            assert not found, f"{path} shows {found}"

    def opens(self, path: str) -> Response | None:
        answer = self.page.goto(self.base + path if path.startswith("/") else path)
        self.looks()
        return answer

    def follows(self, name: str) -> None:
        """The first link of the page whose words begin so; words for screen readers count, as in ``Ubah: …``."""
        words = re.compile("^" + re.escape(name).replace(":", " ?:"), re.IGNORECASE)
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.looks()

    def goes_to(self, name: str) -> None:
        """A place of the main menu."""
        self.page.get_by_role("navigation", name="Menu utama").get_by_role("link", name=name, exact=True).click()
        self.looks()

    def presses(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.looks()

    def field(self, label: str) -> Locator:
        labelled = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        return labelled.and_(self.page.locator("input, select, textarea")).first

    def fills(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def chooses(self, label: str, within: str = "main") -> None:
        """Check a radio button or a box, as a person does: by clicking its words."""
        self.page.locator(within).get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first.check()

    def picks(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def attaches(self, label: str, *files: Path) -> None:
        self.field(label).set_input_files(list(files))

    def downloads(self, name: str, where: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=name).first.click()
        waiting.value.save_as(where)
        return where

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def sees(self, text: str | re.Pattern[str]) -> None:
        try:
            expect(self.page.locator("body")).to_contain_text(text, timeout=15_000)
        except AssertionError:
            raise AssertionError(f"{self.page.url} does not show {text!r}, but:\n{self.text()}") from None

    def does_not_see(self, text: str) -> None:
        assert text not in self.text(), f"{self.page.url} shows {text}"

    def signs_in(self, username: str, password: str) -> None:
        self.opens("/accounts/login/")
        self.fills("NIP", username)
        self.page.fill("[name=password]", password)
        self.presses("Masuk")

    def signs_in_as(self, role: str) -> None:
        """By the cast of the demo's sign-in page."""
        self.opens("/accounts/login/")
        self.page.get_by_role("button", name=re.compile(rf"^{re.escape(role)}", re.IGNORECASE)).click()
        self.looks()


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator["VisitorMaker"]:
    """``visitor(office)`` opens a browser of its own; ``javascript=False`` switches scripts off."""
    maker = VisitorMaker(browser)
    yield maker
    maker.close()


class VisitorMaker:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.visitors: list[Visitor] = []

    def __call__(self, office: Office, *, javascript: bool = True, width: int = 1366) -> Visitor:
        context = self.browser.new_context(
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="light",
            reduced_motion="reduce",  # colours are looked at as they stay, not on their way
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        self.visitors.append(Visitor(context, office.base))
        return self.visitors[-1]

    def new_problems(self) -> list[str]:
        """What browsers complained about since the last question."""
        found = [problem for each in self.visitors for problem in each.problems]
        for each in self.visitors:
            each.problems.clear()
        return found

    def close(self) -> None:
        for each in self.visitors:
            each.context.close()


def server_words(request: pytest.FixtureRequest) -> list[str]:
    """The end of what the installation wrote, for whoever has to find the cause."""
    offices = [request.getfixturevalue(n) for n in ("new_office", "demo_office") if n in request.fixturenames]
    return [office.data.with_name(f"{office.data.name}.log").read_text()[-3000:] for office in offices]


@pytest.fixture(autouse=True)
def no_browser_complains(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a journey does, no page writes an error on the browser's console."""
    yield
    if "visitor" in request.fixturenames:
        problems = request.getfixturevalue("visitor").new_problems()
        assert not problems, "\n".join([*problems, *server_words(request)])
