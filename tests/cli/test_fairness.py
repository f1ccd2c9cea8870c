"""terang fairness: fair scores from a file, and the simulation anybody can repeat."""

import json
from pathlib import Path
from typing import Any

import pytest

from terang.cli.main import main
from terang.core import fairness


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two small worlds instead of the published ones."""
    worlds = {"base": fairness.World(n_staff=120, p_cross=0.2), "own": fairness.World(n_staff=40, p_complete=0.9)}
    monkeypatch.setattr(fairness, "SCENARIOS", worlds)


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "nilai.csv"
    assert main(["fairness", "simulate", "--scenario", "base", "--seed", "2", "--ratings", str(path)]) == 0
    return path


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_file_gives_everybodys_sum(ratings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["fairness", "fit", str(ratings), "--json"]) == 0
    answer = told(capsys)
    assert len(answer["ratees"]) == 130
    for one in answer["ratees"]:
        assert one["raw"] - one["panel_leniency"] - one["role_shift"] == pytest.approx(one["adjusted"], abs=1e-9)
        assert 0 < one["half_width"] < 1
    assert set(answer["variance_components"]) == {"w", "u", "c", "l", "e"}
    assert answer["record"]["engine"] == "1"
    assert not any("leniency" in name for unit in answer["units"] for name in unit)


def test_the_same_file_gives_the_same_answer(ratings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    answers = []
    for _ in range(2):
        assert main(["fairness", "fit", str(ratings), "--json"]) == 0
        answers.append(told(capsys))
    assert answers[0] == answers[1]


def test_an_answer_in_words_names_the_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nilai.csv"
    circle = [(ratee, rater) for ratee in "abcd" for rater in "abcd" if ratee != rater]
    rows = [f"{unit}{n},{unit}{j},rekan,{3 + (n < j)},{unit},{unit}" for unit in "pq" for n, j in circle]
    path.write_text("\n".join(["ratee,rater,role,y,ratee_unit,rater_unit", *rows]))
    assert main(["fairness", "fit", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Baru 8 orang dinilai. Di bawah 300 orang" in out
    assert "2 dari 2 unit hanya dapat dibandingkan di dalam unitnya sendiri." in out


def test_a_faulty_file_is_refused_with_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nilai.csv"
    path.write_text("ratee,rater,role,y,ratee_unit,rater_unit\na,b,rekan,x,u,u\n")
    assert main(["fairness", "fit", str(path)]) == 1
    assert "baris 2 (x)" in capsys.readouterr().err


def test_a_scenario_is_measured_beside_the_published_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--scenario", "base", "--seed", "3", "--json"]) == 0
    row = told(capsys)
    assert (row["scenario"], row["seeds"]) == ("base", [3])
    assert row["methods"]["raw_mean"]["ratio"] == 1
    assert 0.5 < row["methods"]["recommended"]["ratio"] < 1.1
    assert row["published"]["ratios"]["recommended"] == 0.865


def test_the_table_has_a_line_for_each_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--all", "--seed", "1"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["base", "0.188", "own"]


def test_the_whole_table_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--all", "--seed", "1", "--json"]) == 0
    assert [row["scenario"] for row in told(capsys)["scenarios"]] == ["base", "own"]


def test_an_unknown_scenario_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--scenario", "surga"]) == 1
    assert "Skenario surga tidak dikenal. Pilih salah satu: base, own." in capsys.readouterr().err


def test_ratings_of_all_scenarios_are_not_saved_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--all", "--ratings", str(tmp_path / "x.csv")]) == 1
    assert "satu skenario saja" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fairness", "simulate", "--scenario", "own", "--ratings", str(tmp_path / "no" / "x.csv")]) == 1
    assert "tidak dapat ditulis" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["-1", "x"])
def test_a_seed_is_a_number(seed: str) -> None:
    with pytest.raises(SystemExit):
        main(["fairness", "simulate", "--scenario", "own", "--seed", seed])
