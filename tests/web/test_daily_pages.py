"""The pages of the daily log: who reads them, one line and Enter, nothing lost, and what they cost."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terang.evidence.models import DailyEntry, Progress, RecurringEntry
from terang.evidence.services import daily as services
from terang.organisation.models import AppraiserOverride, Assignment
from terang.planning.models import Indicator, Skp, WorkResult
from tests.cast import Cast, make_skp, user_of
from tests.web.people import PEOPLE, account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
TODAY, MONDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 20)
PAGES: dict[str, set[str]] = {"person": {"appraiser", "superior"}, "change": {"owner"}, "remove": {"owner"}}


@pytest.fixture
def skp(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, state="set")


@pytest.fixture
def entry(cast: Cast, skp: Skp) -> DailyEntry:
    return kept(cast, "Melayani warga")


@pytest.fixture
def morning(cast: Cast) -> RecurringEntry:
    return RecurringEntry.objects.create(employee=cast.beringin, text="Membuka loket", weekdays=127, since=FRIDAY)


def kept(cast: Cast, text: str, on: date = TODAY, key: str = "first") -> DailyEntry:
    return services.add_entry(
        employee=cast.beringin, on=on, text=text, indicator=None, value=None, key=key,
        by=user_of(cast.beringin), at=AT,
    )  # fmt: skip


def mine(client: Client, cast: Cast) -> Client:
    return sign_in(client, user_of(cast.beringin))


def address(name: str, cast: Cast) -> str:
    pk = cast.beringin.pk if name == "person" else DailyEntry.objects.get().pk
    return reverse(f"daily:{name}", args=[pk])


def line(**changes: Any) -> dict[str, Any]:
    return {"text": "Tiga surat pengantar", "indicator": "", "value": "", "on": "2026-11-24", "key": "k"} | changes


# --- who --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, entry: DailyEntry, name: str, role: str) -> None:
    response = sign_in(client, account(cast, role)).get(address(name, cast))
    assert response.status_code == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize("role", sorted(PEOPLE.keys() - {"owner"}))
@pytest.mark.parametrize("name", ["change", "remove"])
def test_nobody_else_can_write(client: Client, cast: Cast, entry: DailyEntry, name: str, role: str) -> None:
    sent = line(version=1)
    assert sign_in(client, account(cast, role)).post(address(name, cast), sent).status_code == 404
    assert DailyEntry.objects.get(removed_at=None).text == "Melayani warga"


@pytest.mark.parametrize("role", sorted(PEOPLE.keys() - {"owner"}))
@pytest.mark.parametrize("name", ["end", "answer"])
def test_nobody_else_answers_for_recurring_work(
    client: Client, cast: Cast, morning: RecurringEntry, name: str, role: str
) -> None:
    url = reverse(f"daily:{name}", args=[morning.pk])
    assert sign_in(client, account(cast, role)).post(url, {"hari": "2026-11-24"}).status_code == 404
    assert not DailyEntry.objects.exists()


@pytest.mark.parametrize("name", ["week", "month", "copy", "recurring"])
def test_an_account_without_a_post_has_no_log(client: Client, cast: Cast, name: str) -> None:
    assert sign_in(client, cast.auditor).get(reverse(f"daily:{name}")).status_code == 404


def test_a_former_superior_no_longer_reads_the_log(client: Client, cast: Cast, entry: DailyEntry) -> None:
    Assignment.objects.filter(employee=cast.kasi).update(until=date(2026, 11, 1))
    assert sign_in(client, user_of(cast.kasi)).get(address("person", cast)).status_code == 404


def test_an_appointed_appraiser_reads_the_log(client: Client, cast: Cast, entry: DailyEntry) -> None:
    AppraiserOverride.objects.create(employee=cast.beringin, appraiser=cast.lurah, since=date(2026, 11, 1))
    assert sign_in(client, user_of(cast.lurah)).get(address("person", cast)).status_code == 200


def test_the_team_page_leads_to_the_log_of_each_person(client: Client, cast: Cast, entry: DailyEntry) -> None:
    text = sign_in(client, user_of(cast.kasi)).get(reverse("planning:team")).content.decode()
    assert f'href="{address("person", cast)}"' in text
    read = client.get(address("person", cast)).content.decode()
    assert "Melayani warga" in read
    assert reverse("daily:change", args=[entry.pk]) not in read


# --- one line ---------------------------------------------------------------------------


def test_enter_saves_and_the_cursor_is_back_in_the_line(client: Client, cast: Cast, skp: Skp) -> None:
    response = mine(client, cast).post(reverse("daily:week"), line(), follow=True)
    text = response.content.decode()
    assert "Tiga surat pengantar" in text
    assert "Catatan tersimpan." in text
    [control] = re.findall(r'<input[^>]* name="text"[^>]*>', text)
    assert "autofocus" in control
    assert "maxlength" not in control
    assert "data-arrived" in text  # the script brings back only words that did not arrive


def test_a_quantity_says_that_it_counts(client: Client, cast: Cast, skp: Skp) -> None:
    sent = line(indicator=Indicator.objects.get().pk, value="2,5")
    text = mine(client, cast).post(reverse("daily:week"), sent, follow=True).content.decode()
    assert "2,5 laporan ikut dihitung pada indikatornya" in text
    assert Progress.objects.get().note == "Tiga surat pengantar"


def test_pressing_save_twice_stores_once(client: Client, cast: Cast, skp: Skp) -> None:
    for _ in range(2):
        assert mine(client, cast).post(reverse("daily:week"), line()).status_code == 302
    assert DailyEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": " "}, "satu kalimat sudah cukup"),
        ({"text": "panjang " * 1250}, "Paling banyak 500 huruf; tulisan ini 9.999 huruf"),
        ({"value": "tiga"}, "Tulis angka saja"),
        ({"value": "3"}, "Pilih indikatornya"),
        ({"on": "2026-11-25"}, "Tanggal ini belum terjadi"),
        ({"on": "2025-11-25"}, "di luar periode yang sedang berjalan"),
        ({"indicator": "987654"}, "Untuk indikator"),
    ],
)
def test_a_refused_line_says_what_to_do_and_keeps_the_words(
    client: Client, cast: Cast, skp: Skp, sent: dict[str, str], message: str
) -> None:
    response = mine(client, cast).post(reverse("daily:week"), line(**sent))
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert sent.get("text", "Tiga surat pengantar").strip() in text
    assert "data-arrived" not in text
    assert not DailyEntry.objects.exists()


def test_an_old_form_with_new_words_is_shown_again_and_can_be_sent(client: Client, cast: Cast, skp: Skp) -> None:
    url = reverse("daily:week")
    mine(client, cast).post(url, line())
    response = client.post(url, line(text="Pekerjaan lain"))
    assert response.status_code == 422
    fresh = response.context["form"]["key"].value()
    assert client.post(url, line(text="Pekerjaan lain", key=fresh)).status_code == 302


@pytest.mark.parametrize("asked", ["kemarin", "9999-12-31", "0001-01-01", "2026-13-01", "%00"])
def test_an_odd_day_in_the_address_shows_a_week_all_the_same(client: Client, cast: Cast, asked: str) -> None:
    assert mine(client, cast).get(reverse("daily:week") + f"?hari={asked}").status_code in (200, 400)
    assert client.get(reverse("daily:month") + f"?bulan={asked}").status_code in (200, 400)


def test_a_week_begins_on_monday_and_leads_back_but_not_ahead(client: Client, cast: Cast, entry: DailyEntry) -> None:
    week = mine(client, cast).get(reverse("daily:week")).context["week"]
    assert (week.first, week.name, week.after) == (MONDAY, "23–29 November 2026", None)
    earlier = client.get(reverse("daily:week") + f"?hari={week.before}").context["week"]
    assert (earlier.first, earlier.after) == (date(2026, 11, 16), TODAY)


def test_a_week_across_two_months_names_both(client: Client, cast: Cast) -> None:
    week = mine(client, cast).get(reverse("daily:week") + "?hari=2026-10-01").context["week"]
    assert week.name == "28 September s.d. 4 Oktober 2026"


def test_the_duty_is_told_as_not_yet_confirmed(client: Client, cast: Cast) -> None:
    text = mine(client, cast).get(reverse("daily:week")).content.decode()
    assert "(belum terkonfirmasi)" in text
    assert "bukan daftar hadir" in text


# --- changing ---------------------------------------------------------------------------


def test_a_line_is_changed_and_removed_on_its_day(client: Client, cast: Cast, entry: DailyEntry) -> None:
    url = reverse("daily:change", args=[entry.pk])
    assert mine(client, cast).post(url, line(version=1)).status_code == 302
    text = client.post(reverse("daily:remove", args=[entry.pk]), {"version": 2}, follow=True).content.decode()
    assert "Catatan dihapus." in text
    assert not DailyEntry.objects.filter(removed_at=None).exists()


def test_a_stale_change_shows_both_sides_and_loses_nothing(client: Client, cast: Cast, entry: DailyEntry) -> None:
    url = reverse("daily:change", args=[entry.pk])
    mine(client, cast).post(url, line(version=1, text="Dari tab pertama"))
    response = client.post(url, line(version=1, text="Dari tab kedua"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Dari tab pertama" in text
    assert 'value="Dari tab kedua"' in text
    assert client.post(url, line(version=response.context["version"], text="Dari tab kedua")).status_code == 302


def test_words_for_a_line_that_was_removed_elsewhere_are_not_lost(
    client: Client, cast: Cast, entry: DailyEntry
) -> None:
    mine(client, cast).post(reverse("daily:remove", args=[entry.pk]), {"version": 1})
    url = reverse("daily:change", args=[entry.pk])
    response = client.post(url, line(version=1, text="Kalimat panjang"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "sudah dihapus" in text
    assert 'value="Kalimat panjang"' in text
    assert client.get(url).status_code == 404


def test_pressing_remove_twice_removes_once(client: Client, cast: Cast, entry: DailyEntry) -> None:
    url = reverse("daily:remove", args=[entry.pk])
    for _ in range(2):
        text = mine(client, cast).post(url, {"version": 1}, follow=True).content.decode()
        assert "Catatan dihapus." in text


def test_a_stale_removal_removes_nothing(client: Client, cast: Cast, entry: DailyEntry) -> None:
    url = reverse("daily:remove", args=[entry.pk])
    text = mine(client, cast).post(url, {"version": 7}, follow=True).content.decode()
    assert "diubah di tempat lain" in text
    assert DailyEntry.objects.get().removed_at is None


def test_a_line_of_an_earlier_day_of_writing_offers_no_change(client: Client, cast: Cast, entry: DailyEntry) -> None:
    DailyEntry.objects.update(created_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    url = reverse("daily:change", args=[entry.pk])
    assert url not in mine(client, cast).get(reverse("daily:week")).content.decode()
    response = client.post(url, line(version=1))
    assert "pada hari Anda menulisnya" in response.content.decode()


# --- lines that come back ---------------------------------------------------------------


def test_chosen_lines_of_the_last_day_are_copied(client: Client, cast: Cast, skp: Skp) -> None:
    rows = [kept(cast, text, FRIDAY, text) for text in ("Satu", "Dua")]
    url = reverse("daily:copy")
    assert "Dua" in mine(client, cast).get(url).content.decode()
    assert "1 baris disalin." in client.post(url, {"entries": [rows[0].pk]}, follow=True).content.decode()
    assert "sudah disalin" in client.post(url, {"entries": [rows[0].pk]}, follow=True).content.decode()
    assert DailyEntry.objects.filter(on=TODAY).count() == 1


def test_copying_nothing_asks_for_a_choice(client: Client, cast: Cast, skp: Skp) -> None:
    kept(cast, "Satu", FRIDAY)
    response = mine(client, cast).post(reverse("daily:copy"), {})
    assert response.status_code == 422
    assert "Pilih sedikitnya satu baris." in response.content.decode()


def test_lines_of_somebody_else_are_not_copied(client: Client, cast: Cast, skp: Skp) -> None:
    other = DailyEntry.objects.create(
        employee=cast.cendana, on=FRIDAY, text="Milik Cendana", created_at=AT, idempotency_key="x"
    )
    kept(cast, "Satu", FRIDAY)
    assert mine(client, cast).post(reverse("daily:copy"), {"entries": [other.pk]}).status_code == 422


def test_an_offer_is_taken_or_skipped_with_one_press(client: Client, cast: Cast, morning: RecurringEntry) -> None:
    url = reverse("daily:answer", args=[morning.pk])
    assert "Usulan untuk Selasa, 24 November" in mine(client, cast).get(reverse("daily:week")).content.decode()
    client.post(url, {"hari": "2026-11-24", "take": "1"})
    client.post(url, {"hari": "2026-11-23", "skip": "1"})
    for day in ("2026-11-24", "2026-11-23"):
        assert "Usulan untuk" not in client.get(reverse("daily:week") + f"?hari={day}").content.decode()
    assert DailyEntry.objects.get(removed_at=None).on == TODAY


def test_recurring_work_is_kept_and_stopped(client: Client, cast: Cast) -> None:
    url = reverse("daily:recurring")
    sent = {"text": "Membuka loket", "indicator": "", "weekdays": ["0", "1", "2", "3", "4"]}
    assert "Senin sampai Jumat" in mine(client, cast).post(url, sent, follow=True).content.decode()
    end = reverse("daily:end", args=[RecurringEntry.objects.get().pk])
    assert "Belum ada pekerjaan berulang." in client.post(end, follow=True).content.decode()


def test_recurring_work_without_a_day_is_refused_with_its_words(client: Client, cast: Cast) -> None:
    response = mine(client, cast).post(reverse("daily:recurring"), {"text": "Membuka loket"})
    assert response.status_code == 422
    assert 'value="Membuka loket"' in response.content.decode()


# --- the month, the way, the cost -------------------------------------------------------


def test_a_month_counts_by_indicator(client: Client, cast: Cast, skp: Skp) -> None:
    mine(client, cast).post(reverse("daily:week"), line(indicator=Indicator.objects.get().pk, value="3"))
    text = client.get(reverse("daily:month")).content.decode()
    assert "Laporan layanan bulanan" in text
    assert "3 laporan" in text


def test_evidence_leads_to_the_log_and_counts_its_lines(client: Client, cast: Cast, skp: Skp) -> None:
    mine(client, cast).post(reverse("daily:week"), line(indicator=Indicator.objects.get().pk))
    text = client.get(reverse("evidence:log")).content.decode()
    assert f'href="{reverse("daily:week")}"' in text
    assert "1 baris catatan harian" in text
    assert f'href="{reverse("evidence:log")}"' in client.get(reverse("daily:week")).content.decode()


@pytest.mark.parametrize(
    ("who", "name"),
    [("beringin", each) for each in ("week", "month", "copy", "recurring", "change")] + [("kasi", "person")],
)
def test_a_page_asks_few_questions_however_long_the_list(
    client: Client, cast: Cast, entry: DailyEntry, who: str, name: str
) -> None:
    args = {"person": [cast.beringin.pk], "change": [entry.pk]}.get(name, [])
    url, counts = reverse(f"daily:{name}", args=args), []
    _one_more(cast, entry, 0)
    for more in (range(0), range(1, 13)):
        for number in more:
            _one_more(cast, entry, number)
        counts.append(cost_of(sign_in(client, user_of(getattr(cast, who))), url)[0])
    assert counts[0] == counts[1] <= 12


def _one_more(cast: Cast, entry: DailyEntry, number: int) -> None:
    """One more indicator, line with progress on two days, and recurring work."""
    result = WorkResult.objects.create(skp=Skp.objects.get(), order=number + 2, statement=f"Hasil {number}")
    indicator = Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=1, unit="laporan")
    for on in (FRIDAY, MONDAY, TODAY):
        key = f"{number}-{on}"
        row = Progress.objects.create(indicator=indicator, on=on, value=1, created_at=AT, idempotency_key=key)
        DailyEntry.objects.create(
            employee=cast.beringin, on=on, text=f"Kerja {number}", indicator=indicator, progress=row, created_at=AT,
            idempotency_key=key,
        )  # fmt: skip
    RecurringEntry.objects.create(
        employee=cast.beringin, text=f"Rutin {number}", weekdays=127, since=FRIDAY, indicator=indicator
    )
