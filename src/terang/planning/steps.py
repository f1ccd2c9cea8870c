"""The action plan as values: the intervals of a plan, what may be proposed, and steps in another rhythm."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from terang.core.action_plan import Step, even_climb, even_split, interval_ends
from terang.core.canonical import canonical_json

from .enums import Accumulation, Direction, Rhythm, TargetKind
from .models import ActionStep, Indicator, Skp

MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}
LONGEST_TEXT = 500


@dataclass(frozen=True)
class StepDraft:
    """A step as written on a page: a number, words, or both."""

    month: date
    target: Decimal | None
    text: str = ""

    @property
    def says_something(self) -> bool:
        return self.target is not None or bool(self.text)


def draft_of(step: ActionStep) -> StepDraft:
    return StepDraft(step.month, step.target, step.text)


def core_steps(steps: Iterable[ActionStep]) -> tuple[Step, ...]:
    return tuple(Step(step.month, step.target) for step in steps)


def intervals(skp: Skp, rhythm: str | None = None) -> tuple[date, ...]:
    """Return the last days of the intervals in which the plan runs; the plan needs its period and post loaded.

    Quarters stay those of the period, also for who took the post in the middle of one.
    """
    first = max(skp.first_day, skp.assignment.since)
    ends = interval_ends(skp.period.start, skp.period.end, MONTHS[Rhythm(rhythm or skp.rhythm)])
    return tuple(end for end in ends if end >= first) or ends[-1:]


def goal_of(indicator: Indicator) -> Decimal | None:
    """The number that the steps lead to: of a range the end that is met first, none for words."""
    if indicator.target_kind == TargetKind.TEXT:
        return None
    if indicator.direction == Direction.LOWER and indicator.target_high is not None:
        return indicator.target_high
    return indicator.target_low


def even_steps(indicator: Indicator, ends: Sequence[date]) -> tuple[StepDraft, ...]:
    """Propose equal parts of a sum, a straight way from the starting value, or the target itself each time."""
    goal = goal_of(indicator)
    if goal is None:
        return ()
    if indicator.accumulation == Accumulation.SUM:
        numbers = even_split(goal, len(ends))
    elif indicator.baseline is not None:
        numbers = even_climb(indicator.baseline, goal, len(ends))
    else:
        numbers = (goal.normalize(),) * len(ends)
    return tuple(StepDraft(end, number) for end, number in zip(ends, numbers, strict=True))


def total_of(steps: Iterable[StepDraft]) -> Decimal | None:
    """What the numbers of the steps add up to; none without numbers."""
    numbers = [step.target for step in steps if step.target is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def fingerprint(steps: Iterable[StepDraft]) -> str:
    """Names what was seen on a page, so that two tabs do not overwrite each other."""
    said = [
        [step.month, None if step.target is None else format(step.target.normalize(), "f"), step.text]
        for step in sorted(steps, key=lambda step: step.month)
    ]
    return hashlib.sha256(canonical_json({"steps": said}).encode()).hexdigest()[:32]


def regrouped(
    steps: Sequence[StepDraft], old: Sequence[date], new: Sequence[date], accumulation: str
) -> tuple[StepDraft, ...]:
    """The same steps in another rhythm: quarters gather their months, months share their quarter."""
    is_sum = accumulation == Accumulation.SUM
    found = _shared(steps, old, new, is_sum) if len(new) > len(old) else _gathered(steps, new, is_sum)
    return tuple(step for step in found if step.says_something)


def _gathered(steps: Sequence[StepDraft], ends: Sequence[date], is_sum: bool) -> list[StepDraft]:
    found = []
    for before, end in zip((date.min, *ends), ends, strict=False):
        inside = [step for step in steps if before < step.month <= end]
        numbers = [step.target for step in inside if step.target is not None]
        number = (sum(numbers, Decimal(0)) if is_sum else numbers[-1]) if numbers else None
        text = "; ".join(step.text for step in inside if step.text)
        found.append(StepDraft(end, number, text))
    return found


def _shared(steps: Sequence[StepDraft], old: Sequence[date], new: Sequence[date], is_sum: bool) -> list[StepDraft]:
    by_end = {step.month: step for step in steps}
    found: list[StepDraft] = []
    for before, end in zip((date.min, *old), old, strict=False):
        step, inside = by_end.get(end), [each for each in new if before < each <= end]
        if step is None or not inside:
            continue
        parts = even_split(step.target, len(inside)) if step.target is not None and is_sum else ()
        numbers = parts or (step.target,) * len(inside)
        texts = [""] * (len(inside) - 1) + [step.text]
        found += [StepDraft(*each) for each in zip(inside, numbers, texts, strict=True)]
    return found
