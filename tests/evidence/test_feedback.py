"""Feedback: who may speak, superiors by name, everybody else protected down to the ledger."""

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terang.evidence import services
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback, FeedbackGiver
from terang.evidence.queries import (
    feedback_on,
    given_by,
    posts_of,
    role_towards,
)
from terang.ledger.models import LedgerEntry
from terang.ledger.queries import entries
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState
from terang.planning.models import Period, Skp, WorkResult
from tests.cast import Cast, make_feedback, make_skp, user_of

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


def plan(cast: Cast, employee: Employee, appraiser: Employee | None = None) -> Skp:
    skp = make_skp(cast, employee, state="set", appraiser=appraiser or cast.kasi)
    return Skp.objects.select_related("period", "employee__agency", "assignment__position__unit").get(pk=skp.pk)


def speak(giver: Employee, skp: Skp, at: datetime, **changes: Any) -> Feedback:
    said: dict[str, Any] = {"kind": FeedbackKind.INCIDENTAL, "text": "Antrean Senin tertata baik."}
    return services.give_feedback(skp=skp, giver=giver, by=user_of(giver), at=at, **said | changes)


def role(cast: Cast, giver: Employee, rated: Employee, appraiser: Employee | None = None) -> RaterRole | None:
    return role_towards(plan(cast, rated, appraiser), giver, posts_of(giver, date(2026, 11, 24)))


# --- who speaks as what -----------------------------------------------------------------


def test_the_appraiser_speaks_as_superior(cast: Cast) -> None:
    assert role(cast, cast.kasi, cast.beringin) == RaterRole.SUPERIOR


def test_the_head_above_the_appraiser_speaks_as_superior(cast: Cast) -> None:
    assert role(cast, cast.camat, cast.beringin) == RaterRole.SUPERIOR


def test_a_colleague_of_the_same_unit_speaks_as_peer(cast: Cast) -> None:
    assert role(cast, cast.cendana, cast.beringin) == RaterRole.PEER


def test_heads_of_neighbouring_units_are_peers(cast: Cast) -> None:
    assert role(cast, cast.lurah, cast.kasi, cast.camat) == RaterRole.PEER


def test_a_member_of_the_unit_speaks_about_its_head_as_subordinate(cast: Cast) -> None:
    assert role(cast, cast.beringin, cast.kasi, cast.camat) == RaterRole.SUBORDINATE


def test_the_head_of_a_unit_below_speaks_about_the_head_above_as_subordinate(cast: Cast) -> None:
    assert role(cast, cast.kasi, cast.camat, cast.kasubbag) == RaterRole.SUBORDINATE


def test_who_is_appraised_by_appointment_speaks_as_subordinate(cast: Cast) -> None:
    make_skp(cast, cast.sengon, state="set", appraiser=cast.kasubbag)
    assert role(cast, cast.sengon, cast.kasubbag, cast.camat) == RaterRole.SUBORDINATE


def test_somebody_of_another_unit_does_not_speak(cast: Cast) -> None:
    assert role(cast, cast.sengon, cast.beringin) is None


def test_a_subordinate_of_a_subordinate_does_not_speak(cast: Cast) -> None:
    assert role(cast, cast.beringin, cast.camat, cast.kasubbag) is None


# --- giving -----------------------------------------------------------------------------


def test_a_superior_is_named(cast: Cast, at: datetime) -> None:
    remark = speak(cast.kasi, plan(cast, cast.beringin), at)
    assert (remark.signed_by, remark.on) == (cast.kasi.full_name, date(2026, 11, 24))


def test_a_peer_is_not_named(cast: Cast, at: datetime) -> None:
    remark = speak(cast.cendana, plan(cast, cast.beringin), at)
    assert (remark.role, remark.signed_by) == (RaterRole.PEER, "")


def test_feedback_about_oneself_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="diri sendiri"):
        speak(cast.beringin, plan(cast, cast.beringin), at)


def test_feedback_from_outside_the_work_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="rekan satu unit"):
        speak(cast.sengon, plan(cast, cast.beringin), at)
    assert not Feedback.objects.exists()


def test_the_same_words_sent_twice_are_stored_once(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    speak(cast.cendana, skp, at)
    with pytest.raises(services.Refused, match="yang sama baru saja tersimpan"):
        speak(cast.cendana, skp, at)
    assert Feedback.objects.count() == 1


def test_the_same_words_of_two_people_are_two_remarks(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    speak(cast.cendana, skp, at)
    speak(cast.kasi, skp, at)
    assert Feedback.objects.count() == 2


def test_feedback_without_words_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="satu kejadian"):
        speak(cast.kasi, plan(cast, cast.beringin), at, text=" ")


def test_feedback_before_the_plan_is_set_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="belum ditetapkan"):
        speak(cast.kasi, make_skp(cast, cast.beringin), at)


