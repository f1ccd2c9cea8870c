"""What changed between two contents: pieces are matched by their key, whatever they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What happened to a piece."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a content. ``title`` names it for people and ``within`` what it belongs to; neither is compared."""

    key: str
    kind: str
    title: str
    fields: Mapping[str, object]
    within: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else; None where the piece did not exist."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change:
    """One piece that differs. A kind whose pieces only stand in another order is MOVED, once, without a title."""

    act: Act
    kind: str
    title: str = ""
    within: str = ""
    fields: tuple[FieldChange, ...] = ()


def difference(before: Sequence[Item], after: Sequence[Item]) -> tuple[Change, ...]:
    """What was added or changed in the order of ``after``, then what was removed, then what was moved.

    Raises ValueError when two pieces of one content share a key.
    """
    old, new = _by_key(before), _by_key(after)
    return (
        *(change for item in after if (change := _change(old.get(item.key), item))),
        *(_whole(Act.REMOVED, item) for item in before if item.key not in new),
        *_moved([item for item in before if item.key in new], [item for item in after if item.key in old]),
    )


def _by_key(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.key in found:
            raise ValueError(f"two pieces share the key {item.key}")
        found[item.key] = item
    return found


def _change(old: Item | None, new: Item) -> Change | None:
    if old is None:
        return _whole(Act.ADDED, new)
    fields = tuple(
        FieldChange(name, old.fields.get(name), new.fields.get(name))
        for name in dict.fromkeys((*old.fields, *new.fields))
        if old.fields.get(name) != new.fields.get(name)
    )
    return Change(Act.CHANGED, new.kind, old.title, new.within, fields) if fields else None


def _whole(act: Act, item: Item) -> Change:
    is_new = act is Act.ADDED
    fields = tuple(
        FieldChange(name, None if is_new else value, value if is_new else None) for name, value in item.fields.items()
    )
    return Change(act, item.kind, item.title, item.within, fields)


def _moved(before: Sequence[Item], after: Sequence[Item]) -> Iterator[Change]:
    for kind in dict.fromkeys(item.kind for item in after):
        if [item.key for item in before if item.kind == kind] != [item.key for item in after if item.kind == kind]:
            yield Change(Act.MOVED, kind)
