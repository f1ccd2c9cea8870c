"""From rows of progress to the attainment that the core computes."""

from collections.abc import Sequence
from dataclasses import dataclass

from terang.core import achievement as core
from terang.core.achievement import Attainment, RangeTarget, TextTarget
from terang.planning.enums import TargetKind
from terang.planning.models import Indicator

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


def _target(indicator: Indicator) -> core.Target:
    if indicator.target_kind == TargetKind.TEXT or indicator.target_low is None:
        return TextTarget(indicator.target_text)
    high = indicator.target_high if indicator.target_high is not None else indicator.target_low
    return RangeTarget(indicator.target_low, high)
