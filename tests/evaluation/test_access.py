"""Who reads and does what with a judgement: every role, before and after delivery. Closed doors look alike."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from django.http import Http404

from terang.evaluation import access
from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.services import acknowledge, deliver
from terang.organisation.access import Actor
from terang.planning.enums import SkpState
from terang.planning.models import Skp
from tests.cast import Cast, actor, make_skp, user_of

from .conftest import Act

ROLES = (
    "beringin", "kasi", "camat", "kasubbag", "auditor",  # employee, appraiser, superior, team, auditor
    "cendana", "lurah", "admin", "operator", "outsider",  # peer, head beside the line, roles without a say
)  # fmt: skip
READERS = {
    "draft": set(),
    "concluded": {"kasi"},
    "delivered": {"beringin", "kasi", "camat", "kasubbag", "auditor"},
    "acknowledged": {"beringin", "kasi", "camat", "kasubbag", "auditor"},
}


@pytest.fixture
def bring(cast: Cast, plan: Skp, level: UnitAchievement, judge: Act, at: datetime) -> Callable[[str], Evaluation]:
    """``bring(state)`` brings Beringin's evaluation into a state, by the acts of the people."""

    def run(state: str) -> Evaluation:
        if state == "draft":
            return Evaluation.objects.create(skp=plan, appraiser=cast.kasi)
        evaluation = judge()
        if state == "concluded":
            return evaluation
        evaluation = deliver(evaluations=[evaluation], by=user_of(cast.kasi), at=at).evaluations[0]
        return evaluation if state == "delivered" else acknowledge(
            evaluation=evaluation, by=user_of(cast.beringin), at=at
        )  # fmt: skip

    return run


def opens(door: Callable[[], object]) -> bool:
    try:
        door()
    except Http404:
        return False
    return True


def who_opens(cast: Cast, door: Callable[[Actor], object]) -> set[str]:
    """The roles of the cast to which the door opens."""
    return {role for role in ROLES if opens(partial(door, actor(getattr(cast, role))))}


@pytest.mark.parametrize("state", READERS)
def test_who_reads_an_evaluation(cast: Cast, bring: Callable[[str], Evaluation], state: str) -> None:
    evaluation = bring(state)
    assert who_opens(cast, lambda who: access.get_evaluation(who, evaluation.pk)) == READERS[state]


@pytest.mark.parametrize("state", READERS)
def test_lists_follow_the_rule_of_the_door(cast: Cast, bring: Callable[[str], Evaluation], state: str) -> None:
    bring(state)
    listed = {role for role in ROLES if Evaluation.objects.filter(access.readable(actor(getattr(cast, role)))).exists()}
    assert listed == READERS[state]


@pytest.mark.parametrize("state", READERS)
def test_only_the_appraiser_comes_to_the_desk(cast: Cast, bring: Callable[[str], Evaluation], state: str) -> None:
    plan = bring(state).skp_id
    assert who_opens(cast, lambda who: access.get_desk(who, plan)) == {"kasi"}
    assert who_opens(cast, lambda who: access.get_evaluation_to_write(who, plan)) == {"kasi"}


@pytest.mark.parametrize("state", READERS)
def test_only_the_appraiser_delivers_and_only_what_is_concluded(
    cast: Cast, bring: Callable[[str], Evaluation], state: str
) -> None:
    pk = bring(state).pk
    offered = {role for role in ROLES if access.to_deliver(actor(getattr(cast, role)), [pk]).exists()}
    assert offered == ({"kasi"} if state == "concluded" else set())


@pytest.mark.parametrize("state", READERS)
def test_only_the_employee_answers_and_only_what_is_delivered(
    cast: Cast, bring: Callable[[str], Evaluation], state: str
) -> None:
    pk = bring(state).pk
    expected = {"beringin"} if state in ("delivered", "acknowledged") else set()
    assert who_opens(cast, lambda who: access.get_own_evaluation(who, pk)) == expected


@pytest.mark.parametrize("state", READERS)
def test_who_only_watches_has_no_document_issued(cast: Cast, bring: Callable[[str], Evaluation], state: str) -> None:
    pk = bring(state).pk
    expected = READERS[state] - {"auditor"} if state in ("delivered", "acknowledged") else set()
    assert who_opens(cast, lambda who: access.get_evaluation_to_issue(who, pk)) == expected


def test_who_sets_the_level_of_a_kelurahan(cast: Cast) -> None:
    assert who_opens(cast, lambda who: access.get_unit_to_rate(who, cast.kelurahan.pk)) == {"camat", "kasubbag"}


def test_who_sets_the_level_of_the_kecamatan(cast: Cast) -> None:
    assert who_opens(cast, lambda who: access.get_unit_to_rate(who, cast.kecamatan.pk)) == {"kasubbag"}


def test_nobody_comes_to_the_desk_about_themselves(cast: Cast) -> None:
    own = make_skp(cast, cast.kasi, SkpState.SET, appraiser=cast.kasi)
    assert not opens(lambda: access.get_desk(actor(cast.kasi), own.pk))
    assert not opens(lambda: access.get_evaluation_to_write(actor(cast.kasi), own.pk))


@pytest.mark.parametrize("state", [SkpState.DRAFT, SkpState.SUBMITTED, SkpState.RETURNED, SkpState.CLOSED])
def test_only_a_set_plan_comes_to_the_desk(cast: Cast, plan: Skp, state: str) -> None:
    ended = date(2026, 6, 30) if state == SkpState.CLOSED else None
    Skp.objects.filter(pk=plan.pk).update(state=state, closed_on=ended)
    assert not opens(lambda: access.get_desk(actor(cast.kasi), plan.pk))


def test_what_does_not_exist_looks_like_what_is_not_yours(cast: Cast, delivered: Evaluation) -> None:
    said = []
    for pk in (delivered.pk, 999):
        with pytest.raises(Http404) as closed:
            access.get_evaluation(actor(cast.outsider), pk)
        said.append(str(closed.value))
    assert said[0] == said[1]
