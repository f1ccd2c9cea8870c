"""The demo office: a staff workbook imported, a year lived by invented people, judgements in every state.

What is repetitive is written in bulk (``year.py``); import, roles, levels and judgements go through the services, so
that they are what the services make.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from terang.evaluation.enums import AchievementLevel, Rating
from terang.evaluation.models import Evaluation
from terang.evaluation.services import (
    acknowledge,
    conclude,
    deliver,
    open_evaluations,
    save_draft,
    set_unit_achievement,
)
from terang.exchange.employees import import_employees
from terang.identity.enums import DemoRole, Role
from terang.identity.models import RoleGrant, User
from terang.identity.services import appoint_first_operator
from terang.ledger.services import Act, record, record_all
from terang.organisation.enums import AssignmentKind, EmploymentKind, PositionKind, Sex, SkpForm
from terang.organisation.models import Agency, Assignment, Employee, Position, Unit
from terang.organisation.queries import superior_lines
from terang.planning.enums import SkpState, StageKind
from terang.planning.mapping import StageDates
from terang.planning.models import Period, Skp
from terang.planning.services import open_period

from .addenda import amend_one, keep_first_versions
from .city import write_workbook
from .coaching import guide_the_section
from .days import write_days, write_steps
from .filling import fill_some_units
from .former import agree_last_year
from .midyear import move_one
from .notices import tell_people
from .outage import lose_an_evening
from .plans import content
from .postings import stand_in
from .roles import pass_on
from .rounds import ask_around
from .samples import draw_one
from .scores import publish_first_half
from .talks import talk_about_the_plan
from .year import Person, Year, moment, seeded

AGENCY_CODE = "medan"
CHUNK = 500

# The people of the sign-in page, by staff number in the demo workbook.
CAST = {
    DemoRole.CAMAT: "199502092017031901",
    DemoRole.LURAH: "198710262022031938",
    DemoRole.SECTION_HEAD: "199407182016122933",
    DemoRole.COUNTER_OFFICER: "199101032013211934",
    DemoRole.PERFORMANCE_TEAM: "199201232014032903",
}
# What the four people of the service section show: a delivered result, one waiting for a judgement, a plan waiting
# to be set, and nobody's plan yet.
COUNTER, PEER = "199101032013211934", "199206202014031935"
WITHOUT_PLAN, WAITING_PLAN = "199510252017211936", "197801142000032937"


class AlreadyLoaded(Exception):
    """There are people here already; demo data is never mixed with them."""


@dataclass(frozen=True)
class Loaded:
    """What a load made."""

    employees: int
    plans: int
    evaluations: int
    ledger_entries: int


def load(*, employees: int | None, at: datetime) -> Loaded:
    """Load the demo office (93 people), or a city of ``employees`` people.

    Raises:
        AlreadyLoaded: the installation is not empty.
    """
    if Agency.objects.exists():
        raise AlreadyLoaded
    day = timezone.localdate(at)
    start = date(day.year if day.month > 2 else day.year - 1, 1, 1)
    operator = first_operator(moment(start))
    import_people(employees, operator, moment(start + timedelta(days=1)))
    agency = Agency.objects.get(code=AGENCY_CODE)
    add_city_secretary(agency, start)
    mark_demo_people(agency, start)
    count_anew()
    if employees is None:
        remember_last_year(agency, start, day, operator)
    period = open_the_year(agency, start, day, operator)
    acts = live_the_year(agency, period, day, monthly=employees is None)
    tell_the_ledger(agency, acts, whole=employees is None, at=at)
    count_anew()
    if employees is None:
        keep_first_versions(period)
        amend_one(period, COUNTER, day)
    judge(agency, period, day)
    if employees is None:
        live_in_depth(agency, period, day, operator)
    return Loaded(
        employees=Employee.objects.count(),
        plans=Skp.objects.count(),
        evaluations=Evaluation.objects.count(),
        ledger_entries=len(acts),
    )


def remember_last_year(agency: Agency, start: date, day: date, operator: User) -> None:
    """The people of the sign-in page had plans in the year before."""
    known = {*CAST.values(), COUNTER, PEER, WITHOUT_PLAN}
    everybody = (person for people in chunks(agency, start, day) for person in people)
    agree_last_year(agency, [each for each in everybody if each.employee.nip in known], start, operator)


def live_in_depth(agency: Agency, period: Period, day: date, operator: User) -> None:
    """What only the small office shows, around a few people."""
    lose_an_evening(agency, period, operator)
    stand_in(agency, day, operator)
    move_one(period, CAST[DemoRole.LURAH], day, CAST[DemoRole.PERFORMANCE_TEAM], operator)
    pass_on(period, CAST[DemoRole.CAMAT], WITHOUT_PLAN, moment(period.start + timedelta(days=20)))
    write_steps(period, CAST.values())
    write_days(period, COUNTER, day)
    draw_one(period, COUNTER, day)
    guide_the_section(period, COUNTER, PEER, CAST[DemoRole.LURAH], day)
    talk_about_the_plan(period, COUNTER, day)
    fill_some_units(period, day)
    publish_first_half(period, CAST[DemoRole.PERFORMANCE_TEAM], day)
    ask_around(period, COUNTER, CAST[DemoRole.PERFORMANCE_TEAM], CAST[DemoRole.LURAH], day)
    tell_people(period, COUNTER, day)


def first_operator(at: datetime) -> User:
    """The account that looks after the installation; it also acts for the office while the demo is made."""
    appoint_first_operator(username="operator", name="Operator Contoh", agency=AGENCY_CODE, at=at)
    return User.objects.get(username="operator")


def import_people(employees: int | None, operator: User, at: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pegawai.xlsx"
        if employees is None:
            with as_file(files("terang.cli.demo").joinpath("data/amplas-siasn.xlsx")) as source:
                path.write_bytes(source.read_bytes())
        else:
            write_workbook(path, employees)
        import_employees(path, by=operator, at=at)


def count_anew() -> None:
    """Let the database count its rows: it plans for empty tables until it does, and then walks them again and again."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_city_secretary(agency: Agency, since: date) -> None:
    """The camat's appraiser: an invented Sekretaris Daerah at the top of the tree."""
    top = Unit.objects.get(agency=agency, depth=1)
    post, _ = Position.objects.get_or_create(
        unit=top,
        name="Sekretaris Daerah",
        defaults={"kind": PositionKind.JPT, "echelon": "II.a", "is_head": True, "skp_form": SkpForm.JPT_UKM},
    )
    nip = "197001011995031999"
    user = User.objects.create_user(nip, None, name="Mahoni Contoh", agency=agency.code, created_at=moment(since))
    secretary = Employee.objects.create(
        agency=agency,
        user=user,
        nip=nip,
        name="Mahoni Contoh",
        birth_date=date(1970, 1, 1),
        sex=Sex.MALE,
        kind=EmploymentKind.PNS,
        grade="IV/d",
        legal_status="Aktif",
    )
    Assignment.objects.create(employee=secretary, position=post, since=since)


