"""Reports on raters find what was planted, and seldom what was not."""

from dataclasses import replace

import numpy as np
import pytest

from terang.core.fairness.components import variance_components
from terang.core.fairness.reports import Limits, Sign, drf, rater_report, reciprocity
from terang.core.fairness.scenarios import World
from terang.core.fairness.simulation import Simulated, simulate
from terang.core.fairness.solver import fit
from terang.core.fairness.tables import Fit, Flags, Floats, Ints, Pairs, Role, VarComp


@pytest.fixture(scope="module")
def world() -> Simulated:
    return simulate(World(n_staff=1500, p_cross=0.2), 1)


@pytest.fixture(scope="module")
def honest(world: Simulated) -> Fit:
    return fitted(world, world.pairs)


def fitted(world: Simulated, pairs: Pairs) -> Fit:
    return fit(pairs, world.persons, variance_components(pairs, world.persons))


def some(people: int, share: float, seed: int = 5) -> Flags:
    return np.asarray(np.random.default_rng(seed).random(people) < share)


def area(score: Floats, marked: Flags) -> float:
    """Chance that a marked one scores higher than an unmarked one (AUC)."""
    rank = np.empty(len(score))
    rank[np.argsort(score)] = np.arange(1, len(score) + 1)
    n = int(marked.sum())
    return float((rank[marked].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def several(pairs: Pairs, people: int, least: int = 6) -> Flags:
    return np.asarray(np.bincount(pairs.rater, minlength=people) >= least)


def test_leniency_is_found_with_a_standard_error_that_holds(world: Simulated, honest: Fit) -> None:
    report = rater_report(world.pairs, honest)
    severity = world.severity[report.rater]
    many = report.n >= 6
    assert np.corrcoef(report.leniency[many], -severity[many])[0, 1] > 0.7


def test_strict_and_lenient_raters_are_named_by_their_interval(world: Simulated, honest: Fit) -> None:
    report = rater_report(world.pairs, honest)
    margin = 1.6449 * report.se
    assert ((report.signs & Sign.STRICT > 0) == (report.leniency + margin < -0.3)).all()
    assert ((report.signs & Sign.LENIENT > 0) == (report.leniency - margin > 0.3)).all()
    strict = report.signs & Sign.STRICT > 0
    assert world.severity[report.rater[strict]].mean() > 0.5


def test_raters_who_throw_dice_are_told_from_others(world: Simulated) -> None:
    """A tenth of the raters give everybody anything: slope .89 and infit .83 in the published measurement."""
    people = len(world.persons)
    wild = some(people, 0.1)
    noise = np.random.default_rng(2).normal(0, world.pairs.y.std(), len(world.pairs))
    mean = np.bincount(world.pairs.rater, world.pairs.y) / np.maximum(1, np.bincount(world.pairs.rater))
    random = np.clip(mean[world.pairs.rater] + noise, 1, 5)
    pairs = replace(world.pairs, y=np.where(wild[world.pairs.rater], random, world.pairs.y))
    report = rater_report(pairs, fitted(world, pairs))
    keep = report.n >= 6
    marked = wild[report.rater][keep]
    assert area(-report.slope[keep], marked) > 0.8
    assert area(report.infit[keep], marked) > 0.75
    erratic = report.signs[keep] & Sign.ERRATIC > 0
    assert erratic[marked].mean() > 0.5
    assert erratic[~marked].mean() < 0.03


def test_raters_who_keep_to_the_middle_have_a_low_slope_and_a_low_infit(world: Simulated) -> None:
    people = len(world.persons)
    timid = some(people, 0.1)
    mean = np.bincount(world.pairs.rater, world.pairs.y) / np.maximum(1, np.bincount(world.pairs.rater))
    narrow = mean[world.pairs.rater] + 0.2 * (world.pairs.y - mean[world.pairs.rater])
    pairs = replace(world.pairs, y=np.where(timid[world.pairs.rater], narrow, world.pairs.y))
    report = rater_report(pairs, fitted(world, pairs))
    keep = report.n >= 6
    marked = timid[report.rater][keep]
    assert area(-report.slope[keep], marked) > 0.85
    central = report.signs[keep] & Sign.CENTRAL > 0
    assert central[marked].mean() > 0.3
    assert central[~marked].mean() < 0.02


def test_honest_raters_fit_as_expected(world: Simulated, honest: Fit) -> None:
    report = rater_report(world.pairs, honest)
    many = report.n >= 4
    assert report.infit[many].mean() == pytest.approx(1, abs=0.1)
    assert np.median(report.slope[many]) == pytest.approx(1, abs=0.15)
    for sign, share in ((Sign.ERRATIC, 0.05), (Sign.CENTRAL, 0.05), (Sign.SAME_TO_ALL, 0.02)):
        assert (report.signs & sign > 0).mean() < share


def tiny(y: list[float], flat: list[bool] | None = None, rater: list[int] | None = None) -> tuple[Pairs, Fit]:
    n = len(y)
    pairs = Pairs(
        np.arange(1, n + 1),
        np.array(rater or [0] * n),
        np.full(n, Role.PEER),
        np.array(y),
        np.full(n, 7),
        np.array(flat or [False] * n),
    )
    people = n + 1
    zero = np.zeros(people)
    vc = VarComp(0.1, 0.01, 0.1, 0.01, 0.1)
    return pairs, Fit(np.array([4.0, 4, 4]), zero, zero, zero[:1], zero[:1], np.ones(n), vc, 1, 0.0)


def signs_of(y: list[float], flat: list[bool] | None = None) -> Sign:
    return Sign(int(rater_report(*tiny(y, flat)).signs[0]))


def test_the_same_grade_for_four_people_is_always_named() -> None:
    assert Sign.SAME_TO_ALL in signs_of([4.0, 4.0, 4.0, 4.0])
    assert Sign.SAME_TO_ALL not in signs_of([4.0, 4.0, 4.0])
    assert Sign.SAME_TO_ALL not in signs_of([4.0, 4.0, 4.0, 3.9])


def test_hardly_anything_but_the_highest_is_named() -> None:
    report = rater_report(*tiny([5.0, 4.9, 4.6, 4.5]))
    assert report.top_share.tolist() == [1]
    assert Sign.TOP in Sign(int(report.signs[0]))
    assert Sign.TOP not in signs_of([5.0, 4.9, 4.6, 4.4])


def test_one_value_for_all_items_is_named_from_five_questionnaires_on() -> None:
    assert Sign.SAME_ITEMS in signs_of([4, 3, 5, 4, 4.0], [True] * 5)
    assert Sign.SAME_ITEMS not in signs_of([4, 3, 5, 4, 4.0], [True] * 4 + [False])
    assert Sign.SAME_ITEMS not in signs_of([4, 3, 5, 4.0], [True] * 4)


# --- reciprocity ------------------------------------------------------------------------


def test_exchanged_favours_stand_out_among_mutual_pairs() -> None:
    """Published: AUC .91, recall .51, precision .74 at one tenth of colluders."""
    world = simulate(World(n_staff=1500, p_cross=0.2, collude=0.1), 1)
    found = reciprocity(world.pairs, fitted(world, world.pairs))
    marked = world.colluders[found.a] & world.colluders[found.b]
    assert area(np.minimum(found.z_ab, found.z_ba), marked) > 0.8
    assert found.flag[marked].mean() > 0.3
    assert found.flag[~marked].mean() < 0.03


def test_each_mutual_pair_stands_once(world: Simulated, honest: Fit) -> None:
    found = reciprocity(world.pairs, honest)
    links = set(zip(world.pairs.rater.tolist(), world.pairs.ratee.tolist(), strict=True))
    expected = sorted((a, b) for a, b in links if a < b and (b, a) in links)
    assert sorted(zip(found.a.tolist(), found.b.tolist(), strict=True)) == expected
    assert found.flag.mean() < 0.02


# --- differential functioning -----------------------------------------------------------


def groups(people: int, seed: int) -> Ints:
    return some(people, 0.4, seed).astype(np.int64)


def test_a_bonus_for_the_own_group_is_measured(world: Simulated) -> None:
    own = groups(len(world.persons), 3)
    bonus = 0.2 * own[world.pairs.rater] * own[world.pairs.ratee]
    pairs = replace(world.pairs, y=world.pairs.y + bonus)
    found = drf(pairs, fitted(world, pairs), own, own)
    assert found.contrast == pytest.approx(0.2, abs=3 * found.se)
    assert found.flag


def test_groups_that_are_only_better_or_stricter_show_nothing(world: Simulated) -> None:
    own = groups(len(world.persons), 3)
    level = 0.4 * own[world.pairs.ratee] - 0.3 * own[world.pairs.rater]
    pairs = replace(world.pairs, y=world.pairs.y + level)
    assert abs(drf(pairs, fitted(world, pairs), own, own).t) < 2.6


def test_without_a_bonus_t_is_a_standard_normal(world: Simulated, honest: Fit) -> None:
    t = [drf(world.pairs, honest, *[groups(len(world.persons), seed)] * 2).t for seed in range(40)]
    assert 0.75 < np.std(t) < 1.3
    assert abs(np.mean(t)) < 0.6


def test_people_of_unknown_group_are_left_out(world: Simulated, honest: Fit) -> None:
    own = groups(len(world.persons), 3)
    unknown = np.where(some(len(own), 0.2, 9), -1, own)
    assert drf(world.pairs, honest, unknown, unknown).se > drf(world.pairs, honest, own, own).se


def test_a_group_alone_cannot_be_compared(world: Simulated, honest: Fit) -> None:
    everybody = np.ones(len(world.persons), dtype=np.int64)
    found = drf(world.pairs, honest, everybody, everybody)
    assert np.isnan(found.contrast)
    assert not found.flag


def test_a_small_contrast_is_not_flagged_however_sure(world: Simulated, honest: Fit) -> None:
    own = groups(len(world.persons), 3)
    bonus = 0.2 * own[world.pairs.rater] * own[world.pairs.ratee]
    pairs = replace(world.pairs, y=world.pairs.y + bonus)
    assert not drf(pairs, fitted(world, pairs), own, own, limits=Limits(drf_points=0.5)).flag
