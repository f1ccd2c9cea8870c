"""Outages that were declared."""

from django.db.models import QuerySet

from terang.organisation.models import Agency
from terang.planning.models import Outage


def outages_of(agency: Agency) -> QuerySet[Outage]:
    """Return the outages of an agency, withdrawn ones too, newest first."""
    return Outage.objects.filter(agency=agency).order_by("-since", "-pk")
