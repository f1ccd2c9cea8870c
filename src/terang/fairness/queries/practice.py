"""Questions about practice."""

from terang.fairness.models import PracticeTry
from terang.organisation.models import Employee


def last_tries(employee: Employee) -> dict[str, PracticeTry]:
    """Return the last try of each case (one query)."""
    tries: dict[str, PracticeTry] = {}
    for row in PracticeTry.objects.filter(employee=employee).order_by("sent_at", "pk"):
        tries[row.case] = row
    return tries
