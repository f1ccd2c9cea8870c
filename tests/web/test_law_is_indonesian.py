"""Texts of the law stay Indonesian on English pages, and say so to screen readers."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from terang.evaluation.models import Evaluation
from terang.evaluation.queries import annual_of
from terang.evaluation.services import conclude, deliver
from terang.identity.models import User
from terang.planning.models import Skp
from terang.regulation.queries import in_force
from tests.cast import Cast, make_skp, make_unit_level, user_of

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "line"}


class Spoken(HTMLParser):
    """Collects every text with the language in which it is announced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and tag not in VOID:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        self.texts.append((" ".join(data.split()), self.open[-1][1]))


def languages_of(html: str, words: str) -> set[str]:
    """The languages in which a page announces a text; empty where the text is not on it."""
    spoken = Spoken()
    spoken.feed(html)
    return {language for text, language in spoken.texts if words in text}


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock in one place; here it stands still."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def plan(cast: Cast) -> Skp:
    make_unit_level(cast, cast.kecamatan)
    User.objects.update(language="en")
    return make_skp(cast, cast.beringin, "set")


@pytest.fixture
def delivered(cast: Cast, plan: Skp) -> Evaluation:
    told = {"results": "meets", "behaviour": "above", "reason": "Layanan cepat.", "version": 0}
    judged = conclude(evaluation=annual_of(plan), **told, by=user_of(cast.kasi), at=AT)  # type: ignore[arg-type]
    return deliver(evaluations=[judged], by=user_of(cast.kasi), at=AT).evaluations[0]


def english(page: Callable[..., Any], person: User, url: str) -> str:
    html: str = page(User.objects.get(pk=person.pk), url).content.decode()
    assert '<html lang="en"' in html
    return html


@pytest.mark.parametrize(
    ("who", "name", "state"),
    [
        ("beringin", "planning:skp", "set"),
        ("kasi", "planning:expectations", "draft"),
        ("kasi", "evaluation:evaluate", "set"),
    ],
)
def test_values_and_behaviours_are_announced_in_indonesian(
    page: Callable[..., Any], cast: Cast, plan: Skp, who: str, name: str, state: str
) -> None:
    Skp.objects.update(state=state)
    html = english(page, user_of(getattr(cast, who)), reverse(name, args=[plan.pk]))
    for value in in_force(date(2026, 11, 24)).behaviour.core_values.value:
        assert languages_of(html, value.label) == {"id"}
        assert languages_of(html, value.behaviours[0].text) == {"id"}


def test_articles_rules_and_notes_of_a_result_are_announced_in_indonesian(
    page: Callable[..., Any], cast: Cast, delivered: Evaluation
) -> None:
    html = english(page, user_of(cast.beringin), reverse("evaluation:explain", args=[delivered.pk]))
    rules = delivered.trace["outcome"]["rules"]
    for words in [rule[name] for rule in rules for name in ("title", "article", "label", "note") if rule[name]]:
        assert languages_of(html, " ".join(words.split())) == {"id"}
    note = in_force(date(2026, 12, 31)).objection.filing_tolerance.citation.note
    assert note
    assert languages_of(html, note) == {"id"}
    assert languages_of(html, "Sangat Kurang") == {"id"}


@pytest.mark.parametrize("name", ["planning:open_period", "evaluation:unit_level"])
def test_the_article_a_page_rests_on_is_announced_in_indonesian(
    page: Callable[..., Any], cast: Cast, plan: Skp, name: str
) -> None:
    args = [cast.kecamatan.pk] if name == "evaluation:unit_level" else []
    html = english(page, cast.team, reverse(name, args=args))
    law = in_force(date(2026, 12, 31))
    cited = law.evaluation.organisation_levels.citation if args else law.calendar.skp_set.citation
    assert languages_of(html, cited.title) == {"id"}
