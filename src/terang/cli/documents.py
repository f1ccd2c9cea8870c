"""``terang document``: is this file, byte for byte, one this office sealed?"""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terang.documents.enums import Verdict
from terang.documents.services import MAX_BYTES, verify_bytes

from .output import CommandRefused, answer, with_json


def add(commands: Any) -> None:
    group = commands.add_parser("document", help=_("Memeriksa keaslian dokumen."))
    acts = group.add_subparsers(required=True, metavar=_("TINDAKAN"))
    parser = acts.add_parser("verify", help=_("Memeriksa apakah berkas PDF asli."))
    parser.add_argument("file", type=Path, metavar=_("BERKAS"))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    result = verify_bytes(_content(arguments.file))
    number = result.document.number if result.document else None
    sealed_at = result.sealed_at.isoformat() if result.sealed_at else None
    data = {"status": result.status.value, "document": number, "sealed_at": sealed_at}
    answer(arguments, data, *_in_words(result.status, number, sealed_at))
    return 0 if result.status == Verdict.GENUINE else 1


def _content(path: Path) -> bytes:
    """The file, but never more of it than a document can hold."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:
        sentence = _("Berkas %(file)s tidak dapat dibaca. Periksa nama dan tempatnya. (%(reason)s)")
        raise CommandRefused(sentence % {"file": path, "reason": problem.strerror}) from problem


def _in_words(status: Verdict, number: str | None, sealed_at: str | None) -> list[str]:
    words = {
        Verdict.GENUINE: _("Asli: berkas ini sama persis dengan yang disegel kantor ini."),
        Verdict.ALTERED: _("Berubah: berkas ini mengaku dari kantor ini, tetapi isinya tidak sama."),
        Verdict.UNKNOWN: _("Tidak dikenal: kantor ini tidak pernah menyegel berkas ini."),
    }
    known = [
        _("Nomor: %(number)s") % {"number": number} if number else "",
        _("Disegel: %(at)s") % {"at": sealed_at} if sealed_at else "",
    ]
    return [words[status], *filter(None, known)]
