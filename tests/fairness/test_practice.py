"""Practice: the cases, the acts, the statement of taking part."""

import json
from datetime import date, datetime

import pytest
from django.utils import translation

from terang.documents.queries import valid_for
from terang.documents.seal import ensure_seal_key, seal_directory
from terang.fairness.models import PracticeTry
from terang.fairness.practice import Case, cases
from terang.fairness.services import Refused
from terang.fairness.services.practice import issue_certificate, send_practice
from terang.ledger.queries import entries
from terang.regulation.queries import in_force
from tests.cast import Cast, user_of

LOKET = cases().cases[0]


def answers(case: Case, value: int | None = 4) -> dict[str, int | None]:
    return {item.behaviour: value for item in case.items}


def send(cast: Cast, at: datetime, case: Case = LOKET, key: str = "k", said: dict[str, int | None] | None = None):  # type: ignore[no-untyped-def]
    return send_practice(
        employee=cast.beringin, case=case, answers=said or answers(case), key=key, by=user_of(cast.beringin), at=at
    )


def test_every_case_names_behaviours_of_the_law_once() -> None:
    values = in_force(date(2026, 11, 24)).behaviour.core_values.value
    known = {each.key for value in values for each in value.behaviours}
    for case in cases().cases:
        named = [item.behaviour for item in case.items]
        assert set(named) <= known
        assert len(set(named)) == len(named)


def test_every_case_says_everything_in_both_languages() -> None:
    for case in cases().cases:
        texts = [case.title, case.lesson, *case.story, *(item.why for item in case.items)]
        assert all(set(text) == {"id", "en"} and all(text.values()) for text in texts)


def test_every_case_has_something_not_observed_and_uses_the_scale() -> None:
    for case in cases().cases:
        experts = [item.expert for item in case.items]
        assert None in experts
        rated = [each for each in experts if each is not None]
        assert max(rated) - min(rated) >= 2


@pytest.mark.django_db
def test_the_ledger_learns_that_it_was_practised_and_no_answer(cast: Cast, at: datetime) -> None:
    send(cast, at)
    entry = next(iter(entries(cast.agency.code)))
    assert (entry.act, json.loads(entry.payload)) == ("practice.sent", {"case": "loket"})


@pytest.mark.django_db
def test_the_same_form_sent_twice_counts_once(cast: Cast, at: datetime) -> None:
    assert send(cast, at) == send(cast, at)
    assert PracticeTry.objects.count() == 1


@pytest.mark.django_db
def test_a_key_of_somebody_else_takes_nothing_away(cast: Cast, at: datetime) -> None:
    send(cast, at)
    other = send_practice(
        employee=cast.cendana, case=LOKET, answers=answers(LOKET), key="k", by=user_of(cast.cendana), at=at
    )
    assert other.employee == cast.cendana


@pytest.mark.django_db
def test_an_item_without_an_answer_is_refused(cast: Cast, at: datetime) -> None:
    said = answers(LOKET)
    said.popitem()
    with pytest.raises(Refused, match="Jawab setiap perilaku"):
        send(cast, at, said=said)
    assert not PracticeTry.objects.exists()


@pytest.mark.django_db
def test_a_number_off_the_scale_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="1 sampai 5"):
        send(cast, at, said=answers(LOKET, 6))


@pytest.mark.django_db
def test_no_statement_before_all_cases_are_done(cast: Cast, at: datetime) -> None:
    send(cast, at)
    with pytest.raises(Refused, match="ketiga kasus"):
        issue_certificate(employee=cast.beringin, by=user_of(cast.beringin), at=at)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_file_stays")
def test_the_statement_is_issued_once_and_tells_no_answer(cast: Cast, at: datetime) -> None:
    ensure_seal_key(seal_directory(), "Kecamatan Contoh", at)
    for case in cases().cases:
        send(cast, at, case=case, key=case.key)
    with translation.override("en"):
        issued = issue_certificate(employee=cast.beringin, by=user_of(cast.beringin), at=at)
    again = issue_certificate(employee=cast.beringin, by=user_of(cast.beringin), at=at)
    assert issued == again == valid_for(f"employee:{cast.beringin.pk}", issued.kind)
    assert issued.readers == [user_of(cast.beringin).username]
