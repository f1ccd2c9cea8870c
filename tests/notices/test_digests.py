"""The mail of the day: one for each person, never in quiet hours, nothing lost and nothing sent twice."""

from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import gettext_noop

from terang.identity.digests import NotReached, send_due
from terang.identity.handlers import send_digests
from terang.identity.models import User
from terang.jobs import registry, schedule
from terang.notices import digests
from terang.notices.models import Digest, Notice, NoticePreference
from terang.notices.services import mark_read, set_preference, tell
from tests.cast import make_user

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = gettext_noop("SKP %(year)s Anda ditetapkan.")

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make_user("ana", "Ana Contoh", email="ana@kantor.contoh")


@pytest.fixture
def budi() -> User:
    return make_user("budi", "Budi Contoh", email="budi@kantor.contoh")


@pytest.fixture(autouse=True)
def _empty_box() -> None:
    mail.outbox = []


def news(user: User, number: int = 1, at: datetime = NOON - timedelta(hours=1)) -> None:
    values = {"year": 2026}
    tell(recipients=[user.username], key=f"plan:{number}:set", text=TEXT, values=values, url="/skp/1/", at=at)


def send(at: datetime = NOON) -> dict[str, int]:
    return send_due(clock=lambda: at)


class Broken(EmailBackend):
    """A server that behaves as ``problem`` says for whoever ``hits`` names, and takes the rest."""

    problem: Exception = SMTPServerDisconnected("gone")
    hits = ""

    def send_messages(self, messages: Any) -> int:
        if any(self.hits in message.to[0] for message in messages):
            raise self.problem
        return super().send_messages(messages)


@pytest.fixture
def broken(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    settings.EMAIL_BACKEND = "tests.notices.test_digests.Broken"
    monkeypatch.setattr(Broken, "hits", "ana")
    return Broken


def test_ten_pieces_of_news_are_one_mail(ana: User) -> None:
    for number in range(10):
        news(ana, number)
    assert send() == {"sent": 1, "refused": 0}
    assert (len(mail.outbox), mail.outbox[0].to) == (1, ["ana@kantor.contoh"])


def test_what_came_after_the_mail_waits_for_tomorrow(ana: User) -> None:
    news(ana)
    send()
    news(ana, 2, NOON)
    assert send(NOON + timedelta(hours=3))["sent"] == 0
    assert send(NOON + DAY)["sent"] == 1
    assert "1 kabar" in mail.outbox[1].subject


def test_what_was_mailed_is_not_mailed_again(ana: User) -> None:
    news(ana)
    send()
    assert send(NOON + DAY)["sent"] == 0


def test_what_was_read_is_not_mailed(ana: User) -> None:
    news(ana)
    mark_read(notice=Notice.objects.get(), at=NOON)
    assert send()["sent"] == 0


def test_old_news_is_not_mailed(ana: User) -> None:
    news(ana, at=NOON - 20 * DAY)
    assert send()["sent"] == 0


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}, {"is_demo": True}])
def test_without_an_address_an_open_account_or_for_a_show_nobody_is_written_to(ana: User, change: Any) -> None:
    news(ana)
    User.objects.update(**change)
    assert send()["sent"] == 0


def test_who_wants_no_mail_gets_none(ana: User) -> None:
    news(ana)
    set_preference(recipient="ana", by_mail=False, quiet_from=time(20), quiet_until=time(6))
    assert send()["sent"] == 0


def test_nobody_is_written_to_in_the_quiet_hours_of_the_office(ana: User) -> None:
    news(ana)
    assert send(NIGHT)["sent"] == 0
    assert send(NIGHT + timedelta(hours=9))["sent"] == 1


def test_somebody_may_keep_other_quiet_hours(ana: User) -> None:
    news(ana)
    set_preference(recipient="ana", by_mail=True, quiet_from=time(8), quiet_until=time(17))
    assert send(NOON)["sent"] == 0
    assert send(NIGHT)["sent"] == 1


@pytest.mark.parametrize(
    ("since", "until", "clock", "quiet"),
    [
        (20, 6, 21, True), (20, 6, 5, True), (20, 6, 6, False), (20, 6, 12, False), (8, 17, 8, True),
        (8, 17, 17, False), (7, 7, 7, False),
    ],
)  # fmt: skip
def test_quiet_hours_may_cross_midnight(since: int, until: int, clock: int, quiet: bool) -> None:
    chosen = NoticePreference(quiet_from=time(since), quiet_until=time(until))
    assert digests.is_quiet(chosen, time(clock)) is quiet


