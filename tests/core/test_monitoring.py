"""Since when progress is asked for, and the light of a unit."""

from datetime import date
from itertools import combinations

import pytest

from terang.core.action_plan import Light
from terang.core.law_view import UnitLight
from terang.core.monitoring import Share, Window, light_of, window
from terang.core.parameters import Tree

RULE = UnitLight(good_from=90, near_from=70, settling_days=14)
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("on", "months", "first", "last"),
    [
        (date(2026, 11, 24), 3, date(2026, 10, 1), date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 1), date(2026, 11, 24)),
        (date(2026, 10, 15), 3, date(2026, 10, 1), date(2026, 10, 15)),
        (date(2026, 10, 14), 3, date(2026, 7, 1), date(2026, 10, 14)),
        (date(2026, 3, 3), 1, date(2026, 2, 1), date(2026, 3, 3)),
        (date(2026, 1, 9), 3, date(2026, 1, 1), date(2026, 1, 9)),
        (date(2027, 2, 20), 3, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_the_window_is_the_running_interval_or_the_one_before_while_it_is_young(
    on: date, months: int, first: date, last: date
) -> None:
    assert window(on=on, months=months, rule=RULE, **YEAR) == Window(first, last)


@pytest.mark.parametrize(
    ("shares", "light"),
    [
        ([], Light.NONE),
        ([Share(0, 0)], Light.NONE),
        ([Share(9, 10), Share(0, 0)], Light.GREEN),
        ([Share(899, 1000)], Light.YELLOW),
        ([Share(10, 10), Share(7, 10)], Light.YELLOW),
        ([Share(10, 10), Share(699, 1000)], Light.RED),
        ([Share(0, 1)], Light.RED),
    ],
)
def test_the_smallest_share_decides_the_light(shares: list[Share], light: Light) -> None:
    assert light_of(shares, RULE) is light


def test_a_share_is_whole_only_when_everybody_is_there() -> None:
    assert (Share(999, 1000).percent, Share(3, 3).percent, Share(0, 0).percent) == (99, 100, None)


def test_together_nobody_has_a_better_light_than_the_worst_alone() -> None:
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.NONE]
    shares = [Share(done, of) for of in range(11) for done in range(of + 1)]
    for pair in combinations(shares, 2):
        alone = [order.index(light_of([share], RULE)) for share in pair]
        assert order.index(light_of(pair, RULE)) == min(alone)


@pytest.mark.parametrize("wrong", [(70, 90, 14), (101, 70, 14), (90, -1, 14), (90, 70, 29)])
def test_thresholds_out_of_order_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="good from"):
        UnitLight(*wrong)


def test_the_thresholds_are_an_unconfirmed_policy(tree: Tree) -> None:
    leaf = tree.on(date(2026, 11, 24)).calendar.unit_light
    assert (leaf.value, leaf.citation.is_confirmed) == (RULE, False)
