"""Every page that the demo's cast can reach by following links: whole, readable by everyone, light and quiet."""

import re
from collections import deque
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import axe_playwright_python
import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from .conftest import Office, Visitor, VisitorMaker

CAST = ("camat", "kasi pelayanan", "lurah", "petugas loket", "tim pengelola kinerja", "auditor", "operator")
WORKBOOK = Path(__file__).parent.parent / "data" / "amplas-siasn-faulty.xlsx"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
WIDE, NARROW = 1366, 390
# A theme changes colours and nothing else, so a second look at the same width asks about colours only. A page that
# another role saw before is looked at in the two combinations that differ most.
ALL_FOUR = (
    (WIDE, "light", EVERYTHING),
    (WIDE, "dark", COLOURS),
    (NARROW, "dark", COLOURS),
    (NARROW, "light", EVERYTHING),
)
THE_TWO = ((WIDE, "light", EVERYTHING), (NARROW, "dark", EVERYTHING))
LARGEST_HTML, HEAVIEST_VIEW = 60_000, 90_000
MOST_PAGES = 160
# These show everybody the same: one person's look is enough.
SAME_FOR_ALL = re.compile(r"(account|mfa|usersessions)_|(design|documents):|identity:(account|forgotten)$")
Kind = tuple[str, ...]

LINKS = "links => [...new Set(links.map(link => link.href))]"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""
VIOLATIONS = """async options => (await axe.run(document, options)).violations
    .map(each => `${each.id}: ${each.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')}`)"""


class Inspector:
    """Looks at pages in all four combinations of width and theme and writes down what is wrong."""

    def __init__(self, visitor: Visitor, looked_at: set[Kind]) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.faults: list[str] = []
        self.seen: set[Kind] = set()
        self.looked_at = looked_at
        network = visitor.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def walk(self, start: str) -> int:
        """Follow links from one page, each kind of page once; returns how many pages were seen."""
        queue = deque([start])
        while queue and len(self.seen) < MOST_PAGES:
            address = queue.popleft()
            kind = kind_of(address)
            if kind is None or kind in self.seen:
                continue
            self.seen.add(kind)
            queue.extend(self.inspect(address, kind))
        return len(self.seen)

    def inspect(self, address: str, kind: Kind) -> list[str]:
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
        if not (kind in self.looked_at and SAME_FOR_ALL.match(kind[0])):
            self.look(path, kind)
        return [urljoin(address, link) for link in self.page.eval_on_selector_all("a[href]", LINKS)]

    def look(self, path: str, kind: Kind) -> None:
        """Look at the page that is open now."""
        self.page.evaluate(AXE)
        for width, theme, rules in THE_TWO if kind in self.looked_at else ALL_FOUR:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=theme)
            overflow = self.page.evaluate(OVERFLOW)
            self._expect(overflow <= 0, path, f"overflows by {overflow} px at {width} px")
            for violation in self.page.evaluate(VIOLATIONS, rules):
                self._expect(False, path, f"{width} px {theme}: {violation}")
        self.looked_at.add(kind)
        self.visitor.problems.clear()  # axe puts in styles of its own, which the page rightly blocks

    def _expect(self, is_so: bool, path: str, fault: str) -> None:
        if not is_so:
            self.faults.append(f"{path}: {fault}")


def kind_of(address: str) -> Kind | None:
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
def looked_at() -> set[Kind]:
    """The kinds of pages that somebody of the cast has seen already."""
    return set()


@pytest.mark.parametrize("role", CAST)
def test_every_page_of_the_cast_is_whole_readable_and_light(
    role: str, demo_office: Office, visitor: VisitorMaker, looked_at: set[Kind]
) -> None:
    person = visitor(demo_office)
    person.signs_in_as(role)
    inspector = Inspector(person, looked_at)
    seen = inspector.walk(demo_office.base + "/")
    assert not inspector.faults, "\n".join(inspector.faults)
    assert 5 <= seen < MOST_PAGES


def test_every_page_before_signing_in_is_whole_readable_and_light(demo_office: Office, visitor: VisitorMaker) -> None:
    inspector = Inspector(visitor(demo_office), set())
    inspector.walk(demo_office.base + "/accounts/login/")
    inspector.walk(demo_office.base + "/periksa/")
    assert not inspector.faults, "\n".join(inspector.faults)


def test_the_pages_of_an_import_are_whole_readable_and_light(demo_office: Office, visitor: VisitorMaker) -> None:
    team = visitor(demo_office)
    team.signs_in_as("tim pengelola kinerja")
    team.opens("/pegawai/impor/")
    team.attaches("Berkas daftar pegawai", WORKBOOK)
    team.presses("Baca berkas")
    inspector = Inspector(team, {("home",)})
    inspector.seen.update(kind for kind in everybodys_kinds(team))
    seen = inspector.walk(team.page.url)
    assert not inspector.faults, "\n".join(inspector.faults)
    assert seen >= 5


def everybodys_kinds(person: Visitor) -> list[Kind]:
    """The menu and the footer, which other walks have seen."""
    links = person.page.eval_on_selector_all("header a, footer a", LINKS)
    return [kind for link in links if (kind := kind_of(link))]


A_PLAN_BEING_WRITTEN = """
from terang.planning.models import Skp
user = Skp.objects.filter(state__in=("draft", "returned")).order_by("pk")[0].employee.user
user.set_password("pasar-pagi-medan-91")
user.save()
print(user.username)
"""


def test_the_pages_of_a_plan_being_written_are_whole_readable_and_light(
    demo_office: Office, visitor: VisitorMaker
) -> None:
    employee = visitor(demo_office)
    employee.signs_in(demo_office.python(A_PLAN_BEING_WRITTEN), "pasar-pagi-medan-91")
    inspector = Inspector(employee, set())
    inspector.seen.update(everybodys_kinds(employee))
    seen = inspector.walk(demo_office.base + "/skp/?dari=sini")
    assert not inspector.faults, "\n".join(inspector.faults)
    assert seen >= 6


def test_refused_forms_are_readable_too(demo_office: Office, visitor: VisitorMaker) -> None:
    officer = visitor(demo_office)
    officer.signs_in_as("petugas loket")
    inspector = Inspector(officer, set())
    for path, button in (("/bukti/", "Simpan catatan"), ("/umpan-balik/beri/", "Kirim umpan balik")):
        officer.opens(path)
        officer.page.locator("main").get_by_role("link", name=re.compile("^(Catat|Beri umpan balik) ?:")).first.click()
        officer.page.locator("main form").last.evaluate("form => { form.noValidate = true }")
        officer.presses(button)
        officer.sees("perlu dibetulkan")
        inspector.look(officer.page.url, (path,))
    officer.opens("/periksa/?kode=tidak-ada")
    inspector.look("/periksa/", ("periksa",))
    assert not inspector.faults, "\n".join(inspector.faults)
