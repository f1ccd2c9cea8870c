"""Who rates whom: by structure and seeded chance, with a bounded load and nobody choosing for anybody.

The superior rates by duty. Peers are drawn, mostly inside the unit and some from units nearby, because only those
links tell a strict unit from a weak one; subordinates are drawn too. A draw takes the least loaded person and lets
chance decide among equals. The seed stays secret while a round runs: with it, everybody could redo the draw.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .tables import Ints, Persons, Role

NOBODY = -1
SPARE = 2  # a circle of peers is wide enough when chance has this many more people than places
_WORD = 2**64
_WEYL, _FIRST, _SECOND = (
    np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)  # SplitMix64


class Reason(IntEnum):
    """Why this rater stands beside this ratee."""

    SUPERIOR = 0
    SAME_UNIT = 1
    OTHER_UNIT = 2
    PROPOSED = 3  # not of the circle, but proposed by the superior and then drawn
    SUBORDINATE = 4


class Lack(IntEnum):
    """What could not be satisfied, and why."""

    NO_SUPERIOR = 0
    SUPERIOR_EXCLUDED = 1
    SUPERIOR_ABSENT = 2
    TOO_FEW_PEERS = 3  # nobody else is eligible
    PEERS_FULLY_LOADED = 4  # somebody is eligible, but everybody has reached the cap
    NO_OTHER_UNIT = 5
    NOT_ROTATED = 6
    TOO_FEW_SUBORDINATES = 7


PEER_LACKS = frozenset({Lack.TOO_FEW_PEERS, Lack.PEERS_FULLY_LOADED, Lack.NO_OTHER_UNIT, Lack.NOT_ROTATED})


class Paired(Protocol):
    """Any table of ratees, raters and roles: an earlier assignment or the pairs of an earlier round."""

    @property
    def ratee(self) -> Ints: ...
    @property
    def rater(self) -> Ints: ...
    @property
    def role(self) -> Ints: ...


@dataclass(frozen=True)
class Shortfall:
    """A wish of the design that a ratee's panel does not meet, and by how many raters."""

    ratee: int
    lack: Lack
    missing: int


@dataclass(frozen=True)
class Assignment:
    """Who rates whom, ordered by ratee, then rater, and what is missing.

    Attributes:
        ratee, rater, role, reason: (M,) one row for each pair.
        shortfalls: ordered by ratee.
    """

    ratee: Ints
    rater: Ints
    role: Ints
    reason: Ints
    shortfalls: tuple[Shortfall, ...]

    def __len__(self) -> int:
        return len(self.ratee)

    def load(self, persons: Persons) -> Ints:
        """How many people each person rates without being their superior."""
        drawn = self.rater[self.role != Role.SUPERIOR]
        return np.bincount(drawn, minlength=len(persons)).astype(np.int64)


