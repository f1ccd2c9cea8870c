"""The office as it stands, loaded once into plain values so that a list can be compared with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Max, Q

from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Agency, AppraiserOverride, Assignment, Employee, Position, Unit, UnitVersion
from terang.organisation.queries import in_force

FIELDS = (
    "name", "front_title", "back_title", "birth_date", "sex", "kind", "grade", "grade_since", "legal_status",
    "email", "siasn_id",
)  # fmt: skip


class UnitNow(NamedTuple):
    pk: int
    code: str
    name: str
    parent: int | None


class PostNow(NamedTuple):
    pk: int
    unit: int
    name: str
    kind: str
    echelon: str
    is_head: bool


class Held(NamedTuple):
    """A holding that lasts today or begins later."""

    pk: int
    employee: int
    post: int
    kind: str
    since: date


class PersonNow(NamedTuple):
    pk: int
    nip: str
    user: int | None
    values: dict[str, object]


@dataclass
class Office:
    """Open units with their active posts, and everybody of the agency.

    Attributes:
        former_names: names a unit had before.
        held: holdings by employee; left: the last day of the latest ended definitive post.
        appointed: name of the appointed appraiser by employee.
        elsewhere: NIPs of other agencies; closed: codes of units that have been closed.
    """

    agency: Agency
    units: dict[int, UnitNow] = field(default_factory=dict)
    former_names: dict[int, set[str]] = field(default_factory=dict)
    posts: dict[int, PostNow] = field(default_factory=dict)
    people: dict[str, PersonNow] = field(default_factory=dict)
    held: dict[int, list[Held]] = field(default_factory=dict)
    left: dict[int, date] = field(default_factory=dict)
    appointed: dict[int, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

    @property
    def root(self) -> UnitNow | None:
        return next((unit for unit in self.units.values() if unit.parent is None), None)


def load(agency: Agency, on: date) -> Office:
    """Nine statements whatever the size. An agency that is not stored yet has an empty office."""
    office = Office(agency)
    if agency.pk is None:
        office.elsewhere = set(Employee.objects.values_list("nip", flat=True))
        return office
    _load_units(office, on)
    _load_people(office, on)
    return office


def _load_units(office: Office, on: date) -> None:
    parents = dict[int, int | None]()
    versions = UnitVersion.objects.filter(unit__agency=office.agency).order_by("since")
    for pk, name, parent in versions.values_list("unit", "name", "parent"):
        parents[pk] = parent
        office.former_names.setdefault(pk, set()).add(name)
    units = Unit.objects.filter(agency=office.agency).order_by("path")
    for pk, code, name, until in units.values_list("pk", "code", "name", "until"):
        if until is not None and until < on:
            office.closed.add(code)
        else:
            office.units[pk] = UnitNow(pk, code, name, parents.get(pk))
    office.closed.discard("")
    posts = Position.objects.filter(unit__agency=office.agency, is_active=True).order_by("pk")
    for row in posts.values_list("pk", "unit", "name", "kind", "echelon", "is_head"):
        office.posts[row[0]] = PostNow(*row)


def _load_people(office: Office, on: date) -> None:
    employees = Employee.objects.filter(agency=office.agency).order_by("pk")
    for pk, nip, user, *values in employees.values_list("pk", "nip", "user", *FIELDS).iterator():
        office.people[nip] = PersonNow(pk, nip, user, dict(zip(FIELDS, values, strict=True)))
    holdings = Assignment.objects.filter(employee__agency=office.agency)
    lasting = holdings.filter(Q(until__isnull=True) | Q(until__gte=on)).order_by("pk")
    for row in lasting.values_list("pk", "employee", "position", "kind", "since").iterator():
        office.held.setdefault(row[1], []).append(Held(*row))
    ended = holdings.filter(kind=AssignmentKind.DEFINITIVE, until__isnull=False).values_list("employee")
    office.left = dict(_pairs(ended.annotate(last=Max("until"))))
    overrides = AppraiserOverride.objects.filter(in_force(on), employee__agency=office.agency)
    office.appointed = dict(overrides.values_list("employee", "appraiser__name"))
    office.elsewhere = set(Employee.objects.exclude(agency=office.agency).values_list("nip", flat=True))


def _pairs(rows: Iterable[tuple[int, date]]) -> Iterable[tuple[int, date]]:
    return rows
