"""How a result of a leader is passed on: whose it may be, how it is divided, and what is left hanging.

Direct: the leader's target itself is divided, by part of the work, by area or by number, so that the parts represent
it. Indirect: something in between that lets the leader's result come about; it is divided by nothing
(PermenPANRB 8/2021, annex; PermenPANRB 6/2022 keeps the two words).

Findings (where: key of the result):

| code | level | params | rule |
|---|---|---|---|
| CASCADE_CYCLE | error | | a result never serves itself, however long the way around |
| CASCADE_NOT_THEIRS | error | | the leader's result belongs to the appraiser or to who gave the work |
| CASCADE_NO_SPLIT | error | | a direct result says by what the leader's is divided |
| CASCADE_NEEDLESS_SPLIT | error | | an indirect result is divided by nothing |
| CASCADE_NO_KIND | error | | a result that serves another says how |
| CASCADE_PARTS_DIFFER | warning | parts, total, wanted, missing, unit | parts of a number add up to it |
| RESULT_ORPHAN | warning | | only the top of the line has results that serve nobody's |
| RESULT_UNSERVED | warning | | somebody carries each result of a leader |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
class Owed:
    """A main result in a line of people.

    Attributes:
        key: names the result; ``parent`` is the key of the one it serves.
        is_top: nobody above this person plans results.
        leads: there are people who could carry it.
    """

    key: int
    parent: int | None = None
    is_top: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A number with its unit of measure: the leader's target, or what one person takes of it."""

    value: Decimal
    unit: str = ""


def check_link(
    *, cascade: Cascade | None, split: Split | None, leader: str, appraiser: str, assignor: str | None = None
) -> list[Finding]:
    """What is wrong with one person serving the result of ``leader``; people are named by any key."""
    findings = []
    if leader not in (appraiser, assignor):
        findings.append(_error("CASCADE_NOT_THEIRS"))
    return findings + check_kind(cascade, split)


def check_kind(cascade: Cascade | None, split: Split | None) -> list[Finding]:
    """A direct result is divided by one of three things, an indirect one by nothing."""
    if cascade is None:
        return [_error("CASCADE_NO_KIND")]
    if cascade is Cascade.DIRECT and split is None:
        return [_error("CASCADE_NO_SPLIT")]
    if cascade is Cascade.INDIRECT and split is not None:
        return [_error("CASCADE_NEEDLESS_SPLIT")]
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


def check_line(results: Sequence[Owed]) -> list[Finding]:
    """What hangs loose in the main results of a line of people."""
    parents = {result.key: result.parent for result in results}
    served = set(parents.values())
    return [finding for result in results for finding in _loose(result, parents, served)]


def _loose(result: Owed, parents: Mapping[int, int | None], served: set[int | None]) -> Iterator[Finding]:
    where = str(result.key)
    if result.parent is not None and leads_back(result.key, result.parent, parents):
        yield _error("CASCADE_CYCLE", where)
    if result.parent is None and not result.is_top:
        yield Finding("RESULT_ORPHAN", Level.WARNING, where)
    if result.leads and result.key not in served:
        yield Finding("RESULT_UNSERVED", Level.WARNING, where)


def plain(number: Decimal) -> str:
    """A number without idle zeros and without an exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _error(code: str, where: str = "") -> Finding:
    return Finding(code, Level.ERROR, where)
