"""``terang operator``: the first account of a new installation."""

import argparse
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.services import Refused, appoint_first_operator

from .output import CommandRefused, answer, with_json


def add(commands: Any) -> None:
    parser = commands.add_parser("operator", help=_("Membuat akun operator pertama."))
    parser.add_argument("username", metavar=_("AKUN"), help=_("NIP, atau nama akun seperti operator."))
    parser.add_argument("--name", required=True, metavar=_("NAMA"))
    parser.add_argument("--agency", required=True, metavar=_("KODE"), help=_("Kode instansi, misalnya medan."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    try:
        password = appoint_first_operator(
            username=arguments.username, name=arguments.name, agency=arguments.agency, at=timezone.now()
        )
    except Refused as refused:
        raise CommandRefused(refused.sentence) from refused
    data = {"username": arguments.username, "password": password}
    answer(
        arguments,
        data,
        _("Akun %(username)s siap. Kata sandi sementara: %(password)s") % data,
        _("Kata sandi ini hanya tampil sekali dan harus diganti saat pertama masuk."),
    )
    return 0