@dataclass(frozen=True)
class Structure:
    """The organisation and its conflicts of interest, as far as they decide who may rate whom.

    Attributes:
        persons: everybody; superior: (N,) number of the superior, -1 where there is none.
        excluded: pairs of persons of whom neither rates the other.
        proposals: (ratee, person) a superior would like to be among those from whom chance draws.
        absent: those who cannot rate in this round.

    Raises:
        ValueError: a person is his own superior, directly or through others.
    """

    persons: Persons
    superior: Ints
    excluded: Iterable[tuple[int, int]] = ()
    proposals: Iterable[tuple[int, int]] = ()
    absent: Iterable[int] = ()
    chain: NDArray[np.int64] = field(init=False, repr=False)
    _circles: dict[tuple[int, int], Ints] = field(init=False, repr=False)
    _members: dict[int, Ints] = field(init=False, repr=False)
    _barred: dict[int, set[int]] = field(init=False, repr=False)
    _proposed: dict[int, set[int]] = field(init=False, repr=False)
    _here: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        here = np.ones(len(self.persons), dtype=np.bool_)
        here[list(self.absent)] = False
        chain = _chain(self.superior)
        made = {
            "chain": chain,
            "_circles": _circles(chain),
            "_members": _groups(self.persons.unit),
            "_barred": _both_ways(self.excluded),
            "_proposed": _one_way(self.proposals),
            "_here": here,
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def eligible(self, ratee: int, people: Ints) -> Ints:
        """Those of `people` who may rate the ratee as a peer: present, no conflict, not above or below him."""
        below = (self.chain[people] == ratee).any(axis=1)
        return self._free(ratee, _leaving_out(people[~below], self.chain[ratee].tolist()))

    def peers_at_home(self, ratee: int) -> Ints:
        return self.eligible(ratee, self._members[int(self.persons.unit[ratee])])

    def peers_away(self, ratee: int, needed: int) -> Ints:
        """Peers of other units: the nearest circle of equal rank that leaves something to chance."""
        best = np.empty(0, np.int64)
        for level, above in enumerate(self.chain[ratee]):
            if above == NOBODY:
                break
            circle = self._away(ratee, self._circles[level, int(above)])
            if len(circle) >= needed + SPARE:
                return circle
            best = max(best, circle, key=len)
        return best if len(best) >= needed else self._away(ratee, np.arange(len(self.persons)))

    def proposed(self, ratee: int) -> Ints:
        return self.eligible(ratee, np.array(sorted(self._proposed.get(ratee, ())), dtype=np.int64))

    def has_subordinates(self, ratee: int) -> bool:
        return (0, ratee) in self._circles

    def subordinates(self, ratee: int) -> Ints:
        return self._free(ratee, self._circles.get((0, ratee), np.empty(0, np.int64)))

    def superior_or_lack(self, ratee: int) -> tuple[int, Lack | None]:
        above = int(self.superior[ratee])
        if above == NOBODY:
            return NOBODY, Lack.NO_SUPERIOR
        if above in self._barred.get(ratee, ()):
            return NOBODY, Lack.SUPERIOR_EXCLUDED
        return (above, None) if self._here[above] else (NOBODY, Lack.SUPERIOR_ABSENT)

    def _away(self, ratee: int, people: Ints) -> Ints:
        return self.eligible(ratee, people[self.persons.unit[people] != self.persons.unit[ratee]])

    def _free(self, ratee: int, people: Ints) -> Ints:
        return _leaving_out(people[self._here[people]], {ratee, *self._barred.get(ratee, ())})


@dataclass
class _Panel:
    """The peers of one ratee while they are being drawn."""

    ratee: int
    home: Ints
    away: Ints
    proposed: frozenset[int]
    old: frozenset[int]
    want: int
    want_away: int
    rotated: int
    chosen: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.all = np.concatenate([self.home, self.away])
        self._foreign = set(self.away.tolist())

    @property
    def foreign(self) -> int:
        """How many of another unit sit in the panel."""
        return len(self._foreign.intersection(self.chosen))

    @property
    def unrotated(self) -> int:
        """How many too many of the old panel sit in the new one."""
        return len(self.old.intersection(self.chosen)) - max(0, self.want - self.rotated)

    def open(self, people: Ints, *, rotate: bool) -> Ints:
        shut = set(self.chosen)
        if rotate and self.unrotated >= 0:
            shut |= self.old
        return _leaving_out(people, shut)


@dataclass
class _Draw:
    """The running state of one draw: the load so far, the dice, what came out."""

    structure: Structure
    cap: int
    seed: int
    load: Ints
    rows: list[tuple[int, int, Role, Reason]] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)

    def pick(self, ratee: int, people: Ints) -> int:
        """The least loaded of `people`, chance deciding among equals; nobody when all have reached the cap."""
        free = people[self.load[people] < self.cap]
        if not len(free):
            return NOBODY
        rater = int(free[np.argmin(self.load[free] + chance(self.seed, ratee, free))])
        self.load[rater] += 1
        return rater

    def lack(self, ratee: int, lack: Lack, missing: int = 1) -> None:
        if missing > 0:
            self.shortfalls.append(Shortfall(ratee, lack, missing))


def assign_raters(
    persons: Persons,
    superior: Ints,
    *,
    seed: int,
    peers: int = 5,
    subs: int = 2,
    cross_share: float = 0.2,
    cap: int = 8,
    rotated: int = 2,
    previous: Paired | None = None,
    ratees: Iterable[int] | None = None,
    excluded: Iterable[tuple[int, int]] = (),
    proposals: Iterable[tuple[int, int]] = (),
    absent: Iterable[int] = (),
) -> Assignment:
    """Draw the raters of a round.

    Args:
        persons: everybody; superior: (N,) number of the superior, -1 where there is none.
        seed: decides every draw; the same seed and the same people give the same assignment.
        peers, subs: how many raters of each kind a ratee gets; subordinates only where there are any.
        cross_share: share of the peers that come from another unit; a fraction of a person is drawn by chance.
        cap: most people anybody rates as a peer or subordinate.
        rotated: at least so many of the peers are not of the ratee's previous panel.
        previous: the panels of the last round.
        ratees: who is rated; everybody when not given.
        excluded: pairs of persons with a conflict of interest: neither rates the other.
        proposals: (ratee, person) whom a superior would like to be among those from whom chance draws.
        absent: those who cannot rate in this round.

    Raises:
        ValueError: a number that cannot be, or a person who is his own superior, directly or through others.
    """
    if min(peers, subs, cap) < 0 or not 0 <= cross_share <= 1 or not 0 <= rotated <= peers:
        raise ValueError("raters are not fewer than none, the share lies in 0..1, no more peers rotate than there are")
    structure = Structure(persons, superior, excluded, proposals, absent)
    draw = _Draw(structure, cap, seed, np.zeros(len(persons), np.int64))
    who = range(len(persons)) if ratees is None else sorted(set(ratees))
    _superiors(draw, who)
    _subordinates(draw, who, subs)
    old = _old_panels(previous)
    panels = [_panel(structure, n, peers, _share(seed, n, peers * cross_share), rotated, old[n]) for n in who]
    _fill(draw, panels)
    for panel in panels:
        _report(draw, panel)
    return _result(draw.rows, draw.shortfalls)


def replace_rater(
    assignment: Assignment,
    persons: Persons,
    superior: Ints,
    *,
    ratee: int,
    rater: int,
    seed: int,
    cap: int = 8,
    rotated: int = 2,
    previous: Paired | None = None,
    excluded: Iterable[tuple[int, int]] = (),
    proposals: Iterable[tuple[int, int]] = (),
    absent: Iterable[int] = (),
) -> Assignment:
    """The assignment with somebody else drawn in the place of a rater who cannot rate this ratee.

    A peer's place goes to a peer of the same kind (same or other unit) where one is free, and places of the panel
    that were empty before are tried again. The superior is not replaced: that takes a decision, not a draw. Without
    a successor the place stays empty and a shortfall says so. Arguments as in `assign_raters`; who left the panel
    before belongs to `absent` or `excluded`, or he may come back.

    Raises:
        LookupError: this person does not rate this ratee as a peer or subordinate.
    """
    at = (assignment.ratee == ratee) & (assignment.rater == rater) & (assignment.role != Role.SUPERIOR)
    if not at.any():
        raise LookupError(f"person {rater} does not rate person {ratee} as a peer or subordinate")
    structure = Structure(persons, superior, [*excluded, (ratee, rater)], proposals, absent)
    rest = _result(_rows(assignment, ~at), assignment.shortfalls)
    draw = _Draw(structure, cap, _mixed(seed, rater), rest.load(persons), _rows(rest), list(rest.shortfalls))
    if assignment.role[at][0] == Role.SUBORDINATE:
        others = rest.rater[rest.ratee == ratee].tolist()
        _seat_subordinate(draw, ratee, _leaving_out(structure.subordinates(ratee), others))
    else:
        away = int(persons.unit[rater] != persons.unit[ratee])
        _refill(draw, rest, ratee, away, rotated, _old_panels(previous)[ratee])
    return _result(draw.rows, draw.shortfalls)


def chance(seed: int, ratee: int, people: Ints) -> NDArray[np.float64]:
    """A number in [0, 1) for each person, fixed by seed, ratee and person alone, on every machine."""
    with np.errstate(over="ignore"):
        state = _mix(people.astype(np.uint64) + np.uint64(_mixed(seed, ratee)))
    return np.asarray(state >> np.uint64(11), dtype=np.float64) / 2.0**53


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = x * _WEYL + _WEYL
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return x ^ (x >> np.uint64(31))


def _mixed(seed: int, number: int) -> int:
    """A new seed out of a seed and a number."""
    x = ((seed ^ number) * int(_WEYL) + int(_WEYL)) % _WORD
    x = ((x ^ (x >> 30)) * int(_FIRST)) % _WORD
    x = ((x ^ (x >> 27)) * int(_SECOND)) % _WORD
    return x ^ (x >> 31)


