"""The 18 digits of a NIP (PNS) or NI PPPK: birth date, appointment, sex, serial number.

There is no check digit, so a number can be well formed and still be somebody else's. Findings
(level of each code: law parameter nip.rules):

| code | params | meaning |
|---|---|---|
| NIP_MISSING | | the cell is empty |
| NIP_NUMERIC | | the cell is a number or scientific notation: the spreadsheet rounded it |
| NIP_ROUNDED | | it ends in at least four zeros: rounded by a spreadsheet before |
| NIP_NOT_DIGITS | | something other than digits, spaces, dots and apostrophes |
| NIP_LENGTH | found, wanted | not 18 digits (9 digits: the old NIP) |
| NIP_BIRTH_DATE | digits | digits 1–8 are no date |
| NIP_BIRTH_TOO_EARLY | year, earliest | |
| NIP_BIRTH_IN_FUTURE | date | |
| NIP_APPOINTED_TOO_YOUNG | age, youngest | digits 9–12 against the birth year |
| NIP_APPOINTED_IN_FUTURE | year, latest | |
| NIP_SEX | digit | digit 15 is neither 1 nor 2 |
| NIP_SERIAL | | digits 16–18 are 000, most likely because a spreadsheet kept only 15 digits |
| NIP_MONTH | digits | digits 13–14 fit neither a month (PNS) nor an agreement (PPPK) |
| NIP_UNUSUAL_AGE | age, youngest, oldest | appointed outside the usual ages |
| NIP_BIRTH_DATE_DIFFERS | nip, record | |
| NIP_SEX_DIFFERS | nip, record | |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from terang.core.enums import EmploymentKind, Sex
from terang.core.findings import Finding, ParamValue, has_errors
from terang.core.law_view import NipRules

# Spaces, dots, apostrophes and the invisible characters that spreadsheets and web pages leave.
SEPARATORS = re.compile("[\\s.'`\u2018\u2019\u00ad\u200b-\u200f\u2060\ufeff]+")
SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
DIGITS = re.compile("[0-9]+")
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class NipParts:
    """What the digits say. `month` is the month of appointment of a PNS; a PPPK has none."""

    birth_date: date
    appointed_year: int
    month: int | None
    agreement: str | None
    sex: Sex | None
    serial: str
    kind: EmploymentKind | None


@dataclass(frozen=True, slots=True)
class NipResult:
    """`nip` is None as soon as one finding is an error; `parts` may still be readable."""

    nip: str | None
    parts: NipParts | None
    findings: tuple[Finding, ...]


def check_nip(
    raw: object,
    *,
    kind: EmploymentKind | None,
    today: date,
    rules: NipRules,
    birth_date: date | None = None,
    sex: Sex | None = None,
) -> NipResult:
    """Read a NIP from a cell or a form field and say everything that is wrong with it.

    `kind` is what the record says, None when it says nothing. `birth_date` and `sex` are those
    of the record, compared when given. Uniqueness is the caller's to check.
    """
    unreadable, digits = _read(raw, rules)
    if unreadable is not None:
        return NipResult(None, None, (_finding(rules, unreadable[0], **unreadable[1]),))
    parts = _parts(digits, rules)
    findings = (
        *_birth(digits, parts, today, rules),
        *_appointment(digits, parts, kind, today, rules),
        *_tail(digits, rules),
        *_against_record(parts, birth_date, sex, rules),
    )
    return NipResult(None if has_errors(findings) else digits, parts, findings)


def normalise(text: str) -> str:
    """Without spaces, dots, apostrophes and invisible characters."""
    return SEPARATORS.sub("", text)


Unreadable = tuple[str, dict[str, ParamValue]]


def _read(raw: object, rules: NipRules) -> tuple[Unreadable | None, str]:
    if raw is None:
        return ("NIP_MISSING", {}), ""
    if not isinstance(raw, str):
        return ("NIP_NUMERIC", {}), ""
    digits = normalise(raw)
    if not digits:
        return ("NIP_MISSING", {}), ""
    if SCIENTIFIC.fullmatch(raw.strip()):
        return ("NIP_NUMERIC", {}), ""
    if not DIGITS.fullmatch(digits):
        return ("NIP_NOT_DIGITS", {}), ""
    if len(digits) != rules.digits:
        return ("NIP_LENGTH", {"found": len(digits), "wanted": rules.digits}), ""
    if digits.endswith("0000"):
        return ("NIP_ROUNDED", {}), ""
    return None, digits


def _parts(digits: str, rules: NipRules) -> NipParts | None:
    born = _date(digits[:8])
    if born is None:
        return None
    middle = digits[12:14]
    kind = _kind(middle, rules)
    return NipParts(
        birth_date=born,
        appointed_year=int(digits[8:12]),
        month=int(middle) if kind is EmploymentKind.PNS else None,
        agreement=middle if kind is EmploymentKind.PPPK else None,
        sex=Sex(digits[14]) if digits[14] in (Sex.MALE, Sex.FEMALE) else None,
        serial=digits[15:],
        kind=kind,
    )


def _kind(middle: str, rules: NipRules) -> EmploymentKind | None:
    if middle in rules.pppk_codes:
        return EmploymentKind.PPPK
    return EmploymentKind.PNS if 1 <= int(middle) <= LAST_MONTH else None


def _birth(digits: str, parts: NipParts | None, today: date, rules: NipRules) -> Iterator[Finding]:
    if parts is None:
        yield _finding(rules, "NIP_BIRTH_DATE", digits=digits[:8])
    elif parts.birth_date.year < rules.earliest_birth_year:
        yield _finding(
            rules,
            "NIP_BIRTH_TOO_EARLY",
            year=parts.birth_date.year,
            earliest=rules.earliest_birth_year,
        )
    elif parts.birth_date >= today:
        yield _finding(rules, "NIP_BIRTH_IN_FUTURE", date=parts.birth_date.isoformat())


def _appointment(
    digits: str, parts: NipParts | None, kind: EmploymentKind | None, today: date, rules: NipRules
) -> Iterator[Finding]:
    year, latest = int(digits[8:12]), today.year + rules.years_ahead
    if year > latest:
        yield _finding(rules, "NIP_APPOINTED_IN_FUTURE", year=year, latest=latest)
    elif parts is not None:
        yield from _age(year - parts.birth_date.year, rules)
    if not _middle_fits(digits[12:14], kind, rules):
        yield _finding(rules, "NIP_MONTH", digits=digits[12:14])


def _age(age: int, rules: NipRules) -> Iterator[Finding]:
    youngest, oldest = rules.usual_ages
    if age < rules.youngest_age:
        yield _finding(rules, "NIP_APPOINTED_TOO_YOUNG", age=age, youngest=rules.youngest_age)
    elif not youngest <= age <= oldest:
        yield _finding(rules, "NIP_UNUSUAL_AGE", age=age, youngest=youngest, oldest=oldest)


def _middle_fits(middle: str, kind: EmploymentKind | None, rules: NipRules) -> bool:
    """A PPPK counts work agreements here, so anything but 00 will do; a PNS has a month."""
    if kind is EmploymentKind.PPPK:
        return middle != "00"
    if kind is EmploymentKind.PNS:
        return 1 <= int(middle) <= LAST_MONTH
    return _kind(middle, rules) is not None


def _tail(digits: str, rules: NipRules) -> Iterator[Finding]:
    if digits[14] not in (Sex.MALE, Sex.FEMALE):
        yield _finding(rules, "NIP_SEX", digit=digits[14])
    if digits[15:] == "000":
        yield _finding(rules, "NIP_SERIAL")


def _against_record(
    parts: NipParts | None, birth_date: date | None, sex: Sex | None, rules: NipRules
) -> Iterator[Finding]:
    if parts is None:
        return
    if birth_date is not None and birth_date != parts.birth_date:
        yield _finding(
            rules,
            "NIP_BIRTH_DATE_DIFFERS",
            nip=parts.birth_date.isoformat(),
            record=birth_date.isoformat(),
        )
    if sex is not None and parts.sex is not None and sex is not parts.sex:
        yield _finding(rules, "NIP_SEX_DIFFERS", nip=parts.sex.name, record=sex.name)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _finding(rules: NipRules, code: str, **params: ParamValue) -> Finding:
    return Finding(code, rules.levels[code], "nip", MappingProxyType(params))
