"""Fit the additive model by sweeps: role means, ratees, their units, raters, their units, until nothing moves.

    y = beta[role] + theta[ratee] + c[rater] + e,  theta ~ N(mu[unit], w),  mu ~ N(0, u),
    c ~ N(lam[unit], c),  lam ~ N(0, l),  e ~ N(0, e / weight)

Each step sets one kind of effect to its best value given all others, so that a sweep never makes the fit worse.
Ratees and raters obey the same equation with the two sides exchanged; one function serves both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .tables import Fit, Flags, Floats, Ints, Pairs, Persons, Role, VarComp

Index = NDArray[np.int32]
Small = NDArray[np.int8]


@dataclass(frozen=True)
class _Rows:
    """The pairs in narrow columns: at a million people a sweep takes as long as reading them from memory."""

    ratee: Index
    rater: Index
    role: Small
    y: Floats
    weight: Floats


@dataclass
class _State:
    """What the sweeps change in place."""

    beta: Floats
    theta: Floats
    c: Floats
    mu: Floats
    lam: Floats


@dataclass(frozen=True)
class _Side:
    """How much each person was rated (or rates), and how many such persons each unit has."""

    load: Floats
    active: Flags
    members: Ints


def fit(
    pairs: Pairs,
    persons: Persons,
    vc: VarComp,
    *,
    weights: Floats | None = None,
    start: Fit | None = None,
    max_sweeps: int = 80,
    tol: float = 1e-3,
) -> Fit:
    """Sweep until no ratee and no rater moves by more than ``tol`` points.

    Args:
        weights: (M,) how much each pair counts; all count fully without them.
        start: an earlier fit of the same persons to go on from.
        tol: in points; 0 makes exactly ``max_sweeps`` sweeps.
    """
    weight = np.ones(len(pairs)) if weights is None else weights
    rows = _narrow(pairs, weight)
    state = _start(persons, start)
    rated, rates = (_side(own, weight, persons) for own in (pairs.ratee, pairs.rater))
    sweeps, delta = 0, np.inf
    while sweeps < max_sweeps and delta > tol:
        delta = _sweep(rows, persons.unit, vc, rated, rates, state)
        sweeps += 1
    return Fit(
        beta=state.beta,
        theta=np.where(rated.active, state.theta, state.mu[persons.unit]),
        c=np.where(rates.active, state.c, state.lam[persons.unit]),
        mu=state.mu,
        lam=state.lam,
        weight=weight,
        vc=vc,
        sweeps=sweeps,
        delta=float(delta),
    )


def residuals(pairs: Pairs, found: Fit) -> Floats:
    """What is left of each rating after role, ratee and rater."""
    return _residuals(pairs.ratee, pairs.rater, pairs.role, pairs.y, found.beta, found.theta, found.c)


def _narrow(pairs: Pairs, weight: Floats) -> _Rows:
    ratee, rater = pairs.ratee.astype(np.int32), pairs.rater.astype(np.int32)
    return _Rows(ratee, rater, pairs.role.astype(np.int8), pairs.y, weight)


def _start(persons: Persons, start: Fit | None) -> _State:
    if start is not None:
        return _State(start.beta.copy(), start.theta.copy(), start.c.copy(), start.mu.copy(), start.lam.copy())
    people, units = len(persons), persons.units
    return _State(np.zeros(len(Role)), np.zeros(people), np.zeros(people), np.zeros(units), np.zeros(units))


def _side(own: Ints, weight: Floats, persons: Persons) -> _Side:
    load: Floats = np.bincount(own, weights=weight, minlength=len(persons)).astype(np.float64)
    active = np.bincount(own, minlength=len(persons)) > 0
    members = np.bincount(persons.unit[active], minlength=persons.units)
    return _Side(load, active, members)


def _sweep(rows: _Rows, unit: Ints, vc: VarComp, rated: _Side, rates: _Side, state: _State) -> float:
    """One sweep in the published order. Returns the largest change of a ratee or a rater."""
    ratee, rater, role, y, weight = rows.ratee, rows.rater, rows.role, rows.y, rows.weight
    beta, theta, c, mu, lam = state.beta, state.theta, state.c, state.mu, state.lam
    _set_roles(ratee, rater, role, y, weight, theta, c, beta)
    by_ratee = _set_people(ratee, rater, role, y, weight, beta, c, rated.load, unit, mu, vc.e, vc.w, theta)
    _set_units(theta, unit, rated.active, rated.members, vc.w, vc.u, mu)
    by_rater = _set_people(rater, ratee, role, y, weight, beta, theta, rates.load, unit, lam, vc.e, vc.c, c)
    _set_units(c, unit, rates.active, rates.members, vc.c, vc.l, lam)
    return max(by_ratee, by_rater)


@compiled
def _set_roles(
    ratee: Index, rater: Index, role: Small, y: Floats, weight: Floats, theta: Floats, c: Floats, beta: Floats
) -> None:
    total, load = np.zeros(len(beta)), np.zeros(len(beta))
    for i in range(len(y)):
        total[role[i]] += weight[i] * (y[i] - theta[ratee[i]] - c[rater[i]])
        load[role[i]] += weight[i]
    for r in range(len(beta)):
        beta[r] = total[r] / load[r] if load[r] > 0 else np.nan


@compiled
def _set_people(
    own: Index,
    other: Index,
    role: Small,
    y: Floats,
    weight: Floats,
    beta: Floats,
    of_other: Floats,
    load: Floats,
    unit: Ints,
    centre: Floats,
    ve: float,
    v_own: float,
    value: Floats,
) -> float:
    """Each person between what the ratings say and the centre of the unit, by how sure each is."""
    total = np.zeros(len(value))
    for i in range(len(y)):
        total[own[i]] += weight[i] * (y[i] - beta[role[i]] - of_other[other[i]])
    change = 0.0
    for p in range(len(value)):
        new = (total[p] / ve + centre[unit[p]] / v_own) / (load[p] / ve + 1.0 / v_own)
        change = max(change, abs(new - value[p]))
        value[p] = new
    return change


@compiled
def _set_units(
    value: Floats, unit: Ints, active: Flags, members: Ints, v_own: float, v_unit: float, centre: Floats
) -> None:
    total = np.zeros(len(centre))
    for p in range(len(value)):
        if active[p]:
            total[unit[p]] += value[p]
    for u in range(len(centre)):
        centre[u] = (total[u] / v_own) / (members[u] / v_own + 1.0 / v_unit)


@compiled
def _residuals(ratee: Ints, rater: Ints, role: Ints, y: Floats, beta: Floats, theta: Floats, c: Floats) -> Floats:
    left = np.empty(len(y))
    for i in range(len(y)):
        left[i] = y[i] - beta[role[i]] - theta[ratee[i]] - c[rater[i]]
    return left
