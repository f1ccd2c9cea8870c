"""The number that is shown, as a sum anybody can redo: mean of the ratings − leniency of the panel − mix of roles."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .compiled import compiled
from .tables import Fit, Flags, Floats, Ints, Pairs, Role

ALL = -1
"""Stands in the column ``role`` for all roles together."""

EFFECTIVE = 0.5
"""A rater counts as one of the panel from this weight on."""


@dataclass(frozen=True)
class Adjusted:
    """One row for each ratee with ratings and each role (or `ALL`), ordered by ratee, then role, `ALL` first.

    Attributes:
        persons: N, how many persons there are, rated or not.
        ratee, role: whose row it is; n: raters, n_eff: raters that count by at least half.
        plain: mean of all ratings, each counted fully; raw: their mean by weight, equal to ``plain`` where all count.
        panel_leniency: how much more lenient these raters are than raters at large;
        role_shift: how much more lenient these roles are than the mix of roles at large;
        adjusted: raw - panel_leniency - role_shift.
    """

    persons: int
    ratee: Ints
    role: Ints
    n: Ints
    n_eff: Ints
    plain: Floats
    raw: Floats
    panel_leniency: Floats
    role_shift: Floats
    adjusted: Floats

    def __len__(self) -> int:
        return len(self.ratee)

    def of(self, role: int, column: Floats) -> Floats:
        """(N,) a column for one role (or `ALL`), NaN for persons who have no such rating."""
        wide = np.full(self.persons, np.nan)
        rows = self.role == role
        wide[self.ratee[rows]] = column[rows]
        return wide

    @property
    def headline(self) -> Floats:
        """(N,) the adjusted mean over all roles, NaN for who was not rated."""
        return self.of(ALL, self.adjusted)


def adjusted(pairs: Pairs, found: Fit) -> Adjusted:
    """The unshrunk adjusted means of everybody, by role and over all roles."""
    people, kinds = len(found.theta), len(Role) + 1
    usual = float(found.weight @ found.beta[pairs.role] / found.weight.sum()) if len(pairs) else 0.0
    present = _present(pairs.ratee, pairs.role, people * kinds, kinds)
    rows, row_of = np.flatnonzero(present), np.cumsum(present) - 1
    off = found.beta - usual
    sums = _sums(pairs.ratee, pairs.rater, pairs.role, pairs.y, found.weight, found.c, off, row_of, len(rows), kinds)
    n, n_eff, plain, load, raw, panel, shift = sums
    for weighted in (raw, panel, shift):
        weighted /= load
    return Adjusted(
        persons=people,
        ratee=rows // kinds,
        role=rows % kinds - 1,
        n=n.astype(np.int64),
        n_eff=n_eff.astype(np.int64),
        plain=plain / n,
        raw=raw,
        panel_leniency=panel,
        role_shift=shift,
        adjusted=raw - panel - shift,
    )


def composite(scores: Adjusted, weights: Mapping[Role, float]) -> Floats:
    """(N,) weighted mean of the adjusted role means; roles nobody holds towards a ratee leave their share to the rest.

    Raises:
        ValueError: where the shares do not sum to 1 or one is negative.
    """
    if abs(sum(weights.values()) - 1.0) > 1e-9 or min(weights.values()) < 0:
        raise ValueError("the shares of the roles must sum to 1")
    by_role = np.stack([scores.of(role, scores.adjusted) for role in weights])
    share = np.where(np.isnan(by_role), 0.0, np.array(list(weights.values()))[:, None])
    load = share.sum(axis=0)
    value = np.where(share > 0, share * np.nan_to_num(by_role), 0.0).sum(axis=0)
    mean: Floats = np.divide(value, load, out=np.full(scores.persons, np.nan), where=load > 0)
    return mean


@compiled
def _present(ratee: Ints, role: Ints, slots: int, kinds: int) -> Flags:
    """Which of the slots, `ALL` and the roles of each person in turn, have a rating."""
    present = np.zeros(slots, dtype=np.bool_)
    for i in range(len(ratee)):
        present[ratee[i] * kinds] = True
        present[ratee[i] * kinds + 1 + role[i]] = True
    return present


@compiled
def _sums(
    ratee: Ints,
    rater: Ints,
    role: Ints,
    y: Floats,
    weight: Floats,
    c: Floats,
    off: Floats,
    row_of: Ints,
    rows: int,
    kinds: int,
) -> Floats:
    """For each row: raters, effective raters, ratings, weights; by weight: ratings, leniency, roles off the usual."""
    sums = np.zeros((7, rows))
    for i in range(len(y)):
        first, w = ratee[i] * kinds, weight[i]
        for slot in (first, first + 1 + role[i]):
            row = row_of[slot]
            sums[0, row] += 1.0
            sums[1, row] += 1.0 if w >= EFFECTIVE else 0.0
            sums[2, row] += y[i]
            sums[3, row] += w
            sums[4, row] += w * y[i]
            sums[5, row] += w * c[rater[i]]
            sums[6, row] += w * off[role[i]]
    return sums
