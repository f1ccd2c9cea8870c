"""Words of the plan in templates: ``{% load planning %}``."""

from django import template

from terang.planning.mapping import plain_number, target_text
from terang.planning.models import Indicator

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
