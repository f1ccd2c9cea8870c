"""``terang operator``: the agency and the first account of a new installation."""

import argparse
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.services import Refused, appoint_first_operator
from terang.organisation.models import Agency

from .output import CommandRefused, answer, with_json
from .prepare import prepare


def add(commands: Any) -> None:
    parser = commands.add_parser("operator", help=_("Membuat akun operator pertama."))
    parser.add_argument("username", metavar=_("AKUN"), help=_("NIP, atau nama akun seperti operator."))
    parser.add_argument("--name", required=True, metavar=_("NAMA"))
    parser.add_argument("--agency", required=True, metavar=_("KODE"), help=_("Kode instansi, misalnya medan."))
    parser.add_argument("--agency-name", default="Pemerintah Kota Medan", metavar=_("INSTANSI"))
    parser.add_argument("--place", default="Medan", metavar=_("TEMPAT"), help=_("Tempat penandatanganan dokumen."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    prepare()
    try:
        password = _appointed(arguments)
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


@transaction.atomic
def _appointed(arguments: argparse.Namespace) -> str:
    """The operator's roles name an agency; without it no page of a new installation would open for them."""
    password = appoint_first_operator(
        username=arguments.username, name=arguments.name, agency=arguments.agency, at=timezone.now()
    )
    named = {"name": arguments.agency_name, "office": settings.TERANG_OFFICE, "place": arguments.place}
    Agency.objects.get_or_create(code=arguments.agency, defaults=named)
    return password
