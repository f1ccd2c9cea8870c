"""``terang backup``: database, files, seal key and secret in one file that proves its own content."""

import argparse
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from . import lock, postgresql
from .output import CommandRefused, answer, with_json

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE_NAME = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
CHUNK = 1024 * 1024


def add(commands: Any) -> None:
    parser = commands.add_parser("backup", help=_("Membuat cadangan lengkap dalam satu berkas."))
    parser.add_argument("file", type=Path, metavar=_("BERKAS"), help=_("Misalnya cadangan.tar.gz."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.file
    if target.exists():
        sentence = _("Berkas %(file)s sudah ada dan tidak akan ditimpa. Pilih nama lain.")
        raise CommandRefused(sentence % {"file": target})
    try:
        manifest = write(target)
    except OSError as problem:
        sentence = _("Cadangan tidak dapat ditulis ke %(file)s. Pilih tempat lain. (%(reason)s)")
        raise CommandRefused(sentence % {"file": target, "reason": problem.strerror}) from problem
    data = {"file": str(target), "files": len(manifest["files"]), "size": target.stat().st_size}
    sentence = _("Cadangan tersimpan di %(file)s (%(files)d berkas). Simpan di tempat aman: isinya rahasia.")
    answer(arguments, data, sentence % data)
    return 0


def write(target: Path) -> dict[str, Any]:
    """Write the backup and return its manifest. The file appears whole or not at all, readable by its owner
    only."""
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    os.close(handle)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder, tarfile.open(draft, "w:gz") as archive:
            manifest = _fill(archive, Path(folder))
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return manifest


def _fill(archive: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    """The database first: every file it names has then been written already, because files are only added."""
    name = DATABASE_NAME[connection.vendor]
    snapshot = folder / name
    _copy_database(snapshot)
    files = {name: _add(archive, name, snapshot)}
    snapshot.unlink()
    for path in _data_files(Path(settings.TERANG_DATA_DIR)):
        inside = f"data/{path.relative_to(settings.TERANG_DATA_DIR).as_posix()}"
        files[inside] = _add(archive, inside, path)
    manifest = {
        "format": FORMAT, "terang": version("terang"), "made_at": timezone.now().isoformat(),
        "database": connection.vendor, "files": files,
    }  # fmt: skip
    _add_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
    return manifest


def _copy_database(target: Path) -> None:
    """A consistent copy while others go on writing."""
    if connection.vendor == "postgresql":
        postgresql.dump(target)
        return
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _data_files(root: Path) -> Iterator[Path]:
    database = Path(str(connection.settings_dict["NAME"]))
    beside = {database, *(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and path not in beside and path.name != lock.NAME:
            yield path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    """Add a file and return size and SHA-256 of what was added."""
    info = archive.gettarinfo(str(path), arcname=name)
    with path.open("rb") as file:
        hashing = _HashingReader(file)
        archive.addfile(info, hashing)
    return {"size": info.size, "sha256": hashing.digest.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


class _HashingReader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk
