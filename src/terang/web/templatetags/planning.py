"""Words of the plan in templates: ``{% load planning %}``."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template

from terang.planning.mapping import plain_number, target_text
from terang.planning.models import Indicator, WorkResult

register = template.Library()


@register.filter
def target(indicator: Indicator) -> str:
    """2.400 layanan · 90–95 persen · the words of a text target."""
    return target_text(indicator)


@register.filter
def baseline(indicator: Indicator) -> str:
    """2.100 layanan: where the measure stood before the period; empty when that is not known."""
    if indicator.baseline is None:
        return ""
    return f"{plain_number(indicator.baseline)} {indicator.unit}".strip()


@register.filter
def weights(blocks: Iterable[tuple[str, Sequence[WorkResult]]]) -> Decimal | None:
    """The total of the weights over all results of a plan; none when no result has one."""
    given = [result.weight for _kind, results in blocks for result in results if result.weight is not None]
    return sum(given, Decimal(0)) if given else None
