"""``terang``: the command line. Exit code 0 only when all is well."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from .output import CommandRefused, complain

# Database, files and exports hold what colleagues said of each other: other accounts of the machine read none of it.
PRIVATE = 0o077

# The commands in the order of the help, and the module of each.
MODULES = {
    "run": "serve",
    "worker": "work",
    "operator": "appoint",
    "demo": "demonstrate",
    "import": "imports",
    "law": "law",
    "ledger": "ledger",
    "fairness": "fairness",
    "document": "documents",
    "backup": "backup",
    "restore": "restore",
}


class Parser(argparse.ArgumentParser):
    """An argument parser that says in the user's language that something is missing, and where to read on."""

    def error(self, message: str) -> NoReturn:
        from django.utils.translation import gettext as _

        self.print_usage(sys.stderr)
        advice = _("Perintah belum lengkap atau salah tulis. Baca cara pakainya dengan: %(command)s --help")
        complain(advice % {"command": self.prog})
        complain(message)
        self.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.umask(PRIVATE)
    _choose_place(given)
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as problem:
        complain(str(problem))
        return 1
    chosen = parser(given).parse_args(given)
    try:
        return int(chosen.run(chosen))
    except CommandRefused as refused:
        complain(refused.user_message)
        return 1
    except DatabaseError as problem:
        complain(_no_database(problem))
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader, e.g. head, has seen enough
        return 1


def _choose_place(given: Sequence[str]) -> None:
    """Data directory and demo mode must be known before the settings are read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terang.config.settings")
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--data")
    early.add_argument("--demo", action="store_true")
    early.add_argument("--host", default="127.0.0.1")
    early.add_argument("--port", default="8000")
    if not given or given[0] != "run":
        return
    chosen, _rest = early.parse_known_args(given[1:])
    if chosen.data:
        os.environ["TERANG_DATA_DIR"] = os.path.abspath(chosen.data)  # noqa: PTH100
    if chosen.demo:
        os.environ["TERANG_DEMO"] = "1"
    os.environ.setdefault("TERANG_BASE_URL", f"http://{chosen.host}:{chosen.port}")


def _no_database(problem: DatabaseError) -> str:
    from django.utils.translation import gettext as _

    sentence = _(
        "Basis data belum siap. Periksa TERANG_DATA_DIR dan DATABASE_URL;"
        " basis data baru disiapkan oleh terang run. (%(reason)s)"
    )
    return sentence % {"reason": str(problem).strip()}


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The grammar of the command line, reduced to the command in ``given`` when it names one."""
    # The commands use models, which can be imported only after django.setup().
    from django.utils.translation import gettext as _

    whole = Parser(prog="terang", description=_("Terang: penilaian kinerja ASN yang terukur, terbuka, dan adil."))
    commands = whole.add_subparsers(required=True, metavar=_("PERINTAH"))
    for module in _modules(given):
        import_module(f"terang.cli.{module}").add(commands)
    return whole


def _modules(given: Sequence[str]) -> list[str]:
    """Only the module of the command that was asked for, because importing all takes a second; all for help."""
    wanted = MODULES.get(given[0]) if given else None
    return [wanted] if wanted else list(MODULES.values())
