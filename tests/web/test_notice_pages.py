"""The page of notices, the count in the header, and how somebody wants to be told."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_noop

from terang.identity.models import User
from terang.notices.models import Notice, NoticePreference
from terang.notices.services import tell
from tests.cast import Cast, user_of
from tests.web.people import cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
LIST = "/pemberitahuan/"
TEXT = gettext_noop("%(name)s mengajukan SKP %(year)s.")


def news(cast: Cast, number: int = 1, topic: str = "plan", **changes: Any) -> Notice:
    kept: dict[str, Any] = {"recipients": [cast.kasi.nip], "key": f"{topic}:{number}:x", "text": TEXT, "url": "/skp/"}
    values = {"name": f"Pegawai {number}", "year": 2026}
    tell(**kept | {"values": values, "at": AT + timedelta(minutes=number)} | changes)
    newest = Notice.objects.order_by("pk").last()
    assert newest is not None
    return newest


@pytest.fixture
def kasi(client: Client, cast: Cast) -> Client:
    return sign_in(client, cast.kasi)


def shown(client: Client, query: str = "") -> str:
    return client.get(LIST + query).content.decode()


# --- the list ---------------------------------------------------------------------------


def test_the_unread_stand_above_the_read_and_the_newest_first(kasi: Client, cast: Cast) -> None:
    for number in (1, 2, 3):
        news(cast, number)
    Notice.objects.filter(key="plan:3:x").update(read_at=AT)
    page = shown(kasi)
    places = [page.index(f"Pegawai {number} mengajukan") for number in (2, 1, 3)]
    assert places == sorted(places)
    assert page.index("Belum dibaca") < page.index("Sudah dibaca")


def test_who_was_told_nothing_reads_what_will_come(kasi: Client) -> None:
    assert "Belum ada pemberitahuan" in shown(kasi)


def test_a_filter_shows_one_topic(kasi: Client, cast: Cast) -> None:
    news(cast, 1)
    news(cast, 2, "talk")
    page = shown(kasi, "?tentang=talk")
    assert ("Pegawai 2" in page, "Pegawai 1" in page) == (True, False)


def test_a_topic_may_have_kinds_of_news(kasi: Client, cast: Cast) -> None:
    news(cast, 1)
    news(cast, 2, "round.published")
    page = shown(kasi, "?tentang=round")
    assert ("Pegawai 2" in page, "Pegawai 1" in page) == (True, False)
    assert "Putaran umpan balik · " in page


def test_news_without_a_known_topic_stands_in_the_list(kasi: Client, cast: Cast) -> None:
    news(cast, 1, "kuno")
    assert "Pegawai 1" in shown(kasi)


def test_a_filter_shows_the_unread_only(kasi: Client, cast: Cast) -> None:
    news(cast, 1)
    Notice.objects.update(read_at=AT)
    news(cast, 2)
    page = shown(kasi, "?tampil=belum")
    assert ("Pegawai 2" in page, "Pegawai 1" in page) == (True, False)


def test_a_filter_that_finds_nothing_leads_back_to_all(kasi: Client, cast: Cast) -> None:
    news(cast)
    page = shown(kasi, "?tentang=feedback")
    assert "Tidak ada pemberitahuan seperti ini" in page
    assert f'href="{LIST}"' in page


def test_many_notices_stand_on_several_pages(kasi: Client, cast: Cast) -> None:
    for number in range(45):
        news(cast, number)
    assert "1–20 dari 45" in shown(kasi)
    assert "41–45 dari 45" in shown(kasi, "?page=3")


def test_the_list_costs_the_same_for_one_and_for_many(kasi: Client, cast: Cast) -> None:
    news(cast)
    few, _page = cost_of(kasi, LIST)
    for number in range(2, 60):
        news(cast, number)
    many, response = cost_of(kasi, LIST)
    assert few == many == 7
    assert len(response.content) < 60_000


def test_the_page_speaks_the_language_of_the_reader(kasi: Client, cast: Cast) -> None:
    User.objects.filter(username=cast.kasi.nip).update(language="en")
    tell(recipients=[cast.kasi.nip], key="talk:1:x", text="%(on)s", values={"on": AT.date()}, url="/", at=AT)
    assert "24 November 2026" in shown(kasi)
    assert 'lang="en"' in shown(kasi)


# --- opening ----------------------------------------------------------------------------


def test_opening_leads_to_what_it_is_about_and_marks_it_read(kasi: Client, cast: Cast) -> None:
    notice = news(cast)
    response = kasi.get(reverse("notices:open", args=[notice.pk]))
    notice.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/skp/")
    assert notice.read_at is not None


def test_opening_again_keeps_the_first_time(kasi: Client, cast: Cast) -> None:
    notice = news(cast)
    Notice.objects.update(read_at=AT)
    kasi.get(reverse("notices:open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == AT


@pytest.mark.parametrize("who", ["beringin", "camat", "kasubbag", "auditor", "operator", "admin", "outsider"])
def test_nobody_else_opens_it(client: Client, cast: Cast, who: str) -> None:
    notice = news(cast)
    person = getattr(cast, who)
    assert sign_in(client, person).get(reverse("notices:open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_number_beyond_every_column_opens_nothing(kasi: Client) -> None:
    assert kasi.get(f"{LIST}{10**30}/").status_code == 404


# --- marking all ------------------------------------------------------------------------


def test_all_on_the_page_and_before_are_marked_and_what_came_since_is_not(kasi: Client, cast: Cast) -> None:
    last = news(cast, 1)
    later = news(cast, 2)
    kasi.post(reverse("notices:read_all"), {"sampai": str(last.pk)})
    assert list(Notice.objects.filter(read_at=None)) == [later]


def test_nobody_marks_the_notices_of_others(client: Client, cast: Cast) -> None:
    last = news(cast)
    sign_in(client, cast.beringin).post(reverse("notices:read_all"), {"sampai": str(last.pk)})
    assert Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 40, "²"])
def test_an_odd_number_marks_nothing_wrong(kasi: Client, cast: Cast, odd: str) -> None:
    news(cast)
    assert kasi.post(reverse("notices:read_all"), {"sampai": odd}).status_code == 302


# --- the header -------------------------------------------------------------------------


def test_every_page_shows_how_many_are_unread(kasi: Client, cast: Cast) -> None:
    for number in (1, 2):
        news(cast, number)
    assert "Pemberitahuan, 2 belum dibaca" in kasi.get("/").content.decode()


def test_an_account_without_a_post_is_told_as_well(client: Client, cast: Cast) -> None:
    news(cast, recipients=["operator"])
    assert "Pemberitahuan, 1 belum dibaca" in sign_in(client, cast.operator).get("/").content.decode()


def test_the_count_costs_no_question(kasi: Client, cast: Cast) -> None:
    before, _page = cost_of(kasi, reverse("planning:mine"))
    for number in range(30):
        news(cast, number)
    after, _page = cost_of(kasi, reverse("planning:mine"))
    assert before == after


# --- preferences ------------------------------------------------------------------------

CHOICE = {"by_mail": "on", "email": "camar@kantor.contoh", "quiet_from": "19:00", "quiet_until": "07:00"}


def test_a_choice_is_kept_and_shown_on_the_account_page(kasi: Client, cast: Cast) -> None:
    response = kasi.post(reverse("notices:preferences"), CHOICE)
    assert response["Location"] == reverse("identity:account")
    kept = NoticePreference.objects.get(recipient=cast.kasi.nip)
    assert (kept.by_mail, kept.quiet_from, kept.quiet_until) == (True, time(19), time(7))
    page = kasi.get(reverse("identity:account")).content.decode()
    assert 'value="camar@kantor.contoh"' in page
    assert 'value="19:00"' in page


def test_mail_needs_an_address(kasi: Client, cast: Cast) -> None:
    response = kasi.post(reverse("notices:preferences"), CHOICE | {"email": ""})
    assert response.status_code == 422
    assert "Tulis alamat surel Anda, atau matikan surel." in response.content.decode()
    assert not NoticePreference.objects.exists()


def test_no_mail_needs_none(kasi: Client, cast: Cast) -> None:
    data = {"email": "", "quiet_from": "20:00", "quiet_until": "06:00"}
    assert kasi.post(reverse("notices:preferences"), data).status_code == 302
    assert not NoticePreference.objects.get().by_mail


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "camar"}, "Tulis alamat surel lengkap"),
        ({"quiet_from": "dini hari"}, "Tulis jam seperti 20.00."),
        ({"quiet_until": ""}, "Isi jamnya."),
        ({"quiet_from": "06:00", "quiet_until": "21:00"}, "Jam tenang paling lama 14 jam"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(
    kasi: Client, cast: Cast, change: dict[str, str], sentence: str
) -> None:
    response = kasi.post(reverse("notices:preferences"), CHOICE | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{(CHOICE | change)["email"]}"' in page


def test_an_office_without_mail_says_so(kasi: Client, settings: Any) -> None:
    settings.SENDS_MAIL = False
    assert "Kantor ini belum mengirim surel" in kasi.get(reverse("notices:preferences")).content.decode()


def test_a_visitor_is_asked_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get(LIST).status_code == 302
    assert user_of(cast.kasi).username not in client.get("/accounts/login/").content.decode()
