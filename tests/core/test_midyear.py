"""What the scenario file of mid-year cases leaves open: refusals, the whole table, and the months of a part."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.enums import CaseKind
from terang.core.midyear import Facts, PlanNow, decide, handling_of, months_from, months_of
from terang.core.parameters import Law, Tree

START = date(2026, 1, 1)
DAYS = st.dates(date(2026, 1, 2), date(2026, 12, 30))


@pytest.fixture
def law(tree: Tree) -> Law:
    return tree.on(date(2026, 11, 24))


def facts(kind: CaseKind, on: date = date(2026, 7, 1), until: date | None = None) -> Facts:
    return Facts(kind, on, until, START, PlanNow.AGREED)


@pytest.mark.parametrize("kind", CaseKind)
def test_every_case_has_one_row_of_the_table_and_an_article(kind: CaseKind, law: Law) -> None:
    assert handling_of(kind, law).citation.article
    decision = decide(facts(kind, until=date(2026, 7, 20)), law)
    assert decision.steps
    assert all(step.citation.article for step in decision.steps)


def test_a_case_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends on"):
        facts(CaseKind.LEAVE, until=date(2026, 6, 30))


def test_a_leave_without_its_last_day_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="last day"):
        decide(facts(CaseKind.LEAVE), law)


def test_a_move_on_the_first_day_of_the_plan_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="begins on"):
        decide(facts(CaseKind.MOVE, on=START), law)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2026, 2, 14)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_the_day_before_its_first_day_comes_again(first: date, months: int, last: date) -> None:
    assert months_from(first, months) == last


def test_a_month_belongs_to_the_part_with_more_of_its_days() -> None:
    parts = [(START, date(2026, 8, 17)), (date(2026, 8, 18), date(2026, 12, 31))]
    assert months_of(parts) == (8, 4)


def test_of_two_equal_parts_of_a_month_the_earlier_one_has_it() -> None:
    parts = [(START, date(2026, 6, 15)), (date(2026, 6, 16), date(2026, 12, 31))]
    assert months_of(parts) == (6, 6)


@given(DAYS)
def test_the_months_of_two_parts_are_those_of_the_year(cut: date) -> None:
    parts = [(START, cut), (cut + timedelta(days=1), date(2026, 12, 31))]
    assert sum(months_of(parts)) == 12


@pytest.mark.parametrize("kind", [CaseKind.MOVE, CaseKind.PROMOTION, CaseKind.DEMOTION])
def test_what_ends_and_what_begins_leave_no_day_between(kind: CaseKind, law: Law) -> None:
    for day in range(1, 365):
        decision = decide(facts(kind, on=START + timedelta(days=day)), law)
        assert decision.closes_on is not None
        assert decision.closes_on + timedelta(days=1) == decision.opens_on
