"""Guidance and counselling: who records, what is refused, and what the ledger and others never learn."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terang.evidence.enums import CoachingKind
from terang.evidence.models import Coaching, CoachingReply, CompetenceScore, Counselling
from terang.evidence.queries.coaching import coached_by, counselling_days, sessions_by, sessions_of
from terang.evidence.services import Refused, counselling
from terang.evidence.services import coaching as services
from terang.evidence.services.coaching import Score
from terang.evidence.services.guards import ChangedMeanwhile
from terang.ledger.queries import entries
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position
from terang.planning.enums import PeriodState
from terang.planning.models import Period, Skp
from terang.regulation.queries import in_force
from tests.cast import Cast, make_employee, make_skp, user_of

TODAY = date(2026, 11, 24)


def plan(cast: Cast, employee: Employee, appraiser: Employee | None = None) -> Skp:
    skp = make_skp(cast, employee, state="set", appraiser=appraiser or cast.kasi)
    return Skp.objects.select_related("period", "employee__agency", "assignment__position__unit").get(pk=skp.pk)


def guide(coach: Employee, plans: list[Skp], at: datetime, **changes: Any) -> list[Coaching]:
    said: dict[str, Any] = {
        "held_on": date(2026, 11, 20), "topic": "Menata antrean", "notes": "Antrean menumpuk tiap Senin.",
        "agreed": "Loket kedua dibuka pukul 08.00.", "key": "k1",
    }  # fmt: skip
    return services.record_sessions(plans=plans, coach=coach, by=user_of(coach), at=at, **said | changes)


@pytest.fixture
def session(cast: Cast, at: datetime) -> Coaching:
    [row] = guide(cast.kasi, [plan(cast, cast.beringin)], at)
    return row


def answers(word: str = "yes") -> dict[str, str]:
    return {each.key: word for each in in_force(TODAY).coaching.statements.value}


def reply(session: Coaching, cast: Cast, at: datetime, **changes: Any) -> CoachingReply:
    said: dict[str, Any] = {"answers": answers("partly"), "note": "Beliau jarang bertanya."}
    return services.send_reply(coaching=session, at=at, **said | changes)


# --- recording --------------------------------------------------------------------------


def test_a_session_with_one_person_is_individual(cast: Cast, session: Coaching) -> None:
    assert (session.kind, session.coach) == (CoachingKind.INDIVIDUAL, cast.kasi)
    assert list(sessions_of(cast.beringin)) == [session]


def test_a_session_with_several_is_one_row_each(cast: Cast, at: datetime) -> None:
    rows = guide(cast.kasi, [plan(cast, cast.beringin), plan(cast, cast.cendana)], at)
    assert {row.kind for row in rows} == {CoachingKind.GROUP}
    assert [row.skp.employee for row in rows] == [cast.beringin, cast.cendana]


def test_a_group_is_recorded_as_a_whole_or_not_at_all(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pejabat penilai"):
        guide(cast.kasi, [plan(cast, cast.beringin), plan(cast, cast.sengon, cast.lurah)], at)
    assert not Coaching.objects.exists()


def test_the_same_form_sent_twice_is_stored_once(cast: Cast, at: datetime) -> None:
    plans = [plan(cast, cast.beringin), plan(cast, cast.cendana)]
    assert {row.pk for row in guide(cast.kasi, plans, at)} == {row.pk for row in guide(cast.kasi, plans, at)}
    assert entries("contoh", act="coaching.recorded").count() == 2


def test_an_acting_head_guides_the_people_of_the_unit(cast: Cast, at: datetime) -> None:
    Assignment.objects.filter(employee=cast.kasi).update(until=date(2026, 6, 30))
    post = Position.objects.get(unit=cast.service_section, is_head=True)
    Assignment.objects.create(employee=cast.lurah, position=post, kind=AssignmentKind.PLT, since=date(2026, 7, 1))
    skp = plan(cast, cast.beringin)
    assert skp in coached_by(cast.lurah, TODAY)
    assert guide(cast.lurah, [skp], at)


def test_a_peer_does_not_guide(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pejabat penilai"):
        guide(cast.cendana, [plan(cast, cast.beringin)], at)


def test_nobody_chosen_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="Pilih pegawai"):
        guide(cast.kasi, [], at)


def test_a_session_ahead_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="belum terjadi"):
        guide(cast.kasi, [plan(cast, cast.beringin)], at, held_on=TODAY + timedelta(days=1))


def test_a_session_outside_the_period_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="di luar"):
        guide(cast.kasi, [plan(cast, cast.beringin)], at, held_on=date(2025, 12, 1))


def test_a_session_without_words_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pokok bahasan"):
        guide(cast.kasi, [plan(cast, cast.beringin)], at, notes=" ")


def test_a_session_in_a_closed_period_is_refused(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused):
        guide(cast.kasi, [skp], at)


def test_a_stale_correction_shows_what_stands(cast: Cast, session: Coaching, at: datetime) -> None:
    words: dict[str, Any] = {"held_on": session.held_on, "topic": "Baru", "notes": "Baru", "agreed": ""}
    services.change_session(coaching=session, version=1, **words, by=user_of(cast.kasi), at=at)
    with pytest.raises(ChangedMeanwhile) as refused:
        services.change_session(coaching=session, version=1, **words, by=user_of(cast.kasi), at=at)
    assert refused.value.current.topic == "Baru"


# --- format B.1.8 -----------------------------------------------------------------------


def test_a_reply_goes_to_the_superior_of_the_coach(cast: Cast, session: Coaching, at: datetime) -> None:
    assert reply(session, cast, at).reader == cast.camat


def test_a_reply_answers_every_statement(cast: Cast, session: Coaching, at: datetime) -> None:
    with pytest.raises(Refused, match="setiap pernyataan"):
        reply(session, cast, at, answers={"POSITIF": "yes"})


def test_an_unknown_answer_is_refused(cast: Cast, session: Coaching, at: datetime) -> None:
    with pytest.raises(Refused, match="setiap pernyataan"):
        reply(session, cast, at, answers=answers("maybe"))


def test_a_reply_sent_twice_is_stored_once(cast: Cast, session: Coaching, at: datetime) -> None:
    assert reply(session, cast, at) == reply(session, cast, at)
    assert entries("contoh", act="coaching.replied").count() == 1


def test_a_reply_is_not_changed(cast: Cast, session: Coaching, at: datetime) -> None:
    reply(session, cast, at)
    with pytest.raises(Refused, match="sudah dikirim"):
        reply(session, cast, at, note="Lain")


def test_where_nobody_stands_above_the_coach_nothing_is_sent(cast: Cast, at: datetime) -> None:
    [row] = guide(cast.camat, [plan(cast, cast.kasi, cast.camat)], at)
    with pytest.raises(Refused, match="Belum ada atasan"):
        services.send_reply(coaching=row, answers=answers(), note="", at=at)


def test_the_ledger_names_neither_session_nor_person_of_a_reply(cast: Cast, session: Coaching, at: datetime) -> None:
    reply(session, cast, at)
    entry = entries("contoh", act="coaching.replied").get()
    assert (entry.subject, entry.actor) == ("coaching_reply", "terlindungi")
    assert set(json.loads(entry.payload)) == {"seal"}
    assert entry.at.isoformat() == "2026-11-23T17:00:00+00:00"  # midnight of 24 November in Medan


def test_the_list_of_the_coach_never_asks_for_replies(cast: Cast, session: Coaching, at: datetime) -> None:
    reply(session, cast, at)
    with CaptureQueriesContext(connection) as captured:
        assert list(sessions_by(cast.kasi)) == [session]
    assert not [each["sql"] for each in captured if "coachingreply" in each["sql"].lower()]


def test_a_reply_stays_with_its_first_reader_when_posts_change(cast: Cast, session: Coaching, at: datetime) -> None:
    sent = reply(session, cast, at)
    Assignment.objects.filter(employee=cast.camat).update(until=TODAY)
    sent.refresh_from_db()
    assert sent.reader == cast.camat


# --- format B.1.9 -----------------------------------------------------------------------


def score(session: Coaching, cast: Cast, at: datetime, *lines: Score, version: int = 1) -> None:
    services.score_competences(coaching=session, version=version, scores=lines, by=user_of(cast.kasi), at=at)


GOOD = Score("Komunikasi", 4, "Menjelaskan dengan tenang.")


def test_scores_are_written_anew_as_a_whole(cast: Cast, session: Coaching, at: datetime) -> None:
    score(session, cast, at, GOOD, Score("Integritas", 5, "Jujur."))
    score(session, cast, at, GOOD, version=2)
    assert [row.competence for row in CompetenceScore.objects.all()] == ["Komunikasi"]


@pytest.mark.parametrize("number", [0, 6])
def test_a_score_outside_the_scale_is_refused(cast: Cast, session: Coaching, at: datetime, number: int) -> None:
    with pytest.raises(Refused, match="antara 1 dan 5"):
        score(session, cast, at, Score("Komunikasi", number, "x"))


def test_a_score_without_a_reason_is_refused(cast: Cast, session: Coaching, at: datetime) -> None:
    with pytest.raises(Refused, match="alasan"):
        score(session, cast, at, Score("Komunikasi", 3, " "))


def test_one_competence_twice_is_refused(cast: Cast, session: Coaching, at: datetime) -> None:
    with pytest.raises(Refused, match="satu kali"):
        score(session, cast, at, GOOD, Score("komunikasi", 3, "x"))


def test_no_competence_is_refused(cast: Cast, session: Coaching, at: datetime) -> None:
    with pytest.raises(Refused, match="paling sedikit"):
        score(session, cast, at)


def test_stale_scores_are_refused(cast: Cast, session: Coaching, at: datetime) -> None:
    score(session, cast, at, GOOD)
    with pytest.raises(ChangedMeanwhile):
        score(session, cast, at, GOOD)


# --- counselling ------------------------------------------------------------------------


def counsel(counsellor: Employee, person: Employee, at: datetime, **changes: Any) -> Counselling:
    said: dict[str, Any] = {
        "held_on": date(2026, 11, 19), "problem": "Sering datang siang.", "outcome": "Berjanji berubah.",
        "follow_up": "", "key": "k1",
    }  # fmt: skip
    return counselling.record_counselling(
        employee=person, counsellor=counsellor, by=user_of(counsellor), at=at, **said | changes
    )


def test_the_appraiser_and_the_one_above_may_counsel(cast: Cast, at: datetime) -> None:
    assert counsel(cast.kasi, cast.beringin, at)
    assert counsel(cast.camat, cast.beringin, at)


def test_somebody_outside_the_line_does_not_counsel(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pejabat penilai"):
        counsel(cast.lurah, cast.beringin, at)


def test_a_counselling_form_sent_twice_is_stored_once(cast: Cast, at: datetime) -> None:
    assert counsel(cast.kasi, cast.beringin, at) == counsel(cast.kasi, cast.beringin, at)
    assert entries("contoh", act="counselling.recorded").count() == 1


def test_counselling_without_words_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="masalah"):
        counsel(cast.kasi, cast.beringin, at, problem=" ")


def test_counselling_ahead_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="belum terjadi"):
        counsel(cast.kasi, cast.beringin, at, held_on=TODAY + timedelta(days=1))


def test_a_stale_change_of_counselling_notes_is_refused(cast: Cast, at: datetime) -> None:
    row = counsel(cast.kasi, cast.beringin, at)
    words: dict[str, Any] = {"held_on": row.held_on, "problem": "Lain", "outcome": "", "follow_up": ""}
    counselling.change_counselling(counselling=row, version=1, **words, at=at)
    with pytest.raises(ChangedMeanwhile):
        counselling.change_counselling(counselling=row, version=1, **words, at=at)


def test_the_ledger_names_nobody_and_nothing_of_counselling(cast: Cast, at: datetime) -> None:
    row = counsel(cast.kasi, cast.beringin, at)
    counselling.change_counselling(
        counselling=row, version=1, held_on=row.held_on, problem="Utang", outcome="", follow_up="", at=at
    )
    found = list(entries("contoh").filter(act__startswith="counselling."))
    assert len(found) == 2
    for entry in found:
        assert (entry.subject, entry.actor) == ("counselling", "terlindungi")
        assert set(json.loads(entry.payload)) == {"seal"}
        assert entry.at.isoformat() == "2026-11-23T17:00:00+00:00"  # midnight of 24 November in Medan


def test_the_person_learns_day_and_counsellor_and_the_words_are_not_even_asked_for(cast: Cast, at: datetime) -> None:
    counsel(cast.kasi, cast.beringin, at)
    with CaptureQueriesContext(connection) as captured:
        [held] = counselling_days(cast.beringin)
    assert (held.held_on, held.counsellor) == (date(2026, 11, 19), cast.kasi.full_name)
    assert len(captured) == 1
    for column in ("problem", "outcome", "follow_up"):
        assert column not in captured[0]["sql"]


def test_a_newcomer_has_no_counselling(cast: Cast, at: datetime) -> None:
    counsel(cast.kasi, cast.beringin, at)
    someone = make_employee(cast.agency, cast.service_section, "199001012014031011", "Damar Contoh", "Pengelola")
    assert counselling_days(someone) == []
