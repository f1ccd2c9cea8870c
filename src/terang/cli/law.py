"""``terang law``: what the law of a day says, and whether the law files are sound."""

import argparse
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from terang.core.citation import Leaf, NoLawForDay
from terang.core.parameters import parameter_types
from terang.regulation import law_files
from terang.regulation.queries import in_force

from .output import CommandRefused, answer, complain, say, show_json, with_json


def add(commands: Any) -> None:
    group = commands.add_parser("law", help=_("Membaca dan memeriksa parameter peraturan."))
    acts = group.add_subparsers(required=True, metavar=_("TINDAKAN"))
    show_parser = acts.add_parser("show", help=_("Menampilkan satu parameter pada satu hari."))
    show_parser.add_argument("name", metavar=_("NAMA"), help=_("Misalnya evaluation.predikat_matrix."))
    show_parser.add_argument("--on", required=True, metavar=_("TANGGAL"), help=_("Misalnya 2026-12-31."))
    with_json(show_parser, _("Jawab sebagai JSON."))
    show_parser.set_defaults(run=show)
    check_parser = acts.add_parser("check", help=_("Memeriksa semua berkas peraturan."))
    with_json(check_parser, _("Jawab sebagai JSON."))
    check_parser.set_defaults(run=check)


def show(arguments: argparse.Namespace) -> int:
    leaf = _leaf(arguments.name, _day(arguments.on))
    data = leaf.as_dict()
    answer(arguments, data, *_in_words(leaf, data))
    return 0


def check(arguments: argparse.Namespace) -> int:
    try:
        problems = law_files.check()
    except law_files.UnreadableLawFile as problem:
        raise CommandRefused(str(problem)) from problem
    if arguments.json:
        show_json({"valid": not problems, "problems": [str(problem) for problem in problems]})
    elif problems:
        complain("\n".join(str(found) for found in problems))
    else:
        say(_("Semua berkas peraturan lengkap dan konsisten."))
    return 1 if problems else 0


def _leaf(name: str, day: date) -> Leaf[Any]:
    if name not in parameter_types():
        sentence = _("Parameter %(name)s tidak dikenal. Pilih salah satu: %(known)s.")
        raise CommandRefused(sentence % {"name": name, "known": ", ".join(sorted(parameter_types()))})
    try:
        leaf = in_force(day).leaf(name)
        leaf.citation  # noqa: B018 (asks whether there is law on that day)
    except NoLawForDay as problem:
        sentence = _("Belum ada peraturan untuk %(name)s pada %(day)s. Hari yang ada: %(spans)s.")
        spans = "; ".join(str(span) for span in problem.known)
        raise CommandRefused(sentence % {"name": name, "day": day.isoformat(), "spans": spans}) from problem
    return leaf


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("Tanggal %(text)s tidak dapat dibaca. Tulis tahun-bulan-hari, misalnya 2026-12-31.")
        raise CommandRefused(sentence % {"text": text}) from None


def _in_words(leaf: Leaf[Any], data: dict[str, Any]) -> list[str]:
    lines = [
        f"{leaf.label} ({leaf.name})",
        _("Nilai: %(value)s") % {"value": data["value"]},
        _("Dasar: %(title)s, %(article)s") % {"title": leaf.citation.title, "article": leaf.citation.article},
        _("Berlaku sejak: %(day)s") % {"day": leaf.citation.in_force_from.isoformat()},
    ]
    if not leaf.citation.is_confirmed:
        lines.append(_("Belum terkonfirmasi: %(note)s") % {"note": leaf.citation.note})
    return lines
