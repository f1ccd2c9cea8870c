import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from terang.documents.enums import DocumentKind
from terang.documents.forms import EvaluationForm
from terang.documents.models import Document
from terang.documents.rendering import Stamp
from terang.documents.seal import ensure_seal_key, seal_directory
from terang.documents.services import issue
from tests.documents.samples import OFFICE, evaluation_form

TOKEN = "Zm9yLXRlc3RzLW9ubHktMTkyLWJpdHMt"


@pytest.fixture(autouse=True)
def seal_key(settings: Any, tmp_path_factory: pytest.TempPathFactory, at: datetime) -> None:
    """A key of this office, whatever other tests sealed with before."""
    settings.TERANG_DATA_DIR = tmp_path_factory.mktemp("office")
    ensure_seal_key(seal_directory(), OFFICE, at)


@pytest.fixture
def stamp(at: datetime) -> Stamp:
    return Stamp("TRG-EVAL-2026-000123", TOKEN, f"https://terang.example/periksa/{TOKEN}/", at)


@pytest.fixture
def issued(db: None, at: datetime) -> Callable[..., Document]:
    """``issued(**changes)`` issues an evaluation document, each time about another evaluation."""
    ids = itertools.count(1)

    def issue_one(form: EvaluationForm | None = None, **changes: object) -> Document:
        values: dict[str, object] = {
            "kind": DocumentKind.EVALUATION,
            "subject": f"evaluation:{next(ids)}",
            "agency": "contoh",
            "form": form or evaluation_form(),
            "title": "Dokumen Evaluasi Kinerja Pegawai, Tahunan 2026",
            "signer_name": "Camar CONTOH, S.STP.",
            "signer_title": "Kepala Seksi Pelayanan Umum",
            "readers": ["beringin", "camar"],
            "by": "camar",
            "at": at,
        }
        return issue(**(values | changes))  # type: ignore[arg-type]

    return issue_one


@pytest.fixture
def sealed_bytes(issued: Callable[..., Document]) -> bytes:
    """One issued document as the file a person downloads."""
    with issued().file.open("rb") as file:
        return bytes(file.read())


def words(reader: PdfReader) -> str:
    """All text of a PDF on one line, the way a search would see it."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split())
