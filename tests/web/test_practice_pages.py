"""Practice in rating: three cases, the comparison, the statement."""

import pytest
from django.test import Client
from django.urls import reverse

from terang.documents.seal import ensure_seal_key, seal_directory
from terang.fairness.models import PracticeTry
from terang.fairness.practice import Case, cases
from tests.cast import Cast
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")
FIRST = cases().cases[0]


def filled(case: Case, value: str = "4", key: str = "k") -> dict[str, str]:
    return {"key": key} | {item.behaviour: value for item in case.items}


def test_the_first_case_is_the_next_step(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.beringin).get(reverse("practice:overview")).content.decode()
    assert "Mulai kasus pertama" in page
    assert page.count("Belum dikerjakan") == 3


def test_who_is_no_employee_has_nothing_to_practise(client: Client, cast: Cast) -> None:
    assert sign_in(client, cast.operator).get(reverse("practice:overview")).status_code == 404


def test_a_case_that_does_not_exist_is_not_found(client: Client, cast: Cast) -> None:
    assert sign_in(client, cast.beringin).get(reverse("practice:case", args=["tidak-ada"])).status_code == 404


def test_an_unanswered_behaviour_keeps_the_other_answers(client: Client, cast: Cast) -> None:
    sent = filled(FIRST, "2")
    del sent[FIRST.items[0].behaviour]
    page = sign_in(client, cast.beringin).post(reverse("practice:case", args=[FIRST.key]), sent)
    assert page.status_code == 422
    assert "Pilih satu jawaban." in page.content.decode()
    assert page.content.decode().count("checked") == len(FIRST.items) - 1


def test_the_comparison_says_where_answers_differ_and_why(client: Client, cast: Cast) -> None:
    url = reverse("practice:case", args=[FIRST.key])
    page = sign_in(client, cast.beringin).post(url, filled(FIRST, "5"), follow=True).content.decode()
    assert "Anda lebih longgar daripada pembanding" in page
    assert "jangan menebak" in page
    assert FIRST.items[3].why["id"] in page


def test_the_comparison_stands_in_english_too(client: Client, cast: Cast) -> None:
    sign_in(client, cast.beringin).post(reverse("identity:language"), {"language": "en", "next": "/"})
    client.post(reverse("practice:case", args=[FIRST.key]), filled(FIRST))
    page = client.get(reverse("practice:outcome", args=[FIRST.key]))
    assert FIRST.items[3].why["en"] in page.content.decode()


def test_sending_twice_counts_once(client: Client, cast: Cast) -> None:
    sign_in(client, cast.beringin)
    for _twice in range(2):
        client.post(reverse("practice:case", args=[FIRST.key]), filled(FIRST))
    assert PracticeTry.objects.count() == 1


def test_an_outcome_without_answers_leads_to_the_case(client: Client, cast: Cast) -> None:
    response = sign_in(client, cast.beringin).get(reverse("practice:outcome", args=[FIRST.key]))
    assert response["Location"] == reverse("practice:case", args=[FIRST.key])


def test_nobody_else_sees_what_was_answered(client: Client, cast: Cast) -> None:
    sign_in(client, cast.beringin).post(reverse("practice:case", args=[FIRST.key]), filled(FIRST))
    for person in (cast.kasi, cast.kasubbag):
        other = sign_in(Client(), person).get(reverse("practice:outcome", args=[FIRST.key]))
        assert other.status_code == 302


@pytest.mark.usefixtures("no_file_stays")
def test_after_three_cases_the_statement_is_a_file(client: Client, cast: Cast, at) -> None:  # type: ignore[no-untyped-def]
    ensure_seal_key(seal_directory(), "Kecamatan Contoh", at)
    sign_in(client, cast.beringin)
    for case in cases().cases:
        client.post(reverse("practice:case", args=[case.key]), filled(case, key=case.key))
    assert "Unduh keterangan" in client.get(reverse("practice:overview")).content.decode()
    response = client.post(reverse("practice:certificate"), follow=True)
    assert response.getvalue().startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_asking_for_the_statement_too_early_is_answered_in_words(client: Client, cast: Cast) -> None:
    response = sign_in(client, cast.beringin).post(reverse("practice:certificate"), follow=True)
    assert "Selesaikan ketiga kasus dahulu" in response.content.decode()


@pytest.mark.parametrize("name", ["overview", "case", "outcome"])
def test_what_the_pages_ask_the_database(client: Client, cast: Cast, name: str) -> None:
    sign_in(client, cast.beringin).post(reverse("practice:case", args=[FIRST.key]), filled(FIRST))
    args = [] if name == "overview" else [FIRST.key]
    assert cost_of(client, reverse(f"practice:{name}", args=args))[0] <= 6
