"""The employee's side: seeing, signing, and the sealed document."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from terang.documents.enums import DocumentStatus
from terang.documents.models import Document
from terang.documents.seal import ensure_seal_key, seal_directory
from terang.documents.services import verify_bytes
from terang.evaluation.handlers import run
from terang.evaluation.mapping import evaluation_form, last_days
from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.services import ChangedMeanwhile, Refused, acknowledge, deliver, issue_document, open_result
from terang.ledger.queries import export_lines
from terang.regulation.queries import in_force
from tests.cast import Cast, user_of

from .conftest import Act

LATER = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def seal_key(at: datetime) -> None:
    ensure_seal_key(seal_directory(), "Kecamatan Contoh", at)


def words_of(document: Document) -> str:
    with document.file.open("rb") as file:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages).split())


def test_the_first_look_is_noted_once(cast: Cast, delivered: Evaluation) -> None:
    assert open_result(evaluation=delivered, by=user_of(cast.beringin), at=LATER)
    assert not open_result(evaluation=delivered, by=user_of(cast.beringin), at=datetime(2026, 12, 9, tzinfo=UTC))
    assert Evaluation.objects.get().opened_at == LATER
    assert sum("evaluation.seen" in line for line in export_lines(cast.agency.code)) == 1


def test_only_the_employee_counts_as_having_seen_it(cast: Cast, delivered: Evaluation) -> None:
    with pytest.raises(Refused):
        open_result(evaluation=delivered, by=user_of(cast.camat), at=LATER)


def test_what_is_not_delivered_was_not_seen(cast: Cast, level: UnitAchievement, judge: Act) -> None:
    assert not open_result(evaluation=judge(), by=user_of(cast.beringin), at=LATER)


def test_signing_is_recorded_with_the_reply(cast: Cast, delivered: Evaluation) -> None:
    signed = acknowledge(evaluation=delivered, reply="Saya mengerti", by=user_of(cast.beringin), at=LATER)
    assert (signed.state, signed.reply, signed.acknowledged_at) == ("acknowledged", "Saya mengerti", LATER)
    signing = [line for line in export_lines(cast.agency.code) if "evaluation.acknowledged" in line]
    assert ["Saya mengerti" in line for line in signing] == [True]


def test_signing_twice_keeps_the_first_signature(cast: Cast, delivered: Evaluation) -> None:
    signed = acknowledge(evaluation=delivered, by=user_of(cast.beringin), at=LATER)
    again = acknowledge(
        evaluation=signed, reply="Lain", by=user_of(cast.beringin), at=datetime(2026, 12, 9, tzinfo=UTC)
    )
    assert (again.reply, again.acknowledged_at) == ("", LATER)


def test_both_official_forms_name_their_signatories_alike(cast: Cast, delivered: Evaluation) -> None:
    posts = {cast.kasi.pk: None, cast.camat.pk: None}
    form = evaluation_form(delivered, in_force(date(2026, 12, 31)), posts)
    assert [sign.role for sign in form.signatures] == ["Pegawai yang Dinilai", "Pejabat Penilai Kinerja"]


def test_two_signatures_at_once_leave_one(cast: Cast, delivered: Evaluation) -> None:
    acknowledge(evaluation=delivered, reply="Satu", by=user_of(cast.beringin), at=LATER)
    with pytest.raises(ChangedMeanwhile):
        acknowledge(evaluation=delivered, reply="Dua", by=user_of(cast.beringin), at=LATER)


def test_only_the_employee_signs(cast: Cast, delivered: Evaluation) -> None:
    with pytest.raises(Refused):
        acknowledge(evaluation=delivered, by=user_of(cast.kasi), at=LATER)


def test_nothing_is_signed_before_delivery(cast: Cast, level: UnitAchievement, judge: Act) -> None:
    with pytest.raises(Refused):
        acknowledge(evaluation=judge(), by=user_of(cast.beringin), at=LATER)


def test_silence_accepts_nothing(cast: Cast, delivered: Evaluation) -> None:
    """The deadline passes and the state stays: no job, no view turns silence into acceptance."""
    open_result(evaluation=delivered, by=user_of(cast.beringin), at=datetime(2027, 6, 1, tzinfo=UTC))
    assert Evaluation.objects.get().state == "delivered"


def test_the_last_days_are_counted_from_delivery(cast: Cast, delivered: Evaluation) -> None:
    assert delivered.delivered_at is not None
    days = last_days(delivered.delivered_at, in_force(cast.period.end))
    assert {name: day.isoformat() for name, day in days.items()} == {"sign": "2026-12-08", "object": "2026-12-08"}


def test_a_delivery_near_midnight_counts_in_local_days(cast: Cast) -> None:
    days = last_days(datetime(2026, 11, 24, 18, 30, tzinfo=UTC), in_force(cast.period.end))
    assert days["sign"].isoformat() == "2026-12-09"


# --- the document -----------------------------------------------------------------------


def test_delivery_issues_the_sealed_document(cast: Cast, seal_key: None, delivered: Evaluation) -> None:
    document = Document.objects.get()
    words = words_of(document)
    assert document.readers == sorted(user_of(person).username for person in (cast.beringin, cast.kasi, cast.camat))
    for expected in ("DOKUMEN EVALUASI KINERJA PEGAWAI", "Beringin Yasmin Contoh", "Camar Oleander Contoh", "Baik"):
        assert expected in words
    with document.file.open("rb") as file:
        assert verify_bytes(file.read()).status == "genuine"


def test_the_document_never_tells_what_colleagues_said(cast: Cast, seal_key: None, delivered: Evaluation) -> None:
    assert cast.cendana.name not in words_of(Document.objects.get())


def test_a_signature_replaces_the_document(cast: Cast, seal_key: None, delivered: Evaluation) -> None:
    acknowledge(evaluation=delivered, by=user_of(cast.beringin), at=LATER)
    replaced, valid = Document.objects.order_by("pk")
    assert (replaced.status, valid.status) == (DocumentStatus.REPLACED, DocumentStatus.VALID)
    assert "Diterima secara elektronik" in words_of(valid)


def test_the_same_document_is_issued_once(cast: Cast, seal_key: None, delivered: Evaluation, at: datetime) -> None:
    issue_document(evaluation=delivered, by="operator", at=LATER)
    assert Document.objects.count() == 1


def test_the_result_stands_where_the_office_has_no_seal_yet(
    cast: Cast, level: UnitAchievement, judge: Act, at: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr("terang.documents.seal.seal_directory", lambda: tmp_path)
    delivery = deliver(evaluations=[judge()], by=user_of(cast.kasi), at=at)
    assert delivery.evaluations[0].state == "delivered"
    assert not Document.objects.exists()


class CountingProgress:
    """Stands in for a job's progress."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def total(self, n: int) -> None:
        self.steps.append(f"total {n}")

    def advance(self, n: int = 1) -> None:
        self.steps.append("advance")


def test_the_job_issues_each_document_and_may_run_again(
    cast: Cast, seal_key: None, delivered: Evaluation, at: datetime
) -> None:
    progress: Callable[..., object] = CountingProgress  # type: ignore[assignment]
    for _attempt in range(2):
        run(progress(), evaluations=[delivered.pk], by=user_of(cast.kasi).username, at=at.isoformat())  # type: ignore[arg-type]
    assert Document.objects.count() == 1
