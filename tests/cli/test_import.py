"""terang import employees and terang operator: a new office from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from terang.cli.main import main
from terang.ledger.queries import export_lines
from terang.organisation.models import Agency, Employee
from tests.cli.conftest import ROOT

WORKBOOK = ROOT / "src" / "terang" / "cli" / "demo" / "data" / "amplas-siasn.xlsx"
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], db: None) -> Said:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


@pytest.fixture
def operator(said: Said) -> str:
    code, output, _errors = said("operator", "operator", "--name", "Operator Contoh", "--agency", "medan", "--json")
    assert code == 0
    return str(json.loads(output)["password"])


def test_the_first_operator_gets_a_temporary_password(operator: str) -> None:
    assert len(operator) >= 10


def test_the_first_operator_finds_the_agency_to_import_people_into(operator: str) -> None:
    agency = Agency.objects.get()
    assert (agency.code, agency.name, agency.place) == ("medan", "Pemerintah Kota Medan", "Medan")


def test_a_second_first_operator_is_refused(operator: str, said: Said) -> None:
    code, _output, errors = said("operator", "lain", "--name", "Lain Contoh", "--agency", "medan")
    assert (code, "Operator sudah ada" in errors) == (1, True)


def test_a_staff_list_is_imported(operator: str, said: Said) -> None:
    code, output, _errors = said("import", "employees", WORKBOOK, "--json")
    report = json.loads(output)
    assert (code, report["rows"], report["new"], report["errors"]) == (0, 93, 93, [])
    assert Employee.objects.count() == 93


def test_a_dry_run_changes_nothing(operator: str, said: Said) -> None:
    code, output, _errors = said("import", "employees", WORKBOOK, "--dry-run")
    assert (code, "93 baru" in output, Employee.objects.count()) == (0, True, 0)


def test_the_same_list_again_changes_nothing(operator: str, said: Said) -> None:
    said("import", "employees", WORKBOOK)
    code, output, _errors = said("import", "employees", WORKBOOK, "--json")
    report = json.loads(output)
    assert (code, report["new"], report["changed"], report["unchanged"]) == (0, 0, 0, 93)


def test_a_file_that_is_no_workbook_fails_in_words(operator: str, said: Said, tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_text("bukan buku kerja")
    code, output, _errors = said("import", "employees", path)
    assert (code, "Perlu dibetulkan" in output, Employee.objects.count()) == (1, True, 0)


def test_a_file_that_is_not_there_fails_in_words(operator: str, said: Said, tmp_path: Path) -> None:
    code, output, _errors = said("import", "employees", tmp_path / "daftar.xlsx")
    assert (code, "tidak dapat dibuka" in output) == (1, True)


def test_before_anybody_has_an_account_the_system_imports(said: Said) -> None:
    code, _output, _errors = said("import", "employees", WORKBOOK)
    assert (code, Employee.objects.count()) == (0, 93)
    assert '"actor":"sistem"' in list(export_lines("medan"))[-1]


def test_an_account_that_is_not_there_is_explained(said: Said) -> None:
    code, _output, errors = said("import", "employees", WORKBOOK, "--by", "entah")
    assert (code, "Akun entah" in errors, Employee.objects.count()) == (1, True, 0)


def test_an_agency_that_is_not_there_is_explained(operator: str, said: Said) -> None:
    code, _output, errors = said("import", "employees", WORKBOOK, "--agency", "entah")
    assert (code, "belum ada" in errors) == (1, True)
