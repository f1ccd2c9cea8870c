"""Angka kredit of functional posts: conversion, accumulation, what is still missing.

PermenPANRB 1/2023 Ps 37 and Per BKN 3/2023. Each line is rounded half up before it is added,
because the official forms add rounded lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from terang.core.enums import JobLevel, Predikat
from terang.core.law_view import CreditLevel
from terang.core.parameters import Citation, Law
from terang.core.rounding import half_up

MONTHS = 12


class NoCreditScore(LookupError):
    """The job level earns no angka kredit: it is not a functional level. Carries `level`."""

    def __init__(self, level: JobLevel) -> None:
        self.level = level
        super().__init__(f"{level} earns no angka kredit; only functional levels do")


@dataclass(frozen=True, slots=True)
class Conversion:
    """One line of the conversion form."""

    predikat: Predikat
    level: JobLevel
    months: int
    percent: Decimal
    coefficient: Decimal
    credit: Decimal
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """What is still missing; zero when reached, `for_level` None where no level lies above."""

    for_grade: Decimal
    for_level: Decimal | None


def convert(predikat: Predikat, level: JobLevel, law: Law, *, months: int = MONTHS) -> Conversion:
    """months ÷ 12 × percent of the predikat × coefficient of the level.

    Raises NoCreditScore for a level without coefficient, ValueError for months outside 1–12.
    """
    if not 1 <= months <= MONTHS:
        raise ValueError(f"a period has 1 to 12 months, not {months}")
    percent = law.angka_kredit.percentages.value.percent[predikat]
    coefficient = _row(level, law).coefficient
    exact = Fraction(months, MONTHS) * Fraction(percent) / 100 * Fraction(coefficient)
    return Conversion(
        predikat=predikat,
        level=level,
        months=months,
        percent=percent,
        coefficient=coefficient,
        credit=half_up(exact, law.angka_kredit.rounding.value.places),
        citations=law.used("angka_kredit.percentages", "angka_kredit.levels", "angka_kredit.rounding"),
    )


def accumulate(credits: Iterable[Decimal]) -> Decimal:
    """The sum of rounded lines."""
    return sum(credits, Decimal(0))


def still_needed(level: JobLevel, accumulated: Decimal, law: Law) -> Needed:
    """What is missing for the next rank and for the next level. Raises NoCreditScore."""
    row = _row(level, law)
    above = None if row.for_level is None else max(row.for_level - accumulated, Decimal(0))
    return Needed(max(row.for_grade - accumulated, Decimal(0)), above)


def _row(level: JobLevel, law: Law) -> CreditLevel:
    for row in law.angka_kredit.levels.value:
        if row.level is level:
            return row
    raise NoCreditScore(level)
