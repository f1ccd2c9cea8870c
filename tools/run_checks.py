"""Everything a machine can see without running the product: style, types, contracts, law, catalogues, templates."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = {
    "style": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "types": [f"{BIN}/mypy"],
    "contracts": [f"{BIN}/lint-imports", "--no-logo"],
    "templates": [f"{BIN}/djlint", "src/terang/web/templates", "--lint", "--quiet"],
    "migrations": [f"{BIN}/terang-manage", "makemigrations", "--check", "--dry-run"],
    "system": [f"{BIN}/terang-manage", "check"],
    "law": [f"{BIN}/terang", "law", "check"],
    "catalogues": [sys.executable, "tools/messages.py", "check"],
    "reference": [sys.executable, "tools/reference.py", "--check"],
}


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    print("\nAll checks pass." if not failed else f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    environment = os.environ | {"TERANG_DATA_DIR": str(ROOT / "var" / "check"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
    if done.returncode != 0:
        print(done.stdout[-6000:], done.stderr[-3000:])
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
