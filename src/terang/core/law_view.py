"""The typed shape of the law: one dataclass per file of law/parameters, one Leaf per parameter.

Field names are the parameter names; a file whose content does not fit is refused when the
tree is built. Adding a parameter = one field here + one block in the YAML file
(docs/howto/add-a-parameter.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from terang.core.citation import Leaf
from terang.core.enums import (
    Afterwards,
    AnnexList,
    Appraised,
    Approach,
    Aspect,
    CaseKind,
    Confidence,
    DayKind,
    JobLevel,
    Level,
    OrganisationLevel,
    PartJudge,
    PerformanceStatus,
    PeriodicKind,
    Perspective,
    PlanFate,
    Potential,
    Predikat,
    Rating,
    ResultKind,
    ResultNature,
    SkpForm,
)


def _complete(found: set[object], wanted: set[object], what: str) -> None:
    if missing := sorted(str(item) for item in wanted - found):
        raise ValueError(f"{what} without {', '.join(missing)}")


# --- evaluation -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatingLabel:
    rating: Rating
    label: str
    siasn_code: int


@dataclass(frozen=True, slots=True)
class PredikatLabel:
    """`second_label` is the other official wording on forms and conversion tables."""

    predikat: Predikat
    label: str
    short: str
    siasn_code: int
    second_label: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationLevelLabel:
    """`periodic_criterion` is None where the wording of the circular could not be read."""

    level: OrganisationLevel
    label: str
    second_label: str | None = None
    periodic_criterion: str | None = None


@dataclass(frozen=True, slots=True)
class PredikatMatrix:
    """Rows: rating of results; columns: rating of behaviour."""

    cells: Mapping[Rating, Mapping[Rating, Predikat]]

    def __post_init__(self) -> None:
        _complete(set(self.cells), set(Rating), "matrix")
        for rating, row in self.cells.items():
            _complete(set(row), set(Rating), f"matrix row {rating}")

    def cell(self, *, results: Rating, behaviour: Rating) -> Predikat:
        return self.cells[results][behaviour]


@dataclass(frozen=True, slots=True)
class HeadRating:
    """The rating of results that the level of the organisation gives to its head."""

    rating: Mapping[OrganisationLevel, Rating]

    def __post_init__(self) -> None:
        _complete(set(self.rating), set(OrganisationLevel), "head rating")


@dataclass(frozen=True, slots=True)
class PeriodicKindLabel:
    kind: PeriodicKind
    label: str
    months: int
    siasn_code: int | None = None


@dataclass(frozen=True, slots=True)
class EvaluationLaw:
    rating_labels: Leaf[tuple[RatingLabel, ...]]
    predikat_labels: Leaf[tuple[PredikatLabel, ...]]
    predikat_matrix: Leaf[PredikatMatrix]
    organisation_levels: Leaf[tuple[OrganisationLevelLabel, ...]]
    head_rating: Leaf[HeadRating]
    periodic_kinds: Leaf[tuple[PeriodicKindLabel, ...]]


# --- distribution -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AtMost:
    """`predikat` together at most this share of the population."""

    predikat: tuple[Predikat, ...]
    share: Decimal


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`predikat` together at least this share, or at least this many people."""

    predikat: tuple[Predikat, ...]
    share: Decimal | None = None
    people: int | None = None

    def __post_init__(self) -> None:
        if (self.share is None) == (self.people is None):
            raise ValueError("give either share or people")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one level of the organisation asks of the predikat of its people."""

    at_most: tuple[AtMost, ...] = ()
    at_least: tuple[AtLeast, ...] = ()
    largest: Predikat | None = None


@dataclass(frozen=True, slots=True)
class Patterns:
    by_level: Mapping[OrganisationLevel, Pattern]

    def __post_init__(self) -> None:
        _complete(set(self.by_level), set(OrganisationLevel), "distribution")


@dataclass(frozen=True, slots=True)
class SmallUnit:
    """Up to so many people a departure is a warning only."""

    people: int


@dataclass(frozen=True, slots=True)
class DrawnCurves:
    """Heights of the curve printed on the form, in the order of `order`; shape only."""

    order: tuple[Predikat, ...]
    heights: Mapping[OrganisationLevel, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class DistributionLaw:
    patterns: Leaf[Patterns]
    small_unit: Leaf[SmallUnit]
    drawn_curves: Leaf[DrawnCurves]


# --- behaviour --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behaviour:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CoreValue:
    key: str
    number: int
    label: str
    behaviours: tuple[Behaviour, ...]


@dataclass(frozen=True, slots=True)
class BehaviourLaw:
    core_values: Leaf[tuple[CoreValue, ...]]


# --- coaching ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoachingStatement:
    """One statement of format B.1.8; `about` is the heading it stands under."""

    key: str
    number: int
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class CompetenceScale:
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class CoachingLaw:
    statements: Leaf[tuple[CoachingStatement, ...]]
    competence_scale: Leaf[CompetenceScale]
    competences: Leaf[tuple[str, ...]]


# --- rounds -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RaterShares:
    """How raters are found: so many peers and subordinates for each person, `cross_percent` of the peers from
    another unit, `rotated` of them new each time, at most `most_tasks` people for one rater; under `least_raters`
    a person has too few for any number to be shown."""

    peers: int
    subordinates: int
    cross_percent: int
    rotated: int
    most_tasks: int
    least_raters: int


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One point of the questionnaire: what it is called, and what it means in plain words."""

    value: int
    label: str
    anchor: str
    english: str
    english_anchor: str


