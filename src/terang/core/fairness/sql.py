"""The second engine: the same sweeps as SQL, run where the ratings lie. It must agree with the first.

Nothing is read or written here: the caller hands in ``execute``, which runs one statement and returns its rows. Two
tables must exist: ``pair(ratee, rater, role, y, w)`` and ``person(id, unit)``, numbered as in `tables`. Each step
replaces one small table by a group-by over the pairs; no step reads the table it replaces.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .robust import Policy
from .tables import Fit, Floats, Role, VarComp

Execute = Callable[[str], Sequence[Sequence[Any]]]

PERSONS_AT = "select id, unit, false as active, {v} as v from {person}"
UNITS_AT = "select distinct unit, {v} as v from {person}"
VALUES = "select id, v from {p}{of}"
ROLES = "select role, v from {p}role_mean"
WEIGHTS_IN_ORDER = "select w from {pair} order by ratee, rater"
PEOPLE_IN_ORDER = "select v, unit, active from {p}{of} order by id"
UNITS_IN_ORDER = "select unit, v from {p}{of} order by unit"

MOVED = """
select max(greatest(abs(t.v - s.v), abs(c.v - d.v)))
from {p}ability t join {p}ability_before s on s.id = t.id
join {p}leniency c on c.id = t.id join {p}leniency_before d on d.id = t.id
"""

ROLE_STEP = """
select d.role, sum(d.w * (d.y - t.v - c.v)) / sum(d.w) as v
from {pair} d join {p}ability t on t.id = d.ratee join {p}leniency c on c.id = d.rater
group by d.role
"""

PERSON_STEP = """
with heard as (
    select d.{own} as id, sum(d.w * (d.y - b.v - o.v)) as s, sum(d.w) as n
    from {pair} d join {p}role_mean b on b.role = d.role join {p}{of_other} o on o.id = d.{other}
    group by d.{own}
)
select q.id, q.unit, h.n is not null as active,
    (coalesce(h.s, 0) / {ve} + m.v / {v_own}) / (coalesce(h.n, 0) / {ve} + 1 / {v_own}) as v
from {person} q join {p}{centre} m on m.unit = q.unit left join heard h on h.id = q.id
"""

UNIT_STEP = """
select unit, (sum(case when active then v else {zero} end) / {v_own})
    / (sum(case when active then 1 else 0 end) / {v_own} + 1 / {v_unit}) as v
