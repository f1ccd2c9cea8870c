"""Doing what a plan says: units, posts, accounts, people and who holds what, in bulk, in the caller's transaction."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.contrib.auth.hashers import make_password

from terang.core.parameters import Law
from terang.identity.models import User
from terang.organisation import services as organisation
from terang.organisation.enums import RowState
from terang.organisation.models import Agency, Assignment, Employee, Position, Unit, UnitVersion

from .office import FIELDS
from .plan import Act, Plan, Planned
from .structure import PlannedUnit, in_tree_order, name_key

BATCH = 1000
ONE_DAY = timedelta(days=1)


class Steps(Protocol):
    """Who is told how far the work is."""

    def total(self, number: int) -> None: ...

    def advance(self, number: int = 1) -> None: ...


class Silent:
    """Nobody listens."""

    def total(self, number: int) -> None:
        return

    def advance(self, number: int = 1) -> None:
        return


def carry_out(plan: Plan, agency: Agency, law: Law, *, by: User, at: datetime, today: date, steps: Steps) -> None:
    """Write the plan. Every row of the office that is not named in it stays untouched."""
    active = [each for each in plan.rows if each.state in (RowState.NEW, RowState.CHANGED)]
    steps.total(len(plan.structure.units) + 2 * len(active))
    units = _Units(plan, agency, by, at, today, steps)
    units.write()
    posts = _write_posts(plan, units, law)
    employees = _write_people(active, agency, at, steps)
    _write_holdings(active, employees, posts, steps)


# --- units ------------------------------------------------------------------------------


class _Units:
    """New units go in parents first; their first day is the first day anybody below them held a post."""

    def __init__(self, plan: Plan, agency: Agency, by: User, at: datetime, today: date, steps: Steps) -> None:
        self.plan, self.agency, self.by, self.at, self.today, self.steps = plan, agency, by, at, today, steps
        self.nodes: dict[str, Unit] = {}
        self.first_days = self._first_days()

    def write(self) -> None:
        existing = [unit.pk for unit in self.plan.structure.units.values() if unit.pk is not None]
        stored = {node.pk: node for node in Unit.objects.filter(pk__in=existing)}
        versions = []
        for unit, _depth in in_tree_order(self.plan.structure.units.values()):
            if unit.pk is None:
                self.nodes[unit.key] = self._create(unit)
                versions.append(self._version(unit))
            else:
                self.nodes[unit.key] = stored[unit.pk]
                self._update(unit, stored[unit.pk])
            self.steps.advance()
        UnitVersion.objects.bulk_create(versions, batch_size=BATCH)

    def _create(self, unit: PlannedUnit) -> Unit:
        values = {"agency": self.agency, "code": unit.code, "name": unit.name, "since": self._since(unit)}
        above = self.nodes.get(unit.parent)
        made: Unit = Unit.objects.add_child(above, values) if above else Unit.objects.add_root(values)
        return made

    def _version(self, unit: PlannedUnit) -> UnitVersion:
        node, above = self.nodes[unit.key], self.nodes.get(unit.parent)
        return UnitVersion(unit=node, name=unit.name, parent=above, since=node.since)

    def _update(self, unit: PlannedUnit, node: Unit) -> None:
        if unit.code and not node.code:
            Unit.objects.filter(pk=node.pk).update(code=unit.code)
        if unit.former:
            reason = f"{unit.former} → {unit.name}"
            organisation.rename_unit(unit=node, name=unit.name, on=self.today, reason=reason, by=self.by, at=self.at)

    def _since(self, unit: PlannedUnit) -> date:
        return min(self.first_days.get(unit.key, self.today), self.today)

    def _first_days(self) -> dict[str, date]:
        units, first = self.plan.structure.units, dict[str, date]()
        for each in self.plan.rows:
            if each.post is None or each.since is None:
                continue
            key = each.post[0]
            while key and first.get(key, date.max) > each.since:
                first[key] = each.since
                key = units[key].parent
        return first


# --- posts ------------------------------------------------------------------------------


def _write_posts(plan: Plan, units: _Units, law: Law) -> dict[tuple[str, str], int]:
    """Primary key of every post by unit key and name key."""
    now, found = plan.structure.office.posts, dict[tuple[str, str], int]()
    fresh: list[tuple[tuple[str, str], Position]] = []
    changed: list[Position] = []
    for unit in plan.structure.units.values():
        for post in unit.posts.values():
            key = (unit.key, name_key(post.name))
            form = plan.structure.skp_form(unit, post, law)
            values = {"kind": post.kind, "echelon": post.echelon, "is_head": post.is_head}
            if post.pk is None:
                node = units.nodes[unit.key]
                fresh.append((key, Position(unit=node, name=post.name, skp_form=form, **values)))
                continue
            found[key] = post.pk
            before = now[post.pk]
            if (before.kind, before.echelon, before.is_head) != tuple(values.values()):
                changed.append(Position(pk=post.pk, **values))
    _update_posts(changed)
    made = Position.objects.bulk_create([post for _key, post in fresh], batch_size=BATCH)
    return found | {key: post.pk for (key, _post), post in zip(fresh, made, strict=True)}


def _update_posts(changed: Sequence[Position]) -> None:
    """Who no longer leads is written first: a unit never has two head posts, not even for a moment."""
    for leads in (False, True):
        batch = [post for post in changed if post.is_head is leads]
        Position.objects.bulk_update(batch, ["kind", "echelon", "is_head"], batch_size=BATCH)


# --- people -----------------------------------------------------------------------------


def _write_people(active: Sequence[Planned], agency: Agency, at: datetime, steps: Steps) -> dict[str, int]:
    """Primary key of every person by NIP. A new person gets an account nobody can sign in to yet."""
    fresh = [each for each in active if each.state is RowState.NEW]
    for batch in _batches(fresh):
        accounts = _accounts(batch, agency, at)
        Employee.objects.bulk_create([_employee(each, agency, accounts) for each in batch])
        steps.advance(len(batch))
    changed = [each for each in active if each.state is RowState.CHANGED]
    for batch in _batches(changed):
        _update_people(batch)
        steps.advance(len(batch))
    found = {each.now.nip: each.now.pk for each in changed if each.now is not None}
    if fresh:
        found |= dict(Employee.objects.filter(agency=agency).values_list("nip", "pk"))
    return found


def _accounts(batch: Sequence[Planned], agency: Agency, at: datetime) -> dict[str, int]:
    """Accounts of the people, made where there is none; an unusable password costs no hashing."""
    wanted = {each.person.nip: each.person for each in batch if each.person is not None}
    known = dict(User.objects.filter(username__in=wanted).values_list("username", "pk"))
    missing = [person for nip, person in wanted.items() if nip not in known]
    made = User.objects.bulk_create(
        User(
            username=person.nip, name=person.name, email=person.email, agency=agency.code, created_at=at,
            password=make_password(None),
        )
        for person in missing
    )  # fmt: skip
    return known | {user.username: user.pk for user in made}


def _employee(each: Planned, agency: Agency, accounts: dict[str, int]) -> Employee:
    assert each.person is not None
    values = {name: getattr(each.person, name) for name in FIELDS}
    return Employee(agency=agency, nip=each.person.nip, user_id=accounts[each.person.nip], **values)


def _update_people(batch: Sequence[Planned]) -> None:
    rows, names = [], []
    for each in batch:
        assert each.person is not None
        assert each.now is not None
        values: dict[str, Any] = dict(each.now.values)
        values |= {name: getattr(each.person, name) for name, _old, _new in each.changes if name in FIELDS}
        rows.append(Employee(pk=each.now.pk, **values))
        if each.now.user is not None and values["name"] != each.now.values["name"]:
            names.append(User(pk=each.now.user, name=values["name"]))
    Employee.objects.bulk_update(rows, FIELDS, batch_size=BATCH)
    User.objects.bulk_update(names, ["name"], batch_size=BATCH)


# --- who holds what ---------------------------------------------------------------------


def _write_holdings(
    active: Sequence[Planned], employees: dict[str, int], posts: dict[tuple[str, str], int], steps: Steps
) -> None:
    for batch in _batches(active):
        ended, corrected, fresh = [], [], []
        for each in batch:
            if each.act is Act.KEEP or each.person is None or each.post is None or each.since is None:
                continue
            post = posts[each.post]
            if each.act is Act.BEGIN:
                fresh.append(
                    Assignment(
                        employee_id=employees[each.person.nip], position_id=post,
                        kind=each.person.assignment, since=each.since,
                    )
                )  # fmt: skip
                if each.held is not None:
                    ended.append(Assignment(pk=each.held.pk, until=each.since - ONE_DAY))
            elif each.held is not None:
                since = each.since if each.act is Act.CORRECT_DAY else each.held.since
                corrected.append(Assignment(pk=each.held.pk, position_id=post, since=since))
        # The former post ends first: nobody holds two definitive posts, not even for a moment.
        Assignment.objects.bulk_update(ended, ["until"])
        Assignment.objects.bulk_update(corrected, ["position", "since"])
        Assignment.objects.bulk_create(fresh)
        steps.advance(len(batch))


def _batches(rows: Sequence[Planned]) -> Iterator[Sequence[Planned]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