@dataclass(frozen=True, slots=True)
class RoundProgressRule:
    """Progress is shown for units of `least_people` or more, rounded down to steps of `step_percent`."""

    least_people: int
    step_percent: int


@dataclass(frozen=True, slots=True)
class RoundsLaw:
    assignment: Leaf[RaterShares]
    scale: Leaf[tuple[ScalePoint, ...]]
    translations: Leaf[tuple[Behaviour, ...]]
    progress: Leaf[RoundProgressRule]


# --- fairness ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """How many people stand behind a shown figure: `role_mean` for the mean of a role, `detail` for the mean of a
    value, distributions and words; both within `least` and `most`. Who counts by `effective_weight` or more is one.
    A mean within `unanimity_margin` of an end of the scale is not printed for fewer than `unanimity_raters`.
    Tables: `unit_people` people and `units` units at least; small slices get noise of `noise_sd` points."""

    role_mean: int
    detail: int
    least: int
    most: int
    effective_weight: Decimal
    unanimity_raters: int
    unanimity_margin: Decimal
    unit_people: int
    units: int
    noise_sd: Decimal

    def __post_init__(self) -> None:
        if not self.least <= self.role_mean <= self.detail <= self.most:
            raise ValueError(f"role_mean and detail rise within {self.least} and {self.most}")


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    """How doubtful ratings are weighed down and how sure a figure must be; see core/fairness.

    `rated_people` and `cross_pairs` are what a comparison between people and between units needs; under
    `reliability_shown` no number is given, under `reliability_compared` none beside others."""

    adjusts: bool
    least_items: int
    huber: Decimal
    reciprocal_z: Decimal
    reciprocal_weight: Decimal
    same_people: int
    same_weight: Decimal
    interval: Decimal
    rated_people: int
    cross_pairs: int
    reliability_shown: Decimal
    reliability_compared: Decimal


@dataclass(frozen=True, slots=True)
class RaterSignRule:
    """From where on a way of rating is worth a conversation; see core/fairness/reports.py."""

    leniency: Decimal
    slope: Decimal
    infit: Decimal
    share: Decimal
    contrast_t: Decimal
    contrast_points: Decimal


@dataclass(frozen=True, slots=True)
class FairnessLaw:
    disclosure: Leaf[DisclosureRule]
    adjustment: Leaf[AdjustmentRule]
    signs: Leaf[RaterSignRule]


# --- calendar ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The last day of a month of the appraisal year (`years_later` 0) or of a later one."""

    month: int
    years_later: int

    def of(self, year: int) -> date:
        """The day for an appraisal year."""
        later = year + self.years_later
        following = date(later + 1, 1, 1) if self.month == 12 else date(later, self.month + 1, 1)
        return following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    times: int
    months: int


