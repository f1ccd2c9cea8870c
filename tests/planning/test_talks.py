"""Talks and remarks about a plan: who does what, what is refused, and what a second sending does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from terang.ledger.queries import entries
from terang.organisation.models import Employee
from terang.planning.enums import CommentKind, CommentState, DialogueState, PeriodState, SkpState
from terang.planning.models import Comment, Dialogue, Period, Skp
from terang.planning.queries import talks as queries
from terang.planning.queries.addendum import with_addendum
from terang.planning.services import Refused, comments, talks
from terang.planning.services.talks import Appointment, Promise, TalkChanged
from tests.cast import Cast, make_skp, make_talk, user_of

from .builders import told

WHEN = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
HELD = date(2026, 1, 10)
PROMISES = [Promise("Menyusun daftar syarat", False, date(2026, 2, 1)), Promise("Meminta petugas", True, None)]


def plan(cast: Cast, state: str = SkpState.SET) -> Skp:
    return make_skp(cast, cast.beringin, state=state)


def appointment(**changes: object) -> Appointment:
    given: dict[str, object] = {"purpose": "monitoring", "planned_for": WHEN, "place": "Ruang rapat", "agenda": ""}
    return Appointment(**(given | changes))  # type: ignore[arg-type]


def arranged(skp: Skp, person: Employee, at: datetime, **changes: object) -> Dialogue:
    return talks.arrange(skp=skp, what=appointment(**changes), person=person, by=user_of(person), at=at)


def write(talk: Dialogue, person: Employee, at: datetime, **changes: object) -> None:
    given: dict[str, object] = {"version": 1, "held_on": HELD, "minutes": "Dibahas.", "promises": PROMISES}
    talks.write_minutes(talk=talk, person=person, by=user_of(person), at=at, **(given | changes))  # type: ignore[arg-type]


def held(cast: Cast, at: datetime) -> Dialogue:
    """A talk whose minutes the appraiser wrote."""
    talk = arranged(plan(cast), cast.beringin, at)
    write(talk, cast.kasi, at)
    return again(talk)


def again(talk: Dialogue) -> Dialogue:
    return Dialogue.objects.select_related("skp__period", "skp__employee__agency").get(pk=talk.pk)


def count() -> int:
    return entries("contoh").count()


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 2, 2, 3, 0, tzinfo=UTC)


# --- arranging --------------------------------------------------------------------------


def test_a_talk_is_arranged_and_stands_in_the_ledger(cast: Cast, at: datetime) -> None:
    talk = arranged(plan(cast), cast.beringin, at)
    assert (talk.state, talk.arranged_by) == (DialogueState.PLANNED, cast.beringin)
    assert told("talk.arranged")["talk"] == talk.pk


def test_the_same_appointment_sent_twice_is_one_talk(cast: Cast, at: datetime) -> None:
    skp = plan(cast)
    first, before = arranged(skp, cast.beringin, at), count()
    assert arranged(skp, cast.beringin, at) == first
    assert (Dialogue.objects.count(), count()) == (1, before)


def test_two_talks_at_one_moment_are_refused(cast: Cast, at: datetime) -> None:
    skp = plan(cast)
    arranged(skp, cast.beringin, at)
    with pytest.raises(Refused, match="sudah ada dialog"):
        arranged(skp, cast.kasi, at, place="Aula")


def test_a_moment_in_another_decade_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="Periksa tahunnya"):
        arranged(plan(cast), cast.beringin, at, planned_for=WHEN.replace(year=2062))


def test_without_an_appraiser_there_is_nobody_to_talk_to(cast: Cast, at: datetime) -> None:
    skp = plan(cast, SkpState.DRAFT)
    skp.appraiser = None
    with pytest.raises(Refused, match="belum mempunyai pejabat penilai"):
        arranged(skp, cast.beringin, at)


def test_a_draft_that_changes_a_plan_is_talked_about_on_that_plan(cast: Cast, at: datetime) -> None:
    skp = plan(cast, SkpState.DRAFT)
    skp.amends_id = skp.pk
    with pytest.raises(Refused, match="SKP yang sedang berlaku"):
        arranged(skp, cast.beringin, at)


def test_a_closed_period_takes_no_talk(cast: Cast, at: datetime) -> None:
    skp = plan(cast)
    skp.period.state = PeriodState.CLOSED
    with pytest.raises(Refused, match="sudah ditutup"):
        arranged(skp, cast.beringin, at)


def test_a_talk_is_moved_to_another_hour(cast: Cast, at: datetime) -> None:
    talk, later = arranged(plan(cast), cast.beringin, at), WHEN + timedelta(hours=2)
    talks.rearrange(talk=talk, version=1, what=appointment(planned_for=later), by=user_of(cast.kasi), at=at)
    assert (again(talk).planned_for, again(talk).version) == (later, 2)


def test_who_saw_an_old_talk_moves_nothing(cast: Cast, at: datetime) -> None:
    talk = arranged(plan(cast), cast.beringin, at)
    Dialogue.objects.filter(pk=talk.pk).update(version=2, place="Aula")
    with pytest.raises(TalkChanged) as changed:
        talks.rearrange(talk=talk, version=1, what=appointment(agenda="Lain"), by=user_of(cast.kasi), at=at)
    assert changed.value.current.place == "Aula"


# --- cancelling -------------------------------------------------------------------------


def test_a_talk_is_called_off_with_a_reason_once(cast: Cast, at: datetime) -> None:
    talk = arranged(plan(cast), cast.beringin, at)
    talks.cancel(talk=talk, version=1, reason="Dinas luar", by=user_of(cast.kasi), at=at)
    before = count()
    talks.cancel(talk=again(talk), version=1, reason="Dinas luar", by=user_of(cast.kasi), at=at)
    assert (again(talk).state, again(talk).cancelled_reason) == (DialogueState.CANCELLED, "Dinas luar")
    assert count() == before


def test_calling_off_needs_a_reason(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="alasan pembatalan"):
        talks.cancel(talk=arranged(plan(cast), cast.beringin, at), version=1, reason=" ", by=user_of(cast.kasi), at=at)


def test_a_talk_that_was_held_is_not_called_off(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="berstatus Sudah berlangsung"):
        talks.cancel(talk=held(cast, at), version=2, reason="Batal", by=user_of(cast.kasi), at=at)


# --- minutes ----------------------------------------------------------------------------


def test_minutes_keep_what_was_promised_and_by_whom(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    assert (talk.state, talk.minutes_by, talk.held_on) == (DialogueState.HELD, cast.kasi, HELD)
    assert [action.owner for action in queries.actions_of(talk)] == [cast.beringin, cast.kasi]


def test_the_ledger_keeps_a_digest_of_the_minutes_and_not_their_words(cast: Cast, at: datetime) -> None:
    held(cast, at)
    assert len(told("talk.held")["sha256"]) == 64
    assert "Dibahas" not in str(told("talk.held"))


def test_the_same_minutes_sent_twice_are_written_once(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    before = count()
    write(talk, cast.kasi, at)
    assert (again(talk).version, count()) == (2, before)


def test_minutes_without_words_are_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="catatan dialog"):
        write(arranged(plan(cast), cast.beringin, at), cast.kasi, at, minutes=" \n")


def test_minutes_of_a_day_ahead_are_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="belum tiba"):
        write(arranged(plan(cast), cast.beringin, at), cast.kasi, at, held_on=date(2026, 2, 3))


def test_more_than_ten_actions_are_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="Paling banyak 10"):
        write(arranged(plan(cast), cast.beringin, at), cast.kasi, at, promises=[PROMISES[1]] * 11)


def test_the_other_side_does_not_write_over_minutes(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="ditulis pihak lain"):
        write(held(cast, at), cast.beringin, at, version=2, minutes="Lain.")


def test_minutes_written_by_both_at_once_are_shown_to_the_second(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    with pytest.raises(TalkChanged) as changed:
        write(talk, cast.beringin, at, version=1, minutes="Lain.")
    assert changed.value.current.minutes == "Dibahas."


def test_corrected_minutes_stay_readable_as_they_were(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    for _sent in range(2):
        write(talk, cast.kasi, at, version=2, minutes="Dibahas lagi.", promises=PROMISES[:1])
    write(talk, cast.kasi, at, version=3, minutes="Dibahas tiga kali.", promises=[])
    assert [(said.author, said.text) for said in queries.beside(talk).earlier] == [
        (
            cast.kasi,
            f"10 Januari 2026\nDibahas.\nMenyusun daftar syarat ({cast.beringin.full_name})\n"
            f"Meminta petugas ({cast.kasi.full_name})",
        ),
        (cast.kasi, f"10 Januari 2026\nDibahas lagi.\nMenyusun daftar syarat ({cast.beringin.full_name})"),
    ]
    assert queries.beside(talk).corrections == []


def test_corrected_minutes_leave_what_is_done_done(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    first = queries.actions_of(talk)[0]
    first.dialogue = talk
    talks.finish_action(action=first, by=user_of(cast.beringin), at=at)
    write(talk, cast.kasi, at, version=2, minutes="Dibahas lagi.", promises=PROMISES[:1])
    assert [action.done_at for action in queries.actions_of(talk)] == [at]


# --- agreeing ---------------------------------------------------------------------------


def test_the_other_side_agrees_and_the_minutes_stand(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    talks.confirm(talk=talk, version=2, person=cast.beringin, by=user_of(cast.beringin), at=at)
    assert (again(talk).state, again(talk).confirmed_at) == (DialogueState.CONFIRMED, at)
    with pytest.raises(Refused, match="Catatan disepakati"):
        write(again(talk), cast.kasi, at, version=3, minutes="Lain.")


def test_agreeing_twice_is_agreeing_once(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    talks.confirm(talk=talk, version=2, person=cast.beringin, by=user_of(cast.beringin), at=at)
    before = count()
    talks.confirm(talk=again(talk), version=2, person=cast.beringin, by=user_of(cast.beringin), at=at)
    assert count() == before


def test_nobody_agrees_to_the_own_minutes(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pihak lain"):
        talks.confirm(talk=held(cast, at), version=2, person=cast.kasi, by=user_of(cast.kasi), at=at)


def test_nobody_agrees_to_minutes_that_changed_after_reading(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    write(talk, cast.kasi, at, version=2, minutes="Dibahas lagi.")
    with pytest.raises(TalkChanged):
        talks.confirm(talk=talk, version=2, person=cast.beringin, by=user_of(cast.beringin), at=at)


def test_a_correction_stays_beside_the_talk(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    for _sent in range(2):
        talks.ask_correction(
            talk=talk, version=2, text="Tanggalnya keliru.", person=cast.beringin, by=user_of(cast.beringin), at=at
        )
    assert [said.text for said in queries.beside(talk).corrections] == ["Tanggalnya keliru."]
    assert (again(talk).state, again(talk).version) == (DialogueState.HELD, 3)


def test_a_correction_without_words_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="perlu diperbaiki"):
        talks.ask_correction(
            talk=held(cast, at), version=2, text="", person=cast.beringin, by=user_of(cast.beringin), at=at
        )


def test_an_action_is_done_once(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    action = queries.actions_of(talk)[0]
    action.dialogue = talk
    talks.finish_action(action=action, by=user_of(cast.beringin), at=at)
    before = count()
    talks.finish_action(action=action, by=user_of(cast.kasi), at=at + timedelta(days=1))
    action.refresh_from_db()
    assert (action.done_at, count()) == (at, before)
    assert [each.text for each in queries.open_actions(talk.skp)] == ["Meminta petugas"]


def test_nothing_is_done_in_a_closed_period(cast: Cast, at: datetime) -> None:
    talk = held(cast, at)
    Period.objects.update(state=PeriodState.CLOSED)
    action = queries.actions_of(talk)[0]
    action.dialogue = again(talk)
    with pytest.raises(Refused, match="sudah ditutup"):
        talks.finish_action(action=action, by=user_of(cast.beringin), at=at)


# --- remarks and proposals --------------------------------------------------------------


def said(skp: Skp, person: Employee, at: datetime, kind: str = CommentKind.PROPOSAL, text: str = "Usul.") -> Comment:
    return comments.say(
        skp=skp, result=skp.results.first(), kind=kind, text=text, key="k", person=person, by=user_of(person), at=at
    )


def reply(comment: Comment, person: Employee, at: datetime, agreed: bool = True, text: str = "Sepakat.") -> None:
    comments.answer(comment=comment, agreed=agreed, text=text, person=person, by=user_of(person), at=at)


def test_a_remark_keeps_the_words_of_the_result(cast: Cast, at: datetime) -> None:
    assert said(plan(cast), cast.kasi, at).about == "Surat pengantar selesai tepat waktu"


def test_a_remark_sent_twice_is_said_once(cast: Cast, at: datetime) -> None:
    skp = plan(cast)
    assert said(skp, cast.kasi, at) == said(skp, cast.kasi, at)
    assert Comment.objects.count() == 1


def test_other_words_under_the_same_form_are_refused_and_not_lost_in_silence(cast: Cast, at: datetime) -> None:
    skp = plan(cast)
    said(skp, cast.kasi, at)
    with pytest.raises(Refused, match="kata lain"):
        said(skp, cast.kasi, at, text="Usul lain.")


def test_a_remark_without_words_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="Tuliskan komentar"):
        said(plan(cast), cast.kasi, at, text=" ")


def test_a_result_of_another_plan_is_refused(cast: Cast, at: datetime) -> None:
    skp, other = plan(cast), make_skp(cast, cast.cendana)
    with pytest.raises(Refused, match="bukan bagian"):
        comments.say(
            skp=skp, result=other.results.first(), kind=CommentKind.REMARK, text="Usul.", key="k", person=cast.kasi,
            by=user_of(cast.kasi), at=at,
        )  # fmt: skip


def test_the_other_side_agrees_to_a_proposal_once(cast: Cast, at: datetime) -> None:
    comment = said(plan(cast), cast.beringin, at)
    assert waits(comment.skp)
    reply(comment, cast.kasi, at)
    before = count()
    reply(comment, cast.kasi, at)
    comment.refresh_from_db()
    assert (comment.state, comment.answered_by, count()) == (CommentState.AGREED, cast.kasi, before)
    assert not waits(comment.skp)


def test_an_answered_proposal_is_not_answered_otherwise(cast: Cast, at: datetime) -> None:
    comment = said(plan(cast), cast.beringin, at)
    reply(comment, cast.kasi, at)
    with pytest.raises(Refused, match="sudah dijawab"):
        reply(comment, cast.kasi, at, agreed=False, text="Tidak.")


def test_nobody_answers_the_own_proposal(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="pihak lain"):
        reply(said(plan(cast), cast.beringin, at), cast.beringin, at)


def test_a_remark_needs_no_answer(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="bukan usul"):
        reply(said(plan(cast), cast.beringin, at, CommentKind.REMARK), cast.kasi, at)


def test_an_answer_needs_words(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="alasan"):
        reply(said(plan(cast), cast.beringin, at), cast.kasi, at, text="")


def test_a_talk_of_another_plan_lends_no_correction(cast: Cast, at: datetime) -> None:
    assert queries.beside(make_talk(plan(cast))).corrections == []


def waits(skp: Skp) -> bool:
    """Whether the pages of handing in and setting name an open proposal."""
    return bool(with_addendum(Skp.objects.filter(pk=skp.pk)).values_list("has_open_proposals", flat=True).get())
