"""How a result of a leader is passed on: how it is divided, that it never comes back, and whether its parts add up.

Direct: the leader's target itself is divided, by part of the work, by area or by number, so that the parts represent
it. Indirect: something in between that lets the leader's result come about; it is divided by nothing
(PermenPANRB 8/2021, annex; PermenPANRB 6/2022 keeps the two words).

Findings:

| code | level | params | rule |
|---|---|---|---|
| CASCADE_NO_SPLIT | error | | a direct result says by what the leader's is divided |
| CASCADE_NEEDLESS_SPLIT | error | | an indirect result is divided by nothing |
| CASCADE_PARTS_DIFFER | warning | parts, total, wanted, missing, unit | parts of a number add up to it |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from terang.core.enums import Level
from terang.core.findings import Finding


class Cascade(StrEnum):
    DIRECT = "DIRECT"
    INDIRECT = "INDIRECT"


class Split(StrEnum):
    """By what a direct result is divided: part of the work, area, share of the number."""

    ASPECT = "ASPECT"
    AREA = "AREA"
    LOAD = "LOAD"


@dataclass(frozen=True, slots=True)
class Share:
    """A number with its unit of measure: the leader's target, or what one person takes of it."""

    value: Decimal
    unit: str = ""


def check_kind(cascade: Cascade, split: Split | None) -> list[Finding]:
    """A direct result is divided by one of three things, an indirect one by nothing."""
    if cascade is Cascade.DIRECT and split is None:
        return [Finding("CASCADE_NO_SPLIT", Level.ERROR)]
    if cascade is Cascade.INDIRECT and split is not None:
        return [Finding("CASCADE_NEEDLESS_SPLIT", Level.ERROR)]
    return []


def leads_back(child: int, parent: int, parents: Mapping[int, int | None]) -> bool:
    """True when ``child`` would serve itself by serving ``parent``; ``parents`` holds the way up from there."""
    here: int | None = parent
    seen: set[int] = set()
    while here is not None and here not in seen:
        if here == child:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def check_parts(wanted: Share, parts: Sequence[Share]) -> list[Finding]:
    """Parts of a number should add up to it; parts in another unit of measure cannot be compared and say nothing."""
    if not parts or any(part.unit.strip().casefold() != wanted.unit.strip().casefold() for part in parts):
        return []
    total = sum((part.value for part in parts), Decimal(0))
    if total == wanted.value:
        return []
    params = {
        "parts": " + ".join(plain(part.value) for part in parts),
        "total": plain(total),
        "wanted": plain(wanted.value),
        "missing": plain(wanted.value - total),
        "unit": wanted.unit,
    }
    return [Finding("CASCADE_PARTS_DIFFER", Level.WARNING, "", MappingProxyType(params))]


def plain(number: Decimal) -> str:
    """A number without idle zeros and without an exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
