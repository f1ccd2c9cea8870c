"""Who asked for work sees how far it is, can cancel it and is told how it ended; the operator sees all of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from terang.jobs import registry, services
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.web.jobs.words import duration, shown
from tests.cast import Cast, user_of

registry.handler("test.page", title="Impor contoh")(lambda progress: {})
Page = Callable[..., Any]


def ask(cast: Cast, at: datetime, key: str = "one", **fields: Any) -> Job:
    values = {"kind": "test.page", "params": {}, "by": cast.beringin.nip, "agency": "contoh"}
    return services.enqueue(at=at, key=key, **(values | fields))


def running(cast: Cast, at: datetime) -> Job:
    job = services.claim(ask(cast, at).pk, worker="w", at=at)
    assert job is not None
    return job


def address(job: Job, step: str = "") -> str:
    return f"/pekerjaan/{job.pk}/{step}"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("step", ["", "batalkan/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("beringin", 200), ("operator", 200), ("cendana", 404), ("kasi", 404), ("camat", 404), ("kasubbag", 404),
        ("admin", 404), ("auditor", 404), ("outsider", 404),
    ],
)  # fmt: skip
def test_a_job_is_for_its_owner_and_the_operator(
    page: Page, cast: Cast, at: datetime, name: str, status: int, step: str
) -> None:
    person = getattr(cast, name)
    user = person if hasattr(person, "username") else user_of(person)
    assert page(user, address(ask(cast, at), step)).status_code == status


@pytest.mark.parametrize("step", ["batalkan/", "ulangi/"])
def test_others_cannot_steer_a_job(page: Page, client: Client, cast: Cast, at: datetime, step: str) -> None:
    job = ask(cast, at)
    page(user_of(cast.cendana), "/pekerjaan/")
    assert client.post(address(job, step)).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_running_job_shows_how_far_it_is(page: Page, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.beat(job, done=61, total=93, at=at)
    html = text(page(user_of(cast.beringin), address(job)))
    assert ("61 dari 93" in html, "Impor contoh" in html) == (True, True)


def test_while_it_runs_the_page_renews_itself_with_and_without_scripts(page: Page, cast: Cast, at: datetime) -> None:
    html = text(page(user_of(cast.beringin), address(running(cast, at))))
    assert 'hx-trigger="every 2s"' in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html


def test_an_ended_job_no_longer_asks(page: Page, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.finish(job, result={}, at=at)
    html = text(page(user_of(cast.beringin), address(job)))
    assert ("hx-trigger" in html, "http-equiv" in html) == (False, False)


def test_htmx_gets_the_same_part_of_the_page(page: Page, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    whole = text(page(user_of(cast.beringin), address(job)))
    part = text(page(user_of(cast.beringin), address(job), headers={"HX-Request": "true"})).strip()
    assert ("<html" in part, part in whole, len(part.encode()) < 5_000) == (False, True, True)


def test_a_job_that_was_not_done_tells_why_and_can_be_repeated(
    page: Page, client: Client, cast: Cast, at: datetime
) -> None:
    job = running(cast, at)
    services.fail(job, error="Berkas ini rusak.", at=at)
    html = text(page(user_of(cast.beringin), address(job)))
    assert ("Berkas ini rusak." in html, "Coba lagi" in html) == (True, True)
    assert client.post(address(job, "ulangi/")).url == address(job)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_repeating_from_the_part_htmx_brought_works_too(page: Page, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.fail(job, error="Berkas ini rusak.", at=at)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user_of(cast.beringin), backend="allauth.account.auth_backends.AuthenticationBackend")
    part = text(strict.get(address(job), headers={"HX-Request": "true"}))
    token = part.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert strict.post(address(job, "ulangi/"), {"csrfmiddlewaretoken": token}).status_code == 302


def test_cancelling_asks_first(page: Page, client: Client, cast: Cast, at: datetime) -> None:
    job = ask(cast, at)
    assert "Biarkan berjalan" in text(page(user_of(cast.beringin), address(job, "batalkan/")))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    client.post(address(job, "batalkan/"))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_cancelling_what_has_ended_is_explained(page: Page, client: Client, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.finish(job, result={}, at=at)
    page(user_of(cast.beringin), address(job))
    assert "sudah berakhir" in text(client.post(address(job, "batalkan/"), follow=True))


def test_repeating_what_is_done_is_explained(page: Page, client: Client, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.finish(job, result={}, at=at)
    page(user_of(cast.beringin), address(job))
    assert "tidak perlu diulang" in text(client.post(address(job, "ulangi/"), follow=True))


def test_a_done_job_leads_to_its_result(page: Page, cast: Cast, at: datetime) -> None:
    job = services.claim(ask(cast, at, result_url="/pegawai/").pk, worker="w", at=at)
    assert job is not None
    services.finish(job, result={"message": "93 pegawai baru."}, at=at)
    html = text(page(user_of(cast.beringin), address(job)))
    assert ("93 pegawai baru." in html, 'href="/pegawai/"' in html) == (True, True)


def test_the_file_of_a_result_is_handed_to_its_owner(page: Page, client: Client, cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.attach(job, "daftar.csv", ContentFile(b"nip;nama"))
    services.finish(job, result={}, at=at)
    response = page(user_of(cast.beringin), address(job, "hasil/"))
    assert b"".join(response.streaming_content) == b"nip;nama"
    assert page(user_of(cast.cendana), address(job, "hasil/")).status_code == 404


def test_a_job_without_a_file_has_none_to_give(page: Page, cast: Cast, at: datetime) -> None:
    assert page(user_of(cast.beringin), address(ask(cast, at), "hasil/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "count"), [("beringin", 2), ("operator", 3), ("cendana", 1), ("kasubbag", 0), ("auditor", 0)]
)
def test_the_list_holds_ones_own_jobs_and_for_the_operator_all(
    page: Page, cast: Cast, at: datetime, name: str, count: int
) -> None:
    ask(cast, at, "one")
    ask(cast, at, "two")
    ask(cast, at, "three", by=cast.cendana.nip)
    ask(cast, at, "four", by=cast.outsider.nip, agency="lain")
    person = getattr(cast, name)
    response = page(person if hasattr(person, "username") else user_of(person), "/pekerjaan/")
    assert len(response.context["rows"]) == count


def test_the_list_is_narrowed_by_state(page: Page, cast: Cast, at: datetime) -> None:
    running(cast, at)
    ask(cast, at, "two")
    response = page(cast.operator, "/pekerjaan/?keadaan=running")
    assert [row.job.state for row in response.context["rows"]] == [JobState.RUNNING]


def test_a_state_that_is_none_shows_all(page: Page, cast: Cast, at: datetime) -> None:
    ask(cast, at)
    assert len(page(cast.operator, "/pekerjaan/?keadaan=zzz").context["rows"]) == 1


def test_the_list_asks_the_same_few_questions_for_any_number_of_jobs(
    page: Page, client: Client, cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    ask(cast, at)
    page(cast.operator, "/pekerjaan/")
    with django_assert_num_queries(9):
        client.get("/pekerjaan/")
    for number in range(40):
        ask(cast, at, f"more {number}", by=cast.cendana.nip)
    with django_assert_num_queries(9):
        html = client.get("/pekerjaan/").content
    assert len(html) < 60_000


def test_work_by_the_clock_is_shown_as_such(page: Page, cast: Cast, at: datetime) -> None:
    ask(cast, at, by=services.SYSTEM)
    assert "Jadwal" in text(page(cast.operator, "/pekerjaan/"))


def test_the_rest_is_told_in_words(cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    job.done, job.total = 50, 100
    assert "Kira-kira 40 detik lagi." in shown(job, "Beringin", at + timedelta(seconds=40)).text


def test_a_job_waiting_for_its_next_attempt_says_so(cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    services.try_again(job, next_run_at=at + timedelta(minutes=5))
    job.refresh_from_db()
    told = shown(job, "Beringin", at)
    assert (told.state, "dicoba lagi 09.46" in told.text) == ("Akan dicoba lagi", True)


def test_a_run_that_replaces_an_interrupted_one_tells_so(cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    assert "Sempat terhenti" not in shown(job, "Beringin", at).text
    services.try_again(job, next_run_at=at)
    waiting = Job.objects.get(pk=job.pk)
    again = services.claim(job.pk, worker="satu", at=at)
    assert again is not None
    assert ["Sempat terhenti" in shown(each, "Beringin", at).text for each in (waiting, again)] == [True, True]


def test_a_job_that_was_given_up_has_words_of_its_own(cast: Cast, at: datetime) -> None:
    job = running(cast, at)
    job.attempt, job.state, job.error = 3, JobState.FAILED, "Coba lagi."
    assert "Sempat terhenti" not in shown(job, "Beringin", at).text


@pytest.mark.parametrize(("seconds", "words"), [(0, "1 detik"), (4, "4 detik"), (120, "2 menit"), (7200, "2 jam")])
def test_a_span_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words