@dataclass(frozen=True, slots=True)
class Reminders:
    days_before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DailyReport:
    """Whether the office makes daily progress a duty; writing it down is possible all the same."""

    required: bool


@dataclass(frozen=True, slots=True)
class OutageGrace:
    """An outage counts when it touched one of so many last days of a stage."""

    last_days: int

    def __post_init__(self) -> None:
        if self.last_days < 1:
            raise ValueError(f"{self.last_days} last days")


@dataclass(frozen=True, slots=True)
class UnitLight:
    """From which percentage of its people a unit does well, and from which it only needs a reminder.

    A month or quarter asks for nothing in its first ``settling_days``.
    """

    good_from: int
    near_from: int
    settling_days: int

    def __post_init__(self) -> None:
        if not (0 <= self.near_from <= self.good_from <= 100 and 0 <= self.settling_days <= 28):
            raise ValueError(f"good from {self.good_from}, near from {self.near_from}, after {self.settling_days} days")


@dataclass(frozen=True, slots=True)
class CalendarLaw:
    skp_set: Leaf[MonthEnd]
    monitoring: Leaf[Every]
    annual_evaluation: Leaf[MonthEnd]
    annual_evaluation_latest: Leaf[MonthEnd]
    report: Leaf[MonthEnd]
    reminders: Leaf[Reminders]
    daily_report: Leaf[DailyReport]
    outage_grace: Leaf[OutageGrace]
    unit_light: Leaf[UnitLight]


# --- skp --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormKind:
    form: SkpForm
    label: str
    columns_quantitative: tuple[str, ...]
    columns_qualitative: tuple[str, ...]
    needs_perspective: bool
    needs_aspect: bool


@dataclass(frozen=True, slots=True)
class ResultKindLabel:
    kind: ResultKind
    label: str
    required: bool


@dataclass(frozen=True, slots=True)
class ApproachLabel:
    approach: Approach
    label: str


@dataclass(frozen=True, slots=True)
class PerspectiveLabel:
    perspective: Perspective
    label: str


@dataclass(frozen=True, slots=True)
class AspectLabel:
    aspect: Aspect
    label: str


@dataclass(frozen=True, slots=True)
class AnnexLabel:
    list: AnnexList
    label: str


@dataclass(frozen=True, slots=True)
class Count:
    count: int


@dataclass(frozen=True, slots=True)
class QuantityRule:
    aspect: Aspect
    level: Level


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """A head of a unit shows budget by one of these: the perspective or the aspect."""

    perspective: Perspective
    aspect: Aspect
    level: Level


@dataclass(frozen=True, slots=True)
class Weighed:
    """How heavy it weighs when something is left out."""

    level: Level


@dataclass(frozen=True, slots=True)
class WeightRule:
    total: Decimal


@dataclass(frozen=True, slots=True)
class DefaultForm:
    form: SkpForm


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """`months` is the length the event must exceed, where the article names one."""

    key: str
    label: str
    letter: str
    months: int | None = None
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class AttainmentCap:
    """The cap of the older numeric scale; `applied` says whether attainment obeys it."""

    percent: Decimal
    applied: bool


@dataclass(frozen=True, slots=True)
class ActionPlanLight:
    """From which percentage of what is expected by now the work is on track, and from which it is near."""

    on_track_from: Decimal
    near_from: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.near_from <= self.on_track_from <= 100:
            raise ValueError(f"near from {self.near_from}, on track from {self.on_track_from}")


@dataclass(frozen=True, slots=True)
class EvidenceSample:
    """The sample an appraiser is proposed: this share of the entries, at least and at most so many."""

    percent: Decimal
    at_least: int
    at_most: int

    def __post_init__(self) -> None:
        if not (0 < self.percent <= 100 and 1 <= self.at_least <= self.at_most):
            raise ValueError("a share of 0 to 100 percent, and bounds in order")


