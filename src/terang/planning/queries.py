"""Read-only questions about periods and plans, for planning itself and for the areas above it."""

from datetime import date

from django.db.models import QuerySet

from terang.organisation.models import Agency, Employee

from .enums import PeriodState
from .models import Period, Skp


def current_period(agency: Agency, on: date) -> Period | None:
    """Return the open period that holds the day, with its stages loaded (two queries); none when there is none."""
    periods = Period.objects.filter(agency=agency, state=PeriodState.OPEN, start__lte=on, end__gte=on)
    return periods.prefetch_related("stages").order_by("-start").first()


def skps_of(employee: Employee, period: Period) -> QuerySet[Skp]:
    """Return the person's plans of a period: one per post held, the latest post first."""
    plans = Skp.objects.filter(employee=employee, period=period)
    return plans.select_related("period", "appraiser", "assignment__position__unit").order_by("-assignment__since", "-id")