# --- the organisation -------------------------------------------------------------------


def _chain(superior: Ints) -> NDArray[np.int64]:
    """(N, depth) everybody above a person, the nearest first, padded with -1."""
    levels = [superior]
    while (levels[-1] != NOBODY).any():
        if len(levels) > len(superior):
            raise ValueError("somebody is his own superior, directly or through others")
        above = levels[-1]
        levels.append(np.where(above == NOBODY, NOBODY, superior[above]))
    return np.stack(levels, axis=1)


def _circles(chain: NDArray[np.int64]) -> dict[tuple[int, int], Ints]:
    """(level, person) → those who have that person so many levels above them: equals in rank."""
    return {
        (level, above): people
        for level in range(chain.shape[1])
        for above, people in _groups(chain[:, level]).items()
        if above != NOBODY
    }


def _groups(of: Ints) -> dict[int, Ints]:
    order = np.argsort(of, kind="stable")
    values, first = np.unique(of[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, first[1:]), strict=True))


def _one_way(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    told: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        told[int(one)].add(int(other))
    return told


def _both_ways(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    told = list(pairs)
    return _one_way([*told, *((other, one) for one, other in told)])


def _old_panels(previous: Paired | None) -> dict[int, set[int]]:
    if previous is None:
        return defaultdict(set)
    peers = previous.role == Role.PEER
    return _one_way(zip(previous.ratee[peers].tolist(), previous.rater[peers].tolist(), strict=True))


# --- the draw ---------------------------------------------------------------------------


def _superiors(draw: _Draw, who: Iterable[int]) -> None:
    for ratee in who:
        rater, lack = draw.structure.superior_or_lack(ratee)
        if lack is None:
            draw.rows.append((ratee, rater, Role.SUPERIOR, Reason.SUPERIOR))
        else:
            draw.lack(ratee, lack)


def _subordinates(draw: _Draw, who: Iterable[int], subs: int) -> None:
    for ratee in who:
        if draw.structure.has_subordinates(ratee):
            pool = draw.structure.subordinates(ratee)
            for _ in range(subs):
                pool = _seat_subordinate(draw, ratee, pool)


def _seat_subordinate(draw: _Draw, ratee: int, pool: Ints) -> Ints:
    """Draw one of the pool; gives back the pool without him."""
    rater = draw.pick(ratee, pool)
    if rater == NOBODY:
        draw.lack(ratee, Lack.TOO_FEW_SUBORDINATES)
        return pool
    draw.rows.append((ratee, rater, Role.SUBORDINATE, Reason.SUBORDINATE))
    return _leaving_out(pool, [rater])


def _share(seed: int, ratee: int, wanted: float) -> int:
    """A whole number of people whose mean over many ratees is `wanted`."""
    whole = int(wanted)
    return whole + int(chance(_mixed(seed, NOBODY), ratee, np.array([ratee]))[0] < wanted - whole)


def _panel(structure: Structure, ratee: int, want: int, want_away: int, rotated: int, old: set[int]) -> _Panel:
    home = structure.peers_at_home(ratee)
    away = structure.peers_away(ratee, max(want_away, want - len(home)))
    extra, unit = structure.proposed(ratee), structure.persons.unit
    here = unit[extra] == unit[ratee]
    proposed = frozenset(extra.tolist()) - {*home.tolist(), *away.tolist()}
    if len(extra):
        home, away = np.union1d(home, extra[here]), np.union1d(away, extra[~here])
    return _Panel(ratee, home, away, proposed, frozenset(old), want, want_away, rotated)


class _Stage(NamedTuple):
    """From whom the empty places of the panels are filled, and while what is missing."""

    people: Callable[[_Panel], Ints]
    missing: Callable[[_Panel], int]
    rotate: bool


def _empty(panel: _Panel) -> int:
    return panel.want - len(panel.chosen)


STAGES = (
    _Stage(lambda panel: panel.away, lambda panel: min(_empty(panel), panel.want_away - panel.foreign), rotate=True),
    _Stage(lambda panel: panel.home, _empty, rotate=True),
    _Stage(lambda panel: panel.all, _empty, rotate=True),
    _Stage(lambda panel: panel.all, _empty, rotate=False),
)


def _fill(draw: _Draw, panels: Sequence[_Panel]) -> None:
    """Other units first, then the unit; what stays empty is filled from either, at last without rotation.

    One place per panel and turn, in an order that changes every turn, so that nobody is always served last.
    """
    turns = max((_empty(panel) for panel in panels), default=0)
    for number, stage in enumerate(STAGES):
        for turn in range(turns):
            waiting = [panel for panel in panels if stage.missing(panel) > 0]
            for panel in _shuffled(_mixed(draw.seed, 100 * number + turn), waiting):
                rater = draw.pick(panel.ratee, panel.open(stage.people(panel), rotate=stage.rotate))
                if rater != NOBODY:
                    panel.chosen.append(rater)
                    draw.rows.append((panel.ratee, rater, Role.PEER, _reason(draw.structure, panel, rater)))


def _shuffled(seed: int, panels: Sequence[_Panel]) -> list[_Panel]:
    numbers = np.array([panel.ratee for panel in panels], dtype=np.int64)
    return [panels[at] for at in np.lexsort((numbers, chance(seed, NOBODY, numbers)))]


def _reason(structure: Structure, panel: _Panel, rater: int) -> Reason:
    if rater in panel.proposed:
        return Reason.PROPOSED
    unit = structure.persons.unit
    return Reason.SAME_UNIT if unit[rater] == unit[panel.ratee] else Reason.OTHER_UNIT


def _report(draw: _Draw, panel: _Panel) -> None:
    """Say what the panel lacks."""
    empty = _empty(panel)
    loaded = min(empty, len(panel.open(panel.all, rotate=False)))
    draw.lack(panel.ratee, Lack.PEERS_FULLY_LOADED, loaded)
    draw.lack(panel.ratee, Lack.TOO_FEW_PEERS, empty - loaded)
    draw.lack(panel.ratee, Lack.NO_OTHER_UNIT, panel.want_away - panel.foreign)
    draw.lack(panel.ratee, Lack.NOT_ROTATED, panel.unrotated)


def _refill(draw: _Draw, rest: Assignment, ratee: int, away: int, rotated: int, old: set[int]) -> None:
    """Fill a panel that somebody left, and the places that were empty before."""
    missed = {lack.lack: lack.missing for lack in rest.shortfalls if lack.ratee == ratee}
    draw.shortfalls[:] = [told for told in rest.shortfalls if told.ratee != ratee or told.lack not in PEER_LACKS]
    sitting = rest.rater[(rest.ratee == ratee) & (rest.role == Role.PEER)]
    unit = draw.structure.persons.unit
    want = len(sitting) + 1 + missed.get(Lack.TOO_FEW_PEERS, 0) + missed.get(Lack.PEERS_FULLY_LOADED, 0)
    want_away = int((unit[sitting] != unit[ratee]).sum()) + away + missed.get(Lack.NO_OTHER_UNIT, 0)
    panel = _panel(draw.structure, ratee, want, want_away, min(rotated, want), old)
    panel.chosen.extend(sitting.tolist())
    _fill(draw, [panel])
    _report(draw, panel)


def _rows(assignment: Assignment, keep: NDArray[np.bool_] | slice = slice(None)) -> list[tuple[int, int, Role, Reason]]:
    table = (assignment.ratee, assignment.rater, assignment.role, assignment.reason)
    return [
        (ratee, rater, Role(role), Reason(reason))
        for ratee, rater, role, reason in zip(*(column[keep].tolist() for column in table), strict=True)
    ]


def _result(rows: Iterable[tuple[int, int, Role, Reason]], shortfalls: Iterable[Shortfall]) -> Assignment:
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    missing: dict[tuple[int, Lack], int] = defaultdict(int)
    for told in shortfalls:
        missing[told.ratee, told.lack] += told.missing
    lacks = tuple(Shortfall(ratee, lack, count) for (ratee, lack), count in sorted(missing.items()))
    return Assignment(table[:, 0], table[:, 1], table[:, 2], table[:, 3], lacks)


def _leaving_out(people: Ints, some: Iterable[int]) -> Ints:
    keep = np.ones(len(people), dtype=np.bool_)
    for one in some:  # a handful: quicker than sorting
        keep &= people != one
    return people[keep]