@dataclass(frozen=True, slots=True)
class SharedWording:
    """Words of results are shown to others when so many people agreed on them: one person's would tell whose."""

    people: int

    def __post_init__(self) -> None:
        if self.people < 2:
            raise ValueError(f"{self.people} people would point to one")


@dataclass(frozen=True, slots=True)
class SkpLaw:
    form_kinds: Leaf[tuple[FormKind, ...]]
    unit_head_form: Leaf[DefaultForm]
    result_kinds: Leaf[tuple[ResultKindLabel, ...]]
    approaches: Leaf[tuple[ApproachLabel, ...]]
    perspectives: Leaf[tuple[PerspectiveLabel, ...]]
    aspects: Leaf[tuple[AspectLabel, ...]]
    annex_lists: Leaf[tuple[AnnexLabel, ...]]
    main_results: Leaf[Count]
    indicators_per_result: Leaf[Count]
    quantity_indicator: Leaf[QuantityRule]
    budget_indicator: Leaf[BudgetRule]
    stated_aspect: Leaf[Weighed]
    stated_division: Leaf[Weighed]
    named_source: Leaf[Weighed]
    weights: Leaf[WeightRule]
    change_reasons: Leaf[tuple[ChangeReason, ...]]
    attainment_cap: Leaf[AttainmentCap]
    evidence_sample: Leaf[EvidenceSample]
    shared_wording: Leaf[SharedWording]
    action_plan_light: Leaf[ActionPlanLight]


# --- midyear ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handling:
    """One row of the decision table of mid-year cases. ``ground`` is a key of skp.change_reasons."""

    kinds: tuple[CaseKind, ...]
    fate: PlanFate
    opens: bool = False
    judged_by: PartJudge | None = None
    ground: str = ""
    adds_duties: bool = False
    then: Afterwards | None = None

    def __post_init__(self) -> None:
        if (self.fate is PlanFate.AMEND_IF_LONG) != bool(self.ground):
            raise ValueError("a plan is amended on a ground, and on none otherwise")


@dataclass(frozen=True, slots=True)
class PartJudgement:
    judged_by: PartJudge
    weighed_by: PartJudge


@dataclass(frozen=True, slots=True)
class LeastMonths:
    months: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Results of this nature go to the successor."""

    nature: ResultNature


@dataclass(frozen=True, slots=True)
class MidyearLaw:
    moves: Leaf[Handling]
    started: Leaf[Handling]
    acting: Leaf[Handling]
    daily_acting: Leaf[Handling]
    long_absence: Leaf[Handling]
    other_duty: Leaf[Handling]
    no_plan: Leaf[Handling]
    study: Leaf[Handling]
    study_at_work: Leaf[Handling]
    special_assignment: Leaf[Handling]
    secondment: Leaf[Handling]
    leaving: Leaf[Handling]
    death: Leaf[Handling]
    part_judgement: Leaf[PartJudgement]
    minimum_part: Leaf[LeastMonths]
    handover: Leaf[HandedOver]


# --- objection --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LegalDays:
    """So many days after the event; the day after the event is day 1."""

    days: int
    kind: DayKind


@dataclass(frozen=True, slots=True)
class ObjectionLaw:
    hand_over: Leaf[LegalDays]
    sign: Leaf[LegalDays]
    set_by_superior: Leaf[LegalDays]
    filing: Leaf[LegalDays]
    filing_tolerance: Leaf[LegalDays]
    explanation_reminder: Leaf[LegalDays]
    decision_reminder: Leaf[LegalDays]


# --- angka_kredit -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditLevel:
    """`for_level` is None at the last level of its category: nothing lies above."""

    level: JobLevel
    grades: tuple[str, ...]
    coefficient: Decimal
    for_grade: Decimal
    for_level: Decimal | None = None
    siasn_code: int | None = None


@dataclass(frozen=True, slots=True)
class Percentages:
    percent: Mapping[Predikat, Decimal]

    def __post_init__(self) -> None:
        _complete(set(self.percent), set(Predikat), "percentages")


@dataclass(frozen=True, slots=True)
class Rounding:
    """Half up to so many decimal places."""

    places: int


@dataclass(frozen=True, slots=True)
class CreditScoreLaw:
    percentages: Leaf[Percentages]
    levels: Leaf[tuple[CreditLevel, ...]]
    rounding: Leaf[Rounding]


# --- satisfaction -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SurveyElement:
    """`number` is the place in the element list, `question` the place in the questionnaire."""

    key: str
    label: str
    number: int
    question: int
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers run from `lowest` to `highest`; index × `factor` is the converted value."""

    lowest: int
    highest: int
    factor: int
    places: int