def mark_demo_people(agency: Agency, since: date) -> None:
    """Everyone is a demo account; the sign-in page offers the cast by role."""
    at = moment(since)
    auditor = User.objects.create_user("auditor", None, name="Auditor Contoh", agency=agency.code, created_at=at)
    User.objects.update(is_demo=True, must_change_password=False)
    for role, nip in CAST.items():
        User.objects.filter(username=nip).update(demo_role=role)
    User.objects.filter(pk=auditor.pk).update(demo_role=DemoRole.AUDITOR)
    User.objects.filter(username="operator").update(demo_role=DemoRole.OPERATOR)
    RoleGrant.objects.create(user=auditor, role=Role.AUDITOR, agency=agency.code, since=since)
    team = User.objects.filter(username=CAST[DemoRole.PERFORMANCE_TEAM]).first()
    if team:
        RoleGrant.objects.create(user=team, role=Role.PERFORMANCE_TEAM, agency=agency.code, since=since)


def open_the_year(agency: Agency, start: date, day: date, operator: User) -> Period:
    """The year with its stages; the evaluation begins two weeks before the day, so that the demo stands in it."""
    end = date(start.year, 12, 31)
    begins = min(day - timedelta(days=14), end)
    stages = [
        StageDates(StageKind.PLANNING, start + timedelta(days=1), date(start.year, 1, 31)),
        StageDates(StageKind.MONITORING, date(start.year, 2, 1), end),
        StageDates(StageKind.FEEDBACK, max(begins - timedelta(days=14), date(start.year, 2, 1)), end),
        StageDates(StageKind.EVALUATION, max(begins, date(start.year, 2, 1)), date(start.year + 1, 1, 22)),
        StageDates(StageKind.RESPONSE, date(start.year + 1, 1, 5), date(start.year + 1, 2, 12)),
        StageDates(StageKind.FOLLOW_UP, date(start.year + 1, 2, 13), date(start.year + 1, 3, 31)),
    ]
    name = f"Tahun kinerja {start.year}"
    at = moment(start + timedelta(days=2))
    return open_period(agency=agency, name=name, start=start, end=end, stages=stages, by=operator, at=at)


