"""The proposed tree: which units the list names, what stands above them, which post leads each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from terang.core.parameters import Law
from terang.organisation.enums import AssignmentKind, SkpForm
from terang.organisation.mapping import skp_form_of

from .findings import ParamValue, Remark
from .office import Office, UnitNow
from .rows import Person, Row

ROOT = "root"
NOT_A_WORD = re.compile(r"[\W_]+")
# A unit of this kind is led by this title and by no other; elsewhere a secretary or deputy never leads.
LED_BY = {"kelurahan": "lurah", "kecamatan": "camat", "sekretariat": "sekretaris"}
NEVER_LEADS = ("sekretaris", "wakil")


def name_key(name: str) -> str:
    return NOT_A_WORD.sub(" ", name.casefold()).strip()


@dataclass
class PlannedPost:
    """A post the list or the office has; ``pk`` is none for a new one."""

    name: str
    kind: str
    echelon: str
    pk: int | None = None
    is_head: bool = False
    row: int = 0


@dataclass
class PlannedUnit:
    """A unit after the import. ``parent`` is the key of the unit above, empty for the root."""

    key: str
    name: str
    code: str = ""
    parent: str = ""
    pk: int | None = None
    former: str = ""
    row: int = 0
    people: int = 0
    posts: dict[str, PlannedPost] = field(default_factory=dict)

    @property
    def head(self) -> PlannedPost | None:
        return next((post for post in self.posts.values() if post.is_head), None)


class Structure:
    """The tree of the office with what the list adds to it.

    ``corrections`` are ``{"parents": {unit key: unit key}, "heads": {unit key: post name or ""}}``.
    """

    def __init__(self, office: Office, corrections: Mapping[str, Mapping[str, str]]) -> None:
        self.office, self.remarks = office, list[Remark]()
        self.parents, self.heads = corrections.get("parents", {}), corrections.get("heads", {})
        self.units: dict[str, PlannedUnit] = {}
        self._by_code: dict[str, PlannedUnit] = {}
        self._by_name: dict[str, PlannedUnit] = {}
        self._said_parent: dict[str, tuple[str, Row]] = {}
        self._take_over()

    # --- what stands already

    def _take_over(self) -> None:
        root = self.office.root
        self.root = self._add(PlannedUnit(_key(root) if root else ROOT, root.name if root else self.office.agency.name))
        self._by_name.setdefault(name_key(self.office.agency.name), self.root)
        for unit in self.office.units.values():
            above = self.office.units.get(unit.parent) if unit.parent else None
            taken = self.root if root and unit.pk == root.pk else PlannedUnit(_key(unit), unit.name)
            taken.code, taken.pk, taken.parent = unit.code, unit.pk, _key(above) if above else ""
            self._add(taken)
        for post in self.office.posts.values():
            planned_post = PlannedPost(post.name, post.kind, post.echelon, post.pk, post.is_head)
            if (stands_in := self.units.get(f"u{post.unit}")) is not None:
                stands_in.posts[name_key(post.name)] = planned_post

    def _add(self, unit: PlannedUnit) -> PlannedUnit:
        self.units[unit.key] = unit
        if unit.code:
            self._by_code.setdefault(unit.code, unit)
        self._by_name.setdefault(name_key(unit.name), unit)
        return unit

    # --- what the list says

    def unit_of(self, row: Row, person: Person) -> PlannedUnit:
        """The unit a row names, added to the plan when nobody has named it yet."""
        unit = self._by_code.get(person.unit_code) if person.unit_code else None
        if unit is None:
            unit = self._known_by_name(person)
        if unit is None:
            key = f"c:{person.unit_code}" if person.unit_code else f"n:{name_key(person.unit)}"
            unit = self._add(PlannedUnit(key, person.unit, person.unit_code, row=row.number))
        elif unit.name != person.unit:
            self._other_name(unit, row, person)
        unit.row = unit.row or row.number
        self._hear_parent(unit, row, person)
        return unit

    def _known_by_name(self, person: Person) -> PlannedUnit | None:
        """A unit of that name, unless both have codes and the codes differ."""
        unit = self._by_name.get(name_key(person.unit))
        if unit is not None and person.unit_code:
            if unit.code:
                return None
            unit.code = person.unit_code
            self._by_code[unit.code] = unit
        return unit

    def _other_name(self, unit: PlannedUnit, row: Row, person: Person) -> None:
        """A name the unit had before is an old list and changes nothing; any other name is a renaming."""
        if name_key(unit.name) == name_key(person.unit):
            return
        if unit.row:
            self._say(row, "unit", "UNIT_TWO_NAMES", person.unit, others=unit.row)
        elif unit.pk is not None and person.unit not in self.office.former_names.get(unit.pk, ()):
            unit.former, unit.name = unit.name, person.unit

    def _hear_parent(self, unit: PlannedUnit, row: Row, person: Person) -> None:
        said, first = self._said_parent.setdefault(unit.key, (person.parent, row))
        if name_key(said) != name_key(person.parent) and person.parent:
            self._say(row, "parent", "UNIT_TWO_PARENTS", person.parent, others=first.number)

    def post_of(self, unit: PlannedUnit, row: Row, person: Person) -> PlannedPost:
        """The post of a row in its unit; the first row that names a post decides its kind and echelon."""
        post = unit.posts.get(name_key(person.post))
        if post is None:
            post = PlannedPost(person.post, person.post_kind, person.echelon, row=row.number)
            unit.posts[name_key(person.post)] = post
        elif person.assignment == AssignmentKind.DEFINITIVE:
            if not post.row:
                post.row, post.kind, post.echelon = row.number, person.post_kind, person.echelon
            elif (post.kind, post.echelon) != (person.post_kind, person.echelon):
                self._say(row, "post_kind", "POST_KIND_TWICE", person.post, others=post.row)
        return post

    def unit_for_acting(self, own: PlannedUnit, person: Person) -> PlannedUnit:
        """Where an acting post stands: in the own unit, else in the only unit that has a post of that name."""
        key = name_key(person.post)
        if key in own.posts:
            return own
        others = [unit for unit in self.units.values() if key in unit.posts]
        return others[0] if len(others) == 1 else own

    # --- the tree

    def settle_parents(self) -> None:
        """Hang every new unit under the unit the list names, as corrected; never in a circle."""
        for unit in list(self.units.values()):
            if unit is self.root:
                continue
            if unit.pk is None:
                unit.parent = self._corrected_parent(unit) or self._parent(unit)
        for unit in self.units.values():
            if unit is not self.root and self._is_circle(unit):
                self._say_first(unit, "UNIT_CIRCLE")
                unit.parent = self.root.key
        self._compare_parents()

    def _corrected_parent(self, unit: PlannedUnit) -> str:
        key = self.parents.get(unit.key, "")
        return key if key in self.units and key != unit.key else ""

    def _parent(self, unit: PlannedUnit) -> str:
        said, _row = self._said_parent.get(unit.key, ("", None))
        above = self._by_name.get(name_key(said)) if said else self._by_suffix(unit)
        if above is None:
            self._say_first(unit, "UNIT_PARENT_UNKNOWN")
            return self.root.key
        if above is unit:
            self._say_first(unit, "UNIT_CIRCLE")
            return self.root.key
        return above.key

    def _by_suffix(self, unit: PlannedUnit) -> PlannedUnit | None:
        """Where the list says nothing: Seksi Pelayanan Kecamatan Amplas stands under Kecamatan Amplas."""
        words = name_key(unit.name).split()
        for start in range(1, len(words) - 1):
            if (found := self._by_name.get(" ".join(words[start:]))) is not None:
                return found
        return None

    def _is_circle(self, unit: PlannedUnit) -> bool:
        seen, key = {unit.key}, unit.parent
        while key:
            if key in seen:
                return True
            seen.add(key)
            key = self.units[key].parent if key in self.units else ""
        return False

    def _compare_parents(self) -> None:
        for key, (said, row) in self._said_parent.items():
            unit = self.units[key]
            named = self._by_name.get(name_key(said)) if said else None
            differs = unit.pk is not None and named is not None and named.key != unit.parent and named is not unit
            if differs:
                present = self.units[unit.parent].name if unit.parent else ""
                self._say(row, "parent", "UNIT_PARENT_DIFFERS", said, present=present)

    # --- who leads

    def settle_heads(self) -> None:
        for unit in self.units.values():
            chosen = self.heads.get(unit.key)
            if chosen is not None:
                _lead(unit, unit.posts.get(name_key(chosen)))
            elif unit.head is None:
                _lead(unit, _leading(unit))

    def skp_form(self, unit: PlannedUnit, post: PlannedPost, law: Law) -> SkpForm:
        leads_office = post.is_head and unit.parent == self.root.key
        return skp_form_of(post.kind, leads_office=leads_office, law=law)

    # --- remarks

    def _say(self, row: Row, key: str, code: str, value: str, **params: ParamValue) -> None:
        self.remarks.append(row.remark(key, code, value=value, error=False, **params))

    def _say_first(self, unit: PlannedUnit, code: str) -> None:
        said, row = self._said_parent.get(unit.key, ("", None))
        if row is not None:
            self._say(row, "parent", code, said)


def _key(unit: UnitNow) -> str:
    return f"u{unit.pk}"


def _lead(unit: PlannedUnit, head: PlannedPost | None) -> None:
    for post in unit.posts.values():
        post.is_head = post is head


def _leading(unit: PlannedUnit) -> PlannedPost | None:
    """The post with the highest echelon among the titles that can lead a unit of this kind; none when two share it."""
    kind = name_key(unit.name).partition(" ")[0]
    candidates = [post for post in unit.posts.values() if post.echelon and _may_lead(kind, post)]
    return _only_highest(candidates)


def _may_lead(kind: str, post: PlannedPost) -> bool:
    title = name_key(post.name)
    wanted = LED_BY.get(kind)
    if wanted is not None:
        return title.startswith(wanted)
    return not title.startswith(NEVER_LEADS)


def _only_highest(posts: Sequence[PlannedPost]) -> PlannedPost | None:
    ordered = sorted(posts, key=_height)
    if len(ordered) > 1 and _height(ordered[0]) == _height(ordered[1]):
        return None
    return ordered[0] if ordered else None


def _height(post: PlannedPost) -> tuple[int, str]:
    """I.a stands above II.b above IV.b."""
    level, _point, letter = post.echelon.partition(".")
    order = ("I", "II", "III", "IV", "V")
    return (order.index(level) if level in order else len(order), letter)


def in_tree_order(units: Iterable[PlannedUnit]) -> list[tuple[PlannedUnit, int]]:
    """Every unit with its depth, parents before children, children in the order of the list."""
    listed = list(units)
    children: dict[str, list[PlannedUnit]] = {}
    for unit in listed:
        children.setdefault(unit.parent, []).append(unit)
    ordered: list[tuple[PlannedUnit, int]] = []
    pending = [(unit, 0) for unit in reversed(children.get("", []))]
    while pending:
        unit, depth = pending.pop()
        ordered.append((unit, depth))
        pending += [(child, depth + 1) for child in reversed(children.get(unit.key, []))]
    return ordered
