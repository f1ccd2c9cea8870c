"""terang law: the law of a day, with its source."""

import json

import pytest

from terang.cli.main import main


def test_a_parameter_is_shown_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "evaluation.predikat_matrix", "--on", "2026-12-31", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["on"], bool(shown["citation"]["article"])) == (
        "evaluation.predikat_matrix",
        "2026-12-31",
        True,
    )


def test_a_parameter_is_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "objection.filing", "--on", "2026-12-31"]) == 0
    assert "Dasar:" in capsys.readouterr().out


def test_an_unconfirmed_value_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    from terang.core.parameters import parameter_types
    from terang.regulation.law_files import tree

    unconfirmed = [name for name in parameter_types() if not tree().parameter(name).history[-1].citation.is_confirmed]
    assert main(["law", "show", unconfirmed[0], "--on", "2026-12-31"]) == 0
    assert "Belum terkonfirmasi" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluation.unheard_of", "--on", "2026-12-31"], "tidak dikenal"),
        (["evaluation.predikat_matrix", "--on", "31-12-2026"], "tidak dapat dibaca"),
        (["evaluation.predikat_matrix", "--on", "1999-01-01"], "Belum ada peraturan"),
    ],
)
def test_what_cannot_be_shown_is_explained(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", "show", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_the_law_files_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"valid": True, "problems": []}


def test_a_faulty_law_file_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from terang.regulation import law_files

    fault = law_files.Problem("parameters/nip.yaml", "nip.rules", "no such source")
    monkeypatch.setattr(law_files, "check", lambda: [fault])
    assert main(["law", "check"]) == 1
    assert "nip.rules" in capsys.readouterr().err


def test_a_command_that_is_not_there_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert (ended.value.code, "--help" in capsys.readouterr().err) == (2, True)
