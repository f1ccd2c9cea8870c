"""A change in the middle of the year: what it writes, what it refuses, and what an undo brings back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from terang.evidence.services.guards import Refused as EvidenceRefused
from terang.evidence.services.progress import record_progress
from terang.notices.models import Notice
from terang.organisation.models import Assignment, Employee, Position
from terang.planning import services
from terang.planning.enums import CaseKind, CaseState, Ground, Nature, SkpState
from terang.planning.models import Handover, Indicator, Period, PlanCase, Skp, WorkResult
from terang.planning.queries import cases as queries
from terang.planning.queries import days_late_for, people_with_plans, results_to_serve, skps_of
from terang.planning.queries.library import last_agreed
from terang.planning.services import addendum, cases
from terang.planning.services.guards import ChangedMeanwhile, Refused
from terang.planning.services.handovers import cover_result, take_result
from tests.cast import Cast, make_comment, make_skp, user_of

from .builders import told

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ON = date(2026, 8, 18)


@pytest.fixture
def plan(cast: Cast) -> Skp:
    """The agreed plan of Beringin, with one result of the unit and one of the person."""
    skp = make_skp(cast, cast.beringin, SkpState.SET)
    WorkResult.objects.filter(skp=skp).update(nature=Nature.ORGANISATION)
    WorkResult.objects.create(skp=skp, order=2, statement="Mengikuti pelatihan")
    return skp


def move(cast: Cast, on: date = ON) -> Assignment:
    """Beringin works in the kelurahan from a day on; the lurah appraises there."""
    Assignment.objects.filter(employee=cast.beringin, until=None).update(until=on - timedelta(days=1))
    post, _ = Position.objects.get_or_create(
        unit=cast.kelurahan, name="Pengelola Layanan Kelurahan", defaults={"kind": "PELAKSANA"}
    )
    return Assignment.objects.create(employee=cast.beringin, position=post, since=on)


def prepared(cast: Cast, kind: CaseKind = CaseKind.MOVE, on: date = ON, **more: Any) -> PlanCase:
    facts = {"employee": cast.beringin, "until": None, "basis": "SK 12"} | more
    return cases.prepare_case(period=cast.period, kind=kind, on=on, **facts, by=cast.team, at=AT)


def successors(plan: Skp, person: Employee) -> dict[int, int]:
    return {result.pk: person.pk for result in queries.organisational(plan)}


def applied(cast: Cast, plan: Skp, case: PlanCase | None = None) -> PlanCase:
    case = case or prepared(cast)
    return cases.apply_case(
        case=case, version=fresh(plan).version, successors=successors(plan, cast.cendana), by=cast.team, at=AT
    )


def fresh(skp: Skp) -> Skp:
    return Skp.objects.select_related("period", "assignment").get(pk=skp.pk)


# --- recording --------------------------------------------------------------------------


def test_what_is_recorded_changes_nothing_yet(cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    assert (case.state, case.skp) == (CaseState.PREPARED, plan)
    assert fresh(plan).state == SkpState.SET
    assert told("case.prepared")["kind"] == "move"


def test_the_same_words_again_are_one_change(cast: Cast, plan: Skp) -> None:
    assert prepared(cast) == prepared(cast)
    assert PlanCase.objects.count() == 1


def test_the_same_words_after_applying_are_the_same_change(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    assert prepared(cast) == case


def test_a_second_change_waits_for_the_first(cast: Cast, plan: Skp) -> None:
    prepared(cast)
    with pytest.raises(Refused, match="belum diterapkan"):
        prepared(cast, CaseKind.PROMOTION)


def test_a_change_needs_its_ground(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="dasarnya"):
        prepared(cast, basis="  ")


def test_a_day_outside_the_year_is_refused(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="di luar"):
        prepared(cast, on=date(2027, 1, 4))


def test_an_end_before_the_start_is_refused(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="mendahului"):
        prepared(cast, CaseKind.LEAVE, until=ON - timedelta(days=1))


def test_a_leave_without_its_end_is_refused(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="tanggal akhirnya"):
        prepared(cast, CaseKind.LEAVE)


def test_a_move_on_the_first_day_of_the_plan_is_refused(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="mulai 1 Januari 2026"):
        prepared(cast, on=cast.period.start)


def test_in_a_closed_period_nothing_is_recorded(cast: Cast, plan: Skp) -> None:
    Period.objects.update(state="closed")
    with pytest.raises(Refused, match="sudah ditutup"):
        prepared(cast)


# --- applying ---------------------------------------------------------------------------


def test_a_move_closes_opens_and_hands_over_in_one_act(cast: Cast, plan: Skp) -> None:
    post = move(cast)
    case = applied(cast, plan)
    closed, opened = fresh(plan), case.opened
    assert opened is not None
    assert (closed.state, closed.closed_on, closed.closed_reason) == (SkpState.CLOSED, date(2026, 8, 17), "move")
    assert (closed.is_judged_apart, closed.appraiser) == (True, cast.kasi)
    assert (opened.state, opened.assignment, opened.appraiser) == (SkpState.DRAFT, post, cast.lurah)
    assert (opened.starts_on, opened.continues) == (ON, plan)
    handed = Handover.objects.get()
    assert (handed.to, handed.result.nature) == (cast.cendana, Nature.ORGANISATION)
    assert told("case.applied")["steps"] == ["CLOSE", "JUDGE_PART", "HAND_OVER", "OPEN", "WEIGH"]
    assert told("skp.closed")["on"] == "2026-08-17"


def test_a_second_press_finds_it_done(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    again = cases.apply_case(case=case, version=1, successors={}, by=cast.team, at=AT)
    assert (again.state, Skp.objects.count(), Handover.objects.count()) == (CaseState.APPLIED, 2, 1)


def test_people_hear_of_it_but_not_why(cast: Cast, plan: Skp) -> None:
    move(cast)
    applied(cast, plan)
    heard = {notice.recipient: notice.text for notice in Notice.objects.filter(key__startswith="case:")}
    assert set(heard) == {person.nip for person in (cast.beringin, cast.kasi, cast.lurah, cast.cendana)}
    assert not any("Pindah" in text for text in heard.values())


def test_who_began_the_new_plan_already_keeps_it(cast: Cast, plan: Skp) -> None:
    move(cast)
    begun = services.start_skp(employee=cast.beringin, period=cast.period, by=user_of(cast.beringin), at=AT)
    case = applied(cast, plan)
    assert case.opened == begun
    assert (fresh(begun).starts_on, fresh(begun).continues) == (ON, plan)


def test_a_plan_of_the_new_post_alone_is_joined(cast: Cast) -> None:
    move(cast)
    begun = services.start_skp(employee=cast.beringin, period=cast.period, by=user_of(cast.beringin), at=AT)
    case = prepared(cast)
    assert case.skp is None
    done = cases.apply_case(case=case, version=0, successors={}, by=cast.team, at=AT)
    assert (done.opened, fresh(begun).starts_on) == (begun, ON)


def test_a_draft_is_closed_without_a_judgement(cast: Cast) -> None:
    draft = make_skp(cast, cast.beringin)
    move(cast)
    applied(cast, draft)
    assert (fresh(draft).state, fresh(draft).is_judged_apart) == (SkpState.CLOSED, False)
    assert not Handover.objects.exists()


def test_an_addendum_that_is_being_written_ends_with_the_plan(cast: Cast, plan: Skp) -> None:
    addendum.start_addendum(
        skp=plan, ground=Ground.STRATEGY, reason="Anggaran", starter=cast.beringin, by=user_of(cast.beringin), at=AT
    )
    move(cast)
    applied(cast, plan)
    assert not Skp.objects.filter(amends=plan).exists()


def test_death_closes_without_a_judgement_and_hands_over(cast: Cast, plan: Skp) -> None:
    applied(cast, plan, prepared(cast, CaseKind.DEATH))
    assert (fresh(plan).state, fresh(plan).is_judged_apart) == (SkpState.CLOSED, False)
    assert Handover.objects.count() == 1
    assert Skp.objects.count() == 1


def test_leave_leaves_the_plan_as_it_is(cast: Cast, plan: Skp) -> None:
    case = prepared(cast, CaseKind.LEAVE, until=date(2026, 11, 20))
    done = cases.apply_case(case=case, version=1, successors={}, by=cast.team, at=AT)
    assert [step["act"] for step in done.outcome["steps"]] == ["KEEP", "MAY_AMEND"]
    assert fresh(plan).state == SkpState.SET


def test_who_starts_in_the_middle_of_the_year_gets_a_plan_from_that_day(cast: Cast) -> None:
    case = prepared(cast, CaseKind.STARTED)
    done = cases.apply_case(case=case, version=0, successors={}, by=cast.team, at=AT)
    assert done.opened is not None
    assert (done.opened.starts_on, done.opened.appraiser) == (ON, cast.kasi)
    assert days_late_for(done.opened, TODAY) == 0


def test_who_comes_back_to_the_same_post_gets_another_plan(cast: Cast, plan: Skp) -> None:
    applied(cast, plan, prepared(cast, CaseKind.STUDY))
    with pytest.raises(Refused, match="kembali bertugas"):
        services.start_skp(employee=cast.beringin, period=cast.period, by=user_of(cast.beringin), at=AT)
    back = prepared(cast, CaseKind.STARTED, on=date(2026, 11, 2), basis="SK 13")
    done = cases.apply_case(case=back, version=0, successors={}, by=cast.team, at=AT)
    assert done.opened is not None
    assert done.opened.assignment == plan.assignment
    assert skps_of(cast.beringin, cast.period).first() == done.opened


def test_another_version_of_the_plan_is_shown_first(cast: Cast, plan: Skp) -> None:
    move(cast)
    with pytest.raises(ChangedMeanwhile):
        cases.apply_case(case=prepared(cast), version=7, successors=successors(plan, cast.cendana), by=cast.team, at=AT)
    assert fresh(plan).state == SkpState.SET


def test_a_move_whose_new_post_is_not_recorded_is_refused_and_nothing_is_done(cast: Cast, plan: Skp) -> None:
    with pytest.raises(Refused, match="belum tercatat"):
        applied(cast, plan)
    assert (fresh(plan).state, Handover.objects.count()) == (SkpState.SET, 0)


def test_a_start_without_a_post_is_refused(cast: Cast) -> None:
    Assignment.objects.filter(employee=cast.beringin).update(until=date(2026, 2, 1))
    with pytest.raises(Refused, match="belum tercatat"):
        cases.apply_case(case=prepared(cast, CaseKind.STARTED), version=0, successors={}, by=cast.team, at=AT)


def test_a_new_post_without_an_appraiser_is_refused(cast: Cast, plan: Skp) -> None:
    move(cast)
    Assignment.objects.filter(position__is_head=True).update(until=date(2026, 7, 1))
    with pytest.raises(Refused, match="Belum ada pejabat penilai"):
        applied(cast, plan)


def test_before_its_day_a_change_is_not_applied(cast: Cast, plan: Skp) -> None:
    case = prepared(cast, CaseKind.RETIREMENT, on=date(2026, 12, 1))
    with pytest.raises(Refused, match="1 Desember 2026"):
        applied(cast, plan, case)


def test_a_result_of_the_unit_needs_a_successor(cast: Cast, plan: Skp) -> None:
    move(cast)
    with pytest.raises(Refused, match="Surat pengantar"):
        cases.apply_case(case=prepared(cast), version=1, successors={}, by=cast.team, at=AT)
    assert fresh(plan).state == SkpState.SET


@pytest.mark.parametrize("who", ["beringin", "outsider"])
def test_neither_who_leaves_nor_somebody_of_another_agency_takes_over(cast: Cast, plan: Skp, who: str) -> None:
    move(cast)
    with pytest.raises(Refused, match="meneruskan"):
        cases.apply_case(
            case=prepared(cast), version=1, successors=successors(plan, getattr(cast, who)), by=cast.team, at=AT
        )


def test_what_was_withdrawn_is_not_applied(cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    cases.withdraw_case(case=case, reason="", by=cast.team, at=AT)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        applied(cast, plan, case)


def test_in_a_closed_period_nothing_is_applied(cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    Period.objects.update(state="closed")
    with pytest.raises(Refused, match="sudah ditutup"):
        applied(cast, plan, case)


# --- after it ---------------------------------------------------------------------------


def test_a_closed_plan_takes_no_progress(cast: Cast, plan: Skp) -> None:
    move(cast)
    applied(cast, plan)
    indicator = Indicator.objects.select_related("result__skp__period").get(result__skp=plan)
    with pytest.raises(EvidenceRefused, match="sudah ditutup"):
        record_progress(
            indicator=indicator, on=date(2026, 8, 1), value=None, note="Laporan", files=(), links=(), key="a",
            by=user_of(cast.beringin), at=AT,
        )  # fmt: skip


def test_a_new_plan_takes_no_progress_from_before_it_began(cast: Cast, plan: Skp) -> None:
    Skp.objects.filter(pk=plan.pk).update(starts_on=ON)
    indicator = Indicator.objects.select_related("result__skp__period").get(result__skp=plan)
    with pytest.raises(EvidenceRefused, match="18 Agustus 2026"):
        record_progress(
            indicator=indicator, on=date(2026, 8, 1), value=None, note="Laporan", files=(), links=(), key="a",
            by=user_of(cast.beringin), at=AT,
        )  # fmt: skip


def test_a_closed_plan_keeps_its_appraiser(cast: Cast, plan: Skp) -> None:
    move(cast)
    applied(cast, plan)
    with pytest.raises(Refused, match="penutupan"):
        services.take_over(skp=fresh(plan), version=2, appraiser=cast.lurah, by=user_of(cast.lurah), at=AT)


def test_the_new_appraiser_sees_the_new_plan(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    people = {person.pk: person for person in people_with_plans(cast.lurah, TODAY)}
    assert people[cast.beringin.pk].plan == case.opened_id  # type: ignore[attr-defined]


def test_a_new_plan_may_take_over_words_of_the_former_part(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    assert case.opened is not None
    assert last_agreed(case.opened) == plan


def test_results_of_a_former_post_are_served_no_longer(cast: Cast, plan: Skp) -> None:
    led = make_skp(cast, cast.cendana, appraiser=cast.beringin)
    assert results_to_serve(led).count() == 2
    move(cast)
    applied(cast, plan)
    assert not results_to_serve(led).exists()


def test_the_parts_of_a_year_come_in_the_order_of_time(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    parts = queries.parts_of(cast.beringin.pk, cast.period)
    assert [part.pk for part in parts] == [plan.pk, case.opened_id]
    assert [(part.first_day, part.last_day) for part in parts] == [
        (date(2026, 1, 1), date(2026, 8, 17)), (ON, date(2026, 12, 31)),
    ]  # fmt: skip


def test_a_plan_whose_person_left_the_post_is_pointed_out_until_it_is_closed(cast: Cast, plan: Skp) -> None:
    move(cast)
    assert list(queries.unhandled(cast.agency, TODAY)) == [plan]
    applied(cast, plan)
    assert not queries.unhandled(cast.agency, TODAY).exists()


# --- taking over ------------------------------------------------------------------------


def handed(cast: Cast, plan: Skp) -> Handover:
    move(cast)
    applied(cast, plan)
    return Handover.objects.get()


def take(cast: Cast, handover: Handover) -> Skp:
    return take_result(handover=handover, by=user_of(cast.cendana), at=AT)


def test_a_result_is_taken_into_the_draft_with_its_indicators(cast: Cast, plan: Skp) -> None:
    own = make_skp(cast, cast.cendana)
    assert take(cast, handed(cast, plan)) == own
    copy = Handover.objects.get().taken_as
    assert copy is not None
    assert (copy.skp, copy.nature, copy.order) == (own, Nature.ORGANISATION, 2)
    assert [each.statement for each in copy.indicators.all()] == ["Laporan layanan bulanan"]
    assert fresh(own).version == 2


def test_a_second_press_takes_nothing_twice(cast: Cast, plan: Skp) -> None:
    own = make_skp(cast, cast.cendana)
    handover = handed(cast, plan)
    take(cast, handover)
    take(cast, handover)
    assert WorkResult.objects.filter(skp=own).count() == 2


def test_an_agreed_plan_takes_a_result_by_addendum(cast: Cast, plan: Skp) -> None:
    own = make_skp(cast, cast.cendana, SkpState.SET)
    draft = take(cast, handed(cast, plan))
    assert (draft.amends, draft.amend_ground) == (own, "holder")
    assert WorkResult.objects.filter(skp=own).count() == 1


def test_a_result_dropped_with_its_addendum_waits_again(cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana, SkpState.SET)
    draft = take(cast, handed(cast, plan))
    addendum.cancel_addendum(draft=draft, version=fresh(draft).version, by=user_of(cast.cendana), at=AT)
    assert queries.handed(cast.cendana).count() == 1


def test_without_a_plan_nothing_is_taken(cast: Cast, plan: Skp) -> None:
    handover = handed(cast, plan)
    with pytest.raises(Refused, match="Mulai dulu SKP"):
        take(cast, handover)


def test_a_plan_before_the_appraiser_takes_nothing(cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana, SkpState.SUBMITTED)
    handover = handed(cast, plan)
    with pytest.raises(Refused, match="menunggu pejabat penilai"):
        take(cast, handover)


def test_in_a_closed_period_nothing_is_taken(cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana)
    handover = handed(cast, plan)
    Period.objects.update(state="closed")
    with pytest.raises(Refused, match="sudah ditutup"):
        take(cast, handover)


def test_a_covered_result_waits_no_longer(cast: Cast, plan: Skp) -> None:
    handover = handed(cast, plan)
    for _press in range(2):
        cover_result(handover=handover, by=user_of(cast.cendana), at=AT)
    assert not queries.handed(cast.cendana).exists()
    assert told("case.result_covered")["by"] == cast.cendana.nip


def test_a_taken_result_is_not_called_covered(cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana)
    handover = handed(cast, plan)
    take(cast, handover)
    with pytest.raises(Refused, match="sudah ada di SKP"):
        cover_result(handover=handover, by=user_of(cast.cendana), at=AT)


# --- taking back ------------------------------------------------------------------------


def undo(cast: Cast, case: PlanCase, reason: str = "Salah orang") -> None:
    cases.withdraw_case(case=case, reason=reason, by=cast.team, at=AT)


def test_an_undo_brings_everything_back(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    undo(cast, case)
    back = fresh(plan)
    assert (back.state, back.closed_on, back.closed_reason, back.is_judged_apart) == (SkpState.SET, None, "", False)
    assert (Skp.objects.count(), Handover.objects.count()) == (1, 0)
    assert told("skp.reopened")["state"] == "set"


def test_an_undo_leaves_a_plan_that_was_begun_before(cast: Cast, plan: Skp) -> None:
    move(cast)
    begun = services.start_skp(employee=cast.beringin, period=cast.period, by=user_of(cast.beringin), at=AT)
    undo(cast, applied(cast, plan))
    assert (fresh(begun).starts_on, fresh(begun).continues) == (None, None)


def test_a_second_undo_does_nothing(cast: Cast, plan: Skp) -> None:
    case = prepared(cast)
    undo(cast, case)
    undo(cast, case)
    assert told("case.withdrawn")["was_applied"] is False


def test_an_undo_needs_a_reason(cast: Cast, plan: Skp) -> None:
    move(cast)
    with pytest.raises(Refused, match="alasan pembatalan"):
        undo(cast, applied(cast, plan), " ")


def test_a_new_plan_that_was_written_stays(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    WorkResult.objects.create(skp_id=case.opened_id, order=1, statement="Baru")
    with pytest.raises(Refused, match="sudah mulai disusun"):
        undo(cast, case)
    assert fresh(plan).state == SkpState.CLOSED


def test_a_new_plan_that_is_talked_about_stays(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    assert case.opened is not None
    make_comment(case.opened, cast.lurah)
    with pytest.raises(Refused, match="sudah mulai dibahas"):
        undo(cast, case)


def test_what_was_taken_over_stays(cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana)
    take(cast, handed(cast, plan))
    with pytest.raises(Refused, match="sudah diterima"):
        undo(cast, PlanCase.objects.get())


def test_the_later_change_goes_first(cast: Cast, plan: Skp) -> None:
    first = applied(cast, plan, prepared(cast, CaseKind.STUDY))
    back = prepared(cast, CaseKind.STARTED, on=date(2026, 11, 2), basis="SK 13")
    cases.apply_case(case=back, version=0, successors={}, by=cast.team, at=AT)
    with pytest.raises(Refused, match="yang lebih baru"):
        undo(cast, first)


def test_in_a_closed_period_nothing_is_undone(cast: Cast, plan: Skp) -> None:
    move(cast)
    case = applied(cast, plan)
    Period.objects.update(state="closed")
    with pytest.raises(Refused, match="sudah ditutup"):
        undo(cast, case)
