"""The two catalogues: nothing is missing, nothing is left in the other language, both keep the voice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from django.urls import reverse
from tools import messages

from terang.identity.models import User
from tests.cast import Cast, user_of

TEXTS = messages.found_texts()
ENGLISH = {message.id: message for message in messages.load("en") if message.id}

# %(name)s, %%, {name} and tags: everything that is not language.
FIXED = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?\w+[^>]*>")
WORD = re.compile(r"[a-z]+")
# Words of grammar, which no name of a post, a form or a rating contains.
INDONESIAN = set(
    "yang dan untuk belum atau dengan dari tidak ini itu akan oleh sudah pada anda bila agar sebelum sesudah hanya "
    "lalu juga dapat tetap sampai mulai dulu lagi kami berkas halaman pegawai pilih isi simpan".split()
)
# The same in both languages: nouns of the law, abbreviations, and texts that only arrange what is put in.
SHARED = {
    "%(late)s, %(nearly)s.", "%(moment)s WIB", "%(name)s · %(role)s · %(day)s", "%(person)s · %(name)s",
    "%(post)s, %(unit)s",
    "Administrator", "Auditor", "Final", "NIP", "No.", "Operator", "PNS", "PNS ID", "PPPK", "Plh.", "Plt.",
    "Predikat", "Predikat: %(predikat)s", "SKP", "SKP %(year)s", "Status", "Target", "Unit",
    "target %(target)s",
}  # fmt: skip
# Words that blame, beg or shout; a "!" is looked for beside them.
UNWANTED = {
    "id": {"harap", "invalid", "error", "mohon", "gagal", "user", "password", "login", "upload", "download", "klik"},
    "en": {"invalid", "error", "failed", "failure", "illegal", "forbidden", "login", "log"},
}


def words(text: str) -> set[str]:
    return set(WORD.findall(FIXED.sub(" ", text).lower()))


def identifiers() -> Iterator[str]:
    for _context, singular, plural in TEXTS:
        yield singular
        if plural is not None:
            yield plural


def originals(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple) else [message.id]


def english() -> Iterator[tuple[list[str], str]]:
    """Every English text with the Indonesian it stands for."""
    for message in ENGLISH.values():
        for text in messages.strings(message):
            yield originals(message), text


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert list(messages.problems_of(language, TEXTS)) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_nothing_is_kept_that_no_page_says(language: str) -> None:
    said = {messages.identifier(singular, plural) for _context, singular, plural in TEXTS}
    assert [message.id for message in messages.load(language) if message.id and message.id not in said] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_placeholder_and_tag_stands_in_the_translation(language: str) -> None:
    """A singular may say "one" for its number, so it is held against the singular, a plural against the plural."""
    for message in messages.load(language):
        if message.id:
            given, made = originals(message), messages.strings(message)
            assert sorted(FIXED.findall(made[-1])) == sorted(FIXED.findall(given[-1])), given
            assert set(FIXED.findall(made[0])) <= set(FIXED.findall(given[0])) | set(FIXED.findall(given[-1])), given


def test_the_indonesian_catalogue_has_both_forms_of_a_plural() -> None:
    """gettext answers the empty text for a form that is not there, and the page would show nothing."""
    plurals = [message for message in messages.load("id") if isinstance(message.id, tuple)]
    assert plurals
    assert all(len(message.string) == 2 and all(message.string) for message in plurals)


def test_no_english_text_was_left_in_indonesian() -> None:
    assert [(text, words(text) & INDONESIAN) for _id, text in english() if words(text) & INDONESIAN] == []


def test_only_shared_nouns_are_the_same_in_both_languages() -> None:
    assert {text for given, text in english() if text in given} == SHARED


def test_an_english_text_ends_as_the_indonesian_one_does() -> None:
    """A label stays a label, a sentence a sentence, a question a question."""
    ends = ".:…?"
    unlike = [
        (given[-1], text)
        for given, text in english()
        if (text[-1] in ends or given[-1][-1] in ends) and text[-1] != given[-1][-1]
    ]
    assert unlike == []


def test_spaces_at_the_edges_are_kept() -> None:
    """Some texts are joined to a list of names."""
    assert [text for given, text in english() if len(text) - len(text.lstrip()) != given[-1].startswith(" ")] == []


def test_english_texts_keep_out_of_html_attributes_quotes() -> None:
    bare = [re.sub(r"<[^>]+>", "", text) for _id, text in english()]
    assert [text for text in bare if '"' in text or "'" in text] == []


def test_indonesian_texts_keep_the_voice() -> None:
    unwanted = UNWANTED["id"]
    assert [text for text in identifiers() if "!" in text or words(text) & unwanted] == []


def test_english_texts_keep_the_voice() -> None:
    unwanted = UNWANTED["en"]
    assert [text for _id, text in english() if "!" in text or words(text) & unwanted] == []


def test_the_reader_is_addressed_politely() -> None:
    """Anda is always written with a capital."""
    assert [text for text in identifiers() if re.search(r"\banda\b", text)] == []


@pytest.fixture
def compiled(tmp_path: Path, settings: Any) -> None:
    """Both catalogues as a server reads them."""
    for language in messages.LANGUAGES:
        place = tmp_path / language / "LC_MESSAGES"
        place.mkdir(parents=True)
        with (place / "django.mo").open("wb") as stream:
            write_mo(stream, messages.load(language))
    settings.LOCALE_PATHS = [tmp_path]


@pytest.mark.usefixtures("compiled")
class TestPagesInBothLanguages:
    def test_a_visitor_who_chose_english_reads_english(self, client: Any, db: None) -> None:
        client.post(reverse("identity:language"), {"language": "en", "next": "/"})
        text = client.get(reverse("documents:verify")).content.decode()
        assert '<html lang="en"' in text
        assert "Check authenticity" in text
        assert not words(re.sub(r"<[^>]+>", " ", text)) & {"yang", "untuk", "belum"}

    def test_an_account_in_english_is_greeted_in_english(self, page: Any, cast: Cast) -> None:
        user = user_of(cast.beringin)
        User.objects.filter(pk=user.pk).update(language="en")
        response = page(user, "/")
        assert '<html lang="en"' in response.content.decode()
        assert f"{user.name}</h1>" in response.content.decode()
        assert re.search(r"<h1[^>]*>Good (morning|day|afternoon|evening), ", response.content.decode())

    def test_an_account_in_indonesian_is_greeted_in_indonesian(self, page: Any, cast: Cast) -> None:
        text = page(user_of(cast.beringin), "/").content.decode()
        assert '<html lang="id"' in text
        assert re.search(r"<h1[^>]*>Selamat (pagi|siang|sore|malam), ", text)
