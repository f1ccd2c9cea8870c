"""The year before: closed, with the agreed plans of a few people, so that there is something to take over."""

from collections.abc import Sequence
from datetime import date, timedelta

from terang.identity.models import User
from terang.organisation.models import Agency
from terang.planning.enums import SkpState
from terang.planning.mapping import propose_stages
from terang.planning.services import close_period, open_period
from terang.regulation.queries import in_force

from .year import Person, Year, moment


def agree_last_year(agency: Agency, people: Sequence[Person], start: date, operator: User) -> None:
    """Enter the year before the one that begins on ``start``, with one report for each indicator, and close it."""
    year, entered = start.year - 1, start + timedelta(days=2)
    first, last = date(year, 1, 1), date(year, 12, 31)
    period = open_period(
        agency=agency, name=f"Tahun kinerja {year}", start=first, end=last,
        stages=propose_stages(year, in_force(first)), by=operator, at=moment(entered),
    )  # fmt: skip
    Year(period, last, months_between=12).plan(people, lambda _person: SkpState.SET)
    close_period(period=period, by=operator, at=moment(entered, 5))
