"""The pages of samples: who opens them, what they say, what they cost."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terang.evidence.models import Evidence, Progress, SampleDraw, SampleItem
from terang.evidence.queries.sampling import items_of
from terang.evidence.services import sampling as services
from terang.planning.enums import PeriodState
from terang.planning.models import Period, Skp
from tests.cast import Cast, make_progress, make_skp, user_of
from tests.web.people import PEOPLE, VIEWERS, account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
PAGES = {"plan": VIEWERS, "draw": VIEWERS, "arithmetic": VIEWERS, "item": {"appraiser"}}
WRITING: dict[str, dict[str, Any]] = {"plan": {"size": "2", "last": ""}, "item": {"verdict": "fits", "seen": ""}}


@pytest.fixture
def skp(cast: Cast) -> Skp:
    plan = make_skp(cast, cast.beringin, state="set")
    for number in range(1, 9):
        row = make_progress(plan, number, date(2026, number, 2))
        Evidence.objects.create(progress=row, name="Tautan", link="https://contoh.go.id/a")
    return plan


@pytest.fixture
def drawn(cast: Cast, skp: Skp) -> SampleDraw:
    return services.draw_sample(skp=skp, size=5, last=None, appraiser=cast.kasi, by=user_of(cast.kasi), at=AT)


def address(name: str, drawn: SampleDraw) -> str:
    keys = {"plan": drawn.skp_id, "item": items_of(drawn)[0].pk}
    return reverse(f"sampling:{name}", args=[keys.get(name, drawn.pk)])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, drawn: SampleDraw, name: str, role: str) -> None:
    answer = sign_in(client, account(cast, role)).get(address(name, drawn))
    assert answer.status_code == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "appraiser"])
@pytest.mark.parametrize("name", WRITING)
def test_only_the_appraiser_draws_and_judges(
    client: Client, cast: Cast, drawn: SampleDraw, name: str, role: str
) -> None:
    assert sign_in(client, account(cast, role)).post(address(name, drawn), WRITING[name]).status_code == 404
    assert SampleDraw.objects.count() == 1
    assert not SampleItem.objects.exclude(verdict="").exists()


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_there_is_not_found(client: Client, cast: Cast, name: str) -> None:
    assert sign_in(client, user_of(cast.kasi)).get(reverse(f"sampling:{name}", args=[987654])).status_code == 404


@pytest.fixture
def appraiser(client: Client, cast: Cast) -> Client:
    return sign_in(client, user_of(cast.kasi))


def test_the_size_is_proposed_and_labelled_unconfirmed(appraiser: Client, skp: Skp) -> None:
    text = appraiser.get(reverse("sampling:plan", args=[skp.pk])).content.decode()
    assert 'value="5"' in text
    assert "belum terkonfirmasi" in text


def test_the_appraiser_draws_and_is_led_through_every_entry(appraiser: Client, skp: Skp) -> None:
    answer = appraiser.post(reverse("sampling:plan", args=[skp.pk]), {"size": "2", "last": ""})
    drawn = SampleDraw.objects.get()
    assert answer.url == reverse("sampling:draw", args=[drawn.pk])  # type: ignore[attr-defined]
    first, second = items_of(drawn)
    to_first = reverse("sampling:item", args=[first.pk])
    assert to_first in appraiser.get(reverse("sampling:draw", args=[drawn.pk])).content.decode()
    answer = appraiser.post(to_first, {"verdict": "fits", "note": "", "seen": ""})
    assert answer.url == reverse("sampling:item", args=[second.pk])  # type: ignore[attr-defined]
    answer = appraiser.post(answer.url, {"verdict": "doubt", "note": "Jumlahnya?", "seen": ""})  # type: ignore[attr-defined]
    text = appraiser.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "Semua catatan dalam sampel sudah diperiksa." in text
    assert "Jumlahnya?" in text


def test_a_form_sent_twice_leads_to_the_one_draw(appraiser: Client, skp: Skp) -> None:
    url = reverse("sampling:plan", args=[skp.pk])
    answers = [appraiser.post(url, {"size": "2", "last": ""}) for _time in range(2)]
    assert answers[0].url == answers[1].url  # type: ignore[attr-defined]
    assert SampleDraw.objects.count() == 1


@pytest.mark.parametrize(("size", "message"), [("", "Isi banyaknya"), ("99", "antara 1 dan 8"), ("dua", "angka bulat")])
def test_a_refused_size_says_what_to_do(appraiser: Client, skp: Skp, size: str, message: str) -> None:
    answer = appraiser.post(reverse("sampling:plan", args=[skp.pk]), {"size": size, "last": ""})
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_page_older_than_the_close_of_its_period_says_so(appraiser: Client, skp: Skp) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    answer = appraiser.post(reverse("sampling:plan", args=[skp.pk]), {"size": "2", "last": ""})
    assert answer.status_code == 422
    assert "Periode ini sudah ditutup." in answer.content.decode()


def test_a_doubt_without_words_keeps_the_choice(appraiser: Client, drawn: SampleDraw) -> None:
    answer = appraiser.post(address("item", drawn), {"verdict": "doubt", "note": "", "seen": ""})
    assert answer.status_code == 422
    assert "Tuliskan apa yang perlu dijelaskan." in answer.content.decode()


def test_an_old_page_shows_both_verdicts_and_can_be_sent_again(appraiser: Client, drawn: SampleDraw) -> None:
    url = address("item", drawn)
    appraiser.post(url, {"verdict": "fits", "note": "", "seen": ""})
    old = {"verdict": "doubt", "note": "Kurang jelas", "seen": ""}
    answer = appraiser.post(url, old)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Yang tersimpan sekarang" in text
    assert "Kurang jelas" in text
    assert appraiser.post(url, old | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert SampleItem.objects.exclude(verdict="").get().verdict == "doubt"


def test_the_person_reads_what_was_found(client: Client, cast: Cast, drawn: SampleDraw) -> None:
    SampleItem.objects.filter(order=1).update(verdict="doubt", note="Jumlahnya dari mana?", checked_at=AT)
    text = sign_in(client, user_of(cast.beringin)).get(address("draw", drawn)).content.decode()
    assert "Jumlahnya dari mana?" in text
    assert "Periksa berikutnya" not in text


def test_the_words_of_an_entry_withdrawn_later_are_gone(client: Client, cast: Cast, drawn: SampleDraw) -> None:
    for is_withdrawn in (False, True):
        if is_withdrawn:
            Progress.objects.update(withdrawn_at=AT, withdrawn_reason="Keliru")
        for name in ("draw", "item"):
            text = sign_in(client, user_of(cast.kasi)).get(address(name, drawn)).content.decode()
            assert ("Laporan bulan September" not in text) == is_withdrawn


def test_the_page_shows_arithmetic_that_is_right(client: Client, cast: Cast, drawn: SampleDraw) -> None:
    client = sign_in(client, user_of(cast.beringin))
    text = client.get(address("draw", drawn)).content.decode()
    example = f"{drawn.seed}:{drawn.population[0]}"
    assert example in text
    assert hashlib.sha256(example.encode()).hexdigest() in text
    rows = [line.split(";") for line in client.get(address("arithmetic", drawn)).content.decode().splitlines()[1:]]
    assert len(rows) == 8
    assert [int(row[1]) for row in rows if row[3] == "ya"] == [item.progress_id for item in items_of(drawn)]


def test_numbers_of_entries_are_written_as_they_are_counted(appraiser: Client, skp: Skp, cast: Cast) -> None:
    """A point between the thousands would give another SHA-256."""
    row = Progress.objects.first()
    assert row is not None
    Progress.objects.all().delete()
    row.pk = 1234567
    row.save(force_insert=True)
    drawn = services.draw_sample(skp=skp, size=1, last=None, appraiser=cast.kasi, by=user_of(cast.kasi), at=AT)
    text = appraiser.get(reverse("sampling:draw", args=[drawn.pk])).content.decode()
    assert f"{drawn.seed}:1234567" in text
    assert "catatan nomor 1234567" in text


def test_in_a_closed_period_the_pages_are_read_only(appraiser: Client, drawn: SampleDraw) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    for name in ("plan", "draw", "item"):
        main = appraiser.get(address(name, drawn)).content.decode().split("<main")[1].split("</main>")[0]
        assert "<form" not in main


def test_the_plan_leads_to_its_samples(appraiser: Client, skp: Skp) -> None:
    text = appraiser.get(reverse("planning:skp", args=[skp.pk])).content.decode()
    assert reverse("sampling:plan", args=[skp.pk]) in text


@pytest.mark.parametrize("name", ["plan", "draw", "item"])
def test_a_page_asks_few_questions_however_long_the_list(
    appraiser: Client, cast: Cast, skp: Skp, drawn: SampleDraw, name: str
) -> None:
    counts, last = [], drawn
    for size in (5, 8):
        last = services.draw_sample(skp=skp, size=size, last=last.pk, appraiser=cast.kasi, by=user_of(cast.kasi), at=AT)
        counts.append(cost_of(appraiser, address(name, last))[0])
    assert counts[0] == counts[1] <= 12
