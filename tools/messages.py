"""The two catalogues: collect the texts of code and templates, check that none is missing, compile.

The text in the code is the Indonesian sentence itself, so the Indonesian catalogue repeats it (an office may reword
it there); the English catalogue is written by people. Source catalogues live in src/terang/locale, compiled ones in
var/locale.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "terang"
SOURCES = PACKAGE / "locale"
LANGUAGES = ("id", "en")
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CONTEXT_CALLS = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2}
STRING = r"""(?:u?r?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))"""
TEMPLATE_CALL = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({STRING})(?:\s*,\s*({STRING}))?(?:\s*,\s*({STRING}))?"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Text = tuple[str | None, str, str | None]  # context, singular, plural


def main(command: str) -> int:
    if not settings.configured:
        settings.configure()
    actions = {"collect": collect, "check": check, "compile": compile_all}
    return actions[command]()


def collect() -> int:
    """Bring both catalogues up to date; a new Indonesian entry repeats the source, an English one waits."""
    texts = found_texts()
    for language in LANGUAGES:
        old = load(language)
        fresh = Catalog(locale=language, domain="django", project="Terang", version="", copyright_holder="Terang")
        for context, singular, plural in sorted(texts, key=lambda text: (text[1], text[0] or "")):
            fresh.add(
                identifier(singular, plural), translation(old, language, context, singular, plural), context=context
            )
        save(language, fresh)
        print(f"{language}: {len(texts)} texts, {len(untranslated(fresh))} without translation")
    return 0


def check() -> int:
    """Every text stands in both catalogues, translated, with the same placeholders."""
    problems = [problem for language in LANGUAGES for problem in problems_of(language, found_texts())]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def compile_all() -> int:
    for language in LANGUAGES:
        target = ROOT / "var" / "locale" / language / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        with (target / "django.mo").open("wb") as stream:
            write_mo(stream, load(language))
    return 0


def found_texts() -> set[Text]:
    texts: set[Text] = set()
    for path in PACKAGE.rglob("*.py"):
        if "migrations" not in path.parts:
            texts.update(python_texts(path.read_text()))
    for path in (PACKAGE / "web" / "templates").rglob("*.html"):
        texts.update(template_texts(path.read_text()))
    return texts


def python_texts(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            values = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from as_text(name, values)


def template_texts(source: str) -> Iterator[Text]:
    for match in TEMPLATE_CALL.finditer(templatize(source)):
        values = [ast.literal_eval(literal) for literal in match.groups()[1:] if literal]
        yield from as_text(match.group(1), values)


def as_text(name: str, values: list[str]) -> Iterator[Text]:
    if name in CALLS and len(values) >= CALLS[name] and values[0]:
        yield None, values[0], values[1] if CALLS[name] == 2 else None
    elif name in CONTEXT_CALLS and len(values) > CONTEXT_CALLS[name]:
        yield values[0], values[1], values[2] if CONTEXT_CALLS[name] == 2 else None


def identifier(singular: str, plural: str | None) -> str | tuple[str, str]:
    return (singular, plural) if plural is not None else singular


def translation(old: Catalog, language: str, context: str | None, singular: str, plural: str | None) -> object:
    known = old.get(identifier(singular, plural), context)
    if known is not None and all(strings(known)):
        return known.string
    if language == "id":
        return (singular, plural) if plural is not None else singular
    return ("", "") if plural is not None else ""


def strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def untranslated(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id and not all(strings(message))]


def problems_of(language: str, texts: set[Text]) -> Iterator[str]:
    catalog = load(language)
    for context, singular, plural in sorted(texts, key=lambda text: text[1]):
        message = catalog.get(identifier(singular, plural), context)
        if message is None:
            yield f"{language}: missing: {singular!r} (run: make messages)"
        elif not all(strings(message)) or message.fuzzy:
            yield f"{language}: not translated: {singular!r}"
        elif any(
            sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(plural or singular))
            for text in strings(message)[-1:]
        ):
            yield f"{language}: placeholders differ: {singular!r}"


def load(language: str) -> Catalog:
    path = SOURCES / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="django")


def save(language: str, catalog: Catalog) -> None:
    path = SOURCES / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    # No dates in the header: a catalogue changes only when a text does.
    catalog.fuzzy = False
    with path.open("wb") as stream:
        write_po(stream, catalog, omit_header=True, width=110)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
