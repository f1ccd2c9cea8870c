"""Telling: once, to those with an account, in the language of who reads."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from terang.notices.models import Notice
from terang.notices.services import tell
from terang.notices.words import sentence

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
TEXT = gettext_noop("%(name)s mengajukan SKP %(year)s.")

pytestmark = pytest.mark.django_db


def told(*names: str, key: str = "plan:1:submitted") -> int:
    return tell(recipients=names, key=key, text=TEXT, values={"name": "Sri Contoh", "year": 2026}, url="/skp/1/", at=AT)


def test_everybody_named_is_told() -> None:
    assert told("ana", "budi") == 2
    assert set(Notice.objects.values_list("recipient", flat=True)) == {"ana", "budi"}


def test_the_same_news_is_told_once() -> None:
    told("ana")
    assert told("ana", "budi") == 1
    assert Notice.objects.count() == 2


def test_the_same_person_named_twice_is_told_once() -> None:
    assert told("ana", "ana") == 1


def test_who_has_no_account_is_left_out() -> None:
    assert told("", "ana") == 1


def test_news_of_an_act_that_was_undone_is_not_told() -> None:
    with transaction.atomic():
        told("ana")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_days_and_moments_are_written_in_the_language_of_the_reader() -> None:
    tell(recipients=["ana"], key="a:1", text="%(on)s|%(at)s", url="/", at=AT, values={"on": date(2026, 8, 1), "at": AT})
    notice = Notice.objects.get()
    with translation.override("id"):
        assert sentence(notice.text, notice.values) == "1 Agustus 2026|24 November 2026, 09.41"
    with translation.override("en"):
        assert sentence(notice.text, notice.values).startswith("1 August 2026|")
