"""Every page that the demo's cast can reach by following links: whole, readable by everyone, light and quiet."""

from collections import deque
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import axe_playwright_python
import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from .conftest import Office, Visitor, VisitorMaker

CAST = ("camat", "kasi pelayanan", "lurah", "petugas loket", "tim pengelola kinerja", "auditor", "operator")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# A theme changes colours and nothing else, so the dark one is asked about colours only.
WIDTHS, THEMES = (1366, 390), {"light": EVERYTHING, "dark": COLOURS}
LARGEST_HTML, HEAVIEST_VIEW = 60_000, 90_000
MOST_PAGES = 80
# These show everybody the same: one person's look is enough.
SAME_FOR_ALL = ("account_", "mfa_", "usersessions_", "design:", "documents:", "identity:account", "identity:forgotten")

LINKS = "links => [...new Set(links.map(link => link.href))]"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""
VIOLATIONS = """async options => (await axe.run(document, options)).violations
    .map(each => `${each.id}: ${each.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')}`)"""


class Inspector:
    """Looks at pages in all four combinations of width and theme and writes down what is wrong."""

    def __init__(self, visitor: Visitor, seen_by_others: set[tuple[str, ...]]) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.faults: list[str] = []
        self.seen: set[tuple[str, ...]] = set()
        self.seen_by_others = seen_by_others
        network = visitor.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def walk(self, start: str) -> int:
        """Follow links from one page, each kind of page once; returns how many pages were seen."""
        queue = deque([start])
        while queue and len(self.seen) < MOST_PAGES:
            address = queue.popleft()
            kind = kind_of(address)
            if kind is None or kind in self.seen | self.seen_by_others:
                continue
            self.seen.add(kind)
            if kind[0] != "identity:accounts" and kind[0].startswith(SAME_FOR_ALL):
                self.seen_by_others.add(kind)
            queue.extend(self.inspect(address))
        return len(self.seen)

    def inspect(self, address: str) -> list[str]:
        before = len(self.visitor.problems)
        try:
            answer = self.page.goto(address, wait_until="load")
        except Error as problem:
            if "Download is starting" in problem.message:
                return []
            raise
        assert answer is not None
        path = urlsplit(address).path
        self._expect(answer.status == 200, path, f"answers {answer.status}")
        self._expect(len(answer.body()) <= LARGEST_HTML, path, f"HTML of {len(answer.body())} bytes")
        weight = self.page.evaluate(WEIGHT)
        self._expect(weight <= HEAVIEST_VIEW, path, f"first view weighs {weight} bytes")
        self.faults += self.visitor.problems[before:]
        self._look(path)
        del self.visitor.problems[before:]  # named above; axe adds its own, about the styles it puts in
        return [urljoin(address, link) for link in self.page.eval_on_selector_all("a[href]", LINKS)]

    def _look(self, path: str) -> None:
        self.page.evaluate(AXE)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            overflow = self.page.evaluate(OVERFLOW)
            self._expect(overflow <= 0, path, f"overflows by {overflow} px at {width} px")
            for theme, rules in THEMES.items():
                self.page.emulate_media(color_scheme=theme)
                for violation in self.page.evaluate(VIOLATIONS, rules):
                    self._expect(False, path, f"{width} px {theme}: {violation}")

    def _expect(self, is_so: bool, path: str, fault: str) -> None:
        if not is_so:
            self.faults.append(f"{path}: {fault}")


def kind_of(address: str) -> tuple[str, ...] | None:
    """The name of the page and the names of its parameters; none for what is not a page of ours."""
    parts = urlsplit(address)
    if parts.scheme != "http" or "logout" in parts.path:
        return None
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    return (name, *sorted(key for key, _value in parse_qsl(parts.query)))


@pytest.fixture(scope="module")
def seen_by_others() -> set[tuple[str, ...]]:
    return set()


@pytest.mark.parametrize("role", CAST)
def test_every_page_of_the_cast_is_whole_readable_and_light(
    role: str, demo_office: Office, visitor: VisitorMaker, seen_by_others: set[tuple[str, ...]]
) -> None:
    person = visitor(demo_office)
    person.signs_in_as(role)
    inspector = Inspector(person, seen_by_others)
    seen = inspector.walk(demo_office.base + "/")
    assert not inspector.faults, "\n".join(inspector.faults)
    assert seen >= 5


def test_every_page_before_signing_in_is_whole_readable_and_light(demo_office: Office, visitor: VisitorMaker) -> None:
    inspector = Inspector(visitor(demo_office), set())
    inspector.walk(demo_office.base + "/accounts/login/")
    inspector.walk(demo_office.base + "/periksa/")
    assert not inspector.faults, "\n".join(inspector.faults)
