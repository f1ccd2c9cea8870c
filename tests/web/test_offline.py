"""Recording without a network, seen from the server: what a phone may keep, and what the door lets in once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from terang.evidence.models import Evidence, Progress
from terang.identity.models import User
from terang.ledger.queries import entries
from terang.planning.enums import PeriodState
from terang.planning.models import Indicator, Period, Skp, WorkResult
from terang.web.offline.icons import SIZES, icon
from tests.cast import Cast, make_skp, user_of
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day", "no_file_stays")

PAGE, STATE, SEND, WORKER = "/luring/", "/luring/keadaan/", "/luring/kirim/", "/luring/pekerja.js"
MANIFEST = "/luring/terang.webmanifest"


@pytest.fixture
def skp(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, state="set")


@pytest.fixture
def phone(client: Client, cast: Cast, skp: Skp) -> Client:
    return sign_in(client, user_of(cast.beringin))


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return SimpleUploadedFile("lapangan.jpg", out.getvalue(), content_type="image/jpeg")


def entry(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "account": user_of(cast.beringin).pk,
        "indicator": Indicator.objects.order_by("pk")[0].pk,
        "on": "2026-11-23",
        "value": "2",
        "note": "Dua warga didatangi",
        "link": "",
        "key": "k" * 32,
    } | changes


# --- what the phone keeps ---------------------------------------------------------------


def test_the_page_is_the_same_for_everybody_and_names_nobody(phone: Client, cast: Cast) -> None:
    seen = phone.get(PAGE).content.decode()
    assert "Beringin" not in seen
    assert cast.beringin.nip not in seen
    assert "Laporan layanan bulanan" not in seen
    assert "Buka formulir biasa" in seen  # without a script


def test_the_worker_may_look_after_the_whole_site_and_is_asked_for_anew(client: Client, db: None) -> None:
    answer = client.get(WORKER)
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_is_the_same_for_everybody(phone: Client, cast: Cast) -> None:
    mine = phone.get(WORKER).content
    assert sign_in(Client(), user_of(cast.kasi)).get(WORKER).content == mine == Client().get(WORKER).content


def test_the_worker_keeps_only_files_that_anybody_may_read(client: Client, db: None) -> None:
    head = client.get(WORKER).content.decode().splitlines()[0]
    told = json.loads(head.removeprefix("self.TERANG = ").removesuffix(";"))
    assert told["pages"] == {"id": f"{PAGE}?bahasa=id", "en": f"{PAGE}?bahasa=en"}
    assert all(name.startswith("/static/terang/") for name in told["files"])


@pytest.fixture
def temporary(phone: Client, cast: Cast) -> Client:
    """Somebody who has not chosen a password of their own."""
    User.objects.filter(pk=user_of(cast.beringin).pk).update(must_change_password=True)
    return phone


@pytest.mark.parametrize("address", [WORKER, MANIFEST])
def test_what_every_page_asks_for_comes_with_a_temporary_password_too(temporary: Client, address: str) -> None:
    assert temporary.get(address).status_code == 200


def test_with_a_temporary_password_nothing_is_told_and_nothing_taken(temporary: Client, cast: Cast) -> None:
    for answer in (temporary.get(STATE), temporary.post(SEND, entry(cast))):
        assert answer.status_code == 302
    assert not Progress.objects.exists()


def test_the_manifest_names_icons_that_are_there(client: Client, db: None) -> None:
    answer = client.get(MANIFEST)
    assert answer["Content-Type"] == "application/manifest+json"
    for each in answer.json()["icons"]:
        assert client.get(each["src"])["Content-Type"] == "image/png"


def test_an_icon_of_another_size_is_not_there(client: Client, db: None) -> None:
    assert client.get("/luring/ikon-100000.png").status_code == 404


@pytest.mark.parametrize("size", SIZES)
def test_an_icon_shows_the_sun_over_its_lines(size: int) -> None:
    image = Image.open(io.BytesIO(icon(size))).convert("RGB")
    assert image.size == (size, size)
    seen = [image.getpixel((size // 2, int(size * place))) for place in (0.05, 0.47, 0.596)]
    assert seen == [(255, 255, 255), (240, 165, 31), (11, 93, 90)]


@pytest.mark.parametrize(("asked", "language"), [("en", "en"), ("id", "id"), ("xx", "id"), ("../id", "id"), ("", "id")])
def test_the_page_speaks_the_language_that_is_asked_for(client: Client, db: None, asked: str, language: str) -> None:
    answer = client.get(PAGE, {"bahasa": asked})
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_script_comes_with_signed_in_pages_only(phone: Client) -> None:
    assert "offline-register" in phone.get("/bukti/").content.decode()
    assert "offline-register" not in Client().get("/accounts/login/").content.decode()


def test_the_work_page_leads_to_it(phone: Client) -> None:
    assert f'href="{PAGE}"' in phone.get("/bukti/").content.decode()


# --- who is asking ----------------------------------------------------------------------


def test_the_phone_learns_its_own_indicators(phone: Client, cast: Cast) -> None:
    make_skp(cast, cast.cendana, state="set")
    told = phone.get(STATE).json()
    assert told["account"] == str(user_of(cast.beringin).pk)
    assert told["seconds"] == settings.SESSION_COOKIE_AGE
    assert [row["statement"] for row in told["indicators"]] == ["Laporan layanan bulanan"]


def test_without_a_session_the_phone_is_told_so(client: Client, db: None) -> None:
    assert client.get(STATE).json() == {"account": None}


def test_an_account_without_a_post_has_nothing_to_record(client: Client, cast: Cast) -> None:
    assert sign_in(client, cast.operator).get(STATE).json()["indicators"] == []


def test_the_list_is_kept_by_no_cache(phone: Client) -> None:
    assert "no-store" in phone.get(STATE)["Cache-Control"]


def test_the_list_asks_the_same_however_long_it_is(phone: Client, skp: Skp) -> None:
    counts = []
    for more in (0, 8):
        for number in range(more):
            result = WorkResult.objects.create(skp=skp, order=number + 2, statement=f"Hasil {number}")
            Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=1)
        phone.get(STATE)
        with CaptureQueriesContext(connection) as captured:
            phone.get(STATE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 7


# --- sending ----------------------------------------------------------------------------


def test_an_entry_with_a_photo_arrives(phone: Client, cast: Cast) -> None:
    answer = phone.post(SEND, entry(cast, attachments=[photo()]))
    assert answer.json()["state"] == "stored"
    row = Progress.objects.get()
    assert (row.note, row.evidence.get().content_type) == ("Dua warga didatangi", "image/jpeg")


def test_an_entry_that_comes_twice_is_stored_once(phone: Client, cast: Cast) -> None:
    for _time in range(2):
        assert phone.post(SEND, entry(cast, attachments=[photo()])).json()["state"] == "stored"
    assert (Progress.objects.count(), Evidence.objects.count()) == (1, 1)
    assert entries("contoh", act="progress.recorded").count() == 1


def test_an_entry_whose_answer_got_lost_is_known_after_the_period_closed(phone: Client, cast: Cast) -> None:
    phone.post(SEND, entry(cast))
    Period.objects.update(state=PeriodState.CLOSED)
    Period.objects.update(state=PeriodState.OPEN)
    assert phone.post(SEND, entry(cast)).json()["state"] == "stored"
    assert Progress.objects.count() == 1


def test_other_content_under_the_same_key_shows_what_is_stored(phone: Client, cast: Cast) -> None:
    phone.post(SEND, entry(cast, note="<b>Satu</b> warga"))
    answer = phone.post(SEND, entry(cast, note="Dua warga"))
    assert answer.status_code == 422
    assert answer.json()["state"] == "refused"
    assert "&lt;b&gt;Satu&lt;/b&gt; warga" in answer.json()["theirs"]["html"]
    assert Progress.objects.get().note == "<b>Satu</b> warga"


def refused(phone: Client, sent: dict[str, Any]) -> str:
    answer = phone.post(SEND, sent)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert not Progress.objects.exists()
    message: str = answer.json()["message"]
    return message


def test_an_entry_for_a_closed_period_is_refused_in_words(phone: Client, cast: Cast) -> None:
    sent = entry(cast)
    Period.objects.update(state=PeriodState.CLOSED)
    assert "tidak ada lagi" in refused(phone, sent)


def test_an_entry_for_an_indicator_that_is_gone_is_refused_in_words(phone: Client, cast: Cast) -> None:
    assert "Pilih indikator lain" in refused(phone, entry(cast, indicator="987654"))


def test_an_entry_written_after_the_session_asks_for_its_indicator(phone: Client, cast: Cast) -> None:
    assert refused(phone, entry(cast, indicator="")) == "Pilih indikatornya."


def test_an_entry_for_the_indicator_of_somebody_else_is_refused_in_the_same_words(phone: Client, cast: Cast) -> None:
    foreign = Indicator.objects.get(result__skp=make_skp(cast, cast.cendana, state="set"))
    assert refused(phone, entry(cast, indicator=foreign.pk)) == refused(phone, entry(cast, indicator="987654"))


def test_a_file_that_is_refused_takes_its_entry_with_it(phone: Client, cast: Cast) -> None:
    program = SimpleUploadedFile("foto.jpg", b"MZ program")
    assert "foto.jpg" in refused(phone, entry(cast, attachments=[photo(), program]))
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_day_ahead_is_refused_in_words(phone: Client, cast: Cast) -> None:
    assert "belum terjadi" in refused(phone, entry(cast, on="2026-11-25"))


def test_an_entry_of_another_account_is_not_taken(phone: Client, cast: Cast) -> None:
    answer = phone.post(SEND, entry(cast, account=user_of(cast.cendana).pk))
    assert (answer.status_code, answer.json()["state"]) == (409, "other_account")
    assert not Progress.objects.exists()


def test_an_entry_without_a_session_is_not_taken(client: Client, cast: Cast, skp: Skp) -> None:
    answer = client.post(SEND, entry(cast))
    assert (answer.status_code, answer.json()["state"]) == (401, "signed_out")
    assert not Progress.objects.exists()


def test_an_entry_without_the_token_of_our_pages_is_not_taken(cast: Cast, skp: Skp) -> None:
    stranger = sign_in(Client(enforce_csrf_checks=True), user_of(cast.beringin))
    assert stranger.post(SEND, entry(cast)).status_code == 403
    assert not Progress.objects.exists()


def test_the_token_that_the_phone_asks_for_opens_the_door(cast: Cast, skp: Skp) -> None:
    phone = sign_in(Client(enforce_csrf_checks=True), user_of(cast.beringin))
    sent = entry(cast, csrfmiddlewaretoken=phone.get(STATE).json()["token"])
    assert phone.post(SEND, sent).json()["state"] == "stored"


@pytest.mark.parametrize("who", ["operator", "auditor", "admin"])
def test_an_account_without_a_post_sends_nothing(client: Client, cast: Cast, skp: Skp, who: str) -> None:
    user = getattr(cast, who)
    assert sign_in(client, user).post(SEND, entry(cast, account=user.pk)).status_code == 404
