"""What published sums and means give away together: exact, by linear algebra, whoever does the arithmetic.

A published mean is an equation about what single people said. All equations together tell something about a few
people exactly when some combination of them leaves only those few. Here that is decided without rounding, by counting
in whole numbers modulo a prime: published figures are rounded, but rounding protects nobody.

Two kinds of tables are decided here: whole tables over units, and the noise of small slices. What a single person is
told about the own panel is decided in `terang.core.feedback`, with the same algebra.
"""

import hmac
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from statistics import NormalDist
from typing import Any

import numpy as np

from .tables import Flags, Ints

PRIME = 2**31 - 1  # products of two remainders fit into 64 bits
SCALE = 10**9  # weights are told apart to nine digits

Person = Hashable
Column = tuple[Person, Hashable]  # who said it, about what
Row = Mapping[Column, int]
_Entries = tuple[tuple[int, int], ...]  # the rows a column occurs in, and how often


def whole(weight: float) -> int:
    """A weight as a number of the algebra."""
    return round(weight * SCALE) % PRIME


@dataclass(frozen=True)
class Equations:
    """Everything published so far about some people: one row for each figure.

    Attributes:
        rows: what each figure counts, and how much.
        weak: people who hardly count: a figure about them and few others is one about few.
    """

    rows: tuple[Row, ...] = ()
    weak: frozenset[Person] = frozenset()
    kinds: list[set[Column]] = field(init=False, repr=False, compare=False)
    reduced: Ints = field(init=False, repr=False, compare=False)
    pivots: Ints = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = _columns(self.rows)
        table = np.zeros((len(self.rows), len(columns)), dtype=np.int64)
        for place, entries in enumerate(columns):
            for row, entry in entries:
                table[row, place] = entry
        reduced, pivots = _reduce(table)
        for name, value in (("kinds", list(columns.values())), ("reduced", reduced), ("pivots", pivots)):
            object.__setattr__(self, name, value)

    def and_also(self, *rows: Row) -> "Equations":
        return Equations((*self.rows, *rows), self.weak)

    def tells(self, row: Row) -> bool:
        """Whether a figure follows from the published ones."""
        return len(self.and_also(row).pivots) == len(self.pivots)

    def tells_only_about(self, columns: Iterable[Column]) -> bool:
        """Whether something follows that concerns these columns and nothing else."""
        shut = set(columns)
        return self._tells_inside(np.array([held <= shut for held in self.kinds], dtype=np.bool_))

    def fewest(self, k: int) -> frozenset[Person] | None:
        """Fewer than k people, the weak not counted, about whom alone something follows; none where nobody is told."""
        people = [frozenset(person for person, _ in held) for held in self.kinds]
        small = {held for held in people if len(held - self.weak) < k}
        for group in _unions(small, self.weak, k):
            if self._tells_inside(np.array([held <= group for held in people], dtype=np.bool_)):
                return group
        return None

    def _tells_inside(self, inside: Flags) -> bool:
        """Whether some combination of the rows is nought on every kind of column outside.

        In reduced rows each pivot stands alone in its column. A combination that is nought outside leaves out every
        row whose pivot lies outside; the others must cancel on what is left outside.
        """
        rows = self.reduced[inside[self.pivots]]
        return len(_reduce(rows[:, ~inside])[1]) < len(rows)


def _columns(rows: Sequence[Row]) -> dict[_Entries, set[Column]]:
    """Columns that are multiples of each other are one kind: no combination of rows tells them apart."""
    entries: dict[Column, list[tuple[int, int]]] = {}
    for at, row in enumerate(rows):
        for column, entry in row.items():
            if entry % PRIME:
                entries.setdefault(column, []).append((at, entry % PRIME))
    kinds: dict[_Entries, set[Column]] = {}
    for column, told in entries.items():
        inverse = pow(told[0][1], -1, PRIME)
        kinds.setdefault(tuple((at, entry * inverse % PRIME) for at, entry in told), set()).add(column)
    return kinds


