"""Rows into values: the inputs of a judgement, what follows from them, and the official form.

``inputs_of`` and ``derive`` together make the trace. ``derive`` is pure: the same inputs and the same law give
the same outcome, on any machine and in any year (``recompute`` in services relies on it).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.core import evaluation as core
from terang.core.achievement import (
    Accumulation,
    Attainment,
    Direction,
    RangeTarget,
    Target,
    TextTarget,
    attain,
)
from terang.core.canonical import Json, plain
from terang.core.enums import OrganisationLevel
from terang.core.objection import deadline, filing_window
from terang.core.parameters import Law
from terang.documents.forms import EvaluationForm, PersonBlock, Signature
from terang.evidence.queries import Remark
from terang.organisation.models import Assignment, Employee
from terang.planning.enums import TargetKind
from terang.planning.mapping import grade_text, person_block, span
from terang.planning.models import Indicator, Skp

from .enums import AchievementLevel, Predikat, Rating
from .models import Evaluation, UnitAchievement
from .queries import Material

Row = dict[str, Any]

FORMAT = 1
RULES = (
    "evaluation.predikat_matrix",
    "evaluation.organisation_levels",
    "behaviour.core_values",
    "objection.hand_over",
    "objection.sign",
    "objection.filing",
    "objection.filing_tolerance",
)
HEAD_RULE = "evaluation.head_rating"


@dataclass(frozen=True)
class Standing:
    """Who stands where in one judgement, with the posts they hold on the day."""

    level: UnitAchievement
    appraiser_post: Assignment | None
    superior: Employee | None
    superior_post: Assignment | None


# --- core and database spell their closed lists differently ------------------------------


def core_rating(rating: str) -> core.Rating:
    return core.Rating[Rating(rating).name]


def stored_rating(rating: core.Rating) -> Rating:
    return Rating[rating.name]


def stored_predikat(predikat: core.Predikat) -> Predikat:
    return Predikat[predikat.name]


def core_level(level: str) -> OrganisationLevel:
    return OrganisationLevel[AchievementLevel(level).name]


# --- inputs -----------------------------------------------------------------------------


def inputs_of(skp: Skp, material: Material, standing: Standing, ratings: Mapping[str, str], reason: str) -> Row:
    """Everything a judgement rests on, as JSON: rows as they stood, nothing computed, no giver of feedback.

    Args:
        ratings: ``results`` and ``behaviour`` as stored (enums.Rating).
    """
    unit = skp.assignment.position.unit
    return {
        "law_day": skp.period.end.isoformat(),
        "period": {"name": skp.period.name, "start": plain(skp.first_day), "end": plain(skp.last_day)},
        "plan": {"id": skp.pk, "version": skp.version, "set_at": plain(skp.set_at)},
        "employee": {"name": skp.employee.full_name, "post": skp.assignment.position.name, "unit": unit.name},
        "appraiser": _person(skp.appraiser, standing.appraiser_post),
        "superior": _person(standing.superior, standing.superior_post),
        "level": _level(standing.level, skp),
        "results": results_of(material),
        "feedback": feedback_counts(material.feedback),
        "ratings": dict(ratings),
        "reason": reason,
    }


def _person(employee: Employee | None, post: Assignment | None) -> Row | None:
    if employee is None:
        return None
    return {"name": employee.full_name, "post": post.position.name if post else ""}


def _level(level: UnitAchievement, skp: Skp) -> Row:
    """``leads``: the person heads the very unit that got the level (regulation, head of the organisation)."""
    post = skp.assignment.position
    return {
        "unit": level.unit.name, "level": level.level, "basis": level.basis, "document_no": level.document_no,
        "set_by": level.set_by, "set_at": plain(level.set_at),
        "leads": post.is_head and post.unit_id == level.unit_id,
    }  # fmt: skip


def results_of(material: Material) -> list[Row]:
    """Results with their indicators and progress, in the order of the plan."""
    entries = _entries(material.progress)
    rows: dict[int, Row] = {}
    for indicator in material.indicators:
        result = indicator.result
        row = rows.setdefault(result.pk, {
            "id": result.pk, "kind": result.kind, "number": len(rows) + 1, "statement": result.statement,
            "weight": plain(result.weight), "indicators": [],
        })  # fmt: skip
        row["indicators"].append(_indicator(indicator, entries.get(indicator.pk, [])))
    return list(rows.values())


def _entries(progress: Iterable[Mapping[str, Any]]) -> dict[int, list[Row]]:
    """Progress by indicator, each with its pieces of evidence."""
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    for row in progress:
        entry = found[row["indicator_id"]].setdefault(row["pk"], {
            "on": plain(row["on"]), "value": plain(row["value"]), "note": row["note"], "late": row["is_late"],
            "proofs": [],
        })  # fmt: skip
        if row["evidence__pk"] is not None:
            names = ("pk", "name", "link", "sha256")
            entry["proofs"].append({name: row[f"evidence__{name}"] for name in names})
    return {indicator: list(entries.values()) for indicator, entries in found.items()}


def _indicator(indicator: Indicator, entries: list[Row]) -> Row:
    return {
        "id": indicator.pk, "statement": indicator.statement, "aspect": indicator.aspect,
        "target_kind": indicator.target_kind, "low": plain(indicator.target_low),
        "high": plain(indicator.target_high), "text": indicator.target_text, "unit": indicator.unit,
        "direction": indicator.direction, "accumulation": indicator.accumulation, "entries": entries,
    }  # fmt: skip


def feedback_counts(feedback: Iterable[Remark]) -> Row:
    """How many remarks named and protected, by core value and by result; counts only, the words stay with evidence."""
    rows = list(feedback)
    return {
        "by_role": dict(Counter("protected" if row.is_protected else "superior" for row in rows)),
        "by_value": dict(Counter(row.value for row in rows if row.value)),
        "by_result": dict(Counter(str(row.result.pk) for row in rows if row.result)),
    }


# --- outcome ----------------------------------------------------------------------------


def derive(inputs: Mapping[str, Any], law: Law) -> Row:
    """What follows from the inputs under a law: predikat, reasons, attainments, what would have changed it."""
    ratings = inputs["ratings"]
    given = {name: core_rating(ratings[name]) for name in ("results", "behaviour")}
    conclusion = core.conclude(**given, law=law)
    leads = bool(inputs["level"]["leads"])
    rules = (*RULES, HEAD_RULE) if leads else RULES
    outcome: Json = plain(
        {
            "conclusion": conclusion.as_dict(),
            "attainments": {str(key): _facts(value) for key, value in attainments(inputs["results"]).items()},
            "flips": [
                {"which": flip.which, "rating": flip.rating, "predikat": flip.predikat}
                for flip in core.flips(**given, law=law)
            ],
            "head_rule": _head_rule(inputs["level"]["level"], given["results"], law) if leads else None,
            "rules": [{"label": law.leaf(name).label, **law.leaf(name).citation.as_dict()} for name in rules],
        }
    )
    assert isinstance(outcome, dict)
    return outcome


def _head_rule(level: str, given: core.Rating, law: Law) -> Row:
    """The level of the unit becomes the results rating of its head (SE MenPANRB 3/2023); a departure is flagged."""
    expected = core.head_rating(core_level(level), law)
    confirmed = law.evaluation.head_rating.citation.is_confirmed
    return {"expected": expected, "departed": expected is not given, "confirmed": confirmed}


def attainments(results: Iterable[Mapping[str, Any]]) -> dict[int, Attainment]:
    """Attainment of every indicator in the rows of ``results_of``, by the indicator's key."""
    return {indicator["id"]: _attainment(indicator) for result in results for indicator in result["indicators"]}


