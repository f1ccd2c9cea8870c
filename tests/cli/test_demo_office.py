"""The demo office: visibly invented, complete in every state, the same on every day it is loaded."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

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

MORNING = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture(scope="class")
def demo_office(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo office, loaded once for the tests of a class and undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_seal_key(seal_directory(), settings.TERANG_OFFICE, MORNING)
        office.load(employees=None, at=MORNING)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demo_office")
class TestTheDemoOffice:
    def test_plans_stand_in_every_state(self) -> None:
        assert set(Skp.objects.values_list("state", flat=True)) == {
            SkpState.DRAFT, SkpState.SUBMITTED, SkpState.RETURNED, SkpState.SET, SkpState.CLOSED,
        }  # fmt: skip

    def test_judgements_stand_in_every_state(self) -> None:
        assert set(Evaluation.objects.values_list("state", flat=True)) == {
            EvaluationState.DRAFT, EvaluationState.CONCLUDED, EvaluationState.DELIVERED, EvaluationState.ACKNOWLEDGED,
        }  # fmt: skip

    def test_every_conclusion_follows_from_its_inputs(self) -> None:
        concluded = Evaluation.objects.exclude(state=EvaluationState.DRAFT)
        assert all(recompute(one) for one in concluded)

    def test_every_delivered_result_has_a_document(self) -> None:
        delivered = Evaluation.objects.filter(delivered_at__isnull=False).count()
        assert Document.objects.count() >= delivered > 0

    def test_the_ledger_holds(self) -> None:
        assert verify().valid
        assert verify().entries > 3000

    def test_everybody_is_visibly_invented(self) -> None:
        assert Employee.objects.exclude(name__iendswith="contoh").count() == 0
        assert User.objects.filter(is_demo=False).count() == 0

    def test_the_sign_in_page_offers_the_cast(self) -> None:
        assert [user.demo_role for user in demo_cast()] == [
            "camat", "section_head", "lurah", "counter_officer", "performance_team", "auditor", "operator",
        ]  # fmt: skip

    def test_every_remark_has_a_giver_who_is_not_its_subject(self) -> None:
        given = FeedbackGiver.objects.select_related("feedback__skp")
        assert given.count() == Feedback.objects.count() > 0
        assert not [row for row in given if row.giver_id == row.feedback.skp.employee_id]


def fingerprint(at: datetime) -> str:
    """A hash of what a load makes, undone afterwards."""
    with transaction.atomic():
        office.load(employees=63, at=at)
        done = Progress.objects.order_by("indicator__result__skp__employee__nip", "indicator__statement", "on")
        said = Feedback.objects.order_by("skp__employee__nip", "role", "text")
        rows = [
            *done.values_list("indicator__statement", "on", "value", "note", "evidence__name"),
            *said.values_list("role", "text", "on", "value"),
        ]
        transaction.set_rollback(True)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.django_db
def test_a_city_of_any_size_has_people_plans_and_progress(at: datetime) -> None:
    loaded = office.load(employees=420, at=at)
    assert loaded.employees == 421  # with the city secretary
    assert loaded.plans > 350
    assert Progress.objects.count() > 1000
    assert verify().valid


@pytest.mark.django_db
def test_the_same_day_gives_the_same_year_and_another_day_another(at: datetime) -> None:
    assert fingerprint(at) == fingerprint(at)
    assert fingerprint(at) != fingerprint(at - timedelta(days=90))


@pytest.mark.django_db
def test_demo_data_is_never_mixed_with_an_office(at: datetime) -> None:
    office.load(employees=21, at=at)
    with pytest.raises(office.AlreadyLoaded):
        office.load(employees=21, at=at)


def test_the_demo_workbook_is_part_of_the_package() -> None:
    assert (Path(office.__file__).parent / "data" / "amplas-siasn.xlsx").is_file()
