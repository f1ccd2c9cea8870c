"""House rules that a machine can see."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "terang"
LONGEST = 60
MEDIAN = 9


def functions() -> Iterator[tuple[int, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert node.end_lineno is not None
                yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_functions_stay_short() -> None:
    sizes = list(functions())
    assert [where for size, where in sizes if size > LONGEST] == []
    assert statistics.median(size for size, _ in sizes) <= MEDIAN


def committed_texts() -> Iterator[tuple[Path, str]]:
    for pattern in (
        "src/**/*",
        "tests/**/*",
        "docs/**/*",
        "tools/**/*",
        "requirements/*",
        "*.md",
        "*.toml",
        "Makefile",
    ):
        for path in ROOT.glob(pattern):
            if path.is_file() and path.suffix in {
                ".py",
                ".md",
                ".html",
                ".css",
                ".js",
                ".yaml",
                ".yml",
                ".toml",
                ".txt",
                ".typ",
                "",
            }:
                yield path, path.read_text(errors="replace")


def test_no_registry_address_is_committed() -> None:
    address = re.compile(r"(pypi\.org/simple|registry\.npmjs|--(?:extra-)?index-url|files\.pythonhosted)")
    assert [str(path) for path, text in committed_texts() if path != Path(__file__) and address.search(text)] == []


def test_core_reads_no_clock() -> None:
    clock = re.compile(r"\b(?:datetime\.now|date\.today|time\.time|utcnow)\b")
    assert [str(path) for path in (PACKAGE / "core").rglob("*.py") if clock.search(path.read_text())] == []


def test_services_take_the_time_as_an_argument() -> None:
    clock = re.compile(r"timezone\.now|timezone\.local(?:date|time)\(\)|datetime\.now|date\.today")
    assert [
        str(path)
        for path in [*PACKAGE.glob("*/services.py"), *PACKAGE.glob("*/services/*.py")]
        if clock.search(path.read_text())
    ] == []
