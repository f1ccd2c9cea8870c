"""docs/fairness.md works one number out by hand; the engine must come to the same."""

import re
from pathlib import Path

import numpy as np
import pytest

from terang.core.fairness import ALL, adjusted
from tests.core.fairness.drawn import drawn, robust

PAGE = Path(__file__).parents[3] / "docs" / "fairness.md"
PERSON = 4800
ROW = re.compile(r"^\| (\d+) \| (?:peer|superior) \| ([\d.]+) \| ([-\d.]+) \|$", re.MULTILINE)


def test_the_worked_example_is_right() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("−", "-")
    found_rows = ROW.findall(text)
    rows = [(int(rater), float(gave), float(lenient)) for rater, gave, lenient in found_rows]
    world, found = drawn("base", 1), robust("base", 1)
    mine = np.flatnonzero(world.pairs.ratee == PERSON)
    assert [rater for rater, _, _ in rows] == world.pairs.rater[mine].tolist()
    assert [gave for _, gave, _ in rows] == pytest.approx(world.pairs.y[mine], abs=6e-4)
    assert [lenient for _, _, lenient in rows] == pytest.approx(found.c[world.pairs.rater[mine]], abs=6e-4)
    assert (found.weight[mine] == 1).all()
    scores = adjusted(world.pairs, found)
    row = (scores.ratee == PERSON) & (scores.role == ALL)
    parts = (scores.raw, scores.panel_leniency, scores.role_shift, scores.adjusted)
    for value in (float(part[row][0]) for part in parts):
        assert f"**{value:.3f}" in text
