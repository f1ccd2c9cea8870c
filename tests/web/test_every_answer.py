"""What holds for every answer: where it may be kept, and that it is a page of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, user_of

Open = Callable[..., Any]


@pytest.mark.parametrize("url", ["/", "/skp/", "/umpan-balik/", "/nothing/"])
def test_what_a_signed_in_person_reads_is_kept_by_no_shared_cache(page: Open, cast: Cast, url: str) -> None:
    assert page(user_of(cast.beringin), url)["Cache-Control"] == "private, no-cache"


def test_the_exported_ledger_is_kept_by_no_shared_cache(page: Open, cast: Cast) -> None:
    assert page(cast.auditor, "/buku-besar/unduh/")["Cache-Control"] == "private, no-cache"


def test_a_page_that_asks_for_more_keeps_it(page: Open, cast: Cast) -> None:
    assert "no-store" in page(cast.auditor, "/buku-besar/")["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept(page: Open, cast: Cast, client: Client) -> None:
    assert "Clear-Site-Data" not in page(user_of(cast.beringin), "/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


def test_an_address_that_only_takes_forms_answers_with_a_page(page: Open, cast: Cast) -> None:
    answer = page(user_of(cast.beringin), "/skp/mulai/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Ke beranda" in answer.content.decode()


@pytest.mark.parametrize("url", ["/pegawai/?q=%00", "/periksa/a%00b/"])
def test_a_null_byte_in_an_address_is_refused_with_a_page(page: Open, cast: Cast, url: str) -> None:
    answer = page(cast.team, url)
    assert answer.status_code == 400
    assert "Ke beranda" in answer.content.decode()


def test_search_engines_are_told_to_stay_away(client: Client, db: None) -> None:
    assert b"Disallow: /" in client.get("/robots.txt").content


def test_browsers_find_the_mark_where_they_look_for_it(client: Client, db: None) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


@pytest.mark.parametrize("url", ["/accounts/login/", "/nothing", "/periksa/?kode=%00", "/akun/bahasa/", "/favicon.ico"])
def test_every_answer_forbids_what_is_not_ours(client: Client, db: None, url: str) -> None:
    answer = client.get(url)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