def _attainment(indicator: Mapping[str, Any]) -> Attainment:
    values = [_decimal(entry["value"]) for entry in indicator["entries"]]
    direction = Direction[indicator["direction"].upper()]
    return attain(_target(indicator), direction, values, Accumulation[indicator["accumulation"].upper()])


def _target(indicator: Mapping[str, Any]) -> Target:
    if indicator["target_kind"] == TargetKind.TEXT:
        return TextTarget(indicator["text"])
    low = Decimal(indicator["low"])
    return RangeTarget(low, _decimal(indicator["high"]) or low)


def _decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


def _facts(attainment: Attainment) -> Row:
    return {
        "value": attainment.value, "percent": attainment.percent, "met": attainment.met,
        "missing": attainment.missing,
    }  # fmt: skip


# --- days -------------------------------------------------------------------------------


def last_days(delivered: datetime, law: Law) -> dict[str, date]:
    """Until when the employee signs and may object, counted from delivery (PP 30/2019 Ps 49, 59)."""
    received = timezone.localdate(delivered)
    # Both are calendar days in the law in force; a law in working days would need the calendar of holidays here.
    return {
        "sign": deadline(received, law.objection.sign.value, frozenset()),
        "object": filing_window(received, law, frozenset()).deadline,
    }


# --- the official form ------------------------------------------------------------------


