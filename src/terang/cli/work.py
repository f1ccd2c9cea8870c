"""``terang worker``: do the jobs in the queue until asked to stop."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from terang.jobs import worker


def add(commands: Any) -> None:
    parser = commands.add_parser("worker", help=_("Menjalankan pekerjaan di latar belakang."))
    parser.add_argument("--once", action="store_true", help=_("Berhenti setelah antrean kosong."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    worker.work(once=arguments.once)
    return 0
