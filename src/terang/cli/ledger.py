"""``terang ledger``: verify the chain of acts, and carry it out of the house."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.ledger import queries, services

from .output import CommandRefused, answer, say, with_json


def add(commands: Any) -> None:
    group = commands.add_parser("ledger", help=_("Memeriksa dan mengekspor buku besar."))
    acts = group.add_subparsers(required=True, metavar=_("TINDAKAN"))
    check = acts.add_parser("verify", help=_("Memeriksa apakah buku besar masih utuh."))
    check.add_argument("--agency", help=_("Kode instansi; tanpa pilihan ini semua instansi diperiksa."))
    with_json(check, _("Jawab sebagai JSON."))
    check.set_defaults(run=verify)
    export_parser = acts.add_parser("export", help=_("Menyimpan buku besar sebagai JSON Lines."))
    export_parser.add_argument("file", type=Path, metavar=_("BERKAS"))
    export_parser.add_argument("--agency", help=_("Kode instansi; perlu bila ada lebih dari satu."))
    export_parser.set_defaults(run=export)


def verify(arguments: argparse.Namespace) -> int:
    report = queries.verify(arguments.agency)
    bad = report.first_bad
    data = {
        "entries": report.entries,
        "valid": report.valid,
        "head": report.head,
        "first_bad": asdict(bad) if bad else None,
    }
    answer(arguments, data, _in_words(report), _("Kepala rantai: %(head)s") % {"head": report.head})
    return 0 if report.valid else 1


def _in_words(report: queries.Report) -> str:
    if bad := report.first_bad:
        return _("Buku besar %(agency)s tidak utuh: catatan nomor %(seq)d bukan seperti saat ditulis.") % {
            "agency": bad.agency,
            "seq": bad.seq,
        }
    text = ngettext("Buku besar utuh: %(n)d catatan.", "Buku besar utuh: %(n)d catatan.", report.entries)
    return text % {"n": report.entries}


def export(arguments: argparse.Namespace) -> int:
    agency = arguments.agency or _only_agency()
    draft = arguments.file.with_name(arguments.file.name + ".part")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            count = services.export(stream, agency=agency)
        draft.replace(arguments.file)
    except OSError as problem:
        sentence = _("Berkas %(file)s tidak dapat ditulis. Pilih tempat lain. (%(reason)s)")
        raise CommandRefused(sentence % {"file": arguments.file, "reason": problem.strerror}) from problem
    say(
        _("%(n)d catatan disimpan di %(file)s. Periksa tanpa Terang: python3 docs/verify_ledger.py %(file)s")
        % {"n": count, "file": arguments.file}
    )
    return 0


def _only_agency() -> str:
    codes = queries.agencies()
    if not codes:
        raise CommandRefused(_("Buku besar masih kosong, jadi belum ada yang dapat disimpan."))
    if len(codes) > 1:
        sentence = _("Ada lebih dari satu instansi. Pilih salah satu dengan --agency: %(codes)s.")
        raise CommandRefused(sentence % {"codes": ", ".join(codes)})
    return codes[0]
