"""The same act asked for several times in one moment is done once, and the others hear why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from terang.evaluation import services as evaluation
from terang.evaluation.models import Evaluation
from terang.evaluation.queries import annual_of
from terang.evidence import services as evidence
from terang.evidence.enums import FeedbackKind
from terang.evidence.models import DailyEntry, Feedback, Progress
from terang.evidence.services import daily
from terang.identity import services as identity
from terang.identity.enums import Role
from terang.identity.models import RoleGrant
from terang.ledger.queries import entries
from terang.organisation import services as organisation
from terang.organisation.enums import AssignmentKind, EmploymentKind
from terang.organisation.models import AppraiserOverride, Assignment, Employee, Position
from terang.planning import services as planning
from terang.planning.enums import Ground
from terang.planning.models import ActionStep, Indicator, Skp
from terang.planning.services import Refused, actions, addendum
from terang.planning.steps import StepDraft, fingerprint
from tests.cast import Cast, build_cast, make_skp, make_unit_level, user_of

TIMES = 4
LATER = date(2027, 1, 1)

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory refuses a second writer at once"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def office(transactional_db: None) -> Cast:
    return build_cast()


def done_at_once(act: Callable[[], object], refusal: type[Exception] | tuple[type[Exception], ...]) -> int:
    """How many of several simultaneous calls did it; the others must have been refused in words."""
    together = Barrier(TIMES)

    def call(_number: int) -> bool:
        together.wait(timeout=20)
        try:
            act()
        except refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TIMES) as pool:
        return sum(pool.map(call, range(TIMES)))


def test_a_remark(office: Cast, at: datetime) -> None:
    key = make_skp(office, office.beringin, state="set").pk

    def give() -> None:
        skp = Skp.objects.select_related("period", "employee__agency", "assignment__position__unit").get(pk=key)
        evidence.give_feedback(
            skp=skp, giver=office.cendana, kind=FeedbackKind.INCIDENTAL, text="Sabar.", by=user_of(office.cendana),
            at=at,
        )  # fmt: skip

    assert done_at_once(give, evidence.Refused) == 1
    assert Feedback.objects.count() == 1


def test_the_opening_of_evaluations(office: Cast, at: datetime) -> None:
    make_skp(office, office.beringin, state="set")
    done_at_once(lambda: evaluation.open_evaluations(period=office.period, by=office.team, at=at), evaluation.Refused)
    assert Evaluation.objects.count() == 1


def test_the_appointment_of_an_appraiser(office: Cast, at: datetime) -> None:
    def appoint() -> None:
        organisation.appoint_appraiser(
            employee=office.beringin, appraiser=office.lurah, since=LATER, until=None, basis="SK 1", by=office.team,
            at=at,
        )  # fmt: skip

    assert done_at_once(appoint, organisation.Refused) == 1
    assert AppraiserOverride.objects.count() == 1


def test_a_post_two_people_are_given(office: Cast, at: datetime) -> None:
    head = Position.objects.get(unit=office.general_section, is_head=True)
    people = iter([office.lurah, office.kasi, office.camat, office.sengon])

    def assign() -> None:
        organisation.assign(
            employee=next(people), position=head, kind=AssignmentKind.PLH, since=LATER, by=office.team, at=at
        )

    assert done_at_once(assign, organisation.Refused) == 1
    assert Assignment.objects.filter(position=head, kind=AssignmentKind.PLH).count() == 1


def test_somebody_who_joins(office: Cast, at: datetime) -> None:
    post = Position.objects.get(name="Pengadministrasi Kependudukan")
    person = organisation.NewPerson("199505152020122017", "Rengas Contoh", EmploymentKind.PNS, "III/a", "Aktif")

    def join() -> None:
        organisation.add_employee(
            agency=office.agency, person=person, position=post, since=LATER, by=office.team, at=at
        )

    assert done_at_once(join, organisation.Refused) == 1
    assert Employee.objects.filter(nip=person.nip).count() == 1


def test_the_grant_of_a_role(office: Cast, at: datetime) -> None:
    person = user_of(office.sengon)

    def grant() -> None:
        identity.grant_role(
            user=person, role=Role.AUDITOR, since=LATER, until=None, reason="SK 2", by=office.admin, at=at
        )

    assert done_at_once(grant, identity.Refused) == 1
    assert RoleGrant.objects.filter(user=person).count() == 1


def test_a_line_of_the_daily_log_with_its_quantity(office: Cast, at: datetime) -> None:
    make_skp(office, office.beringin, state="set")
    rows = Indicator.objects.select_related("result__skp__period", "result__skp__employee__agency")

    def write() -> None:
        daily.add_entry(
            employee=office.beringin, on=date(2026, 11, 24), text="Tiga surat", indicator=rows.get(), value=Decimal(3),
            key="a", by=user_of(office.beringin), at=at,
        )  # fmt: skip

    assert done_at_once(write, evidence.Refused) == TIMES  # all hear that the one line is there
    assert (DailyEntry.objects.count(), Progress.objects.count()) == (1, 1)


def test_the_steps_of_an_indicator_in_several_tabs(office: Cast, at: datetime) -> None:
    make_skp(office, office.beringin, state="set")
    rows = Indicator.objects.select_related("result__skp__period", "result__skp__assignment")
    numbers = iter(range(1, TIMES + 1))

    def write() -> None:
        step = StepDraft(date(2026, 1, 31), Decimal(next(numbers)))
        actions.write_steps(
            indicator=rows.get(), seen=fingerprint([]), steps=[step], by=user_of(office.beringin), at=at
        )

    assert done_at_once(write, actions.StepsChanged) == 1
    assert ActionStep.objects.count() == 1


def test_the_beginning_of_an_addendum(office: Cast, at: datetime) -> None:
    plan, owner = make_skp(office, office.beringin, "set"), user_of(office.beringin)

    def begin() -> None:
        addendum.start_addendum(
            skp=plan, ground=Ground.STRATEGY, reason="Anggaran berubah", starter=office.beringin, by=owner, at=at
        )

    assert done_at_once(begin, Refused) == TIMES
    assert Indicator.objects.filter(result__skp__amends=plan).count() == 1
    assert entries("contoh", act="skp.addendum_started").count() == 1


def test_an_addendum_and_the_judgement_of_what_it_changes(office: Cast, at: datetime) -> None:
    plan, owner, head = make_skp(office, office.beringin, "set"), user_of(office.beringin), user_of(office.kasi)
    make_unit_level(office, office.kecamatan)
    draft = addendum.start_addendum(
        skp=plan, ground=Ground.STRATEGY, reason="Anggaran berubah", starter=office.beringin, by=owner, at=at
    )
    Indicator.objects.filter(result__skp=draft).update(target_low=3)
    planning.submit(skp=draft, version=1, by=owner, at=at)

    def judge() -> None:
        said = {"results": "meets", "behaviour": "meets", "reason": "Layanan cepat."}
        evaluation.conclude(evaluation=annual_of(Skp.objects.get(pk=plan.pk)), **said, version=0, by=head, at=at)  # type: ignore[arg-type]

    acts = iter([judge, lambda: planning.set_(skp=draft, version=2, by=head, at=at)] * (TIMES // 2))
    done_at_once(lambda: next(acts)(), (Refused, evaluation.Refused))
    judged = Evaluation.objects.get().trace["inputs"]["results"][0]["indicators"][0]["low"]
    assert Decimal(judged) == Indicator.objects.get(result__skp=plan).target_low
