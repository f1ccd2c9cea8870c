"""terang document verify: a sealed file is told from an altered one and from a stranger."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from terang.cli.main import main
from terang.documents.enums import DocumentKind
from terang.documents.seal import ensure_seal_key, seal_directory
from terang.documents.services import issue
from tests.documents.samples import evaluation_form


@pytest.fixture
def sealed(db: None, at: datetime, tmp_path: Path) -> Path:
    ensure_seal_key(seal_directory(), settings.TERANG_OFFICE, at)
    document = issue(
        kind=DocumentKind.EVALUATION, subject="evaluation:1", agency="contoh", form=evaluation_form(), title="Dokumen",
        signer_name="Camar Oleander Contoh", signer_title="Kepala Seksi", readers=["x"], by="x", at=at,
    )  # fmt: skip
    path = tmp_path / "dokumen.pdf"
    with document.file.open("rb") as file:
        path.write_bytes(file.read())
    return path


def test_a_sealed_file_is_genuine(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document", "verify", str(sealed), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["document"].startswith("TRG-"), answer["sealed_at"][:10]) == (
        "genuine",
        True,
        "2026-11-24",
    )


def test_one_changed_byte_makes_it_altered(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(sealed.read_bytes())
    data[len(data) // 2] ^= 1
    sealed.write_bytes(data)
    assert main(["document", "verify", str(sealed), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "altered"


@pytest.mark.django_db
def test_a_stranger_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "asing.pdf").write_bytes(b"%PDF-1.7 halo")
    assert main(["document", "verify", str(tmp_path / "asing.pdf")]) == 1
    assert "Tidak dikenal" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document", "verify", str(tmp_path / "tiada.pdf")]) == 1
    assert "tidak dapat dibaca" in capsys.readouterr().err