def live_the_year(agency: Agency, period: Period, day: date, *, monthly: bool) -> list[Act]:
    """Plans, progress and remarks of everybody, in bounded memory."""
    acts: list[Act] = []
    for people in chunks(agency, period.start, day):
        year = Year(period, day, months_between=1 if monthly else 3)
        ready = year.plan(people, planned_state)
        year.remark(people, ready)
        acts += year.acts if monthly else []
    return acts


def chunks(agency: Agency, since: date, day: date) -> Iterator[list[Person]]:
    """The people of the agency with their posts and appraisers, some hundreds at a time, whole units together."""
    posts = (
        Assignment.objects.filter(employee__agency=agency, kind=AssignmentKind.DEFINITIVE, until=None, since__lte=day)
        .exclude(position__name="Sekretaris Daerah")
        .select_related("employee", "position__unit")
        .order_by("position__unit__path", "pk")
    )
    batch: list[Assignment] = []
    for post in posts.iterator(chunk_size=CHUNK):
        if len(batch) >= CHUNK and post.position.unit_id != batch[-1].position.unit_id:
            yield as_people(batch, day)
            batch = []
        batch.append(post)
    yield as_people(batch, day)


def as_people(posts: Sequence[Assignment], day: date) -> list[Person]:
    lines = superior_lines([post.employee for post in posts], day)
    appraised = [(post, lines[post.employee_id].appraiser) for post in posts]
    together: dict[int, list[Employee]] = defaultdict(list)
    for post, appraiser in appraised:
        if appraiser:
            together[appraiser.pk].append(post.employee)
    return [
        Person(
            employee=post.employee,
            assignment=post,
            appraiser=appraiser,
            peers=[one for one in together[appraiser.pk] if one != post.employee],
            subordinates=together.get(post.employee_id, []),
        )
        for post, appraiser in appraised
        if appraiser
    ]


def planned_state(person: Person) -> str | None:
    """Most plans are set; some are on their way, a few not begun."""
    nip = person.employee.nip
    if nip in (COUNTER, PEER) or person.subordinates:
        return SkpState.SET
    if nip in (WITHOUT_PLAN, WAITING_PLAN):
        return SkpState.SUBMITTED if nip == WAITING_PLAN else None
    share = seeded(person.employee, "state").random()
    for limit, state in ((0.03, None), (0.06, SkpState.DRAFT), (0.09, SkpState.RETURNED), (0.13, SkpState.SUBMITTED)):
        if share < limit:
            return state
    return SkpState.SET


