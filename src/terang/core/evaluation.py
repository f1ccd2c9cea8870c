"""From two ratings to a predikat, with the reasons; and the distribution a unit is held to.

Reasons are codes with values; the sentences live in the web layer.

| code | params | meaning |
|---|---|---|
| RESULTS_RATED | rating | the appraiser's rating of the results |
| BEHAVIOUR_RATED | rating | the appraiser's rating of the behaviour |
| MATRIX_CELL | results, behaviour, predikat | the cell of the matrix these two lead to |
| HIGHEST | predikat | both ratings are the best the matrix knows |
| LIMITED_BY_RESULTS | predikat | a higher rating of the results alone would have lifted it |
| LIMITED_BY_BEHAVIOUR | predikat | a higher rating of the behaviour alone would have lifted it |
| LIMITED_BY_BOTH | predikat | only a higher rating of both would have lifted it |
| LAW_UNCONFIRMED | parameter | a value used is not yet confirmed on the legal text |

Findings of `check_distribution` (params: level, predikat as "A+B", count, limit, total):

| code | meaning |
|---|---|
| DISTRIBUTION_NOBODY | nobody has been evaluated, nothing can be said |
| DISTRIBUTION_SMALL_UNIT | so few people that the pattern cannot bind |
| DISTRIBUTION_TOO_MANY | more than the pattern allows |
| DISTRIBUTION_TOO_FEW | fewer than the pattern asks |
| DISTRIBUTION_NOT_LARGEST | the group the pattern expects to be the largest is not |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from types import MappingProxyType

from terang.core.canonical import Json
from terang.core.enums import Level, OrganisationLevel, Predikat, Rating
from terang.core.findings import Finding
from terang.core.law_view import AtLeast, AtMost, Pattern
from terang.core.parameters import Citation, Law

__all__ = [
    "Conclusion",
    "Finding",
    "Flip",
    "OrganisationLevel",
    "Predikat",
    "Rating",
    "Reason",
    "check_distribution",
    "conclude",
    "flips",
    "head_rating",
]

MATRIX = "evaluation.predikat_matrix"
RESULTS = "RESULTS"
BEHAVIOUR = "BEHAVIOUR"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    params: Mapping[str, str]

    def as_dict(self) -> dict[str, Json]:
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A predikat with everything needed to explain it: same inputs and law, same trace."""

    results: Rating
    behaviour: Rating
    predikat: Predikat
    reasons: tuple[Reason, ...]
    citations: tuple[Citation, ...]
    law_version: str

    def as_dict(self) -> dict[str, Json]:
        return {
            "results": self.results.value,
            "behaviour": self.behaviour.value,
            "predikat": self.predikat.value,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "citations": [citation.as_dict() for citation in self.citations],
            "law_version": self.law_version,
        }


@dataclass(frozen=True, slots=True)
class Flip:
    """Had `which` (RESULTS or BEHAVIOUR) alone been rated `rating`, it would be `predikat`."""

    which: str
    rating: Rating
    predikat: Predikat


def conclude(*, results: Rating, behaviour: Rating, law: Law) -> Conclusion:
    """The predikat of two ratings (PermenPANRB 6/2022, quadrant of the employee).

    Raises NoLawForDay when the matrix is not in force on the day of `law`.
    """
    predikat = law.evaluation.predikat_matrix.value.cell(results=results, behaviour=behaviour)
    citations = law.used(MATRIX)
    return Conclusion(
        results=results,
        behaviour=behaviour,
        predikat=predikat,
        reasons=(
            _reason("RESULTS_RATED", rating=results),
            _reason("BEHAVIOUR_RATED", rating=behaviour),
            _reason("MATRIX_CELL", results=results, behaviour=behaviour, predikat=predikat),
            *_limits(results, behaviour, predikat, law),
            *_unconfirmed(citations),
        ),
        citations=citations,
        law_version=law.version,
    )


def flips(*, results: Rating, behaviour: Rating, law: Law) -> tuple[Flip, ...]:
    """Every change of one rating alone that would have given another predikat."""
    matrix = law.evaluation.predikat_matrix.value
    now = matrix.cell(results=results, behaviour=behaviour)
    changed = [
        *(Flip(RESULTS, r, matrix.cell(results=r, behaviour=behaviour)) for r in Rating),
        *(Flip(BEHAVIOUR, r, matrix.cell(results=results, behaviour=r)) for r in Rating),
    ]
    return tuple(flip for flip in changed if flip.predikat is not now)


def head_rating(level: OrganisationLevel, law: Law) -> Rating:
    """The rating of results that the unit's level gives to its head (SE MenPANRB 3/2023)."""
    return law.evaluation.head_rating.value.rating[level]


