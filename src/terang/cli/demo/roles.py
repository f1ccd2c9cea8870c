"""The role matrices of the demo office: what every leader passes on, from the camat down to a clerk.

Nobody carries the last result of the camat, and one result of the camat's secretary serves nothing, so that both
are to be seen.
"""

from datetime import datetime

from terang.organisation.models import Employee
from terang.organisation.queries import appraisees
from terang.planning.enums import CascadeKind, ResultKind, SplitBy
from terang.planning.models import MatrixMember, Period, RoleCell, Skp, WorkResult

UNLINKED = "Sekretaris Camat"
SURVEY = "Survei kepuasan warga terisi di setiap loket"


def pass_on(period: Period, inviting: str, guest: str, at: datetime) -> None:
    """Publish the results of all leaders and link their people's to them; ``guest`` also works for ``inviting``."""
    leaders = Skp.objects.filter(period=period, amends=None, assignment__position__is_head=True)
    for leader in leaders.select_related("employee"):
        _share_out(leader, at)
    leaders.update(published_at=at)
    _invite(leaders.filter(employee__nip=inviting).first(), guest, at)


def _share_out(leader: Skp, at: datetime) -> None:
    """Everybody's first result serves the leader's first, the second the second; heads take theirs directly."""
    results = list(WorkResult.objects.filter(skp=leader, kind=ResultKind.MAIN).order_by("order"))
    people = Skp.objects.filter(
        period=leader.period_id, amends=None, employee__in=appraisees(leader.employee, at.date())
    )
    theirs = WorkResult.objects.filter(skp__in=people, kind=ResultKind.MAIN, order__lte=len(results))
    linked = theirs.exclude(order__gt=1, skp__assignment__position__name__startswith=UNLINKED)
    served = list(linked.select_related("skp__assignment__position"))
    for own in served:
        direct = own.skp.assignment.position.is_head and own.order == 1
        own.parent = results[own.order - 1]
        own.cascade = CascadeKind.DIRECT if direct else CascadeKind.INDIRECT
        own.split = SplitBy.AREA if direct else ""
    WorkResult.objects.bulk_update(served, ["parent", "cascade", "split"])
    RoleCell.objects.bulk_create(
        RoleCell(
            result=own.parent, employee_id=own.skp.employee_id, role=own.statement, cascade=own.cascade,
            split=own.split, changed_at=at,
        )
        for own in served
    )  # fmt: skip


def _invite(leader: Skp | None, guest: str, at: datetime) -> None:
    """A clerk of another team helps with the leader's first result, and has not taken it into a plan yet."""
    person = Employee.objects.filter(nip=guest).first()
    if leader is None or person is None:
        return
    result = WorkResult.objects.filter(skp=leader, kind=ResultKind.MAIN).earliest("order")
    MatrixMember.objects.create(skp=leader, employee=person, added_by=leader.employee.nip, added_at=at)
    RoleCell.objects.create(result=result, employee=person, role=SURVEY, changed_at=at)
