"""The brute-force test: publish every table of an office that the rules allow, then try every subtraction.

An invented office with four units, heads and staff, three periods with rotated panels, late and missing answers,
doubtful raters, people who change units. The attacker knows everything except the answers: who rated whom, every
weight, every figure without rounding; and answers do not change from one period to the next. What follows from all
figures together is the row space of their equations. A projection onto that space shows whether some combination of
figures is about a given set of people alone: then a part of the projection has the eigenvalue one. All sets are tried.

The equations are set up here once more, from the answers, and compared with the published values; nothing of the
algebra in `terang.core.fairness.disclosure` is used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as other
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from terang.core import feedback
from terang.core.fairness.assignment import Assignment, assign_raters
from terang.core.fairness.disclosure import Equations, Withheld, disclose_units
from terang.core.fairness.tables import Ints, Persons, Role
from terang.core.feedback import Group, Kind, Published, Voice, disclose
from terang.core.law_view import DisclosureRule
from terang.regulation.law_files import tree

RULE = tree().on(date(2026, 11, 24)).fairness.disclosure.value
VALUES, BEHAVIOURS, PERIODS = 3, 2, 3
UNITS, SIZE = 3, 9
ONE = 1 - 1e-7

Matrix = np.ndarray[Any, Any]
Column = tuple[int, int, int]  # ratee, rater, value
Row = dict[Column, float]


@dataclass
class Office:
    """All that was published, as rows over the columns (ratee, rater, value); `people` rows are over ratees."""

    rows: list[list[Row]] = field(default_factory=lambda: [[] for _ in range(PERIODS)])
    exact: list[list[Row]] = field(default_factory=lambda: [[] for _ in range(PERIODS)])
    bounded: list[list[Row]] = field(default_factory=lambda: [[] for _ in range(PERIODS)])
    people: list[dict[int, float]] = field(default_factory=list)
    weak: set[tuple[int, int]] = field(default_factory=set)
    strong: set[tuple[int, int]] = field(default_factory=set)
    weak_now: list[set[tuple[int, int]]] = field(default_factory=lambda: [set() for _ in range(PERIODS)])
    shown: int = 0
    withheld: set[Withheld] = field(default_factory=set)


def publish(
    seed: int,
    *,
    rule: DisclosureRule = RULE,
    remember: bool = True,
    only_published: bool = True,
    complete: bool = False,
) -> Office:
    """Three periods of the office; what is not remembered or not only published is a rule switched off.

    Complete answers that all count fully make periods easiest to subtract.
    """
    random = np.random.default_rng(seed)
    office = Office()
    unit = np.array([0, *np.repeat(np.arange(1, UNITS + 1), SIZE)])
    heads = 1 + SIZE * np.arange(UNITS)
    superior = np.array([-1, *np.repeat(heads, SIZE)])
    superior[heads] = 0
    told: dict[int, Equations] = {}
    tables, previous = Equations(), None
    for period in range(PERIODS):
        previous = assign_raters(Persons(unit), superior, seed=seed * 10 + period, subs=3, previous=previous)
        means = {}
        for ratee in range(len(unit)):
            voices = panel(previous, ratee, random, complete)
            found = disclose(voices, rule, values=VALUES, earlier=told.get(ratee) if remember else None)
            told[ratee] = found.equations
            note(office, period, ratee, voices, found)
            if voices and (found.cell(Kind.MEAN).withheld is None or not only_published):
                means[ratee] = mean_row(ratee, voices)
        tables = publish_units(office, period, unit, means, tables if remember else Equations())
        unit = moved(unit, random)
    return office


def panel(asked: Assignment, ratee: int, random: np.random.Generator, complete: bool) -> list[Voice]:
    """Answers of those who handed in; some leave behaviours out, some are doubtful and weigh little."""
    voices = []
    for rater, role in zip(asked.rater[asked.ratee == ratee], asked.role[asked.ratee == ratee], strict=True):
        if role == Role.SUPERIOR or random.random() < 0.12:
            continue
        kind = 1.0 if complete else random.random()
        weight = 0.02 if kind < 0.06 else (0.83 if kind < 0.12 else 1.0)
        top = ratee % 5 == 0 and random.random() < 0.9
        answers = tuple(
            tuple(
                5 if top and not value else int(random.integers(3, 6))
                for _ in range(BEHAVIOURS)
                if random.random() > 0.06
            )
            for value in range(VALUES)
        )
        voices.append(Voice(int(rater), Role(int(role)), weight, answers))
    return voices


def moved(unit: Ints, random: np.random.Generator) -> Ints:
    """One member of staff changes the unit between two periods."""
    one = int(random.choice([n for n in range(2, len(unit)) if (n - 1) % SIZE]))
    return np.where(np.arange(len(unit)) == one, 1 + unit[one] % UNITS, unit)


def note(office: Office, period: int, ratee: int, voices: Sequence[Voice], found: Published) -> None:
    """Write down the equation of every figure of a panel, checked against the published number."""
    for voice in voices:
        (office.strong if voice.weight >= 0.5 else office.weak).add((ratee, voice.rater))
        if voice.weight < 0.5:
            office.weak_now[period].add((ratee, voice.rater))
    said = {
        (ratee, voice.rater, value): float(sum(points))
        for voice in voices
        for value, points in enumerate(voice.answers)
        if points
    }
    for cell in found.cells:
        if cell.withheld:
            office.withheld.add(cell.withheld)
            continue
        office.shown += 1
        for row, number in equations(ratee, voices, cell):
            if cell.bound is None:
                assert sum(weight * said[column] for column, weight in row.items()) == pytest.approx(number, abs=1e-9)
            office.rows[period].append(row)
            (office.bounded if cell.bound else office.exact)[period].append(row)


def equations(ratee: int, voices: Sequence[Voice], cell: feedback.Cell) -> list[tuple[Row, float]]:
    """The equations of a published figure over the sums of each rater's answers to each value."""
    role = {Group.PEERS: [Role.PEER], Group.SUBORDINATES: [Role.SUBORDINATE]}.get(cell.group, list(Role))
    group = [voice for voice in voices if voice.role in role and voice.count]
    if cell.kind == Kind.COMMENTS:
        return []
    if cell.kind == Kind.MEAN:
        return [(mean_row(ratee, group), cell.mean or 0.0)]
    values = [cell.value] if cell.value is not None else range(VALUES)
    load = sum(voice.weight * len(voice.answers[value]) for voice in group for value in values)
    row = {
        (ratee, voice.rater, value): voice.weight / load for voice in group for value in values if voice.answers[value]
    }
    return [(row, cell.mean or sum((at + 1) * share for at, share in enumerate(cell.shares)))]