from {p}{of} group by unit
"""

WEIGHTS = """
with off as (
    select d.ratee, d.rater, d.role, d.y, (d.y - b.v - t.v - c.v) / sqrt({ve}) as z
    from {pair} d join {p}role_mean b on b.role = d.role
    join {p}ability t on t.id = d.ratee join {p}leniency c on c.id = d.rater
), same as (
    select rater from {pair} group by rater having count(*) >= {flat_min} and min(y) = max(y)
)
select a.ratee, a.rater, a.role, a.y, least(
    {one},
    {huber} / greatest(abs(a.z), {least}),
    case when b.z is not null and (least(a.z, b.z) > {z} or greatest(a.z, b.z) < -{z}) then {reciprocal} else {one} end,
    case when s.rater is not null then {flat} else {one} end
) as w
from off a left join (select ratee as giver, rater as taker, z from off) b on b.giver = a.rater and b.taker = a.ratee
left join same s on s.rater = a.rater
"""

ITEMS_TO_PAIRS = """
select ratee, rater, min(role) as role, avg(value) as y, count(*) as n_items, min(value) = max(value) as flat
from {items} where value > 0 group by ratee, rater having count(*) >= {min_items}
"""


@dataclass(frozen=True)
class Dialect:
    """How a database makes a table from a query, and what it calls a double.

    Attributes:
        make: with ``{table}`` and ``{query}``; after: run on each new table, "" for nothing.
    """

    make: str
    after: str = ""
    double: str = "double precision"

    def replacing(self, table: str, query: str) -> Iterable[str]:
        yield f"drop table if exists {table}"
        yield self.make.format(table=table, query=query)
        if self.after:
            yield self.after.format(table=table)

    def number(self, value: float) -> str:
        """A literal of full precision; without the cast some databases would compute in decimals."""
        return f"cast({value!r} as {self.double})"


DUCKDB = Dialect("create temp table {table} as {query}")
POSTGRESQL = Dialect("create temp table {table} as {query}", after="analyze {table}")
SPARK = Dialect("create table {table} using parquet as {query}", double="double")


@dataclass(frozen=True)
class SqlEngine:
    """The sweeps on one database.

    Attributes:
        execute: runs one statement; pair, person: names of the two tables; prefix: of all tables made here.
    """

    execute: Execute
    dialect: Dialect
    pair: str = "pair"
    person: str = "person"
    prefix: str = "fairness_"

    def fit(self, vc: VarComp, *, sweeps: int = 40) -> Fit:
        """So many sweeps from zero, with the weights in the table of pairs."""
        self._zero()
        return self._read(vc, self.pair, sweeps, self._sweep(vc, self.pair, sweeps))

    def fit_robust(self, vc: VarComp, policy: Policy) -> Fit:
        """Rounds of weighing as in the first engine, and ``policy.max_sweeps`` last sweeps."""
        self._zero()
        pair = self.pair
        for round_number in range(policy.rounds):
            self._sweep(vc, pair, policy.round_sweeps)
            weighted = f"{self.prefix}weighted_{round_number % 2}"
            self._make(weighted, self._weights(vc, pair, policy))
            pair = weighted
        moved = self._sweep(vc, pair, policy.max_sweeps)
        return self._read(vc, pair, policy.rounds * policy.round_sweeps + policy.max_sweeps, moved)

    def _zero(self) -> None:
        zero = self.dialect.number(0.0)
        for table in ("ability", "leniency"):
            self._make(self.prefix + table, PERSONS_AT.format(v=zero, person=self.person))
        for table in ("ratee_unit", "rater_unit"):
            self._make(self.prefix + table, UNITS_AT.format(v=zero, person=self.person))

    def _sweep(self, vc: VarComp, pair: str, sweeps: int) -> float:
        """Returns the largest change of the last sweep."""
        for sweep in range(sweeps):
            if sweep == sweeps - 1:
                for table in ("ability", "leniency"):
                    self._make(f"{self.prefix}{table}_before", VALUES.format(p=self.prefix, of=table))
            for table, query in self._steps(vc, pair):
                self._make(self.prefix + table, query)
        return float(self.execute(MOVED.format(p=self.prefix))[0][0]) if sweeps else float("inf")

    def _steps(self, vc: VarComp, pair: str) -> Iterable[tuple[str, str]]:
        number, names = self.dialect.number, {"p": self.prefix, "pair": pair, "person": self.person}
        ratees = {"own": "ratee", "other": "rater", "of_other": "leniency", "centre": "ratee_unit"}
        raters = {"own": "rater", "other": "ratee", "of_other": "ability", "centre": "rater_unit"}
        ve, zero = number(vc.e), number(0.0)
        yield "role_mean", ROLE_STEP.format(**names)
        yield "ability", PERSON_STEP.format(**names, **ratees, ve=ve, v_own=number(vc.w))
        yield "ratee_unit", UNIT_STEP.format(**names, of="ability", v_own=number(vc.w), v_unit=number(vc.u), zero=zero)
        yield "leniency", PERSON_STEP.format(**names, **raters, ve=ve, v_own=number(vc.c))
        yield "rater_unit", UNIT_STEP.format(**names, of="leniency", v_own=number(vc.c), v_unit=number(vc.l), zero=zero)

    def _weights(self, vc: VarComp, pair: str, policy: Policy) -> str:
        number = self.dialect.number
        return WEIGHTS.format(
            p=self.prefix,
            pair=pair,
            ve=number(vc.e),
            one=number(1.0),
            least=number(1e-12),
            huber=number(policy.huber),
            z=number(policy.reciprocal_z),
            reciprocal=number(policy.reciprocal_w),
            flat=number(policy.flat_w),
            flat_min=policy.flat_min_ratees,
        )

    def _make(self, table: str, query: str) -> None:
        for statement in self.dialect.replacing(table, query):
            self.execute(statement)

    def _read(self, vc: VarComp, pair: str, sweeps: int, moved: float) -> Fit:
        mu, lam = self._units("ratee_unit"), self._units("rater_unit")
        beta = np.full(len(Role), np.nan)
        for role, value in self.execute(ROLES.format(p=self.prefix)):
            beta[int(role)] = value
        rows = self.execute(WEIGHTS_IN_ORDER.format(pair=pair))
        weight = np.array([float(row[0]) for row in rows])
        theta, c = self._people("ability", mu), self._people("leniency", lam)
        return Fit(beta, theta, c, mu, lam, weight, vc, sweeps, moved)

    def _people(self, table: str, centre: Floats) -> Floats:
        """Who has no rating of this kind stands at the centre of the unit."""
        rows = self.execute(PEOPLE_IN_ORDER.format(p=self.prefix, of=table))
        return np.array([float(value) if active else centre[int(unit)] for value, unit, active in rows])

    def _units(self, table: str) -> Floats:
        rows = self.execute(UNITS_IN_ORDER.format(p=self.prefix, of=table))
        centre = np.zeros(max((int(unit) for unit, _ in rows), default=-1) + 1)
        for unit, value in rows:
            centre[int(unit)] = value
        return centre


def items_to_pairs(items: str, *, min_items: int = 5) -> str:
    """The query that makes pairs of a table of single answers, as `pairs_from_items` does in memory."""
    return ITEMS_TO_PAIRS.format(items=items, min_items=min_items)
