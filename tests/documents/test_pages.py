"""The public verification page and the download of one's own document."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from terang.documents.models import Document
from terang.documents.services import VERIFY_PATH, revoke, verification_url
from terang.identity.enums import Role
from tests.cast import Cast, grant, user_of
from tests.documents.samples import BERINGIN, evaluation_form

Issue = Callable[..., Document]
CHECK = "/periksa/"


@pytest.fixture(autouse=True)
def fresh_minute() -> None:
    cache.clear()


def upload(client: Client, data: bytes, **extra: Any) -> Any:
    return client.post(CHECK, {"berkas": SimpleUploadedFile("dokumen.pdf", data, "application/pdf")}, **extra)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# By code


def test_the_address_in_the_qr_code_is_the_address_of_the_page(issued: Issue) -> None:
    document = issued()
    path = reverse("documents:verify", args=[document.token])
    assert path == VERIFY_PATH.format(token=document.token)
    assert verification_url(document.token) == django_settings.TERANG_BASE_URL + path


def test_a_stranger_sees_that_the_document_is_on_record(client: Client, issued: Issue) -> None:
    document = issued()
    page = text(client.get(f"{CHECK}{document.token}/"))
    for said in (
        "Dokumen ini terdaftar dan berlaku",
        "Dokumen Evaluasi Kinerja Pegawai",
        document.number,
        "<dd>2026</dd>",
        "Camar CONTOH, S.STP.",
        "Kepala Seksi Pelayanan Umum",
        "24 Nov 2026, 09.41 WIB",
        "Berlaku, belum digantikan",
        document.sha256,
        "Sertifikat kantor sendiri (P-256), bukan sertifikat BSrE",
    ):
        assert said in page


def test_nobody_learns_who_was_rated_or_how(client: Client, issued: Issue, sealed_bytes: bytes) -> None:
    document = issued()
    pages = [client.get(f"{CHECK}{document.token}/"), upload(client, sealed_bytes), upload(client, sealed_bytes + b"x")]
    for page in map(text, pages):
        for secret in (BERINGIN.nip, BERINGIN.name, "Sangat Baik", "Istimewa", "pelatihan"):
            assert secret not in page


def test_a_revoked_document_says_so_without_the_reason(client: Client, issued: Issue, at: datetime) -> None:
    document = revoke(document=issued(), reason="Tertukar dengan milik orang lain.", by="team", at=at)
    page = text(client.get(f"{CHECK}{document.token}/"))
    assert "Dokumen ini sudah dicabut" in page
    assert "Dicabut 24 Nov 2026" in page
    assert "Tertukar" not in page


def test_a_replaced_document_names_its_successor(client: Client, issued: Issue) -> None:
    first = issued(subject="evaluation:7")
    second = issued(evaluation_form(notes="Sesudah keberatan."), subject="evaluation:7")
    page = text(client.get(f"{CHECK}{first.token}/"))
    assert "Dokumen ini sudah diganti" in page
    assert second.number in page
    assert second.token not in page


@pytest.mark.parametrize("token", ["tidak-ada", "A" * 32, "<script>", "x" * 2000])
def test_an_unknown_code_is_unknown(client: Client, db: None, token: str) -> None:
    response = client.get(f"{CHECK}{token}/")
    assert response.status_code == 404
    assert "Dokumen tidak dikenal" in text(response)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["{token}", "  {token} ", "https://lain.example/periksa/{token}/"])
def test_a_typed_code_or_address_leads_to_its_page(client: Client, typed: str) -> None:
    token = "Zm9yLXRlc3RzLW9ubHktMTkyLWJpdHMt"
    response = client.get(CHECK, {"kode": typed.format(token=token)})
    assert response.headers["Location"] == f"{CHECK}{token}/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Tempel alamat atau kode"), ("TRG-EVAL-2026-000001", "Kode terdiri dari 32 huruf dan angka")],
)
def test_a_mistyped_code_says_what_a_code_looks_like_and_stays_typed(client: Client, typed: str, said: str) -> None:
    response = client.get(CHECK, {"kode": typed})
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{typed}"' in text(response) or not typed


# By file


def test_the_file_itself_is_genuine(client: Client, sealed_bytes: bytes) -> None:
    page = text(upload(client, sealed_bytes))
    assert "Dokumen ini asli" in page
    assert "bita demi bita" in page


def test_a_file_with_one_changed_byte_is_altered(client: Client, sealed_bytes: bytes) -> None:
    broken = bytearray(sealed_bytes)
    broken[len(broken) // 3] ^= 1
    page = text(upload(client, bytes(broken)))
    assert "Isi dokumen telah berubah" in page
    assert "Tentang dokumen aslinya" in page
    assert "TRG-EVAL-2026-000001" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Berkas ini kosong"),
        (b"GIF89a", "Berkas ini bukan PDF"),
        (b"%PDF-1.7\n%%EOF", "bukan dokumen yang disegel kantor ini"),
        (b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024), "lebih besar dari 10 MB"),
    ],
    ids=["empty", "no pdf", "other pdf", "too large"],
)
def test_any_other_file_is_unknown_and_says_why(client: Client, data: bytes, said: str) -> None:
    page = text(upload(client, data))
    assert "Dokumen tidak dikenal" in page
    assert said in page


@pytest.mark.django_db
def test_without_a_file_the_page_asks_for_one(client: Client) -> None:
    response = client.post(CHECK, {})
    assert response.status_code == 422
    assert "Pilih berkas PDF yang ingin Anda periksa." in text(response)


def test_the_file_is_not_kept(client: Client, sealed_bytes: bytes) -> None:
    upload(client, sealed_bytes + b"x")
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_a_check_needs_the_forms_own_token() -> None:
    assert upload(Client(enforce_csrf_checks=True), b"x").status_code == 403


# The page as such


@pytest.mark.django_db
def test_search_engines_and_caches_stay_out(client: Client) -> None:
    response = client.get(CHECK)
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_the_61st_check_within_a_minute_is_asked_to_wait(client: Client) -> None:
    for _ in range(60):
        assert client.get(CHECK).status_code == 200
    response = client.get(CHECK)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Tunggu sebentar" in text(response)


@pytest.mark.django_db
def test_another_address_is_not_slowed_down(client: Client) -> None:
    for _ in range(61):
        client.get(CHECK)
    assert client.get(CHECK, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.django_db
def test_a_made_up_forwarding_header_does_not_help_without_a_proxy(client: Client) -> None:
    for n in range(60):
        client.get(CHECK, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
    assert client.get(CHECK, HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


@pytest.mark.django_db
def test_behind_the_proxy_the_address_it_saw_counts(client: Client, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(60):
        client.get(CHECK, HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.1")
    assert client.get(CHECK, HTTP_X_FORWARDED_FOR="10.0.0.9, 192.0.2.1").status_code == 429
    assert client.get(CHECK, HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.2").status_code == 200


def test_a_code_costs_one_query(client: Client, issued: Issue, django_assert_num_queries: Any) -> None:
    document = issued()
    with django_assert_num_queries(1):
        client.get(f"{CHECK}{document.token}/")


# Download


def download(page: Callable[..., Any], user: Any, document: Document) -> Any:
    return page(user, reverse("documents:download", args=[document.token]))


def test_a_named_reader_downloads_the_sealed_file(page: Any, cast: Cast, issued: Issue) -> None:
    user = user_of(cast.beringin)
    document = issued(agency=cast.agency.code, readers=[user.username])
    response = download(page, user, document)
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"{document.number}.pdf" in response.headers["Content-Disposition"]
    with document.file.open("rb") as file:
        assert b"".join(response.streaming_content) == file.read()


@pytest.mark.parametrize("role", [Role.PERFORMANCE_TEAM, Role.AUDITOR])
def test_team_and_auditor_of_the_agency_download_it(page: Any, cast: Cast, issued: Issue, role: Role) -> None:
    user = user_of(cast.sengon)
    grant(user, role, cast.agency)
    response = download(page, user, issued(agency=cast.agency.code))
    assert response.status_code == 200
    response.close()


def test_the_team_of_another_agency_does_not(page: Any, cast: Cast, issued: Issue) -> None:
    user = user_of(cast.outsider)
    grant(user, Role.PERFORMANCE_TEAM, cast.other_agency)
    assert download(page, user, issued(agency=cast.agency.code)).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN, Role.OPERATOR])
def test_admin_and_operator_do_not(page: Any, cast: Cast, issued: Issue, role: Role) -> None:
    user = user_of(cast.sengon)
    grant(user, role, cast.agency)
    assert download(page, user, issued(agency=cast.agency.code)).status_code == 404


def test_a_colleague_does_not(page: Any, cast: Cast, issued: Issue) -> None:
    assert download(page, user_of(cast.cendana), issued(agency=cast.agency.code)).status_code == 404


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, issued: Issue) -> None:
    response = client.get(reverse("documents:download", args=[issued().token]))
    assert response.status_code == 302
