"""Write requirements/*.txt anew: every package with its hashes, and no registry address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11", "--quiet"]


def main() -> int:
    compile_lock("dev.txt", "pyproject.toml", "--group", "dev")
    compile_lock("base.txt", "pyproject.toml", "--group", "build", "--constraint", "requirements/dev.txt")
    compile_lock("uv.txt", "requirements/uv.in", "--constraint", "requirements/dev.txt")
    return 0


def compile_lock(output: str, *sources: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", *sources, *COMMON, "-o", f"requirements/{output}"]
    subprocess.check_call(command, cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
