"""Who is asking, and what they may open. Every access function of the later areas takes an Actor."""

from django.db.models import Q, QuerySet

from terang.identity.access import not_found
from terang.identity.enums import Role

from .models import Agency, AppraiserOverride, Assignment, Employee, Position, StagedImport, Unit
from .queries import HR_ROLES, Actor, load_actor, staff, staff_scope

__all__ = [
    "Actor", "agencies_of", "get_agency", "get_appointment", "get_employee", "get_holding", "get_import", "get_post",
    "get_unit", "get_watched", "imports", "load_actor", "manages", "not_found", "staff", "staff_scope", "tops_watched",
    "watches",
]  # fmt: skip

MANAGERS = (Role.PERFORMANCE_TEAM, Role.AGENCY_ADMIN)
WATCHERS = (Role.PERFORMANCE_TEAM, Role.AUDITOR)


def get_employee(actor: Actor, pk: int, to: str = "see") -> Employee:
    """A person the account may see; ``to="manage"`` asks for the personnel roles that may change things."""
    employee = staff(actor).select_related("agency", "user").filter(pk=pk).first()
    if employee is None or (to == "manage" and not manages(actor, employee.agency)):
        raise not_found()
    return employee


def manages(actor: Actor, agency: Agency) -> bool:
    """Performance team and agency admin keep posts, units and imports of their agency."""
    return any(actor.has(role, agency) for role in MANAGERS)


def get_agency(actor: Actor, to: str = "see") -> Agency:
    """The agency the account works with: where it holds a role, else where it is employed.

    ``to="manage"`` asks for the personnel roles that may change things there.
    """
    codes = actor.agencies_as(*MANAGERS) if to == "manage" else actor.agencies_as(*Role)
    agency = Agency.objects.filter(code__in=codes).order_by("pk").first()
    if agency is None and to == "see" and actor.employee is not None:
        agency = actor.employee.agency
    if agency is None:
        raise not_found()
    return agency


def get_appointment(actor: Actor, pk: int) -> AppraiserOverride:
    """An appointed appraiser the account may end."""
    codes = actor.agencies_as(*MANAGERS)
    found = AppraiserOverride.objects.select_related("employee__agency", "appraiser")
    override = found.filter(pk=pk, employee__agency__code__in=codes).first()
    if override is None:
        raise not_found()
    return override


def get_holding(actor: Actor, person: Employee, pk: int) -> Assignment:
    """A holding of a person, to be changed by who keeps the posts of the agency."""
    found = Assignment.objects.filter(pk=pk, employee=person)
    held = found.select_related("position__unit", "employee__agency").first()
    if held is None or not manages(actor, person.agency):
        raise not_found()
    return held


def get_post(actor: Actor, pk: int, to: str = "see") -> Position:
    """A post with everybody who held it: for the personnel roles of its agency."""
    codes = actor.agencies_as(*(MANAGERS if to == "manage" else HR_ROLES))
    post = Position.objects.filter(unit__agency__code__in=codes, pk=pk).select_related("unit__agency").first()
    if post is None:
        raise not_found()
    return post


def imports(actor: Actor) -> QuerySet[StagedImport]:
    """Uploaded staff lists of the agencies the account manages."""
    return StagedImport.objects.filter(agency__code__in=actor.agencies_as(*MANAGERS))


def get_import(actor: Actor, pk: int) -> StagedImport:
    staged = imports(actor).select_related("agency", "job").filter(pk=pk).first()
    if staged is None:
        raise not_found()
    return staged


def agencies_of(actor: Actor) -> frozenset[str]:
    """Codes of the agencies the account holds a role in or works for."""
    own = {actor.employee.agency.code} if actor.employee is not None else set()
    return actor.agencies_as(*Role) | own


def get_unit(actor: Actor, pk: int, to: str = "see") -> Unit:
    """A unit of the account's agency. The tree of offices is no secret inside the agency."""
    codes = actor.agencies_as(*MANAGERS) if to == "manage" else agencies_of(actor)
    unit: Unit | None = Unit.objects.filter(agency__code__in=codes, pk=pk).select_related("agency").first()
    if unit is None:
        raise not_found()
    return unit


def get_watched(actor: Actor, pk: int, to: str = "see") -> Unit:
    """A unit in which the account sees who has not filled what: for the team and the auditor of its agency, and for
    whoever leads it or a unit above it. ``to="remind"`` is for those who may act, so not for the auditor."""
    unit: Unit | None = Unit.objects.filter(pk=pk).select_related("agency").first()
    roles = (Role.PERFORMANCE_TEAM,) if to == "remind" else WATCHERS
    if unit is None or not (unit.agency.code in actor.agencies_as(*roles) or actor.leads_over(unit.path)):
        raise not_found()
    return unit


def watches(actor: Actor) -> bool:
    """True for who has a unit to watch; see ``get_watched``."""
    return actor.leads or bool(actor.agencies_as(*WATCHERS))


def tops_watched(actor: Actor) -> list[Unit]:
    """The highest units of ``get_watched``, in the order of the tree; raises for who watches none."""
    roots = Q(agency__code__in=actor.agencies_as(*WATCHERS), depth=1)
    led = Q(pk__in=[post.position.unit_id for post in actor.posts if post.position.is_head])
    found = list(Unit.objects.filter(roots | led).order_by("path"))
    if not found:
        raise not_found()
    return [unit for unit in found if not any(unit != top and unit.path.startswith(top.path) for top in found)]
