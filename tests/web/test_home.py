"""The home page: what needs me now, where my year stands, what changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from terang.planning.models import Stage
from terang.web.home import collect
from terang.web.home.greeting import greeting
from terang.web.home.items import News, Task
from terang.web.home.stages import coming, river, span
from tests.cast import Cast, actor, user_of

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock in one place; here it stands still."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 2, 41, tzinfo=UTC))


def stage(kind: str, start: date, end: date) -> Stage:
    return Stage(kind=kind, start=start, end=end)


YEAR = [
    stage("planning", date(2026, 1, 2), date(2026, 1, 31)),
    stage("monitoring", date(2026, 2, 1), date(2026, 12, 31)),
    stage("feedback", date(2026, 11, 16), date(2026, 11, 30)),
    stage("evaluation", date(2027, 1, 4), date(2027, 1, 22)),
]


def test_the_sun_stands_at_the_stage_that_began_last() -> None:
    assert [one.state for one in river(YEAR, TODAY)] == ["done", "run", "now", "next"]


def test_there_is_no_sun_between_two_stages() -> None:
    year = [YEAR[0], YEAR[3]]
    assert [one.state for one in river(year, TODAY)] == ["done", "next"]


def test_the_year_is_named_only_where_it_is_another_one() -> None:
    assert span(date(2026, 11, 16), date(2026, 11, 30), 2026) == "16–30 Nov"
    assert span(date(2027, 1, 4), date(2027, 1, 22), 2026) == "4–22 Jan 2027"
    assert span(date(2026, 2, 1), date(2026, 12, 31), 2026) == "1 Feb–31 Des"


def test_the_next_stage_is_announced() -> None:
    assert coming(river(YEAR, TODAY)) == "Berikutnya: Evaluasi tahunan, 4–22 Jan 2027."
    assert coming(river(YEAR[:3], TODAY)) == ""


@pytest.mark.parametrize(
    ("hour", "word"), [(4, "pagi"), (10, "pagi"), (11, "siang"), (15, "sore"), (18, "malam"), (23, "malam")]
)
def test_the_greeting_follows_the_hour(cast: Cast, hour: int, word: str) -> None:
    said = greeting(actor(cast.beringin), datetime(2026, 11, 24, hour, 30, tzinfo=UTC))
    assert said == f"Selamat {word}, Beringin Yasmin Contoh"


def test_tasks_stand_by_their_last_day_and_those_without_one_at_the_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Task("Satu", "", "/", "Buka", date(2026, 11, 30))
    later = Task("Dua", "", "/", "Buka", date(2026, 12, 4))
    whenever = Task("Tiga", "", "/", "Buka")
    monkeypatch.setattr(collect, "TASKS", (lambda _: [whenever, later], lambda _: [first]))
    assert collect.tasks(actor(cast.beringin)) == [first, later, whenever]


def test_news_are_few_and_the_newest_comes_first() -> None:
    entries = [News(date(2026, 11, day), str(day)) for day in range(1, 10)]
    entries.append(News(datetime(2026, 11, 9, 2, 0, tzinfo=UTC), "jam 9"))
    assert [entry.text for entry in collect.newest(entries)] == ["jam 9", "9", "8", "7", "6", "5"]


def test_home_shows_the_day_the_unit_and_the_river(page: Any, cast: Cast) -> None:
    html = page(user_of(cast.beringin), "/").content.decode()
    assert "Selasa, 24 November 2026 · Seksi Pelayanan Kecamatan Contoh" in html
    assert "Selamat pagi, Beringin Yasmin Contoh" in html
    assert 'aria-current="step"' in html


def test_accounts_without_a_post_have_a_calm_home(page: Any, cast: Cast) -> None:
    opened = page(cast.auditor, "/")
    assert opened.status_code == 200
    assert "Tidak ada yang menunggu Anda" in opened.content.decode()
