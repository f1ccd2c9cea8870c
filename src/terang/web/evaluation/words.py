"""Judgements in words and marks: what the pages of evaluation show, taken from stored inputs and outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terang.core import evaluation as core
from terang.core.achievement import Attainment, Missing
from terang.core.enums import Confidence
from terang.core.parameters import Law
from terang.evaluation.enums import EvaluationState, Predikat, Rating
from terang.evaluation.mapping import attainments, core_level, core_rating, level_label, stored_rating
from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evidence.enums import RaterRole
from terang.evidence.queries import Remark, protected_role
from terang.planning.enums import Accumulation, Aspect, Direction, ResultKind, TargetKind
from terang.planning.mapping import plain_number, target_text
from terang.planning.models import Indicator, Skp
from terang.web.templatetags.terang import NOTHING, day, percent

# The strip and the matrix have room for one or two words; the law's label says "… Ekspektasi".
SHORT: Mapping[Rating, Promise] = {
    Rating.BELOW: gettext_lazy("Di Bawah"),
    Rating.MEETS: gettext_lazy("Sesuai"),
    Rating.ABOVE: gettext_lazy("Di Atas"),
}
# Marks of the style sheet: a cell is named by the numbers of its row and column.
MARK = {Rating.BELOW: 1, Rating.MEETS: 2, Rating.ABOVE: 3}

STATES = {
    EvaluationState.DRAFT: "",
    EvaluationState.CONCLUDED: "wait",
    EvaluationState.DELIVERED: "ok",
    EvaluationState.ACKNOWLEDGED: "ok",
    EvaluationState.UNDER_OBJECTION: "wait",
    EvaluationState.FINAL: "ok",
}

VERDICTS: Mapping[tuple[Rating, Rating], Promise] = {
    (Rating.ABOVE, Rating.ABOVE): gettext_lazy(
        "Pekerjaan Anda melebihi yang disepakati, dan cara Anda bekerja juga melebihi yang diharapkan."
    ),
    (Rating.ABOVE, Rating.MEETS): gettext_lazy(
        "Pekerjaan Anda melebihi yang disepakati, dan cara Anda bekerja sesuai dengan yang diharapkan."
    ),
    (Rating.ABOVE, Rating.BELOW): gettext_lazy(
        "Pekerjaan Anda melebihi yang disepakati, tetapi cara Anda bekerja belum sesuai dengan yang diharapkan."
    ),
    (Rating.MEETS, Rating.ABOVE): gettext_lazy(
        "Pekerjaan Anda memenuhi yang disepakati, dan cara Anda bekerja melebihi yang diharapkan."
    ),
    (Rating.MEETS, Rating.MEETS): gettext_lazy(
        "Pekerjaan Anda memenuhi yang disepakati, dan cara Anda bekerja sesuai dengan yang diharapkan."
    ),
    (Rating.MEETS, Rating.BELOW): gettext_lazy(
        "Pekerjaan Anda memenuhi yang disepakati, tetapi cara Anda bekerja belum sesuai dengan yang diharapkan."
    ),
    (Rating.BELOW, Rating.ABOVE): gettext_lazy(
        "Pekerjaan Anda belum memenuhi yang disepakati, sedangkan cara Anda bekerja melebihi yang diharapkan."
    ),
    (Rating.BELOW, Rating.MEETS): gettext_lazy(
        "Pekerjaan Anda belum memenuhi yang disepakati, sedangkan cara Anda bekerja sesuai dengan yang diharapkan."
    ),
    (Rating.BELOW, Rating.BELOW): gettext_lazy(
        "Pekerjaan Anda belum memenuhi yang disepakati, dan cara Anda bekerja juga belum sesuai dengan yang diharapkan."
    ),
}

MISSING: Mapping[Missing, Promise] = {
    Missing.NO_PROGRESS: gettext_lazy("Belum ada realisasi"),
    Missing.TEXT_TARGET: gettext_lazy("Target berupa uraian, tanpa persentase"),
    Missing.TARGET_ZERO: gettext_lazy("Target nol, tanpa persentase"),
}


# --- states and ratings -----------------------------------------------------------------


def state_words(state: str) -> tuple[str, str]:
    """Kind and label of the status mark of an evaluation."""
    return STATES[EvaluationState(state)], str(EvaluationState(state).label)


def rating_label(rating: str) -> str:
    return str(Rating(rating).label) if rating else ""


def short(rating: str | None) -> str:
    return str(SHORT[Rating(rating)]) if rating else ""


def predikat_label(predikat: str | None) -> str:
    return str(Predikat(predikat).label) if predikat else ""


def chosen(evaluation: Evaluation) -> tuple[str, str] | None:
    """The two ratings when a predikat follows from them; a draft is left to the live matrix."""
    return (evaluation.results_rating, evaluation.behaviour_rating) if evaluation.predikat else None


def stored(evaluation: Evaluation) -> list[tuple[str, str]]:
    """How a judgement stands in the store, to be compared with what was typed in another tab."""
    return [
        (_("Hasil kerja"), rating_label(evaluation.results_rating) or NOTHING),
        (_("Perilaku kerja"), rating_label(evaluation.behaviour_rating) or NOTHING),
        (_("Alasan"), evaluation.reason or NOTHING),
        (_("Catatan atau rekomendasi"), evaluation.recommendation or NOTHING),
    ]


# --- the level of the unit --------------------------------------------------------------


@dataclass(frozen=True)
class LevelView:
    """The level a judgement rested on, from its trace."""

    unit: str
    label: str
    basis: str
    document_no: str
    set_by: str
    set_at: datetime


def level_view(level: Mapping[str, Any], law: Law) -> LevelView:
    return LevelView(
        unit=level["unit"],
        label=level_label(level["level"], law),
        basis=level["basis"],
        document_no=level["document_no"],
        set_by=level["set_by"],
        set_at=datetime.fromisoformat(level["set_at"]),
    )


def head_words(level: UnitAchievement | None, plan: Skp, law: Law) -> str:
    """For the head of the unit that got the level: the rating of results that goes with it; empty for others."""
    post = plan.assignment.position
    if level is None or not (post.is_head and post.unit_id == level.unit_id):
        return ""
    expected = core.head_rating(core_level(level.level), law)
    said = {"unit": level.unit.name, "level": level.get_level_display(), "rating": _rating(expected)}
    return (
        _(
            "Pegawai ini memimpin %(unit)s, yang capaiannya %(level)s. Rating hasil kerjanya mengikuti: %(rating)s. "
            "Padanan ini belum terkonfirmasi; pilihan lain boleh, dengan alasan."
        )
        % said
    )


def head_rule_words(outcome: Mapping[str, Any], law: Law) -> str:
    """What the level of the unit had to say about the results of its head; empty for everybody else."""
    rule = outcome["head_rule"]
    if rule is None:
        return ""
    said = {"rating": _rating(core.Rating(rule["expected"]))}
    if rule["departed"]:
        return (
            _(
                "Sebagai pimpinan unit, rating hasil kerja menurut capaian unit adalah %(rating)s. "
                "Pejabat penilai memilih lain; alasannya tertulis di atas."
            )
            % said
        )
    return _("Sebagai pimpinan unit, rating hasil kerja mengikuti capaian unit: %(rating)s.") % said


def _rating(rating: core.Rating) -> str:
    return rating_label(stored_rating(rating))


# --- remarks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class RemarkView:
    text: str
    source: str
    veiled: bool


def remark_view(remark: Remark) -> RemarkView:
    """A superior's remark with name and day, everybody else's with the role only."""
    said = {"name": remark.signed_by, "role": remark.role, "day": day(remark.on)}
    source = _("%(role)s · identitas dilindungi") if remark.is_protected else _("%(name)s · %(role)s · %(day)s")
    return RemarkView(remark.text, source % said, remark.is_protected)


def general_remarks(feedback: Iterable[Remark]) -> list[RemarkView]:
    """Remarks about the work as a whole."""
    return [remark_view(each) for each in feedback if each.result is None and not each.value]


# --- results ----------------------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorView:
    """One row: everything as words, ``share`` as the width of its bar (the target stands at 80)."""

    statement: str
    detail: str
    target: str
    value: str
    percent: Decimal | None
    percent_text: str
    share: Decimal | None
    low: bool
    note: str
    steps: tuple[str, ...]
    is_worded: bool


@dataclass(frozen=True)
class ResultView:
    pk: int
    number: int
    statement: str
    is_additional: bool
    weight: Decimal | None
    indicators: tuple[IndicatorView, ...]
    proofs: tuple[Mapping[str, Any], ...]
    remarks: tuple[RemarkView, ...]
    entries: int
    last: date | None

    @property
    def has_steps(self) -> bool:
        return any(indicator.steps for indicator in self.indicators)


def results_view(rows: Sequence[Mapping[str, Any]], feedback: Iterable[Remark] = ()) -> list[ResultView]:
    """The results of ``mapping.results_of``, live or from a trace, with their attainments and remarks."""
    reached, remarks = attainments(rows), list(feedback)
    return [_result(row, reached, _about(remarks, row["id"])) for row in rows]


def _about(remarks: Iterable[Remark], result: int) -> list[RemarkView]:
    return [remark_view(each) for each in remarks if each.result is not None and each.result.pk == result]


def _result(row: Mapping[str, Any], reached: Mapping[int, Attainment], remarks: list[RemarkView]) -> ResultView:
    entries = [entry for indicator in row["indicators"] for entry in indicator["entries"]]
    days = [date.fromisoformat(entry["on"]) for entry in entries]
    return ResultView(
        pk=row["id"],
        number=row["number"],
        statement=row["statement"],
        is_additional=row["kind"] == ResultKind.ADDITIONAL,
        weight=Decimal(row["weight"]) if row["weight"] is not None else None,
        indicators=tuple(_indicator(each, reached[each["id"]]) for each in row["indicators"]),
        proofs=tuple(proof for entry in entries for proof in entry["proofs"]),
        remarks=tuple(remarks),
        entries=len(entries),
        last=max(days, default=None),
    )


def _indicator(row: Mapping[str, Any], reached: Attainment) -> IndicatorView:
    indicator, is_worded = _unsaved(row), row["target_kind"] == TargetKind.TEXT
    notes = [entry["note"] for entry in row["entries"] if entry["note"]]
    missing = reached.missing if row["entries"] else Missing.NO_PROGRESS
    return IndicatorView(
        statement=indicator.statement,
        detail=str(Aspect(indicator.aspect).label) if indicator.aspect else "",
        target=target_text(indicator),
        value=notes[-1] if is_worded and notes else _value(reached, indicator),
        percent=reached.percent,
        percent_text=percent_text(reached),
        share=None if reached.percent is None else reached.percent * Decimal("0.8"),
        low=reached.met is False,
        note=str(MISSING[missing]) if missing else "",
        steps=tuple(_steps(indicator, row["entries"], reached)),
        is_worded=is_worded,
    )


def _value(reached: Attainment, indicator: Indicator) -> str:
    return "" if reached.value is None else f"{plain_number(reached.value)} {indicator.unit}".strip()


def percent_text(reached: Attainment) -> str:
    """One decimal, except where rounding would make a missed target look met; the steps show the exact figure."""
    if reached.percent is None:
        return ""
    short = reached.percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return percent(reached.percent if short == 100 and not reached.met else short, None)


def _unsaved(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        statement=row["statement"], aspect=row["aspect"], target_kind=row["target_kind"],
        target_low=_decimal(row["low"]), target_high=_decimal(row["high"]), target_text=row["text"],
        unit=row["unit"], direction=row["direction"], accumulation=row["accumulation"],
    )  # fmt: skip


def _decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


# --- arithmetic to be redone by hand ----------------------------------------------------


def _steps(indicator: Indicator, entries: Sequence[Mapping[str, Any]], reached: Attainment) -> Iterable[str]:
    """The lines of the calculation: how the value came about, then how the attainment did."""
    measured = [(Decimal(each["value"]), date.fromisoformat(each["on"])) for each in entries if each["value"]]
    if not measured or reached.value is None:
        return
    if indicator.accumulation == Accumulation.SUM and len(measured) > 1:
        terms = " + ".join(plain_number(value) for value, _on in measured)
        yield _("Realisasi: %(terms)s = %(value)s") % {"terms": terms, "value": plain_number(reached.value)}
    else:
        said = {"value": plain_number(reached.value), "day": day(measured[-1][1])}
        yield _("Realisasi: nilai terakhir %(value)s, %(day)s") % said
    if reached.percent is not None:
        yield _attained(indicator, reached.value, reached.percent)


def _attained(indicator: Indicator, value: Decimal, percent: Decimal) -> str:
    low = indicator.target_low or Decimal(0)
    bound = min(max(value, low), indicator.target_high or low)
    said = {"value": plain_number(value), "target": plain_number(bound), "percent": plain_number(percent)}
    if value == bound:
        return _("Capaian: tepat pada target, %(percent)s %%") % said
    if indicator.direction == Direction.LOWER:
        return _("Capaian: (2 × %(target)s − %(value)s) ÷ %(target)s × 100 = %(percent)s %%") % said
    if indicator.direction == Direction.ON_TARGET:
        return _("Capaian: 100 − |%(value)s − %(target)s| ÷ %(target)s × 100 = %(percent)s %%") % said
    return _("Capaian: %(value)s ÷ %(target)s × 100 = %(percent)s %%") % said


# --- behaviour --------------------------------------------------------------------------


@dataclass(frozen=True)
class ValueView:
    label: str
    behaviours: tuple[str, ...]
    expectation: str
    remarks: tuple[RemarkView, ...]
    count: int


def values_view(
    law: Law,
    counts: Mapping[str, int],
    expectations: Mapping[str, str] | None = None,
    feedback: Iterable[Remark] = (),
) -> list[ValueView]:
    """The core values of the law with the superior's expectation and the remarks about each."""
    remarks, expected = list(feedback), expectations or {}
    return [
        ValueView(
            label=value.label,
            behaviours=tuple(behaviour.text for behaviour in value.behaviours),
            expectation=expected.get(value.key, ""),
            remarks=tuple(remark_view(each) for each in remarks if each.value == value.key),
            count=counts.get(value.key, 0),
        )
        for value in law.behaviour.core_values.value
    ]


