"""How sure an adjusted mean is: the half width of its interval, in points.

Two parts. Inside a unit: each ratee is known from raters who are themselves known only so well; passing variances
back and forth along the pairs gives that. Between units: a whole unit may be shifted against the others, which no
single chain of pairs shows; data drawn from the fitted model and solved again show how far.
"""

from dataclasses import replace
from statistics import NormalDist

import numpy as np

from .compiled import compiled
from .solver import fit
from .tables import Fit, Flags, Floats, Ints, Pairs, Persons

PASSES = 10
SWEEPS = 30


def half_width(
    pairs: Pairs, persons: Persons, found: Fit, *, level: float = 0.90, draws: int = 16, seed: int
) -> Floats:
    """(N,) half width of the interval of the unshrunk adjusted mean, NaN for who was not rated."""
    known = posterior_variances(pairs, len(persons), found)[0]
    rated = np.bincount(pairs.ratee, minlength=len(persons)) > 0
    from_ratings = np.divide(1.0, 1.0 / known - 1.0 / found.vc.w, out=np.full(len(persons), np.nan), where=rated)
    shift = unit_shift(pairs, persons, found, known, rated, draws=draws, seed=seed)
    return np.asarray(NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(from_ratings + shift))


def posterior_variances(pairs: Pairs, people: int, found: Fit) -> tuple[Floats, Floats]:
    """(N,) variance of each ratee and (N,) of each rater around the unit's centre, by message passing."""
    noise = found.vc.e / found.weight
    ratees, raters = np.full(people, found.vc.w), np.full(people, found.vc.c)
    for _ in range(PASSES):
        ratees = _passed(pairs.ratee, pairs.rater, noise, raters, found.vc.w, people)
        raters = _passed(pairs.rater, pairs.ratee, noise, ratees, found.vc.c, people)
    return ratees, raters


def unit_shift(
    pairs: Pairs, persons: Persons, found: Fit, known: Floats, rated: Flags, *, draws: int, seed: int
) -> float:
    """Mean variance beyond ``known``, from drawing data of the same design and solving them."""
    if not rated.any():
        return 0.0
    random = np.random.default_rng(seed)
    excess = []
    for _ in range(draws):
        theta, drawn = draw(pairs, persons, found, random)
        solved = fit(drawn, persons, found.vc, weights=found.weight, max_sweeps=SWEEPS, tol=1e-3)
        error = (solved.theta - theta)[rated]
        excess.append(float(np.mean((error - error.mean()) ** 2 - known[rated])))
    return max(0.0, float(np.mean(excess)))


def draw(pairs: Pairs, persons: Persons, found: Fit, random: np.random.Generator) -> tuple[Floats, Pairs]:
    """True ratees and their ratings, drawn from the fitted model with the same raters for the same ratees."""
    vc, people = found.vc, len(persons)

    def effects(within: float, between: float) -> Floats:
        units = random.normal(0, np.sqrt(between), persons.units)
        return np.asarray(units[persons.unit] + random.normal(0, np.sqrt(within), people))

    theta, c = effects(vc.w, vc.u), effects(vc.c, vc.l)
    beta = np.nan_to_num(found.beta)
    noise = random.normal(0, 1, len(pairs)) * np.sqrt(vc.e / found.weight)
    return theta, replace(pairs, y=beta[pairs.role] + theta[pairs.ratee] + c[pairs.rater] + noise)


@compiled
def _passed(own: Ints, other: Ints, noise: Floats, of_other: Floats, v_own: float, people: int) -> Floats:
    precision = np.full(people, 1.0 / v_own)
    for i in range(len(own)):
        precision[own[i]] += 1.0 / (noise[i] + of_other[other[i]])
    return 1.0 / precision
