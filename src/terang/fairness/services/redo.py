"""Making a computation again from its record, for an appeal or an audit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from terang.core.fairness.pairs import pairs_from_items
from terang.core.fairness.result import DataChanged, OtherEngine, Record, recompute
from terang.evidence.services.rater_keys import read_answers
from terang.fairness import mapping
from terang.fairness.computation import figures_again
from terang.fairness.models import Calculation, Score
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.regulation.queries import in_force

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Redone:
    """What came out: whether data, engine and figures are those that were given out, and the figures of the person.

    Attributes:
        problem: ``data`` when the answers changed, ``engine`` when another version made them, ``figures`` when the
            sums differ; empty when all is the same.
    """

    problem: str
    figures: dict[str, float]

    @property
    def is_same(self) -> bool:
        return not self.problem


def redo(*, calculation: Calculation, ratee: Employee, by: User, at: datetime) -> Redone:
    """Compute a published round anew and compare a person's figures, within the caller's transaction."""
    record = Record.from_dict(calculation.record)
    law = in_force(timezone.localdate(calculation.made_at))
    answers = read_answers(calculation.round, purpose="appeal", by=by, at=at)
    pairs = pairs_from_items(mapping.items_of(answers), min_items=law.fairness.adjustment.value.least_items)
    persons = mapping.persons_of(answers)
    try:
        result = recompute(record, pairs, persons)
    except DataChanged:
        return Redone("data", {})
    except OtherEngine:
        return Redone("engine", {})
    stored = Score.objects.filter(calculation=calculation, ratee=ratee, adjusted__isnull=False).first()
    found = figures_again(result, pairs, answers.people.index(ratee.pk))
    if stored is not None and not _agree(stored, found):
        return Redone("figures", found)
    return Redone("", found)


def _agree(stored: Score, found: dict[str, Any]) -> bool:
    return all(abs(getattr(stored, name) - value) < TOLERANCE for name, value in found.items())
