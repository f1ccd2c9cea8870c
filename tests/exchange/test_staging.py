"""From upload to the applied import: preview, corrections, two tabs, a dying worker, an office that moves on."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from terang.exchange import employees
from terang.exchange.workbook import NotAWorkbook
from terang.identity.models import User
from terang.jobs import services as jobs
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.jobs.runner import run
from terang.ledger.models import LedgerEntry
from terang.organisation.enums import RowState, StagedState
from terang.organisation.models import (
    Agency,
    Employee,
    Position,
    StagedFinding,
    StagedImport,
    StagedRow,
    Unit,
)
from tests.exchange.conftest import FAULTY, GOOD, HEAD, SECOND, staff_list

Stage = Callable[..., StagedImport]
OTHER_UNIT = {"UNOR ID": "U2", "UNOR NAMA": "SEKSI UMUM", "SATUAN KERJA KERJA NAMA": "Dinas Entah"}


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(code="medan", name="Pemerintah Kota Medan", office="Kecamatan Contoh", place="Medan")


@pytest.fixture
def stage(agency: Agency, team: User, at: datetime) -> Stage:
    """``stage(person, …)`` uploads a list; ``content=`` uploads a file."""

    def upload(*people: Any, content: bytes | None = None, at: datetime = at) -> StagedImport:
        stream = io.BytesIO(content if content is not None else staff_list(*people))
        return employees.stage(stream=stream, file_name="daftar.xlsx", agency=agency, by=team, at=at)

    return upload


def fresh(staged: StagedImport) -> StagedImport:
    return StagedImport.objects.select_related("job", "agency").get(pk=staged.pk)


def test_an_upload_waits_in_the_database_with_its_figures(stage: Stage) -> None:
    staged = stage(content=GOOD.read_bytes())
    assert (staged.state, staged.summary["new"], staged.header_row) == (StagedState.READY, 93, 1)
    assert StagedRow.objects.filter(staged=staged).count() == 93
    assert not Employee.objects.exists()


def test_the_preview_keeps_nothing_that_appraisal_does_not_need(stage: Stage) -> None:
    staged = stage(content=GOOD.read_bytes())
    kept = str(list(StagedRow.objects.filter(staged=staged).values()))
    assert "1271090902959001" not in kept
    assert "S-1/Sarjana" not in kept


def test_the_faulty_list_is_kept_with_its_remarks(stage: Stage) -> None:
    staged = stage(content=FAULTY.read_bytes())
    assert StagedFinding.objects.filter(staged=staged, is_error=True).count() == 8
    assert StagedRow.objects.filter(staged=staged, state=RowState.FAULTY).count() == 8


def test_a_file_that_cannot_be_read_leaves_nothing_behind(stage: Stage) -> None:
    with pytest.raises(NotAWorkbook):
        stage(content=b"NIP;NAMA")
    assert not StagedImport.objects.exists()


def test_the_preview_says_who_would_appraise_whom(stage: Stage) -> None:
    staged = stage(HEAD, SECOND)
    appraisers = dict(StagedRow.objects.filter(staged=staged).values_list("data__name", "appraiser"))
    assert appraisers == {"Bakung Kenanga Contoh": "", "Cempaka Seroja Contoh": "Bakung Kenanga Contoh"}


def test_a_worker_applies_the_import_and_says_what_it_did(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD, SECOND)
    job = employees.request_apply(staged=fresh(staged), by=team, at=at)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["new"]) == (JobState.DONE, 2)
    assert fresh(staged).state == StagedState.APPLIED
    assert Employee.objects.count() == 2
    assert not StagedRow.objects.exists()
    assert LedgerEntry.objects.get(act="employees.imported").subject == f"import:{staged.pk}"


def test_a_double_click_starts_one_job(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD)
    first, second = fresh(staged), fresh(staged)
    employees.request_apply(staged=first, by=team, at=at)
    with pytest.raises(employees.NotReady):
        employees.request_apply(staged=second, by=team, at=at)
    assert Job.objects.count() == 1


def test_a_run_that_is_repeated_changes_nothing_more(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD)
    job = employees.request_apply(staged=fresh(staged), by=team, at=at)
    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run(job.pk)
    assert Employee.objects.count() == 1
    assert LedgerEntry.objects.filter(act="employees.imported").count() == 1


def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_one_does_it_all(
    stage: Stage, team: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = stage(HEAD, SECOND)
    job = employees.request_apply(staged=fresh(staged), by=team, at=at)

    class Killed(BaseException):
        pass

    def die(*_args: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(employees, "_finish", die)
        with pytest.raises(Killed):
            run(job.pk)
    assert not Employee.objects.exists()
    assert not Unit.objects.exists()
    assert fresh(staged).state == StagedState.APPLYING
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run(job.pk)
    assert Employee.objects.count() == 2


def test_a_change_of_the_office_since_the_preview_stops_the_import_with_words(
    stage: Stage, team: User, at: datetime
) -> None:
    staged = stage(HEAD, SECOND)
    other = stage(SECOND)
    run(employees.request_apply(staged=fresh(other), by=team, at=at).pk)
    job = employees.request_apply(staged=fresh(staged), by=team, at=at)
    run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "berubah sejak pratinjau dibuat" in job.error
    assert (fresh(staged).state, fresh(staged).summary["new"]) == (StagedState.READY, 1)
    assert Employee.objects.count() == 1


def test_the_renewed_preview_can_be_applied(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD, SECOND)
    run(employees.request_apply(staged=fresh(stage(SECOND)), by=team, at=at).pk)
    run(employees.request_apply(staged=fresh(staged), by=team, at=at).pk)
    run(employees.request_apply(staged=fresh(staged), by=team, at=at).pk)
    assert fresh(staged).state == StagedState.APPLIED
    assert Employee.objects.count() == 2


def test_a_cancelled_job_leaves_the_preview_for_another_try(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD)
    job = employees.request_apply(staged=fresh(staged), by=team, at=at)
    jobs.cancel(job=job, at=at)
    assert employees.is_stuck(fresh(staged))
    again = employees.request_apply(staged=fresh(staged), by=team, at=at)
    run(again.pk)
    assert fresh(staged).state == StagedState.APPLIED


def test_an_import_with_errors_is_not_applied(stage: Stage, team: User, at: datetime) -> None:
    with pytest.raises(employees.FaultsLeft):
        employees.request_apply(staged=fresh(stage(content=FAULTY.read_bytes())), by=team, at=at)
    assert not Job.objects.exists()


def test_an_import_without_effect_is_not_applied(stage: Stage, team: User, at: datetime) -> None:
    run(employees.request_apply(staged=fresh(stage(HEAD)), by=team, at=at).pk)
    with pytest.raises(employees.NothingToDo):
        employees.request_apply(staged=fresh(stage(HEAD)), by=team, at=at)


def test_a_preview_older_than_a_week_is_not_applied(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD)
    with pytest.raises(employees.Expired):
        employees.request_apply(staged=fresh(staged), by=team, at=at + timedelta(days=8))


def test_what_is_left_of_an_old_preview_is_deleted_with_the_next_upload(stage: Stage, at: datetime) -> None:
    old = stage(HEAD)
    stage(SECOND, at=at + timedelta(days=8))
    assert fresh(old).state == StagedState.CANCELLED
    assert not StagedRow.objects.filter(staged=old).exists()


def test_a_cancelled_import_forgets_the_list(stage: Stage, at: datetime) -> None:
    staged = stage(content=FAULTY.read_bytes())
    employees.cancel(staged=fresh(staged), at=at)
    assert fresh(staged).state == StagedState.CANCELLED
    assert not StagedRow.objects.exists()
    assert not StagedFinding.objects.exists()


def test_an_applied_import_cannot_be_cancelled(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD)
    run(employees.request_apply(staged=fresh(staged), by=team, at=at).pk)
    with pytest.raises(employees.NotReady):
        employees.cancel(staged=fresh(staged), at=at)


def test_the_unit_above_can_be_corrected_before_applying(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD, SECOND | OTHER_UNIT)
    employees.correct(staged=fresh(staged), unit="c:U2", parent="c:U1", head="", at=at)
    appraiser = StagedRow.objects.get(staged=staged, number=3).appraiser
    assert appraiser == "Bakung Kenanga Contoh"
    run(employees.request_apply(staged=fresh(staged), by=team, at=at).pk)
    assert Unit.objects.get_parent(Unit.objects.get(code="U2")).code == "U1"


def test_the_leading_post_can_be_corrected_before_applying(stage: Stage, team: User, at: datetime) -> None:
    staged = stage(HEAD, SECOND | HEAD | {"JABATAN NAMA": "Sekretaris Camat", "ESELON NAMA": "III.b"})
    employees.correct(staged=fresh(staged), unit="c:U1", parent="", head="Sekretaris Camat", at=at)
    run(employees.request_apply(staged=fresh(staged), by=team, at=at).pk)
    assert Position.objects.get(is_head=True).name == "Sekretaris Camat"


def test_a_unit_cannot_be_put_below_itself(stage: Stage, at: datetime) -> None:
    staged = stage(HEAD, SECOND | OTHER_UNIT)
    employees.correct(staged=fresh(staged), unit="c:U1", parent="c:U2", head="Camat Contoh", at=at)
    employees.correct(staged=fresh(staged), unit="c:U2", parent="c:U1", head="", at=at)
    codes = set(StagedFinding.objects.filter(staged=staged).values_list("code", flat=True))
    assert "UNIT_CIRCLE" in codes


def test_a_correction_keeps_the_remarks_about_cells(stage: Stage, at: datetime) -> None:
    staged = stage(HEAD | {"NIP BARU": "'199502092017031901"}, SECOND | OTHER_UNIT)
    employees.correct(staged=fresh(staged), unit="c:U2", parent="c:U1", head="", at=at)
    assert StagedFinding.objects.filter(staged=staged, code="NIP_CLEANED").exists()


def test_a_correction_from_an_old_tab_is_refused(stage: Stage, at: datetime) -> None:
    staged = stage(HEAD, SECOND | OTHER_UNIT)
    old_tab = fresh(staged)
    employees.correct(staged=fresh(staged), unit="c:U2", parent="c:U1", head="", at=at)
    with pytest.raises(employees.NotReady):
        employees.correct(staged=old_tab, unit="c:U2", parent="root", head="", at=at)
