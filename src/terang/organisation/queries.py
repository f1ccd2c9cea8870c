"""Who is who on a given day: posts, heads of units, the superior line, and whom an account may see.

Everything here takes the day as an argument. The tree is read as it stood on that day (UnitVersion), so that
last year's appraiser is still found after a reorganisation.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from terang.identity.enums import Role
from terang.identity.models import RoleGrant, User

from .enums import AssignmentKind, LineBasis
from .models import Agency, AppraiserOverride, Assignment, Employee, Position, Unit, UnitVersion

HR_ROLES = (Role.PERFORMANCE_TEAM, Role.AGENCY_ADMIN, Role.AUDITOR)
RANK = {AssignmentKind.DEFINITIVE: 0, AssignmentKind.PLT: 1, AssignmentKind.PLH: 2}
# Above this many people a query names the agency instead of each person: databases bound their values.
MANY = 500


@dataclass(frozen=True)
class Actor:
    """A signed-in account on one day: the person at work, their posts and their granted roles.

    Attributes:
        employee: none for accounts without a post (auditor, operator).
        posts: present assignments, with ``position`` and ``position.unit`` loaded.
        grants: (role, agency code) in force on ``on``.
    """

    user: User
    employee: Employee | None
    posts: tuple[Assignment, ...]
    grants: frozenset[tuple[str, str]]
    on: date

    def has(self, role: Role, agency: Agency | str) -> bool:
        code = agency if isinstance(agency, str) else agency.code
        return (str(role), code) in self.grants

    def agencies_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the agencies in which the account holds one of the roles."""
        return frozenset(code for role, code in self.grants if role in roles)

    @property
    def leads(self) -> bool:
        """True when a present post heads a unit, so that its people are appraised by this person."""
        return any(post.position.is_head for post in self.posts)


@dataclass(frozen=True)
class SuperiorLine:
    """Who appraises a person and who stands above that appraiser (PP 30/2019 Ps 1(8), 46, 59).

    Attributes:
        basis: why it is this appraiser; ``basis.label`` is the sentence for people.
    """

    appraiser: Employee | None
    appraisers_superior: Employee | None
    basis: LineBasis


def in_force(on: date, prefix: str = "") -> Q:
    """Rows with ``since``/``until`` that hold on the day; ``prefix`` goes over a relation ("position__")."""
    return Q(**{f"{prefix}since__lte": on}) & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": on}))


def load_actor(user: User, on: date) -> Actor:
    """Load the account's person, posts and roles of the day: three queries, once per request."""
    grants = frozenset(RoleGrant.objects.filter(in_force(on), user=user).values_list("role", "agency"))
    employee = Employee.objects.select_related("agency").filter(user=user, is_active=True).first()
    posts = Assignment.objects.filter(in_force(on), employee=employee).select_related("position__unit")
    return Actor(user=user, employee=employee, posts=tuple(posts) if employee else (), grants=grants, on=on)


def employee_of(user: User) -> Employee | None:
    """The working person behind an account, with the agency loaded."""
    return Employee.objects.select_related("agency").filter(user=user, is_active=True).first()


def best(assignments: Iterable[Assignment]) -> Assignment | None:
    """Definitive before Plt before Plh; of two of one kind the later one."""
    ranked = sorted(assignments, key=lambda each: (RANK[AssignmentKind(each.kind)], -each.since.toordinal(), each.pk))
    return ranked[0] if ranked else None


def post_on(employee: Employee, on: date) -> Assignment | None:
    """The post a person is appraised in on the day, with ``position.unit`` loaded."""
    held = Assignment.objects.filter(in_force(on), employee=employee).select_related("position__unit")
    return best(held)


def head_of(unit: Unit, on: date) -> Assignment | None:
    """Who leads the unit on the day, with ``employee`` loaded; none when the post is vacant."""
    held = Assignment.objects.filter(in_force(on), position__unit=unit, position__is_head=True)
    return best(held.select_related("employee", "position"))


def vacant_posts(agency: Agency, on: date) -> QuerySet[Position]:
    """Active posts of the agency nobody holds on the day, with the unit loaded."""
    held = Assignment.objects.filter(in_force(on)).values("position")
    posts = Position.objects.filter(unit__agency=agency, is_active=True).exclude(pk__in=held)
    return posts.select_related("unit").order_by("unit__path", "-is_head", "name")


def people_of(agency: Agency) -> QuerySet[Employee]:
    return Employee.objects.filter(agency=agency, is_active=True)


def matching(people: QuerySet[Employee], text: str) -> QuerySet[Employee]:
    """Those whose name contains the text or whose NIP begins with it; spaces in the number do not matter."""
    text = text.strip()
    digits = text.replace(" ", "")
    by_name = Q(name__icontains=text)
    return people.filter(by_name | Q(nip__startswith=digits) if digits.isdigit() else by_name)