def check_distribution(level: OrganisationLevel, counts: Mapping[Predikat, int], law: Law) -> list[Finding]:
    """Compare a unit's predikat counts with the pattern of its level (SE MenPANRB 3/2023).

    `counts` holds the people evaluated in the unit that received `level`; a predikat nobody has
    may be absent. ERROR means outside the pattern and asks for a written reason; it never blocks
    and never changes a rating. In a small unit the same is a WARNING.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts of people cannot be negative")
    total = sum(counts.values())
    if total == 0:
        return [_finding("DISTRIBUTION_NOBODY", Level.WARNING, level, total=0)]
    small = total <= law.distribution.small_unit.value.people
    pattern = law.distribution.patterns.value.by_level[level]
    hard = list(_departures(level, pattern, counts, total, Level.WARNING if small else Level.ERROR))
    soft = list(_not_largest(level, pattern, counts, total))
    if small and hard:
        hard.insert(0, _finding("DISTRIBUTION_SMALL_UNIT", Level.WARNING, level, total=total))
    return hard + soft


def _limits(results: Rating, behaviour: Rating, predikat: Predikat, law: Law) -> tuple[Reason, ...]:
    """What kept the predikat from being higher, read from the matrix itself."""
    if results is behaviour is Rating.ABOVE:
        return (_reason("HIGHEST", predikat=predikat),)
    better = [
        flip.which
        for flip in flips(results=results, behaviour=behaviour, law=law)
        if flip.predikat.rank > predikat.rank
    ]
    limited = [f"LIMITED_BY_{which}" for which in (RESULTS, BEHAVIOUR) if which in better]
    return tuple(_reason(code, predikat=predikat) for code in limited or ["LIMITED_BY_BOTH"])


def _unconfirmed(citations: tuple[Citation, ...]) -> tuple[Reason, ...]:
    return tuple(
        _reason("LAW_UNCONFIRMED", parameter=citation.parameter) for citation in citations if not citation.is_confirmed
    )


def _reason(code: str, **params: str) -> Reason:
    return Reason(code, MappingProxyType({name: str(value) for name, value in params.items()}))


def _departures(
    level: OrganisationLevel,
    pattern: Pattern,
    counts: Mapping[Predikat, int],
    total: int,
    weight: Level,
) -> Iterator[Finding]:
    for most in pattern.at_most:
        count, limit = _together(most.predikat, counts), _ceiling_of(most, total)
        if count > limit:
            yield _outside("DISTRIBUTION_TOO_MANY", weight, level, most.predikat, count, limit, total)
    for least in pattern.at_least:
        count, limit = _together(least.predikat, counts), _floor_of(least, total)
        if count < limit:
            yield _outside("DISTRIBUTION_TOO_FEW", weight, level, least.predikat, count, limit, total)


def _ceiling_of(rule: AtMost, total: int) -> int:
    """The most people a share allows. Decimal shares are exact: no tolerance is needed."""
    return int((rule.share * total).to_integral_value(ROUND_FLOOR))


def _floor_of(rule: AtLeast, total: int) -> int:
    """The fewest people a share, or a number of people, asks for."""
    if rule.share is None:
        return rule.people or 0
    return int((rule.share * total).to_integral_value(ROUND_CEILING))


def _not_largest(
    level: OrganisationLevel, pattern: Pattern, counts: Mapping[Predikat, int], total: int
) -> Iterator[Finding]:
    if pattern.largest is None:
        return
    count = counts.get(pattern.largest, 0)
    rival = max(counts.get(other, 0) for other in Predikat if other is not pattern.largest)
    if rival >= count:
        yield _outside("DISTRIBUTION_NOT_LARGEST", Level.WARNING, level, (pattern.largest,), count, rival + 1, total)


def _together(predikat: tuple[Predikat, ...], counts: Mapping[Predikat, int]) -> int:
    return sum(counts.get(one, 0) for one in predikat)


def _outside(
    code: str,
    weight: Level,
    level: OrganisationLevel,
    predikat: tuple[Predikat, ...],
    count: int,
    limit: int,
    total: int,
) -> Finding:
    who = "+".join(predikat)
    return _finding(code, weight, level, predikat=who, count=count, limit=limit, total=total)


def _finding(code: str, weight: Level, level: OrganisationLevel, **params: str | int) -> Finding:
    hard = code in ("DISTRIBUTION_TOO_MANY", "DISTRIBUTION_TOO_FEW")
    return Finding(code, weight, "", MappingProxyType({"level": level.value, **params}), reason_required=hard)
