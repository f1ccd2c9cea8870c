"""Passing results on: whatever people link in whatever order, nothing ever serves itself."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terang.core.cascade import Cascade, Share, check_kind, check_parts, leads_back, plain

LINKS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=60)
NUMBERS = st.decimals(min_value=0, max_value=10_000, places=2)


@given(LINKS)
def test_links_that_lead_back_are_the_only_way_to_a_cycle(links: list[tuple[int, int]]) -> None:
    parents: dict[int, int | None] = {}
    for child, parent in links:
        if not leads_back(child, parent, parents):
            parents[child] = parent
    for start in parents:
        here, steps = parents.get(start), 0
        while here is not None:
            assert here != start
            here, steps = parents.get(here), steps + 1
            assert steps <= len(parents)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_parts_that_add_up_are_never_remarked_upon(numbers: list[Decimal]) -> None:
    assert check_parts(Share(sum(numbers, Decimal(0)), "berkas"), [Share(n, " Berkas") for n in numbers]) == []


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.decimals(min_value="0.01", max_value=100, places=2))
def test_parts_that_miss_the_target_say_by_how_much(numbers: list[Decimal], missing: Decimal) -> None:
    wanted = sum(numbers, Decimal(0)) + missing
    [finding] = check_parts(Share(wanted, "berkas"), [Share(number, "berkas") for number in numbers])
    assert finding.params["missing"] == plain(missing)


def test_a_direct_result_needs_to_say_by_what_it_is_divided() -> None:
    assert [finding.code for finding in check_kind(Cascade.DIRECT, None)] == ["CASCADE_NO_SPLIT"]


def test_numbers_are_written_without_an_exponent() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "100", "2.50", "0.00")] == ["1000", "100", "2.5", "0"]
