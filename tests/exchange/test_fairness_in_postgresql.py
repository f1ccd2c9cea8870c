"""The fairness engine in SQL on PostgreSQL agrees with the one in memory; on DuckDB: tests/core/fairness."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import connection

from terang.core.fairness import fit, fit_robust
from terang.core.fairness.sql import POSTGRESQL, SqlEngine
from tests.core.fairness.test_sql import PAIRS, PERSONS, POLICY, VC, same

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only"),
]

PAIR = "create temp table pair (ratee bigint, rater bigint, role bigint, y double precision, w double precision)"
PERSON = "create temp table person (id bigint, unit bigint)"


@pytest.fixture
def engine() -> Iterator[SqlEngine]:
    """The two tables, in an order of their own."""
    shuffled = np.random.default_rng(1).permutation(len(PAIRS))
    columns = (column[shuffled].tolist() for column in (PAIRS.ratee, PAIRS.rater, PAIRS.role, PAIRS.y))
    with connection.cursor() as cursor:

        def execute(query: str) -> list[tuple[Any, ...]]:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

        execute(PAIR)
        execute(PERSON)
        cursor.executemany("insert into pair values (%s, %s, %s, %s, 1)", list(zip(*columns, strict=True)))
        cursor.executemany("insert into person values (%s, %s)", list(enumerate(PERSONS.unit.tolist())))
        yield SqlEngine(execute, POSTGRESQL)


def test_forty_sweeps_agree(engine: SqlEngine) -> None:
    same(engine.fit(VC), fit(PAIRS, PERSONS, VC, max_sweeps=40, tol=0))


def test_robust_rounds_agree(engine: SqlEngine) -> None:
    same(engine.fit_robust(VC, POLICY), fit_robust(PAIRS, PERSONS, policy=POLICY, vc=VC))
