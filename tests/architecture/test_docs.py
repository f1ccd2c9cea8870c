"""Documents tell the truth about what a machine can compare."""

import argparse
import re
from pathlib import Path

from terang.cli.main import parser

ROOT = Path(__file__).resolve().parents[2]


def links(path: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)#]+)", path.read_text()) if "://" not in link]


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [f"{page.name}: {link}" for page in pages for link in links(page) if not (page.parent / link).exists()]
    assert broken == []


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text()
    assert [path.name for path in (ROOT / "docs" / "adr").glob("0*.md") if path.name not in index] == []


def test_ci_runs_the_two_commands_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make check", "make test"]


def test_every_make_target_explains_itself() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = re.search(r"\.PHONY: (.+)", text)
    assert targets
    assert [name for name in targets[1].split() if not re.search(rf"^{name}:.*## \w", text, re.M)] == []


def test_the_reference_of_the_commands_names_every_command() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text()
    [commands] = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert [name for name in commands.choices if f"`terang {name}" not in text] == []
