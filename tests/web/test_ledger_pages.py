"""The ledger is read, verified and carried away by those who watch over the agency, and by nobody else."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from terang.identity.enums import Role
from terang.jobs.models import Job
from terang.ledger import queries, services
from terang.web.ledger import views
from terang.web.ledger.words import in_words
from tests.cast import Cast, grant, user_of
from tests.ledger.flush import triggers

ENTRIES, VERIFY, EXPORT = "/buku-besar/", "/buku-besar/periksa/", "/buku-besar/unduh/"
PERMITTED = ["auditor", "operator", "kasubbag"]
OTHERS = ["camat", "kasi", "beringin", "cendana", "admin", "outsider"]


@pytest.fixture
def entries(cast: Cast, at: datetime) -> None:
    for number in range(1, 4):
        services.record(
            agency="contoh", act="skp.set", subject=f"skp:{number}", by=cast.kasi.nip, at=at, data={"n": number}
        )


def account(cast: Cast, name: str) -> Any:
    person = getattr(cast, name)
    return person if hasattr(person, "username") else user_of(person)


@pytest.mark.parametrize("url", [ENTRIES, VERIFY, EXPORT])
@pytest.mark.parametrize("name", PERMITTED)
def test_watchers_may_open_it(page: Callable[..., Any], cast: Cast, entries: None, name: str, url: str) -> None:
    assert page(account(cast, name), url).status_code == 200


@pytest.mark.parametrize("url", [ENTRIES, VERIFY, EXPORT])
@pytest.mark.parametrize("name", OTHERS)
def test_for_others_it_does_not_exist(page: Callable[..., Any], cast: Cast, name: str, url: str) -> None:
    assert page(account(cast, name), url).status_code == 404


@pytest.mark.parametrize("url", [ENTRIES, VERIFY, EXPORT])
def test_another_agencys_ledger_does_not_exist(page: Callable[..., Any], cast: Cast, url: str) -> None:
    assert page(cast.auditor, f"{url}?instansi=lain").status_code == 404


def test_an_entry_shows_act_subject_person_and_data(page: Callable[..., Any], cast: Cast, entries: None) -> None:
    html = page(cast.auditor, ENTRIES).content.decode()
    for words in ("SKP ditetapkan", "skp:3", "Camar Oleander Contoh", "Rincian"):
        assert words in html


def test_an_act_without_words_is_shown_by_its_code(page: Callable[..., Any], cast: Cast, at: datetime) -> None:
    services.record(agency="contoh", act="later.invention", subject="x:1", by="x", at=at, data={})
    assert "later.invention" in page(cast.auditor, ENTRIES).content.decode()
    assert in_words("later.invention") == "later.invention"


def test_what_people_wrote_is_never_mark_up(page: Callable[..., Any], cast: Cast, at: datetime) -> None:
    services.record(agency="contoh", act="x", subject="x:1", by="x", at=at, data={"reason": "<script>x</script>"})
    assert "<script>x" not in page(cast.auditor, ENTRIES).content.decode()


def subjects(response: Any) -> list[str]:
    return [line.entry.subject for line in response.context["lines"]]


def test_entries_are_narrowed_by_act(page: Callable[..., Any], cast: Cast, entries: None, at: datetime) -> None:
    services.record(agency="contoh", act="period.opened", subject="period:1", by="x", at=at, data={})
    assert subjects(page(cast.auditor, f"{ENTRIES}?tindakan=period.opened")) == ["period:1"]


def test_entries_are_narrowed_by_subject(page: Callable[..., Any], cast: Cast, entries: None) -> None:
    assert subjects(page(cast.auditor, f"{ENTRIES}?tentang=skp:2")) == ["skp:2"]


def test_a_filter_without_hits_says_what_to_do(page: Callable[..., Any], cast: Cast, entries: None) -> None:
    assert "kosongkan saringan" in page(cast.auditor, f"{ENTRIES}?tentang=zzz").content.decode()


def test_the_newest_come_first_and_older_ones_follow(
    page: Callable[..., Any], cast: Cast, entries: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    first = page(cast.auditor, ENTRIES)
    assert (subjects(first), first.context["older"]) == (["skp:3", "skp:2"], 2)
    second = page(cast.auditor, f"{ENTRIES}?sebelum=2")
    assert (subjects(second), second.context["older"]) == (["skp:1"], None)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 25, "²"])
def test_a_page_number_that_is_none_does_no_harm(
    page: Callable[..., Any], cast: Cast, entries: None, number: str
) -> None:
    assert page(cast.auditor, f"{ENTRIES}?sebelum={number}").status_code == 200


def test_the_page_asks_the_same_few_questions_for_any_number_of_entries(
    page: Callable[..., Any], client: Client, cast: Cast, entries: None, at: datetime, django_assert_num_queries: Any
) -> None:
    page(cast.auditor, ENTRIES)
    with django_assert_num_queries(7):
        few = len(client.get(ENTRIES).content)
    for number in range(60):
        services.record(agency="contoh", act="skp.set", subject=f"skp:{number}", by="x", at=at, data={"n": number})
    with django_assert_num_queries(7):
        many = len(client.get(ENTRIES).content)
    assert few < many < 60_000


def test_a_small_ledger_is_verified_at_once(
    page: Callable[..., Any], client: Client, cast: Cast, entries: None
) -> None:
    page(cast.auditor, VERIFY)
    assert "Utuh: 3 catatan" in client.post(VERIFY).content.decode()


def test_a_damaged_ledger_is_named_with_the_number(
    page: Callable[..., Any], client: Client, cast: Cast, entries: None
) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_ledgerentry SET payload = '{}' WHERE seq = 2")
    triggers.install(connection)
    page(cast.auditor, VERIFY)
    assert "mulai catatan nomor 2" in client.post(VERIFY).content.decode()


def test_a_large_ledger_is_verified_by_a_worker(
    page: Callable[..., Any], client: Client, cast: Cast, entries: None, monkeypatch: Any
) -> None:
    from terang.jobs import runner

    monkeypatch.setattr(views, "SMALL", 2)
    page(cast.auditor, VERIFY)
    answer = client.post(VERIFY)
    job = Job.objects.get()
    assert answer.url == f"/pekerjaan/{job.pk}/"
    runner.run(job.pk)
    job.refresh_from_db()
    assert "Utuh: 3 catatan" in client.get(job.result_url).content.decode()


def test_the_export_holds_the_whole_chain(page: Callable[..., Any], cast: Cast, entries: None) -> None:
    response = page(cast.auditor, EXPORT)
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3]
    assert "buku-besar-contoh-" in response["Content-Disposition"]


def test_two_agencies_are_chosen_from(page: Callable[..., Any], cast: Cast, entries: None, at: datetime) -> None:
    grant(cast.auditor, Role.AUDITOR, cast.other_agency)
    services.record(agency="lain", act="skp.set", subject="skp:99", by="x", at=at, data={})
    assert subjects(page(cast.auditor, f"{ENTRIES}?instansi=lain")) == ["skp:99"]
    assert queries.verify().entries == 4
