"""Simulated administrations and their fits, made once for all tests."""

from functools import cache

import numpy as np

from terang.core.fairness import (
    SCENARIOS,
    Fit,
    Measures,
    Pairs,
    Persons,
    Policy,
    Simulated,
    VarComp,
    fit_robust,
    simulate,
    trial_of,
    trials,
)
from terang.core.fairness.tables import Floats, Role

SEEDS = (1, 2, 3, 4, 5)


@cache
def drawn(name: str, seed: int) -> Simulated:
    return simulate(SCENARIOS[name], seed)


@cache
def robust(name: str, seed: int) -> Fit:
    world = drawn(name, seed)
    return fit_robust(world.pairs, world.persons, policy=Policy())


@cache
def measured(name: str) -> dict[str, Measures]:
    """The mean of the five seeds, without the slow method."""
    return trials([trial_of(drawn(name, seed), slow=False) for seed in SEEDS])


def additive(
    vc: VarComp, *, people: int = 2000, units: int = 200, per_ratee: int = 6, seed: int = 1
) -> tuple[Pairs, Persons, Floats]:
    """Ratings drawn from the model itself, half of them from the next unit; also the ratees' true effects."""
    random = np.random.default_rng(seed)
    unit = np.arange(people) * units // people
    size = people // units
    ratee = np.repeat(np.arange(people), per_ratee)
    step = np.tile(np.arange(per_ratee), people)
    rater = (ratee + (1 + step // 2) * np.where(step % 2, 1, size)) % people
    order = np.lexsort((rater, ratee))
    ratee, rater, role = ratee[order], rater[order], np.full(len(ratee), Role.PEER, dtype=np.int64)
    theta = random.normal(0, vc.u**0.5, units)[unit] + random.normal(0, vc.w**0.5, people)
    c = random.normal(0, vc.l**0.5, units)[unit] + random.normal(0, vc.c**0.5, people)
    y = 3.5 + theta[ratee] + c[rater] + random.normal(0, vc.e**0.5, len(ratee))
    flat = np.zeros(len(ratee), dtype=np.bool_)
    return Pairs(ratee, rater, role, y, np.full(len(ratee), 7), flat), Persons(unit), theta
