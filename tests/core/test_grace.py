"""Outages and deadlines: what holds for every outage, beside the cases of tests/scenarios/kelonggaran.yaml."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.grace import Interruption, extend, merged
from terang.core.parameters import Tree

END = date(2026, 1, 31)
START = date(2026, 1, 2)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 2, 10))
LENGTHS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=4))
OUTAGES = st.lists(st.builds(lambda since, long: Interruption(since, since + long), MOMENTS, LENGTHS), max_size=5)


def test_an_outage_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="no length"):
        Interruption(datetime(2026, 1, 1), datetime(2026, 1, 1))


def test_the_rule_cites_its_parameter(tree: Tree) -> None:
    (citation,) = extend(START, END, [], tree.on(END)).citations
    assert (citation.parameter, citation.is_confirmed) == ("calendar.outage_grace", False)


@given(outages=OUTAGES)
def test_a_deadline_never_moves_back_and_the_order_of_declarations_does_not_matter(
    tree: Tree, outages: list[Interruption]
) -> None:
    law = tree.on(END)
    found = extend(START, END, outages, law)
    assert found.days >= 0
    assert found == extend(START, END, outages[::-1], law)


@given(outages=OUTAGES)
def test_an_outage_declared_twice_counts_once(tree: Tree, outages: list[Interruption]) -> None:
    law = tree.on(END)
    assert extend(START, END, outages, law) == extend(START, END, [*outages, *outages], law)


@given(outages=OUTAGES)
def test_merged_outages_lie_apart(outages: list[Interruption]) -> None:
    found = merged(outages)
    assert all(one.until < other.since for one, other in itertools.pairwise(found))
