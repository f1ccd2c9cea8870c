"""The reference simulation: an invented administration whose true performance is known, rated by invented raters.

Rebuilt from the published description, so that anybody can check what the engine gains and where it gains nothing.
The same seed gives the same data. Ratings are made in blocks, so that a million people need little memory.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .robust import counterparts
from .scenarios import World
from .tables import Flags, Floats, Ints, Pairs, Persons, Role

Answers = NDArray[np.int8]

ITEMS = 7
LEAST_UNIT = 6
SHAPE = 3.0
BLOCK = 200_000
CENTRE = 0.25
LENIENCY = np.array([0.0, 0.3, 0.5])
REVENGE = 2
ITEM_MEANS = np.linspace(-0.3, 0.3, ITEMS)


@dataclass(frozen=True)
class Simulated:
    """What a simulation gives: the ratings, and the truth no office ever has.

    Attributes:
        truth: (N,) expected rating by a neutral rater; severity: (N,) of each rater, latent;
        colluders: (N,) who exchanges top marks; values: (M, 7) the single answers.
    """

    pairs: Pairs
    persons: Persons
    truth: Floats
    severity: Floats
    colluders: Flags
    values: Answers


@dataclass(frozen=True)
class _Tree:
    """Units numbered from below; the members of a unit are numbered in a row; head[u] is -1 at the top."""

    unit: Ints
    first: Ints
    size: Ints
    head: Ints
    level: Ints


def simulate(world: World, seed: int) -> Simulated:
    """Draw an administration, its people and their ratings."""
    random = np.random.default_rng(seed)
    tree = _tree(world, random)
    ratee, rater, role = _design(world, tree, random)
    people, units = len(tree.unit), len(tree.first)
    theta = _split(random, tree.unit, units, np.sqrt(world.rho_u), np.sqrt(1 - world.rho_u))
    by_item = random.normal(0, world.sd_d, (people, ITEMS))
    severity = _split(random, tree.unit, units, world.sd_l, np.sqrt(max(world.sd_c**2 - world.sd_l**2, 0)))
    by_role = severity[:, None] + random.normal(0, world.sd_role, (people, len(Role)))
    taste = random.normal(0, world.sd_ri, (people, ITEMS))
    use = np.exp(random.normal(0, world.sd_a, people))
    limits = thresholds(world)
    blocks = []
    for rows in _blocks(len(ratee)):
        n, j, r = ratee[rows], rater[rows], role[rows]
        halo = random.normal(0, world.sd_h, (len(n), 1))
        latent = use[j, None] * (theta[n, None] + by_item[n] + halo) - by_role[j, r][:, None]
        latent += LENIENCY[r][:, None] + ITEM_MEANS + taste[j] + random.normal(0, world.sd_e, (len(n), ITEMS))
        blocks.append((1 + np.searchsorted(limits, latent.ravel())).reshape(latent.shape).astype(np.int8))
    values = np.concatenate(blocks)
    colluders = _misbehave(world, ratee, rater, role, people, values, random)
    truth = _truth(theta, by_item, limits, float(np.sqrt(world.sd_h**2 + world.sd_e**2 + world.sd_ri**2)))
    pairs = Pairs(ratee, rater, role, values.mean(axis=1), np.full(len(ratee), ITEMS), values.min(1) == values.max(1))
    return Simulated(pairs, Persons(tree.unit), truth, severity, colluders, values)


def thresholds(world: World) -> Floats:
    """Where the scale's points lie, so that an average rater uses them as often as the world's inflation says."""
    if world.ncat == 3:
        shares = [0.3 * (1 - world.infl), 1 - 0.35 * world.infl]
    else:
        low = 1 - world.infl
        shares = [0.01, 0.01 + 0.25 * (low - 0.01), low, 1 - 0.4 * world.infl]
    spread = 1 + world.sd_d**2 + world.sd_h**2 + world.sd_e**2 + world.sd_c**2 + world.sd_role**2
    spread += float(ITEM_MEANS.var()) + world.sd_ri**2
    return np.array([CENTRE + np.sqrt(spread) * NormalDist().inv_cdf(share) for share in shares])


def _split(random: np.random.Generator, unit: Ints, units: int, between: float, within: float) -> Floats:
    return np.asarray(random.normal(0, between, units)[unit] + random.normal(0, within, len(unit)))


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, rows, BLOCK))


def _tree(world: World, random: np.random.Generator) -> _Tree:
    """Staff form units; the heads of the units form units in turn, up to one unit at the top."""
    sizes, levels, people = [], [], world.n_staff
    while people > world.unit_mean:
        count = max(1, round(people / world.unit_mean))
        spare = random.multinomial(people - LEAST_UNIT * count, random.dirichlet(np.full(count, SHAPE)))
        sizes.append(LEAST_UNIT + spare)
        levels.append(count)
        people = count
    sizes.append(np.array([people]))
    size = np.concatenate(sizes).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    level = np.repeat(np.arange(len(sizes)), [*levels, 1])
    head = np.full(len(size), -1, dtype=np.int64)
    head[:-1] = first[levels[0]] + np.arange(len(size) - 1)
    return _Tree(np.repeat(np.arange(len(size)), size), first, size, head, level)


def _design(world: World, tree: _Tree, random: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Who rates whom in which role, ordered by ratee, then rater."""
    people = len(tree.unit)
    chosen = [_superiors(tree), _subordinates(world, tree, random)]
    chosen += [_peers(world, tree, step, random) for step in range(1, world.n_peer + world.n_sub + 1)]
    ratee, rater = (np.concatenate([part[side] for part in chosen]) for side in (0, 1))
    kinds = [Role.SUPERIOR, Role.SUBORDINATE] + [Role.PEER] * (len(chosen) - 2)
    role = np.repeat(np.array(kinds, dtype=np.int64), [len(part[0]) for part in chosen])
    handed_in = random.random(len(ratee)) < world.p_complete
    ratee, rater, role = ratee[handed_in], rater[handed_in], role[handed_in]
    _, once = np.unique(ratee * people + rater, return_index=True)
    return ratee[once], rater[once], role[once]


