"""The import contracts hold, and each one raises the alarm when it is broken on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(root: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-logo", "--no-cache", *(["--contract", contract] if contract else [])]
    environment = os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources that a test may spoil."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("templates", "static", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def spoil(root: Path, module: str, line: str) -> None:
    path = root / "src" / "terang" / module
    path.write_text(f"{line}\n{path.read_text()}")


def test_all_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


BREACHES = {
    "river": ("organisation/models.py", "import terang.planning.models"),
    "core": ("core/evaluation.py", "import django"),
    "area": ("planning/models/periods.py", "import terang.planning.services"),
    "ledger": ("evaluation/services.py", "import terang.ledger.models"),
}


@pytest.mark.parametrize("contract", BREACHES)
def test_a_broken_contract_is_reported(copy: Path, contract: str) -> None:
    spoil(copy, *BREACHES[contract])
    done = lint(copy, contract)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def test_a_package_without_a_place_in_the_river_is_reported(copy: Path) -> None:
    (copy / "src" / "terang" / "elsewhere").mkdir()
    (copy / "src" / "terang" / "elsewhere" / "__init__.py").touch()
    assert lint(copy, "river").returncode == 1
