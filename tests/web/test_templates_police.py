"""Rules that every template keeps, whoever writes it."""

import re
from pathlib import Path

import pytest

import terang.web

TEMPLATES = Path(terang.web.__file__).parent / "templates"
PYTHON = sorted(Path(terang.web.__file__).parents[1].rglob("*.py"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [str(path.relative_to(TEMPLATES)) for path in PAGES]
# Asked for by Django and by the sign-in library under their own names.
ASKED_BY_LIBRARIES = (
    "django/forms/",
    "account/",
    "mfa/",
    "usersessions/",
    "400.html",
    "403",
    "404.html",
    "429.html",
    "500.html",
)

NAMED = re.compile(r'"([\w/.-]+\.html)"' + r"|'([\w/.-]+\.html)'")
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


def text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def referred_to() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (*PAGES, *PYTHON)]
    return {one or other for source in sources for one, other in NAMED.findall(source)}


def test_every_template_is_used() -> None:
    own = [name for name in NAMES if not name.startswith(ASKED_BY_LIBRARIES)]
    assert sorted(set(own) - referred_to()) == []


@pytest.mark.parametrize("name", NAMES)
def test_includes_see_only_what_they_are_given(name: str) -> None:
    loose = [tag for tag in re.findall(r"{% include .*?%}", text(name)) if not tag.endswith(" only %}")]
    assert loose == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_inline_that_the_policy_forbids(name: str) -> None:
    found = re.findall(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:|\shx-on", text(name))
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_a_caption_and_named_heads(name: str) -> None:
    for table in TABLE.findall(text(name)):
        assert "<caption" in table
        assert 'scope="col"' in table
        assert re.findall(r"<th(?![^>]*\bscope=)[\s>]", table) == []


@pytest.mark.parametrize("name", NAMES)
def test_pictures_drawn_inline_are_named_or_hidden(name: str) -> None:
    drawn = re.findall(r"<svg\b[^>]*>", text(name))
    assert [tag for tag in drawn if "aria-hidden" not in tag and 'role="img"' not in tag] == []


@pytest.mark.parametrize("name", NAMES)
def test_words_for_people_are_never_outside_gettext(name: str) -> None:
    """Between tags stand only variables, figures and signs: every sentence comes from the catalogue."""
    bare = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}|{% comment.*?{% endcomment %}|{#.*?#}",
        "",
        text(name),
        flags=re.DOTALL,
    )
    bare = re.sub(r"{%.*?%}|{{.*?}}|<!doctype html>", "", bare, flags=re.DOTALL)
    bare = re.sub(r"<(code|kbd|title)\b.*?</\1>", "", bare, flags=re.DOTALL)
    words = [piece.strip() for piece in re.findall(r">([^<>]*)<", bare) if re.search(r"[A-Za-z]{3,}", piece)]
    assert [piece for piece in words if piece not in KEPT_AS_THEY_ARE] == []


# Names, languages, abbreviations that no language changes, and the invented people of the style guide.
KEPT_AS_THEY_ARE = {
    "Terang",
    "NIP",
    "SKP",
    "PDF",
    "Bahasa Indonesia",
    "English",
    "Beringin Yasmin Contoh",
    "Cendana Murai Contoh",
    "--t-",
}
