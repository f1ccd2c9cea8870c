"""Make the environment in .venv/ from the locked requirements. Needs only Python 3.11 or newer with venv.

uv is used when it is on the machine; otherwise it is fetched with pip into var/tools/, and when that is not possible
either, pip installs the same locked set.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / "var" / "tools"
OLDEST = (3, 11)


def main(kind: str) -> int:
    python = suitable_python()
    if python is None:
        return refuse("Terang needs Python 3.11 or newer. On Debian or Ubuntu: apt install python3 python3-venv")
    if python != sys.executable:
        return subprocess.call([python, __file__, kind])
    try:
        make_environment()
    except (subprocess.CalledProcessError, OSError):
        return refuse("Python cannot make an environment here. On Debian or Ubuntu: apt install python3-venv")
    try:
        install(kind)
    except subprocess.CalledProcessError:
        return refuse(
            "A package could not be installed; the lines above say which. Check the connection, then try again."
        )
    subprocess.check_call([str(VENV / "bin" / "python"), "tools/messages.py", "compile"], cwd=ROOT)
    for stamp in ("base", "dev") if kind == "dev" else ("base",):
        (ROOT / "var" / f".{stamp}").touch()
    return 0


def suitable_python() -> str | None:
    """Return this interpreter when it is new enough, else the newest one on the path that is."""
    if sys.version_info >= OLDEST:
        return sys.executable
    found = (shutil.which(f"python3.{minor}") for minor in range(14, OLDEST[1] - 1, -1))
    return next(filter(None, found), None)


def make_environment() -> None:
    # Without python3-venv Debian leaves an environment without pip behind; it is completed by the next try.
    if not (VENV / "bin" / "pip").exists():
        print("Making the environment in .venv/ ...", flush=True)
        venv.create(VENV, clear=True, with_pip=True)


def install(kind: str) -> None:
    print(f"Installing the locked packages ({kind}) ...", flush=True)
    python = str(VENV / "bin" / "python")
    requirements = f"requirements/{kind}.txt"
    uv = find_uv()
    # Compiled once like pip does, so that later starts are quick even where Python is told to write no bytecode.
    by_uv = [uv, "pip", "install", "--compile-bytecode", "--quiet", "--python", python]
    pip = by_uv if uv else [python, "-m", "pip", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", requirements])
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "."])


def find_uv() -> str | None:
    local = TOOLS / "bin" / "uv"
    if found := shutil.which("uv"):
        return found
    if not local.exists():
        fetch_uv()
    return str(local) if local.exists() else None


def fetch_uv() -> None:
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    subprocess.call([*command, "--target", str(TOOLS), "-r", "requirements/uv.txt"], cwd=ROOT)


def run(command: list[str]) -> None:
    subprocess.check_call(command, cwd=ROOT, env=os.environ | {"UV_LINK_MODE": "copy"})


def refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "dev"))
