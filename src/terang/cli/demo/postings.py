"""Holdings beside the definitive posts: a Plh of last month, and one entered for the coming weeks."""

from datetime import date, timedelta

from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Agency, Assignment, Position
from terang.organisation.services import assign

from .year import moment

LASTS = timedelta(days=11)
# Whose secretary stands in, and how many days from today; what lies ahead can still be taken back.
STANDING_IN = {"Lurah Bangun Mulia": -40, "Lurah Timbang Deli": 13}


def stand_in(agency: Agency, day: date, operator: User) -> None:
    """The secretary of a kelurahan stands in for its lurah."""
    for name, days in STANDING_IN.items():
        since = day + timedelta(days=days)
        head = Position.objects.filter(unit__agency=agency, name=name, is_head=True).first()
        secretaries = Assignment.objects.filter(position__unit__agency=agency, position__name=f"Sekretaris {name}")
        secretary = secretaries.select_related("employee").first()
        if head is not None and secretary is not None:
            assign(
                employee=secretary.employee, position=head, kind=AssignmentKind.PLH, since=since,
                until=since + LASTS, by=operator, at=moment(min(since, day) - timedelta(days=2)),
            )  # fmt: skip
