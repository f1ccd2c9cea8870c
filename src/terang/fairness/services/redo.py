"""Making a computation again from its record, for an appeal or an audit."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from terang.core.fairness.pairs import pairs_from_items
from terang.core.fairness.result import DataChanged, OtherEngine, Record, Result, recompute
from terang.core.fairness.tables import Pairs
from terang.evidence.queries.rounds import Answers
from terang.evidence.services.rater_keys import read_answers
from terang.fairness import mapping
from terang.fairness.computation import figures_again
from terang.fairness.enums import Panel
from terang.fairness.models import Calculation, Score
from terang.identity.models import User
from terang.regulation.queries import in_force

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Redone:
    """Whether data, engine and figures are those that were given out.

    Attributes:
        problem: ``data`` when the answers changed, ``engine`` when another version made them, ``figures`` when sums
            differ; empty when all is the same.
        checked: how many people's sums were compared.
    """

    problem: str
    checked: int = 0

    @property
    def is_same(self) -> bool:
        return not self.problem


def redo(*, calculation: Calculation, by: User, at: datetime) -> Redone:
    """Compute a published round anew and compare every sum that was given out, within the caller's transaction.

    The keys are needed for it, so the ledger learns of it.
    """
    record = Record.from_dict(calculation.record)
    law = in_force(timezone.localdate(calculation.made_at))
    answers = read_answers(calculation.round, purpose="appeal", by=by, at=at)
    pairs = pairs_from_items(mapping.items_of(answers), min_items=law.fairness.adjustment.value.least_items)
    try:
        result = recompute(record, pairs, mapping.persons_of(answers))
    except DataChanged:
        return Redone("data")
    except OtherEngine:
        return Redone("engine")
    return _compared(calculation, answers, result, pairs)


def _compared(calculation: Calculation, answers: Answers, result: Result, pairs: Pairs) -> Redone:
    columns = figures_again(result, pairs)
    numbers = {employee: number for number, employee in enumerate(answers.people)}
    given_out = Score.objects.filter(calculation=calculation, panel=Panel.COLLEAGUES, adjusted__isnull=False)
    rows = list(given_out)
    for row in rows:
        again = {name: float(column[numbers[row.ratee_id]]) for name, column in columns.items()}
        if any(abs(getattr(row, name) - value) > TOLERANCE for name, value in again.items()):
            return Redone("figures", len(rows))
    return Redone("", len(rows))
