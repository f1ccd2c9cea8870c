"""What was judged stays what it was: an addendum comes before the judgement or not at all."""

from datetime import datetime

import pytest

from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.services import deliver, recompute
from terang.planning import services as planning
from terang.planning.enums import Ground, SkpState
from terang.planning.models import Indicator, Skp
from terang.planning.services import addendum
from tests.cast import Cast, user_of

from .conftest import Act


def begun(cast: Cast, plan: Skp, at: datetime) -> Skp:
    return addendum.start_addendum(
        skp=plan, ground=Ground.STRATEGY, reason="Anggaran berubah", starter=cast.beringin,
        by=user_of(cast.beringin), at=at,
    )  # fmt: skip


def hand_in(cast: Cast, draft: Skp, at: datetime) -> Skp:
    planning.submit(skp=draft, version=draft.version, by=user_of(cast.beringin), at=at)
    return Skp.objects.get(pk=draft.pk)


def set_it(cast: Cast, draft: Skp, at: datetime) -> None:
    planning.set_(skp=draft, version=draft.version, by=user_of(cast.kasi), at=at)


def test_an_addendum_is_not_set_over_a_plan_that_is_judged(
    cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    draft = begun(cast, plan, at)
    Indicator.objects.filter(result__skp=draft).update(target_low=3)
    draft = hand_in(cast, draft, at)
    done = judge()
    with pytest.raises(planning.Refused, match="sudah dinilai"):
        set_it(cast, draft, at)
    assert Indicator.objects.get(result__skp=plan).target_low == 12
    assert recompute(done)


def test_before_delivery_beginning_an_addendum_does_not_tell_that_the_plan_is_judged(
    cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    judge()
    assert hand_in(cast, begun(cast, plan, at), at).state == SkpState.SUBMITTED


def test_after_delivery_no_addendum_begins(cast: Cast, plan: Skp, delivered: Evaluation, at: datetime) -> None:
    with pytest.raises(planning.Refused, match="sudah dinilai"):
        begun(cast, plan, at)


def test_after_delivery_no_addendum_is_handed_in(
    cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    draft = begun(cast, plan, at)
    deliver(evaluations=[judge()], by=user_of(cast.kasi), at=at)
    with pytest.raises(planning.Refused, match="sudah dinilai"):
        hand_in(cast, draft, at)


def test_a_judgement_that_is_only_begun_stands_in_no_way_and_reads_the_new_words(
    cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    Evaluation.objects.create(skp=plan, appraiser=cast.kasi)
    draft = begun(cast, plan, at)
    Indicator.objects.filter(result__skp=draft).update(target_low=3)
    set_it(cast, hand_in(cast, draft, at), at)
    inputs = judge().trace["inputs"]
    assert inputs["results"][0]["indicators"][0]["low"] == "3.0000"
    assert inputs["plan"]["version"] == Skp.objects.get(pk=plan.pk).version
