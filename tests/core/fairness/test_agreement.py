"""Agreement is computed as published."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.fairness.agreement import Form, Level, icc, krippendorff

from .published import published

SHROUT_FLEISS = published("shrout_fleiss_1979_icc")
CASES = {case["name"]: case for case in published("krippendorff_alpha")["cases"]}


def alpha_table(case: dict[str, Any]) -> np.ndarray[Any, Any]:
    return np.array([[np.nan if value is None else value for value in row] for row in case["data"]], dtype=float)


@pytest.mark.parametrize("form", list(Form))
def test_the_six_forms_of_shrout_and_fleiss(form: Form) -> None:
    found = icc(np.array(SHROUT_FLEISS["data"]))[form]
    assert round(found.value, 2) == SHROUT_FLEISS["icc_published"][form]
    assert found.value == pytest.approx(SHROUT_FLEISS["icc_more_digits"][form], abs=1e-8)
    low, high = SHROUT_FLEISS["ci95_psych"][form]
    assert found.low == pytest.approx(low, abs=0.0006)
    assert found.high == pytest.approx(high, abs=0.006)


@pytest.mark.parametrize(
    ("name", "level", "digits"),
    [(name, level, "published") for name, case in CASES.items() for level in case["alpha_published"]]
    + [(name, level, "more_digits") for name, case in CASES.items() for level in case.get("alpha_more_digits", {})],
)
def test_alpha_as_published(name: str, level: str, digits: str) -> None:
    case = CASES[name]
    found = krippendorff(alpha_table(case), Level(level))
    tolerance = case["tolerance"] if digits == "published" else 1e-7
    assert found == pytest.approx(case[f"alpha_{digits}"][level], abs=tolerance)


def test_perfect_agreement_is_one() -> None:
    x = np.array([[1.0, 1], [2, 2], [4, 4]])
    assert icc(x)[Form.ICC_1_1].value == pytest.approx(1)
    assert krippendorff(x.T, Level.ORDINAL) == pytest.approx(1)


def test_without_any_variance_there_is_no_coefficient() -> None:
    x = np.ones((3, 2))
    assert np.isnan(icc(x)[Form.ICC_2_1].value)
    assert np.isnan(krippendorff(x.T, Level.INTERVAL))


@given(st.lists(st.lists(st.floats(1, 5), min_size=3, max_size=3), min_size=4, max_size=8))
def test_the_interval_holds_the_value_and_the_mean_is_surer_than_one_rater(rows: list[list[float]]) -> None:
    x = np.round(np.array(rows), 3)
    if np.ptp(x, axis=0).min() < 0.1 or np.ptp(x, axis=1).min() < 0.1:
        return
    found = icc(x)
    for form in (Form.ICC_1_1, Form.ICC_3_1):
        assert found[form].low <= found[form].value <= found[form].high
    if found[Form.ICC_3_1].value > 0:
        assert found[Form.ICC_3_K].value >= found[Form.ICC_3_1].value


@pytest.mark.parametrize("x", [np.ones((1, 3)), np.ones((3, 1)), np.array([[1, np.nan], [2, 3]]), np.ones(3)])
def test_too_little_or_gaps_are_refused(x: np.ndarray[Any, Any]) -> None:
    with pytest.raises(ValueError, match="two targets"):
        icc(x)


def test_alpha_without_a_single_comparison_is_refused() -> None:
    with pytest.raises(ValueError, match="two values"):
        krippendorff(np.array([[1, np.nan], [np.nan, 2]]), Level.NOMINAL)
