"""From rows of progress to the attainment that the core computes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terang.core import achievement as core
from terang.core.achievement import Attainment, RangeTarget, TextTarget
from terang.core.action_plan import Dated, Judgement, judge
from terang.core.parameters import Law
from terang.planning.enums import TargetKind
from terang.planning.models import ActionStep, Indicator
from terang.planning.steps import core_steps

from .models import Progress


@dataclass(frozen=True)
class Measured:
    """An indicator with its attainment and its last progress, none when nothing was recorded."""

    indicator: Indicator
    attainment: Attainment
    last: Progress | None


def measure(indicator: Indicator, rows: Sequence[Progress]) -> Measured:
    """Attainment from the progress that counts, oldest day first. Missing stays missing."""
    attainment = core.attain(
        _target(indicator),
        core.Direction(indicator.direction.upper()),
        [row.value for row in rows],
        core.Accumulation(indicator.accumulation.upper()),
    )
    return Measured(indicator, attainment, rows[-1] if rows else None)


def paced(indicator: Indicator, steps: Sequence[ActionStep], rows: Sequence[Progress], on: date, law: Law) -> Judgement:
    """How the progress that counts stands against the steps of the action plan on a day."""
    return judge(
        core_steps(steps),
        [Dated(row.on, row.value) for row in rows],
        on,
        direction=core.Direction(indicator.direction.upper()),
        accumulation=core.Accumulation(indicator.accumulation.upper()),
        rule=law.skp.action_plan_light.value,
    )


def _target(indicator: Indicator) -> core.Target:
    if indicator.target_kind == TargetKind.TEXT or indicator.target_low is None:
        return TextTarget(indicator.target_text)
    high = indicator.target_high if indicator.target_high is not None else indicator.target_low
    return RangeTarget(indicator.target_low, high)
