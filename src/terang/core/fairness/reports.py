"""What a round says about its raters and pairs of raters: prompts for a conversation, never findings.

A shown leniency belongs to the rater himself, to a superior's own superior and to the calibration team; who may see
which row is decided where it is shown, not here.
"""

from dataclasses import dataclass
from enum import IntFlag
from statistics import NormalDist

import numpy as np

from .intervals import posterior_variances
from .robust import agreeing, counterparts, gives_all_the_same
from .solver import residuals
from .tables import Fit, Flags, Floats, Ints, Pairs

SLOPE_SPREAD = 1.0  # variance of slopes around 1, before a rater's own ratings speak
SWEEPS = 60  # a contrast has settled to less than 0.0001 points by then


class Sign(IntFlag):
    """What is worth a conversation about how somebody rates."""

    STRICT = 1
    LENIENT = 2
    ERRATIC = 4  # orders people unlike everybody else does
    CENTRAL = 8  # hardly tells people apart
    SAME_TO_ALL = 16
    SAME_ITEMS = 32  # nearly always one value for all items of a questionnaire
    TOP = 64  # hardly ever anything but the highest


@dataclass(frozen=True)
class Limits:
    """From where on a sign is given."""

    leniency: float = 0.3
    level: float = 0.90
    slope: float = 0.4
    infit: float = 1.0  # divides timid from erratic; at 0.7 half of the timid would pass for erratic
    share: float = 0.9
    least_ratees: int = 4
    least_flat: int = 5
    reciprocal_z: float = 1.2
    drf_t: float = 2.6
    drf_points: float = 0.05


@dataclass(frozen=True)
class RaterReport:
    """One row for each person who rates, ordered by number.

    Attributes:
        n: how many people he rates; leniency, se: in points, and how sure.
        slope: his ratings against the others' estimate, drawn towards 1; infit, outfit: squared misfit ÷ expected.
        top_share, flat_share: share of his ratings that round to the highest value, that have one value throughout.
        signs: a sum of `Sign`s.
    """

    rater: Ints
    n: Ints
    leniency: Floats
    se: Floats
    slope: Floats
    infit: Floats
    outfit: Floats
    top_share: Floats
    flat_share: Floats
    signs: Ints

    def __len__(self) -> int:
        return len(self.rater)


@dataclass(frozen=True)
class Reciprocity:
    """One row for each two people who rate each other, a before b.

    Attributes:
        z_ab, z_ba: how far b's (a's) rating by a (by b) lies from what both are otherwise given, in standard errors.
        flag: both further than the limit, in the same direction.
    """

    a: Ints
    b: Ints
    z_ab: Floats
    z_ba: Floats
    flag: Flags


@dataclass(frozen=True)
class Drf:
    """How many points raters of one group give ratees of the other more, once every person's own level is removed."""

    contrast: float
    se: float
    t: float
    flag: bool


def rater_report(pairs: Pairs, found: Fit, *, highest: float = 5.0, limits: Limits | None = None) -> RaterReport:
    """How everybody rates."""
    limits = limits or Limits()
    people = len(found.theta)
    v_ratee, v_rater = posterior_variances(pairs, people, found)
    n = _sums(pairs, np.ones(len(pairs)), people)
    infit, outfit = _fit_of(pairs, found, v_ratee, v_rater, n)
    rows = np.flatnonzero(n)
    values = {
        "leniency": found.c,
        "se": np.sqrt(v_rater),
        "slope": _slopes(pairs, found, v_ratee, n),
        "infit": infit,
        "outfit": outfit,
        "top_share": _share(_sums(pairs, pairs.y >= highest - 0.5, people), n),
        "flat_share": _share(_sums(pairs, pairs.flat, people), n),
    }
    kept = {name: column[rows] for name, column in values.items()}
    same = gives_all_the_same(pairs, people, limits.least_ratees)[rows]
    signs = _signs(n[rows], same, kept, limits)
    return RaterReport(rater=rows, n=n[rows].astype(np.int64), signs=signs, **kept)


def reciprocity(pairs: Pairs, found: Fit, *, limits: Limits | None = None) -> Reciprocity:
    """Who rates each other, and whether both do so far from what everybody else says."""
    least, people = (limits or Limits()).reciprocal_z, len(found.theta)
    z = residuals(pairs, found) / np.sqrt(found.vc.e)
    back = counterparts(pairs, people)
    rows = np.flatnonzero((back >= 0) & (pairs.rater < pairs.ratee))
    return Reciprocity(
        a=pairs.rater[rows],
        b=pairs.ratee[rows],
        z_ab=z[rows],
        z_ba=z[back[rows]],
        flag=agreeing(pairs, z, least, people)[rows],
    )


