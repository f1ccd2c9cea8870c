"""A plan closed in the middle of the year is judged by its appraiser, for its part, and weighed by the next one."""

from datetime import UTC, date, datetime

import pytest

from terang.evaluation import access, queries, services
from terang.evaluation.enums import Rating
from terang.evaluation.models import Evaluation
from terang.planning.enums import CaseKind, SkpState
from terang.planning.models import PlanCase, Skp
from terang.planning.services import cases
from terang.planning.services.guards import Refused as PlanRefused
from tests.cast import Cast, actor, make_skp, make_unit_level, user_of
from tests.planning.test_cases import move

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


def moved(cast: Cast, kind: CaseKind = CaseKind.MOVE, on: date = date(2026, 8, 18)) -> PlanCase:
    make_skp(cast, cast.beringin, SkpState.SET)
    move(cast, on)
    case = cases.prepare_case(
        employee=cast.beringin, period=cast.period, kind=kind, on=on, until=None, basis="SK 12", by=cast.team, at=AT
    )
    return cases.apply_case(case=case, version=1, successors={}, by=cast.team, at=AT)


def old_plan(case: PlanCase) -> Skp:
    assert case.skp is not None
    return case.skp


def judged(cast: Cast, case: PlanCase, deliver: bool = True) -> Evaluation:
    make_unit_level(cast, cast.kecamatan)
    evaluation = services.conclude(
        evaluation=access.get_evaluation_to_write(actor(cast.kasi), old_plan(case).pk), results=Rating.MEETS,
        behaviour=Rating.MEETS, reason="Target tercapai", version=0, by=user_of(cast.kasi), at=AT,
    )  # fmt: skip
    if deliver:
        services.deliver(evaluations=[evaluation], by=user_of(cast.kasi), at=AT)
    return evaluation


def test_the_appraiser_at_closing_finds_the_closed_plan_on_the_desk(cast: Cast) -> None:
    case = moved(cast)
    assert access.get_desk(actor(cast.kasi), old_plan(case).pk).total == 1
    assert access.get_plan(actor(cast.kasi), old_plan(case).pk)
    assert list(queries.unopened(cast.period)) == [old_plan(case)]


def test_the_part_is_judged_and_its_days_are_kept(cast: Cast) -> None:
    evaluation = judged(cast, moved(cast))
    assert evaluation.trace["inputs"]["period"]["end"] == "2026-08-17"
    assert services.recompute(evaluation)


def test_all_parts_are_opened_for_evaluation(cast: Cast) -> None:
    moved(cast)
    assert services.open_evaluations(period=cast.period, by=cast.team, at=AT) == 1


@pytest.mark.parametrize(("kind", "on"), [(CaseKind.DEATH, date(2026, 8, 18)), (CaseKind.MOVE, date(2026, 1, 20))])
def test_a_part_that_is_not_judged_comes_to_no_desk(cast: Cast, kind: CaseKind, on: date) -> None:
    moved(cast, kind, on)
    assert not queries.plans_of(cast.kasi, cast.period).exists()
    assert not queries.unopened(cast.period).exists()


def test_who_appraises_afterwards_reads_the_part_once_it_is_delivered(cast: Cast) -> None:
    case = moved(cast)
    evaluation = judged(cast, case, deliver=False)
    assert not Evaluation.objects.filter(access.readable(actor(cast.lurah))).exists()
    services.deliver(evaluations=[evaluation], by=user_of(cast.kasi), at=AT)
    assert Evaluation.objects.filter(access.readable(actor(cast.lurah))).get() == evaluation
    assert not Evaluation.objects.filter(access.readable(actor(cast.cendana))).exists()


def test_a_part_that_was_delivered_stays_closed(cast: Cast) -> None:
    case = moved(cast)
    judged(cast, case)
    with pytest.raises(PlanRefused, match="sudah dinilai dan disampaikan"):
        cases.withdraw_case(case=case, reason="Salah", by=cast.team, at=AT)


def test_a_judgement_nobody_has_heard_of_is_no_hindrance(cast: Cast) -> None:
    case = moved(cast)
    judged(cast, case, deliver=False)
    cases.withdraw_case(case=case, reason="Salah", by=cast.team, at=AT)
    assert Skp.objects.get().state == SkpState.SET
