"""One person who moved to another kelurahan in the middle of the year."""

from datetime import date, timedelta

from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Position
from terang.organisation.services import assign
from terang.planning.enums import CaseKind, Nature, SkpState
from terang.planning.models import Period, Skp, WorkResult
from terang.planning.services.cases import apply_case, prepare_case

from .year import moment

AGO = timedelta(days=40)
BASIS = "SK Camat Nomor 800/41/2026"


def move_one(period: Period, lurah: str, day: date, team: str, operator: User) -> None:
    """The first clerk by name of a kelurahan goes to the same post in another one; the lurah carries a result on."""
    on, keeper = day - AGO, User.objects.filter(username=team).first()
    head = Assignment.objects.filter(employee__nip=lurah, until=None).select_related("position").first()
    if head is None or keeper is None or on <= period.start:
        return
    plans = Skp.objects.filter(period=period, state=SkpState.SET, amends=None, appraiser__nip=lurah)
    own = plans.filter(assignment__position__unit=head.position.unit_id, assignment__position__is_head=False)
    for plan in own.select_related("employee", "assignment__position").order_by("employee__name"):
        there = _same_post(plan)
        if there is not None:
            assign(
                employee=plan.employee, position=there, kind=AssignmentKind.DEFINITIVE, since=on, by=operator,
                at=moment(on),
            )  # fmt: skip
            _change(plan, head.employee_id, on, keeper)
            return


def _same_post(plan: Skp) -> Position | None:
    """A post of the same name in another unit that is not led from it."""
    here = plan.assignment.position
    others = Position.objects.filter(unit__agency=plan.period.agency_id, name=here.name, is_head=False, is_active=True)
    return others.exclude(unit=here.unit_id).select_related("unit__agency").order_by("unit__path").first()


def _change(plan: Skp, lurah: int, on: date, team: User) -> None:
    first = WorkResult.objects.filter(skp=plan).order_by("order").first()
    if first is None:
        return
    WorkResult.objects.filter(pk=first.pk).update(nature=Nature.ORGANISATION)
    case = prepare_case(
        employee=plan.employee, period=plan.period, kind=CaseKind.MOVE, on=on, until=None, basis=BASIS, by=team,
        at=moment(on),
    )  # fmt: skip
    version = Skp.objects.values_list("version", flat=True).get(pk=plan.pk)
    successors = dict.fromkeys(_of_the_unit(plan), lurah)
    apply_case(case=case, version=version, successors=successors, by=team, at=moment(on + timedelta(days=2)))


def _of_the_unit(plan: Skp) -> list[int]:
    return list(WorkResult.objects.filter(skp=plan, nature=Nature.ORGANISATION).values_list("pk", flat=True))
