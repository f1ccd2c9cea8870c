"""Read-only questions of planning, for itself and for the areas above it."""

from .cases import evaluable
from .plans import (
    annex_of,
    begun_periods,
    current_period,
    days_late,
    days_late_for,
    expectations_of,
    own_year,
    people_with_plans,
    periods_of,
    periods_on,
    recently_set,
    results_of,
    results_to_serve,
    skps_of,
    stage_of,
    waiting_for,
)

__all__ = [
    "annex_of",
    "begun_periods",
    "current_period",
    "days_late",
    "days_late_for",
    "evaluable",
    "expectations_of",
    "own_year",
    "people_with_plans",
    "periods_of",
    "periods_on",
    "recently_set",
    "results_of",
    "results_to_serve",
    "skps_of",
    "stage_of",
    "waiting_for",
]
