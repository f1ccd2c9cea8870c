"""``terang restore``: check a backup to the last byte, then put it in place in one step."""

import argparse
import hashlib
import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.ledger import queries as ledger

from . import lock, postgresql
from .backup import CHUNK, DATABASE_NAME, FORMAT, MANIFEST
from .output import CommandRefused, answer, with_json

# What an installation makes by merely being looked at.
OF_NO_WEIGHT = {"secret.key", lock.NAME}


def add(commands: Any) -> None:
    parser = commands.add_parser("restore", help=_("Memulihkan Terang dari cadangan."))
    parser.add_argument("file", type=Path, metavar=_("BERKAS"))
    parser.add_argument("--force", action="store_true", help=_("Mengganti data yang ada; data lama disisihkan."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    data_directory = Path(settings.TERANG_DATA_DIR)
    with lock.hold(data_directory):
        if not arguments.force:
            _require_empty(data_directory)
        try:
            set_aside = _put_in_place(arguments.file, data_directory)
        except OSError as problem:
            sentence = _("Direktori data %(directory)s tidak dapat diganti. Pakai TERANG_DATA_DIR lain. (%(reason)s)")
            values = {"directory": data_directory, "reason": problem.strerror}
            raise CommandRefused(sentence % values) from problem
    call_command("migrate", interactive=False, verbosity=0)
    report = ledger.verify()
    data = {"entries": report.entries, "valid": report.valid, "set_aside": set_aside and str(set_aside)}
    answer(arguments, data, *_in_words(report, set_aside))
    return 0 if report.valid else 1


def _in_words(report: ledger.Report, set_aside: Path | None) -> list[str]:
    lines = [_("Cadangan dipulihkan. Buku besar berisi %(n)d catatan.") % {"n": report.entries}]
    if not report.valid:
        lines.append(_("Buku besar tidak utuh. Periksa dengan: terang ledger verify"))
    if set_aside:
        lines.append(_("Data lama disisihkan di %(place)s.") % {"place": set_aside})
    return lines


def _require_empty(directory: Path) -> None:
    occupied = any(path.name not in OF_NO_WEIGHT for path in directory.iterdir())
    if occupied or (connection.vendor == "postgresql" and connection.introspection.table_names()):
        sentence = _("Direktori data %(directory)s atau basis datanya sudah berisi. Pakai yang kosong, atau --force.")
        raise CommandRefused(sentence % {"directory": directory})


def _put_in_place(source: Path, directory: Path) -> Path | None:
    """Unpack and check beside the data directory, then swap; nothing is touched before all is checked."""
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=f".{directory.name}-") as name:
        fresh = Path(name)
        database = _unpack(source, fresh)
        content = fresh / "data"
        content.mkdir(exist_ok=True)
        connections.close_all()
        if connection.vendor == "postgresql":
            postgresql.load(database)
        else:
            shutil.move(database, _database_inside(content, directory))
        return _swap(content, directory)


def _database_inside(content: Path, directory: Path) -> Path:
    """Where the database belongs: inside the new data directory, or at the place of its own DATABASE_URL
    names."""
    place = Path(str(connection.settings_dict["NAME"]))
    if place.is_relative_to(directory):
        return content / place.relative_to(directory)
    for end in ("-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    return place


def _swap(content: Path, directory: Path) -> Path | None:
    """Two renames. The old directory is kept beside the new one when there was anything in it."""
    moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    aside = directory.with_name(f"{directory.name}.before-{moment}")
    directory.rename(aside)
    content.rename(directory)
    directory.chmod(0o700)
    if all(path.name in OF_NO_WEIGHT for path in aside.iterdir()):
        shutil.rmtree(aside)
        return None
    return aside


def _unpack(source: Path, folder: Path) -> Path:
    """Unpack, compare every file with the manifest, and return the copy of the database. Raises
    CommandRefused."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
        files: dict[str, dict[str, Any]] = manifest["files"]
        vendor, version = manifest["database"], manifest["format"]
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as problem:
        sentence = _("Berkas %(file)s bukan cadangan Terang yang lengkap. Tidak ada yang diubah. (%(reason)s)")
        raise CommandRefused(sentence % {"file": source, "reason": problem}) from problem
    _require_fit(vendor, version)
    _require_unchanged(folder, files)
    return folder / DATABASE_NAME[vendor]


def _require_fit(vendor: str, version: int) -> None:
    if version != FORMAT:
        raise CommandRefused(
            _("Cadangan ini dibuat oleh Terang versi lain. Pakai Terang versi itu atau yang lebih baru.")
        )
    if vendor != connection.vendor:
        sentence = _("Cadangan ini berisi %(theirs)s, sedangkan basis data di sini %(ours)s. Sesuaikan DATABASE_URL.")
        raise CommandRefused(sentence % {"theirs": vendor, "ours": connection.vendor})


def _require_unchanged(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = found ^ set(files) or {name for name, said in files.items() if _sha256(folder / name) != said["sha256"]}
    if wrong:
        sentence = _("Isi cadangan tidak sama dengan daftarnya: %(name)s. Tidak ada yang diubah. Pakai cadangan lain.")
        raise CommandRefused(sentence % {"name": min(wrong)})


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
