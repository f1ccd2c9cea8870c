"""Between rows and values: drafts from pages, the plan for the core, the content that is hashed, the printed form."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.core import enums as core
from terang.core.canonical import canonical_json, plain
from terang.core.objection import filing_window
from terang.core.parameters import Law
from terang.core.planning import Plan, PlannedIndicator, PlannedResult
from terang.documents.forms import IndicatorRow, PersonBlock, ResultRow, Signature, SkpForm, ValueRow
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import post_on

from .enums import (
    Accumulation,
    AnnexKind,
    Approach,
    Aspect,
    CascadeKind,
    DataSource,
    Direction,
    Nature,
    Perspective,
    ResultKind,
    SplitBy,
    StageKind,
    TargetKind,
)
from .models import Indicator, RoleCell, Skp, WorkResult

# The rows keep short names; the core spells perspectives as the law files do.
PERSPECTIVES = {
    Perspective.RECIPIENT: core.Perspective.SERVICE_RECIPIENTS,
    Perspective.PROCESS: core.Perspective.BUSINESS_PROCESS,
    Perspective.STRENGTHENING: core.Perspective.INTERNAL_STRENGTHENING,
    Perspective.BUDGET: core.Perspective.BUDGET,
}


@dataclass(frozen=True)
class StageDates:
    """First and last day of a stage."""

    kind: StageKind
    start: date
    end: date

    def as_dict(self) -> dict[str, object]:
        return {"kind": self.kind.value, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class IndicatorDraft:
    """An indicator as written on a page; ``pk`` names the one it replaces, none for a new one."""

    statement: str
    aspect: Aspect | None
    target_kind: TargetKind
    target_low: Decimal | None
    target_high: Decimal | None
    target_text: str
    unit: str
    direction: Direction
    accumulation: Accumulation
    baseline: Decimal | None = None
    source: DataSource = DataSource.MANUAL
    source_name: str = ""
    pk: int | None = None

    @classmethod
    def of(cls, indicator: Indicator) -> "IndicatorDraft":
        return cls(
            pk=indicator.pk,
            statement=indicator.statement,
            aspect=Aspect(indicator.aspect) if indicator.aspect else None,
            target_kind=TargetKind(indicator.target_kind),
            target_low=indicator.target_low,
            target_high=indicator.target_high,
            target_text=indicator.target_text,
            unit=indicator.unit,
            direction=Direction(indicator.direction),
            accumulation=Accumulation(indicator.accumulation),
            baseline=indicator.baseline,
            source=DataSource(indicator.source),
            source_name=indicator.source_name,
        )

    def fields(self) -> dict[str, object]:
        """The columns; what does not belong to the kind of target is left out."""
        text, upper = self.target_kind is TargetKind.TEXT, self.target_kind is TargetKind.RANGE
        return {
            "statement": self.statement,
            "aspect": self.aspect or "",
            "target_kind": self.target_kind,
            "target_low": None if text else self.target_low,
            "target_high": self.target_high if upper else None,
            "target_text": self.target_text if text else "",
            "unit": "" if text else self.unit,
            "direction": self.direction,
            "accumulation": self.accumulation,
            "baseline": None if text else self.baseline,
            "source": self.source,
            "source_name": self.source_name,
        }


@dataclass(frozen=True)
class ResultDraft:
    """A result as written on a page; ``parent`` is the primary key of the superior's result it serves."""

    kind: ResultKind
    statement: str
    parent: int | None
    cascade: CascadeKind | None
    perspective: Perspective | None
    weight: Decimal | None
    indicators: tuple[IndicatorDraft, ...]
    split: SplitBy | None = None
    nature: Nature = Nature.INDIVIDUAL

    def fields(self) -> dict[str, object]:
        direct = self.parent and self.cascade is CascadeKind.DIRECT
        return {
            "kind": self.kind,
            "statement": self.statement,
            "parent_id": self.parent,
            "cascade": self.cascade or "" if self.parent else "",
            "split": self.split or "" if direct else "",
            "nature": self.nature,
            "perspective": self.perspective or "",
            "weight": self.weight,
        }


@dataclass(frozen=True)
class CellDraft:
    """A role as written in the matrix; a division belongs to direct roles only."""

    role: str
    cascade: CascadeKind
    split: SplitBy | None = None

    @classmethod
    def of(cls, cell: RoleCell) -> "CellDraft":
        return cls(cell.role, CascadeKind(cell.cascade), SplitBy(cell.split) if cell.split else None)

    def fields(self) -> dict[str, str]:
        return {"role": self.role, "cascade": self.cascade, "split": self.split or ""}


