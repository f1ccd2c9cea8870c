"""Who is told of plans, talks, samples and feedback, and who is not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from terang.evidence.enums import FeedbackKind, Verdict
from terang.evidence.models import SampleDraw
from terang.evidence.services import give_feedback, retract_feedback
from terang.evidence.services import sampling as samples
from terang.notices.models import Notice
from terang.notices.words import sentence
from terang.planning import services
from terang.planning.enums import DialoguePurpose, SkpState
from terang.planning.models import Skp
from terang.planning.services import talks
from terang.planning.services.talks import Appointment
from tests.cast import Cast, make_progress, make_skp, make_talk, user_of


@pytest.fixture
def draft(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin)


def only() -> Notice:
    return Notice.objects.get()


def words() -> str:
    return sentence(only().text, only().values)


def hand_in(cast: Cast, skp: Skp, at: datetime) -> None:
    services.submit(skp=skp, version=skp.version, by=user_of(cast.beringin), at=at)
    skp.refresh_from_db()


# --- plans ------------------------------------------------------------------------------


def test_the_appraiser_hears_of_a_plan_that_was_handed_in(cast: Cast, draft: Skp, at: datetime) -> None:
    hand_in(cast, draft, at)
    assert (only().recipient, only().url) == (cast.kasi.nip, f"/skp/{draft.pk}/")
    assert words() == "Beringin Yasmin Contoh mengajukan SKP 2026."


def test_the_owner_hears_of_a_return_without_its_reason(cast: Cast, draft: Skp, at: datetime) -> None:
    hand_in(cast, draft, at)
    Notice.objects.all().delete()
    services.return_(skp=draft, version=draft.version, reason="Rahasia", by=user_of(cast.kasi), at=at)
    assert only().recipient == cast.beringin.nip
    assert "Rahasia" not in words()


def test_a_second_return_is_told_as_well(cast: Cast, draft: Skp, at: datetime) -> None:
    for _round in range(2):
        hand_in(cast, draft, at)
        services.return_(skp=draft, version=draft.version, reason="Lengkapi", by=user_of(cast.kasi), at=at)
        draft.refresh_from_db()
    assert Notice.objects.filter(recipient=cast.beringin.nip).count() == 2


def test_the_owner_hears_that_the_plan_is_set(cast: Cast, draft: Skp, at: datetime) -> None:
    hand_in(cast, draft, at)
    Notice.objects.all().delete()
    services.set_(skp=draft, version=draft.version, by=user_of(cast.kasi), at=at)
    assert (only().recipient, words()) == (cast.beringin.nip, "SKP 2026 Anda ditetapkan.")


def test_an_act_that_was_undone_is_not_told(cast: Cast, draft: Skp, at: datetime) -> None:
    with transaction.atomic():
        hand_in(cast, draft, at)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_a_closed_account_is_not_told(cast: Cast, draft: Skp, at: datetime) -> None:
    account = user_of(cast.kasi)
    account.is_active = False
    account.save()
    hand_in(cast, draft, at)
    assert not Notice.objects.exists()


# --- talks ------------------------------------------------------------------------------


def arranged(cast: Cast, skp: Skp, at: datetime, **changes: Any) -> Any:
    what = Appointment(DialoguePurpose.MONITORING, at + timedelta(days=3), "Ruang rapat", "Rahasia")
    return talks.arrange(skp=skp, what=what, person=cast.kasi, by=user_of(cast.kasi), at=at)


def test_the_other_side_hears_of_a_talk_and_not_of_its_agenda(cast: Cast, at: datetime) -> None:
    talk = arranged(cast, make_skp(cast, cast.beringin, SkpState.SET), at)
    assert (only().recipient, only().url) == (cast.beringin.nip, f"/dialog/temu/{talk.pk}/")
    assert words() == "Camar Oleander Contoh merencanakan dialog kinerja pada 27 November 2026, 09.41."


def test_an_appointment_sent_twice_is_told_once(cast: Cast, at: datetime) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    arranged(cast, skp, at)
    arranged(cast, skp, at)
    assert Notice.objects.count() == 1


def test_the_other_side_hears_of_another_time(cast: Cast, at: datetime) -> None:
    talk = make_talk(make_skp(cast, cast.beringin, SkpState.SET))
    what = Appointment(DialoguePurpose.MONITORING, at + timedelta(days=9), "", "")
    talks.rearrange(talk=talk, version=1, what=what, by=user_of(cast.beringin), at=at)
    assert only().recipient == cast.kasi.nip


def test_the_other_side_hears_that_the_talk_is_off(cast: Cast, at: datetime) -> None:
    talk = make_talk(make_skp(cast, cast.beringin, SkpState.SET))
    talks.cancel(talk=talk, version=1, reason="Sakit", by=user_of(cast.beringin), at=at)
    assert (only().recipient, "Sakit" in words()) == (cast.kasi.nip, False)


def test_minutes_wait_for_the_other_side_and_corrections_for_their_writer(cast: Cast, at: datetime) -> None:
    talk = make_talk(make_skp(cast, cast.beringin, SkpState.SET), on=date(2026, 11, 20))
    said = {"held_on": date(2026, 11, 20), "minutes": "Rahasia", "promises": []}
    talks.write_minutes(talk=talk, version=1, **said, person=cast.kasi, by=user_of(cast.kasi), at=at)  # type: ignore[arg-type]
    assert (only().recipient, "Rahasia" in words()) == (cast.beringin.nip, False)
    talk.refresh_from_db()
    user = user_of(cast.beringin)
    talks.ask_correction(talk=talk, version=2, text="Tanggalnya", person=cast.beringin, by=user, at=at)
    assert Notice.objects.get(recipient=cast.kasi.nip).key.startswith("talk:")


# --- evidence and feedback --------------------------------------------------------------


def doubted(cast: Cast, at: datetime, verdict: Verdict) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    make_progress(skp)
    by = user_of(cast.kasi)
    drawn: SampleDraw = samples.draw_sample(skp=skp, size=1, last=None, appraiser=cast.kasi, by=by, at=at)
    note = "Rahasia" if verdict == Verdict.DOUBT else ""
    samples.judge(item=drawn.items.get(), verdict=verdict, note=note, seen="", by=by, at=at)


def test_the_owner_hears_of_a_doubt_without_its_words(cast: Cast, at: datetime) -> None:
    doubted(cast, at, Verdict.DOUBT)
    assert only().recipient == cast.beringin.nip
    assert "Rahasia" not in words()


def test_evidence_that_fits_is_no_news(cast: Cast, at: datetime) -> None:
    doubted(cast, at, Verdict.FITS)
    assert not Notice.objects.exists()


def test_the_owner_hears_of_a_superiors_feedback_without_its_words(cast: Cast, at: datetime) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    give_feedback(skp=skp, giver=cast.kasi, kind=FeedbackKind.INCIDENTAL, text="Rahasia", by=user_of(cast.kasi), at=at)
    assert (only().recipient, words()) == (cast.beringin.nip, "Camar Oleander Contoh memberi Anda umpan balik.")


def test_protected_feedback_leaves_no_notice_when_given_or_taken_back(cast: Cast, at: datetime) -> None:
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    by = user_of(cast.cendana)
    given = give_feedback(skp=skp, giver=cast.cendana, kind=FeedbackKind.INCIDENTAL, text="Sabar", by=by, at=at)
    retract_feedback(feedback=given, reason="Keliru", by=by, at=at)
    assert not Notice.objects.exists()
