"""The same form sent several times in one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from terang.evidence import services
from terang.evidence.enums import FeedbackKind
from terang.evidence.models import Feedback
from terang.planning.models import Skp
from tests.cast import build_cast, make_skp, user_of

TIMES = 4


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory refuses a second writer at once")
@pytest.mark.django_db(transaction=True)
def test_the_same_words_sent_at_once_are_stored_once(at: datetime) -> None:
    cast = build_cast()
    key, together = make_skp(cast, cast.beringin, state="set").pk, Barrier(TIMES)
    plans = Skp.objects.select_related("period", "employee__agency", "assignment__position__unit")

    def send(_number: int) -> bool:
        skp = plans.get(pk=key)
        together.wait(timeout=20)
        try:
            services.give_feedback(
                skp=skp,
                giver=cast.cendana,
                kind=FeedbackKind.INCIDENTAL,
                text="Sabar.",
                by=user_of(cast.cendana),
                at=at,
            )
        except services.Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TIMES) as pool:
        assert sum(pool.map(send, range(TIMES))) == 1
    assert Feedback.objects.count() == 1