@dataclass(frozen=True, slots=True)
class Band:
    letter: str
    label: str
    perception: int
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class SampleFormula:
    chi_square: Decimal
    proportion: Decimal
    margin: Decimal


@dataclass(frozen=True, slots=True)
class SatisfactionLaw:
    elements: Leaf[tuple[SurveyElement, ...]]
    scale: Leaf[Scale]
    bands: Leaf[tuple[Band, ...]]
    sample: Leaf[SampleFormula]
    frequency: Leaf[Every]


# --- nip --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NipRules:
    """The limits of the NIP check and the level of each finding code."""

    digits: int
    earliest_birth_year: int
    youngest_age: int
    years_ahead: int
    usual_ages: tuple[int, ...]
    pppk_codes: tuple[str, ...]
    levels: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class NipLaw:
    rules: Leaf[NipRules]


# --- personnel --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PnsGrade:
    grade: str
    pangkat: str
    siasn_id: str


@dataclass(frozen=True, slots=True)
class PppkGrade:
    grade: str
    number: int


@dataclass(frozen=True, slots=True)
class Echelon:
    """`confidence` marks the rows that are less certain than the list."""

    siasn_code: str
    label: str
    level: JobLevel | None = None
    confidence: Confidence = Confidence.CONFIRMED


@dataclass(frozen=True, slots=True)
class CodeLabel:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class JobLevelLabel:
    level: JobLevel
    label: str
    group: str
    siasn_code: str | None = None


@dataclass(frozen=True, slots=True)
class LegalStatus:
    """Kedudukan hukum. SPECIAL = appraised under a rule of its own."""

    code: str
    label: str
    appraised: Appraised
    confidence: Confidence = Confidence.CONFIRMED


@dataclass(frozen=True, slots=True)
class PersonnelLaw:
    grades_pns: Leaf[tuple[PnsGrade, ...]]
    grades_pppk: Leaf[tuple[PppkGrade, ...]]
    echelons: Leaf[tuple[Echelon, ...]]
    position_kinds: Leaf[tuple[CodeLabel, ...]]
    job_levels: Leaf[tuple[JobLevelLabel, ...]]
    assignment_kinds: Leaf[tuple[CodeLabel, ...]]
    legal_statuses: Leaf[tuple[LegalStatus, ...]]


# --- talent -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TalentBox:
    box: int
    performance: PerformanceStatus
    potential: Potential
    category: str
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalentAxes:
    performance: str
    potential: str


@dataclass(frozen=True, slots=True)
class PerformanceEstimate:
    """Used only while the official ranking is missing, and always labelled an estimate."""

    status: Mapping[Predikat, PerformanceStatus]

    def __post_init__(self) -> None:
        _complete(set(self.status), set(Predikat), "estimate")


@dataclass(frozen=True, slots=True)
class SuccessionBoxes:
    boxes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TalentLaw:
    axes: Leaf[TalentAxes]
    boxes: Leaf[tuple[TalentBox, ...]]
    succession_boxes: Leaf[SuccessionBoxes]
    performance_estimate: Leaf[PerformanceEstimate]


# --- retention --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Retention:
    """`keep_until` is a legal event, not a number of years: RETIREMENT or END_OF_CONTRACTS."""

    keep_until: str


@dataclass(frozen=True, slots=True)
class RetentionLaw:
    final_documents_pns: Leaf[Retention]
    final_documents_pppk: Leaf[Retention]
