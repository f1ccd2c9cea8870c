"""``terang demo load``: an invented office to look at, or a whole city to measure with."""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .output import CommandRefused, answer, with_json
from .prepare import prepare


def add(commands: Any) -> None:
    group = commands.add_parser("demo", help=_("Mengisi data contoh."))
    acts = group.add_subparsers(required=True, metavar=_("TINDAKAN"))
    parser = acts.add_parser("load", help=_("Membuat kantor contoh dengan satu tahun penilaian."))
    parser.add_argument("--employees", type=int, metavar="N", help=_("Membuat kota contoh dengan N pegawai."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=load)


def load(arguments: argparse.Namespace) -> int:
    prepare()
    loaded = load_office(arguments.employees)
    sentence = _("Kantor contoh siap: %(employees)d pegawai, %(plans)d SKP, %(evaluations)d evaluasi.")
    answer(arguments, loaded, sentence % loaded)
    return 0


def load_office(employees: int | None) -> dict[str, int]:
    """Raises CommandRefused when there are people here already."""
    # Demo data is large and rarely needed.
    from .demo import office

    try:
        return asdict(office.load(employees=employees, at=timezone.now()))
    except office.AlreadyLoaded as problem:
        raise CommandRefused(
            _("Basis data ini sudah berisi pegawai. Data contoh hanya dapat dibuat di basis data yang kosong.")
        ) from problem
