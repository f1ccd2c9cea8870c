"""Issuing, revoking and checking documents."""

import base64
import json
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.http import Http404

from terang.documents import access, queries, services
from terang.documents.enums import DocumentKind, DocumentStatus, Finding, Verdict
from terang.documents.models import Document
from terang.documents.rendering import MARKER_PREFIX, render
from terang.documents.seal import check_seal, seal
from terang.documents.services import DocumentNotValid, revoke, verify_bytes
from terang.ledger import queries as ledger
from tests.documents.samples import BERINGIN, evaluation_form, skp_form

Issue = Callable[..., Document]


def stored(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return bytes(file.read())


# Issuing


def test_an_issued_document_is_numbered_sealed_and_in_force(issued: Issue, at: datetime) -> None:
    document = issued()
    assert document.number == "TRG-EVAL-2026-000001"
    assert document.status == DocumentStatus.VALID
    assert check_seal(stored(document)).genuine
    assert check_seal(stored(document)).sealed_at == at


def test_numbers_run_on_over_the_kinds_of_an_agency(issued: Issue) -> None:
    issued()
    second = issued(kind=DocumentKind.SKP, form=skp_form())
    assert second.number == "TRG-SKP-2026-000002"


def test_another_agency_and_another_year_count_from_one(issued: Issue, at: datetime) -> None:
    issued()
    assert issued(agency="lain").number == "TRG-EVAL-2026-000001"
    assert issued(at=at + timedelta(days=60)).number == "TRG-EVAL-2027-000001"


def test_the_year_is_the_year_in_medan(issued: Issue) -> None:
    assert issued(at=datetime.fromisoformat("2026-12-31T18:00:00+00:00")).year == 2027


def test_tokens_have_192_bits_and_stand_in_the_file(issued: Issue) -> None:
    document = issued()
    assert len(base64.urlsafe_b64decode(document.token)) == 24
    assert (MARKER_PREFIX + document.token).encode() in stored(document)


def test_the_same_content_is_issued_once(issued: Issue) -> None:
    first = issued(subject="evaluation:7")
    again = issued(subject="evaluation:7")
    assert again == first
    assert Document.objects.count() == 1


def test_new_content_replaces_the_document_in_force(issued: Issue, at: datetime) -> None:
    first = issued(subject="evaluation:7")
    second = issued(evaluation_form(notes="Sesudah keberatan."), subject="evaluation:7", at=at + timedelta(days=3))
    first.refresh_from_db()
    assert first.status == DocumentStatus.REPLACED
    assert first.replaced_by == second
    assert first.ended_at == second.sealed_at
    assert queries.valid_for("evaluation:7", DocumentKind.EVALUATION) == second


def test_after_a_revocation_the_same_content_may_be_issued_anew(issued: Issue, at: datetime) -> None:
    first = issued(subject="evaluation:7")
    revoke(document=first, reason="Salah orang.", by="team", at=at)
    assert issued(subject="evaluation:7") != first


def test_strangers_may_see_five_facts_and_no_more(issued: Issue) -> None:
    summary = issued().public_summary
    assert set(summary) == {"kind", "number", "year", "signer", "unit"}
    said = str(summary)
    assert BERINGIN.nip not in said
    assert BERINGIN.name not in said
    assert "Sangat Baik" not in said


def test_the_file_can_be_read_by_its_owner_only(issued: Issue) -> None:
    assert stat.S_IMODE(Path(issued().file.path).stat().st_mode) == 0o600


def test_sealing_is_on_the_ledger(issued: Issue) -> None:
    document = issued(subject="evaluation:7")
    entry = ledger.entries("contoh").get()
    assert (entry.act, entry.subject, entry.actor) == ("document.sealed", "evaluation:7", "camar")
    assert json.loads(entry.payload)["sha256"] == document.sha256


def test_when_the_ledger_refuses_neither_row_nor_file_remains(issued: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []

    def refuse(**facts: object) -> None:
        kept.append(Document.objects.get().file.name or "")
        raise RuntimeError("the ledger is closed")

    monkeypatch.setattr(services, "record", refuse)
    with pytest.raises(RuntimeError):
        issued()
    assert not Document.objects.exists()
    assert not default_storage.exists(kept[0])


def test_when_another_process_issued_the_same_first_its_document_is_returned(
    issued: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[Document] = []

    def meanwhile(pdf: bytes, *, reason: str, at: datetime) -> bytes:
        monkeypatch.setattr(services, "seal", seal)
        first.append(issued(subject="evaluation:7"))
        monkeypatch.setattr(services, "_end_present", lambda new: None)
        return seal(pdf, reason=reason, at=at)

    monkeypatch.setattr(services, "seal", meanwhile)
    assert issued(subject="evaluation:7") == first[0]
    assert Document.objects.count() == 1


# Revoking


def test_a_revoked_document_has_ended_with_a_reason_on_the_ledger(issued: Issue, at: datetime) -> None:
    document = revoke(document=issued(), reason="Salah orang.", by="team", at=at)
    assert (document.status, document.ended_at) == (DocumentStatus.REVOKED, at)
    entry = ledger.entries("contoh", act="document.revoked").get()
    assert (entry.actor, json.loads(entry.payload)["reason"]) == ("team", "Salah orang.")


def test_a_document_is_not_revoked_twice(issued: Issue, at: datetime) -> None:
    document = revoke(document=issued(), reason="Salah orang.", by="team", at=at)
    with pytest.raises(DocumentNotValid, match="sudah tidak berlaku"):
        revoke(document=document, reason="Lagi.", by="team", at=at)


# Reading


@pytest.mark.parametrize("username", ["beringin", "camar"])
def test_a_named_reader_gets_the_document(issued: Issue, username: str) -> None:
    document = issued()
    assert access.get_document(Account(username), document.token) == document


def test_who_oversees_the_agency_gets_the_document(issued: Issue) -> None:
    document = issued()
    assert access.get_document(Account("auditor"), document.token, oversees={"contoh"}) == document


def test_who_oversees_another_agency_does_not(issued: Issue) -> None:
    with pytest.raises(Http404):
        access.get_document(Account("auditor"), issued().token, oversees={"lain"})


def test_a_colleague_does_not_learn_whether_the_document_exists(issued: Issue) -> None:
    answers = []
    for token in (issued().token, "tidak-ada"):
        with pytest.raises(Http404) as refusal:
            access.get_document(Account("cendana"), token)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


class Account:
    """As much of an account as reading asks for."""

    def __init__(self, username: str) -> None:
        self.username = username

    def get_username(self) -> str:
        return self.username


# Verifying


def test_the_sealed_file_is_genuine(issued: Issue) -> None:
    document = issued()
    result = verify_bytes(stored(document))
    assert (result.status, result.document, result.sealed_at) == (
        Verdict.GENUINE,
        document,
        document.sealed_at,
    )


def test_a_revoked_document_is_still_genuine_and_says_it_was_revoked(issued: Issue, at: datetime) -> None:
    document = issued()
    data = stored(document)
    revoke(document=document, reason="Salah orang.", by="team", at=at)
    result = verify_bytes(data)
    assert result.status == Verdict.GENUINE
    assert result.document is not None
    assert result.document.status == DocumentStatus.REVOKED


PLACES = [0, 1, 6, 0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95, -700, -300, -20, -1]


@pytest.mark.parametrize("place", PLACES)
def test_one_flipped_byte_is_altered(sealed_bytes: bytes, place: float) -> None:
    broken = bytearray(sealed_bytes)
    broken[int(place * len(broken)) if isinstance(place, float) else place] ^= 1
    assert verify_bytes(bytes(broken)).status == Verdict.ALTERED


@pytest.mark.parametrize("bit", range(8))
def test_a_flip_inside_a_token_is_altered(sealed_bytes: bytes, bit: int) -> None:
    broken = bytearray(sealed_bytes)
    broken[sealed_bytes.index(MARKER_PREFIX.encode()) + len(MARKER_PREFIX) + 3] ^= 1 << bit
    assert verify_bytes(bytes(broken)).status == Verdict.ALTERED


@pytest.mark.parametrize("more", [b"\n", b"\x00", b"%%EOF\n", b"\n1 0 obj<<>>endobj\n%%EOF\n"])
def test_appended_bytes_are_altered(sealed_bytes: bytes, more: bytes) -> None:
    assert verify_bytes(sealed_bytes + more).status == Verdict.ALTERED


def test_an_altered_file_names_the_document_it_claims_to_be(issued: Issue) -> None:
    document = issued()
    result = verify_bytes(stored(document) + b"\n")
    assert (result.document, result.finding) == (document, Finding.OTHER_BYTES)


def test_a_file_with_the_seal_taken_off_is_altered(issued: Issue) -> None:
    data = stored(issued())
    unsealed = data[: data.index(b"%%EOF") + 5]
    assert not check_seal(unsealed).intact
    assert verify_bytes(unsealed).status == Verdict.ALTERED


def test_a_broken_seal_without_a_known_token_is_altered(db: None, at: datetime) -> None:
    sealed = seal(render(evaluation_form()), reason="x", at=at)
    result = verify_bytes(sealed.replace(b"/Type/Page", b"/Type/Pagf", 1) + b"\n")
    assert (result.status, result.finding) == (Verdict.ALTERED, Finding.BROKEN_SEAL)


def test_an_intact_seal_without_a_record_is_unknown_and_says_so(db: None, at: datetime) -> None:
    sealed = seal(render(evaluation_form()), reason="x", at=at)
    result = verify_bytes(sealed)
    assert (result.status, result.finding) == (Verdict.UNKNOWN, Finding.NOT_RECORDED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", Finding.EMPTY),
        (b"%PDF-1.7\n" + b"x" * services.MAX_BYTES, Finding.TOO_LARGE),
        (b"x" * (50 * 1024 * 1024), Finding.TOO_LARGE),
        (b"PK\x03\x04 a workbook", Finding.NOT_A_PDF),
        (b"<html>%%EOF</html>", Finding.NOT_A_PDF),
        (b"%PDF-1.7\ntrailer<</Encrypt 5 0 R>>\n%%EOF\n", Finding.LOCKED),
        (b"%PDF-1.7\n1 0 obj <<", Finding.CUT_OFF),
        (b"%PDF-1.7\nterang:" + b"A" * 32 + b"\n%%EOF\n", Finding.NOT_OURS),
    ],
    ids=["empty", "10 MB", "50 MB", "workbook", "web page", "locked", "cut off", "foreign token"],
)
def test_a_file_that_is_none_of_ours_is_unknown_and_says_why(data: bytes, finding: Finding) -> None:
    result = verify_bytes(data)
    assert (result.status, result.finding, result.document) == (Verdict.UNKNOWN, finding, None)


@pytest.mark.django_db
def test_another_pdf_is_unknown(stamp: object) -> None:
    assert verify_bytes(render(evaluation_form())).finding == Finding.NOT_OURS


def test_the_front_half_of_a_document_is_not_taken_for_genuine(sealed_bytes: bytes) -> None:
    assert verify_bytes(sealed_bytes[: len(sealed_bytes) // 2]).finding == Finding.CUT_OFF


def test_a_check_asks_the_database_at_most_twice(sealed_bytes: bytes, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(2):
        verify_bytes(sealed_bytes + b"\n")