def _superiors(tree: _Tree) -> tuple[Ints, Ints]:
    head = tree.head[tree.unit]
    below = np.flatnonzero(head >= 0)
    return below, head[below]


def _subordinates(world: World, tree: _Tree, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Each head is rated by some of the unit below, beginning with a random member."""
    units = np.flatnonzero(tree.head >= 0)
    start = (random.random(len(units)) * tree.size[units]).astype(np.int64)
    raters = [tree.first[units] + (start + step) % tree.size[units] for step in range(world.n_sub)]
    return np.tile(tree.head[units], world.n_sub), np.concatenate(raters)


def _peers(world: World, tree: _Tree, step: int, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Each is rated by the colleague ``step`` places on in the circle of the unit, or of the next unit."""
    ratee = np.arange(len(tree.unit))
    unit = tree.unit
    place = ratee - tree.first[unit]
    wanted = np.where(tree.level[unit] == 0, world.n_peer + world.n_sub, world.n_peer)
    crossing = random.random(len(ratee)) < world.p_cross
    theirs = np.where(crossing, _next_unit(tree)[unit], unit)
    rater = tree.first[theirs] + (place + step) % tree.size[theirs]
    kept = (step <= np.minimum(wanted, tree.size[unit] - 1)) & (rater != ratee)
    return ratee[kept], rater[kept]


def _next_unit(tree: _Tree) -> Ints:
    """The neighbour of each unit on its level, the last's being the first."""
    units = np.arange(len(tree.first))
    last = np.append(tree.level[1:] != tree.level[:-1], True)
    return np.where(last, np.searchsorted(tree.level, tree.level), units + 1)


def _misbehave(
    world: World,
    ratee: Ints,
    rater: Ints,
    role: Ints,
    people: int,
    values: Answers,
    random: np.random.Generator,
) -> Flags:
    """Change answers in place as the dishonest do; returns who exchanges favours."""
    colluders = np.zeros(people, dtype=np.bool_)
    if world.collude + world.revenge > 0:
        shape = Pairs(ratee, rater, role, np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
        back = counterparts(shape, people)
        mutual = np.flatnonzero((back > np.arange(len(back))) & (role == Role.PEER) & (role[back] == Role.PEER))
        couples = _apart(random.permutation(mutual), ratee, rater, people)
        friends = couples[: round(world.collude * people / 2)]
        foes = couples[len(friends) :][: round(world.revenge * people / 2)]
        values[friends], values[back[friends]] = world.ncat, world.ncat
        for rows in (foes, back[foes]):
            values[rows] = np.maximum(values[rows] - REVENGE, 1)
        colluders[ratee[friends]], colluders[rater[friends]] = True, True
    if world.straight > 0:
        same = random.random(people) < world.straight
        values[same[rater]] = world.ncat
    return colluders


@compiled
def _apart(couples: Ints, ratee: Ints, rater: Ints, people: int) -> Ints:
    """Those of the couples, in order, in which nobody occurs twice."""
    taken = np.zeros(people, dtype=np.bool_)
    kept = np.empty_like(couples)
    count = 0
    for row in couples:
        if not taken[ratee[row]] and not taken[rater[row]]:
            taken[ratee[row]], taken[rater[row]] = True, True
            kept[count] = row
            count += 1
    return kept[:count]


def _truth(theta: Floats, by_item: Floats, limits: Floats, spread: float) -> Floats:
    """Expected rating by a neutral rater, mean over the items."""
    return _expected(theta[:, None] + by_item + ITEM_MEANS + CENTRE, limits, spread)


@compiled
def _expected(latent: Floats, limits: Floats, spread: float) -> Floats:
    people, items = latent.shape
    truth = np.ones(people)
    for n in range(people):
        for i in range(items):
            for limit in limits:
                truth[n] += 0.5 * math.erfc((limit - latent[n, i]) / spread / math.sqrt(2.0)) / items
    return truth
