"""What a change in the middle of the year means for the plan: the decision table of ``law.midyear``, read for one case.

A decision is a list of steps, each with the day it concerns and the article it rests on; the sentences belong to the
pages. Nothing here computes a predikat: the months of two parts are told to the one who weighs them.

| step | says |
|---|---|
| CLOSE | the plan ends; `day` is its last one |
| CLOSE_UNSET | a plan that nobody agreed on ends without a judgement |
| JUDGE_PART | its appraiser judges the part of the year that ends |
| TOO_SHORT | the part is too short to be judged by itself |
| NO_JUDGEMENT | the part is not judged |
| HAND_OVER | results of the unit go to a successor or back to the leader |
| OPEN | a new plan begins on `day`, under the appraiser of the new post |
| WEIGH | who appraises at the end of the year weighs all parts |
| KEEP | the plan stays as it is |
| ADD_DUTIES | what is new may become an additional result, by addendum |
| MAY_AMEND | it lasts long enough to be a ground for an addendum; `day` is its last one |
| NO_AMEND | it is too short to be one |
| WITHOUT_PLAN, FROM_STUDY, BY_HOME_AGENCY, BY_USING_AGENCY | how the person is appraised from then on |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from terang.core.enums import CaseKind, PlanFate, ResultNature
from terang.core.law_view import Handling
from terang.core.parameters import Citation, Law, Leaf

A_DAY = timedelta(days=1)


class PlanNow(StrEnum):
    """How the plan stands when the change is recorded."""

    NONE = "NONE"
    UNSET = "UNSET"
    AGREED = "AGREED"


class Act(StrEnum):
    """One thing that follows from a case; see the table of the module."""

    CLOSE = "CLOSE"
    CLOSE_UNSET = "CLOSE_UNSET"
    JUDGE_PART = "JUDGE_PART"
    TOO_SHORT = "TOO_SHORT"
    NO_JUDGEMENT = "NO_JUDGEMENT"
    HAND_OVER = "HAND_OVER"
    OPEN = "OPEN"
    WEIGH = "WEIGH"
    KEEP = "KEEP"
    ADD_DUTIES = "ADD_DUTIES"
    MAY_AMEND = "MAY_AMEND"
    NO_AMEND = "NO_AMEND"
    WITHOUT_PLAN = "WITHOUT_PLAN"
    FROM_STUDY = "FROM_STUDY"
    BY_HOME_AGENCY = "BY_HOME_AGENCY"
    BY_USING_AGENCY = "BY_USING_AGENCY"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case.

    Attributes:
        on: the first day on which it holds; ``until`` its last one, where that is known.
        begins: the first day of the plan that runs, or of the year where there is none.
    """

    kind: CaseKind
    on: date
    until: date | None
    begins: date
    plan: PlanNow
    natures: tuple[ResultNature, ...] = ()

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.on:
            raise ValueError(f"{self.kind} from {self.on} ends on {self.until}")


