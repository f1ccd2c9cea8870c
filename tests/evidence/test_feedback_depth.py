"""Drafts, others with a standing, taking back at the edges, and regular feedback that is due."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from terang.evidence import services
from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback, FeedbackDraft, FeedbackStanding
from terang.evidence.queries import colleagues, drafts_of, feedback_on, posts_of, role_towards
from terang.evidence.queries.schedule import FeedbackDue, due_among
from terang.evidence.queries.standings import candidates, suggested
from terang.evidence.services.standings import end_standing, grant_standing
from terang.ledger.queries import entries
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import MatrixMember, Period, Skp
from tests.cast import Cast, actor, make_feedback, make_skp, user_of

TODAY = date(2026, 11, 24)


def plan(cast: Cast, employee: Employee, appraiser: Employee | None = None) -> Skp:
    skp = make_skp(cast, employee, state="set", appraiser=appraiser or cast.kasi)
    return Skp.objects.select_related("period", "employee__agency", "assignment__position__unit").get(pk=skp.pk)


def keep(giver: Employee, skp: Skp, at: datetime, **changes: Any) -> FeedbackDraft:
    said: dict[str, Any] = {"kind": FeedbackKind.INCIDENTAL, "text": "Belum selesai"}
    return services.save_draft(skp=skp, giver=giver, at=at, **said | changes)


def speak(giver: Employee, skp: Skp, at: datetime, **changes: Any) -> Feedback:
    said: dict[str, Any] = {"kind": FeedbackKind.INCIDENTAL, "text": "Data selalu tepat."}
    return services.give_feedback(skp=skp, giver=giver, by=user_of(giver), at=at, **said | changes)


def standing(cast: Cast, skp: Skp, person: Employee, at: datetime) -> FeedbackStanding:
    return grant_standing(skp=skp, employee=person, reason="Ketua tim pendataan", by=user_of(cast.kasi), at=at)


# --- drafts -----------------------------------------------------------------------------


def test_there_is_one_draft_per_person_and_it_is_replaced(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    keep(cast.cendana, skp, at)
    keep(cast.cendana, skp, at, text="Sudah lebih baik")
    assert [draft.text for draft in drafts_of(cast.cendana)] == ["Sudah lebih baik"]


def test_a_draft_leaves_no_entry_in_the_ledger(cast: Cast, at: datetime) -> None:
    keep(cast.cendana, plan(cast, cast.beringin), at)
    assert not entries("contoh").filter(act__startswith="feedback.").exists()


def test_a_draft_is_erased_when_it_is_given(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    keep(cast.cendana, skp, at)
    keep(cast.kasi, skp, at)
    speak(cast.cendana, skp, at)
    assert [draft.giver for draft in FeedbackDraft.objects.all()] == [cast.kasi]


def test_a_draft_is_erased_when_it_is_thrown_away(cast: Cast, at: datetime) -> None:
    services.discard_draft(draft=keep(cast.cendana, plan(cast, cast.beringin), at))
    assert not FeedbackDraft.objects.exists()


def test_a_draft_by_somebody_without_relation_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="pihak lain"):
        keep(cast.sengon, plan(cast, cast.beringin), at)


def test_a_draft_is_read_by_its_writer_alone(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    keep(cast.cendana, skp, at)
    for person in (cast.beringin, cast.kasi, cast.camat):
        assert not drafts_of(person).exists()
    assert feedback_on(skp, TODAY + timedelta(days=2)) == []


# --- others -----------------------------------------------------------------------------


def test_who_holds_a_standing_speaks_as_other(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    standing(cast, skp, cast.sengon, at)
    remark = speak(cast.sengon, skp, at)
    assert (remark.role, remark.signed_by) == (RaterRole.OTHER, "")


def test_other_is_protected_like_a_peer(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    standing(cast, skp, cast.sengon, at)
    speak(cast.sengon, skp, at)
    make_feedback(skp, cast.cendana, "peer")
    with CaptureQueriesContext(connection) as captured:
        shown = feedback_on(skp, TODAY + timedelta(days=1))
    assert {(each.role, each.on, each.signed_by) for each in shown} == {("Rekan, bawahan, atau pihak lain", None, "")}
    assert not [each["sql"] for each in captured if "giver" in each["sql"].lower() or "standing" in each["sql"].lower()]
    entry = entries("contoh", act="feedback.given").get()
    assert (entry.actor, entry.subject) == ("terlindungi", "feedback")


def test_who_holds_a_standing_is_offered_the_person(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    assert skp not in colleagues(actor(cast.sengon))
    standing(cast, skp, cast.sengon, at)
    assert skp in colleagues(actor(cast.sengon))


def test_a_standing_that_ended_gives_no_voice(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    end_standing(standing=standing(cast, skp, cast.sengon, at), by=user_of(cast.kasi), at=at)
    assert role_towards(skp, cast.sengon, posts_of(cast.sengon, TODAY)) is None


def test_a_standing_is_ended_once(cast: Cast, at: datetime) -> None:
    row = standing(cast, plan(cast, cast.beringin), cast.sengon, at)
    for _ in range(2):
        end_standing(standing=row, by=user_of(cast.kasi), at=at)
    assert entries("contoh", act="feedback.standing_ended").count() == 1


def test_a_standing_needs_a_reason(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="hubungan kerja"):
        grant_standing(skp=plan(cast, cast.beringin), employee=cast.sengon, reason=" ", by=user_of(cast.kasi), at=at)


@pytest.mark.parametrize("who", ["cendana", "kasi", "camat"])
def test_who_may_speak_already_needs_no_standing(cast: Cast, at: datetime, who: str) -> None:
    with pytest.raises(services.Refused, match="sudah dapat"):
        standing(cast, plan(cast, cast.beringin), getattr(cast, who), at)


@pytest.mark.parametrize("who", ["beringin", "outsider"])
def test_neither_oneself_nor_another_agency_gets_a_standing(cast: Cast, at: datetime, who: str) -> None:
    with pytest.raises(services.Refused, match="pegawai lain dari instansi ini"):
        standing(cast, plan(cast, cast.beringin), getattr(cast, who), at)


def test_the_leader_of_another_team_is_suggested(cast: Cast, at: datetime) -> None:
    skp, theirs = plan(cast, cast.beringin), plan(cast, cast.lurah, cast.camat)
    MatrixMember.objects.create(skp=theirs, employee=cast.beringin, added_by="x", added_at=at)
    assert list(suggested(skp)) == [cast.lurah]
    assert cast.sengon in candidates(skp, "ulin")


# --- taking back ------------------------------------------------------------------------


def test_a_protected_remark_that_was_seen_disappears_with_the_next_day(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    remark = make_feedback(skp, cast.cendana, "peer")
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)
    assert len(feedback_on(skp, TODAY)) == 1
    assert feedback_on(skp, TODAY + timedelta(days=1)) == []


def test_a_remark_of_a_superior_disappears_at_once(cast: Cast, at: datetime) -> None:
    skp = plan(cast, cast.beringin)
    remark = make_feedback(skp, cast.kasi, "superior")
    services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.kasi), at=at)
    assert feedback_on(skp, TODAY) == []


def test_after_the_period_is_closed_nothing_is_taken_back(cast: Cast, at: datetime) -> None:
    remark = make_feedback(plan(cast, cast.beringin), cast.cendana, "peer")
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(services.Refused, match="Periode ini sudah ditutup"):
        services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)


def test_after_the_plan_is_closed_nothing_is_taken_back(cast: Cast, at: datetime) -> None:
    remark = make_feedback(plan(cast, cast.beringin), cast.cendana, "peer")
    Skp.objects.update(state=SkpState.CLOSED, closed_on=date(2026, 10, 31))
    with pytest.raises(services.Refused, match="SKP ini sudah ditutup"):
        services.retract_feedback(feedback=remark, reason="Keliru", by=user_of(cast.cendana), at=at)


# --- regular feedback -------------------------------------------------------------------


def regular(skp: Skp, giver: Employee, on: date, **changes: Any) -> None:
    row = make_feedback(skp, giver, "superior" if giver.pk == skp.appraiser_id else "peer")
    Feedback.objects.filter(pk=row.pk).update(**{"kind": FeedbackKind.REGULAR, "on": on} | changes)


def due(*plans: Skp) -> list[FeedbackDue]:
    return list(due_among(Skp.objects.filter(pk__in=[plan.pk for plan in plans]).order_by("pk"), TODAY))


def test_each_plan_is_told_since_when_or_when_next_feedback_is_due(cast: Cast) -> None:
    done, late = plan(cast, cast.beringin), plan(cast, cast.cendana)
    for month in (3, 6, 9):
        regular(done, cast.kasi, date(2026, month, 20))
    first, second = due(done, late)
    assert (second.skp, second.overdue_since, second.days_overdue) == (late, date(2026, 3, 31), 238)
    assert (first.skp, first.days_overdue, first.next_due) == (done, 0, date(2026, 12, 31))


def test_only_regular_feedback_of_a_superior_counts(cast: Cast) -> None:
    skp = plan(cast, cast.beringin)
    regular(skp, cast.kasi, date(2026, 3, 20), kind=FeedbackKind.INCIDENTAL)
    regular(skp, cast.cendana, date(2026, 3, 20))
    regular(skp, cast.kasi, date(2026, 3, 20), retracted_at=timezone.make_aware(datetime(2026, 4, 1)))
    [found] = due(skp)
    assert found.overdue_since == date(2026, 3, 31)


def test_the_interval_is_the_one_agreed(cast: Cast) -> None:
    skp = plan(cast, cast.beringin)
    Skp.objects.filter(pk=skp.pk).update(feedback_months=12)
    [found] = due(skp)
    assert (found.days_overdue, found.next_due) == (0, date(2026, 12, 31))


def test_many_plans_cost_two_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    plans = [plan(cast, person) for person in (cast.beringin, cast.cendana, cast.sengon, cast.lurah)]
    for each in plans:
        regular(each, cast.kasi, date(2026, 3, 20))
    with django_assert_num_queries(2):
        found = due(*plans)
        assert {each.skp.employee.name for each in found}
        assert {each.skp.assignment.position.unit.pk for each in found}
    assert len(found) == 4
