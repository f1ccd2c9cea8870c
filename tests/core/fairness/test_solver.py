"""The fit agrees with an independent program, and does what fairness asks of it."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness import Pairs, Persons, Policy, Role, VarComp, adjusted, fit, fit_robust
from terang.core.fairness.concordance import taken
from tests.core.fairness.drawn import additive, drawn, robust
from tests.core.fairness.published import FOLDER, published

VC = VarComp(w=0.24, u=0.03, c=0.07, l=0.01, e=0.14)


def test_crossed_effects_agree_with_lme4_on_penicillin() -> None:
    with (FOLDER / "penicillin.csv").open() as file:
        rows = [(row["plate"], row["sample"], float(row["diameter"])) for row in csv.DictReader(file)]
    plates, samples = (sorted({row[place] for row in rows}) for place in (0, 1))
    ratee = np.array([plates.index(row[0]) for row in rows])
    rater = np.array([len(plates) + samples.index(row[1]) for row in rows])
    order = np.lexsort((rater, ratee))
    count = len(rows)
    pairs = Pairs(
        ratee[order],
        rater[order],
        np.full(count, Role.PEER, dtype=np.int64),
        np.array([row[2] for row in rows])[order],
        np.ones(count, dtype=np.int64),
        np.zeros(count, dtype=np.bool_),
    )
    persons = Persons(np.zeros(len(plates) + len(samples), dtype=np.int64))
    expected = published("penicillin_reference")
    reml = expected["REML"]
    vc = VarComp(reml["var_plate"], 1e-12, reml["var_sample"], 1e-12, reml["var_residual"])
    found = fit(pairs, persons, vc, max_sweeps=20_000, tol=1e-11)
    assert found.theta[: len(plates)] == pytest.approx(expected["REML_blup_plate_a_to_x"], abs=1e-4)
    assert found.c[len(plates) :] == pytest.approx(list(expected["REML_blup_sample"].values()), abs=1e-4)
    assert found.beta[Role.PEER] == pytest.approx(reml["intercept"], abs=1e-4)


@pytest.mark.parametrize("name", ["base", "cross20"])
def test_forty_sweeps_are_within_a_hundredth_of_a_point_of_the_end(name: str) -> None:
    world = drawn(name, 1)
    vc = robust(name, 1).vc
    forty = fit(world.pairs, world.persons, vc, max_sweeps=40, tol=0)
    end = fit(world.pairs, world.persons, vc, max_sweeps=2000, tol=1e-9)
    assert np.abs(forty.theta - end.theta).max() <= 0.01
    assert (forty.sweeps, end.delta <= 1e-9) == (40, True)


def test_a_warm_start_needs_fewer_sweeps() -> None:
    world = drawn("base", 1)
    cold = fit(world.pairs, world.persons, VC)
    assert fit(world.pairs, world.persons, VC, start=cold).sweeps < cold.sweeps / 2


def test_who_was_not_rated_stands_at_the_centre_of_the_unit_and_gets_no_score() -> None:
    pairs, persons, _ = additive(VC, people=200, units=20)
    found = fit(taken(pairs, pairs.ratee != 7), persons, VC)
    assert found.theta[7] == found.mu[persons.unit[7]]
    assert np.isnan(adjusted(taken(pairs, pairs.ratee != 7), found).headline[7])


def test_a_rating_that_counts_nothing_changes_nothing() -> None:
    pairs, persons, _ = additive(VC, people=200, units=20)
    wild = np.zeros(len(pairs), dtype=np.bool_)
    wild[::50] = True
    without = fit(taken(pairs, ~wild), persons, VC, max_sweeps=500, tol=1e-10)
    spoilt = replace(pairs, y=np.where(wild, 99.0, pairs.y))
    ignored = fit(spoilt, persons, VC, weights=np.where(wild, 1e-12, 1.0), max_sweeps=500, tol=1e-10)
    assert np.abs(ignored.theta - without.theta).max() < 1e-6


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), by=st.floats(-3, 3))
def test_a_point_more_for_everybody_is_a_point_more_and_nothing_else(seed: int, by: float) -> None:
    pairs, persons, _ = additive(VC, people=120, units=12, seed=seed)
    one, other = (fit_robust(p, persons, policy=Policy(), vc=VC) for p in (pairs, replace(pairs, y=pairs.y + by)))
    assert np.allclose(other.c, one.c, atol=1e-9)
    assert np.allclose(adjusted(replace(pairs, y=pairs.y + by), other).headline - by, adjusted(pairs, one).headline)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_names_and_their_order_do_not_matter(seed: int) -> None:
    pairs, persons, _ = additive(VC, people=120, units=12, seed=seed)
    random = np.random.default_rng(seed)
    name, unit_name = random.permutation(len(persons)), random.permutation(persons.units)
    ratee, rater = name[pairs.ratee], name[pairs.rater]
    order = np.lexsort((rater, ratee))
    renamed = Pairs(ratee[order], rater[order], *(column[order] for column in columns(pairs)))
    unit = np.empty(len(persons), dtype=np.int64)
    unit[name] = unit_name[persons.unit]
    one = fit_robust(pairs, persons, policy=Policy(), vc=VC)
    other = fit_robust(renamed, Persons(unit), policy=Policy(), vc=VC)
    assert np.allclose(other.theta[name], one.theta, atol=1e-8)
    assert np.allclose(other.c[name], one.c, atol=1e-8)


def columns(pairs: Pairs) -> tuple[np.ndarray, ...]:
    return pairs.role, pairs.y, pairs.n_items, pairs.flat


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), by=st.floats(-1, 1))
def test_a_rater_who_is_kinder_to_everybody_changes_nobodys_order_where_all_are_rated_by_all(
    seed: int, by: float
) -> None:
    random = np.random.default_rng(seed)
    ratee, rater = (side.ravel() for side in np.meshgrid(np.arange(12), np.arange(12, 18), indexing="ij"))
    rows = len(ratee)
    role, y = np.full(rows, Role.PEER, dtype=np.int64), random.normal(4, 1, rows)
    pairs = Pairs(ratee, rater, role, y, np.full(rows, 7), np.zeros(rows, dtype=np.bool_))
    persons = Persons(np.zeros(18, dtype=np.int64))
    kinder = replace(pairs, y=pairs.y + by * (pairs.rater == 14))
    one, other = (fit(p, persons, VC, max_sweeps=3000, tol=1e-12) for p in (pairs, kinder))
    assert np.allclose(other.theta[:12], one.theta[:12], atol=1e-8)


def test_a_rater_who_is_kinder_to_everybody_hardly_moves_others_and_his_own_less_than_the_plain_mean() -> None:
    world, rater = drawn("cross20", 1), 2000
    kinder = replace(world.pairs, y=world.pairs.y + (world.pairs.rater == rater))
    vc = robust("cross20", 1).vc
    one, other = (fit(p, world.persons, vc, max_sweeps=500, tol=1e-8) for p in (world.pairs, kinder))
    moved = adjusted(kinder, other).headline - adjusted(world.pairs, one).headline
    his = np.isin(np.arange(len(moved)), world.pairs.ratee[world.pairs.rater == rater])
    plain = 1 / np.bincount(world.pairs.ratee)[his]
    assert np.abs(moved[~his]).max() < 0.04
    assert (moved[his] / plain).max() < 0.5
