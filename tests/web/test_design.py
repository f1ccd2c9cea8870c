"""The face of the product: packaged files, policy, weight, frame of the pages, plain error pages."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

import terang.web
from terang.config.finders import PACKAGED_FILES
from terang.config.urls import urlpatterns as product_urls
from terang.identity.enums import Role
from terang.organisation.models import AppraiserOverride
from terang.web.templatetags import charts
from terang.web.templatetags import terang as words
from tests.cast import Cast, grant, make_user, user_of

STATIC = Path(terang.web.__file__).parent / "static" / "terang"
PINNED = {
    "terang/vendor/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "terang/vendor/htmx-2.min.js": "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
}
FIRST_VIEW = 90_000


def break_down(request: Any) -> None:
    raise RuntimeError("broken on purpose")


urlpatterns = [*product_urls, path("rusak/", break_down)]


@pytest.mark.parametrize("name", sorted(PINNED))
def test_packaged_files_are_the_ones_that_were_looked_at(name: str) -> None:
    assert hashlib.sha256(PACKAGED_FILES[name].read_bytes()).hexdigest() == PINNED[name]


def test_the_policy_allows_own_files_only(client: Client, db: None) -> None:
    policy = client.get("/gaya/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


def test_the_first_view_is_light(client: Client, db: None) -> None:
    files = [PACKAGED_FILES[name].read_bytes() for name in PINNED]
    files += [(STATIC / name).read_bytes() for name in ("terang.css", "terang.js", "mark.svg")]
    page = client.get("/gaya/").content
    assert sum(len(gzip.compress(content)) for content in (*files, page)) <= FIRST_VIEW


def test_the_style_sheet_brings_bootstrap_into_the_lowest_layer() -> None:
    sheet = (STATIC / "terang.css").read_text(encoding="utf-8")
    assert '@import url("vendor/bootstrap.min.css") layer(bootstrap);' in sheet
    assert "!important" not in sheet


def test_htmx_gets_the_settings_that_keep_the_policy_and_the_privacy(client: Client, db: None) -> None:
    page = client.get("/gaya/").content.decode()
    for setting in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
        '"historyRestoreAsHxRequest":false',
        '"attributesToSettle":["class"]',
    ):
        assert setting in page


# --- frame ------------------------------------------------------------------------------


def menu(response: Any) -> list[str]:
    return [str(place.label) for place in response.context["menu"]]


def rest(response: Any) -> list[str]:
    return [str(place.label) for place in response.context["more_places"]]


def test_an_employee_sees_the_five_places_of_the_own_year(page: Any, cast: Cast) -> None:
    assert menu(page(user_of(cast.beringin), "/")) == ["Beranda", "SKP", "Bukti", "Umpan balik", "Hasil"]


def test_a_leader_sees_the_team_first(page: Any, cast: Cast) -> None:
    opened = page(user_of(cast.kasi), "/")
    assert menu(opened) == ["Beranda", "Tim saya", "SKP", "Umpan balik", "Hasil saya"]
    assert rest(opened) == ["Bukti"]


def test_somebody_appointed_to_appraise_sees_the_team_without_leading_a_unit(page: Any, cast: Cast) -> None:
    AppraiserOverride.objects.create(
        employee=cast.beringin, appraiser=cast.sengon, since=date(2026, 1, 2), basis="SK Camat 12/2026"
    )
    opened = page(user_of(cast.sengon), "/")
    assert menu(opened) == ["Beranda", "Tim saya", "SKP", "Umpan balik", "Hasil saya"]
    assert "Anda sebagai pegawai" in opened.content.decode()


def test_the_performance_team_without_a_lead_sees_staff_and_periods(page: Any, cast: Cast) -> None:
    grant(user_of(cast.beringin), Role.PERFORMANCE_TEAM, cast.agency)
    opened = page(user_of(cast.beringin), "/")
    assert menu(opened) == ["Beranda", "Pegawai", "Periode", "SKP", "Hasil saya"]
    assert rest(opened) == ["Bukti", "Umpan balik"]


def test_several_hats_share_five_places_and_the_rest_stands_below(page: Any, cast: Cast) -> None:
    opened = page(cast.team, "/")
    assert menu(opened) == ["Beranda", "Tim saya", "Pegawai", "Periode", "SKP"]
    assert rest(opened) == ["Bukti", "Umpan balik", "Hasil saya"]


def test_the_agency_admin_sees_staff_and_periods(page: Any, cast: Cast) -> None:
    assert menu(page(cast.admin, "/")) == ["Beranda", "Pegawai", "Periode"]


def test_the_auditor_sees_the_ledger(page: Any, cast: Cast) -> None:
    assert menu(page(cast.auditor, "/")) == ["Beranda", "Periode", "Buku besar"]


def test_the_operator_sees_jobs_and_the_ledger(page: Any, cast: Cast) -> None:
    assert menu(page(cast.operator, "/")) == ["Beranda", "Pekerjaan", "Buku besar"]


def test_the_place_one_is_in_is_marked(page: Any, cast: Cast) -> None:
    opened = page(user_of(cast.beringin), "/skp/")
    assert [str(place.label) for place in opened.context["menu"] if place.is_current] == ["SKP"]


def test_an_account_without_any_hat_still_has_a_home(page: Any, cast: Cast) -> None:
    assert menu(page(make_user("baru", "Orang Baru Contoh"), "/")) == ["Beranda"]


def test_a_visitor_is_offered_to_sign_in(client: Client, db: None) -> None:
    page = client.get("/gaya/").content.decode()
    assert "/accounts/login/" in page
    assert "t-nav" not in page


def test_the_theme_of_the_account_is_written_by_the_server(page: Any, cast: Cast) -> None:
    user = user_of(cast.beringin)
    user.theme = "dark"
    user.save(update_fields=["theme"])
    assert '<html lang="id" data-theme="dark">' in page(user, "/").content.decode()


def test_a_demo_says_that_everything_is_invented(client: Client, db: None) -> None:
    with override_settings(TERANG_DEMO=True):
        assert "Semua nama dan angka rekaan" in client.get("/gaya/").content.decode()
    assert "Semua nama dan angka rekaan" not in client.get("/gaya/").content.decode()


# --- error pages ------------------------------------------------------------------------


def test_an_unknown_page_says_so_in_plain_words(page: Any, cast: Cast) -> None:
    opened = page(user_of(cast.beringin), "/tidak-ada/")
    assert opened.status_code == 404
    assert "Halaman ini tidak ada, atau bukan untuk akun Anda" in opened.content.decode()
    assert "t-nav" in opened.content.decode()


def test_an_unknown_page_does_the_same_for_visitors(client: Client, db: None) -> None:
    assert client.get("/tidak-ada/").status_code == 404


def test_a_form_left_open_too_long_explains_what_to_do(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/accounts/login/", {"login": "x", "password": "y"})
    assert refused.status_code == 403
    assert "muat ulang" in refused.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_called_ours(page: Any, client: Client, cast: Cast) -> None:
    client.raise_request_exception = False
    broken = page(user_of(cast.beringin), "/rusak/")
    assert broken.status_code == 500
    assert "Kesalahan ada pada kami" in broken.content.decode()


@pytest.mark.parametrize("name", ["403.html", "400.html"])
def test_other_refusals_are_in_the_family(name: str, rf: Any, db: None) -> None:
    request = rf.get("/")
    assert "t-blank" in render_to_string(name, request=request)


# --- words ------------------------------------------------------------------------------

MORNING = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


def test_dates_and_hours_are_written_the_indonesian_way() -> None:
    assert words.day(date(2026, 8, 5)) == "5 Agu 2026"
    assert words.day_time(MORNING) == "24 Nov 2026, 09.41"
    assert words.long_day(TODAY) == "Selasa, 24 November 2026"


def test_a_missing_date_is_a_dash() -> None:
    assert words.day(None) == "–"


def test_numbers_have_a_point_for_thousands_and_a_comma_for_parts() -> None:
    assert words.number(2400) == "2.400"
    assert words.number(Decimal("87.4200")) == "87,42"
    assert words.percent(Decimal("96.4")) == "96,4 %"
    assert words.number(7, 1) == "7,0"


def test_a_missing_number_is_never_a_zero() -> None:
    assert words.number(None) == "–"
    assert words.percent(None) == "–"


def test_how_long_until_a_last_day() -> None:
    assert words.days_left(date(2026, 11, 30), TODAY) == "6 hari lagi"
    assert words.days_left(TODAY, TODAY) == "hari terakhir"
    assert words.days_left(date(2026, 11, 22), TODAY) == "lewat 2 hari"


def test_recent_moments_are_named() -> None:
    assert words.moment(MORNING, TODAY) == "Hari ini, 09.41"
    assert words.moment(date(2026, 11, 23), TODAY) == "Kemarin"
    assert words.moment(date(2026, 11, 15), TODAY) == "15 Nov 2026"


def test_a_staff_number_is_read_in_parts_or_hidden() -> None:
    assert words.nip("199101032013211934") == "19910103 201321 1 934"
    assert words.nip("auditor") == "auditor"
    assert "0103" not in words.masked_nip("199101032013211934")


def test_initials_take_the_first_two_words() -> None:
    assert words.initials("Beringin Yasmin Contoh") == "BY"
    assert words.initials("Pinus") == "P"


def test_a_bar_stays_inside_its_bed_and_has_a_point_in_every_language() -> None:
    assert words.bar(Decimal("85.44")) == "85.4%"
    assert words.bar(140) == "100.0%"
    assert words.bar(None) == "0.0%"


def test_icons_are_hidden_from_screen_readers() -> None:
    drawn = words.icon("check")
    assert 'class="t-i"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    places = charts.points([("Jul", 1.0), ("Agu", None), ("Sep", 3.0), ("Okt", 2.0)])
    assert [(one.start.label, one.end.label) for one in charts.segments(places)] == [("Sep", "Okt")]


def test_every_chart_brings_its_figures_as_a_table() -> None:
    chart = "{% line_chart 'Layanan' rows %}{% interval_chart 'Nilai' ends 4.5 4.3 4.7 %}"
    html = Template(chart).render(Context({"rows": [("Jul", 182.0), ("Agu", None)], "ends": (1, 5)}))
    assert html.count("<table") == 2
    assert "belum ada" in html
    assert 'role="img"' in html


def test_the_matrix_marks_the_choice_and_dashes_the_suggestion(db: None) -> None:
    from terang.regulation.queries import in_force

    html = Template('{% predikat_matrix law results="meets" behaviour="ABOVE" suggested=pairs %}').render(
        Context({"law": in_force(TODAY), "pairs": [("MEETS", "MEETS")]})
    )
    assert 'class="c23 is-chosen"' in html
    assert 'class="c22 is-suggested"' in html
    assert "Sangat Baik" in html
