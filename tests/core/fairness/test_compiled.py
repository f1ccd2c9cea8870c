"""Compiled loops: their compiler is loaded when needed, and works where nothing can be kept."""

import subprocess
import sys
from typing import Any

import numba
import pytest

from terang.core.fairness.compiled import compiled


def test_reading_the_package_does_not_load_the_compiler() -> None:
    """Pages use parts of the package; the compiler takes longer to load than a page to make."""
    code = "import sys, terang.core.fairness; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_where_compiled_code_cannot_be_kept_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_truly = numba.njit

    def no_place(*functions: Any, **options: Any) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return compile_truly(*functions, **options)

    monkeypatch.setattr(numba, "njit", no_place)

    @compiled
    def twice(x: float) -> float:
        return 2 * x

    assert (twice(4.5), twice(1.0)) == (9.0, 2.0)


def test_a_compiled_function_keeps_its_name_and_words() -> None:
    @compiled
    def told(x: float) -> float:
        """What it does."""
        return x

    assert (told.__name__, told.__doc__) == ("told", "What it does.")
