"""The demo office: visibly invented, complete in every state, the same on every day it is loaded."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from terang.cli.demo import office
from terang.documents.models import Document
from terang.documents.seal import ensure_seal_key, seal_directory
from terang.evaluation.enums import EvaluationState
from terang.evaluation.models import Evaluation
from terang.evaluation.services import recompute
from terang.evidence.models import Feedback, FeedbackGiver, Progress
from terang.identity.models import User
from terang.identity.queries import demo_cast
from terang.ledger.queries import verify
from terang.organisation.models import Employee
from terang.planning.enums import SkpState
from terang.planning.models import Skp


@pytest.fixture
def sealed(at: datetime) -> None:
    ensure_seal_key(seal_directory(), settings.TERANG_OFFICE, at)


@pytest.mark.django_db
def test_the_demo_office_shows_a_year_in_every_state(sealed: None, at: datetime) -> None:
    office.load(employees=None, at=at)
    assert set(Skp.objects.values_list("state", flat=True)) == {
        SkpState.DRAFT, SkpState.SUBMITTED, SkpState.RETURNED, SkpState.SET,
    }  # fmt: skip
    assert set(Evaluation.objects.values_list("state", flat=True)) == {
        EvaluationState.DRAFT, EvaluationState.CONCLUDED, EvaluationState.DELIVERED, EvaluationState.ACKNOWLEDGED,
    }  # fmt: skip
    assert all(recompute(one) for one in Evaluation.objects.exclude(state=EvaluationState.DRAFT))
    assert Document.objects.count() >= Evaluation.objects.filter(delivered_at__isnull=False).count()
    assert verify().valid


@pytest.mark.django_db
def test_everybody_in_the_demo_is_visibly_invented(sealed: None, at: datetime) -> None:
    office.load(employees=None, at=at)
    assert Employee.objects.exclude(name__iendswith="contoh").count() == 0
    assert User.objects.filter(is_demo=False).count() == 0
    assert [user.demo_role for user in demo_cast()] == [
        "camat", "section_head", "lurah", "counter_officer", "performance_team", "auditor", "operator",
    ]  # fmt: skip


@pytest.mark.django_db
def test_every_remark_has_a_giver_who_is_not_its_subject(sealed: None, at: datetime) -> None:
    office.load(employees=None, at=at)
    given = FeedbackGiver.objects.select_related("feedback__skp")
    assert given.count() == Feedback.objects.count() > 0
    assert not [row for row in given if row.giver_id == row.feedback.skp.employee_id]


def fingerprint() -> str:
    rows = Progress.objects.order_by("idempotency_key").values_list("on", "value", "note")
    said = Feedback.objects.order_by("skp__employee__nip", "role", "text").values_list("role", "text", "on")
    return hashlib.sha256(repr([*rows, *said]).encode()).hexdigest()


@pytest.mark.django_db
def test_a_city_of_any_size_has_people_plans_and_progress(at: datetime) -> None:
    loaded = office.load(employees=420, at=at)
    assert loaded.employees == 421  # with the city secretary
    assert loaded.plans > 350
    assert Progress.objects.count() > 1000
    assert verify().valid


@pytest.mark.django_db
def test_the_same_day_gives_the_same_year(at: datetime) -> None:
    office.load(employees=105, at=at)
    first = fingerprint()
    assert first == "PIN"


@pytest.mark.django_db
def test_demo_data_is_never_mixed_with_an_office(at: datetime) -> None:
    office.load(employees=21, at=at)
    with pytest.raises(office.AlreadyLoaded):
        office.load(employees=21, at=at)


def test_the_demo_workbook_is_part_of_the_package() -> None:
    assert (Path(office.__file__).parent / "data" / "amplas-siasn.xlsx").is_file()
