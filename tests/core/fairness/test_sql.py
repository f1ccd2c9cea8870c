"""The second engine agrees with the first to a millionth of a point, weights included; PostgreSQL: tests/exchange."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from terang.core.fairness import (
    Fit,
    Items,
    Policy,
    World,
    fit,
    fit_robust,
    pairs_from_items,
    simulate,
    variance_components,
)
from terang.core.fairness.concordance import taken
from terang.core.fairness.sql import DUCKDB, POSTGRESQL, SPARK, Dialect, SqlEngine, items_to_pairs

CLOSE = 1e-6
DRAWN = simulate(World(n_staff=500, p_cross=0.2, collude=0.1, straight=0.1), 2)
PAIRS = taken(DRAWN.pairs, DRAWN.pairs.ratee != 17)  # one person is not rated at all
PERSONS = DRAWN.persons
VC = variance_components(PAIRS, PERSONS)
POLICY = Policy(tol=0, max_sweeps=15)


@pytest.fixture
def duck() -> Iterator[SqlEngine]:
    """The two tables on DuckDB, in an order of their own."""
    shuffled = np.random.default_rng(1).permutation(len(PAIRS))
    columns = {name: getattr(PAIRS, name)[shuffled] for name in ("ratee", "rater", "role", "y")}
    pairs = columns | {"w": np.ones(len(PAIRS))}  # noqa: F841 (read by name)
    persons = {"id": np.arange(len(PERSONS)), "unit": PERSONS.unit}  # noqa: F841 (read by name)
    with duckdb.connect(config={"threads": 1}) as database:
        database.execute("create table pair as select * from pairs")
        database.execute("create table person as select * from persons")
        yield SqlEngine(lambda query: database.execute(query).fetchall(), DUCKDB)


def same(one: Fit, other: Fit) -> None:
    for name in ("beta", "theta", "c", "mu", "lam", "weight"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert np.allclose(mine, theirs, atol=CLOSE, rtol=0, equal_nan=True), name
    assert one.delta == pytest.approx(other.delta, abs=CLOSE)
    assert one.sweeps == other.sweeps


def test_forty_sweeps_agree_on_duckdb(duck: SqlEngine) -> None:
    same(duck.fit(VC), fit(PAIRS, PERSONS, VC, max_sweeps=40, tol=0))


def test_robust_rounds_agree_on_duckdb(duck: SqlEngine) -> None:
    robust = fit_robust(PAIRS, PERSONS, policy=POLICY, vc=VC)
    assert (robust.weight < 1).mean() > 0.1
    same(duck.fit_robust(VC, POLICY), robust)


def test_answers_become_the_same_pairs_in_sql() -> None:
    random = np.random.default_rng(1)
    ratee, rater, item = (side.ravel() for side in np.meshgrid(np.arange(9), np.arange(9, 14), np.arange(7)))
    role, value = np.ones(len(ratee), dtype=np.int64), random.integers(0, 6, len(ratee)).astype(np.int8)
    items = Items(ratee, rater, role, item, value)
    pairs = pairs_from_items(items)
    with duckdb.connect() as database:
        answers = {name: getattr(items, name) for name in ("ratee", "rater", "role", "item", "value")}  # noqa: F841
        database.execute("create table answers as select * from answers")
        rows = database.execute(items_to_pairs("answers") + " order by ratee, rater").fetchall()
    assert 0 < len(pairs) < 45
    columns = (pairs.ratee, pairs.rater, pairs.role, pairs.y, pairs.n_items, pairs.flat)
    assert rows == [pytest.approx(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


@pytest.mark.parametrize("dialect", [DUCKDB, POSTGRESQL, SPARK])
def test_numbers_are_written_to_the_last_digit(dialect: Dialect) -> None:
    assert "0.30000000000000004" in dialect.number(0.1 + 0.2)