def value_counts(law: Law, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """How many remarks there were about each core value; none is a dash, not a nought."""
    return [(value.label, str(counts.get(value.key) or NOTHING)) for value in law.behaviour.core_values.value]


def role_counts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """How many remarks came from superiors, and how many from those who are protected."""
    roles = (("superior", str(RaterRole.SUPERIOR.label)), ("protected", protected_role()))
    return [
        (label, ngettext("%(n)d catatan", "%(n)d catatan", counts[role]) % {"n": counts[role]})
        for role, label in roles
        if counts.get(role)
    ]


# --- the matrix -------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    code: str
    text: str
    chosen: bool
    suggested: bool = False


def matrix_columns() -> list[Promise]:
    return [SHORT[rating] for rating in (Rating.BELOW, Rating.MEETS, Rating.ABOVE)]


def matrix_rows(law: Law, chosen: tuple[str, str] | None = None) -> list[tuple[Promise, list[Cell]]]:
    """The nine cells, best results on top; ``chosen`` = (results, behaviour) marks one of them."""
    labels = {each.predikat: each.label for each in law.evaluation.predikat_labels.value}
    matrix = law.evaluation.predikat_matrix.value

    def cell(results: Rating, behaviour: Rating) -> Cell:
        predikat = matrix.cell(results=core_rating(results), behaviour=core_rating(behaviour))
        code = f"c{MARK[results]}{MARK[behaviour]}"
        return Cell(code, labels[predikat], chosen == (results, behaviour))

    up = (Rating.BELOW, Rating.MEETS, Rating.ABOVE)
    return [(SHORT[results], [cell(results, behaviour) for behaviour in up]) for results in reversed(up)]


# --- why --------------------------------------------------------------------------------


def verdict(evaluation: Evaluation) -> str:
    """One sentence for the person, in plain words, for each of the nine cells."""
    return str(VERDICTS[Rating(evaluation.results_rating), Rating(evaluation.behaviour_rating)])


def limits(outcome: Mapping[str, Any], law: Law) -> list[str]:
    """What a higher predikat would have taken, from the reasons and flips of the outcome."""
    codes = {reason["code"] for reason in outcome["conclusion"]["reasons"]}
    if "HIGHEST" in codes:
        return [_("Ini predikat tertinggi.")]
    if "LIMITED_BY_BOTH" in codes:
        return [_("Untuk predikat yang lebih tinggi, keduanya harus dinilai lebih tinggi.")]
    sentences = {
        core.RESULTS: _("Dengan hasil kerja %(rating)s, predikatnya %(predikat)s."),
        core.BEHAVIOUR: _("Dengan perilaku kerja %(rating)s, predikatnya %(predikat)s."),
    }
    return [sentences[flip["which"]] % _flip_words(flip, law) for flip in _nearest_better(outcome)]


def _nearest_better(outcome: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """The smallest rise of each rating that would have lifted the predikat; flips stand worst rating first."""
    now = core.Predikat(outcome["conclusion"]["predikat"]).rank
    found: dict[str, Mapping[str, str]] = {}
    for flip in outcome["flips"]:
        if core.Predikat(flip["predikat"]).rank > now:
            found.setdefault(flip["which"], flip)
    return list(found.values())


@dataclass(frozen=True)
class FlipView:
    condition: str
    pair: str
    predikat: str
    changes: bool


def flips_view(outcome: Mapping[str, Any], law: Law) -> list[FlipView]:
    """What another rating of one side alone would have given: every neighbour, also those that change nothing."""
    results, behaviour = (core.Rating(outcome["conclusion"][side]) for side in ("results", "behaviour"))
    now = core.Predikat(outcome["conclusion"]["predikat"])
    matrix = law.evaluation.predikat_matrix.value
    condition = {
        core.RESULTS: _("Seandainya hasil kerja dinilai %(rating)s"),
        core.BEHAVIOUR: _("Seandainya perilaku kerja dinilai %(rating)s"),
    }
    pairs = [(core.RESULTS, rating, rating, behaviour) for rating in reversed(core.Rating) if rating is not results]
    pairs += [(core.BEHAVIOUR, rating, results, rating) for rating in reversed(core.Rating) if rating is not behaviour]
    views = []
    for which, rating, left, right in pairs:
        predikat = matrix.cell(results=left, behaviour=right)
        views.append(
            FlipView(
                condition=condition[which] % {"rating": rating_label(stored_rating(rating))},
                pair=f"{SHORT[stored_rating(left)]} + {SHORT[stored_rating(right)]}",
                predikat=_predikat(predikat, law),
                changes=predikat is not now,
            )
        )
    return views


def _flip_words(flip: Mapping[str, str], law: Law) -> dict[str, str]:
    rating = rating_label(stored_rating(core.Rating(flip["rating"])))
    return {"rating": rating, "predikat": _predikat(core.Predikat(flip["predikat"]), law)}


def _predikat(predikat: core.Predikat, law: Law) -> str:
    return next(each.label for each in law.evaluation.predikat_labels.value if each.predikat is predikat)


@dataclass(frozen=True)
class RuleView:
    article: str
    label: str
    note: str
    is_confirmed: bool


def rules_view(outcome: Mapping[str, Any]) -> list[tuple[str, list[RuleView]]]:
    """The rules a judgement rested on, as they were cited then, by the title of their source."""
    groups: dict[str, list[RuleView]] = {}
    for rule in outcome["rules"]:
        confirmed = Confidence(rule["confidence"]).is_confirmed
        view = RuleView(rule["article"], rule["label"], rule["note"] or "", confirmed)
        groups.setdefault(rule["title"], []).append(view)
    return list(groups.items())


def note_of(law: Law, parameter: str) -> str:
    """The sentence for users that stands beside an unconfirmed value of the law."""
    return law.leaf(parameter).citation.note or ""


def journey(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The dated steps of one result, latest first, as the timeline component wants them."""
    steps: list[tuple[datetime | None, str]] = [
        (evaluation.acknowledged_at, _("Penerimaan ditandatangani pegawai")),
        (evaluation.opened_at, _("Hasil pertama kali dibuka pegawai")),
        (evaluation.delivered_at, _("Disampaikan kepada pegawai")),
        (evaluation.concluded_at, _("Dinilai oleh %(name)s") % {"name": evaluation.appraiser.full_name}),
    ]
    return [{"at": at, "text": text, "url": ""} for at, text in steps if at is not None]
