"""From the answers of a round to the engine's arrays, and from its figures to the rows that are given out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import NormalDist
from typing import Any

import numpy as np

from terang.core.fairness.concordance import Concordance
from terang.core.fairness.disclosure import Equations
from terang.core.fairness.pairs import Items
from terang.core.fairness.reports import Limits
from terang.core.fairness.robust import Policy
from terang.core.fairness.scores import ALL
from terang.core.fairness.tables import Floats, Ints, Persons, Role
from terang.core.feedback import Cell, Group, Kind, Published, Voice, disclose
from terang.core.law_view import AdjustmentRule, DisclosureRule, RaterSignRule
from terang.evidence.models import RaterRound
from terang.evidence.queries.rounds import Answers

from .computation import Outcome, Panels, set_aside
from .enums import Limit, Panel

GROUPS = {Panel.COLLEAGUES: Group.COLLEAGUES, Panel.PEER: Group.PEERS, Panel.SUBORDINATE: Group.SUBORDINATES}
ROLES = {Panel.COLLEAGUES: ALL, Panel.PEER: int(Role.PEER), Panel.SUBORDINATE: int(Role.SUBORDINATE)}
UNSURE = "UNSURE"  # too little is known for a number, though enough people answered


@dataclass(frozen=True)
class Questionnaire:
    """What a round asked: its core values, and the number of the value of each item."""

    values: tuple[str, ...]
    value_of: tuple[int, ...]


def questionnaire(given: RaterRound) -> Questionnaire:
    values = tuple(given.policy["values"])
    return Questionnaire(values, tuple(values.index(item.rpartition("_")[0]) for item in given.policy["items"]))


def items_of(answers: Answers) -> Items:
    return Items(answers.ratee, answers.rater, answers.role, answers.item, answers.value.astype(np.int8))


def persons_of(answers: Answers) -> Persons:
    return Persons(answers.unit)


def policy_of(rule: AdjustmentRule, version: str) -> Policy:
    """The engine's policy as the law of the day has it; its name is the version of the law."""
    return Policy(
        id=version,
        huber=float(rule.huber),
        reciprocal_z=float(rule.reciprocal_z),
        reciprocal_w=float(rule.reciprocal_weight),
        flat_min_ratees=rule.same_people,
        flat_w=float(rule.same_weight),
        level=float(rule.interval),
    )


def signs_of(rule: RaterSignRule, level: float) -> Limits:
    """From where on a way of rating is worth a conversation, as the law of the day has it."""
    return Limits(
        leniency=float(rule.leniency),
        level=level,
        slope=float(rule.slope),
        infit=float(rule.infit),
        share=float(rule.share),
        drf_t=float(rule.contrast_t),
        drf_points=float(rule.contrast_points),
    )


def seed_of(given: RaterRound) -> int:
    """The seed of the interval: follows from the round, so that an appeal finds the same."""
    return int(sha256(f"scores:{given.seed}".encode()).hexdigest()[:12], 16)


# --- disclosure -------------------------------------------------------------------------


def told_panels(
    outcome: Outcome,
    items: Items,
    people: Sequence[int],
    asked: Questionnaire,
    rule: DisclosureRule,
    earlier: Mapping[int, Equations],
) -> Iterator[tuple[int, Published]]:
    """Decide the figures of everybody who was rated by colleagues: number of the person and what may be told."""
    answers = _by_pair(items, asked)
    pairs, weight = outcome.colleagues.pairs, outcome.colleagues.fit.weight
    edges = np.searchsorted(pairs.ratee, np.arange(len(people) + 1))
    for ratee in np.unique(pairs.ratee).tolist():
        voices = [
            Voice(people[rater], Role(role), float(w), answers[ratee, rater])
            for rater, role, w in zip(
                *(column[edges[ratee] : edges[ratee + 1]].tolist() for column in (pairs.rater, pairs.role, weight)),
                strict=True,
            )
        ]
        yield ratee, disclose(voices, rule, values=len(asked.values), earlier=earlier.get(people[ratee]))


def _by_pair(items: Items, asked: Questionnaire) -> dict[tuple[int, int], tuple[tuple[int, ...], ...]]:
    """The points each rater gave each ratee, by value."""
    found: dict[tuple[int, int], list[list[int]]] = {}
    columns = (items.ratee, items.rater, items.item, items.value)
    for ratee, rater, item, value in zip(*(column.tolist() for column in columns), strict=True):
        if value:
            by_value = found.setdefault((ratee, rater), [[] for _ in asked.values])
            by_value[asked.value_of[item]].append(value)
    return {pair: tuple(map(tuple, by_value)) for pair, by_value in found.items()}