def mean_row(ratee: int, group: Iterable[Voice]) -> Row:
    group = [voice for voice in group if voice.count]
    load = sum(voice.weight for voice in group)
    return {
        (ratee, voice.rater, value): voice.weight / voice.count / load
        for voice in group
        for value, points in enumerate(voice.answers)
        if points
    }


def publish_units(office: Office, period: int, unit: Ints, means: dict[int, Row], before: Equations) -> Equations:
    """A table of the units' means over persons, and their total, as far as it is shown."""
    members = {int(u): [ratee for ratee in means if unit[ratee] == u] for u in np.unique(unit)}
    table = disclose_units(members, people=RULE.unit_people, units=RULE.units, earlier=before)
    shown = [some for u, some in members.items() if table.units[u] is None]
    shown += [sorted(means)] if table.total is None else []
    for people in shown:
        office.people.append({ratee: 1 / len(people) for ratee in people})
        row = {column: weight / len(people) for ratee in people for column, weight in means[ratee].items()}
        office.rows[period].append(row)
    return table.equations


# --- the attack -------------------------------------------------------------------------


def projection(rows: Iterable[dict[Any, float]]) -> tuple[Matrix, dict[Any, int]]:
    """The projection onto everything that follows from the rows, and the place of each column."""
    rows = list(rows)
    place = {column: at for at, column in enumerate(sorted({column for row in rows for column in row}))}
    table = np.zeros((len(rows), len(place)))
    for at, row in enumerate(rows):
        for column, weight in row.items():
            table[at, place[column]] = weight
    table /= np.abs(table).max(axis=1, keepdims=True)
    _, size, basis = np.linalg.svd(table, full_matrices=False)
    basis = basis[size > 1e-9 * size[0]]
    return basis.T @ basis, place


def certain(space: Matrix, sets: Sequence[Sequence[int]]) -> float:
    """The largest eigenvalue over all sets: one when something follows about the columns of a set alone."""
    width = max(len(one) for one in sets)
    largest = 0.0
    for start in range(0, len(sets), 20_000):
        some = sets[start : start + 20_000]
        index = np.array([[*one, *[-1] * (width - len(one))] for one in some])
        inside = (index >= 0)[:, :, None] & (index >= 0)[:, None, :]
        part = np.where(inside, space[index[:, :, None], index[:, None, :]], 0.0)
        largest = max(largest, float(np.linalg.eigvalsh(part)[:, -1].max()))
        if largest > ONE:
            break
    return largest


def about_raters(office: Office) -> float:
    """Every set of two raters in the office, of one ratee or of two, with all the weak beside them; all periods."""
    space, place = projection(row for period in office.rows for row in period)
    return certain(space, couples(place, office.weak - office.strong, beyond=True))


def about_raters_of_a_period(office: Office) -> float:
    """Every two raters of one ratee, with those who hardly count in that very period."""
    largest = 0.0
    for rows, weak in zip(office.rows, office.weak_now, strict=True):
        space, place = projection(rows)
        largest = max(largest, certain(space, couples(place, weak, beyond=False)))
    return largest