@transaction.atomic
def tell_the_ledger(agency: Agency, acts: Iterable[Act], *, whole: bool, at: datetime) -> None:
    """Record the acts in the order of their time; a city gets one entry that says how much was made."""
    record_all(agency=agency.code, acts=sorted(acts, key=lambda act: act.at))
    if not whole:
        data = {"employees": Employee.objects.count(), "plans": Skp.objects.count()}
        record(agency=agency.code, act="demo.loaded", subject=f"agency:{agency.code}", by="operator", at=at, data=data)


def judge(agency: Agency, period: Period, day: date) -> None:
    """Levels of the offices, then judgements in every state."""
    operator = User.objects.get(username="operator")
    set_levels(agency, period, day)
    open_evaluations(period=period, by=operator, at=moment(day - timedelta(days=13), 60))
    camat = Employee.objects.filter(nip=CAST[DemoRole.CAMAT]).first()
    heads = Employee.objects.filter(agency=agency, nip__in=[*CAST.values()]) if camat else []
    appraisers = {head.pk for head in heads}
    office = Evaluation.objects.filter(appraiser__in=appraisers).select_related(
        "skp__period__agency", "skp__employee__user", "skp__assignment__position__unit", "appraiser__user"
    )
    for order, evaluation in enumerate(office.order_by("pk")):
        bring_to_a_state(evaluation, wanted_state(evaluation, order), day)


def set_levels(agency: Agency, period: Period, day: date) -> None:
    """Each kecamatan by the city secretary, each kelurahan by its camat."""
    leading = Assignment.objects.filter(employee__agency=agency, position__is_head=True, until=None)
    heads = {
        head.position.unit.path: head.employee for head in leading.select_related("employee__user", "position__unit")
    }
    for unit in Unit.objects.filter(agency=agency, depth__in=(2, 3)).select_related("agency"):
        head = heads.get(unit.path[: -Unit.steplen])
        is_office = unit.depth == 2 or unit.name.lower().startswith("kelurahan")
        if is_office and head and head.user:
            set_unit_achievement(
                unit=unit,
                period=period,
                level=AchievementLevel.BAIK,
                basis=f"Capaian perjanjian kinerja {unit.name} tahun {period.start.year}.",
                by=head.user,
                at=moment(day - timedelta(days=13)),
            )


def wanted_state(evaluation: Evaluation, order: int) -> str:
    """The counter officer's result is delivered, the peer's waits; the others show every state in turn."""
    nip = evaluation.skp.employee.nip
    if nip in (COUNTER, PEER):
        return "delivered" if nip == COUNTER else "open"
    return ("open", "draft", "concluded", "delivered", "acknowledged")[order % 5]


def bring_to_a_state(evaluation: Evaluation, state: str, day: date) -> None:
    by = evaluation.appraiser.user
    if state == "open" or by is None or evaluation.skp.employee.user is None:
        return
    chance = seeded(evaluation.skp.employee, "judgement")
    results, behaviour = chance.choice([(2, 2), (2, 2), (2, 3), (3, 3), (3, 2), (1, 2)])
    ratings = {1: Rating.BELOW, 2: Rating.MEETS, 3: Rating.ABOVE}
    reason = content()["reasons"]["below" if results == 1 else "above" if results == 3 else "meets"]
    at = moment(day - timedelta(days=8), chance.randrange(300))
    if state == "draft":
        save_draft(
            evaluation=evaluation, results=ratings[results], reason=reason, version=evaluation.version, by=by, at=at
        )
        return
    done = conclude(
        evaluation=evaluation,
        results=ratings[results],
        behaviour=ratings[behaviour],
        reason=reason,
        version=evaluation.version,
        by=by,
        at=at,
    )
    if state == "concluded":
        return
    (delivered,), _ = deliver(evaluations=[done], by=by, at=moment(day - timedelta(days=5), 30))
    if state == "acknowledged":
        acknowledge(
            evaluation=delivered,
            reply="Terima kasih, saya terima." if chance.random() < 0.5 else "",
            by=evaluation.skp.employee.user,
            at=moment(day - timedelta(days=2), 45),
        )