def test_a_server_that_is_away_loses_nothing_and_sends_nothing_twice(
    ana: User, budi: User, broken: type[Broken]
) -> None:
    news(budi)
    news(ana)
    with pytest.raises(NotReached):
        send()
    assert not Digest.objects.filter(recipient="ana").exists()
    sent_before = [message.to[0] for message in mail.outbox]
    broken.hits = "nobody"
    send(NOON + timedelta(minutes=1))
    assert sorted(message.to[0] for message in mail.outbox) == ["ana@kantor.contoh", "budi@kantor.contoh"]
    assert len(sent_before) <= 1


def test_a_port_that_nobody_listens_at_loses_nothing(ana: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    news(ana)
    with pytest.raises(NotReached):
        send()
    assert not Digest.objects.exists()
    assert Notice.objects.filter(mailed_at=None).exists()


def test_one_address_that_is_refused_does_not_hold_up_the_others(
    ana: User, budi: User, broken: type[Broken], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "problem", SMTPRecipientsRefused({}))
    news(ana)
    news(budi)
    assert send() == {"sent": 1, "refused": 1}
    assert mail.outbox[0].to == ["budi@kantor.contoh"]


def test_a_refused_mail_is_tried_again_in_the_next_round(
    ana: User, broken: type[Broken], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "problem", SMTPRecipientsRefused({}))
    news(ana)
    send()
    monkeypatch.setattr(broken, "hits", "nobody")
    assert send(NOON + timedelta(hours=3))["sent"] == 1


def test_what_another_worker_has_claimed_is_left_to_it(ana: User) -> None:
    news(ana)
    digests.claim(recipient="ana", day=NOON.date(), at=NOON)
    assert send(NOON + timedelta(minutes=5))["sent"] == 0


def test_a_claim_of_a_worker_that_died_is_taken_over_once_with_the_same_message_id(ana: User) -> None:
    news(ana)
    digests.claim(recipient="ana", day=NOON.date(), at=NOON)
    later = NOON + timedelta(minutes=31)
    assert digests.claim(recipient="ana", day=NOON.date(), at=later) is not None
    assert digests.claim(recipient="ana", day=NOON.date(), at=later) is None
    assert send(later + timedelta(minutes=31))["sent"] == 1
    Digest.objects.update(sent_at=None)
    Notice.objects.update(mailed_at=None)
    assert send(later + timedelta(minutes=99))["sent"] == 1
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert "ana" not in first


def test_the_mail_speaks_the_language_of_its_reader(ana: User) -> None:
    news(ana)
    User.objects.update(language="en")
    send()
    assert 'lang="en"' in mail.outbox[0].alternatives[0][0]


def test_the_mail_says_what_happened_and_leads_to_the_page(ana: User, settings: Any) -> None:
    settings.TERANG_BASE_URL = "https://kinerja.contoh.go.id"
    news(ana)
    send()
    message = mail.outbox[0]
    html = message.alternatives[0][0]
    for words in ("SKP 2026 Anda ditetapkan.", "https://kinerja.contoh.go.id/pemberitahuan/"):
        assert words in message.body
        assert words in html
    assert "https://kinerja.contoh.go.id/pemberitahuan/pilihan/" in message.body


def test_a_name_cannot_put_marks_into_the_page(ana: User) -> None:
    User.objects.update(name="<b>Ana</b>")
    news(ana)
    send()
    assert "<b>Ana" not in mail.outbox[0].alternatives[0][0]


def test_many_pieces_of_news_are_counted_beyond_the_tenth(ana: User) -> None:
    for number in range(14):
        news(ana, number)
    send()
    assert mail.outbox[0].body.count("- SKP 2026") == 10
    assert "dan 4 kabar lain" in mail.outbox[0].body
    assert not Notice.objects.filter(mailed_at=None).exists()


class FakeProgress:
    def advance(self, number: int = 1) -> None:
        return None


def test_an_office_without_a_mail_server_sends_nothing_and_marks_nothing(ana: User, settings: Any) -> None:
    settings.SENDS_MAIL = False
    news(ana)
    assert send_digests(FakeProgress())["sent"] == 0  # type: ignore[arg-type]
    assert Notice.objects.filter(mailed_at=None).exists()


def test_the_work_is_known_to_the_queue_and_comes_round_outside_any_quiet_hours() -> None:
    registry.load()
    hours = sorted(entry.at.hour for entry in schedule._schedules.values() if entry.kind == "notices.digest")
    gaps = [(later - hour) % 24 for hour, later in zip(hours, [*hours[1:], hours[0]], strict=True)]
    assert max(gaps) <= 9
