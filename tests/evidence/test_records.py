"""A sealed document of Terang as evidence: for those who may read it, and where everybody can check it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terang.documents.models import Document
from terang.evidence.models import Evidence, Progress
from terang.planning.models import Indicator, Skp
from tests.cast import Cast, make_skp, user_of
from tests.planning.builders import told
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture
def skp(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, state="set")


@pytest.fixture
def document(cast: Cast) -> Document:
    return Document.objects.create(
        kind="evaluation", agency="contoh", subject="evaluation:1", title="Dokumen evaluasi", number="EK/2026/00012",
        year=2026, token="kode-periksa-1", sha256="a" * 64, content_sha256="b" * 64, file="x.pdf", sealed_at=AT,
        signer_name="Camar", signer_title="Kepala Seksi", readers=[user_of(cast.beringin).username],
    )  # fmt: skip


def record(client: Client, cast: Cast, code: str) -> Any:
    indicator = Indicator.objects.get(result__skp__employee=cast.beringin).pk
    sent = {"indicator": indicator, "on": "2026-11-24", "note": "Dinilai", "key": "k", "document": code}
    return sign_in(client, cast.beringin).post(reverse("evidence:record", args=[indicator]), sent)


@pytest.mark.parametrize("code", ["EK/2026/00012", "ek/2026/00012", "kode-periksa-1", " kode-periksa-1 "])
def test_a_document_is_named_by_its_number_or_its_code(
    client: Client, cast: Cast, skp: Skp, document: Document, code: str
) -> None:
    answer = record(client, cast, code)
    row = Evidence.objects.get()
    assert (row.record, row.link, row.file.name) == (f"document:{document.pk}", "", "")
    assert told("progress.recorded")["evidence"] == [row.record]
    text = client.get(answer.url).content.decode()
    assert "EK/2026/00012: Dokumen evaluasi" in text
    shown = client.get(reverse("evidence:file", args=[row.pk]))
    assert shown.url == reverse("documents:verify", args=[document.token])  # type: ignore[attr-defined]


def refused(client: Client, cast: Cast, code: str) -> str:
    answer = record(client, cast, code)
    assert answer.status_code == 422
    assert not Progress.objects.exists()
    text: str = answer.content.decode()
    assert "Dinilai" in text
    assert code in text
    return text


def test_a_document_that_is_not_there_is_refused(client: Client, cast: Cast, skp: Skp, document: Document) -> None:
    assert "tidak ditemukan, atau tidak ditujukan kepada Anda" in refused(client, cast, "EK/2026/99999")


def test_a_document_of_somebody_else_looks_as_if_it_were_not_there(
    client: Client, cast: Cast, skp: Skp, document: Document
) -> None:
    Document.objects.update(readers=[user_of(cast.cendana).username])
    assert "tidak ditemukan, atau tidak ditujukan kepada Anda" in refused(client, cast, "EK/2026/00012")


def test_the_appraiser_sees_the_document_and_a_stranger_does_not(
    client: Client, cast: Cast, skp: Skp, document: Document
) -> None:
    record(client, cast, document.number)
    for person, status in ((cast.kasi, 302), (cast.cendana, 404)):
        file = reverse("evidence:file", args=[Evidence.objects.get().pk])
        assert sign_in(client, person).get(file).status_code == status
