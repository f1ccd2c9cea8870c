"""terang ledger: verified from the command line and carried out of the house."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from terang.cli.main import main
from terang.ledger import queries, services
from tests.cli.conftest import ROOT, Installation
from tests.ledger.flush import triggers

APPEND = """
from django.db import transaction
from django.utils import timezone
from terang.ledger import services
for number in range(40):
    with transaction.atomic():
        services.record(agency="contoh", act="test", subject="x:1", by="x", at=timezone.now(), data={"n": number})
"""


@pytest.fixture
def entries(db: None, at: datetime) -> None:
    for number in range(3):
        services.record(agency="contoh", act="skp.set", subject="skp:1", by="x", at=at, data={"n": number})


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def test_a_sound_ledger_is_reported_as_json(entries: None, said: Callable[..., tuple[int, str, str]]) -> None:
    code, output, _errors = said("ledger", "verify", "--json")
    head = queries.head("contoh")[1]
    assert (code, json.loads(output)) == (0, {"entries": 3, "valid": True, "head": head, "first_bad": None})


def test_a_sound_ledger_is_reported_in_words(entries: None, said: Callable[..., tuple[int, str, str]]) -> None:
    code, output, _errors = said("ledger", "verify")
    assert (code, "utuh: 3 catatan" in output) == (0, True)


def test_one_changed_byte_is_named_and_the_command_fails(
    entries: None, said: Callable[..., tuple[int, str, str]]
) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_ledgerentry SET actor = 'y' WHERE seq = 2")
    triggers.install(connection)
    code, output, _errors = said("ledger", "verify", "--json")
    answer = json.loads(output)
    assert (code, answer["valid"], answer["first_bad"]) == (1, False, {"agency": "contoh", "seq": 2})


def test_the_export_is_verified_by_the_independent_script(
    entries: None, said: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, _output, _errors = said("ledger", "export", tmp_path / "ledger.jsonl")
    script = [sys.executable, str(ROOT / "docs" / "verify_ledger.py"), str(tmp_path / "ledger.jsonl")]
    done = subprocess.run(script, capture_output=True, text=True)
    assert (code, done.returncode, json.loads(done.stdout)["entries"]) == (0, 0, 3)


def test_what_a_command_writes_is_read_by_its_owner_only(
    entries: None, said: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    said("ledger", "export", tmp_path / "ledger.jsonl")
    assert (tmp_path / "ledger.jsonl").stat().st_mode & 0o077 == 0


def test_with_two_agencies_the_export_asks_which_one(
    entries: None, said: Callable[..., tuple[int, str, str]], tmp_path: Path, at: datetime
) -> None:
    services.record(agency="lain", act="skp.set", subject="skp:1", by="x", at=at, data={})
    code, _output, errors = said("ledger", "export", tmp_path / "ledger.jsonl")
    assert (code, "contoh, lain" in errors, list(tmp_path.iterdir())) == (1, True, [])


@pytest.mark.django_db
def test_an_empty_ledger_is_not_exported(said: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, _output, errors = said("ledger", "export", tmp_path / "ledger.jsonl")
    assert (code, "masih kosong" in errors) == (1, True)


def test_an_export_to_a_place_that_is_not_there_is_refused_in_words(
    entries: None, said: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, _output, errors = said("ledger", "export", tmp_path / "nowhere" / "ledger.jsonl")
    assert (code, "Pilih tempat lain" in errors) == (1, True)


def test_two_processes_appending_never_fork_the_chain(installation: Installation) -> None:
    programs = [installation.start("-c", f"import django; django.setup()\n{APPEND}") for _ in range(2)]
    said = [program.communicate(timeout=60)[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0], said
    done = installation.terang("ledger", "verify", "--json")
    assert (done.returncode, json.loads(done.stdout)["entries"]) == (0, 80)


def test_a_database_without_tables_is_explained(new_installation: Callable[..., Installation]) -> None:
    done = new_installation(bare=True).terang("ledger", "verify")
    assert (done.returncode, "belum siap" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
