"""``terang import employees``: a staff list from the command line, checked and applied in one step."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from terang.exchange.employees import import_employees
from terang.identity.enums import Role
from terang.identity.models import User
from terang.jobs.services import SYSTEM
from terang.organisation.models import Agency

from .output import CommandRefused, answer, with_json
from .prepare import prepare

SHOWN = 20


def add(commands: Any) -> None:
    group = commands.add_parser("import", help=_("Memasukkan data dari berkas."))
    kinds = group.add_subparsers(required=True, metavar=_("ISI"))
    parser = kinds.add_parser("employees", help=_("Daftar pegawai dari SIASN (XLSX)."))
    parser.add_argument("file", type=Path, metavar=_("BERKAS"))
    parser.add_argument("--dry-run", action="store_true", help=_("Hanya memeriksa; tidak ada yang diubah."))
    parser.add_argument("--agency", metavar=_("KODE"), help=_("Kode instansi; perlu bila ada lebih dari satu."))
    parser.add_argument("--by", metavar=_("AKUN"), help=_("Akun yang bertindak; biasanya operator."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=employees)


def employees(arguments: argparse.Namespace) -> int:
    prepare()
    report = import_employees(
        arguments.file,
        agency=_agency(arguments.agency),
        dry_run=arguments.dry_run,
        by=_user(arguments.by),
        at=timezone.now(),
    )
    answer(arguments, report, *_in_words(report))
    return 1 if report["errors"] else 0


def _agency(code: str | None) -> Agency | None:
    """The agency named; none for the only one, or for the first one of a new installation."""
    codes = list(Agency.objects.order_by("code").values_list("code", flat=True)[:SHOWN])
    if code is None and len(codes) > 1:
        sentence = _("Ada lebih dari satu instansi. Pilih salah satu dengan --agency: %(codes)s.")
        raise CommandRefused(sentence % {"codes": ", ".join(codes)})
    if code is None:
        return None
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        sentence = _("Instansi %(code)s belum ada. Yang ada: %(codes)s.")
        raise CommandRefused(sentence % {"code": code, "codes": ", ".join(codes) or "-"}) from None


def _user(username: str | None) -> User:
    """The account whose name stands in the ledger: the one named, an operator, or the system where nobody is yet."""
    active = User.objects.filter(is_active=True)
    if username is None:
        operator = active.filter(grants__role=Role.OPERATOR).order_by("pk").first()
        return operator or User(username=SYSTEM, name="Terang")
    if (named := active.filter(username=username).first()) is None:
        raise CommandRefused(_("Akun %(username)s tidak ada atau sudah ditutup.") % {"username": username})
    return named


def _in_words(report: dict[str, Any]) -> list[str]:
    lines = [
        _("%(rows)d baris: %(new)d baru, %(changed)d berubah, %(unchanged)d tetap, %(skipped)d dilewati.") % report
    ]
    for title, kind in ((_("Perlu dibetulkan"), "errors"), (_("Perlu diperiksa"), "warnings")):
        found = report[kind]
        lines += [f"{title}: {_place(item)} {item['message']}" for item in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(_("… dan %(n)d lagi; semuanya tampil dengan --json.") % {"n": len(found) - SHOWN})
    return [*lines, _outcome(report)]


def _place(item: dict[str, Any]) -> str:
    if not item["row"]:
        return ""
    return _("baris %(row)d, %(column)s:") % {"row": item["row"], "column": item["column"] or "-"}


def _outcome(report: dict[str, Any]) -> str:
    if report["applied"]:
        return _("Data sudah diterapkan.")
    if report["errors"]:
        return _("Belum ada yang diterapkan. Betulkan berkasnya, lalu ulangi.")
    return _("Tidak ada yang diubah.")
