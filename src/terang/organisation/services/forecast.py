"""What an act upon the office would change in who appraises whom: done, looked at, and undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from terang.organisation.models import Employee
from terang.organisation.queries import SuperiorLine, appraisees, superior_lines


@dataclass(frozen=True)
class Turn:
    """One person's appraiser before and after; ``before`` is none also for somebody who was not there."""

    person: Employee
    before: Employee | None
    after: Employee | None


@dataclass(frozen=True)
class Forecast:
    """What an act would change on a day.

    Attributes:
        line: who appraises the person of the act afterwards, and who stands above.
        turns: everybody whose appraiser would be another one, by name; the person of the act first.
    """

    person: Employee
    line: SuperiorLine
    turns: tuple[Turn, ...]


def forecast(act: Callable[[], Employee], on: date, person: Employee | None = None) -> Forecast:
    """Do the act, look, and take everything back.

    Only the person of the act and those this person appraises before or after can get another appraiser.

    Args:
        act: returns the person of the act; what it refuses is raised here as well.
        person: the same person, when already in the office.
    """
    known = {each.pk: each for each in appraisees(person, on)} if person else {}
    with transaction.atomic():
        someone = act()
        known |= {each.pk: each for each in appraisees(someone, on)}
        after = superior_lines([someone, *known.values()], on)
        transaction.set_rollback(True)
    was_there = [*known.values()] if person is None else [person, *known.values()]
    before = superior_lines(was_there, on)
    found = [someone, *sorted(known.values(), key=lambda each: (each.name, each.pk))]
    turns = (Turn(each, before[each.pk].appraiser if each.pk in before else None, after[each.pk].appraiser)
             for each in found)  # fmt: skip
    return Forecast(someone, after[someone.pk], tuple(turn for turn in turns if turn.before != turn.after))
