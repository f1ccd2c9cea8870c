"""Write docs/reference/ from the code, so that it cannot be wrong: settings, commands, parameters of the law.

``--check`` writes nothing and fails when a page is not up to date.
"""

import argparse
import ast
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
DAY = date(2026, 11, 24)
NOTE = "<!-- Written by tools/reference.py; change the code, not this page. -->\n\n"

SETTINGS = {
    "TERANG_VAR_DIR": "Where made things go: catalogues, collected static files, data",
    "TERANG_DATA_DIR": "Everything that must be backed up: database (SQLite), files, seal key, secret",
    "TERANG_DEMO": "Demo mode: invented people, sign-in without password. Never for a real office",
    "TERANG_BASE_URL": "The office's address, printed in QR codes",
    "TERANG_OFFICE": "The office's name, in the header and in the seal",
    "TERANG_SECRET_KEY": "Signing secret; without it one is made in the data directory",
    "TERANG_DEBUG": "Django's debug mode, for developers",
    "TERANG_ALLOWED_HOSTS": "Host names under which the office answers, separated by commas",
    "TERANG_TRUSTED_ORIGINS": "Origins allowed to send forms, with scheme, separated by commas",
    "TERANG_HTTPS": "1 behind a proxy that ends TLS: cookies over https only, HSTS",
    "TERANG_LOG_LEVEL": "How much is logged",
    "TERANG_MAIL_FROM": "From whom mails come",
    "EMAIL_URL": "The office's mail server, as smtp+tls://name:password@server:587; without it no mail is sent",
    "DATABASE_URL": "PostgreSQL for a city; SQLite in the data directory without it",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    start_django()
    pages = {"settings.md": settings_page(), "commands.md": commands_page(), "parameters.md": parameters_page()}
    stale = [name for name, text in pages.items() if not same(PAGES / name, text)]
    if check:
        print("\n".join(f"docs/reference/{name} is not up to date (run tools/reference.py)" for name in stale))
        return 1 if stale else 0
    for name, text in pages.items():
        PAGES.mkdir(exist_ok=True)
        (PAGES / name).write_text(text)
    return 0


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terang.config.settings")
    os.environ["COLUMNS"] = "110"
    os.environ.setdefault("TERANG_DATA_DIR", tempfile.mkdtemp(prefix="terang-reference-"))
    import django

    django.setup()


def same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


def settings_page() -> str:
    rows = sorted(set(environment_variables()))
    unknown = [name for name, _, _ in rows if name not in SETTINGS]
    if unknown:
        raise SystemExit(f"tools/reference.py does not explain: {', '.join(unknown)}")
    lines = "".join(f"| `{name}` | {kind} | {default} | {SETTINGS[name]} |\n" for name, kind, default in rows)
    return f"# Settings\n\n{NOTE}| Variable | Kind | Default | Meaning |\n|---|---|---|---|\n{lines}"


def environment_variables() -> Iterator[tuple[str, str, str]]:
    tree = ast.parse((ROOT / "src" / "terang" / "config" / "settings.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "env":
            default = next((keyword.value for keyword in node.keywords if keyword.arg == "default"), None)
            assert isinstance(node.args[0], ast.Constant)
            yield str(node.args[0].value), node.func.attr, shown(default)  # type: ignore[attr-defined]


def shown(default: ast.expr | None) -> str:
    """A constant default as written; one that depends on other settings in words."""
    if default is None:
        return "none"
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return "follows from other settings"
    return f"`{value}`" if value not in ("", []) else "empty"


def commands_page() -> str:
    from django.utils import translation

    from terang.cli import main

    with translation.override("id"):
        parser = main.parser()
    texts = "".join(f"## `{name}`\n\n```\n{text}```\n\n" for name, text in command_texts(parser))
    return f"# Commands\n\n{NOTE}{texts}".rstrip() + "\n"


def command_texts(parser: Any) -> Iterator[tuple[str, str]]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield parser.prog, parser.format_help()
    for action in below:
        for child in action.choices.values():
            yield from command_texts(child)


def parameters_page() -> str:
    from terang.regulation.law_files import tree

    law = tree().on(DAY)
    lines = "".join(parameter_line(law, name) for name in sorted(tree().names()))
    head = "| Parameter | In force from | Article | Source | Mark |\n|---|---|---|---|---|\n"
    legend = (
        "The law of 24 November 2026 as Terang knows it. Marks: C confirmed, C1 one indirect source, M from memory, "
        "I inferred, ? unknown; what is not confirmed is shown to users as “belum terkonfirmasi”. "
        "Values: `terang law show NAME --on DATE --json`.\n\n"
    )
    return f"# Parameters of the law\n\n{NOTE}{legend}{head}{lines}"


def parameter_line(law: Any, name: str) -> str:
    citation = law.leaf(name).citation
    since = citation.in_force_from.isoformat()
    return f"| `{name}` | {since} | {citation.article} | {citation.title} | {citation.confidence.value} |\n"


if __name__ == "__main__":
    sys.exit(main())
