"""Raters are drawn by structure and chance: nobody for himself, nobody in conflict, nobody overloaded."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness.assignment import Assignment, Lack, Reason, assign_raters, chance, replace_rater
from terang.core.fairness.tables import Ints, Persons, Role


def office(units: int, size: int) -> tuple[Persons, Ints]:
    """A head (number 0) with a unit of his own, and units of one head and `size` - 1 staff each."""
    unit, superior = [0], [-1]
    for number in range(1, units + 1):
        head = len(unit)
        unit += [number] * size
        superior += [0] + [head] * (size - 1)
    return Persons(np.array(unit)), np.array(superior)


def peers_of(found: Assignment, ratee: int) -> set[int]:
    return set(found.rater[(found.ratee == ratee) & (found.role == Role.PEER)].tolist())


def lacks_of(found: Assignment, ratee: int) -> dict[Lack, int]:
    return {told.lack: told.missing for told in found.shortfalls if told.ratee == ratee}


@st.composite
def agencies(draw: st.DrawFn) -> tuple[Persons, Ints]:
    """Any tree of at most 40 people over at most six units; not all units have a head."""
    n = draw(st.integers(1, 40))
    superior = [-1] + [draw(st.integers(-1, i - 1)) for i in range(1, n)]
    units = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    return Persons(np.array(units)), np.array(superior)


def pairs_of(n: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    person = st.integers(0, n - 1)
    return st.lists(st.tuples(person, person), max_size=25)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_office_looks_like_nobody_is_drawn_who_must_not_be(data: st.DataObject) -> None:
    persons, superior = data.draw(agencies())
    n = len(persons)
    excluded, proposals = data.draw(pairs_of(n)), data.draw(pairs_of(n))
    absent = data.draw(st.sets(st.integers(0, n - 1), max_size=5))
    cap, seed = data.draw(st.integers(0, 8)), data.draw(st.integers(0, 2**70))
    rules = {"cap": cap, "seed": seed, "excluded": excluded, "proposals": proposals, "absent": absent}
    found = assign_raters(persons, superior, **rules)

    pairs = list(zip(found.ratee.tolist(), found.rater.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert pairs == sorted(pairs)
    assert all(one != other for one, other in pairs)
    assert not {frozenset(pair) for pair in pairs} & {frozenset(pair) for pair in excluded}
    assert not absent & set(found.rater.tolist())
    assert found.load(persons).max() <= cap
    for ratee, rater, role in zip(found.ratee.tolist(), found.rater.tolist(), found.role.tolist(), strict=True):
        assert (role == Role.SUPERIOR) == (superior[ratee] == rater)
        assert (role == Role.SUBORDINATE) == (superior[rater] == ratee)

    counts = np.bincount(found.ratee[found.role == Role.PEER], minlength=n)
    for ratee in range(n):
        told = lacks_of(found, ratee)
        assert counts[ratee] + told.get(Lack.TOO_FEW_PEERS, 0) + told.get(Lack.PEERS_FULLY_LOADED, 0) == 5

    again = assign_raters(persons, superior, **{**rules, "excluded": excluded[::-1], "proposals": proposals[::-1]})
    assert again.shortfalls == found.shortfalls
    assert (again.rater == found.rater).all()
    assert (again.reason == found.reason).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.integers(9, 14), st.integers(0, 10**9))
def test_the_load_is_balanced(units: int, size: int, seed: int) -> None:
    persons, superior = office(units, size)
    for share in (0.0, 0.2):
        load = assign_raters(persons, superior, seed=seed, cross_share=share, subs=0).load(persons)
        staff = superior > 0
        assert load[staff].max() - load[staff].min() <= 2


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_at_least_two_of_five_peers_are_new(seed: int) -> None:
    persons, superior = office(4, 12)
    first = assign_raters(persons, superior, seed=seed)
    second = assign_raters(persons, superior, seed=seed + 1, previous=first)
    for ratee in range(1, len(persons)):
        assert len(peers_of(first, ratee) & peers_of(second, ratee)) <= 3 + lacks_of(second, ratee).get(
            Lack.NOT_ROTATED, 0
        )
    assert not any(told.lack == Lack.NOT_ROTATED for told in second.shortfalls if superior[told.ratee] > 0)


def test_the_same_seed_draws_the_same_panels_and_another_seed_draws_others() -> None:
    persons, superior = office(4, 12)
    first, again, other = (assign_raters(persons, superior, seed=seed) for seed in (1, 1, 2))
    assert (first.rater == again.rater).all()
    assert len(first.rater) != len(other.rater) or (first.rater != other.rater).any()


def test_chance_is_fixed_for_all_times() -> None:
    assert chance(1, 2, np.array([3, 4])).tolist() == pytest.approx([0.9775853363674857, 0.8447635274786102], abs=1e-15)


def test_the_superior_is_always_among_the_raters() -> None:
    persons, superior = office(2, 8)
    found = assign_raters(persons, superior, seed=3)
    rows = found.role == Role.SUPERIOR
    assert found.ratee[rows].tolist() == list(range(1, len(persons)))
    assert (found.reason[rows] == Reason.SUPERIOR).all()
    assert lacks_of(found, 0)[Lack.NO_SUPERIOR] == 1


def test_a_head_is_rated_by_two_subordinates_and_by_fellow_heads() -> None:
    persons, superior = office(8, 8)
    found = assign_raters(persons, superior, seed=3)
    head = 1
    mine = found.ratee == head
    assert (found.role[mine] == Role.SUBORDINATE).sum() == 2
    assert all(superior[peer] == 0 for peer in peers_of(found, head))


def test_one_peer_of_five_comes_from_another_unit_and_stands_at_the_same_level() -> None:
    persons, superior = office(4, 10)
    found = assign_raters(persons, superior, seed=5)
    for ratee in np.flatnonzero(superior > 0):
        away = [peer for peer in peers_of(found, ratee) if persons.unit[peer] != persons.unit[ratee]]
        assert len(away) == 1
        assert superior[away[0]] > 0


def test_a_share_of_one_in_ten_sends_a_peer_abroad_in_about_half_of_the_panels() -> None:
    persons, superior = office(20, 12)
    found = assign_raters(persons, superior, seed=5, cross_share=0.1)
    away = found.reason[superior[found.ratee] > 0] == Reason.OTHER_UNIT
    assert 0.4 < away.sum() / (superior > 0).sum() < 0.6


def test_a_small_unit_is_filled_up_from_the_units_beside_it() -> None:
    persons, superior = office(6, 3)
    found = assign_raters(persons, superior, seed=1)
    assert len(peers_of(found, 2)) == 5
    assert {"SAME_UNIT", "OTHER_UNIT"} == {
        Reason(reason).name for reason in found.reason[(found.ratee == 2) & (found.role == Role.PEER)]
    }


def test_the_only_unit_has_no_peers_from_elsewhere_and_says_so() -> None:
    found = assign_raters(Persons(np.zeros(9, np.int64)), np.array([-1, *[0] * 8]), seed=1)
    assert lacks_of(found, 3) == {Lack.NO_OTHER_UNIT: 1}
    assert len(peers_of(found, 3)) == 5


def test_two_people_alone_say_that_there_are_no_peers() -> None:
    found = assign_raters(Persons(np.zeros(2, np.int64)), np.array([-1, 0]), seed=1)
    assert lacks_of(found, 1) == {Lack.TOO_FEW_PEERS: 5, Lack.NO_OTHER_UNIT: 1}
    assert lacks_of(found, 0)[Lack.TOO_FEW_SUBORDINATES] == 1


def test_nobody_rates_more_than_the_cap_and_the_panel_says_what_is_missing() -> None:
    persons, superior = office(2, 8)
    found = assign_raters(persons, superior, seed=1, cap=3)
    assert found.load(persons).max() == 3
    assert any(told.lack == Lack.PEERS_FULLY_LOADED for told in found.shortfalls)


def test_a_superior_in_conflict_does_not_rate_and_somebody_has_to_decide() -> None:
    persons, superior = office(2, 8)
    found = assign_raters(persons, superior, seed=1, excluded=[(1, 2)])
    assert lacks_of(found, 2)[Lack.SUPERIOR_EXCLUDED] == 1
    assert 1 not in found.rater[found.ratee == 2]


def test_an_absent_superior_is_reported() -> None:
    persons, superior = office(2, 8)
    found = assign_raters(persons, superior, seed=1, absent=[1])
    assert lacks_of(found, 2)[Lack.SUPERIOR_ABSENT] == 1


def test_a_panel_that_cannot_be_rotated_is_filled_all_the_same_and_says_so() -> None:
    persons, superior = Persons(np.zeros(7, np.int64)), np.array([-1, *[0] * 6])
    first = assign_raters(persons, superior, seed=1)
    second = assign_raters(persons, superior, seed=2, previous=first)
    assert peers_of(second, 1) == {2, 3, 4, 5, 6}
    assert lacks_of(second, 1)[Lack.NOT_ROTATED] == 2


def test_a_proposal_widens_the_pool_but_does_not_choose() -> None:
    """Of forty seeds, the proposed person is drawn in some and not in others."""
    persons, superior = office(3, 12)
    ratee, proposed = 2, 13  # the head of another unit would otherwise never be a peer of staff
    drawn = [
        proposed in peers_of(assign_raters(persons, superior, seed=seed, proposals=[(ratee, proposed)]), ratee)
        for seed in range(40)
    ]
    assert 0 < sum(drawn) < 40


def test_a_drawn_proposal_is_named_as_one() -> None:
    persons, superior = office(3, 12)
    ratee, proposed = 2, 13
    reasons = set()
    for seed in range(40):
        found = assign_raters(persons, superior, seed=seed, proposals=[(ratee, proposed)])
        reasons |= set(found.reason[(found.ratee == ratee) & (found.rater == proposed)].tolist())
    assert reasons == {Reason.PROPOSED}


def test_only_those_asked_for_are_rated() -> None:
    persons, superior = office(3, 12)
    assert set(assign_raters(persons, superior, seed=1, ratees=[4, 7, 4]).ratee.tolist()) == {4, 7}


@pytest.mark.parametrize(
    "wrong", [{"peers": -1}, {"cross_share": 1.2}, {"rotated": 6}, {"rotated": -1}, {"cap": -1}, {"subs": -1}]
)
def test_a_number_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="raters"):
        assign_raters(*office(2, 8), seed=1, **wrong)


def test_a_circle_of_superiors_is_refused() -> None:
    with pytest.raises(ValueError, match="his own superior"):
        assign_raters(Persons(np.zeros(2, np.int64)), np.array([1, 0]), seed=1)


# --- replacement ------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_one_place_changes_and_nothing_else(seed: int, data: st.DataObject) -> None:
    persons, superior = office(4, 10)
    before = assign_raters(persons, superior, seed=seed)
    drawn = np.flatnonzero(before.role != Role.SUPERIOR)
    row = int(data.draw(st.sampled_from(drawn.tolist())))
    ratee, rater = int(before.ratee[row]), int(before.rater[row])
    after = replace_rater(before, persons, superior, ratee=ratee, rater=rater, seed=seed)
    old, new = table(before), table(after)
    assert {pair[:2] for pair in old - new} == {(ratee, rater)}
    gained = new - old
    assert {pair[0] for pair in gained} <= {ratee}
    assert all(pair[2] == before.role[row] for pair in gained)
    assert after.load(persons).max() <= 8


def table(found: Assignment) -> set[tuple[int, int, int]]:
    return set(zip(found.ratee.tolist(), found.rater.tolist(), found.role.tolist(), strict=True))


def test_a_peer_from_another_unit_is_replaced_by_one_from_another_unit() -> None:
    persons, superior = office(4, 10)
    before = assign_raters(persons, superior, seed=1)
    away = next(peer for peer in peers_of(before, 2) if persons.unit[peer] != persons.unit[2])
    after = replace_rater(before, persons, superior, ratee=2, rater=away, seed=1)
    (new,) = peers_of(after, 2) - peers_of(before, 2)
    assert persons.unit[new] != persons.unit[2]


def test_a_place_without_a_successor_stays_empty_and_says_so() -> None:
    persons, superior = Persons(np.zeros(7, np.int64)), np.array([-1, *[0] * 6])
    before = assign_raters(persons, superior, seed=1)
    after = replace_rater(before, persons, superior, ratee=1, rater=2, seed=1)
    assert peers_of(after, 1) == {3, 4, 5, 6}
    assert lacks_of(after, 1)[Lack.TOO_FEW_PEERS] == 1


def test_a_subordinate_is_replaced_by_a_subordinate() -> None:
    persons, superior = office(2, 8)
    before = assign_raters(persons, superior, seed=1)
    leaving = int(before.rater[(before.ratee == 1) & (before.role == Role.SUBORDINATE)][0])
    after = replace_rater(before, persons, superior, ratee=1, rater=leaving, seed=1)
    new = set(after.rater[(after.ratee == 1) & (after.role == Role.SUBORDINATE)].tolist())
    assert len(new) == 2
    assert leaving not in new


def test_the_superior_is_not_replaced_by_chance() -> None:
    persons, superior = office(2, 8)
    before = assign_raters(persons, superior, seed=1)
    with pytest.raises(LookupError):
        replace_rater(before, persons, superior, ratee=2, rater=1, seed=1)


def test_nobody_can_be_sure_of_a_colleague() -> None:
    """Over many seeds every colleague of a unit is drawn for a ratee about equally often."""
    persons, superior = office(2, 12)
    times: dict[int, int] = defaultdict(int)
    for seed in range(200):
        for peer in peers_of(assign_raters(persons, superior, seed=seed), 2):
            times[peer] += 1
    inside = [times[n] for n in range(3, 13)]
    assert min(inside) > 0.6 * 200 * 4 / 10
    assert max(inside) < 1.4 * 200 * 4 / 10
