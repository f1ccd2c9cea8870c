"""One row of the list → a typed person, or the remarks that say why not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from terang.core import enums as core
from terang.core.nip import check_nip, normalise
from terang.core.parameters import Law
from terang.organisation.enums import AssignmentKind, EmploymentKind, PositionKind, Sex

from .cleaning import Undated, clean, odd_in_name, parse_date, plain, readable_name, readable_title
from .columns import NAMES
from .findings import ParamValue, Remark, shown
from .workbook import Cell, Table

ACTING = (
    (re.compile(r"(?:plt|pelaksana tugas|pj|penjabat)\b\.?\s*", re.IGNORECASE), AssignmentKind.PLT),
    (re.compile(r"(?:plh|pelaksana harian)\b\.?\s*", re.IGNORECASE), AssignmentKind.PLH),
)
ROMAN_AND_LETTER = re.compile(r"([IV]+)[\s/.-]*([A-E])")
SEXES = {
    "M": Sex.MALE, "L": Sex.MALE, "LAKI LAKI": Sex.MALE, "PRIA": Sex.MALE, "1": Sex.MALE,
    "F": Sex.FEMALE, "P": Sex.FEMALE, "PEREMPUAN": Sex.FEMALE, "WANITA": Sex.FEMALE, "2": Sex.FEMALE,
}  # fmt: skip
KINDS = {"PNS": EmploymentKind.PNS, "CPNS": EmploymentKind.PNS, "PPPK": EmploymentKind.PPPK, "P3K": EmploymentKind.PPPK}
LIMITS = {
    "name": 200, "front_title": 60, "back_title": 60, "status": 60, "email": 254, "siasn_id": 42, "post": 255,
    "unit": 255, "unit_code": 64, "parent": 255,
}  # fmt: skip
LEVELS = {
    core.JobLevel.JPT_UTAMA: PositionKind.JPT,
    core.JobLevel.JPT_MADYA: PositionKind.JPT,
    core.JobLevel.JPT_PRATAMA: PositionKind.JPT,
    core.JobLevel.ADMINISTRATOR: PositionKind.ADMINISTRATOR,
    core.JobLevel.PENGAWAS: PositionKind.SUPERVISOR,
    core.JobLevel.PELAKSANA: PositionKind.OPERATIONAL,
}
CORE_SEX = {Sex.MALE: core.Sex.MALE, Sex.FEMALE: core.Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Person:
    """What one row says. An empty text or a missing day means that the file does not say."""

    nip: str
    name: str
    birth_date: date
    sex: str
    kind: str
    grade: str
    legal_status: str
    post: str
    post_kind: str
    assignment: str
    unit: str
    unit_code: str = ""
    parent: str = ""
    echelon: str = ""
    front_title: str = ""
    back_title: str = ""
    email: str = ""
    siasn_id: str = ""
    grade_since: date | None = None
    since: date | None = None

    def as_json(self) -> dict[str, Any]:
        days = {key: value.isoformat() for key, value in asdict(self).items() if isinstance(value, date)}
        return {key: value for key, value in (asdict(self) | days).items() if value not in ("", None)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Person":
        days = {key: date.fromisoformat(data[key]) for key in ("birth_date", "grade_since", "since") if key in data}
        return cls(**(dict(data) | days))


@dataclass
class Row:
    """``person`` is none when a remark is an error; ``skipped`` when the law leaves this person out.

    ``nip`` is what could be read of the number even when the row is faulty, for finding duplicates.
    """

    number: int
    headings: Mapping[str, str]
    nip: str = ""
    person: Person | None = None
    skipped: bool = False
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        return any(remark.is_error for remark in self.remarks)

    def remark(self, key: str, code: str, *, value: str = "", error: bool = False, **params: ParamValue) -> Remark:
        """A remark about the cell of this row in the column ``key``."""
        heading = self.headings.get(key, NAMES[key])
        return Remark(self.number, heading, code, error, shown(value), params)


class Codes:
    """The code lists of the law in the form in which cells are looked up."""

    def __init__(self, law: Law) -> None:
        personnel = law.personnel
        self.nip = law.nip.rules.value
        self.grades = {
            EmploymentKind.PNS: {entry.grade for entry in personnel.grades_pns.value},
            EmploymentKind.PPPK: {entry.grade for entry in personnel.grades_pppk.value},
        }
        self.pppk_numbers = {str(entry.number): entry.grade for entry in personnel.grades_pppk.value}
        self.echelons = {_key(entry.label): entry for entry in personnel.echelons.value}
        self.post_kinds = {entry.code: _key(entry.label) for entry in personnel.position_kinds.value}
        statuses = personnel.legal_statuses.value
        self.statuses = {entry.code: entry for entry in statuses} | {_key(entry.label): entry for entry in statuses}


def read_rows(table: Table, law: Law, today: date) -> Iterator[Row]:
    """Every row of the list, judged one by one; what only shows between rows is judged in ``plan``."""
    codes = Codes(law)
    for number, cells in table.rows:
        yield _Reader(number, cells, table.headings, codes, today).read()


class _Reader:
    def __init__(
        self, number: int, cells: Mapping[str, Cell], headings: Mapping[str, str], codes: Codes, today: date
    ) -> None:
        self.row = Row(number, headings)
        self.cells, self.codes, self.today = cells, codes, today

    def read(self) -> Row:
        status = self._status()
        if self.row.skipped:
            self.row.nip = normalise(plain(self.cells.get("nip")))
            return self.row
        kind = self._kind()
        born, sex = self._date("birth_date"), self._sex()
        nip = self._nip(kind, born, sex)
        name = self._name()
        grade = self._grade(kind)
        post, assignment = self._post()
        post_kind, echelon = self._post_kind(assignment)
        unit = self._unit()
        front, back = self._text("front_title"), self._text("back_title")
        siasn_id, unit_code = self._text("siasn_id"), self._text("unit_code")
        grade_since, since = self._date("grade_since"), self._date("since")
        email, parent = self._email(), readable_title(self._text("parent"))
        if self.row.is_faulty or kind is None:
            return self.row
        digits_born, digits_sex = said_by_digits(nip)
        self.row.person = Person(
            nip=nip, name=name, birth_date=born or digits_born, sex=sex or digits_sex, kind=kind, grade=grade,
            legal_status=status, post=post, post_kind=post_kind, assignment=assignment, unit=unit, parent=parent,
            echelon=echelon, email=email, front_title=front, back_title=back, siasn_id=siasn_id,
            unit_code=unit_code, grade_since=grade_since, since=since,
        )  # fmt: skip
        return self.row

    def _say(self, key: str, code: str, *, error: bool = True, **params: ParamValue) -> None:
        value = plain(self.cells.get(key)).strip()
        self.row.remarks.append(self.row.remark(key, code, value=value, error=error, **params))

    def _text(self, key: str) -> str:
        """A clean text of bounded length; formulas and mark-up that cannot be cleaned are refused."""
        cleaned = clean(self.cells.get(key))
        for remark in cleaned.remarks:
            self._say(key, f"TEXT_{remark}", error=remark in ("FORMULA", "BRACKETS"))
        limit = LIMITS.get(key)
        if limit is not None and len(cleaned.text) > limit:
            self._say(key, "TEXT_TOO_LONG", found=len(cleaned.text), limit=limit)
        return cleaned.text

    def _status(self) -> str:
        code, label = plain(self.cells.get("status_code")).strip(), self._text("status")
        if not code and not label:
            self._say("status", "STATUS_MISSING")
            return ""
        entry = self.codes.statuses.get(_key(label)) or self.codes.statuses.get(code.zfill(2))
        if entry is None:
            self._say("status", "STATUS_UNKNOWN")
        elif entry.appraised is core.Appraised.NO:
            self.row.skipped = True
            self.row.remarks = []
            self._say("status", "STATUS_SKIPPED", error=False, status=label or entry.label)
        elif entry.appraised is core.Appraised.SPECIAL:
            self._say("status", "STATUS_SPECIAL", error=False, status=label or entry.label)
        return label or (entry.label if entry else "")

    def _kind(self) -> EmploymentKind | None:
        kind = KINDS.get(_key(plain(self.cells.get("kind"))))
        if kind is None:
            self._say("kind", "KIND_UNKNOWN")
        return kind

    def _sex(self) -> Sex | None:
        text = _key(plain(self.cells.get("sex")))
        if text and text not in SEXES:
            self._say("sex", "SEX_UNKNOWN")
        return SEXES.get(text)

    def _date(self, key: str) -> date | None:
        try:
            day = parse_date(self.cells.get(key))
        except Undated as problem:
            self._say(key, problem.code)
            return None
        if key == "birth_date" and day is not None and day >= self.today:
            self._say(key, "BIRTH_DATE_LATE")
            return None
        return day

    def _nip(self, kind: EmploymentKind | None, born: date | None, sex: Sex | None) -> str:
        raw = self.cells.get("nip")
        text = clean(raw).text if isinstance(raw, str) else raw
        result = check_nip(
            text, kind=core.EmploymentKind(kind) if kind else None, today=self.today, rules=self.codes.nip,
            birth_date=born, sex=CORE_SEX[sex] if sex else None,
        )  # fmt: skip
        places = {"NIP_BIRTH_DATE_DIFFERS": "birth_date", "NIP_SEX_DIFFERS": "sex"}
        for finding in result.findings:
            found = finding.params.get("found")
            too_long = isinstance(found, int) and found > self.codes.nip.digits
            code = "NIP_TOO_LONG" if finding.code == "NIP_LENGTH" and too_long else finding.code
            is_error = finding.level is core.Level.ERROR
            self._say(places.get(finding.code, "nip"), code, error=is_error, **finding.params)
        if result.nip and isinstance(raw, str) and raw.strip() != result.nip:
            self._say("nip", "NIP_CLEANED", error=False)
        self.row.nip = normalise(text) if isinstance(text, str) else ""
        return result.nip or ""

    def _name(self) -> str:
        name = self._text("name")
        if not name:
            self._say("name", "NAME_MISSING")
        elif (odd := odd_in_name(name)) and not self._refused("name"):
            self._say("name", "NAME_CHARACTERS", found=odd)
        return readable_name(name)

    def _refused(self, key: str) -> bool:
        heading = self.row.headings.get(key)
        return any(remark.is_error and remark.column == heading for remark in self.row.remarks)

    def _grade(self, kind: EmploymentKind | None) -> str:
        text = self._text("grade")
        if not text:
            self._say("grade", "GRADE_MISSING")
            return ""
        grade = self._normal_grade(text)
        known = {each for each, grades in self.codes.grades.items() if grade in grades}
        if not known:
            self._say("grade", "GRADE_UNKNOWN")
        elif kind is not None and kind not in known:
            self._say("grade", "GRADE_OTHER_KIND", kind=str(kind.label))
        return grade

    def _normal_grade(self, text: str) -> str:
        if found := ROMAN_AND_LETTER.fullmatch(text.upper()):
            return f"{found[1]}/{found[2].lower()}"
        return self.codes.pppk_numbers.get(text.lstrip("0"), text.upper())

    def _post(self) -> tuple[str, AssignmentKind]:
        text = readable_title(self._text("post"))
        kind = AssignmentKind.DEFINITIVE
        for prefix, acting in ACTING:
            if found := prefix.match(text):
                text, kind = text[found.end() :].strip(), acting
                break
        if not text:
            self._say("post", "POST_MISSING")
        return text, kind

    def _post_kind(self, assignment: AssignmentKind) -> tuple[PositionKind | str, str]:
        """SIASN knows structural, functional, both, and general; the echelon tells which structural level."""
        echelon = self._echelon()
        code = plain(self.cells.get("post_kind_code")).strip()
        words = self.codes.post_kinds.get(code) or _key(plain(self.cells.get("post_kind")))
        both = "RANGKAP" in words
        if both or "STRUKTURAL" in words:
            entry = self.codes.echelons.get(_key(echelon))
            if entry is not None and entry.level in LEVELS:
                return LEVELS[entry.level], entry.label
            if both:
                return PositionKind.FUNCTIONAL, ""
            if not echelon and assignment == AssignmentKind.DEFINITIVE:
                self._say("echelon", "ECHELON_MISSING")
            return PositionKind.SUPERVISOR, ""
        return self._other_kind(words), ""

    def _other_kind(self, words: str) -> PositionKind | str:
        if "UMUM" in words or "PELAKSANA" in words:
            return PositionKind.OPERATIONAL
        if "FUNGSIONAL" in words or "TERTENTU" in words:
            return PositionKind.FUNCTIONAL
        self._say("post_kind", "POST_KIND_UNKNOWN")
        return ""

    def _echelon(self) -> str:
        text = self._text("echelon")
        if text and _key(text) not in self.codes.echelons:
            self._say("echelon", "ECHELON_UNKNOWN")
        return text

    def _unit(self) -> str:
        unit = readable_title(self._text("unit"))
        if not unit:
            self._say("unit", "UNIT_MISSING")
        return unit

    def _email(self) -> str:
        text = self._text("email")
        return text if not text or self._passes(validate_email, text) else ""

    def _passes(self, check: Callable[[str], None], text: str) -> bool:
        try:
            check(text)
        except ValidationError:
            self._say("email", "EMAIL_UNREADABLE", error=False)
            return False
        return True


def _key(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", " ", text.upper()).strip()


def said_by_digits(nip: str) -> tuple[date, Sex]:
    """Birth date and sex as the NIP has them (digits 1-8 and 15), where the file says nothing."""
    born = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    return born, Sex.MALE if nip[14] == core.Sex.MALE else Sex.FEMALE
