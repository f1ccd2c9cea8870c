"""Questions about the figures of rounds."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from terang.evidence.models import RaterRound
from terang.evidence.queries.rater_keys import key_of, mirror_key
from terang.fairness.enums import Grouping, Panel
from terang.fairness.models import Calculation, GroupContrast, Mirror, Score, UnitFigures, ValueMean
from terang.organisation.enums import Sex
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import appraisees, in_force

YOUNG = 40


def published_before(given: RaterRound) -> list[Calculation]:
    """Return the computations of earlier rounds of the agency, the oldest first."""
    rows = Calculation.objects.filter(round__agency=given.agency_id).exclude(round=given.pk)
    return list(rows.select_related("round__agency").order_by("made_at", "pk"))


def groups_of(people: Sequence[int], on: date) -> dict[Grouping, list[int]]:
    """Return for each grouping 1 or 0 for each person, -1 where unknown."""
    found = Employee.objects.in_bulk(people)
    held = Assignment.objects.filter(in_force(on), employee__in=people, position__is_head=True)
    heads = set(held.values_list("employee", flat=True))
    born = {pk: person.birth_date for pk, person in found.items()}
    return {
        Grouping.GENDER: [int(found[pk].sex == Sex.FEMALE) for pk in people],
        Grouping.AGE: [int(on.year - born[pk].year < YOUNG) for pk in people],
        Grouping.LEADER: [int(pk in heads) for pk in people],
    }


def calculations_with(employee: Employee) -> QuerySet[Calculation]:
    """Return the computations that tell something about a person, the latest first."""
    told = Score.objects.filter(ratee=employee).values("calculation")
    return Calculation.objects.filter(pk__in=told).select_related("round").order_by("-made_at", "-pk")


def scores_of(calculation: Calculation, ratee: Employee) -> dict[str, Score]:
    """Return what a person is told, by panel."""
    return {row.panel: row for row in Score.objects.filter(calculation=calculation, ratee=ratee)}


def values_of(calculation: Calculation, ratee: Employee) -> list[ValueMean]:
    return list(ValueMean.objects.filter(calculation=calculation, ratee=ratee))


def own_mirror(calculation: Calculation, employee: Employee) -> Mirror | None:
    """Return a person's own mirror, found by their own key."""
    key = key_of(calculation.round, employee)
    return Mirror.objects.filter(calculation=calculation, code=mirror_key(key)).first() if key else None


def mirror_as_superior(round_pk: int, employee: int) -> Mirror | None:
    """Return how somebody rates as a superior, whom the law names, with round and person."""
    # Asked through round and person: a key that is a relation cannot stand a number beyond the column.
    rounds, people = RaterRound.objects.filter(pk=round_pk), Employee.objects.filter(pk=employee)
    rows = Mirror.objects.filter(calculation__round__in=rounds, superior__in=people)
    return rows.select_related("superior__agency", "calculation__round__agency", "calculation__round__period").first()


def mirrors_of_superiors(calculation: Calculation) -> QuerySet[Mirror]:
    rows = Mirror.objects.filter(calculation=calculation, superior__isnull=False)
    return rows.select_related("superior").order_by("-leniency", "pk")


def units_of(calculation: Calculation) -> QuerySet[UnitFigures]:
    return UnitFigures.objects.filter(calculation=calculation).select_related("unit").order_by("unit__path")


def contrasts_of(calculation: Calculation) -> QuerySet[GroupContrast]:
    return GroupContrast.objects.filter(calculation=calculation).order_by("pk")


class StaffFigure(NamedTuple):
    """A person beside what the superior gave; ``is_apart`` when that lies outside the colleagues' interval."""

    ratee: Employee
    given: float
    adjusted: float
    half_width: float

    @property
    def is_apart(self) -> bool:
        return abs(self.given - self.adjusted) > self.half_width


def staff_figures(calculation: Calculation, superior: Employee, on: date) -> list[StaffFigure]:
    """Return the people a superior appraises whose colleagues' figure may be shown, the farthest apart first."""
    people = [person.pk for person in appraisees(superior, on)]
    rows = Score.objects.filter(calculation=calculation, ratee__in=people).select_related("ratee")
    given = {row.ratee_id: row.raw for row in rows if row.panel == Panel.SUPERIOR and row.raw is not None}
    told = [row for row in rows if row.panel == Panel.COLLEAGUES and row.ratee_id in given]
    found = [
        StaffFigure(row.ratee, given[row.ratee_id], row.adjusted, row.half_width)
        for row in told
        if row.adjusted is not None and row.half_width is not None
    ]
    return sorted(found, key=lambda row: (-abs(row.given - row.adjusted), row.ratee.name))


def panel_sizes(calculation: Calculation) -> tuple[float, float, float]:
    """Return how many superiors, peers and subordinates rate a person in the mean, over who has such raters."""
    people = calculation.round.policy["assignment"]
    return 1.0, float(people["peers"]), float(people["subordinates"])
