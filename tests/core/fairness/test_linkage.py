"""Units that rate each other are told from units that cannot be compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.fairness.linkage import linkage
from terang.core.fairness.tables import Ints, Pairs, Persons, VarComp

VC = VarComp(w=0.12, u=0.02, c=0.06, l=0.02, e=0.12)


def pairs_of(links: list[tuple[int, int]]) -> Pairs:
    ratee, rater = np.array(sorted(links), dtype=np.int64).reshape(-1, 2).T
    n = len(ratee)
    return Pairs(ratee, rater, np.ones(n, np.int64), np.ones(n), np.full(n, 7), np.zeros(n, np.bool_))


def ring(units: int, size: int, cross: int) -> tuple[Pairs, Persons]:
    """Units whose members rate each other, and of whom some are rated by the next unit as well."""
    links = []
    for unit in range(units):
        for one in range(size):
            links += [(unit * size + one, unit * size + (one + step) % size) for step in range(1, 6)]
        links += [(unit * size + one, ((unit + 1) % units) * size + one) for one in range(cross)]
    return pairs_of(links), Persons(np.repeat(np.arange(units), size))


def test_units_without_links_stand_alone() -> None:
    found = linkage(*ring(4, 8, 0), VC)
    assert found.components == 4
    assert found.cross_pairs.tolist() == [0] * 4
    assert not found.comparable().any()


def test_links_count_at_both_ends_and_make_units_comparable_from_eight_on() -> None:
    assert linkage(*ring(4, 8, 3), VC).cross_pairs.tolist() == [6] * 4
    assert not linkage(*ring(4, 8, 3), VC).comparable().any()
    assert linkage(*ring(4, 8, 4), VC).comparable().all()


def test_a_chain_of_links_is_one_component() -> None:
    pairs = pairs_of([(0, 1), (2, 1), (2, 3), (4, 5)])
    found = linkage(pairs, Persons(np.array([0, 1, 2, 3, 4, 4])), VC)
    assert found.component.tolist() == [0, 0, 0, 0, 4]


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=14, unique=True))
def test_components_are_those_of_a_search_through_the_links(links: list[tuple[int, int]]) -> None:
    unit = np.arange(12) // 2
    found = linkage(pairs_of(links), Persons(unit), VC).component
    assert [found[u] == found[v] for u in range(6) for v in range(6)] == [
        v in reached(u, links, unit) for u in range(6) for v in range(6)
    ]


def reached(start: int, links: list[tuple[int, int]], unit: Ints) -> set[int]:
    seen, edge = {start}, [start]
    while edge:
        here = edge.pop()
        beside = {int(unit[b]) for a, b in links if unit[a] == here} | {
            int(unit[a]) for a, b in links if unit[b] == here
        }
        edge += sorted(beside - seen)
        seen |= beside
    return seen


def test_an_unlinked_unit_is_as_unsure_as_half_policy_half_data() -> None:
    """Only the sum of a unit's level and its culture is known: the variances decide how it is split."""
    found = linkage(*ring(3, 200, 0), VC)
    assert found.shift_sd == pytest.approx(np.sqrt(VC.u * VC.l / (VC.u + VC.l)), rel=0.02)


def test_every_link_makes_the_place_of_a_unit_surer() -> None:
    spread = [linkage(*ring(6, 12, cross), VC).shift_sd.max() for cross in range(0, 12, 3)]
    assert spread == sorted(spread, reverse=True)
    assert spread[-1] < 0.8 * spread[0]


@pytest.mark.parametrize("cross", [0, 2, 6, 12])
def test_the_shift_is_close_to_the_exact_inverse_over_units(cross: int) -> None:
    pairs, persons = ring(10, 12, cross)
    each = len(pairs) / 120
    noise = VC.e + 1 / (1 / VC.w + each / VC.e) + 1 / (1 / VC.c + each / VC.e)
    precision = np.diag(np.repeat([1 / VC.u, 1 / VC.l], 10))
    for one, other in zip(persons.unit[pairs.ratee], persons.unit[pairs.rater], strict=True):
        design = np.zeros(20)
        design[[one, 10 + other]] = 1
        precision += np.outer(design, design) / noise
    exact = np.sqrt(np.diag(np.linalg.inv(precision))[:10])
    assert linkage(pairs, persons, VC).shift_sd == pytest.approx(exact, rel=0.12)
