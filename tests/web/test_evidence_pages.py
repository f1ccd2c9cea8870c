"""The pages of work and feedback: recording, what is refused, what stays protected, what it costs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from terang.evidence import services
from terang.evidence.enums import FeedbackKind
from terang.evidence.models import Evidence, Feedback, Progress
from terang.identity.models import User
from terang.planning.enums import Aspect, PeriodState, TargetKind
from terang.planning.models import Indicator, Period, Skp, WorkResult
from terang.web.evidence.home import indicators, news, tasks
from tests.cast import Cast, actor, make_employee, make_feedback, make_progress, make_skp, user_of
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day", "no_file_stays")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture
def skp(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, state="set")


def text_of(client: Client, user: User, name: str, *args: Any) -> str:
    text: str = sign_in(client, user).get(reverse(name, args=args)).content.decode()
    return text


def entry(**changes: Any) -> dict[str, Any]:
    pk = Indicator.objects.get(result__skp__employee__name="Beringin Yasmin Contoh").pk
    sent = {"indicator": pk, "on": "2026-11-24", "value": "3", "note": "Tiga laporan", "link": "", "key": "k1"}
    return sent | changes


def record(client: Client, cast: Cast, **changes: Any) -> Any:
    sent = entry(**changes)
    url = reverse("evidence:record", args=[Indicator.objects.order_by("pk")[0].pk])
    return sign_in(client, user_of(cast.beringin)).post(url, sent)


def pdf(name: str = "Laporan.pdf", size: int = 20) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n".ljust(size), content_type="text/html")


# --- recording --------------------------------------------------------------------------


def test_work_is_recorded_with_two_files_and_a_link(client: Client, cast: Cast, skp: Skp) -> None:
    files = [pdf(), SimpleUploadedFile("data.csv", b"a;b\n1;2\n")]
    response = record(client, cast, value="1.250,5", attachments=files, link="contoh.go.id/x")
    assert response.status_code == 302
    row = Progress.objects.get()
    assert (row.value, row.on, row.note) == (Decimal("1250.5"), date(2026, 11, 24), "Tiga laporan")
    assert [each.content_type for each in row.evidence.order_by("pk")] == ["application/pdf", "text/csv", ""]
    assert row.evidence.get(file="").link == "https://contoh.go.id/x"
    text = client.get(response.url).content.decode()
    assert "Catatan tersimpan." in text
    assert "Laporan.pdf" in text


def test_the_form_carries_today_and_a_key_of_its_own(client: Client, cast: Cast, skp: Skp) -> None:
    url = reverse("evidence:record", args=[Indicator.objects.get().pk])
    sign_in(client, user_of(cast.beringin))
    first, second = (client.get(url).context["form"]["key"].value() for _ in range(2))
    assert first != second
    assert 'value="2026-11-24"' in client.get(url).content.decode()


def test_pressing_save_twice_stores_once(client: Client, cast: Cast, skp: Skp) -> None:
    record(client, cast)
    assert record(client, cast).status_code == 302
    assert Progress.objects.count() == 1


def test_an_old_form_with_new_words_is_shown_again_and_can_be_sent(client: Client, cast: Cast, skp: Skp) -> None:
    record(client, cast)
    response = record(client, cast, note="Dua laporan lagi")
    assert response.status_code == 422
    assert "sudah tersimpan sebelumnya" in response.content.decode()
    fresh = response.context["form"]["key"].value()
    assert record(client, cast, note="Dua laporan lagi", key=fresh).status_code == 302
    assert Progress.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"note": "", "value": ""}, "Tulis satu kalimat, atau isi jumlahnya."),
        ({"value": "tiga"}, "Tulis angka saja, misalnya 2.400 atau 96,5."),
        ({"value": "-1"}, "Angka paling kecil 0."),
        ({"on": "2026-11-25"}, "Tanggal ini belum terjadi."),
        ({"on": "2025-12-31"}, "Tanggal ini di luar Tahun kinerja 2026."),
        ({"on": "kemarin"}, "Pilih tanggal dari kalender"),
        ({"link": "javascript:alert(1)"}, "Tulis tautan lengkap"),
        ({"indicator": "999999"}, "Untuk indikator"),
    ],
)
def test_a_refused_entry_says_what_to_do_and_keeps_the_words(
    client: Client, cast: Cast, skp: Skp, sent: dict[str, str], message: str
) -> None:
    response = record(client, cast, **{"note": "Jangan sampai hilang", **sent})
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert ("Jangan sampai hilang" in text) is ("note" not in sent)
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("foto.exe", b"MZ program"), "foto.exe tidak dapat diterima"),
        (pdf("besar.pdf", 14 * 1024 * 1024), "berukuran 14,0 MB"),
        (SimpleUploadedFile("rusak.jpg", b"\xff\xd8\xff\xe0"), "rusak"),
    ],
)
def test_a_refused_file_is_named_and_nothing_is_stored(
    client: Client, cast: Cast, skp: Skp, file: SimpleUploadedFile, message: str
) -> None:
    file.seek(0)
    response = record(client, cast, attachments=[pdf(), file])
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert "Pilih lagi berkasnya" in text
    assert "Laporan.pdf" in text
    assert (Progress.objects.count(), Evidence.objects.count()) == (0, 0)


def test_six_files_are_refused(client: Client, cast: Cast, skp: Skp) -> None:
    response = record(client, cast, attachments=[pdf() for _ in range(6)])
    assert "Paling banyak 5 berkas" in response.content.decode()


def test_an_indicator_of_somebody_else_cannot_be_chosen(client: Client, cast: Cast, skp: Skp) -> None:
    foreign = Indicator.objects.get(result__skp=make_skp(cast, cast.cendana, state="set"))
    assert record(client, cast, indicator=foreign.pk).status_code == 422
    assert not Progress.objects.exists()


def test_late_work_is_kept_and_the_person_is_told(
    client: Client, cast: Cast, skp: Skp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 3, 2, 0, tzinfo=UTC))
    response = record(client, cast, on="2026-12-30")
    assert "diberi tanda terlambat" in client.get(response.url).content.decode()
    assert "Catat pekerjaan hari ini" in text_of(client, user_of(cast.beringin), "evidence:log")


def test_work_is_withdrawn_with_a_reason_and_disappears_for_the_appraiser(client: Client, cast: Cast, skp: Skp) -> None:
    row = make_progress(skp)
    url = reverse("evidence:withdraw", args=[row.pk])
    sign_in(client, user_of(cast.beringin))
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Salah indikator"}).status_code == 302
    assert "Salah indikator" in text_of(client, user_of(cast.beringin), "evidence:progress", row.indicator_id)
    assert "Laporan bulan September" not in text_of(client, user_of(cast.kasi), "evidence:progress", row.indicator_id)


def test_the_same_file_used_twice_is_shown(client: Client, cast: Cast, skp: Skp) -> None:
    record(client, cast, attachments=[pdf()])
    record(client, cast, attachments=[pdf("Sama.pdf")], key="k2", on="2026-11-20")
    text = text_of(client, user_of(cast.kasi), "evidence:progress", Indicator.objects.get().pk)
    assert "Berkas Sama.pdf juga dipakai pada:" in text


def test_before_the_plan_is_set_the_page_says_when_recording_begins(client: Client, cast: Cast) -> None:
    plan = make_skp(cast, cast.beringin)
    pk = Indicator.objects.get(result__skp=plan).pk
    assert "Belum dapat mencatat" in text_of(client, user_of(cast.beringin), "evidence:record", pk)
    assert "Belum ada yang dapat dicatat" in text_of(client, user_of(cast.beringin), "evidence:log")


def test_in_a_closed_period_recording_is_refused(client: Client, cast: Cast, skp: Skp) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    response = record(client, cast)
    assert response.status_code == 422
    assert not Progress.objects.exists()


def test_the_log_shows_value_target_and_status(client: Client, cast: Cast, skp: Skp) -> None:
    make_progress(skp, 9)
    text = text_of(client, user_of(cast.beringin), "evidence:log")
    assert "<b>9</b>" in text
    assert "target 12 laporan" in text
    assert "Belum tercapai" in text
    assert "terakhir 1 Okt 2026" in text


# --- feedback ---------------------------------------------------------------------------


def give(client: Client, user: User, skp: Skp, **changes: Any) -> Any:
    sent = {"text": "Antrean Senin tertata baik.", "kind": "incidental", "subject": ""} | changes
    return sign_in(client, user).post(reverse("evidence:give", args=[skp.pk]), sent)


def test_a_superior_is_named_to_the_person(client: Client, cast: Cast, skp: Skp) -> None:
    give(client, user_of(cast.kasi), skp, subject=f"r{WorkResult.objects.get().pk}")
    text = text_of(client, user_of(cast.beringin), "evidence:feedback")
    assert "Camar Oleander Contoh · Pimpinan · 24 Nov 2026" in text


def test_a_remark_may_be_about_a_value(client: Client, cast: Cast, skp: Skp) -> None:
    give(client, user_of(cast.kasi), skp, subject="LOYAL", kind="regular")
    row = Feedback.objects.get()
    assert (row.value, row.result, row.kind) == ("LOYAL", None, FeedbackKind.REGULAR)


def test_a_remark_without_words_is_refused_and_keeps_the_choice(client: Client, cast: Cast, skp: Skp) -> None:
    response = give(client, user_of(cast.cendana), skp, text="", subject="LOYAL")
    assert response.status_code == 422
    assert '<option value="LOYAL" selected>' in response.content.decode()


def test_the_giver_is_told_before_writing_who_will_know(client: Client, cast: Cast, skp: Skp) -> None:
    assert "Nama Anda dilindungi" in text_of(client, user_of(cast.cendana), "evidence:give", skp.pk)
    assert "Nama Anda dicantumkan" in text_of(client, user_of(cast.kasi), "evidence:give", skp.pk)


def test_the_giver_finds_the_remark_and_takes_it_back(client: Client, cast: Cast, skp: Skp) -> None:
    response = give(client, user_of(cast.cendana), skp)
    assert "Terima kasih" in client.get(response.url).content.decode()
    url = reverse("evidence:retract", args=[Feedback.objects.get().pk])
    client.post(url, {"reason": "Keliru orang"})
    assert "Ditarik: Keliru orang" in text_of(client, user_of(cast.cendana), "evidence:given")
    assert "Antrean Senin" not in text_of(client, user_of(cast.beringin), "evidence:feedback")


def test_people_around_are_offered_and_nobody_else(client: Client, cast: Cast, skp: Skp) -> None:
    make_skp(cast, cast.kasi, state="set", appraiser=cast.camat)
    make_skp(cast, cast.cendana, state="set")
    make_skp(cast, cast.sengon, state="set", appraiser=cast.lurah)
    text = text_of(client, user_of(cast.cendana), "evidence:people")
    assert "Beringin Yasmin Contoh" in text
    assert "Camar Oleander Contoh" in text
    assert "Sengon Ulin Contoh" not in text
    assert '<span class="visually-hidden">: Cendana Murai Contoh' not in text


def test_everybody_who_is_offered_may_be_given_feedback(client: Client, cast: Cast) -> None:
    for person in (cast.beringin, cast.cendana, cast.kasi, cast.kasubbag, cast.lurah, cast.sengon, cast.camat):
        make_skp(cast, person, state="set", appraiser=cast.camat if person != cast.camat else cast.kasubbag)
    for giver in (cast.beringin, cast.kasi, cast.lurah, cast.sengon, cast.camat):
        sign_in(client, user_of(giver))
        for row in client.get(reverse("evidence:people")).context["page"]:
            assert client.get(reverse("evidence:give", args=[row.pk])).status_code == 200, (giver, row.employee)


def test_people_are_found_by_name(client: Client, cast: Cast, skp: Skp) -> None:
    sign_in(client, user_of(cast.cendana))
    assert "Beringin Yasmin" in client.get(reverse("evidence:people") + "?q=yasmin").content.decode()
    assert "Tidak ada yang cocok" in client.get(reverse("evidence:people") + "?q=zzz").content.decode()


# --- protection -------------------------------------------------------------------------


@pytest.mark.parametrize(("reader", "name"), [("beringin", "feedback"), ("kasi", "on_plan"), ("camat", "on_plan")])
def test_readers_never_learn_who_a_protected_giver_is(
    client: Client, cast: Cast, skp: Skp, reader: str, name: str
) -> None:
    services.give_feedback(
        skp=Skp.objects.select_related("assignment__position__unit", "employee__agency").get(pk=skp.pk),
        giver=cast.cendana, kind=FeedbackKind.INCIDENTAL, text="Sabar melayani lansia.",
        by=user_of(cast.cendana), at=datetime(2026, 11, 10, 2, 17, tzinfo=UTC),
    )  # fmt: skip
    user = user_of(getattr(cast, reader))
    sign_in(client, user)
    with CaptureQueriesContext(connection) as captured:
        text = client.get(reverse(f"evidence:{name}", args=[skp.pk] if name == "on_plan" else [])).content.decode()
    assert "Sabar melayani lansia." in text
    assert "identitas dilindungi" in text
    for secret in (cast.cendana.name, cast.cendana.nip, "Cendana", "10 Nov", "09.17"):
        assert secret not in text
    assert not [each["sql"] for each in captured if "feedbackgiver" in each["sql"].lower()]


@pytest.mark.parametrize("name", ["home", "planning:mine", "evidence:log", "evidence:feedback", "evidence:people"])
def test_no_page_of_the_rated_person_reads_the_givers(client: Client, cast: Cast, skp: Skp, name: str) -> None:
    make_feedback(skp, cast.cendana, "peer")
    sign_in(client, user_of(cast.beringin))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    assert not [each["sql"] for each in captured if "feedbackgiver" in each["sql"].lower()]


# --- cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "name", "key"),
    [
        ("beringin", "log", None),
        ("beringin", "record", "indicator"),
        ("beringin", "progress", "indicator"),
        ("kasi", "progress", "indicator"),
        ("camat", "progress", "indicator"),
        ("beringin", "feedback", None),
        ("cendana", "given", None),
        ("cendana", "people", None),
        ("cendana", "give", "skp"),
        ("kasi", "on_plan", "skp"),
    ],
)
def test_a_page_asks_few_questions_however_long_the_list(
    client: Client, cast: Cast, skp: Skp, who: str, name: str, key: str | None
) -> None:
    args = {"indicator": [Indicator.objects.get().pk], "skp": [skp.pk], None: []}[key]
    url, counts = reverse(f"evidence:{name}", args=args), []
    _one_more(cast, skp, 0)
    for more in (range(0), range(1, 13)):
        for number in more:
            _one_more(cast, skp, number)
        counts.append(cost_of(sign_in(client, user_of(getattr(cast, who))), url)[0])
    assert counts[0] == counts[1] <= 12


def _one_more(cast: Cast, skp: Skp, number: int) -> None:
    """One more result, entry with evidence, remark and colleague."""
    result = WorkResult.objects.create(skp=skp, order=number + 2, statement=f"Hasil {number}")
    Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=1, unit="laporan")
    row = make_progress(skp, number + 1)
    Evidence.objects.create(progress=row, name="a", link="https://contoh.go.id/a", sha256="same")
    make_feedback(skp, cast.cendana, "peer", text=f"Kejadian {number}")
    nip = f"1990010120140320{number + 10}"
    someone = make_employee(cast.agency, cast.service_section, nip, f"Orang {number} Contoh", "Pengelola")
    make_skp(cast, someone, state="set")


# --- home -------------------------------------------------------------------------------


def test_home_shows_indicators_in_two_queries(cast: Cast, skp: Skp, django_assert_num_queries: Any) -> None:
    make_progress(skp, 9)
    asking = actor(cast.beringin)
    with django_assert_num_queries(2):
        [row] = indicators(asking)
    assert (row.name, row.aspect, row.value) == ("Laporan layanan bulanan", Aspect.QUANTITY.label, "9")
    assert (row.target, row.percent, row.share, row.status) == (
        "12 laporan", Decimal("75.00"), Decimal("60"), "Belum tercapai"
    )  # fmt: skip


def test_home_never_turns_missing_into_zero(cast: Cast, skp: Skp) -> None:
    [row] = indicators(actor(cast.beringin))
    assert (row.value, row.percent, row.share, row.status) == ("–", None, None, "Belum ada catatan")


def test_a_text_target_has_words_instead_of_a_percentage(cast: Cast, skp: Skp) -> None:
    Indicator.objects.update(target_kind=TargetKind.TEXT, target_low=None, target_text="Tersusun")
    make_progress(skp, 1)
    [row] = indicators(actor(cast.beringin))
    assert (row.target, row.percent, row.status) == ("Tersusun", None, "Ada catatan")


def test_home_reminds_of_indicators_without_an_entry_this_month(
    cast: Cast, skp: Skp, django_assert_num_queries: Any
) -> None:
    make_progress(skp, 9)
    asking = actor(cast.beringin)
    with django_assert_num_queries(1):
        [task] = tasks(asking)
    assert task.detail == "1 dari 1 indikator belum punya catatan bulan ini."
    assert task.due == date(2026, 11, 30)


def test_home_is_quiet_when_every_indicator_has_an_entry(cast: Cast, skp: Skp) -> None:
    make_progress(skp, 9, on=date(2026, 11, 2))
    assert tasks(actor(cast.beringin)) == []


def test_home_announces_superiors_and_never_a_protected_remark(
    cast: Cast, skp: Skp, django_assert_num_queries: Any
) -> None:
    make_feedback(skp, cast.cendana, "peer")
    Feedback.objects.filter(pk=make_feedback(skp, cast.kasi, "superior", "x" * 300).pk).update(on=date(2026, 11, 20))
    asking = actor(cast.beringin)
    with django_assert_num_queries(1):
        [item] = news(asking)
    assert item.text.startswith("Umpan balik dari Camar Oleander Contoh: “xxx")
    assert len(item.text) < 180
    assert item.at == date(2026, 11, 20)


def test_home_has_nothing_for_an_account_without_a_post(cast: Cast) -> None:
    asking = actor(cast.auditor)
    assert (indicators(asking), tasks(asking), news(asking)) == ([], [], [])