def drf(pairs: Pairs, found: Fit, rater_group: Ints, ratee_group: Ints, *, limits: Limits | None = None) -> Drf:
    """Whether raters of group 1 rate ratees of group 1 otherwise than the levels of both explain.

    Args:
        rater_group, ratee_group: (N,) 1 or 0, -1 where unknown; pairs with an unknown end are left out.

    The standard error lets the ratings of one rater hang together. NaN where the groups are not crossed. For an
    agency, never for a single rater: eight ratings cannot show it.
    """
    limits = limits or Limits()
    groups = rater_group[pairs.rater], ratee_group[pairs.ratee]
    use = (groups[0] >= 0) & (groups[1] >= 0)
    ratee, rater, weight = pairs.ratee[use], pairs.rater[use], found.weight[use]
    both = _swept((groups[0] * groups[1])[use].astype(np.float64), ratee, rater, weight)
    left = _swept(residuals(pairs, found)[use], ratee, rater, weight)
    information = float((weight * both**2).sum())
    if information < 1e-9 * max(1, len(both)):
        return Drf(np.nan, np.nan, np.nan, False)
    contrast = float((weight * both * left).sum()) / information
    by_rater = np.bincount(rater, weights=weight * both * (left - contrast * both))
    raters = len(np.unique(rater))
    se = float(np.sqrt((by_rater**2).sum() * raters / max(1, raters - 1))) / information
    t = contrast / se if se else np.inf * np.sign(contrast)
    return Drf(contrast, se, float(t), bool(abs(t) > limits.drf_t and abs(contrast) > limits.drf_points))


def _sums(pairs: Pairs, values: Floats | Flags, people: int) -> Floats:
    return np.asarray(np.bincount(pairs.rater, weights=values.astype(np.float64), minlength=people), dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def _fit_of(pairs: Pairs, found: Fit, v_ratee: Floats, v_rater: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Infit and outfit by rater; a rating that helped to make its own estimate is expected to lie nearer."""
    free = 1.0 - found.weight * (v_ratee[pairs.ratee] + v_rater[pairs.rater]) / found.vc.e
    expected = found.vc.e * np.maximum(free, 0.1)
    squared = residuals(pairs, found) ** 2
    people = len(n)
    infit = _share(_sums(pairs, squared, people), _sums(pairs, expected, people))
    return infit, _share(_sums(pairs, squared / expected, people), n)


def _slopes(pairs: Pairs, found: Fit, v_ratee: Floats, n: Floats) -> Floats:
    """Slope of each rater's ratings on what the others say of the same ratees, drawn towards 1 where he says little."""
    own = found.weight / found.vc.e
    precision = 1.0 / v_ratee[pairs.ratee]
    without = np.maximum(precision - own, 1.0 / found.vc.w)
    about_ratee = residuals(pairs, found) + found.theta[pairs.ratee]
    others = (found.theta[pairs.ratee] * precision - own * about_ratee) / without
    noise = found.vc.e + 1.0 / without
    people = len(n)

    def centred(values: Floats) -> Floats:
        return values - _share(_sums(pairs, values / noise, people), _sums(pairs, 1.0 / noise, people))[pairs.rater]

    x, y = centred(others), centred(about_ratee)
    prior = 1.0 / SLOPE_SPREAD
    return (_sums(pairs, x * y / noise, people) + prior) / (_sums(pairs, x * x / noise, people) + prior)


def _signs(n: Floats, same: Flags, row: dict[str, Floats], limits: Limits) -> Ints:
    margin = NormalDist().inv_cdf(0.5 + limits.level / 2) * row["se"]
    several = n >= limits.least_ratees
    unlike = several & ~same & (row["slope"] < limits.slope)
    quiet = row["infit"] < limits.infit
    shown = {
        Sign.STRICT: row["leniency"] + margin < -limits.leniency,
        Sign.LENIENT: row["leniency"] - margin > limits.leniency,
        Sign.ERRATIC: unlike & ~quiet,
        Sign.CENTRAL: unlike & quiet,
        Sign.SAME_TO_ALL: same,
        Sign.SAME_ITEMS: (n >= limits.least_flat) & (row["flat_share"] > limits.share),
        Sign.TOP: several & (row["top_share"] > limits.share),
    }
    return np.asarray(sum(np.where(seen, int(sign), 0) for sign, seen in shown.items()))


def _swept(values: Floats, ratee: Ints, rater: Ints, weight: Floats) -> Floats:
    """What is left of values once the weighted means of every ratee and every rater are taken off, in turn."""
    loads = [np.bincount(own, weights=weight) for own in (ratee, rater)]
    for _ in range(SWEEPS):
        before = values
        for own, load in zip((ratee, rater), loads, strict=True):
            mean = np.divide(np.bincount(own, weights=weight * values), load, out=np.zeros_like(load), where=load > 0)
            values = values - mean[own]
        if np.abs(values - before).max(initial=0.0) < 1e-9:
            break
    return values
