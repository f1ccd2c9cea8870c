"""Read-only questions about the daily log."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from terang.evidence.models import DailyEntry, RecurringEntry
from terang.organisation.models import Employee
from terang.planning.enums import Accumulation
from terang.planning.models import Indicator

# Yesterday's work is looked for so far back: a Monday finds Friday, the first day after leave finds the last one.
LOOK_BACK = timedelta(days=21)


def entries_between(employee: Employee, first: date, last: date) -> QuerySet[DailyEntry]:
    """Return the entries of some days, oldest first, indicator and progress loaded."""
    rows = DailyEntry.objects.filter(employee=employee, on__range=(first, last), removed_at=None)
    return rows.select_related("indicator", "progress").order_by("on", "id")


def last_day_before(employee: Employee, day: date) -> date | None:
    """Return the latest earlier day with entries; none when it lies too far back."""
    rows = DailyEntry.objects.filter(employee=employee, on__lt=day, on__gte=day - LOOK_BACK, removed_at=None)
    return rows.order_by("-on").values_list("on", flat=True).first()


def recurring_of(employee: Employee, on: date) -> QuerySet[RecurringEntry]:
    """Return the recurring work that has not ended."""
    rows = RecurringEntry.objects.filter(Q(until=None) | Q(until__gte=on), employee=employee)
    return rows.select_related("indicator").order_by("id")


def offers(employee: Employee, on: date) -> list[RecurringEntry]:
    """Return the recurring work of the day that was neither taken over nor skipped (one query)."""
    answered = DailyEntry.objects.filter(recurring=OuterRef("pk"), on=on)
    rows = recurring_of(employee, on).filter(~Exists(answered), since__lte=on)
    return [row for row in rows if row.weekdays >> on.weekday() & 1]


def by_indicator(employee: Employee, first: date, last: date) -> list[dict[str, Any]]:
    """Return per indicator, work without one last: entries, days, and the quantity that these lines make (one query).

    Quantities add up only where the indicator adds up; a level is the last one that was written.
    """
    rows = DailyEntry.objects.filter(employee=employee, on__range=(first, last), removed_at=None)
    levels = rows.filter(indicator=OuterRef("indicator"), progress__value__isnull=False, progress__withdrawn_at=None)
    number = DecimalField(max_digits=20, decimal_places=4)
    grouped = rows.order_by().values("indicator", "indicator__statement", "indicator__unit", "indicator__accumulation")
    counted = grouped.annotate(
        entries=Count("pk"),
        days=Count("on", distinct=True),
        added=Sum("progress__value", filter=Q(progress__withdrawn_at=None), output_field=number),
        latest=Subquery(levels.order_by("-on", "-id").values("progress__value")[:1], output_field=number),
    )
    ordered = counted.order_by(F("indicator").asc(nulls_last=True))
    return [row | {"quantity": _quantity(row)} for row in map(dict, ordered)]


def _quantity(row: Mapping[str, Any]) -> Any:
    return row["added"] if row["indicator__accumulation"] == Accumulation.SUM else row["latest"]


def counts_of(indicators: Iterable[Indicator]) -> Mapping[int, int]:
    """Return how many daily entries each indicator has (one query)."""
    rows = DailyEntry.objects.filter(indicator__in=[each.pk for each in indicators], removed_at=None)
    return dict(rows.order_by().values_list("indicator").annotate(n=Count("pk")))
