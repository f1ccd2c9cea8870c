"""The pages of planning: the walk of a year's beginning, what is refused, what nothing is lost from, what it costs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from terang.identity.models import User
from terang.planning import services
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Indicator, Period, Skp, SkpAnnex, WorkResult
from terang.planning.queries import annex_of, expectations_of
from terang.web.planning.home import news, tasks
from tests.cast import Cast, actor, make_employee, make_skp, user_of
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
Open = Callable[..., Any]


def send(client: Client, user: User, name: str, pk: int | None, /, **sent: Any) -> Any:
    url = reverse(f"planning:{name}", args=[pk] if pk is not None else [])
    return sign_in(client, user).post(url, sent)


def a_result(**changes: Any) -> dict[str, Any]:
    """What the form of a result with one indicator sends."""
    sent = {
        "version": "1", "kind": "main", "statement": "Surat pengantar selesai tepat waktu", "weight": "",
        "indicators": "1", "i0-statement": "Layanan selesai", "i0-aspect": "quantity", "i0-target_kind": "number",
        "i0-target_low": "2.400", "i0-target_high": "", "i0-target_text": "", "i0-unit": "layanan",
        "i0-direction": "higher", "i0-accumulation": "sum",
    }  # fmt: skip
    return sent | changes


# --- the walk ---------------------------------------------------------------------------


def test_a_year_begins_from_the_period_to_the_set_plan(client: Client, cast: Cast) -> None:
    Period.objects.all().delete()
    days = _period_form(client, cast)
    response = send(client, cast.admin, "open_period", None, **days)
    assert "Buka Tahun kinerja 2026?" in response.content.decode()
    assert not Period.objects.exists()
    send(client, cast.admin, "open_period", None, **days, confirmed="1")
    assert Period.objects.get().stages.count() == 6

    employee, appraiser = user_of(cast.beringin), user_of(cast.kasi)
    send(client, employee, "start", None)
    skp = Skp.objects.get()
    send(client, employee, "add_result", skp.pk, **a_result())
    send(client, employee, "annex", skp.pk, version="2", support="Pemindai\nKertas", accountability="", consequences="")
    send(client, appraiser, "expectations", skp.pk, version="3", ADAPTIF="Berani mencoba")
    send(client, employee, "submit", skp.pk, version="4")
    send(client, appraiser, "review", skp.pk, version="5", **{"return": "1"}, reason="Tambah ukuran waktu")
    assert "Tambah ukuran waktu" in _text(client, employee, "planning:mine")
    send(client, employee, "submit", skp.pk, version="6")
    send(client, appraiser, "review", skp.pk, version="7", set="1")

    skp.refresh_from_db()
    assert (skp.state, skp.version, skp.appraiser) == (SkpState.SET, 8, cast.kasi)
    assert Indicator.objects.get().target_low == 2400
    assert annex_of(skp) == {"support": ("Pemindai", "Kertas")}
    assert expectations_of(skp) == {"ADAPTIF": "Berani mencoba"}


def _period_form(client: Client, cast: Cast) -> dict[str, Any]:
    form = sign_in(client, cast.admin).get(reverse("planning:open_period")).context["form"]
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in form.initial.items()}


def _text(client: Client, user: User, name: str, *args: Any) -> str:
    text: str = sign_in(client, user).get(reverse(name, args=args)).content.decode()
    return text


def test_the_set_plan_comes_as_a_pdf(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    response = sign_in(client, user_of(cast.beringin)).get(reverse("planning:document", args=[skp.pk]))
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert f"SKP-2026-{skp.pk}.pdf" in response["Content-Disposition"]


def test_a_draft_has_no_pdf(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    assert page(user_of(cast.beringin), reverse("planning:document", args=[skp.pk])).status_code == 404


# --- empty and late ---------------------------------------------------------------------


def test_without_a_plan_the_page_offers_to_begin_and_says_that_it_is_late(page: Open, cast: Cast) -> None:
    text = page(user_of(cast.beringin), reverse("planning:mine")).content.decode()
    assert "Mulai SKP" in text
    assert "Batas perencanaan lewat 297 hari" in text


def test_without_a_period_the_page_says_who_opens_it(page: Open, cast: Cast) -> None:
    Period.objects.all().delete()
    assert "Belum ada periode yang berjalan" in page(user_of(cast.beringin), reverse("planning:mine")).content.decode()


@pytest.mark.parametrize("day", [1, 15])
def test_in_january_my_plan_is_that_of_the_year_being_evaluated(
    page: Open, cast: Cast, monkeypatch: pytest.MonkeyPatch, day: int
) -> None:
    make_skp(cast, cast.beringin, state="set")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, day, 2, tzinfo=UTC))
    assert "<h1>SKP 2026</h1>" in page(user_of(cast.beringin), reverse("planning:mine")).content.decode()
    assert "Beringin Yasmin Contoh" in page(user_of(cast.kasi), reverse("planning:team")).content.decode()


def test_in_march_without_a_new_year_the_page_says_who_opens_it(
    page: Open, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_skp(cast, cast.beringin, state="set")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 1, 2, tzinfo=UTC))
    assert "Belum ada periode yang berjalan" in page(user_of(cast.beringin), reverse("planning:mine")).content.decode()


def test_who_has_no_appraiser_is_told_so(client: Client, cast: Cast) -> None:
    url = reverse("planning:start")
    text = sign_in(client, user_of(cast.camat)).post(url, follow=True).content.decode()
    assert "Pejabat penilai Anda belum tercatat" in text
    assert not Skp.objects.exists()


def test_an_account_without_a_post_has_no_plan(page: Open, cast: Cast) -> None:
    assert page(cast.auditor, reverse("planning:mine")).status_code == 404


# --- refused, and nothing lost ----------------------------------------------------------


def test_a_refused_result_keeps_every_word_and_says_where(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sent = a_result(statement="", **{"i0-target_low": "dua ribu"})
    response = send(client, user_of(cast.beringin), "add_result", skp.pk, **sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Tuliskan hasil kerja yang dijanjikan." in text
    assert "Indikator 1, Target:" in text
    assert 'value="dua ribu"' in text
    assert 'value="Layanan selesai"' in text
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_adding_an_indicator_keeps_what_was_typed_and_judges_nothing(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sent = a_result(add="1", statement="", **{"i0-target_low": "abc"})
    response = send(client, user_of(cast.beringin), "add_result", skp.pk, **sent)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'name="i1-statement"' in text
    assert 'value="abc"' in text
    assert "t-field--err" not in text


def test_dropping_an_indicator_keeps_the_others(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sent = a_result(indicators="2", drop="0", **{"i1-statement": "Kepuasan warga", "i1-target_low": "88,31"})
    text = send(client, user_of(cast.beringin), "add_result", skp.pk, **sent).content.decode()
    assert 'value="Kepuasan warga"' in text
    assert "Layanan selesai" not in text
    assert 'name="i1-statement"' not in text


def test_an_empty_indicator_is_passed_over(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    send(client, user_of(cast.beringin), "add_result", skp.pk, **a_result(indicators="2"))
    assert Indicator.objects.filter(result__skp=skp, statement="Layanan selesai").count() == 1
    assert Indicator.objects.filter(result__skp=skp).count() == 2


@pytest.mark.parametrize("count", ["", "x", "-1", "999999999", "٣"])
def test_a_forged_count_of_indicators_breaks_nothing(client: Client, cast: Cast, count: str) -> None:
    skp = make_skp(cast, cast.beringin)
    sent = a_result(indicators=count)
    assert send(client, user_of(cast.beringin), "add_result", skp.pk, **sent).status_code == 302


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"i0-target_kind": "number", "i0-target_low": ""}, "Belum diisi. Tulis angka, misalnya 95."),
        ({"i0-target_kind": "range", "i0-target_low": "5", "i0-target_high": ""}, "Isi batas atas rentangnya."),
        ({"i0-target_kind": "range", "i0-target_low": "5", "i0-target_high": "4"}, "lebih kecil daripada batas bawah"),
        ({"i0-target_kind": "text", "i0-target_text": ""}, "Tuliskan uraian targetnya."),
        ({"i0-statement": ""}, "Tuliskan apa yang diukur."),
    ],
)
def test_an_indicator_without_a_target_is_refused(
    client: Client, cast: Cast, target: dict[str, str], message: str
) -> None:
    skp = make_skp(cast, cast.beringin)
    response = send(client, user_of(cast.beringin), "add_result", skp.pk, **a_result(**target))
    assert response.status_code == 422
    assert message in response.content.decode()


def test_when_somebody_was_quicker_both_sides_are_shown_and_nothing_is_lost(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    old = WorkResult.objects.get(skp=skp)
    user = user_of(cast.beringin)
    send(client, user, "result", old.pk, **a_result(statement="Yang pertama"))
    response = send(client, user, "result", old.pk, **a_result(statement="Yang kedua"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Halaman ini diubah di tempat lain" in text
    assert "Yang pertama" in text
    assert "Yang kedua" in text
    assert 'name="version" value="2"' in text
    send(client, user, "result", old.pk, **a_result(statement="Yang kedua", version="2"))
    old.refresh_from_db()
    assert old.statement == "Yang kedua"


def test_two_people_writing_the_annex_do_not_overwrite_each_other(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    user = user_of(cast.beringin)
    send(client, user, "annex", skp.pk, version="1", support="Pertama")
    text = send(client, user, "annex", skp.pk, version="1", support="Kedua").content.decode()
    assert "Dukungan sumber daya: Pertama" in text
    assert "Kedua" in text
    assert SkpAnnex.objects.get().text == "Pertama"


def test_an_incomplete_plan_shows_what_is_missing_instead_of_a_button(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    Indicator.objects.all().delete()
    text = page(user_of(cast.beringin), reverse("planning:submit", args=[skp.pk])).content.decode()
    assert "Belum punya indikator" in text
    assert "Ajukan untuk ditetapkan?" not in text


def test_an_incomplete_plan_cannot_be_forced_in(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    Indicator.objects.all().delete()
    url = reverse("planning:submit", args=[skp.pk])
    text = sign_in(client, user_of(cast.beringin)).post(url, {"version": "1"}, follow=True).content.decode()
    assert "SKP belum lengkap" in text
    skp.refresh_from_db()
    assert skp.state == SkpState.DRAFT


def test_a_return_without_a_reason_is_refused(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="submitted")
    response = send(client, user_of(cast.kasi), "review", skp.pk, version="1", **{"return": "1"}, reason="")
    assert response.status_code == 422
    assert "Tuliskan alasan pengembalian" in response.content.decode()


def test_a_period_with_crossed_days_is_refused_and_keeps_them(client: Client, cast: Cast) -> None:
    Period.objects.all().delete()
    sent = _period_form(client, cast) | {"end": "2025-01-01"}
    response = send(client, cast.admin, "open_period", None, **sent)
    assert response.status_code == 422
    assert 'value="2025-01-01"' in response.content.decode()


def test_the_days_can_be_changed_after_the_question(client: Client, cast: Cast) -> None:
    Period.objects.all().delete()
    response = send(client, cast.admin, "open_period", None, **_period_form(client, cast), back="1")
    assert "Lanjut" in response.content.decode()
    assert not Period.objects.exists()


def test_the_proposed_name_is_indonesian_on_an_english_page_too(client: Client, cast: Cast) -> None:
    User.objects.update(language="en")
    text = _text(client, cast.admin, "planning:open_period")
    assert 'lang="en"' in text
    assert 'value="Tahun kinerja 2027"' in text


def test_a_period_is_closed_after_a_question_and_opened_again(client: Client, cast: Cast) -> None:
    text = _text(client, cast.admin, "planning:close_period", cast.period.pk)
    assert "Tutup Tahun kinerja 2026?" in text
    send(client, cast.admin, "close_period", cast.period.pk)
    assert Period.objects.get().state == PeriodState.CLOSED
    send(client, cast.admin, "reopen_period", cast.period.pk)
    assert Period.objects.get().state == PeriodState.OPEN


def test_in_a_closed_period_the_plan_offers_nothing_to_change(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    services.close_period(period=cast.period, by=cast.admin, at=AT)
    text = page(user_of(cast.beringin), reverse("planning:skp", args=[skp.pk])).content.decode()
    assert "Periode ini sudah ditutup" in text
    assert "Tambah hasil" not in text


def test_a_new_head_finds_and_continues_a_plan(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.sengon, state="set", appraiser=cast.kasi)
    assert "Lanjutkan sebagai penilai" in _text(client, user_of(cast.lurah), "planning:team")
    send(client, user_of(cast.lurah), "take_over", skp.pk, version="1")
    skp.refresh_from_db()
    assert skp.appraiser == cast.lurah


def test_words_of_people_are_never_mark_up(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sent = a_result(statement="<script>alert(1)</script>")
    send(client, user_of(cast.beringin), "add_result", skp.pk, **sent)
    text = _text(client, user_of(cast.kasi), "planning:skp", skp.pk)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_year_is_a_year_and_not_an_amount(page: Open, cast: Cast) -> None:
    make_skp(cast, cast.beringin)
    text = page(user_of(cast.beringin), reverse("planning:mine")).content.decode()
    assert "<h1>SKP 2026</h1>" in text
    assert "2.026" not in text


def test_printing_opens_every_part(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    text = page(user_of(cast.beringin), reverse("planning:skp", args=[skp.pk]) + "?cetak=1").content.decode()
    assert text.count('<details class="t-more" open>') == 10


def test_the_page_speaks_english_too(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    User.objects.update(language="en")
    Indicator.objects.update(target_low=2400)
    text = _text(client, user_of(cast.beringin), "planning:skp", skp.pk)
    assert "2,400 laporan" in text


# --- cost -------------------------------------------------------------------------------


def _full(skp: Skp, count: int) -> None:
    for order in range(2, count + 2):
        result = WorkResult.objects.create(skp=skp, order=order, statement=f"Hasil {order}")
        Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=1, unit="laporan")


@pytest.mark.parametrize(
    ("who", "name", "most"),
    [
        ("beringin", "mine", 12),
        ("beringin", "skp", 12),
        ("beringin", "submit", 12),
        ("beringin", "add_result", 12),
        ("kasi", "review", 12),
        ("kasi", "expectations", 12),
        ("camat", "skp", 12),
        ("auditor", "skp", 12),
        ("kasi", "team", 12),
        ("admin", "periods", 12),
    ],
)
def test_a_page_asks_few_questions_however_long_the_plan(
    client: Client, cast: Cast, who: str, name: str, most: int
) -> None:
    skp = make_skp(cast, cast.beringin)
    person = getattr(cast, who)
    user = person if isinstance(person, User) else user_of(person)
    args = [] if name in ("mine", "team", "periods") else [skp.pk]
    counts = []
    for size in (0, 12):
        _full(skp, size)
        if size:
            for number in range(size):
                someone = make_employee(
                    cast.agency,
                    cast.service_section,
                    f"1991010320132119{number + 10}",
                    f"Orang {number} Contoh",
                    "Pengelola",
                )
                make_skp(cast, someone)
        url = reverse(f"planning:{name}", args=args)
        counts.append(cost_of(sign_in(client, user), url)[0])
    assert counts[0] == counts[1] <= most


# --- home -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "title"),
    [(None, "Susun SKP 2026"), ("draft", "Ajukan SKP 2026"), ("returned", "Perbaiki SKP 2026")],
)
def test_home_tells_the_employee_what_the_plan_needs(cast: Cast, state: str | None, title: str) -> None:
    if state:
        make_skp(cast, cast.beringin, state=state)
    assert [task.title for task in tasks(actor(cast.beringin))] == [title]


def test_home_is_quiet_when_the_plan_is_set(cast: Cast) -> None:
    make_skp(cast, cast.beringin, state="set")
    assert tasks(actor(cast.beringin)) == []


def test_home_tells_the_appraiser_who_waits_in_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    make_skp(cast, cast.kasi, state="set", appraiser=cast.camat)
    make_skp(cast, cast.beringin, state="submitted")
    asking = actor(cast.kasi)
    with django_assert_num_queries(2):
        [task] = tasks(asking)
    assert (task.title, task.detail) == ("Tinjau SKP 1 pegawai", "Beringin Yasmin Contoh")


def test_home_names_three_of_those_who_wait(cast: Cast) -> None:
    for person in (cast.beringin, cast.cendana, cast.lurah, cast.sengon):
        make_skp(cast, person, state="submitted")
    [task] = [each for each in tasks(actor(cast.kasi)) if each.action == "Tinjau"]
    assert task.detail.count(",") == 2
    assert task.detail.endswith(" dan lainnya")


def test_home_reports_a_plan_that_was_set_lately(cast: Cast, django_assert_num_queries: Any) -> None:
    Skp.objects.filter(pk=make_skp(cast, cast.beringin, state="set").pk).update(set_at=AT)
    asking = actor(cast.beringin)
    with django_assert_num_queries(1):
        [item] = news(asking)
    assert item.text == "SKP 2026 Anda ditetapkan."


def test_home_has_nothing_for_an_account_without_a_post(cast: Cast) -> None:
    assert (tasks(actor(cast.auditor)), news(actor(cast.auditor))) == ([], [])