@dataclass(frozen=True, slots=True)
class Step:
    act: Act
    citation: Citation
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What must happen, in the order in which people do it."""

    steps: tuple[Step, ...]

    def day_of(self, act: Act) -> date | None:
        return next((step.day for step in self.steps if step.act is act), None)

    def says(self, act: Act) -> bool:
        return any(step.act is act for step in self.steps)

    @property
    def closes_on(self) -> date | None:
        """The last day of the plan that ends, none when it goes on."""
        return self.day_of(Act.CLOSE) or self.day_of(Act.CLOSE_UNSET)

    @property
    def opens_on(self) -> date | None:
        """The first day of the new plan, none when there is none."""
        return self.day_of(Act.OPEN)


def handling_of(kind: CaseKind, law: Law) -> Leaf[Handling]:
    """The row of the table for a kind of case."""
    rows = (getattr(law.midyear, field.name) for field in fields(law.midyear))
    return next(row for row in rows if isinstance(row.value, Handling) and kind in row.value.kinds)


def decide(facts: Facts, law: Law) -> Decision:
    """Read the table for one case (PP 30/2019 Ps 22-24, 28, 36, 43-44).

    Raises:
        ValueError: the plan does not run before the change, or the last day is not known where it decides.
    """
    row = handling_of(facts.kind, law)
    handling, steps = row.value, list[Step]()
    if handling.fate is PlanFate.CLOSE and facts.plan is not PlanNow.NONE:
        steps += _closing(facts, row, law)
    elif handling.fate is PlanFate.AMEND_IF_LONG:
        steps += _amending(facts, row, law)
    elif facts.plan is not PlanNow.NONE:
        steps.append(Step(Act.KEEP, row.citation))
    if handling.adds_duties:
        steps.append(Step(Act.ADD_DUTIES, row.citation))
    if handling.opens and not Decision(tuple(steps)).says(Act.KEEP):
        steps.append(Step(Act.OPEN, row.citation, facts.on))
        if Decision(tuple(steps)).says(Act.JUDGE_PART):
            steps.append(Step(Act.WEIGH, law.midyear.part_judgement.citation))
    if handling.then is not None:
        steps.append(Step(Act(handling.then), row.citation, facts.on))
    return Decision(tuple(steps))


def _closing(facts: Facts, row: Leaf[Handling], law: Law) -> list[Step]:
    last = facts.on - A_DAY
    if last < facts.begins:
        raise ValueError(f"the plan begins on {facts.begins}, the change on {facts.on}")
    if facts.plan is PlanNow.UNSET:
        return [Step(Act.CLOSE_UNSET, row.citation, last)]
    steps = [Step(Act.CLOSE, row.citation, last), _judging(facts, row, last, law)]
    if law.midyear.handover.value.nature in facts.natures:
        steps.append(Step(Act.HAND_OVER, law.midyear.handover.citation))
    return steps


def _judging(facts: Facts, row: Leaf[Handling], last: date, law: Law) -> Step:
    if row.value.judged_by is None:
        return Step(Act.NO_JUDGEMENT, row.citation)
    least = law.midyear.minimum_part
    if last < months_from(facts.begins, least.value.months):
        return Step(Act.TOO_SHORT, least.citation)
    return Step(Act.JUDGE_PART, law.midyear.part_judgement.citation, last)


def _amending(facts: Facts, row: Leaf[Handling], law: Law) -> list[Step]:
    if facts.until is None:
        raise ValueError(f"{facts.kind} without its last day")
    if facts.plan is PlanNow.NONE:
        return []
    reasons = law.skp.change_reasons
    months = next(each.months for each in reasons.value if each.key == row.value.ground) or 0
    act = Act.MAY_AMEND if facts.until > months_from(facts.on, months) else Act.NO_AMEND
    return [Step(Act.KEEP, row.citation), Step(act, reasons.citation, facts.until)]


# --- months -----------------------------------------------------------------------------


def months_from(first: date, months: int) -> date:
    """The last day of so many months that begin on a day: 1 March for a month ends on 31 March."""
    index = first.month - 1 + months
    year, month = first.year + index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    # A month that begins on 31 January ends with February.
    return min(date(year, month, 1) + timedelta(days=first.day - 1), following) - A_DAY


def months_of(parts: Sequence[tuple[date, date]]) -> tuple[int, ...]:
    """How many months of the year belong to each part, in the order of time.

    A month belongs to the part that has more of its days, of two equal ones to the earlier. Told to the one who weighs
    the parts; no number of the year is computed from it.
    """
    counts = [0] * len(parts)
    first, last = min(start for start, _end in parts), max(end for _start, end in parts)
    month = first.replace(day=1)
    while month <= last:
        end = months_from(month, 1)
        days = [(min(stop, end) - max(start, month)).days + 1 for start, stop in parts]
        if max(days) > 0:
            counts[days.index(max(days))] += 1
        month = end + A_DAY
    return tuple(counts)