def _reduce(table: Ints) -> tuple[Ints, Ints]:
    """Gauss and Jordan's elimination modulo the prime: the rows that are left, and the column of each one's pivot."""
    table, pivots = table.copy(), []
    for row in range(len(table)):
        place = int(np.argmax(table[row] != 0)) if table.shape[1] else 0
        if not table.shape[1] or not table[row, place]:
            continue
        table[row] = table[row] * pow(int(table[row, place]), -1, PRIME) % PRIME
        others = np.flatnonzero(table[:, place])
        others = others[others != row]
        table[others] = (table[others] - table[others, place][:, None] * table[row]) % PRIME
        pivots.append((row, place))
    found = np.array(pivots, dtype=np.int64).reshape(-1, 2)
    return table[found[:, 0]], found[:, 1]


def _unions(sets: set[frozenset[Person]], weak: frozenset[Person], k: int) -> Iterable[frozenset[Person]]:
    """Every union of the sets that holds fewer than k people besides the weak and cannot be made larger."""
    seen: set[frozenset[Person]] = set()
    edge = [one | weak for one in sets]
    while edge:
        group = edge.pop()
        if group in seen or len(group - weak) >= k:
            continue
        seen.add(group)
        larger = [group | other for other in sets if not other <= group]
        larger = [more for more in larger if len(more - weak) < k]
        if not larger:
            yield group
        edge += larger


# --- tables over units ------------------------------------------------------------------


class Withheld(StrEnum):
    """Why a figure is not published."""

    TOO_FEW = "TOO_FEW"
    MERGED = "MERGED"  # shown only together with the other role
    DIFFERENCE = "DIFFERENCE"  # with what is shown already it would tell about too few
    UNANIMOUS = "UNANIMOUS"  # it would tell that everybody said the same
    ONE_UNIT = "ONE_UNIT"


@dataclass(frozen=True)
class UnitTable:
    """Which figures of a table by unit may be shown.

    Attributes:
        units: for each unit nothing, or why it is withheld; total: the same for all units together.
        equations: what the shown figures say, to be kept for the next table over the same people.
    """

    units: Mapping[Hashable, Withheld | None]
    total: Withheld | None
    equations: Equations


def disclose_units(
    members: Mapping[Hashable, Iterable[Person]],
    *,
    people: int = 5,
    units: int = 2,
    earlier: Equations | None = None,
) -> UnitTable:
    """Which units and whether the total may be shown; the smallest is given up while a difference tells about a few.

    Args:
        members: for each unit those whose own result is published; who has none must not be in any sum.
        people, units: a figure is about so many people at least; a table shows so many units at least, or none.
        earlier: what was published before about the same people, e.g. by another division of the office.
    """
    told = earlier or Equations()
    held = {unit: frozenset(some) for unit, some in members.items()}
    everybody = frozenset().union(*held.values())
    total = _reason(told, everybody, people) if sum(map(bool, held.values())) >= units else Withheld.ONE_UNIT
    told = told if total else told.and_also(_sum(everybody))
    reasons = {unit: Withheld.TOO_FEW if len(some) < people else None for unit, some in held.items()}
    shown = sorted((unit for unit in held if not reasons[unit]), key=lambda unit: (-len(held[unit]), str(unit)))
    while shown and told.and_also(*(_sum(held[unit]) for unit in shown)).fewest(people):
        reasons[shown.pop()] = Withheld.DIFFERENCE
    if len(shown) < units:
        reasons |= dict.fromkeys(shown, Withheld.ONE_UNIT)
        shown = []
    return UnitTable(reasons, total, told.and_also(*(_sum(held[unit]) for unit in shown)))


def _sum(some: frozenset[Person]) -> Row:
    return {(person, ""): 1 for person in some}


def _reason(told: Equations, some: frozenset[Person], people: int) -> Withheld | None:
    if len(some) < people:
        return Withheld.TOO_FEW
    return Withheld.DIFFERENCE if told.and_also(_sum(some)).fewest(people) else None


# --- small slices -----------------------------------------------------------------------


def cell_noise(key: bytes, contributors: Iterable[Any], *, sd: float = 0.05) -> float:
    """Noise for a figure of a sliced table, in points: the same people get the same noise, whatever the table.

    So asking again, or for the same people by another name, does not average it away, and a difference of two
    figures carries the noise of both.

    Args:
        key: secret; who knew it could take the noise off.
    """
    text = "\n".join(sorted({str(person) for person in contributors}))
    drawn = int.from_bytes(hmac.new(key, text.encode(), sha256).digest()[:8], "big")
    return NormalDist(0, sd).inv_cdf((drawn + 0.5) / 2**64) if sd else 0.0
