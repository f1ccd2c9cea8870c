"""What a person is told about the own panel: each rule of disclosure by itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.fairness.disclosure import Equations
from terang.core.fairness.tables import Role
from terang.core.feedback import (
    Bound,
    Group,
    Kind,
    Published,
    Voice,
    Withheld,
    disclose,
    may_compare,
    may_publish_again,
    mean_of_told,
)
from terang.core.law_view import DisclosureRule
from terang.regulation.law_files import tree

RULE = tree().on(date(2026, 11, 24)).fairness.disclosure.value


def voice(rater: int, *points: int, role: Role = Role.PEER, weight: float = 1.0) -> Voice:
    """Somebody who gave every value one answer; 0 leaves it out."""
    return Voice(rater, role, weight, tuple((point,) if point else () for point in points))


def peers(n: int, *points: int, start: int = 0) -> list[Voice]:
    return [voice(start + at, *(points or (4, 3 + at % 2))) for at in range(n)]


def subordinates(n: int) -> list[Voice]:
    return [voice(100 + at, 3, 4, role=Role.SUBORDINATE) for at in range(n)]


def told(voices: list[Voice], **more: Any) -> Published:
    return disclose(voices, more.pop("rule", RULE), values=2, **more)


def reason(found: Published, group: Group = Group.COLLEAGUES) -> Withheld | None:
    return found.cell(Kind.MEAN, group).withheld


# --- enough people ----------------------------------------------------------------------


def test_three_peers_are_enough_for_a_mean_and_two_are_not() -> None:
    assert reason(told(peers(3)), Group.PEERS) is None
    assert reason(told(peers(2)), Group.PEERS) == Withheld.TOO_FEW


def test_five_are_needed_for_values_the_distribution_and_the_words() -> None:
    for kind, value in ((Kind.VALUE, 0), (Kind.DISTRIBUTION, None), (Kind.COMMENTS, None)):
        assert told(peers(4)).cell(kind, value=value).withheld == Withheld.TOO_FEW
        assert told(peers(5)).cell(kind, value=value).withheld is None


def test_an_office_may_ask_for_more_people_but_not_for_fewer_than_three() -> None:
    strict = replace(RULE, role_mean=6, detail=10)
    assert reason(told(peers(5), rule=strict)) == Withheld.TOO_FEW
    for wrong in ({"role_mean": 2}, {"detail": 11}, {"role_mean": 6}):
        with pytest.raises(ValueError, match="within 3 and 10"):
            replace(RULE, **wrong)


def test_who_hardly_counts_is_not_one_of_the_panel() -> None:
    doubtful = [*peers(2), voice(7, 5, 5, weight=0.02)]
    assert reason(told(doubtful), Group.PEERS) == Withheld.TOO_FEW
    assert told([*peers(3), voice(7, 5, 5, weight=0.02)]).cell(Kind.MEAN).raters == 3


def test_the_same_person_twice_is_one_person() -> None:
    assert reason(told([*peers(2), voice(0, 4, 4)]), Group.PEERS) == Withheld.TOO_FEW


def test_a_value_that_too_few_answered_is_withheld_alone() -> None:
    found = told([*peers(4), voice(4, 4, 0), voice(5, 3, 4)])
    assert found.cell(Kind.VALUE, value=0).withheld is None
    found = told([*peers(4), voice(4, 4, 0)])
    assert found.cell(Kind.VALUE, value=1).withheld == Withheld.TOO_FEW


# --- roles ------------------------------------------------------------------------------


def test_two_subordinates_are_shown_only_together_with_the_peers() -> None:
    found = told([*peers(5), *subordinates(2)])
    assert reason(found) is None
    assert reason(found, Group.PEERS) == reason(found, Group.SUBORDINATES) == Withheld.MERGED
    assert found.cell(Kind.MEAN).raters == 7


def test_three_subordinates_are_shown_by_themselves() -> None:
    found = told([*peers(3), *subordinates(3)])
    assert [reason(found, group) for group in Group] == [None, None, None]


def test_a_role_with_nobody_does_not_hide_the_other() -> None:
    assert reason(told(peers(3)), Group.PEERS) is None
    assert reason(told(peers(3)), Group.SUBORDINATES) == Withheld.TOO_FEW


def test_one_peer_and_one_subordinate_are_too_few_together() -> None:
    found = told([*peers(1), *subordinates(1)])
    assert {reason(found, group) for group in Group} == {Withheld.TOO_FEW}


# --- differences ------------------------------------------------------------------------


def test_the_one_who_left_a_value_out_is_not_found_by_subtraction() -> None:
    """Six answer all, one leaves a value out: mean of all − means of the values would tell what that one said."""
    found = told([*peers(6), voice(6, 4, 0)])
    assert Withheld.DIFFERENCE in {found.cell(Kind.VALUE, value=value).withheld for value in range(2)}


def test_a_panel_that_changed_by_one_person_is_not_told_again() -> None:
    before = told(peers(5))
    after = told(peers(6), earlier=before.equations)
    assert reason(after) == Withheld.DIFFERENCE


def test_a_panel_in_which_two_of_five_changed_is_told() -> None:
    before = told(peers(5))
    after = told(peers(5, start=2), earlier=before.equations)
    assert reason(after) is None


def test_the_same_panel_again_is_told() -> None:
    assert reason(told(peers(5), earlier=told(peers(5)).equations)) is None


# --- nobody is told that all agree ------------------------------------------------------


def test_a_mean_at_the_top_is_printed_as_at_least() -> None:
    cell = told(peers(5, 5, 5)).cell(Kind.MEAN)
    assert (cell.bound, cell.mean, cell.is_exact) == (Bound.AT_LEAST, 4.8, False)


def test_a_mean_close_to_the_top_looks_the_same() -> None:
    nearly = [*peers(5, 5, 5), voice(9, 5, 4)]
    assert told(nearly).cell(Kind.MEAN).bound == Bound.AT_LEAST


def test_a_mean_at_the_bottom_is_printed_as_at_most() -> None:
    cell = told(peers(5, 1, 1)).cell(Kind.MEAN)
    assert (cell.bound, cell.mean) == (Bound.AT_MOST, 1.2)


def test_ten_who_agree_may_be_told() -> None:
    cell = told(peers(10, 5, 5)).cell(Kind.MEAN)
    assert (cell.bound, cell.mean) == (None, 5.0)


def test_the_distribution_of_a_panel_that_agrees_is_withheld() -> None:
    assert told(peers(5, 4, 4)).cell(Kind.DISTRIBUTION).withheld == Withheld.UNANIMOUS
    assert told(peers(5, 5, 5)).cell(Kind.DISTRIBUTION).withheld == Withheld.UNANIMOUS


def test_a_value_at_the_top_does_not_follow_from_the_mean_and_the_other_value() -> None:
    found = told([voice(at, 5, 3 + at % 2) for at in range(5)])
    assert found.cell(Kind.VALUE, value=0).bound == Bound.AT_LEAST
    assert found.cell(Kind.MEAN).is_exact
    assert found.cell(Kind.VALUE, value=1).withheld == Withheld.UNANIMOUS


# --- figures ----------------------------------------------------------------------------


def test_means_count_every_rater_by_weight_and_not_by_answers() -> None:
    found = told([voice(0, 4, 2), voice(1, 4, 2), voice(2, 5, 0), voice(3, 2, 4, weight=0.5)])
    assert found.cell(Kind.MEAN).mean == pytest.approx((3 + 3 + 5 + 0.5 * 3) / 3.5)


def test_a_distribution_sums_to_one() -> None:
    shares = told(peers(6)).cell(Kind.DISTRIBUTION).shares
    assert len(shares) == 5
    assert sum(shares) == pytest.approx(1)
    assert shares[3] == pytest.approx(0.75)


def test_a_withheld_figure_carries_no_number() -> None:
    for cell in told(peers(2)).cells:
        assert (cell.raters, cell.mean, cell.bound, cell.shares) == (None, None, None, ())


def test_who_answered_nothing_or_counts_for_nothing_is_not_there() -> None:
    assert told([*peers(3), voice(8, 0, 0), voice(9, 5, 5, weight=0)]).cell(Kind.MEAN).raters == 3


def test_a_unit_shows_the_mean_of_what_its_people_were_told_and_of_nothing_else() -> None:
    """Means 4 and at least 4.8; the third panel is too small to be told and must not be in the sum."""
    panels = [told(peers(5, 4, 4)), told(peers(5, 5, 5)), told(peers(2, 1, 1))]
    assert mean_of_told(panels) == pytest.approx(4.4)
    assert mean_of_told(panels[2:]) is None


def test_without_anybody_nothing_is_told() -> None:
    assert {cell.withheld for cell in told([]).cells} == {Withheld.TOO_FEW}


panels = st.lists(
    st.builds(
        Voice,
        st.integers(0, 30),
        st.sampled_from([Role.PEER, Role.SUBORDINATE]),
        st.sampled_from([1.0, 0.7, 0.02]),
        st.tuples(*[st.lists(st.integers(1, 5), max_size=2).map(tuple)] * 3),
    ),
    max_size=9,
    unique_by=lambda each: each.rater,
)


@settings(max_examples=60, deadline=None)
@given(panels)
def test_a_figure_is_never_about_fewer_than_its_rule_asks(voices: list[Voice]) -> None:
    found = disclose(voices, RULE, values=3)
    for cell in found.cells:
        if cell.withheld is None:
            assert (cell.raters or 0) >= (RULE.role_mean if cell.kind == Kind.MEAN else RULE.detail)
    assert found.equations.fewest(RULE.role_mean) is None


@settings(max_examples=40, deadline=None)
@given(panels, st.randoms())
def test_the_order_in_which_answers_came_changes_nothing(voices: list[Voice], random: Any) -> None:
    mixed = list(voices)
    random.shuffle(mixed)
    one, two = (disclose(each, RULE, values=3).cells for each in (voices, mixed))
    assert [(cell.withheld, cell.raters, cell.bound) for cell in one] == [
        (cell.withheld, cell.raters, cell.bound) for cell in two
    ]


@settings(max_examples=40, deadline=None)
@given(panels)
def test_a_stricter_rule_never_shows_a_mean_that_the_milder_one_withholds(voices: list[Voice]) -> None:
    strict = replace(RULE, role_mean=5, detail=7)
    mild, hard = (disclose(voices, rule, values=3) for rule in (RULE, strict))
    if hard.cell(Kind.MEAN).withheld is None:
        assert mild.cell(Kind.MEAN).withheld is None
    if hard.cell(Kind.COMMENTS).withheld is None:
        assert mild.cell(Kind.COMMENTS).withheld is None


# --- from one panel to the next ---------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "allowed"),
    [({1, 2, 3, 4, 5}, True), ({1, 2, 3, 4}, False), ({1, 2, 3, 4, 6}, False), ({1, 2, 3, 6, 7}, True)],
)
def test_a_trend_leads_only_between_equal_or_clearly_different_panels(now: set[int], allowed: bool) -> None:
    assert may_compare({1, 2, 3, 4, 5}, now, RULE) == allowed


@pytest.mark.parametrize(
    ("now", "allowed"),
    [({1, 2, 3}, False), ({1, 2, 3, 4, 5}, False), ({1, 2, 3, 4, 5, 6}, True), ({2, 3, 4, 5, 6}, False)],
)
def test_late_answers_are_told_only_when_enough_come_at_once(now: set[int], allowed: bool) -> None:
    assert may_publish_again({1, 2, 3}, now, RULE) == allowed


def test_the_rule_is_marked_as_our_own_inference() -> None:
    leaf = tree().on(date(2026, 11, 24)).fairness.disclosure
    assert isinstance(leaf.value, DisclosureRule)
    assert leaf.citation.confidence.value == "I"
    assert leaf.citation.note


def test_nothing_follows_from_nothing() -> None:
    assert Equations().fewest(3) is None
    assert not Equations().tells({(1, 0): 1})