def couples(place: dict[Column, int], weak: set[tuple[int, int]], *, beyond: bool) -> list[list[int]]:
    """The columns of every two raters, of the same ratee or beyond, with those of the weak of the same ratees."""
    columns: dict[tuple[int, int], list[int]] = {}
    for (ratee, rater, _), at in place.items():
        columns.setdefault((ratee, rater), []).append(at)
    beside = {ratee: [pair for pair in weak if pair[0] == ratee and pair in columns] for ratee, _ in columns}
    strong = [pair for pair in columns if pair not in weak]
    return [
        [at for pair in sorted({one, two, *beside[one[0]], *beside[two[0]]}) for at in columns[pair]]
        for one, two in sorted(combinations(strong, 2), key=lambda pair: pair[0][0] != pair[1][0])
        if beyond or one[0] == two[0]
    ]


def about_single_values(office: Office) -> float:
    """Every set of four raters' answers to one value of one ratee, in each period."""
    largest = 0.0
    for rows in office.rows:
        space, place = projection(rows)
        sets = []
        for ratee in {column[0] for column in place}:
            for value in range(VALUES):
                pairs = [(r, j) for r, j, v in place if r == ratee and v == value]
                weak = [place[(*pair, value)] for pair in pairs if pair not in office.strong]
                strong = [place[(*pair, value)] for pair in pairs if pair in office.strong]
                sets += [[*some, *weak] for some in combinations(strong, min(4, len(strong)))]
        largest = max(largest, certain(space, [one for one in sets if one]))
    return largest


def about_people(office: Office) -> float:
    """Every set of four people behind the tables of the units, over all periods."""
    space, place = projection(office.people)
    return certain(space, list(combinations(place.values(), 4)))


def about_bounds(office: Office) -> int:
    """How many means printed as "at least" follow from figures of the panel that are printed exactly."""
    found = 0
    for exact, bounded in zip(office.exact, office.bounded, strict=True):
        for row in bounded:
            ratee = next(iter(row))[0]
            beside = [one for one in exact if next(iter(one))[0] == ratee]
            found += bool(beside) and rank([*beside, row]) == rank(beside)
    return found


def rank(rows: Sequence[Row]) -> int:
    return round(float(np.trace(projection(rows)[0])))


# --- the tests --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[(3, False), (2, True)], ids=["with gaps", "complete"])
def office(request: pytest.FixtureRequest) -> Office:
    seed, complete = request.param
    return publish(seed, complete=complete)


def test_no_combination_of_all_published_tables_tells_about_fewer_than_k_raters(office: Office) -> None:
    assert about_raters(office) < ONE
    assert about_raters_of_a_period(office) < ONE


def test_none_tells_what_fewer_than_five_said_about_one_value(office: Office) -> None:
    assert about_single_values(office) < ONE


def test_no_combination_of_unit_tables_tells_about_fewer_than_five_people(office: Office) -> None:
    assert about_people(office) < ONE


def test_no_mean_near_the_end_of_the_scale_follows_from_other_figures(office: Office) -> None:
    assert about_bounds(office) == 0


def test_the_office_is_a_real_test(office: Office) -> None:
    """Most figures are shown, and every reason to withhold one occurs."""
    assert office.shown > 250
    assert {Withheld.TOO_FEW, Withheld.MERGED, Withheld.DIFFERENCE, Withheld.UNANIMOUS} <= office.withheld
    assert sum(len(rows) for rows in office.bounded) > 2


# Each rule switched off alone: the attack must succeed, or it proves nothing.


def test_the_attack_succeeds_when_two_raters_are_enough() -> None:
    assert about_raters(publish(1, rule=other(RULE, least=2, role_mean=2))) > ONE


def test_the_attack_succeeds_when_those_who_hardly_count_are_counted() -> None:
    assert about_raters(publish(1, rule=other(RULE, effective_weight=RULE.effective_weight * 0))) > ONE


def test_the_attack_succeeds_when_differences_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "gives_away", lambda *given: False)
    assert about_raters(publish(1)) > ONE


def test_the_attack_succeeds_when_single_values_are_shown_from_three_raters_on() -> None:
    assert about_single_values(publish(1, rule=other(RULE, detail=3))) > ONE


def test_the_attack_succeeds_when_earlier_periods_are_forgotten() -> None:
    assert about_raters(publish(1, remember=False, complete=True)) > ONE


def test_the_attack_succeeds_when_unpublished_panels_enter_the_tables_of_units() -> None:
    """A table over everybody, minus what the others were told, is what the one panel that was too small said."""
    assert about_raters(publish(2, only_published=False, complete=True)) > ONE


def test_the_attack_succeeds_when_complements_of_units_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    fewest = Equations.fewest
    monkeypatch.setattr(Equations, "fewest", lambda told, k: fewest(told, k) if k != RULE.unit_people else None)
    assert max(about_people(publish(seed)) for seed in range(1, 4)) > ONE


def test_the_attack_succeeds_when_exact_figures_stand_beside_bounded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Equations, "tells", lambda *given: False)
    assert about_bounds(publish(2, complete=True)) > 0
