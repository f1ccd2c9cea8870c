"""Read-only questions about action plans."""

from collections.abc import Iterable, Mapping

from terang.planning.models import ActionStep, Indicator


def steps_of(indicators: Iterable[Indicator]) -> Mapping[int, tuple[ActionStep, ...]]:
    """Return the steps by indicator, oldest interval first (one query)."""
    found: dict[int, tuple[ActionStep, ...]] = {}
    wanted = [indicator.pk for indicator in indicators]
    for step in ActionStep.objects.filter(indicator__in=wanted).order_by("month", "id"):
        found[step.indicator_id] = (*found.get(step.indicator_id, ()), step)
    return found