def in_subtree(people: QuerySet[Employee], unit: Unit, on: date) -> QuerySet[Employee]:
    """Those who hold a post in the unit or below it on the day."""
    held = Assignment.objects.filter(in_force(on), position__unit__path__startswith=unit.path)
    return people.filter(pk__in=held.values("employee"))


def with_posts(people: QuerySet[Employee], on: date) -> QuerySet[Employee]:
    """People with ``present``: their posts of the day, in one further query for all."""
    held = Assignment.objects.filter(in_force(on)).select_related("position__unit").order_by("kind", "pk")
    return people.prefetch_related(Prefetch("assignments", queryset=held, to_attr="present"))


def root_of(agency: Agency) -> Unit | None:
    found: Unit | None = Unit.objects.filter(agency=agency, depth=1).order_by("path").first()
    return found


def units_below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The open units directly below, in the order of the tree."""
    standing = Q(until__isnull=True) | Q(until__gte=on)
    below: QuerySet[Unit] = Unit.objects.get_children(unit).filter(standing)
    return below.order_by("path")


def ancestors_of(unit: Unit) -> list[Unit]:
    """From the root down to the unit above this one."""
    return list(Unit.objects.get_ancestors(unit).order_by("path"))


def heads_of(units: Collection[Unit], on: date) -> dict[int, Assignment]:
    """Who leads each of the units on the day, by primary key of the unit: one statement."""
    held = Assignment.objects.filter(in_force(on), position__unit__in=units, position__is_head=True)
    grouped: dict[int, list[Assignment]] = {}
    for each in held.select_related("position", "employee"):
        grouped.setdefault(each.position.unit_id, []).append(each)
    return {unit: found for unit, several in grouped.items() if (found := best(several))}


def head_counts(units: Collection[Unit], on: date) -> dict[int, int]:
    """How many people hold a definitive post in each of the units itself on the day: one statement."""
    held = Assignment.objects.filter(in_force(on), position__unit__in=units, kind=AssignmentKind.DEFINITIVE)
    return dict(held.values_list("position__unit").annotate(people=Count("employee", distinct=True)))


def led_units(units: Collection[Unit]) -> set[int]:
    """Those of the units that have a head post, held or vacant: one statement."""
    posts = Position.objects.filter(unit__in=units, is_head=True, is_active=True)
    return set(posts.values_list("unit", flat=True))


def career(employee: Employee) -> QuerySet[Assignment]:
    """Every post ever held, the latest first."""
    held = Assignment.objects.filter(employee=employee).select_related("position__unit")
    return held.order_by(F("until").desc(nulls_first=True), "-since", "-pk")


def appointments_of(employee: Employee) -> QuerySet[AppraiserOverride]:
    """Appraisers appointed for the person, the latest first."""
    return AppraiserOverride.objects.filter(employee=employee).select_related("appraiser").order_by("-since")


def staff(actor: Actor) -> QuerySet[Employee]:
    """People the account may look up: all of the agency for its personnel roles, otherwise own unit subtree,
    the people one appraises by appointment, and oneself."""
    return Employee.objects.filter(staff_scope(actor))


def staff_scope(actor: Actor) -> Q:
    """The rule of ``staff`` as a condition on Employee."""
    scope = Q(agency__code__in=actor.agencies_as(*HR_ROLES))
    if actor.employee is None:
        return scope
    appointed = AppraiserOverride.objects.filter(in_force(actor.on), appraiser=actor.employee)
    scope |= Q(pk=actor.employee.pk) | Q(pk__in=appointed.values("employee"))
    for post in actor.posts:
        if post.position.is_head:
            below = Q(position__unit__path__startswith=post.position.unit.path)
            scope |= Q(pk__in=Assignment.objects.filter(in_force(actor.on), below).values("employee"))
    return scope


def superior_line(employee: Employee, on: date) -> SuperiorLine:
    """The line of one person on the day; see ``superior_lines``."""
    return superior_lines([employee], on)[employee.pk]


def superior_lines(employees: Iterable[Employee], on: date) -> dict[int, SuperiorLine]:
    """The line of each person by primary key, with the same six SQL statements for one person or thousands.

    An appointed appraiser comes first. Otherwise the head of the person's unit (definitive, else Plt, else
    Plh of that day); where that is the person, or the post is vacant, the next unit above (PP 30/2019
    Ps 46(3)-(4)).
    The appraiser's superior is found by the same rule for the appraiser, and is never the person appraised.
    """
    people = {employee.pk: employee for employee in employees}
    agencies = {employee.agency_id for employee in people.values()}
    tree = _Tree.load(agencies, on)
    tree.know(people, agencies, on)
    first = {pk: tree.superior(pk, {pk}) for pk in people}
    tree.know({found.pk for found, _ in first.values() if found}, agencies, on)
    return {pk: _line(tree, pk, *found) for pk, found in first.items()}


def _line(tree: "_Tree", pk: int, appraiser: Employee | None, basis: LineBasis) -> SuperiorLine:
    above = tree.superior(appraiser.pk, {pk, appraiser.pk})[0] if appraiser else None
    return SuperiorLine(appraiser, above, basis)


def appraisees(employee: Employee, on: date) -> QuerySet[Employee]:
    """The people this person appraises on the day, ordered by name: a constant number of SQL statements."""
    agencies = {employee.agency_id}
    tree = _Tree.load(agencies, on)
    units = tree.reach(employee.pk)
    held = Assignment.objects.filter(in_force(on), position__unit__in=units)
    people = set(held.values_list("employee", flat=True))
    people |= set(AppraiserOverride.objects.filter(in_force(on), appraiser=employee).values_list("employee", flat=True))
    tree.know(people, agencies, on)
    mine = [pk for pk in people if _is(tree.superior(pk, {pk})[0], employee)]
    return Employee.objects.filter(pk__in=mine).select_related("user").order_by("name", "pk")


def _is(found: Employee | None, employee: Employee) -> bool:
    return found is not None and found.pk == employee.pk


class _Tree:
    """The units, heads, posts and appointed appraisers of a day, held in memory for climbing."""

    def __init__(self, parents: Mapping[int, int | None], heads: Mapping[int, Assignment]) -> None:
        self.parents, self.heads = parents, heads
        self.posts: dict[int, Assignment] = {}
        self.appointed: dict[int, Employee] = {}

    @classmethod
    def load(cls, agencies: Collection[int], on: date) -> "_Tree":
        versions = UnitVersion.objects.filter(in_force(on), unit__agency__in=agencies)
        held = Assignment.objects.filter(in_force(on), position__is_head=True, position__unit__agency__in=agencies)
        grouped: dict[int, list[Assignment]] = {}
        for each in held.select_related("position", "employee__user"):
            grouped.setdefault(each.position.unit_id, []).append(each)
        heads = {unit: found for unit, several in grouped.items() if (found := best(several))}
        return cls(dict(versions.values_list("unit", "parent")), heads)

    def know(self, people: Collection[int], agencies: Collection[int], on: date) -> None:
        """Load posts and appointed appraisers of the people (two statements)."""
        whose = Q(employee__in=list(people)) if len(people) <= MANY else Q(employee__agency__in=agencies)
        held: dict[int, list[Assignment]] = {}
        for each in Assignment.objects.filter(in_force(on), whose).select_related("position"):
            held.setdefault(each.employee_id, []).append(each)
        self.posts |= {pk: found for pk, several in held.items() if (found := best(several))}
        overrides = AppraiserOverride.objects.filter(in_force(on), whose).order_by("since")
        self.appointed |= {each.employee_id: each.appraiser for each in overrides.select_related("appraiser__user")}

    def superior(self, pk: int, skip: Collection[int]) -> tuple[Employee | None, LineBasis]:
        """The superior of a known person, passing over the people in ``skip``."""
        appointed = self.appointed.get(pk)
        if appointed is not None and appointed.pk not in skip:
            return appointed, LineBasis.APPOINTED
        post = self.posts.get(pk)
        if post is None:
            return None, LineBasis.NO_POST
        return self._climb(post.position.unit_id, skip)

    def _climb(self, unit: int | None, skip: Collection[int]) -> tuple[Employee | None, LineBasis]:
        """Walk up from a unit to the first head outside ``skip``; a circle in the tree ends the walk."""
        basis, seen = LineBasis.UNIT_HEAD, set[int]()
        while unit is not None and unit not in seen:
            seen.add(unit)
            head = self.heads.get(unit)
            if head is not None and head.employee_id not in skip:
                acting = basis is LineBasis.UNIT_HEAD and head.kind != AssignmentKind.DEFINITIVE
                return head.employee, LineBasis.ACTING_HEAD if acting else basis
            if head is None:
                basis = LineBasis.VACANT
            elif basis is LineBasis.UNIT_HEAD:
                basis = LineBasis.NEXT_UNIT
            unit = self.parents.get(unit)
        return None, LineBasis.NOBODY

    def reach(self, pk: int) -> set[int]:
        """Units whose people may be appraised by this head: own units, child units, and whatever hangs below
        a child unit that has no other head."""
        children: dict[int, list[int]] = {}
        for unit, parent in self.parents.items():
            if parent is not None:
                children.setdefault(parent, []).append(unit)
        pending = [unit for unit, head in self.heads.items() if head.employee_id == pk]
        reached = set(pending)
        while pending:
            unit = pending.pop()
            head = self.heads.get(unit)
            below = children.get(unit, []) if head is None or head.employee_id == pk else []
            pending += [each for each in below if each not in reached]
            reached.update(below)
        return reached
