"""``terang run``: everything in one command. Web and worker are children that are started again when they
die."""

import argparse
import os
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.utils.translation import gettext as _

from terang.organisation.models import Agency

from . import lock
from .demonstrate import load_office
from .output import CommandRefused, say
from .prepare import collect_static, prepare, refuse_unsafe_start
from .supervisor import Child, GaveUp, Supervisor

# A page that needs no sign-in; it answers when database, templates and static files are in place.
READY_PATH = "/accounts/login/"
PATIENCE_SECONDS = 60


def add(commands: Any) -> None:
    parser = commands.add_parser("run", help=_("Menyiapkan dan menjalankan Terang: situs dan pekerja."))
    parser.add_argument("--host", default="127.0.0.1", help=_("Alamat yang dilayani, misalnya 0.0.0.0."))
    parser.add_argument("--port", type=int, default=8000, help=_("Nomor porta, biasanya 8000."))
    parser.add_argument("--data", metavar=_("DIREKTORI"), help=_("Tempat basis data dan berkas."))
    parser.add_argument("--demo", action="store_true", help=_("Kantor contoh; siapa pun dapat masuk."))
    parser.add_argument("--processes", type=int, default=2, metavar="N", help=_("Banyaknya proses situs."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    with lock.hold(Path(settings.TERANG_DATA_DIR)):
        _require_free(arguments.host, arguments.port)
        prepare()
        refuse_unsafe_start()
        if settings.TERANG_DEMO and not Agency.objects.exists():
            say(_("Menyiapkan kantor contoh. Ini hanya sekali dan perlu kira-kira satu menit."))
            load_office(None)
        collect_static()
        return _serve(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    address = f"http://{_shown(arguments.host)}:{arguments.port}"
    web = Child("web", _web_command(arguments), grace_seconds=10)
    worker = Child("worker", [sys.executable, "-m", "terang.cli", "worker"], grace_seconds=20)
    supervisor = Supervisor([web, worker])
    try:
        supervisor.run(
            is_ready=lambda: _answers(address + READY_PATH),
            when_ready=lambda: say(_("Terang siap: %(address)s (berhenti dengan Ctrl+C)") % {"address": address}),
            patience_seconds=PATIENCE_SECONDS,
        )
    except GaveUp as problem:
        sentence = _("Bagian %(part)s tidak dapat berjalan. Pesan di atas menjelaskan sebabnya.")
        raise CommandRefused(sentence % {"part": problem.part}) from problem
    say(_("Terang berhenti. Semua data sudah tersimpan."))
    return 0


def _web_command(arguments: argparse.Namespace) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning",
        "--host", arguments.host, "--port", str(arguments.port),
        "--workers", str(arguments.processes), "--blocking-threads", "4", "--respawn-failed-workers",
        "--workers-kill-timeout", "5", "terang.config.wsgi:application",
    ]  # fmt: skip


def _require_free(host: str, port: int) -> None:
    """Raises CommandRefused when something else already answers there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            sentence = _("Porta %(port)d di %(host)s tidak dapat dipakai. Pilih yang lain dengan --port. (%(reason)s)")
            values = {"port": port, "host": host, "reason": os.strerror(problem.errno or 0)}
            raise CommandRefused(sentence % values) from problem


def _shown(host: str) -> str:
    """An address that can be opened in a browser on this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def _answers(address: str) -> bool:
    """Whether the page is there. Raises GaveUp when the site runs but cannot make the page."""
    try:
        with urlopen(address, timeout=10) as response:  # noqa: S310 (our own http address)
            return bool(response.status == 200)
    except HTTPError as problem:
        raise GaveUp("web") from problem
    except OSError:
        return False
