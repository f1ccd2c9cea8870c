"""What an import would do: the list compared with the office, row by row and unit by unit.

A plan is computed for the preview, and again at the moment of applying; equal digests mean that what was shown is
what will be done.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from terang.core.canonical import canonical_json
from terang.core.parameters import Law
from terang.organisation.enums import AssignmentKind, RowState
from terang.organisation.queries import RANK

from .findings import Remark
from .office import FIELDS, Held, Office, PersonNow, PostNow
from .rows import Person, Row, said_by_digits
from .structure import PlannedPost, PlannedUnit, Structure, in_tree_order, name_key

Change = tuple[str, str, str]
PostKey = tuple[str, str]
NOBODY = ""


class Act(StrEnum):
    """What happens to the holding of a post."""

    KEEP = "KEEP"
    BEGIN = "BEGIN"
    CORRECT_DAY = "CORRECT_DAY"
    REPLACE = "REPLACE"


@dataclass
class Planned:
    """One row of the list. ``held`` is the holding that ends, or is corrected; ``since`` the day of the new one."""

    row: Row
    state: RowState
    person: Person | None = None
    now: PersonNow | None = None
    changes: list[Change] = field(default_factory=list)
    post: PostKey | None = None
    act: Act = Act.KEEP
    held: Held | None = None
    since: date | None = None
    appraiser: str = NOBODY


class Holder(NamedTuple):
    """Ordered so that the smallest is the one who leads: definitive before Plt before Plh, the later first."""

    rank: int
    minus_since: int
    nip: str
    name: str


@dataclass
class Plan:
    """``missing`` are the people of the office whom the list does not name; nothing is done to them."""

    structure: Structure
    rows: list[Planned]
    missing: list[PersonNow]
    remarks: list[Remark]
    heads: dict[str, Holder]
    digest: str

    @property
    def errors(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.is_error]

    @property
    def warnings(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.is_error]

    def count(self, state: RowState) -> int:
        return sum(planned.state is state for planned in self.rows)

    @property
    def has_effect(self) -> bool:
        """False for a list the office already agrees with."""
        if self.count(RowState.NEW) or self.count(RowState.CHANGED):
            return True
        now = self.structure.office.posts
        return any(
            unit.pk is None or unit.former or any(_differs(post, now) for post in unit.posts.values())
            for unit in self.structure.units.values()
        )

    def summary(self) -> dict[str, int]:
        """The figures of the preview and of the ledger."""
        counts = {state.value.lower(): self.count(state) for state in RowState}
        units = self.structure.units.values()
        return counts | {
            "rows": len(self.rows),
            "missing": len(self.missing),
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "new_units": sum(unit.pk is None for unit in units),
            "renamed_units": sum(bool(unit.former) for unit in units),
        }

    def units(self) -> list[dict[str, Any]]:
        """The tree for the preview: plain values, parents before children."""
        ordered = in_tree_order(self.structure.units.values())
        return [self._unit(unit, depth) for unit, depth in ordered]

    def _unit(self, unit: PlannedUnit, depth: int) -> dict[str, Any]:
        head, above = self.heads.get(unit.key), self._above(unit.parent, unit.key)
        return {
            "key": unit.key, "name": unit.name, "parent": unit.parent, "depth": depth, "new": unit.pk is None,
            "former": unit.former, "people": unit.people, "head_post": unit.head.name if unit.head else "",
            "head": head.name if head else "", "above": above,
            "posts": [post.name for post in unit.posts.values() if post.echelon or post.is_head],
        }  # fmt: skip

    def _above(self, parent: str, key: str) -> str:
        head = self.heads.get(key)
        return climb(self.structure, self.heads, parent, head.nip if head else "")


def make(
    agency_office: Office, rows: Sequence[Row], law: Law, today: date, corrections: Mapping[str, Mapping[str, str]]
) -> Plan:
    """Compare the list with the office. Neither is changed."""
    return _Planner(agency_office, rows, law, today, corrections).plan()


def climb(structure: Structure, heads: Mapping[str, Holder], unit: str, skip: str) -> str:
    """The name of the first head from a unit upwards who is not the person ``skip``; empty when there is none."""
    seen = set[str]()
    while unit and unit not in seen:
        seen.add(unit)
        head = heads.get(unit)
        if head is not None and head.nip != skip:
            return head.name
        unit = structure.units[unit].parent
    return NOBODY


class _Planner:
    def __init__(
        self, office: Office, rows: Sequence[Row], law: Law, today: date, corrections: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.office, self.rows, self.law, self.today = office, rows, law, today
        self.structure = Structure(office, corrections)
        self.post_keys = {post.pk: (f"u{post.unit}", name_key(post.name)) for post in office.posts.values()}
        self.known_ids = {str(now.values["siasn_id"]): nip for nip, now in office.people.items()}

    def plan(self) -> Plan:
        self._compare_rows()
        usable = [(row, row.person) for row in self.rows if row.person is not None and not row.is_faulty]
        places = self._places(usable)
        self.structure.settle_parents()
        self.structure.settle_heads()
        planned = [self._planned(row, places.get(row.number)) for row in self.rows]
        heads = self._heads(planned)
        self._warn_of_second_heads(planned)
        self._count_people(planned)
        for each in planned:
            each.appraiser = self._appraiser(each, heads)
        remarks = [remark for row in self.rows for remark in row.remarks] + self.structure.remarks
        remarks.sort(key=lambda remark: (remark.row, not remark.is_error, remark.column))
        named = {row.nip for row in self.rows}
        missing = [now for nip, now in self.office.people.items() if nip not in named]
        return Plan(self.structure, planned, missing, remarks, heads, self._digest(planned))

    # --- what only shows between rows

    def _compare_rows(self) -> None:
        places: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.nip and not row.skipped:
                places.setdefault(row.nip, []).append(row)
        for same in places.values():
            if len(same) > 1:
                self._say_duplicates(same)
        for row in self.rows:
            if row.person is not None and not row.is_faulty:
                self._compare_identity(row, row.person)

    def _say_duplicates(self, same: Sequence[Row]) -> None:
        """Both rows are shown; the one whose birth date contradicts the number is most likely the wrong one."""
        doubtful = [row for row in same if _contradicts(row)]
        for row in same:
            others = ", ".join(str(other.number) for other in same if other is not row)
            is_wrong = row in doubtful and len(doubtful) < len(same)
            code = "NIP_DUPLICATE_HERE" if is_wrong else "NIP_DUPLICATE"
            row.remarks = [each for each in row.remarks if not (is_wrong and each.code in CONTRADICTIONS)]
            row.remarks.append(row.remark("nip", code, value=row.nip, error=True, others=others))

    def _compare_identity(self, row: Row, person: Person) -> None:
        if person.nip in self.office.elsewhere:
            row.remarks.append(row.remark("nip", "NIP_ELSEWHERE", value=person.nip, error=True))
        elif person.siasn_id and self.known_ids.get(person.siasn_id, person.nip) != person.nip:
            row.remarks.append(row.remark("nip", "NIP_CHANGED", value=person.nip, error=True))

        if person.unit_code in self.office.closed:
            row.remarks.append(row.remark("unit_code", "UNIT_CLOSED", value=person.unit_code, error=True))

    # --- where each row stands

    def _places(self, usable: Sequence[tuple[Row, Person]]) -> dict[int, tuple[PlannedUnit, PlannedPost]]:
        """Definitive rows first: an acting post is looked for among the posts they name."""
        own = {row.number: self.structure.unit_of(row, person) for row, person in usable}
        places: dict[int, tuple[PlannedUnit, PlannedPost]] = {}
        for row, person in sorted(usable, key=lambda pair: pair[1].assignment != AssignmentKind.DEFINITIVE):
            unit = own[row.number]
            if person.assignment != AssignmentKind.DEFINITIVE:
                unit = self.structure.unit_for_acting(unit, person)
                label = str(AssignmentKind(person.assignment).label)
                value = f"{label} {person.post}"
                remark = row.remark("post", "POST_ACTING", value=value, kind=label, unit=unit.name)
                row.remarks.append(remark)
            places[row.number] = (unit, self.structure.post_of(unit, row, person))
        return places

    def _planned(self, row: Row, place: tuple[PlannedUnit, PlannedPost] | None) -> Planned:
        if row.skipped:
            return Planned(row, RowState.SKIPPED)
        if row.is_faulty or row.person is None or place is None:
            return Planned(row, RowState.FAULTY)
        unit, post = place
        now = self.office.people.get(row.person.nip)
        planned = Planned(row, RowState.NEW, row.person, now, post=(unit.key, name_key(post.name)))
        if now is None:
            planned.act, planned.since = Act.BEGIN, row.person.since or self._today_for(row)
            return planned
        planned.changes = _field_changes(now, row.person)
        self._compare_post(planned, unit, post, now)
        planned.state = RowState.CHANGED if planned.changes else RowState.UNCHANGED
        return planned

    def _today_for(self, row: Row) -> date:
        row.remarks.append(row.remark("since", "POST_DAY_MISSING"))
        return self.today

    def _compare_post(self, planned: Planned, unit: PlannedUnit, post: PlannedPost, now: PersonNow) -> None:
        person = planned.person
        assert person is not None
        mine = [held for held in self.office.held.get(now.pk, ()) if held.kind == person.assignment]
        same = next((held for held in mine if self.post_keys.get(held.post) == planned.post), None)
        if same is not None:
            self._compare_same_post(planned, post, same)
        elif person.assignment != AssignmentKind.DEFINITIVE:
            label = str(AssignmentKind(person.assignment).label)
            planned.changes.append(("acting", "", f"{label} {post.name}, {unit.name}"))
            planned.act, planned.since = Act.BEGIN, person.since or self._today_for(planned.row)
        else:
            self._move(planned, unit, post, mine[0] if mine else None)

    def _compare_same_post(self, planned: Planned, post: PlannedPost, held: Held) -> None:
        """Same post: only its kind and echelon, and a first day that collides with nothing, can differ."""
        person, now = planned.person, self.office.posts[held.post]
        assert person is not None
        if post.row and post.kind != now.kind:
            planned.changes.append(("post_kind", now.kind, post.kind))
        if post.row and post.echelon != now.echelon:
            planned.changes.append(("echelon", now.echelon, post.echelon))
        left = self.office.left.get(held.employee)
        free = left is None or (person.since is not None and left < person.since)
        if person.since and person.since != held.since and free:
            planned.changes.append(("since", held.since.isoformat(), person.since.isoformat()))
            planned.act, planned.held, planned.since = Act.CORRECT_DAY, held, person.since

    def _move(self, planned: Planned, unit: PlannedUnit, post: PlannedPost, held: Held | None) -> None:
        person = planned.person
        assert person is not None
        before = self.office.posts.get(held.post) if held else None
        was_in = self.office.units.get(before.unit) if before else None
        if was_in is None or f"u{was_in.pk}" != unit.key:
            planned.changes.append(("unit", was_in.name if was_in else "", unit.name))
        if before is None or name_key(before.name) != name_key(post.name):
            planned.changes.append(("post", before.name if before else "", post.name))
        since = person.since or self._today_for(planned.row)
        if held is not None and since <= held.since:
            planned.row.remarks.append(
                planned.row.remark("since", "POST_DAY_KEPT", value=since.isoformat() if person.since else "")
            )
            since = self.today
        planned.held, planned.since = held, since
        planned.act = Act.REPLACE if held is not None and since <= held.since else Act.BEGIN

    # --- who leads and who appraises

    def _heads(self, planned: Sequence[Planned]) -> dict[str, Holder]:
        holders = self._holders(planned)
        heads = {}
        for unit in self.structure.units.values():
            if (post := unit.head) and (held := holders.get((unit.key, name_key(post.name)))):
                heads[unit.key] = min(held)
        return heads

    def _holders(self, planned: Sequence[Planned]) -> dict[PostKey, list[Holder]]:
        """Who holds which post after the import, today or from a later day."""
        holders: dict[PostKey, list[Holder]] = {}
        moved = {each.held.pk for each in planned if each.held is not None}
        names = {each.person.nip: each.person.name for each in planned if each.person is not None}
        for nip, now in self.office.people.items():
            for held in self.office.held.get(now.pk, ()):
                if held.pk not in moved and (key := self.post_keys.get(held.post)) is not None:
                    name = names.get(nip, str(now.values["name"]))
                    holders.setdefault(key, []).append(_holder(held.kind, held.since, nip, name))
        for each in planned:
            if each.act is not Act.KEEP and each.person and each.post and each.since:
                holder = _holder(each.person.assignment, each.since, each.person.nip, each.person.name)
                holders.setdefault(each.post, []).append(holder)
        return holders

    def _warn_of_second_heads(self, planned: Sequence[Planned]) -> None:
        holders = self._holders(planned)
        for each in planned:
            if each.person is None or each.post is None or each.act is not Act.BEGIN:
                continue
            unit = self.structure.units[each.post[0]]
            if unit.head is None or name_key(unit.head.name) != each.post[1]:
                continue
            rank = RANK[AssignmentKind(each.person.assignment)]
            others = [h.name for h in holders.get(each.post, ()) if h.rank == rank and h.nip != each.person.nip]
            if others:
                each.row.remarks.append(
                    each.row.remark("post", "POST_HEAD_TWICE", value=each.person.post, name=others[0])
                )

    def _count_people(self, planned: Iterable[Planned]) -> None:
        for each in planned:
            if each.post is not None:
                self.structure.units[self._own_unit(each)].people += 1

    def _appraiser(self, each: Planned, heads: Mapping[str, Holder]) -> str:
        if each.person is None or each.post is None:
            return NOBODY
        if each.now is not None and each.now.pk in self.office.appointed:
            return self.office.appointed[each.now.pk]
        return climb(self.structure, heads, self._own_unit(each), each.person.nip)

    def _own_unit(self, each: Planned) -> str:
        """The unit of the definitive post; of the acting post for somebody without another one."""
        assert each.person is not None
        assert each.post is not None
        if each.person.assignment != AssignmentKind.DEFINITIVE and each.now is not None:
            for held in self.office.held.get(each.now.pk, ()):
                if held.kind == AssignmentKind.DEFINITIVE and (key := self.post_keys.get(held.post)):
                    return key[0]
        return each.post[0]

    # --- the fingerprint

    def _digest(self, planned: Sequence[Planned]) -> str:
        rows = [
            [each.row.nip, each.state.value, each.changes, each.post, each.act.value, each.since] for each in planned
        ]
        units = [
            [unit.key, unit.name, unit.parent, unit.head.name if unit.head else "", unit.code]
            for unit in self.structure.units.values()
        ]
        return hashlib.sha256(canonical_json({"rows": rows, "units": units}).encode()).hexdigest()


CONTRADICTIONS = ("NIP_BIRTH_DATE_DIFFERS", "NIP_SEX_DIFFERS")


def _differs(post: PlannedPost, now: Mapping[int, PostNow]) -> bool:
    return post.pk is None or post.is_head != now[post.pk].is_head


def _contradicts(row: Row) -> bool:
    """The number has a birth date or sex of somebody else."""
    if row.person is None:
        return False
    return said_by_digits(row.person.nip) != (row.person.birth_date, row.person.sex)


def _holder(kind: str, since: date, nip: str, name: str) -> Holder:
    return Holder(RANK[AssignmentKind(kind)], -since.toordinal(), nip, name)


def _field_changes(now: PersonNow, person: Person) -> list[Change]:
    """What the list says differently. What it does not say stays as it is."""
    changes = []
    for name in FIELDS:
        said, present = getattr(person, name), now.values[name]
        if said not in ("", None) and said != present:
            changes.append((name, _text(present), _text(said)))
    return changes


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