def test_feedback_in_a_closed_period_is_refused(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        speak(cast.kasi, skp, at)


def test_feedback_is_about_a_result_of_that_person_only(cast: Cast, at: datetime) -> None:
    other = WorkResult.objects.get(skp=plan(cast, cast.cendana))
    with pytest.raises(services.Refused, match="dari pegawai ini"):
        speak(cast.kasi, plan(cast, cast.beringin), at, result=other)


def test_feedback_is_about_a_known_value_only(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="satu nilai"):
        speak(cast.kasi, plan(cast, cast.beringin), at, value="RAJIN")


def test_feedback_is_about_one_thing_only(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    with pytest.raises(services.Refused, match="Pilih satu"):
        speak(cast.kasi, skp, at, result=WorkResult.objects.get(skp=skp), value="LOYAL")


# --- protection -------------------------------------------------------------------------


def test_what_is_read_never_touches_the_table_of_givers(cast: Cast) -> None:
    skp = plan(cast, cast.beringin)
    make_feedback(skp, cast.cendana, "peer")
    with CaptureQueriesContext(connection) as captured:
        assert feedback_on(skp, TODAY)
    assert not [each["sql"] for each in captured if "feedbackgiver" in each["sql"].lower()]


def test_a_protected_remark_carries_no_day_no_name_and_no_number(cast: Cast) -> None:
    skp = plan(cast, cast.beringin)
    row = make_feedback(skp, cast.cendana, "peer")
    [remark] = feedback_on(skp, TODAY)
    assert (remark.on, remark.signed_by, remark.is_protected) == (None, "", True)
    assert not hasattr(remark, "pk")
    assert str(row.pk) != remark.key


def test_the_order_of_remarks_is_stable_and_not_the_order_of_writing(cast: Cast) -> None:
    skp = plan(cast, cast.beringin)
    texts = [make_feedback(skp, cast.cendana, "peer", text=f"Kejadian {n}").text for n in range(12)]
    shown = [remark.text for remark in feedback_on(skp, TODAY)]
    assert sorted(shown) == sorted(texts)
    assert shown not in (texts, texts[::-1])
    assert shown == [remark.text for remark in feedback_on(skp, TODAY)]


def test_the_ledger_does_not_name_a_protected_giver(cast: Cast, at: datetime) -> None:
    speak(cast.cendana, plan(cast, cast.beringin), at)
    entry = entries("contoh", act="feedback.given").get()
    everything = " ".join(str(getattr(entry, field.name)) for field in LedgerEntry._meta.fields)
    assert entry.actor == "terlindungi"
    for secret in (cast.cendana.nip, cast.cendana.name, user_of(cast.cendana).username):
        assert secret not in everything


def test_the_ledger_does_not_tell_whom_a_protected_remark_is_about_nor_what_it_says(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    remark = speak(cast.cendana, skp, at)
    entry = entries("contoh", act="feedback.given").get()
    assert entry.subject == "feedback"
    assert json.loads(entry.payload) == {"seal": services.sealed(remark.pk, skp.pk, remark.text)}
    assert sha256(remark.text.encode()).hexdigest() not in entry.payload


def test_the_ledger_shows_that_a_retracted_remark_is_one_that_was_given(cast: Cast, at: datetime) -> None:
    remark = speak(cast.cendana, plan(cast, cast.beringin), at)
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)
    given, retracted = entries("contoh").filter(act__startswith="feedback.")
    assert given.payload == retracted.payload


def test_a_protected_remark_is_read_from_the_day_after(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    speak(cast.cendana, skp, at)
    assert feedback_on(skp, TODAY) == []
    assert len(feedback_on(skp, TOMORROW)) == 1


def test_a_remark_of_a_superior_is_read_at_once(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    speak(cast.kasi, skp, at)
    assert len(feedback_on(skp, TODAY)) == 1


def test_a_protected_remark_does_not_tell_a_peer_from_a_subordinate(cast: Cast) -> None:
    skp = plan(cast, cast.kasi, cast.camat)
    make_feedback(skp, cast.lurah, "peer")
    make_feedback(skp, cast.beringin, "subordinate")
    assert {remark.role for remark in feedback_on(skp, TODAY)} == {"Rekan, bawahan, atau pihak lain"}


def test_the_ledger_keeps_only_the_day_of_a_protected_remark(cast: Cast, at: datetime) -> None:
    remark = speak(cast.cendana, plan(cast, cast.beringin), at)
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)
    for entry in entries("contoh").filter(act__startswith="feedback."):
        assert entry.at.isoformat() == "2026-11-23T17:00:00+00:00"  # midnight of 24 November in Medan


def test_the_ledger_names_a_superior_at_the_true_time(cast: Cast, at: datetime) -> None:
    speak(cast.kasi, plan(cast, cast.beringin), at)
    entry = entries("contoh", act="feedback.given").get()
    assert (entry.actor, entry.at) == (user_of(cast.kasi).username, at)


# --- taking back ------------------------------------------------------------------------


def test_a_retracted_remark_is_no_longer_shown_but_kept(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    remark = speak(cast.cendana, skp, at)
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)
    assert feedback_on(skp, TOMORROW) == []
    assert given_by(cast.cendana).get().feedback.retracted_reason == "Keliru"


def test_a_remark_is_retracted_once(cast: Cast, at: datetime) -> None:
    remark = speak(cast.cendana, plan(cast, cast.beringin), at)
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)
    with pytest.raises(services.Refused, match="sudah ditarik"):
        services.retract_feedback(feedback=remark, reason="Lagi", by=user_of(cast.cendana), at=at)


def test_a_remark_is_not_retracted_without_a_reason(cast: Cast, at: datetime) -> None:
    remark = speak(cast.cendana, plan(cast, cast.beringin), at)
    with pytest.raises(services.Refused, match="alasan"):
        services.retract_feedback(feedback=remark, reason="", by=user_of(cast.cendana), at=at)


def test_a_giver_sees_only_the_own_remarks(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    mine = speak(cast.cendana, skp, at)
    speak(cast.kasi, skp, at)
    assert [row.feedback for row in given_by(cast.cendana)] == [mine]
    assert FeedbackGiver.objects.count() == 2
