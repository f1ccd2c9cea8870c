"""Who is who on a given day: posts, heads of units, the superior line, and whom an account may see.

Everything here takes the day as an argument. The tree is read as it stood on that day (UnitVersion), so that
last year's appraiser is still found after a reorganisation.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Subquery

from terang.identity.enums import Role
from terang.identity.models import User
from terang.notices.queries import unread_of

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
        is_appointed: appointed on ``on`` to appraise somebody, whatever the posts say.
        unread: how many notices wait to be read.
    """

    user: User
    employee: Employee | None
    posts: tuple[Assignment, ...]
    grants: frozenset[tuple[str, str]]
    on: date
    is_appointed: bool = False
    unread: int = 0

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

    def leads_over(self, path: str) -> bool:
        """True when a present post heads the unit with this path in the tree, or one above it."""
        return any(post.position.is_head and path.startswith(post.position.unit.path) for post in self.posts)

    @property
    def appraises(self) -> bool:
        """True for who leads a unit and for who is appointed to appraise somebody."""
        return self.leads or self.is_appointed


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
    grants, unread = _grants_and_unread(user, on)
    appointed = AppraiserOverride.objects.filter(in_force(on), appraiser=OuterRef("pk"))
    found = Employee.objects.select_related("agency").annotate(is_appointed=Exists(appointed))
    employee = found.filter(user=user, is_active=True).first()
    if employee is None:
        return Actor(user=user, employee=None, posts=(), grants=grants, on=on, unread=unread)
    posts = Assignment.objects.filter(in_force(on), employee=employee).select_related("position__unit")
    return Actor(user, employee, tuple(posts), grants, on, is_appointed=employee.is_appointed, unread=unread)


def _grants_and_unread(user: User, on: date) -> tuple[frozenset[tuple[str, str]], int]:
    """Roles of the day and the number of unread notices, in one question: every page shows both."""
    held = FilteredRelation("grants", condition=in_force(on, "grants__"))
    account = User.objects.filter(pk=user.pk).annotate(held=held, unread=unread_of(OuterRef("username")))
    rows = list(account.values_list("held__role", "held__agency", "unread"))
    return frozenset((role, agency) for role, agency, _unread in rows if role), rows[0][2] if rows else 0


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
    """The unit at the top of the tree, with its agency."""
    top = Unit.objects.filter(agency=agency, depth=1).select_related("agency")
    found: Unit | None = top.order_by("path").first()
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


class Filling(NamedTuple):
    """How a unit is filled: whether it has a head post, held or vacant, and how many people work in it."""

    is_led: bool
    people: int


def fillings(units: Collection[Unit], on: date) -> dict[int, Filling]:
    """The filling of each unit itself (definitive posts of the day), by primary key: one statement."""
    present = in_force(on, "assignments__") & Q(assignments__kind=AssignmentKind.DEFINITIVE)
    posts = Position.objects.filter(unit__in=units, is_active=True).order_by("unit").values_list("unit")
    counted = posts.annotate(
        led=Count("pk", filter=Q(is_head=True), distinct=True),
        people=Count("assignments__employee", filter=present, distinct=True),
    )
    return {unit: Filling(bool(led), people) for unit, led, people in counted}


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
    """The line of each person by primary key, with the same four SQL statements for one person or thousands.

    An appointed appraiser comes first. Otherwise the head of the person's unit (definitive, else Plt, else
    Plh of that day); where that is the person, or the post is vacant, the next unit above (PP 30/2019
    Ps 46(3)-(4)). The appraiser's superior is found by the same rule for the appraiser, and is never the
    person appraised.
    """
    listed = list(employees)
    tree = _Tree.load(listed, {employee.agency_id for employee in listed}, on)
    lines = {employee.pk: tree.line(employee.pk) for employee in listed}
    wanted = {pk for appraiser, above, _basis in lines.values() for pk in (appraiser, above) if pk is not None}
    found = Employee.objects.select_related("user").in_bulk(wanted) if len(wanted) <= MANY else _everybody(listed)
    return {
        pk: SuperiorLine(found.get(appraiser or 0), found.get(above or 0), basis)
        for pk, (appraiser, above, basis) in lines.items()
    }


def _everybody(people: Iterable[Employee]) -> dict[int, Employee]:
    agencies = {employee.agency_id for employee in people}
    return {each.pk: each for each in Employee.objects.filter(agency__in=agencies).select_related("user")}


def appraisees(employee: Employee, on: date) -> QuerySet[Employee]:
    """The people this person appraises on the day, ordered by name: a constant number of SQL statements."""
    tree, near = _below(employee, on)
    people = list(Employee.objects.filter(near).values_list("pk", flat=True))
    mine = tree.appraised(employee, people, on)
    return Employee.objects.filter(pk__in=mine).select_related("user").order_by("name", "pk")


class Member(NamedTuple):
    """Somebody who works for a leader; a guest is of another team. ``post`` is the name of the definitive post."""

    person: Employee
    post: str
    is_guest: bool


def appraisees_and(employee: Employee, on: date, guests: Exists) -> list[Member]:
    """The people this person appraises and those of a further condition, by name, in five statements."""
    tree, near = _below(employee, on)
    held = Assignment.objects.filter(in_force(on), employee=OuterRef("pk"), kind=AssignmentKind.DEFINITIVE)
    found = Employee.objects.annotate(invited=guests, post=Subquery(held.values("position__name")[:1]))
    people = list(found.filter(near | Q(invited=True)).exclude(pk=employee.pk).order_by("name", "pk"))
    mine = tree.appraised(employee, [person.pk for person in people], on)
    return [
        Member(person, person.post or "", person.pk not in mine)
        for person in people
        if person.pk in mine or person.invited
    ]