def evaluation_form(evaluation: Evaluation, law: Law, posts: Mapping[int, Assignment | None]) -> EvaluationForm:
    """The Dokumen Evaluasi Kinerja (form F4), in Indonesian whatever the language of the page.

    Args:
        posts: the present post of appraiser and appraiser's superior by the person's key.
    """
    skp, superior = evaluation.skp, evaluation.appraisers_superior
    period, inputs = skp.period, evaluation.trace["inputs"]
    with translation.override("id"):
        return EvaluationForm(
            agency=period.agency.name,
            period_label=_("Akhir"),
            period_span=span(skp.first_day, skp.last_day),
            employee=_block(skp.employee, skp.assignment, law),
            appraiser=_block(evaluation.appraiser, posts[evaluation.appraiser_id], law),
            appraisers_superior=_block(superior, posts[superior.pk], law) if superior else None,
            organisation_achievement=level_label(inputs["level"]["level"], law),
            predikat=predikat_label(evaluation.predikat, law),
            notes=evaluation.recommendation,
            signatures=_signatures(evaluation),
        )


def level_label(level: str, law: Law) -> str:
    labels = {each.level: each.label for each in law.evaluation.organisation_levels.value}
    return labels[core_level(level)]


def predikat_label(predikat: str, law: Law) -> str:
    labels = {each.predikat: each.label for each in law.evaluation.predikat_labels.value}
    return labels[core.Predikat[Predikat(predikat).name]]


def _block(employee: Employee, post: Assignment | None, law: Law) -> PersonBlock:
    if post is None:
        return PersonBlock(employee.full_name, employee.nip, grade_text(employee.grade, law), "", "")
    return person_block(employee, post, law)


def _signatures(evaluation: Evaluation) -> tuple[Signature, ...]:
    """Employee and appraiser; the superior signs only after an objection (form F4)."""
    place = evaluation.skp.period.agency.place
    answered, concluded = evaluation.acknowledged_at, evaluation.concluded_at
    employee, appraiser = evaluation.skp.employee, evaluation.appraiser
    return (
        Signature(
            _("Pegawai yang Dinilai"), employee.full_name, employee.nip, _place_date(place, answered),
            _("Diterima secara elektronik melalui Terang") if answered else "",
        ),
        Signature(
            _("Pejabat Penilai Kinerja"), appraiser.full_name, appraiser.nip, _place_date(place, concluded),
            _("Ditetapkan secara elektronik melalui Terang"),
        ),
    )  # fmt: skip


def _place_date(place: str, at: datetime | None) -> str:
    return f"{place}, {date_format(timezone.localtime(at), 'j F Y')}" if at else ""
