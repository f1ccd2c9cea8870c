"""A computation can be made again from its record, and only from its own data."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness import (
    DataChanged,
    Doubt,
    OtherEngine,
    Pairs,
    Persons,
    Policy,
    Record,
    Result,
    VarComp,
    World,
    compute,
    data_hash,
    recompute,
    simulate,
)

WORLD = simulate(World(n_staff=400, straight=0.1, p_cross=0.2), 1)
POLICY = Policy(id="2026-01", draws=3)
PRIOR = VarComp(0.24, 0.03, 0.07, 0.01, 0.14)


@pytest.fixture(scope="module")
def result() -> Result:
    return compute(WORLD.pairs, WORLD.persons, policy=POLICY, seed=7, prior=PRIOR)


def test_the_record_survives_being_stored_and_gives_the_same_numbers(result: Result) -> None:
    stored = Record.from_dict(json.loads(json.dumps(result.record.as_dict())))
    assert stored == result.record
    again = recompute(stored, WORLD.pairs, WORLD.persons)
    assert np.array_equal(again.scores.adjusted, result.scores.adjusted)
    assert np.array_equal(again.half_width, result.half_width, equal_nan=True)


def test_the_record_names_policy_engine_seed_and_prior(result: Result) -> None:
    record = result.record
    assert (record.policy, record.engine, record.seed, record.prior) == (POLICY, "1", 7, PRIOR)
    assert (record.vc, record.sweeps) == (result.fit.vc, result.fit.sweeps)


def test_who_gives_all_the_same_is_among_the_doubts(result: Result) -> None:
    assert (result.doubts == Doubt.SAME_FOR_ALL).any()
    assert ((result.doubts != Doubt.NONE) == (result.fit.weight < 1)).all()


def test_one_changed_rating_is_noticed(result: Result) -> None:
    y = WORLD.pairs.y.copy()
    y[3] += 1e-12
    with pytest.raises(DataChanged):
        recompute(result.record, replace(WORLD.pairs, y=y), WORLD.persons)


def test_one_changed_unit_is_noticed(result: Result) -> None:
    unit = WORLD.persons.unit.copy()
    unit[0] += 1
    with pytest.raises(DataChanged):
        recompute(result.record, WORLD.pairs, Persons(unit))


def test_another_engine_does_not_pretend(result: Result) -> None:
    with pytest.raises(OtherEngine):
        recompute(replace(result.record, engine="0"), WORLD.pairs, WORLD.persons)


def test_the_hash_is_that_of_the_values_and_not_of_how_they_lie_in_memory() -> None:
    pairs = WORLD.pairs
    strided = replace(pairs, y=np.repeat(pairs.y, 2)[::2], ratee=pairs.ratee.astype(np.int32))
    assert data_hash(strided, WORLD.persons) == data_hash(pairs, WORLD.persons)


def test_the_hash_stays_the_same_over_the_years() -> None:
    one = np.array([0, 1])
    pairs = Pairs(one, one[::-1], np.array([1, 1]), np.array([4.5, 3.0]), np.array([7, 7]), np.array([False, True]))
    assert data_hash(pairs, Persons(np.array([0, 0]))) == (
        "a23ab290164ceeffa7d5e65aa4fb2c221678dc0641dabb2dca2f41ccbbda8583"
    )


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), people=st.integers(1, 7), kept=st.floats(0, 1), same=st.booleans())
def test_however_small_an_office_is_its_numbers_are_finite_and_nobody_is_invented(
    seed: int, people: int, kept: float, same: bool
) -> None:
    random = np.random.default_rng(seed)
    ratee, rater = (side.ravel() for side in np.meshgrid(np.arange(people), np.arange(people), indexing="ij"))
    rows = (ratee != rater) & (random.random(len(ratee)) < kept)
    count = int(rows.sum())
    y = np.full(count, 4.0) if same else random.integers(7, 36, count) / 7
    pairs = Pairs(ratee[rows], rater[rows], random.integers(0, 3, count), y, np.full(count, 7), np.full(count, same))
    persons = Persons(random.integers(0, 3, people))
    result = compute(pairs, persons, policy=POLICY, seed=1)
    rated = np.isin(np.arange(people), pairs.ratee)
    assert (np.isfinite(result.scores.headline) == rated).all()
    assert (np.isfinite(result.half_width) == rated).all()
    assert np.isfinite(result.fit.theta).all()
