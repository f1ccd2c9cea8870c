"""The import wizard in the browser's eyes: file, preview, corrections, apply, result."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from terang.jobs.models import Job
from terang.jobs.runner import run
from terang.organisation.enums import StagedState
from terang.organisation.models import Employee, StagedImport
from terang.web.organisation.home import tasks
from tests.cast import Cast, actor, user_of
from tests.exchange.conftest import FAULTY, GOOD, HEAD, SECOND, staff_list

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ENOUGH = 12


@pytest.fixture
def team(client: Any, cast: Cast) -> Any:
    client.force_login(cast.team, backend=BACKEND)
    return client


def send(client: Any, content: bytes, name: str = "daftar.xlsx") -> Any:
    return client.post(reverse("organisation:import_upload"), {"file": SimpleUploadedFile(name, content)})


def uploaded(client: Any, content: bytes) -> StagedImport:
    assert send(client, content).status_code == 302
    return StagedImport.objects.latest("pk")


def address(name: str, staged: StagedImport, *more: Any) -> str:
    return reverse(f"organisation:import_{name}", args=[staged.pk, *more])


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_file_becomes_a_preview(team: Any) -> None:
    page = text(team, address("preview", uploaded(team, GOOD.read_bytes())))
    assert "Langkah 2 dari 3" in page
    assert "Terapkan impor" in page


def test_a_file_that_is_no_workbook_is_refused_at_the_field(team: Any) -> None:
    answer = send(team, b"NIP;NAMA")
    assert answer.status_code == 422
    assert "bukan buku kerja Excel" in answer.content.decode()
    assert not StagedImport.objects.exists()


def test_no_file_at_all_is_refused_with_words(team: Any) -> None:
    answer = team.post(reverse("organisation:import_upload"), {})
    assert answer.status_code == 422
    assert "Pilih berkasnya lebih dulu" in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_with_its_size(team: Any) -> None:
    answer = send(team, b"PK\x03\x04" + b"\0" * (11 * 1024 * 1024))
    assert answer.status_code == 422
    assert "Ukuran paling besar 10 MB" in answer.content.decode()


def test_the_faulty_list_shows_each_fault_and_no_way_to_apply(team: Any) -> None:
    staged = uploaded(team, FAULTY.read_bytes())
    page = text(team, address("preview", staged))
    assert staged.summary["errors"] == 8
    assert "8 galat dan" in page
    assert "NIP hanya 17 angka" in page
    assert "Terapkan impor" not in page
    assert "Unggah berkas yang sudah dibetulkan" in page


def test_a_hostile_name_is_shown_as_text(team: Any) -> None:
    staged = uploaded(team, staff_list({"NAMA": "<script>alert()</script>"}))
    assert "<script>alert" not in text(team, address("preview", staged))


def test_the_findings_can_be_taken_along_as_a_workbook_without_formulas(team: Any) -> None:
    staged = uploaded(team, staff_list({"NAMA": "=1+1"}))
    answer = team.get(address("findings", staged))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert ["=1+1" in row for row in sheet.to_python()] == [False, True]


def test_applying_asks_first_then_runs_as_a_job_then_shows_the_result(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD, SECOND))
    assert "Terapkan 2 baris?" in text(team, address("apply", staged))
    answer = team.post(address("apply", staged))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert "Sedang diterapkan" in text(team, address("preview", staged))
    run(job.pk)
    assert "Impor sudah diterapkan" in text(team, address("preview", staged))
    assert Employee.objects.filter(name="Cempaka Seroja Contoh").exists()


def test_a_double_click_starts_one_job(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD))
    team.post(address("apply", staged))
    again = team.post(address("apply", staged))
    assert again.url == address("preview", staged)
    assert Job.objects.count() == 1


def test_going_back_after_applying_leads_to_the_result(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD))
    team.post(address("apply", staged))
    run(Job.objects.get().pk)
    assert team.get(address("apply", staged)).url == address("preview", staged)
    assert team.post(address("cancel", staged)).url == address("preview", staged)
    assert StagedImport.objects.get().state == StagedState.APPLIED


def test_the_list_with_faults_cannot_be_applied_by_hand(team: Any) -> None:
    staged = uploaded(team, FAULTY.read_bytes())
    assert team.post(address("apply", staged)).url == address("preview", staged)
    assert not Job.objects.exists()


def test_an_old_preview_says_so_and_offers_a_new_upload(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD))
    StagedImport.objects.update(at="2026-01-01T00:00:00Z")
    page = text(team, address("preview", staged))
    assert "Pratinjau ini sudah lama" in page
    assert "Terapkan impor" not in page


def test_a_stopped_job_is_told_and_can_be_tried_again(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD))
    team.post(address("apply", staged))
    Job.objects.update(state="FAILED", error="Pekerjaan ini belum dapat diselesaikan.")
    page = text(team, address("preview", staged))
    assert "Penerapan terhenti" in page
    assert "belum dapat diselesaikan" in page
    assert team.post(address("apply", staged)).status_code == 302
    assert Job.objects.count() == 2


def test_an_import_is_cancelled_after_asking(team: Any) -> None:
    staged = uploaded(team, FAULTY.read_bytes())
    assert "Batalkan impor ini?" in text(team, address("cancel", staged))
    assert team.post(address("cancel", staged)).status_code == 302
    assert "Impor ini dibatalkan" in text(team, address("preview", staged))


def test_the_tree_can_be_corrected_in_the_preview(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD, SECOND | {"UNOR ID": "X2", "UNOR NAMA": "SEKSI BARU"}))
    place = next(place for place, unit in enumerate(staged.units) if unit["key"] == "c:X2")
    above = next(unit["key"] for unit in staged.units if unit["name"] == "Kelurahan Amplas")
    assert "Seksi Baru" in text(team, address("correct", staged, place))
    answer = team.post(address("correct", staged, place), {"parent": above, "head": ""})
    assert answer.url == address("tree", staged)
    unit = next(unit for unit in StagedImport.objects.get().units if unit["key"] == "c:X2")
    assert (unit["parent"], unit["above"]) == (above, "Pinus Flamboyan Contoh")


def test_a_parent_that_is_not_offered_is_refused(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD, SECOND | {"UNOR ID": "X2", "UNOR NAMA": "SEKSI BARU"}))
    place = next(place for place, unit in enumerate(staged.units) if unit["key"] == "c:X2")
    assert team.post(address("correct", staged, place), {"parent": "c:X2", "head": ""}).status_code == 422


def test_a_place_outside_the_tree_does_not_exist(team: Any) -> None:
    assert team.get(address("correct", uploaded(team, staff_list(HEAD)), 999)).status_code == 404


def test_the_people_who_are_not_in_the_file_are_listed(team: Any) -> None:
    staged = uploaded(team, staff_list(HEAD, SECOND))
    page = text(team, address("rows", staged) + "?tampil=tidak-ada")
    assert "Sengon Ulin Contoh" in page
    assert "dibiarkan seperti sekarang" in page


@pytest.mark.parametrize("tab", ["baru", "berubah", "tetap", "dilewati", "bermasalah", "tidak-ada", "ngawur"])
def test_every_tab_of_the_rows_opens(team: Any, tab: str) -> None:
    staged = uploaded(team, FAULTY.read_bytes())
    assert text(team, f"{address('rows', staged)}?tampil={tab}")


OF_AN_IMPORT = (
    "import_preview",
    "import_rows",
    "import_tree",
    "import_correct",
    "import_findings",
    "import_apply",
    "import_cancel",
)


@pytest.mark.parametrize("name", OF_AN_IMPORT)
@pytest.mark.parametrize("role", ["auditor", "operator", "camat", "beringin", "outsider"])
def test_an_import_does_not_exist_for_other_roles(client: Any, cast: Cast, name: str, role: str) -> None:
    client.force_login(cast.team, backend=BACKEND)
    staged = uploaded(client, staff_list(HEAD))
    who = getattr(cast, role)
    client.force_login(user_of(who) if isinstance(who, Employee) else who, backend=BACKEND)
    place = [1] if name == "import_correct" else []
    assert client.get(reverse(f"organisation:{name}", args=[staged.pk, *place])).status_code == 404


@pytest.mark.parametrize("name", ["preview", "rows", "tree"])
def test_the_preview_costs_the_same_statements_for_any_list(team: Any, name: str) -> None:
    counts = []
    for content in (staff_list(HEAD, SECOND), FAULTY.read_bytes()):
        url = address(name, uploaded(team, content))
        team.get(url)
        with CaptureQueriesContext(connection) as seen:
            team.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= ENOUGH


def test_home_reminds_the_team_of_a_list_that_waits(team: Any, cast: Cast) -> None:
    staged = uploaded(team, FAULTY.read_bytes())
    (task,) = tasks(actor(cast.team))
    assert task.url == address("preview", staged)


def test_home_reminds_nobody_else(team: Any, cast: Cast) -> None:
    uploaded(team, FAULTY.read_bytes())
    assert tasks(actor(cast.kasi)) == []