def propose_stages(year: int, law: Law) -> tuple[StageDates, ...]:
    """Propose the stages of an appraisal year from the deadlines of the law; the office may change them.

    The law fixes when plans are set, when people are evaluated and when the office reports (PP 30/2019 Ps 24, 42,
    51); feedback is continuous, so its stage only marks the last month of the year.
    """
    one = timedelta(days=1)
    first, last = date(year, 1, 1), date(year, 12, 31)
    plans_set = law.calendar.skp_set.value.of(year)
    evaluated = law.calendar.annual_evaluation_latest.value.of(year)
    reported = law.calendar.report.value.of(year)
    # Calendar days in the law in force; a law in working days would need the calendar of holidays here.
    answered = filing_window(evaluated, law, frozenset()).deadline
    return (
        StageDates(StageKind.PLANNING, first, plans_set),
        StageDates(StageKind.MONITORING, plans_set + one, last),
        StageDates(StageKind.FEEDBACK, last.replace(day=1), last),
        StageDates(StageKind.EVALUATION, last + one, evaluated),
        StageDates(StageKind.RESPONSE, evaluated + one, answered),
        StageDates(StageKind.FOLLOW_UP, answered + one, max(reported, answered + one)),
    )


# --- for the core -----------------------------------------------------------------------


def plan_value(skp: Skp, results: Sequence[WorkResult], annex: Iterable[str]) -> Plan:
    """The plan as the core checks it; the plan needs its post loaded."""
    return Plan(
        form=core.SkpForm(skp.form),
        approach=core.Approach(skp.approach.upper()),
        results=tuple(_planned_result(result) for result in results),
        annex=frozenset(core.AnnexList(kind.upper()) for kind in annex),
        leads_unit=skp.assignment.position.is_head and skp.form == core.SkpForm.JPT_UKM,
    )


def _planned_result(result: WorkResult) -> PlannedResult:
    return PlannedResult(
        text=result.statement,
        kind=core.ResultKind(result.kind.upper()),
        indicators=tuple(_planned_indicator(indicator) for indicator in result.indicators.all()),
        perspective=PERSPECTIVES[Perspective(result.perspective)] if result.perspective else None,
        weight=result.weight,
        lacks_division=bool(result.parent_id) and result.cascade == CascadeKind.DIRECT and not result.split,
    )


def _planned_indicator(indicator: Indicator) -> PlannedIndicator:
    aspect = core.Aspect(indicator.aspect.upper()) if indicator.aspect else None
    has_target = indicator.target_low is not None or bool(indicator.target_text)
    lacks_source = indicator.source == DataSource.LINKED and not indicator.source_name.strip()
    return PlannedIndicator(indicator.statement, has_target, aspect, lacks_source)


# --- what was agreed --------------------------------------------------------------------


def content_hash(
    skp: Skp,
    results: Sequence[WorkResult],
    annex: Mapping[str, Sequence[str]],
    expectations: Mapping[str, str],
) -> str:
    """SHA-256 (hex) of everything the plan says, in one spelling; without names or dates of people."""
    return hashlib.sha256(canonical_json(_said(skp, results, annex, expectations)).encode()).hexdigest()


def kept_content(
    skp: Skp,
    results: Sequence[WorkResult],
    annex: Mapping[str, Sequence[str]],
    expectations: Mapping[str, str],
) -> dict[str, object]:
    """What a version keeps: ``said`` is what ``content_hash`` hashes, ``served`` the words of the results above."""
    served = {str(each.parent_id): each.parent.statement for each in results if each.parent is not None}
    return {"said": plain(_said(skp, results, annex, expectations)), "served": served}


def _said(
    skp: Skp,
    results: Sequence[WorkResult],
    annex: Mapping[str, Sequence[str]],
    expectations: Mapping[str, str],
) -> dict[str, object]:
    return {
        "form": skp.form,
        "approach": skp.approach,
        "feedback_months": skp.feedback_months,
        "results": [_said_result(result) for result in results],
        "annex": {kind: list(lines) for kind, lines in annex.items()},
        "expectations": dict(expectations),
    }


def _said_result(result: WorkResult) -> dict[str, object]:
    names = ("pk", "kind", "order", "statement", "parent_id", "cascade", "perspective", "weight")
    also = ("split", "nature", "assignor_id")
    said = {name: getattr(result, name) for name in (*names, *also)}
    return said | {"indicators": [asdict(IndicatorDraft.of(indicator)) for indicator in result.indicators.all()]}


# --- in words and on paper --------------------------------------------------------------


