"""Words of the plan in templates: ``{% load planning %}``."""

from django import template

from terang.planning.mapping import target_text
from terang.planning.models import Indicator

register = template.Library()


@register.filter
def target(indicator: Indicator) -> str:
    """2.400 layanan · 90–95 persen · the words of a text target."""
    return target_text(indicator)