# --- rows -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The colleagues' figures as wide columns, to pick a person's from.

    Attributes:
        columns: by panel the (N,) raw mean, panel leniency, mix of roles and adjusted mean.
    """

    columns: Mapping[Panel, tuple[Floats, Floats, Floats, Floats]]
    width: Floats
    reliability: Floats
    aside: Ints
    linked: tuple[bool, ...]


def figures(outcome: Outcome, rule: AdjustmentRule) -> Figures:
    panel = outcome.colleagues
    scores = panel.scores
    wanted = (scores.raw, scores.panel_leniency, scores.role_shift, scores.adjusted)
    columns = {name: tuple(scores.of(role, column) for column in wanted) for name, role in ROLES.items()}
    comparable = outcome.links.comparable(rule.cross_pairs)
    linked = tuple(bool(comparable[unit]) for unit in outcome.persons.unit)
    return Figures(columns, panel.width, panel.reliability, set_aside(panel), linked)  # type: ignore[arg-type]


def score_of(panel: Panel, ratee: int, told: Published, all_of: Figures, rule: AdjustmentRule) -> dict[str, Any]:
    """The row of one panel: figures, or the reason why there are none."""
    cell = told.cell(Kind.MEAN, GROUPS[panel])
    row: dict[str, Any] = {"panel": panel, "is_linked": all_of.linked[ratee]}
    if cell.withheld is not None:
        return row | {"hidden": str(cell.withheld)}
    row["raters"] = cell.raters
    if cell.bound is not None:
        return row | {"raw": cell.mean, "bound": str(cell.bound)}
    reliability = float(all_of.reliability[ratee])
    if reliability < float(rule.reliability_shown):
        return {"panel": panel, "is_linked": row["is_linked"], "hidden": UNSURE}
    return row | _sum(panel, ratee, all_of, rule) | {"reliability": reliability}


def _sum(panel: Panel, ratee: int, all_of: Figures, rule: AdjustmentRule) -> dict[str, Any]:
    """The three figures together, with raw - leniency - role_shift = adjusted; the raw mean alone without adjusting."""
    raw, leniency, shift, adjusted = (float(column[ratee]) for column in all_of.columns[panel])
    if not rule.adjusts:
        return {"raw": raw}
    found: dict[str, Any] = {"raw": raw, "leniency": leniency, "role_shift": shift, "adjusted": adjusted}
    if panel == Panel.COLLEAGUES:
        found |= {"half_width": float(all_of.width[ratee]), "set_aside": int(all_of.aside[ratee])}
    return found


def value_cells(told: Published, asked: Questionnaire) -> Iterator[tuple[str, Cell]]:
    """The means of the values that may be told."""
    for number, key in enumerate(asked.values):
        cell = told.cell(Kind.VALUE, value=number)
        if cell.withheld is None:
            yield key, cell


def superior_means(outcome: Outcome) -> list[tuple[int, float]]:
    """What each superior gave on average: (ratee, points). The law names superiors, so it is shown as it is."""
    pairs = outcome.pairs
    rows = np.flatnonzero(pairs.role == Role.SUPERIOR)
    return [(int(pairs.ratee[row]), float(pairs.y[row])) for row in rows]


# --- what the figures cannot carry ------------------------------------------------------


def limits_of(outcome: Outcome, rule: AdjustmentRule) -> list[Limit]:
    """What everybody who reads the figures has to know."""
    limits = []
    if len(np.unique(outcome.pairs.ratee)) < rule.rated_people:
        limits.append(Limit.SMALL)
    rated_units = np.unique(outcome.persons.unit[outcome.pairs.ratee])
    if not outcome.links.comparable(rule.cross_pairs)[rated_units].all():
        limits.append(Limit.FEW_LINKS)
    if outcome.test is None:
        limits.append(Limit.UNTESTED)
    elif not outcome.test.helped:
        limits.append(Limit.NO_GAIN)
    return limits


def test_of(found: Concordance | None) -> dict[str, Any] | None:
    """The test on the office's own data, as it is kept."""
    if found is None:
        return None
    return {
        "per_ratee": found.per_ratee,
        "couples": int(found.couples.mean()),
        "plain": float(found.plain.mean()),
        "adjusted": float(found.adjusted.mean()),
    }


def mean_reliability(panel: Panels) -> float | None:
    """The mean reliability of everybody who was rated by colleagues."""
    known = panel.reliability[~np.isnan(panel.reliability)]
    return float(known.mean()) if len(known) else None


def margin(se: float, level: float) -> float:
    """Half width of an interval from a standard error."""
    return float(NormalDist().inv_cdf(0.5 + level / 2) * se)
