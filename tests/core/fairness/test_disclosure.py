"""What follows from published figures is found exactly, and tables over units leave no small remainder."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from statistics import stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness.assignment import assign_raters
from terang.core.fairness.disclosure import (
    Equations,
    Withheld,
    cell_noise,
    disclose_units,
    whole,
)
from terang.core.fairness.tables import Persons, Role

KEY = b"key of the office"


def sums(*groups: str) -> Equations:
    """One published sum for each group of letters."""
    return Equations(tuple({(person, ""): 1 for person in group} for group in groups))


# --- what follows -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        (("abcde", "abc"), "de"),
        (("abcde", "abcd"), "e"),
        (("abc", "bcd"), "ad"),
        (("abc", "def"), None),
        (("abcde", "abcfg"), None),
        (("abcdef", "abc", "def"), None),
        (("abcd", "cdefg", "abc"), "d"),
    ],
)
def test_small_remainders_are_found(groups: tuple[str, ...], told: str | None) -> None:
    found = sums(*groups).fewest(3)
    assert (found is None) == (told is None)
    assert found is None or found >= set(told or "")


def test_three_sums_in_a_circle_give_everybody_away() -> None:
    assert sums("ab", "bc", "ca").fewest(2) is not None
    assert sums("abcd", "bcda").fewest(4) is None


def test_who_hardly_counts_does_not_hide_the_others() -> None:
    rows = ({("a", ""): 1, ("b", ""): 1, ("c", ""): whole(0.02)},)
    assert Equations(rows).fewest(3) is None
    assert Equations(rows, frozenset("c")).fewest(3) == frozenset("abc")


def test_a_weighted_and_a_plain_mean_of_the_same_people_give_away_the_doubtful_one() -> None:
    plain, weighted = ({(person, ""): whole(1.0) for person in "abcde"} for _ in range(2))
    weighted["e", ""] = whole(0.02)
    assert Equations((plain, weighted)).fewest(3) == frozenset("e")


def test_a_figure_that_follows_is_told_from_one_that_does_not() -> None:
    assert sums("abcde", "abc").tells({("d", ""): 1, ("e", ""): 1})
    assert not sums("abcde", "abc").tells({("d", ""): 1})


def test_what_concerns_one_value_alone_is_found() -> None:
    both = {(person, value): 1 for person in "abc" for value in (0, 1)}
    one = {(person, 0): 1 for person in "abc"}
    assert Equations((both, one)).tells_only_about([(person, 1) for person in "abc"])
    assert not Equations((both,)).tells_only_about([(person, 1) for person in "abc"])


def follows(rows: list[list[int]], k: int) -> bool:
    """The same question by singular values, over every set of people."""
    table = np.array(rows, dtype=float)
    full = np.linalg.matrix_rank(table)
    return any(
        np.linalg.matrix_rank(np.delete(table, some, axis=1)) < full
        for some in combinations(range(table.shape[1]), min(k - 1, table.shape[1] - 1))
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=1, max_size=5), st.integers(2, 5))
def test_every_subtraction_is_tried(rows: list[list[int]], k: int) -> None:
    equations = Equations(tuple({(at, ""): 1 for at, said in enumerate(row) if said} for row in rows))
    assert (equations.fewest(k) is not None) == follows(rows, k)


# --- leniency ---------------------------------------------------------------------------


def panels_of_a_superior(cross_share: float) -> list[dict[int, float]]:
    """The panels of the eleven people of the first unit of six, as their superior would see them side by side."""
    heads = 12 * np.arange(6)
    superior = np.repeat(heads, 12)
    superior[heads] = -1
    drawn = assign_raters(Persons(np.repeat(np.arange(6), 12)), superior, seed=3, cross_share=cross_share)
    protected = drawn.role != Role.SUPERIOR
    return [{int(rater): 1.0 for rater in drawn.rater[protected & (drawn.ratee == ratee)]} for ratee in range(1, 12)]


def leniencies_tell(panels: Iterable[Mapping[int, float]]) -> bool:
    """Whether who sees the leniency of several panels side by side can work out that of a single rater."""
    rows = tuple({(rater, ""): whole(weight) for rater, weight in panel.items()} for panel in panels)
    return Equations(rows).fewest(2) is not None


def test_the_leniency_of_one_panel_tells_about_nobody() -> None:
    assert not any(leniencies_tell([panel]) for panel in panels_of_a_superior(0.0))


def test_the_leniencies_of_a_unit_without_raters_from_elsewhere_tell_about_everybody() -> None:
    assert leniencies_tell(panels_of_a_superior(0.0))


def test_with_one_peer_in_five_from_elsewhere_they_tell_about_nobody() -> None:
    assert not leniencies_tell(panels_of_a_superior(0.2))


# --- tables over units ------------------------------------------------------------------


def office(*sizes: int) -> dict[Any, list[str]]:
    return {unit: [f"{unit}.{n}" for n in range(size)] for unit, size in enumerate(sizes)}


def reasons(*sizes: int) -> tuple[list[Withheld | None], Withheld | None]:
    found = disclose_units(office(*sizes))
    return list(found.units.values()), found.total


def test_units_with_five_people_are_shown_and_so_is_the_total() -> None:
    assert reasons(5, 6, 7) == ([None, None, None], None)


def test_with_a_small_unit_the_next_smallest_is_withheld_too() -> None:
    assert reasons(4, 6, 7, 8) == ([Withheld.TOO_FEW, Withheld.DIFFERENCE, None, None], None)


def test_two_small_units_may_hide_behind_each_other() -> None:
    assert reasons(4, 4, 6, 7) == ([Withheld.TOO_FEW, Withheld.TOO_FEW, None, None], None)


def test_one_unit_is_not_shown_alone() -> None:
    assert reasons(4, 3, 9) == ([Withheld.TOO_FEW, Withheld.TOO_FEW, Withheld.ONE_UNIT], None)


def test_an_office_of_one_unit_has_no_table() -> None:
    assert reasons(12) == ([Withheld.ONE_UNIT], Withheld.ONE_UNIT)


def test_four_people_in_two_units_have_no_total() -> None:
    assert reasons(2, 2)[1] == Withheld.TOO_FEW


def test_another_division_of_the_same_people_leaves_no_remainder_either() -> None:
    first = disclose_units(office(6, 6))
    people = [person for some in office(6, 6).values() for person in some]
    second = disclose_units({"x": people[:7], "y": people[7:]}, earlier=first.equations)
    assert second.units == {"x": Withheld.DIFFERENCE, "y": Withheld.DIFFERENCE}


def test_many_units_are_decided_quickly() -> None:
    sizes = [3 + n % 15 for n in range(1200)]
    found = disclose_units(office(*sizes))
    assert sum(reason is None for reason in found.units.values()) == 1040


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=7))
def test_no_union_of_units_of_fewer_than_five_people_follows(sizes: list[int]) -> None:
    members = office(*sizes)
    found = disclose_units(members)
    shown = [set(members[unit]) for unit, reason in found.units.items() if reason is None]
    everybody = {person for some in members.values() for person in some}
    assert all(len(some) >= 5 for some in shown)
    assert len(shown) != 1
    if found.total is None:
        assert not 0 < len(everybody.difference(*shown)) < 5


# --- noise ------------------------------------------------------------------------------


def test_the_same_people_get_the_same_noise_in_any_order() -> None:
    assert cell_noise(KEY, ["a", "b", "c"]) == cell_noise(KEY, ("c", "a", "b", "a"))


def test_other_people_or_another_key_get_other_noise() -> None:
    told = {cell_noise(KEY, "abc"), cell_noise(KEY, "abd"), cell_noise(b"other", "abc")}
    assert len(told) == 3


def test_the_noise_has_the_spread_that_was_asked_for() -> None:
    drawn = [cell_noise(KEY, [n, n + 1], sd=0.05) for n in range(4000)]
    assert stdev(drawn) == pytest.approx(0.05, rel=0.05)
    assert abs(sum(drawn) / 4000) < 0.003
    assert cell_noise(KEY, "abc", sd=0) == 0


def test_a_difference_of_two_slices_tells_one_person_to_no_useful_degree() -> None:
    """Twelve people and eleven of them: what the twelfth got is off by about a point."""
    errors = []
    for n in range(500):
        people = [f"{n}.{i}" for i in range(12)]
        errors.append(12 * cell_noise(KEY, people) - 11 * cell_noise(KEY, people[:-1]))
    assert stdev(errors) > 0.7
