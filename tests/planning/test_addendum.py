"""A set plan is changed by an addendum: what it takes, what it writes, what stays."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from terang.evidence.models import Progress
from terang.ledger.queries import entries
from terang.organisation.models import Assignment
from terang.planning import services
from terang.planning.enums import CascadeKind, Ground, SkpState
from terang.planning.models import (
    ActionStep,
    Comment,
    Dialogue,
    Indicator,
    RoleCell,
    Skp,
    SkpAnnex,
    SkpVersion,
    WorkResult,
)
from terang.planning.queries import people_with_plans, periods_of, skps_of, waiting_for
from terang.planning.services import addendum, matrix
from tests.cast import Cast, make_progress, make_skp, user_of

from .builders import indicator, result, told
from .test_skp import submitted

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


def agreed(cast: Cast) -> Skp:
    skp = submitted(cast, AT)
    services.set_(skp=skp, version=3, by=user_of(cast.kasi), at=AT)
    skp.refresh_from_db()
    return skp


def started(cast: Cast, skp: Skp) -> Skp:
    return addendum.start_addendum(
        skp=skp, ground=Ground.STRATEGY, reason="Anggaran berubah", starter=cast.beringin,
        by=user_of(cast.beringin), at=AT,
    )  # fmt: skip


def fresh(skp: Skp) -> Skp:
    return Skp.objects.get(pk=skp.pk)


def retarget(cast: Cast, draft: Skp, *more: Indicator, target: int = 20) -> None:
    old = Indicator.objects.get(result__skp=draft)
    said = result(indicator(pk=old.pk, target_low=Decimal(target)), indicator(statement="Keluhan selesai"))
    services.change_result(
        result=old.result, version=fresh(draft).version, draft=said, by=user_of(cast.beringin), at=AT
    )


def hand_in(cast: Cast, draft: Skp) -> Skp:
    services.submit(skp=fresh(draft), version=fresh(draft).version, by=user_of(cast.beringin), at=AT)
    return fresh(draft)


def set_it(cast: Cast, draft: Skp) -> None:
    services.set_(skp=draft, version=draft.version, by=user_of(cast.kasi), at=AT)


# --- versions and start -----------------------------------------------------------------


def test_a_plan_that_is_set_keeps_its_first_version_with_the_hash_of_the_ledger(cast: Cast) -> None:
    skp = agreed(cast)
    version = SkpVersion.objects.get(skp=skp)
    assert (version.number, version.set_by) == (1, user_of(cast.kasi).username)
    assert version.sha256 == told("skp.set")["content"]
    assert version.content["said"]["results"][0]["statement"] == "Surat pengantar selesai tepat waktu"


def test_an_addendum_begins_with_everything_the_plan_says(cast: Cast) -> None:
    skp = agreed(cast)
    old = Indicator.objects.get(result__skp=skp)
    draft = started(cast, skp)
    copy = Indicator.objects.get(result__skp=draft)
    assert (copy.origin, copy.result.origin, copy.target_low) == (old, old.result, old.target_low)
    assert SkpAnnex.objects.filter(skp=draft).count() == SkpAnnex.objects.filter(skp=skp).count()
    assert (draft.state, fresh(skp).state) == (SkpState.DRAFT, SkpState.SET)


def test_beginning_twice_gives_the_same_draft(cast: Cast) -> None:
    skp = agreed(cast)
    assert started(cast, skp).pk == started(cast, skp).pk
    assert entries("contoh", act="skp.addendum_started").count() == 1


def test_the_appraiser_may_begin_too(cast: Cast) -> None:
    skp = agreed(cast)
    draft = addendum.start_addendum(
        skp=skp, ground=Ground.PRIORITY, reason="Arah baru", starter=cast.kasi, by=user_of(cast.kasi), at=AT
    )
    assert draft.amends_id == skp.pk


def leave_office(cast: Cast) -> None:
    """Another person heads the section from now on."""
    head = Assignment.objects.get(employee=cast.kasi, until=None)
    Assignment.objects.filter(pk=head.pk).update(until=date(2026, 11, 1))
    Assignment.objects.filter(employee=cast.cendana, until=None).update(until=date(2026, 11, 1))
    Assignment.objects.create(employee=cast.cendana, position=head.position, since=date(2026, 11, 2))


def test_a_former_superior_begins_nothing(cast: Cast) -> None:
    skp = agreed(cast)
    leave_office(cast)
    with pytest.raises(services.Refused, match="sekarang orang lain"):
        addendum.start_addendum(
            skp=skp, ground=Ground.PRIORITY, reason="Arah baru", starter=cast.kasi, by=user_of(cast.kasi), at=AT
        )


def test_a_former_superior_sets_nothing(cast: Cast) -> None:
    skp = agreed(cast)
    draft = hand_in(cast, started(cast, skp))
    leave_office(cast)
    with pytest.raises(services.Refused, match="sekarang orang lain"):
        set_it(cast, draft)


def test_without_a_reason_nothing_begins(cast: Cast) -> None:
    with pytest.raises(services.Refused, match="alasan addendum"):
        addendum.start_addendum(
            skp=agreed(cast), ground=Ground.OTHER, reason=" ", starter=cast.beringin, by=user_of(cast.beringin), at=AT
        )


def test_a_plan_that_is_not_set_needs_no_addendum(cast: Cast) -> None:
    with pytest.raises(services.Refused, match="Draf"):
        started(cast, make_skp(cast, cast.beringin))


def test_in_a_closed_period_nothing_begins(cast: Cast) -> None:
    skp = agreed(cast)
    services.close_period(period=cast.period, by=cast.admin, at=AT)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        started(cast, skp)


# --- lists ------------------------------------------------------------------------------


def test_a_draft_of_an_addendum_is_no_plan_of_its_own_in_any_list(cast: Cast) -> None:
    skp = agreed(cast)
    started(cast, skp)
    assert [plan.pk for plan in skps_of(cast.beringin, cast.period)] == [skp.pk]
    assert periods_of(cast.agency).values_list("plans", "plans_set").get() == (1, 1)
    person = people_with_plans(cast.kasi, AT.date()).get(pk=cast.beringin.pk)
    assert (person.plan, person.plan_state) == (skp.pk, SkpState.SET)  # type: ignore[attr-defined]


def test_an_addendum_that_was_handed_in_waits_for_the_appraiser(cast: Cast) -> None:
    draft = hand_in(cast, started(cast, agreed(cast)))
    assert [plan.pk for plan in waiting_for(cast.kasi)] == [draft.pk]


def test_an_addendum_is_never_late_for_planning(cast: Cast) -> None:
    hand_in(cast, started(cast, agreed(cast)))
    assert '"days_late":0' in entries("contoh", act="skp.submitted").order_by("-seq")[0].payload


# --- setting ----------------------------------------------------------------------------


def test_setting_writes_over_the_same_rows_and_keeps_progress(cast: Cast) -> None:
    skp = agreed(cast)
    old = Indicator.objects.get(result__skp=skp)
    draft = started(cast, skp)
    progress = make_progress(skp)
    retarget(cast, draft)
    set_it(cast, hand_in(cast, draft))
    old.refresh_from_db()
    assert (old.target_low, Progress.objects.get(pk=progress.pk).indicator_id) == (20, old.pk)
    assert list(Indicator.objects.filter(result__skp=skp).values_list("statement", flat=True)) == [
        "Laporan layanan bulanan", "Keluhan selesai"
    ]  # fmt: skip
    assert not Skp.objects.filter(amends=skp).exists()
    assert (fresh(skp).state, fresh(skp).version) == (SkpState.SET, skp.version + 1)


def test_setting_keeps_the_second_version_and_tells_the_ledger_both_hashes(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    retarget(cast, draft)
    set_it(cast, hand_in(cast, draft))
    first, second = SkpVersion.objects.filter(skp=skp)
    said = told("skp.amended")
    assert (said["before"], said["after"]) == (first.sha256, second.sha256)
    assert first.sha256 != second.sha256
    assert (second.number, second.ground, second.reason) == (2, "strategy", "Anggaran berubah")
    assert (said["number"], said["ground"], said["reason"]) == (2, "strategy", "Anggaran berubah")


def test_the_action_plan_written_meanwhile_stays(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    step = ActionStep.objects.create(
        indicator=Indicator.objects.get(result__skp=skp), month=date(2026, 6, 30), target=Decimal(5)
    )
    retarget(cast, draft)
    set_it(cast, hand_in(cast, draft))
    assert ActionStep.objects.get() == step


def test_a_new_result_moves_over(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    services.add_result(
        skp=draft, version=1, draft=result(indicator(), statement="Arsip digital"), by=user_of(cast.beringin), at=AT
    )
    set_it(cast, hand_in(cast, draft))
    assert WorkResult.objects.filter(skp=skp, statement="Arsip digital", origin=None).exists()


def test_a_removed_result_without_records_goes(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    services.add_result(
        skp=draft, version=1, draft=result(indicator(), statement="Arsip"), by=user_of(cast.beringin), at=AT
    )
    gone = WorkResult.objects.get(skp=draft, origin__isnull=False)
    services.remove_result(result=gone, version=2, by=user_of(cast.beringin), at=AT)
    set_it(cast, hand_in(cast, draft))
    assert list(WorkResult.objects.values_list("statement", flat=True)) == ["Arsip"]


def test_roles_that_nobody_took_go_with_their_result_and_the_ledger_counts_them(cast: Cast) -> None:
    skp = agreed(cast)
    RoleCell.objects.create(
        result=WorkResult.objects.get(skp=skp), employee=cast.cendana, role="Berkas lengkap", changed_at=AT
    )
    draft = started(cast, skp)
    without_its_result(cast, draft)
    set_it(cast, hand_in(cast, draft))
    assert not RoleCell.objects.exists()
    assert told("skp.amended")["roles_removed"] == 1


def without_its_result(cast: Cast, draft: Skp) -> None:
    services.add_result(
        skp=draft, version=1, draft=result(indicator(), statement="Arsip"), by=user_of(cast.beringin), at=AT
    )
    gone = WorkResult.objects.get(skp=draft, origin__isnull=False)
    services.remove_result(result=gone, version=2, by=user_of(cast.beringin), at=AT)


def test_what_has_progress_cannot_be_left_out(cast: Cast) -> None:
    skp = agreed(cast)
    make_progress(skp)
    draft = started(cast, skp)
    without_its_result(cast, draft)
    with pytest.raises(services.Refused, match="sudah punya catatan"):
        hand_in(cast, draft)
    assert (Indicator.objects.filter(result__skp=skp).count(), fresh(draft).state) == (1, SkpState.DRAFT)


def test_progress_recorded_after_handing_in_stops_the_setting(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    without_its_result(cast, draft)
    draft = hand_in(cast, draft)
    make_progress(skp)
    with pytest.raises(services.Refused, match="sudah punya catatan"):
        set_it(cast, draft)
    assert (fresh(draft).state, SkpVersion.objects.count()) == (SkpState.SUBMITTED, 1)


def test_a_result_that_others_serve_cannot_be_left_out(cast: Cast) -> None:
    skp = agreed(cast)
    other = WorkResult.objects.get(skp=make_skp(cast, cast.cendana))
    WorkResult.objects.filter(pk=other.pk).update(parent=WorkResult.objects.get(skp=skp))
    draft = started(cast, skp)
    without_its_result(cast, draft)
    with pytest.raises(services.Refused, match="dilayani"):
        hand_in(cast, draft)


def test_set_twice_is_refused_and_kept_once(cast: Cast) -> None:
    skp = agreed(cast)
    draft = hand_in(cast, started(cast, skp))
    set_it(cast, draft)
    with pytest.raises(services.Refused, match="sudah ditetapkan atau dibatalkan"):
        set_it(cast, draft)
    assert SkpVersion.objects.filter(skp=skp).count() == 2


def test_a_stale_page_sets_nothing(cast: Cast) -> None:
    draft = hand_in(cast, started(cast, agreed(cast)))
    services.write_expectations(skp=draft, version=draft.version, texts={"LOYAL": "x"}, by=user_of(cast.kasi), at=AT)
    with pytest.raises(services.ChangedMeanwhile):
        services.set_(skp=draft, version=draft.version - 1, by=user_of(cast.kasi), at=AT)


def test_a_draft_that_was_not_handed_in_is_not_set(cast: Cast) -> None:
    draft = started(cast, agreed(cast))
    with pytest.raises(services.Refused, match="Draf"):
        set_it(cast, draft)


def test_a_returned_addendum_leaves_the_plan_as_it_is(cast: Cast) -> None:
    skp = agreed(cast)
    draft = hand_in(cast, started(cast, skp))
    services.return_(skp=draft, version=draft.version, reason="Belum jelas", by=user_of(cast.kasi), at=AT)
    assert (fresh(draft).state, fresh(skp).state) == (SkpState.RETURNED, SkpState.SET)


def test_a_plan_set_before_versions_were_kept_gets_its_first_one_from_what_it_says(cast: Cast) -> None:
    skp = agreed(cast)
    SkpVersion.objects.all().delete()
    set_it(cast, hand_in(cast, started(cast, skp)))
    first, second = SkpVersion.objects.filter(skp=skp)
    assert (first.content["is_rebuilt"], second.content["is_rebuilt"]) == (True, False)


def said_about(cast: Cast, draft: Skp) -> Comment:
    return Comment.objects.create(
        skp=draft, result=WorkResult.objects.get(skp=draft), author=cast.kasi, text="Tambah target", created_at=AT,
        idempotency_key="x",
    )  # fmt: skip


@pytest.mark.parametrize("end", ["set", "cancel"])
def test_what_was_said_about_the_draft_stays_with_the_plan(cast: Cast, end: str) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    comment = said_about(cast, draft)
    Dialogue.objects.create(skp=draft, purpose="plan", planned_for=AT, arranged_by=cast.kasi, created_at=AT)
    if end == "set":
        set_it(cast, hand_in(cast, draft))
    else:
        addendum.cancel_addendum(draft=draft, version=1, by=user_of(cast.beringin), at=AT)
    comment.refresh_from_db()
    assert (comment.skp, comment.result) == (skp, WorkResult.objects.get(skp=skp))
    assert Dialogue.objects.get().skp == skp


# --- what others built meanwhile ----------------------------------------------------------


def serves(cast: Cast, draft: Skp, parent: WorkResult) -> None:
    WorkResult.objects.filter(skp=draft).update(parent=parent, cascade="indirect")


def test_a_result_does_not_come_to_serve_itself_by_way_of_the_agreed_one(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    above = WorkResult.objects.get(skp=make_skp(cast, cast.kasi, state=SkpState.SET, appraiser=cast.camat))
    WorkResult.objects.filter(pk=above.pk).update(parent=WorkResult.objects.get(skp=skp))
    old = WorkResult.objects.select_related("skp__employee__agency", "skp__period").get(skp=draft)
    with pytest.raises(services.Refused, match="bertumpu pada hasil ini"):
        services.change_result(
            result=old, version=1, draft=result(indicator(), parent=above.pk, cascade=CascadeKind.INDIRECT),
            by=user_of(cast.beringin), at=AT,
        )  # fmt: skip


def test_a_circle_that_closed_while_the_addendum_waited_stops_the_setting(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    above = WorkResult.objects.get(skp=make_skp(cast, cast.kasi, state=SkpState.SET, appraiser=cast.camat))
    serves(cast, draft, above)
    draft = hand_in(cast, draft)
    WorkResult.objects.filter(pk=above.pk).update(parent=WorkResult.objects.get(skp=skp))
    with pytest.raises(services.Refused, match="bertumpu pada hasil ini"):
        set_it(cast, draft)
    assert WorkResult.objects.get(skp=skp).parent is None


def test_roles_are_not_given_on_a_draft(cast: Cast) -> None:
    draft = started(cast, agreed(cast))
    with pytest.raises(services.Refused, match="SKP yang sedang berlaku"):
        matrix.publish(skp=draft, by=user_of(cast.beringin), at=AT)


def test_who_takes_the_plan_over_takes_over_its_addendum(cast: Cast) -> None:
    skp = agreed(cast)
    draft = hand_in(cast, started(cast, skp))
    leave_office(cast)
    services.take_over(
        skp=fresh(skp), version=fresh(skp).version, appraiser=cast.cendana, by=user_of(cast.cendana), at=AT
    )
    assert [plan.pk for plan in waiting_for(cast.cendana)] == [draft.pk]
    services.set_(skp=fresh(draft), version=fresh(draft).version, by=user_of(cast.cendana), at=AT)
    assert SkpVersion.objects.filter(skp=skp).count() == 2


# --- cancelling -------------------------------------------------------------------------


def test_a_cancelled_addendum_leaves_only_a_line_in_the_ledger(cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    addendum.cancel_addendum(draft=draft, version=1, by=user_of(cast.beringin), at=AT)
    assert list(Skp.objects.values_list("pk", flat=True)) == [skp.pk]
    assert told("skp.addendum_cancelled")["addendum"] == draft.pk


def test_cancelling_twice_is_refused(cast: Cast) -> None:
    draft = started(cast, agreed(cast))
    addendum.cancel_addendum(draft=draft, version=1, by=user_of(cast.beringin), at=AT)
    with pytest.raises(services.Refused, match="sudah ditetapkan atau dibatalkan"):
        addendum.cancel_addendum(draft=draft, version=1, by=user_of(cast.beringin), at=AT)


def test_a_plan_in_its_first_draft_cannot_be_cancelled_away(cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    with pytest.raises(services.Refused):
        addendum.cancel_addendum(draft=skp, version=1, by=user_of(cast.beringin), at=AT)