def _below(employee: Employee, on: date) -> tuple["_Tree", Q]:
    """The tree of the day, and who can be an appraisee: people of the units led, leaders next below, appointed."""
    tree = _Tree.load([employee], {employee.agency_id}, on)
    units, leaders = tree.reach(employee.pk)
    appointed = {pk for pk, appraiser in tree.appointed.items() if appraiser == employee.pk}
    held = Assignment.objects.filter(in_force(on), position__unit__in=units)
    return tree, Q(pk__in=held.values("employee")) | Q(pk__in=leaders | appointed)


class _Held(NamedTuple):
    """A holding, ordered so that the smallest is the one that counts: see ``best``."""

    rank: int
    minus_since: int
    pk: int
    employee: int
    unit: int


class _Tree:
    """The units, heads, posts and appointed appraisers of a day as plain numbers, for climbing."""

    def __init__(self, parents: Mapping[int, int | None]) -> None:
        self.parents = parents
        self.heads: dict[int, int] = {}
        self.acting: set[int] = set()
        self.units: dict[int, int] = {}
        self.appointed: dict[int, int] = {}

    @classmethod
    def load(cls, employees: Collection[Employee], agencies: Collection[int], on: date) -> "_Tree":
        versions = UnitVersion.objects.filter(in_force(on), unit__agency__in=agencies)
        people = [employee.pk for employee in employees]
        tree = cls(dict(versions.values_list("unit", "parent")))
        overrides = AppraiserOverride.objects.filter(in_force(on), employee__agency__in=agencies).order_by("since")
        tree.appointed = dict(overrides.values_list("employee", "appraiser"))
        tree._load_holdings(people, agencies, on)
        return tree

    def _load_holdings(self, people: Collection[int], agencies: Collection[int], on: date) -> None:
        """The posts of the people asked for, and of everybody who can turn out to be a superior."""
        held = Assignment.objects.filter(in_force(on), employee__agency__in=agencies)
        if len(people) <= MANY:
            heads = Assignment.objects.filter(in_force(on), position__is_head=True, position__unit__agency__in=agencies)
            superiors = Q(employee__in=heads.values("employee")) | Q(employee__in=set(self.appointed.values()))
            held = held.filter(superiors | Q(employee__in=people))
        best_head, best_post = dict[int, _Held](), dict[int, _Held]()
        fields = ("pk", "employee", "position__unit", "position__is_head", "kind", "since")
        for pk, employee, unit, is_head, kind, since in held.values_list(*fields):
            row = _Held(RANK[AssignmentKind(kind)], -since.toordinal(), pk, employee, unit)
            best_post[employee] = min(row, best_post.get(employee, row))
            if is_head:
                best_head[unit] = min(row, best_head.get(unit, row))
        self.units = {employee: row.unit for employee, row in best_post.items()}
        self.heads = {unit: row.employee for unit, row in best_head.items()}
        self.acting = {unit for unit, row in best_head.items() if row.rank}

    def appraised(self, employee: Employee, people: Collection[int], on: date) -> set[int]:
        """Those of some people whom the employee appraises."""
        self._load_holdings(people, {employee.agency_id}, on)
        return {pk for pk in people if self.superior(pk, {pk})[0] == employee.pk}

    def line(self, pk: int) -> tuple[int | None, int | None, LineBasis]:
        """Appraiser, appraiser's superior, and why it is this appraiser."""
        appraiser, basis = self.superior(pk, {pk})
        above = self.superior(appraiser, {pk, appraiser})[0] if appraiser is not None else None
        return appraiser, above, basis

    def superior(self, pk: int, skip: Collection[int]) -> tuple[int | None, LineBasis]:
        """The superior of a known person, passing over the people in ``skip``."""
        appointed = self.appointed.get(pk)
        if appointed is not None and appointed not in skip:
            return appointed, LineBasis.APPOINTED
        unit = self.units.get(pk)
        return (None, LineBasis.NO_POST) if unit is None else self._climb(unit, skip)

    def _climb(self, unit: int | None, skip: Collection[int]) -> tuple[int | None, LineBasis]:
        """Walk up from a unit to the first head outside ``skip``; a circle in the tree ends the walk."""
        basis, seen = LineBasis.UNIT_HEAD, set[int]()
        while unit is not None and unit not in seen:
            seen.add(unit)
            head = self.heads.get(unit)
            if head is not None and head not in skip:
                acting = basis is LineBasis.UNIT_HEAD and unit in self.acting
                return head, LineBasis.ACTING_HEAD if acting else basis
            if head is None:
                basis = LineBasis.VACANT
            elif basis is LineBasis.UNIT_HEAD:
                basis = LineBasis.NEXT_UNIT
            unit = self.parents.get(unit)
        return None, LineBasis.NOBODY

    def reach(self, pk: int) -> tuple[set[int], set[int]]:
        """Whom this head may appraise: everybody in the first set of units (the own ones, and what hangs below
        them without another head), and the second set of people, who lead the units next below."""
        children: dict[int, list[int]] = {}
        for unit, parent in self.parents.items():
            if parent is not None:
                children.setdefault(parent, []).append(unit)
        pending = [unit for unit, head in self.heads.items() if head == pk]
        units, leaders = set(pending), set[int]()
        while pending:
            for below in children.get(pending.pop(), ()):
                head = self.heads.get(below)
                if head is not None and head != pk:
                    leaders.add(head)
                elif below not in units:
                    units.add(below)
                    pending.append(below)
        return units, leaders
