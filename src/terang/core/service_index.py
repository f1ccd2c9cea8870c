"""The index of the citizen survey (SKM): nine elements, one index, one letter (PermenPANRB 14/2017)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType

from terang.core.law_view import Band
from terang.core.parameters import Citation, Law
from terang.core.rounding import half_up

USED = ("satisfaction.elements", "satisfaction.scale", "satisfaction.bands")


@dataclass(frozen=True, slots=True)
class ServiceIndex:
    """The index of `n` complete answers; `incomplete` ones were left out, not counted as zero.

    `elements` maps an element's key to its mean, `skm` is the mean of these (1–4), `converted`
    the NIK (25–100) rounded half up, from which the letter follows. All are None without any
    complete answer.
    """

    n: int
    incomplete: int
    elements: Mapping[str, Decimal]
    skm: Decimal | None
    converted: Decimal | None
    band: Band | None
    citations: tuple[Citation, ...]


def index(responses: Iterable[Mapping[str, int]], law: Law) -> ServiceIndex:
    """The index of a survey. A response maps an element's key to an answer.

    Raises ValueError for an unknown element or an answer outside the scale.
    """
    keys = [element.key for element in law.satisfaction.elements.value]
    sums, n, incomplete = dict.fromkeys(keys, 0), 0, 0
    for response in responses:
        _checked(response, keys, law)
        if len(response) < len(keys):
            incomplete += 1
            continue
        n += 1
        for key, answer in response.items():
            sums[key] += answer
    return _result(sums, n, incomplete, law)


def by_question(answers: Sequence[int], law: Law) -> dict[str, int]:
    """Answers in the order of the printed questionnaire, by element key.

    The questionnaire asks about facilities before complaints, the element list the other way
    round: an answer's number alone does not name its element.
    """
    ordered = sorted(law.satisfaction.elements.value, key=lambda element: element.question)
    return {element.key: answer for element, answer in zip(ordered, answers, strict=True)}


def band(converted: Decimal, law: Law) -> Band:
    """The letter of a converted value, which is rounded half up first so that no gap exists.

    Raises ValueError below the lowest band or above the top of the scale.
    """
    scale = law.satisfaction.scale.value
    rounded = half_up(converted, scale.places)
    for row in sorted(law.satisfaction.bands.value, key=lambda row: row.at_least, reverse=True):
        if row.at_least <= rounded <= scale.highest * scale.factor:
            return row
    raise ValueError(f"{converted} is no converted value of the survey")


def sample_size(users: int, law: Law) -> int:
    """How many respondents a service with so many users a year needs (Krejcie and Morgan)."""
    if users < 1:
        raise ValueError(f"a sample needs users, not {users}")
    formula = law.satisfaction.sample.value
    spread = Fraction(formula.proportion) * (1 - Fraction(formula.proportion))
    chi = Fraction(formula.chi_square) * spread
    exact = chi * users / (Fraction(formula.margin) ** 2 * (users - 1) + chi)
    return floor(exact + Fraction(1, 2))


def _checked(response: Mapping[str, int], keys: Sequence[str], law: Law) -> None:
    scale = law.satisfaction.scale.value
    for key, answer in response.items():
        if key not in keys:
            raise ValueError(f"'{key}' is no element of the survey; known: {', '.join(keys)}")
        if not scale.lowest <= answer <= scale.highest:
            raise ValueError(f"{key}: {answer} is outside {scale.lowest}–{scale.highest}")


def _result(sums: Mapping[str, int], n: int, incomplete: int, law: Law) -> ServiceIndex:
    citations = law.used(*USED)
    if n == 0:
        return ServiceIndex(0, incomplete, MappingProxyType({}), None, None, None, citations)
    scale = law.satisfaction.scale.value
    means = {key: Fraction(total, n) for key, total in sums.items()}
    skm = sum(means.values(), Fraction(0)) / len(means)
    converted = half_up(skm * scale.factor, scale.places)
    return ServiceIndex(
        n=n,
        incomplete=incomplete,
        elements=MappingProxyType({key: half_up(mean, scale.places) for key, mean in means.items()}),
        skm=half_up(skm, scale.places),
        converted=converted,
        band=band(converted, law),
        citations=citations,
    )
