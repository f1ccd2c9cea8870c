"""What a person is told about the own panel, so that nobody learns who said what.

The superior is named by law and stands apart. Peers and subordinates are protected: a mean needs k of them, details
more; a role with too few is shown only together with the other; no two figures may differ by a few people; a panel
that nearly agrees on an end of the scale is not told that it does. Every rule gives its reason with the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from terang.core.fairness.disclosure import PRIME, Column, Equations, Person, Row, Withheld, whole
from terang.core.fairness.tables import Role
from terang.core.law_view import DisclosureRule

__all__ = [
    "Bound", "Cell", "Group", "Kind", "Published", "Voice", "Withheld",
    "disclose", "may_compare", "may_publish_again", "mean_of_told",
]  # fmt: skip


class Group(StrEnum):
    """Whose answers a figure is made from."""

    PEERS = "PEERS"
    SUBORDINATES = "SUBORDINATES"
    COLLEAGUES = "COLLEAGUES"  # peers and subordinates together


class Kind(StrEnum):
    """What a figure is: a mean over everything, the mean of one value, how often each answer was given, the words."""

    MEAN = "MEAN"
    VALUE = "VALUE"
    DISTRIBUTION = "DISTRIBUTION"
    COMMENTS = "COMMENTS"


class Bound(StrEnum):
    """A mean near an end of the scale is printed as "at least" or "at most"."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"


@dataclass(frozen=True, slots=True)
class Voice:
    """What one peer or subordinate said about the person.

    Attributes:
        rater: the same for the same person in every panel that is compared.
        weight: how much the answers count after doubtful ones were weighed down.
        answers: for each value of the questionnaire the points given to its behaviours; unobserved ones are left out.
    """

    rater: Person
    role: Role
    weight: float
    answers: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        return sum(len(points) for points in self.answers)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, or the reason why it is withheld; then everything but its name is empty.

    Attributes:
        value: place of the value in the questionnaire, for `Kind.VALUE` alone.
        raters: how many count; mean: the figure, or its limit where it is only bounded.
        shares: of each answer from the lowest to the highest, for `Kind.DISTRIBUTION` alone.
    """

    kind: Kind
    group: Group
    value: int | None = None
    withheld: Withheld | None = None
    raters: int | None = None
    mean: float | None = None
    bound: Bound | None = None
    shares: tuple[float, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the sum behind the figure (raw, leniency, mix of roles) may be shown to the person rated."""
        return self.withheld is None and self.bound is None


