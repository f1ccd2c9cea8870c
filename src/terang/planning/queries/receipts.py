"""Receipts of what was handed in."""

from django.db.models import QuerySet

from terang.organisation.models import Employee
from terang.planning.models import Receipt


def receipts_of(employee: Employee) -> QuerySet[Receipt]:
    """Return the receipts of a person, newest first."""
    return Receipt.objects.filter(employee=employee).order_by("-at", "-pk")