def target_text(indicator: Indicator) -> str:
    """2.400 layanan · 90–95 persen · the words of a text target, in the language of the page."""
    if indicator.target_kind == TargetKind.TEXT or indicator.target_low is None:
        return indicator.target_text
    numbers = [indicator.target_low]
    if indicator.target_high is not None:
        numbers.append(indicator.target_high)
    figures = "–".join(plain_number(number) for number in numbers)
    return f"{figures} {indicator.unit}".strip()


def plain_number(number: Decimal) -> str:
    """A number with the separators of the language and without idle zeros."""
    whole = number == number.to_integral_value()
    short = number.quantize(Decimal(1)) if whole else number.normalize()
    return number_format(short, use_l10n=True, force_grouping=True)


def span(start: date, end: date) -> str:
    """1 Januari s.d. 31 Desember 2026, as the forms print it."""
    first = "j F" if start.year == end.year else "j F Y"
    return f"{date_format(start, first)} s.d. {date_format(end, 'j F Y')}"


def person_block(employee: Employee, post: Assignment, law: Law) -> PersonBlock:
    """The five lines of an identity block; the post needs its position and unit loaded."""
    return PersonBlock(
        name=employee.full_name,
        nip=employee.nip,
        grade=grade_text(employee.grade, law),
        position=post.position.name,
        unit=post.position.unit.name,
    )


def block_on(person: Employee | None, on: date, law: Law) -> PersonBlock:
    """The identity of somebody in the post of the day; dashes where there was none."""
    post = post_on(person, on) if person else None
    if person is None or post is None:
        name, nip = (person.full_name, person.nip) if person else ("", "")
        return PersonBlock(name, nip, grade="", position="", unit="")
    return person_block(person, post, law)


def grade_text(grade: str, law: Law) -> str:
    """Penata Muda Tk. I (III/b) for a civil servant; contract staff have a number only."""
    rank = next((known.pangkat for known in law.personnel.grades_pns.value if known.grade == grade), "")
    return f"{rank} ({grade})" if rank else grade


def skp_form(
    skp: Skp,
    results: Sequence[WorkResult],
    annex: Mapping[str, Sequence[str]],
    expectations: Mapping[str, str],
    appraiser_post: Assignment,
    law: Law,
) -> SkpForm:
    """The official form of a plan that is set, in Indonesian whatever the language of the page."""
    assert skp.appraiser is not None
    with override("id"):
        return SkpForm(
            agency=skp.period.agency.name,
            position_kind="JPT_UKM" if skp.form == core.SkpForm.JPT_UKM else "JA_JF",
            approach="KUANTITATIF" if skp.approach == Approach.QUANTITATIVE else "KUALITATIF",
            period_span=span(skp.first_day, skp.last_day),
            employee=person_block(skp.employee, skp.assignment, law),
            appraiser=person_block(skp.appraiser, appraiser_post, law),
            main=tuple(_result_row(result) for result in results if result.kind == ResultKind.MAIN),
            additional=tuple(_result_row(result) for result in results if result.kind == ResultKind.ADDITIONAL),
            values=tuple(
                ValueRow(
                    value.label,
                    tuple(each.text for each in value.behaviours),
                    expectations.get(value.key, ""),
                )
                for value in law.behaviour.core_values.value
            ),
            support=tuple(annex.get(AnnexKind.SUPPORT, ())),
            accountability=tuple(annex.get(AnnexKind.ACCOUNTABILITY, ())),
            consequences=tuple(annex.get(AnnexKind.CONSEQUENCES, ())),
            signatures=_signatures(skp),
        )


def _result_row(result: WorkResult) -> ResultRow:
    perspective = result.get_perspective_display() if result.perspective else ""
    rows = tuple(
        IndicatorRow(
            text=indicator.statement,
            target=target_text(indicator),
            aspect=str(indicator.get_aspect_display()) if indicator.aspect else "",
            perspective=str(perspective),
        )
        for indicator in result.indicators.all()
    )
    return ResultRow(result.statement, rows, result.parent.statement if result.parent else "")


def _signatures(skp: Skp) -> tuple[Signature, ...]:
    """Both acts were done by account; the form says so where ink would stand."""
    assert skp.appraiser is not None
    assert skp.set_at is not None
    place = skp.period.agency.place
    signed = (
        (_("Pegawai yang Dinilai"), skp.employee, skp.submitted_at or skp.set_at, _("Diajukan melalui akun Terang")),
        (_("Pejabat Penilai Kinerja"), skp.appraiser, skp.set_at, _("Ditetapkan melalui akun Terang")),
    )
    return tuple(
        Signature(
            role,
            person.full_name,
            person.nip,
            f"{place}, {date_format(timezone.localdate(at), 'j F Y')}",
            note,
        )
        for role, person, at, note in signed
    )