@dataclass(frozen=True, slots=True)
class Published:
    """All figures of a panel, and what they say together, to be handed to the next panel of the same person."""

    cells: tuple[Cell, ...]
    equations: Equations

    def cell(self, kind: Kind, group: Group = Group.COLLEAGUES, value: int | None = None) -> Cell:
        return next(cell for cell in self.cells if (cell.kind, cell.group, cell.value) == (kind, group, value))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure that may come to be published: what it would say, and to what it is bound."""

    cell: Cell
    row: Row = field(default_factory=dict)

    def kept_back(self, reason: Withheld) -> _Figure:
        return _Figure(Cell(self.cell.kind, self.cell.group, self.cell.value, reason))


@dataclass(frozen=True, slots=True)
class _Scale:
    rule: DisclosureRule
    lowest: int
    highest: int

    def is_strong(self, voice: Voice) -> bool:
        return voice.weight >= self.rule.effective_weight

    def raters(self, voices: Iterable[Voice]) -> int:
        return len({voice.rater for voice in voices if self.is_strong(voice)})

    def bounded(self, cell: Cell) -> Cell:
        """The cell with a limit in place of a mean near an end of the scale, unless very many speak."""
        if cell.mean is None or cell.raters is None or cell.raters >= self.rule.unanimity_raters:
            return cell
        margin = float(self.rule.unanimity_margin)
        top, bottom = self.highest - margin, self.lowest + margin
        if cell.mean >= top - 1e-9:
            return replace(cell, mean=top, bound=Bound.AT_LEAST)
        return replace(cell, mean=bottom, bound=Bound.AT_MOST) if cell.mean <= bottom + 1e-9 else cell


def disclose(
    voices: Iterable[Voice],
    rule: DisclosureRule,
    *,
    values: int,
    lowest: int = 1,
    highest: int = 5,
    earlier: Equations | None = None,
) -> Published:
    """Decide every figure of one person's panel.

    Args:
        voices: of peers and subordinates, who count at all; the superior and the person himself are not among them.
        values: how many values the questionnaire has.
        earlier: what the panels before told about the same person (`Published.equations`). Answers are taken for
            unchanged since, the worst case.
    """
    scale = _Scale(rule, lowest, highest)
    panel = [voice for voice in voices if voice.weight > 0 and voice.count]
    means = _means(scale, panel)
    details = [*_values(scale, panel, values), _distribution(scale, panel), _comments(scale, panel)]
    order = [*means, *sorted(details[:values], key=lambda figure: -(figure.cell.raters or 0)), *details[values:]]
    cells, equations = _admit(order, *_start(scale, panel, earlier), _thin(scale, panel, values), rule)
    return Published(tuple(cells), equations)


def mean_of_told(panels: Iterable[Published]) -> float | None:
    """Mean over people of what each was told: the only mean a table of units may show.

    A mean over all ratings would tell about the panels that were withheld, and by other weights about doubtful raters;
    a mean at an end of the scale enters as it was printed.
    """
    told = [panel.cell(Kind.MEAN).mean for panel in panels]
    shown = [mean for mean in told if mean is not None]
    return sum(shown) / len(shown) if shown else None


def may_compare(before: Set[Person], now: Set[Person], rule: DisclosureRule) -> bool:
    """Whether a trend may lead from one panel to the next: the same people, or enough who came or went."""
    return not 0 < len(before ^ now) < rule.role_mean


def may_publish_again(published: Set[Person], now: Set[Person], rule: DisclosureRule) -> bool:
    """Whether late answers change what was published: only when enough come at once, and nobody left."""
    return published <= now and len(now - published) >= rule.role_mean


# --- the figures ------------------------------------------------------------------------


def _means(scale: _Scale, panel: Sequence[Voice]) -> list[_Figure]:
    """All colleagues together first; each role by itself where no role has too few."""
    peers = [voice for voice in panel if voice.role == Role.PEER]
    others = [voice for voice in panel if voice.role == Role.SUBORDINATE]
    together = _mean(scale, Group.COLLEAGUES, [*peers, *others])
    parts = [_mean(scale, Group.PEERS, peers), _mean(scale, Group.SUBORDINATES, others)]
    if merged(scale, peers, others) and together.cell.withheld is None:
        parts = [part.kept_back(Withheld.MERGED) for part in parts]
    return [together, *parts]


def merged(scale: _Scale, *roles: Sequence[Voice]) -> bool:
    """Whether a role has somebody, but too few for a figure of its own."""
    return any(role and scale.raters(role) < scale.rule.role_mean for role in roles)


def _mean(scale: _Scale, group: Group, voices: Sequence[Voice]) -> _Figure:
    raters = scale.raters(voices)
    if raters < scale.rule.role_mean:
        return _Figure(Cell(Kind.MEAN, group, withheld=Withheld.TOO_FEW))
    load = sum(voice.weight for voice in voices)
    total = sum(voice.weight * sum(map(sum, voice.answers)) / voice.count for voice in voices)
    row: dict[Column, int] = {
        (voice.rater, value): whole(voice.weight) * pow(voice.count, -1, PRIME) % PRIME
        for voice in voices
        for value, points in enumerate(voice.answers)
        if points
    }
    return _Figure(scale.bounded(Cell(Kind.MEAN, group, raters=raters, mean=total / load)), row)


def _values(scale: _Scale, panel: Sequence[Voice], values: int) -> list[_Figure]:
    return [_value(scale, [voice for voice in panel if voice.answers[value]], value) for value in range(values)]


def _value(scale: _Scale, voices: Sequence[Voice], value: int) -> _Figure:
    raters = scale.raters(voices)
    if raters < scale.rule.detail:
        return _Figure(Cell(Kind.VALUE, Group.COLLEAGUES, value, Withheld.TOO_FEW))
    load = sum(voice.weight * len(voice.answers[value]) for voice in voices)
    mean = sum(voice.weight * sum(voice.answers[value]) for voice in voices) / load
    row: dict[Column, int] = {(voice.rater, value): whole(voice.weight) for voice in voices}
    return _Figure(scale.bounded(Cell(Kind.VALUE, Group.COLLEAGUES, value, None, raters, mean)), row)


def _distribution(scale: _Scale, panel: Sequence[Voice]) -> _Figure:
    """How often each answer was given, by weight."""
    raters = scale.raters(panel)
    if raters < scale.rule.detail:
        return _Figure(Cell(Kind.DISTRIBUTION, Group.COLLEAGUES, withheld=Withheld.TOO_FEW))
    points = range(scale.lowest, scale.highest + 1)
    given = [
        sum(voice.weight * sum(said.count(point) for said in voice.answers) for voice in panel) for point in points
    ]
    mean = sum(point * times for point, times in zip(points, given, strict=True)) / sum(given)
    cell = scale.bounded(Cell(Kind.DISTRIBUTION, Group.COLLEAGUES, None, None, raters, mean))
    if cell.bound or max(given) == sum(given):
        return _Figure(cell).kept_back(Withheld.UNANIMOUS)
    shares = tuple(times / sum(given) for times in given)
    row: dict[Column, int] = {
        (voice.rater, value): whole(voice.weight) for voice in panel for value, said in enumerate(voice.answers) if said
    }
    return _Figure(replace(cell, mean=None, shares=shares), row)


def _comments(scale: _Scale, panel: Sequence[Voice]) -> _Figure:
    raters = scale.raters(panel)
    few = raters < scale.rule.detail
    return _Figure(Cell(Kind.COMMENTS, Group.COLLEAGUES, None, *((Withheld.TOO_FEW,) if few else (None, raters))))


# --- what they tell together ------------------------------------------------------------


def _start(scale: _Scale, panel: Sequence[Voice], earlier: Equations | None) -> tuple[Equations, Equations]:
    """What was told before, and nothing yet of this panel.

    Weak is in this panel who counts for little in it, and over all panels who counted for little in each.
    """
    before = earlier or Equations()
    strong = {voice.rater for voice in panel if scale.is_strong(voice)}
    weak = frozenset(voice.rater for voice in panel) - strong
    strong |= {person for row in before.rows for person, _ in row} - before.weak
    return Equations(before.rows, (before.weak | weak) - strong), Equations(weak=weak)


def _thin(scale: _Scale, panel: Sequence[Voice], values: int) -> list[set[tuple[Person, int]]]:
    """The answers to each value that too few answered: nothing may follow about these alone."""
    answered = [[voice for voice in panel if voice.answers[value]] for value in range(values)]
    few = [(value, said) for value, said in enumerate(answered) if said and scale.raters(said) < scale.rule.detail]
    return [{(voice.rater, value) for voice in said} for value, said in few]


def _admit(
    order: Sequence[_Figure],
    told: Equations,
    now: Equations,
    thin: Sequence[set[tuple[Person, int]]],
    rule: DisclosureRule,
) -> tuple[list[Cell], Equations]:
    """Publish one figure after the other, each only if it tells nothing forbidden together with those before."""
    rows = [figure.row for figure in order if figure.row]
    bounds = [figure.row for figure in order if figure.cell.bound]
    exact, cells = Equations(), []
    if not bounds and not gives_away(told.and_also(*rows), now.and_also(*rows), thin, rule):
        return [figure.cell for figure in order], told.and_also(*rows)  # nearly always, and much quicker
    for figure in order:
        row = [figure.row] if figure.row else []
        if row and figure.cell.is_exact and any(exact.and_also(*row).tells(bound) for bound in bounds):
            figure = figure.kept_back(Withheld.UNANIMOUS)
        elif row and gives_away(told.and_also(*row), now.and_also(*row), thin, rule):
            figure = figure.kept_back(Withheld.DIFFERENCE)
        elif row:
            told, now = told.and_also(*row), now.and_also(*row)
            exact = exact.and_also(*row) if figure.cell.is_exact else exact
        cells.append(figure.cell)
    return cells, told


def gives_away(told: Equations, now: Equations, thin: Sequence[set[tuple[Person, int]]], rule: DisclosureRule) -> bool:
    """Whether something follows about too few people, or about a value that too few answered."""
    few = any(equations.fewest(rule.role_mean) is not None for equations in ((now, told) if told != now else (now,)))
    return few or any(now.tells_only_about(columns) for columns in thin)
