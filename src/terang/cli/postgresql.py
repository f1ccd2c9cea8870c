"""Backup of a PostgreSQL database by its own tools."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from .output import CommandRefused


def dump(target: Path) -> None:
    """Raises CommandRefused when pg_dump is missing or refuses."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Replace the content of the database, in one transaction."""
    target = f"--dbname={connection.settings_dict['NAME']}"
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", target, str(source), names_database=False,
    )  # fmt: skip


def _run(tool: str, *arguments: str, names_database: bool = True) -> None:
    program = shutil.which(tool)
    if program is None:
        sentence = _("Program %(tool)s belum ada. Pasang paket klien PostgreSQL, lalu ulangi.")
        raise CommandRefused(sentence % {"tool": tool})
    database = [str(connection.settings_dict["NAME"])] if names_database else []
    done = subprocess.run([program, *arguments, *database], env=os.environ | _access(), capture_output=True, text=True)
    if done.returncode:
        sentence = _("Program %(tool)s tidak dapat menyelesaikan tugasnya. Pesannya: %(message)s")
        raise CommandRefused(sentence % {"tool": tool, "message": done.stderr.strip()[-2000:]})


def _access() -> dict[str, str]:
    """How to reach the database, in the variables of the PostgreSQL tools; the password never stands in a
    command."""
    given = connection.settings_dict
    values = {
        "PGHOST": given["HOST"] or given["OPTIONS"].get("host", ""),
        "PGPORT": str(given["PORT"] or ""),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    return {name: value for name, value in values.items() if value}
