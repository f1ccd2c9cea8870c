"""A draft: the appraiser's own, saved often, never lost to a second tab."""

from datetime import datetime
from typing import Any

import pytest

from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.queries import annual_of
from terang.evaluation.services import ChangedMeanwhile, Refused, open_evaluations, save_draft
from terang.ledger.queries import export_lines
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp
from tests.cast import Cast, user_of

from .conftest import Act


def draft(cast: Cast, plan: Skp, at: datetime, **changes: Any) -> Evaluation:
    evaluation = changes.pop("evaluation", None) or annual_of(plan)
    said = {"reason": "Layanan cepat", "version": evaluation.version, "by": user_of(cast.kasi), "at": at}
    return save_draft(evaluation=evaluation, **(said | changes))


def test_the_first_save_begins_the_evaluation(cast: Cast, plan: Skp, at: datetime) -> None:
    saved = draft(cast, plan, at)
    assert (saved.state, saved.reason, saved.draft_saved_at, saved.predikat) == ("draft", "Layanan cepat", at, "")


def test_a_draft_may_hold_one_rating_only(cast: Cast, plan: Skp, at: datetime) -> None:
    assert draft(cast, plan, at, results="above").results_rating == "above"


def test_a_draft_needs_no_level_of_the_unit(cast: Cast, plan: Skp, at: datetime) -> None:
    assert not UnitAchievement.objects.exists()
    draft(cast, plan, at)


def test_a_draft_is_no_official_act(cast: Cast, plan: Skp, at: datetime) -> None:
    draft(cast, plan, at)
    assert list(export_lines(cast.agency.code)) == []


def test_drafts_follow_each_other(cast: Cast, plan: Skp, at: datetime) -> None:
    first = draft(cast, plan, at)
    assert draft(cast, plan, at, reason="Layanan cepat sekali", version=first.version).version == first.version + 1


def test_a_second_tab_with_an_old_version_writes_nothing(cast: Cast, plan: Skp, at: datetime) -> None:
    first = draft(cast, plan, at)
    draft(cast, plan, at, version=first.version, reason="Dari tab pertama")
    with pytest.raises(ChangedMeanwhile) as conflict:
        draft(cast, plan, at, version=first.version, reason="Dari tab kedua")
    assert conflict.value.current.reason == "Dari tab pertama"


def test_a_page_opened_before_the_first_save_does_not_write_over_it(cast: Cast, plan: Skp, at: datetime) -> None:
    draft(cast, plan, at, reason="Dari tab pertama")
    with pytest.raises(ChangedMeanwhile):
        draft(cast, plan, at, version=0, reason="Dari tab kedua")


def test_two_first_saves_at_once_leave_one_evaluation(cast: Cast, plan: Skp, at: datetime) -> None:
    unsaved = annual_of(plan)
    draft(cast, plan, at, reason="Dari tab pertama")
    with pytest.raises(ChangedMeanwhile):
        draft(cast, plan, at, evaluation=unsaved, reason="Dari tab kedua")
    assert Evaluation.objects.get().reason == "Dari tab pertama"


def test_somebody_else_saves_no_draft(cast: Cast, plan: Skp, at: datetime) -> None:
    with pytest.raises(Refused):
        draft(cast, plan, at, by=user_of(cast.camat))


def test_a_plan_that_is_not_set_is_not_evaluated(cast: Cast, plan: Skp, at: datetime) -> None:
    Skp.objects.filter(pk=plan.pk).update(state=SkpState.SUBMITTED)
    with pytest.raises(Refused):
        draft(cast, plan, at)


def test_a_closed_period_takes_no_draft(cast: Cast, plan: Skp, at: datetime) -> None:
    plan.period.state = PeriodState.CLOSED
    with pytest.raises(Refused):
        draft(cast, plan, at)


def test_a_concluded_evaluation_does_not_go_back_to_draft(
    cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    judge()
    with pytest.raises(ChangedMeanwhile):
        draft(cast, plan, at)


def test_the_team_opens_every_set_plan_of_a_period_once(cast: Cast, plan: Skp, at: datetime) -> None:
    assert open_evaluations(period=cast.period, by=cast.team, at=at) == 1
    assert open_evaluations(period=cast.period, by=cast.team, at=at) == 0
    assert Evaluation.objects.get().appraiser == cast.kasi
    assert len(list(export_lines(cast.agency.code))) == 1
