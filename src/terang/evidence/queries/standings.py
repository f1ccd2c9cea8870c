"""Read-only questions about who may speak as "pihak lain"."""

from django.db.models import QuerySet

from terang.evidence.models import FeedbackStanding
from terang.organisation.models import Employee
from terang.organisation.queries import matching, people_of
from terang.planning.models import MatrixMember, Skp, WorkResult


def standings_on(skp: Skp) -> QuerySet[FeedbackStanding]:
    """Return who may speak as "pihak lain" about a plan, and who could; present ones first."""
    rows = FeedbackStanding.objects.filter(skp=skp).select_related("employee")
    return rows.order_by("ended_at", "employee__name", "pk")


def suggested(skp: Skp) -> QuerySet[Employee]:
    """Return leaders of other teams the person works for: by the role matrix, or by a result they gave."""
    by_matrix = MatrixMember.objects.filter(employee=skp.employee_id, skp__period=skp.period_id)
    by_result = WorkResult.objects.filter(skp=skp, assignor__isnull=False)
    leaders = Employee.objects.filter(pk__in=by_matrix.values("skp__employee"))
    leaders |= Employee.objects.filter(pk__in=by_result.values("assignor"))
    return _without_standing(leaders, skp).order_by("name", "pk")


def candidates(skp: Skp, search: str) -> QuerySet[Employee]:
    """Return people of the agency by name or staff number, without those who hold a standing already."""
    found = matching(people_of(skp.employee.agency), search)
    return _without_standing(found, skp).order_by("name", "pk")


def _without_standing(people: QuerySet[Employee], skp: Skp) -> QuerySet[Employee]:
    held = FeedbackStanding.objects.filter(skp=skp, ended_at=None)
    return people.exclude(pk__in=held.values("employee")).exclude(pk=skp.employee_id)
