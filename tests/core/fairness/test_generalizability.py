"""Variance components and D studies are those of Brennan's book."""

from typing import Any

import numpy as np
import pytest

from terang.core.fairness.generalizability import (
    Components,
    Design,
    d_study,
    g_study,
    raters_needed,
    single_rater,
    spearman_brown,
)
from terang.core.fairness.tables import VarComp

from .published import published

SETS = published("brennan_2001_gtheory")["sets"]
P_I = SETS["synthetic_1_p_x_i"]
P_I_O = SETS["synthetic_3_p_x_i_x_o"]
P_R_IN_T = SETS["synthetic_4_p_x_r_in_t"]


def columns(data: dict[str, list[float]], groups: int) -> np.ndarray[Any, Any]:
    """(persons, groups, conditions within a group)"""
    return np.array(list(data.values()), dtype=float).T.reshape(10, groups, -1)


def studies() -> dict[str, tuple[Components, dict[str, Any], dict[str, int]]]:
    occasions = columns(P_I_O["data"], 2).transpose(0, 2, 1)
    return {
        "set 1": (g_study(np.array(P_I["data"]), Design.P_I), P_I, {"i": 12}),
        "set 3": (g_study(occasions, Design.P_I_O), P_I_O, {"i": 4, "o": 2}),
        "set 4": (g_study(columns(P_R_IN_T["data"], 3), Design.P_R_IN_T), P_R_IN_T, {"t": 3, "r": 4}),
    }


def key(effect: str) -> str:
    return effect.replace(":", "_")


@pytest.mark.parametrize("name", ["set 1", "set 3", "set 4"])
def test_components_and_coefficients_as_printed(name: str) -> None:
    found, printed, n = studies()[name]
    for effect in printed["variance"]:
        assert {key(e): v for e, v in found.variance.items()}[effect] == pytest.approx(
            printed["variance"][effect], abs=2e-4
        )
        assert {key(e): v for e, v in found.mean_squares.items()}[effect] == pytest.approx(
            printed["mean_squares"][effect], abs=2e-4
        )
    coefficients = d_study(found, n)
    assert coefficients.relative == pytest.approx(printed["Erho2"], abs=0.006)
    assert coefficients.absolute == pytest.approx(printed["Phi"], abs=0.006)


@pytest.mark.parametrize("items", [5, 10, 15, 20])
def test_the_d_study_of_the_first_set(items: int) -> None:
    found = d_study(studies()["set 1"][0], {"i": items})
    printed = P_I["d_study"][f"n_i={items}"]
    assert found.relative == pytest.approx(printed["Erho2"], abs=0.006)
    assert found.absolute == pytest.approx(printed["Phi"], abs=0.006)


@pytest.mark.parametrize(
    ("single", "needed"), [(0.19, (10, 18, 39)), (0.28, (6, 11, 24)), (0.37, (4, 7, 16)), (0.5, (3, 5, 10))]
)
def test_raters_needed_at_the_reliabilities_of_the_literature(single: float, needed: tuple[int, ...]) -> None:
    """.50 needs exactly 7/3, 4 and 9 raters; the printed table rounds the last two up by one."""
    found = [raters_needed(single, target) for target in (0.7, 0.8, 0.9)]
    assert found == [3, 4, 9] if single == 0.5 else found == list(needed)


def test_five_peers_at_the_usual_reliability() -> None:
    assert round(spearman_brown(0.37, 5), 2) == 0.75
    assert round(spearman_brown(0.37, 8), 2) == 0.82


@pytest.mark.parametrize("single", [0.1, 0.37, 0.8])
@pytest.mark.parametrize("target", [0.5, 0.7, 0.9])
def test_the_number_needed_is_the_smallest_that_reaches_the_target(single: float, target: float) -> None:
    n = raters_needed(single, target)
    assert spearman_brown(single, n) >= target - 1e-9
    assert n == 1 or spearman_brown(single, n - 1) < target


def test_ratings_without_reliability_never_reach_a_target() -> None:
    assert raters_needed(0, 0.7) == float("inf")
    assert raters_needed(1, 0.7) == 1


@pytest.mark.parametrize("target", [0, 1, -0.5])
def test_a_target_that_cannot_be_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        raters_needed(0.5, target)


def test_knowing_the_severity_makes_one_rating_more_reliable() -> None:
    vc = VarComp(w=0.3, u=0.1, c=0.1, l=0.1, e=0.4)
    assert single_rater(vc) == pytest.approx(0.4)
    assert single_rater(vc, known_severity=True) == pytest.approx(0.5)


def test_a_component_below_zero_counts_as_none() -> None:
    found = Components(Design.P_I, {}, {"p": 0.5, "i": -0.2, "pi": 0.5})
    assert d_study(found, {"i": 1}).absolute == 0.5


@pytest.mark.parametrize(
    ("x", "design"),
    [(np.ones((3, 2)), Design.P_I_O), (np.ones((3, 1)), Design.P_I), (np.full((3, 2), np.nan), Design.P_I)],
)
def test_a_table_that_does_not_fit_the_design_is_refused(x: np.ndarray[Any, Any], design: Design) -> None:
    with pytest.raises(ValueError, match="axes"):
        g_study(x, design)
