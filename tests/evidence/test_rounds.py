"""The life of a round of raters: made, drawn, opened, answered, closed under a seal, published once."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from terang.core.fairness.tables import Role
from terang.evidence.enums import RelationKind, ResponseState, RoundState, TaskState
from terang.evidence.models import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAnswer,
    RoundAssignment,
    RoundComment,
    RoundPerson,
    RoundProgress,
    RoundResponse,
)
from terang.evidence.queries.rater_keys import key_of
from terang.evidence.queries.rounds import (
    answers_of,
    comments_on,
    own_task,
    related_to,
    seal_of,
    standing_relations,
)
from terang.evidence.services import Refused, round_answers, round_close, round_raters, rounds
from terang.evidence.services.guards import ChangedMeanwhile
from terang.evidence.services.rater_keys import read_answers
from terang.evidence.services.round_answers import Filled, TakenAway
from terang.evidence.services.round_close import NotOpen, every_night
from terang.evidence.services.round_draw import CannotDraw, asked
from terang.jobs.models import Job
from terang.ledger.queries import entries
from terang.notices.models import Notice
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState
from terang.planning.models import Period
from tests.cast import Cast, user_of

from .rounds import (
    LAST,
    TODAY,
    add_clerks,
    close,
    draw,
    filled,
    fresh,
    make_round,
    open_round,
    owed_by,
    rater_of,
    send,
    send_all,
    task_of,
    tasks,
)

LATER = timedelta(days=10)


@pytest.fixture
def office(cast: Cast) -> Cast:
    add_clerks(cast)
    return cast


@pytest.fixture
def running(office: Cast, at: datetime) -> RaterRound:
    return open_round(office, at)


# --- making a round ---------------------------------------------------------------------


def test_a_round_keeps_the_numbers_and_the_questionnaire_of_its_day(office: Cast, at: datetime) -> None:
    made = make_round(office, at)
    assert (len(made.policy["items"]), len(made.policy["values"])) == (21, 7)
    assert made.policy["assignment"]["peers"] == 5
    assert Job.objects.get(kind=rounds.DRAW_JOB).params["given"] == made.pk


def test_the_same_form_sent_twice_makes_one_round(office: Cast, at: datetime) -> None:
    assert make_round(office, at).pk == make_round(office, at).pk
    assert entries("contoh", act="round.created").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "nama"),
        ({"opens_on": TODAY - timedelta(days=1)}, "sudah lewat"),
        ({"closes_on": TODAY - timedelta(days=1)}, "mendahului"),
    ],
)
def test_a_round_that_does_not_fit_is_refused(office: Cast, at: datetime, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        make_round(office, at, **changes)


def test_a_round_in_a_closed_period_is_refused(office: Cast, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="ditutup"):
        make_round(office, at, period=Period.objects.get())


def test_a_second_round_of_the_same_people_is_refused(office: Cast, at: datetime) -> None:
    make_round(office, at)
    with pytest.raises(Refused, match="belum ditutup"):
        make_round(office, at, units=[office.service_section], key="k2")


def test_units_apart_may_have_rounds_at_the_same_time(office: Cast, at: datetime) -> None:
    make_round(office, at, units=[office.service_section])
    assert make_round(office, at, units=[office.kelurahan], key="k2").pk


# --- drawing ----------------------------------------------------------------------------


def test_everybody_is_asked_about_and_nobody_about_themselves(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    pairs = asked(given)
    assert all(ratee != rater for ratee, rater, _role in pairs)
    assert {ratee for ratee, _rater, _role in pairs} == {
        person.pk for person in Employee.objects.filter(agency=office.agency)
    }
    assert given.coverage is not None
    assert given.coverage["pairs"] == len(pairs) == RoundResponse.objects.filter(round=given).count()


def test_the_superior_rates_by_duty(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    assert (office.beringin.pk, office.kasi.pk, int(Role.SUPERIOR)) in asked(given)


def test_the_superior_from_outside_answers_without_being_answered_about(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at, units=[office.service_section]), at)
    assert not RoundPerson.objects.get(round=given, employee=office.camat).is_rated
    assert (office.kasi.pk, office.camat.pk, int(Role.SUPERIOR)) in asked(given)
    assert all(ratee != office.camat.pk for ratee, _rater, _role in asked(given))


def test_the_same_seed_draws_the_same_raters(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    before = sorted(asked(given))
    assert sorted(asked(draw(given, at))) == before


def test_related_people_are_not_drawn_for_each_other(office: Cast, at: datetime) -> None:
    said = {"kind": RelationKind.FAMILY, "by_team": True, "by": office.team, "at": at}
    round_raters.declare_relation(employee=office.beringin, other=office.cendana, **said)
    pairs = {(ratee, rater) for ratee, rater, _role in asked(draw(make_round(office, at), at))}
    assert not pairs & {(office.beringin.pk, office.cendana.pk), (office.cendana.pk, office.beringin.pk)}


def test_a_round_of_one_person_is_refused(office: Cast, at: datetime) -> None:
    with pytest.raises(CannotDraw, match="belum memuat"):
        draw(make_round(office, at, units=[office.general_section]), at)


def test_an_opened_round_is_not_drawn_again(running: RaterRound, at: datetime) -> None:
    with pytest.raises(CannotDraw, match="sudah dibuka"):
        draw(running, at)


def test_a_later_round_asks_at_least_two_new_peers(office: Cast, at: datetime, running: RaterRound) -> None:
    old = {(ratee, rater) for ratee, rater, role in asked(running) if role == Role.PEER}
    close(running, at + LATER)
    later = draw(make_round(office, at, key="k2", name="Semester I 2027"), at)
    for person in (office.beringin, office.cendana):
        mine = {rater for ratee, rater, role in asked(later) if role == Role.PEER and ratee == person.pk}
        known = {rater for ratee, rater in old if ratee == person.pk}
        assert len(mine - known) >= 2
    assert {"for": "rotation"} in [_data(entry) for entry in entries("contoh", act="round.keys_used")]


def _data(entry: Any) -> Any:
    import json

    return json.loads(entry.payload)


# --- proposals --------------------------------------------------------------------------


def propose(cast: Cast, given: RaterRound, at: datetime, ratee: Employee, *peers: Employee) -> None:
    round_raters.propose_peers(given=given, ratee=ratee, peers=peers, superior=cast.kasi, by=user_of(cast.kasi), at=at)


def test_a_superior_proposes_peers_anew(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    propose(office, given, at, office.beringin, office.sengon)
    propose(office, given, at, office.beringin, office.lurah)
    assert [each.peer for each in PeerProposal.objects.all()] == [office.lurah]


def test_nobody_proposes_for_somebody_elses_people(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="pejabat penilai"):
        propose(office, given, at, office.sengon, office.cendana)


def test_nobody_proposes_the_person(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="orang lain"):
        propose(office, given, at, office.beringin, office.beringin)


def test_a_superior_does_not_propose_themselves(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="orang lain"):
        propose(office, given, at, office.beringin, office.kasi)


def test_too_many_proposals_are_refused(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    many = Employee.objects.filter(agency=office.agency).exclude(pk__in=[office.beringin.pk, office.kasi.pk])[:6]
    with pytest.raises(Refused, match="Paling banyak"):
        propose(office, given, at, office.beringin, *many)


def test_somebody_outside_the_round_is_not_proposed(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="ikut dalam putaran"):
        propose(office, given, at, office.beringin, office.outsider)


def test_nothing_is_proposed_once_the_round_is_open(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="sudah dibuka"):
        propose(office, running, at, office.beringin, office.sengon)


# --- opening, extending, discarding -----------------------------------------------------


def test_a_round_without_raters_is_not_opened(office: Cast, at: datetime) -> None:
    given = make_round(office, at)
    with pytest.raises(Refused, match="belum dibagi"):
        rounds.open_round(given=given, version=1, by=office.team, at=at)


def test_a_round_that_is_over_is_not_opened(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="sudah lewat"):
        rounds.open_round(given=given, version=1, by=office.team, at=at + timedelta(days=30))


def test_opening_twice_is_refused(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="berstatus"):
        rounds.open_round(given=running, version=running.version, by=office.team, at=at)


def test_who_saw_an_older_round_does_not_open_it(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    rounds.extend_round(given=given, version=1, closes_on=LAST + timedelta(days=1), by=office.team, at=at)
    with pytest.raises(ChangedMeanwhile):
        rounds.open_round(given=given, version=1, by=office.team, at=at)


def test_the_last_day_moves_further_away(office: Cast, running: RaterRound, at: datetime) -> None:
    further = LAST + timedelta(days=7)
    rounds.extend_round(given=running, version=running.version, closes_on=further, by=office.team, at=at)
    assert fresh(running).closes_on == further


def test_the_last_day_never_moves_nearer(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="tidak dipersingkat"):
        rounds.extend_round(given=running, version=running.version, closes_on=TODAY, by=office.team, at=at)


def test_a_round_that_was_never_opened_can_be_thrown_away(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    rounds.discard_round(given=given, version=given.version, by=office.team, at=at)
    assert not RaterRound.objects.exists()
    assert not RoundResponse.objects.exists()


def test_an_opened_round_is_not_thrown_away(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="berstatus"):
        rounds.discard_round(given=running, version=running.version, by=office.team, at=at)


# --- answering --------------------------------------------------------------------------


def test_a_draft_is_kept_and_the_same_words_change_nothing(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    half = Filled({"ADAPTIF_1": 4}, {"ADAPTIF": "Cepat belajar."})
    assert round_answers.save_answer(own=own, filled=half, version=1, at=at) == 2
    assert round_answers.save_answer(own=own, filled=half, version=1, at=at) == 2
    stored = RoundResponse.objects.get(pk=own.response.pk)
    assert (stored.state, stored.filled["answers"]) == (ResponseState.DRAFT, {"ADAPTIF_1": 4})


def test_other_words_on_an_older_version_are_refused(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    round_answers.save_answer(own=own, filled=Filled({"ADAPTIF_1": 4}, {}), version=1, at=at)
    with pytest.raises(ChangedMeanwhile) as refusal:
        round_answers.save_answer(own=own, filled=Filled({"ADAPTIF_1": 2}, {}), version=1, at=at)
    assert refusal.value.current.filled["answers"] == {"ADAPTIF_1": 4}


def test_an_answer_is_sent_and_no_longer_owed(office: Cast, running: RaterRound, at: datetime) -> None:
    before = owed_by(running, office.cendana)
    send(tasks(office.cendana)[0], at)
    assert owed_by(running, office.cendana) == before - 1


def test_an_answer_with_a_gap_is_not_sent(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    gap = Filled(dict.fromkeys(running.policy["items"][1:], 3), {})
    with pytest.raises(Refused, match="1 perilaku"):
        round_answers.send_answer(own=own, filled=gap, version=1, at=at)


@pytest.mark.parametrize("value", [-1, 6])
def test_an_answer_outside_the_scale_is_refused(office: Cast, running: RaterRound, at: datetime, value: int) -> None:
    own = tasks(office.cendana)[0]
    with pytest.raises(Refused, match="kuesioner"):
        round_answers.save_answer(own=own, filled=Filled({"ADAPTIF_1": value}, {}), version=1, at=at)


def test_an_unknown_behaviour_is_refused(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    with pytest.raises(Refused, match="kuesioner"):
        round_answers.save_answer(own=own, filled=Filled({"RAMAH_1": 3}, {}), version=1, at=at)


def test_a_comment_that_is_too_long_is_refused(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    with pytest.raises(Refused, match="huruf"):
        round_answers.save_answer(own=own, filled=Filled({}, {"ADAPTIF": "a" * 1001}), version=1, at=at)


def test_a_sent_answer_is_not_overwritten_by_a_late_draft(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    send(own, at)
    with pytest.raises(Refused, match="sudah terkirim"):
        round_answers.save_answer(own=own, filled=Filled({"ADAPTIF_1": 1}, {}), version=2, at=at)


def test_a_sent_answer_can_be_taken_back_and_sent_again(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    send(own, at)
    version = round_answers.withdraw_answer(own=own, at=at)
    assert RoundResponse.objects.get(pk=own.response.pk).state == ResponseState.DRAFT
    round_answers.send_answer(own=own, filled=filled(own, 2), version=version, at=at)
    assert owed_by(running, office.cendana) == len(tasks(office.cendana)) - 1


def test_before_the_first_day_nobody_has_a_task(office: Cast, at: datetime) -> None:
    open_round(office, at, opens_on=TODAY + timedelta(days=3))
    assert tasks(office.cendana) == []


def test_after_the_last_day_nothing_is_changed(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    with pytest.raises(TakenAway, match="sudah berakhir"):
        send(own, at + timedelta(days=11))


def test_nobody_elses_task_answers_to_an_address(office: Cast, running: RaterRound) -> None:
    code = tasks(office.cendana)[0].code
    assert own_task(office.cendana, TODAY, code) is not None
    assert own_task(office.beringin, TODAY, code) is None


def test_ones_own_tasks_cost_the_same_however_many_there_are(
    office: Cast, running: RaterRound, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        assert len(tasks(office.cendana)) > 2


# --- relations and replacement ----------------------------------------------------------


def declare(own_of: Employee, about: Employee, at: datetime) -> ConflictOfInterest:
    return round_raters.declare_relation(
        employee=own_of, other=about, kind=RelationKind.FAMILY, by_team=False, by=user_of(own_of), at=at
    )


def test_a_declared_relation_hands_the_task_to_another(office: Cast, running: RaterRound, at: datetime) -> None:
    own = task_of(running, office.beringin)
    before = {rater for ratee, rater, _role in asked(running) if ratee == office.beringin.pk}
    declare(rater_of(own), office.beringin, at)
    after = {rater for ratee, rater, _role in asked(running) if ratee == office.beringin.pk}
    assert rater_of(own).pk not in after
    assert len(after) == len(before)
    assert RoundAssignment.objects.get(pk=own.task.pk).state == TaskState.DECLINED
    assert not RoundResponse.objects.filter(pk=own.response.pk).exists()


def test_a_relation_is_declared_once(office: Cast, at: datetime) -> None:
    declare(office.beringin, office.cendana, at)
    with pytest.raises(Refused, match="sudah dicatat"):
        declare(office.cendana, office.beringin, at)


def test_a_relation_with_oneself_is_refused(office: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pegawai lain"):
        declare(office.beringin, office.beringin, at)


def test_a_relation_with_another_agency_is_refused(office: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pegawai lain"):
        declare(office.beringin, office.outsider, at)


def test_a_relation_ends_once(office: Cast, at: datetime) -> None:
    relation = declare(office.beringin, office.cendana, at)
    round_raters.end_relation(relation=relation, by=user_of(office.beringin), at=at)
    assert related_to(office.beringin) == set()
    with pytest.raises(Refused, match="diakhiri"):
        round_raters.end_relation(relation=relation, by=user_of(office.beringin), at=at)


def test_what_an_absent_rater_owes_is_asked_of_others(office: Cast, running: RaterRound, at: datetime) -> None:
    owed = len(tasks(office.cendana))
    send(tasks(office.cendana)[0], at)
    pairs = len(asked(running))
    round_raters.replace_absent(given=running, absent=office.cendana, by=office.team, at=at)
    assert [own.is_sent for own in tasks(office.cendana)] == [True]
    assert owed_by(running, office.cendana) == 0
    assert pairs - owed + 1 < len(asked(running)) <= pairs


def test_replacing_somebody_who_owes_nothing_says_the_same(office: Cast, running: RaterRound, at: datetime) -> None:
    assert round_raters.replace_absent(given=running, absent=office.outsider, by=office.team, at=at) is None


def test_nobody_is_replaced_before_the_round_opens(office: Cast, at: datetime) -> None:
    given = draw(make_round(office, at), at)
    with pytest.raises(Refused, match="selama putaran dibuka"):
        round_raters.replace_absent(given=given, absent=office.cendana, by=office.team, at=at)


def test_who_was_replaced_does_not_come_back(office: Cast, running: RaterRound, at: datetime) -> None:
    for person in (office.cendana, office.kasi):
        round_raters.replace_absent(given=running, absent=person, by=office.team, at=at)
    assert tasks(office.cendana) == []


# --- the night --------------------------------------------------------------------------


def test_progress_is_counted_once_a_day_without_names(office: Cast, running: RaterRound, at: datetime) -> None:
    send(tasks(office.cendana)[0], at)
    assert not RoundProgress.objects.exists()
    every_night(given=running, day=TODAY, at=at)
    told = RoundProgress.objects.filter(round=running)
    assert sum(each.sent for each in told) == 1
    assert sum(each.asked for each in told) == RoundResponse.objects.count()


def test_the_night_changes_no_answer(office: Cast, running: RaterRound, at: datetime) -> None:
    send(tasks(office.cendana)[0], at, 5, ADAPTIF="Sigap.")
    before = sorted(RoundResponse.objects.values_list("pk", "state", "version", "filled__answers__ADAPTIF_1"))
    every_night(given=running, day=TODAY, at=at)
    assert sorted(RoundResponse.objects.values_list("pk", "state", "version", "filled__answers__ADAPTIF_1")) == before


def test_everybody_is_reminded_alike(office: Cast, running: RaterRound, at: datetime) -> None:
    for own in tasks(office.cendana):
        send(own, at)
    every_night(given=running, day=LAST - timedelta(days=7), at=at)
    told = set(Notice.objects.values_list("recipient", flat=True))
    assert {user_of(office.cendana).username, user_of(office.beringin).username} <= told
    assert Notice.objects.values("text", "key", "url").distinct().count() == 1


# --- closing ----------------------------------------------------------------------------


def test_what_was_sent_becomes_rows_and_the_rest_is_erased(office: Cast, running: RaterRound, at: datetime) -> None:
    sent, draft = tasks(office.cendana)[:2]
    send(sent, at, 5, ADAPTIF="Sigap.")
    round_answers.save_answer(own=draft, filled=Filled({"ADAPTIF_1": 1}, {"ADAPTIF": "Belum jadi"}), version=1, at=at)
    closed = close(running, at + LATER)
    assert RoundResponse.objects.count() == 1
    assert RoundAnswer.objects.count() == 21
    assert [each.text for each in RoundComment.objects.all()] == ["Sigap."]
    assert closed.state == RoundState.CLOSED
    assert closed.seal == seal_of(closed)


def test_not_seen_is_no_number(office: Cast, running: RaterRound, at: datetime) -> None:
    send(tasks(office.cendana)[0], at, 0)
    close(running, at + LATER)
    assert set(RoundAnswer.objects.values_list("value", flat=True)) == {None}


def test_the_ledger_learns_one_seal_over_all_answers(office: Cast, running: RaterRound, at: datetime) -> None:
    send_all(running, at)
    closed = close(running, at + LATER)
    [entry] = entries("contoh", act="round.closed")
    assert _data(entry) == {"answers": RoundResponse.objects.count(), "sha256": closed.seal}


def test_a_changed_answer_breaks_the_seal(office: Cast, running: RaterRound, at: datetime) -> None:
    send_all(running, at)
    closed = close(running, at + LATER)
    RoundAnswer.objects.filter(pk=RoundAnswer.objects.first().pk).update(value=1)  # type: ignore[union-attr]
    assert seal_of(closed) != closed.seal


def test_a_round_is_closed_once(office: Cast, running: RaterRound, at: datetime) -> None:
    close(running, at + LATER)
    with pytest.raises(NotOpen):
        close(running, at + LATER)


def test_a_round_is_not_closed_before_its_last_day(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="belum tiba"):
        rounds.ask_to_close(given=running, version=running.version, by=office.team, at=at)


def test_closing_on_the_last_day_is_a_job(office: Cast, running: RaterRound, at: datetime) -> None:
    job = rounds.ask_to_close(given=running, version=running.version, by=office.team, at=at + LATER)
    again = rounds.ask_to_close(given=running, version=running.version, by=office.team, at=at + LATER)
    assert job.pk == again.pk


def test_a_closed_round_takes_no_answer(office: Cast, running: RaterRound, at: datetime) -> None:
    own = tasks(office.cendana)[0]
    close(running, at)
    with pytest.raises(TakenAway):
        send(own, at)


# --- publishing and reading -------------------------------------------------------------


def test_results_are_given_out_once(office: Cast, running: RaterRound, at: datetime) -> None:
    closed = close(running, at + LATER)
    rounds.publish_round(given=closed, version=closed.version, by=office.team, at=at + LATER)
    assert fresh(closed).published_at == at + LATER
    with pytest.raises(Refused, match="berstatus"):
        rounds.publish_round(given=closed, version=closed.version + 1, by=office.team, at=at + LATER)


def test_an_open_round_is_not_published(office: Cast, running: RaterRound, at: datetime) -> None:
    with pytest.raises(Refused, match="berstatus"):
        rounds.publish_round(given=running, version=running.version, by=office.team, at=at)


def test_the_engine_reads_arrays(office: Cast, running: RaterRound, at: datetime) -> None:
    send(tasks(office.cendana)[0], at, 5)
    about = tasks(office.cendana)[-1].ratee.pk
    closed = close(running, at + LATER)
    with transaction.atomic():
        read = read_answers(closed, purpose="computation", by=office.team, at=at)
    assert len(read.item) == 21
    assert np.array_equal(read.item, np.arange(21))
    assert {read.people[number] for number in read.ratee} == {about}
    assert {read.people[number] for number in read.rater} == {office.cendana.pk}
    assert set(read.value.tolist()) == {5}
    assert _data(entries("contoh", act="round.keys_used")[0]) == {"for": "computation"}


def test_a_round_without_answers_reads_as_empty_arrays(office: Cast, running: RaterRound, at: datetime) -> None:
    assert len(answers_of(close(running, at + LATER)).value) == 0


def test_comments_of_a_superior_are_not_among_the_protected(office: Cast, running: RaterRound, at: datetime) -> None:
    send(task_of(running, office.beringin, role="superior"), at, ADAPTIF="Dari pimpinan.")
    send(task_of(running, office.beringin), at, ADAPTIF="Dari rekan.")
    assert comments_on(close(running, at), office.beringin) == {"ADAPTIF": ["Dari rekan."]}


# --- what the database keeps to ---------------------------------------------------------


def test_the_database_refuses_a_value_outside_the_scale(office: Cast, running: RaterRound, at: datetime) -> None:
    answer = RoundResponse.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundAnswer.objects.create(response=answer, item=0, value=6)


def test_the_database_refuses_a_relation_with_oneself(office: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictOfInterest.objects.create(
            employee=office.beringin, other=office.beringin, kind="family", since=date(2026, 1, 1)
        )
    assert not standing_relations(office.agency).exists()


def test_everybody_has_one_key(office: Cast, running: RaterRound) -> None:
    assert key_of(running, office.beringin) is not None
    assert round_close.open_rounds() == [running]
