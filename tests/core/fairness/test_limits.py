"""What the engine promises, on the published simulation: limits for the mean of seeds 1 to 5.

The figures in the published table came from another random stream; limits leave room for that.
"""

from dataclasses import replace

import numpy as np
import pytest

from terang.core.fairness import ALL, PUBLISHED, SCENARIOS, Policy, adjusted, fit, fit_robust, simulate, trial_of
from terang.core.fairness.trial import rmse
from tests.core.fairness.drawn import SEEDS, drawn, measured, robust
from tests.core.fairness.published import published

RAW, OURS = "raw_mean", "recommended"


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("base", 0.89),
        ("cross20", 0.84),
        ("culture.4-cross20", 0.74),
        ("sev.8-cross20", 0.74),
        ("noisy-sev.8-cross20", 0.83),
        ("straight10-cross20", 0.77),
        ("revenge10-cross20", 0.79),
        ("all-bad-cross20", 0.69),
        ("no-severity", 1.0),
    ],
)
def test_the_error_is_so_much_less_than_the_plain_means(name: str, ratio: float) -> None:
    assert measured(name)[OURS].ratio <= ratio


@pytest.mark.parametrize(("name", "less"), [("base", 0.004), ("culture.4-cross20", 0.02)])
def test_fewer_people_stand_in_the_wrong_class(name: str, less: float) -> None:
    assert measured(name)[OURS].wrong <= measured(name)[RAW].wrong - less


def test_with_raters_from_other_units_the_order_is_closer_to_the_truth() -> None:
    assert measured("cross20")[OURS].tau >= measured("cross20")[RAW].tau + 0.02


def test_strict_raters_are_recognised() -> None:
    found = [
        -np.corrcoef(robust("sev.8-cross20", seed).c, drawn("sev.8-cross20", seed).severity)[0, 1] for seed in SEEDS
    ]
    assert np.mean(found) >= 0.85


def test_who_exchanges_top_marks_gains_less_than_two_thirds_of_what_the_plain_mean_gives() -> None:
    plain, ours = [], []
    for seed in SEEDS:
        world, found = drawn("collude10-cross20", seed), robust("collude10-cross20", seed)
        scores = adjusted(world.pairs, found)
        for gains, score in ((plain, scores.of(ALL, scores.plain)), (ours, found.theta)):
            gains.append((place(score) - place(world.truth))[world.colluders].mean())
    assert np.mean(plain) > 0.03
    assert np.mean(ours) <= 0.6 * np.mean(plain)


def place(score: np.ndarray) -> np.ndarray:
    """The share of people below each."""
    return np.argsort(np.argsort(score, kind="stable"), kind="stable") / len(score)


@pytest.mark.parametrize("name", ["base", "cross20"])
def test_caution_against_the_dishonest_costs_the_honest_little(name: str) -> None:
    assert measured(name)[OURS].rmse <= 1.015 * measured(name)["additive"].rmse


def test_from_three_hundred_staff_on_no_seed_does_harm() -> None:
    """The worst of 30 seeds."""
    small = replace(SCENARIOS["base"], n_staff=300)
    worst = 0.0
    for seed in range(1, 31):
        world = simulate(small, seed)
        found = fit_robust(world.pairs, world.persons, policy=Policy())
        scores = adjusted(world.pairs, found)
        plain = rmse(scores.of(ALL, scores.plain), world.truth)
        worst = max(worst, rmse(found.theta, world.truth) / plain)
    assert worst <= 1.02


def test_well_meant_corrections_do_harm() -> None:
    base = measured("base")
    assert base["rater_centred"].ratio >= 1.15
    assert base["rater_z"].ratio >= 1.15
    assert base["median"].ratio >= 1.05


def test_an_unpenalised_rasch_model_does_harm() -> None:
    """One seed: the method takes seconds, and the limit is far off."""
    assert trial_of(drawn("base", 1))["rasch_jmle"].ratio >= 1.3


@pytest.mark.parametrize("name", ["base", "cross20", "all-bad-cross20"])
def test_the_published_figures_are_met(name: str) -> None:
    """Within three standard errors of a mean of five seeds, seen to be about .006 for ratios."""
    ours, theirs = measured(name), PUBLISHED[name]
    assert ours[OURS].ratio == pytest.approx(theirs.ratios[5], abs=0.02)
    assert ours[RAW].rmse == pytest.approx(theirs.raw_rmse, rel=0.05)
    assert ours[OURS].wrong == pytest.approx(theirs.wrong, abs=0.012)


def test_the_table_beside_a_run_is_the_published_one() -> None:
    table = published("reference_simulation_results")["scenarios"]
    found = {name.lower().replace(" ", "-").replace("-icc.37", ""): row["methods"] for name, row in table.items()}
    assert found.keys() == PUBLISHED.keys() == SCENARIOS.keys() - {"no-severity"}
    for name, methods in found.items():
        recommended = methods["recommended_robust_additive_blup"]
        assert PUBLISHED[name].ratios[5] == recommended["ratio_to_raw_mean"]
        assert PUBLISHED[name].raw_rmse == methods["raw_mean"]["rmse"]
        assert (PUBLISHED[name].wrong, PUBLISHED[name].tau) == (
            recommended["wrong_predicate_share"],
            recommended["kendall_tau"],
        )


def test_the_headline_orders_nearly_as_the_shrunk_score() -> None:
    """What is printed costs a few per cent of error against what is used for flags."""
    assert 1.0 <= measured("base")["headline"].ratio / measured("base")[OURS].ratio <= 1.05


def test_without_robust_weights_the_dishonest_world_is_worse() -> None:
    world, found = drawn("all-bad-cross20", 1), robust("all-bad-cross20", 1)
    plain = fit(world.pairs, world.persons, found.vc)
    assert rmse(found.theta, world.truth) < 0.95 * rmse(plain.theta, world.truth)
