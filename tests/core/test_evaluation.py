"""The conclusion, its trace, and what would have changed it. All nine cells: tests/scenarios."""

import json
from datetime import date

import pytest

from terang.core.enums import Level, OrganisationLevel, Predikat, Rating
from terang.core.evaluation import check_distribution, conclude, flips, head_rating
from terang.core.parameters import Law, NoLawForDay, Tree


def test_the_conclusion_cites_the_matrix_and_the_version_of_the_law(law: Law) -> None:
    conclusion = conclude(results=Rating.MEETS, behaviour=Rating.MEETS, law=law)
    assert [citation.parameter for citation in conclusion.citations] == ["evaluation.predikat_matrix"]
    assert conclusion.law_version == law.version


def test_the_trace_names_both_ratings_and_the_cell(law: Law) -> None:
    conclusion = conclude(results=Rating.ABOVE, behaviour=Rating.BELOW, law=law)
    assert [(reason.code, dict(reason.params)) for reason in conclusion.reasons] == [
        ("RESULTS_RATED", {"rating": "ABOVE"}),
        ("BEHAVIOUR_RATED", {"rating": "BELOW"}),
        ("MATRIX_CELL", {"results": "ABOVE", "behaviour": "BELOW", "predikat": "KURANG"}),
        ("LIMITED_BY_BEHAVIOUR", {"predikat": "KURANG"}),
    ]


def test_the_same_ratings_under_the_same_law_give_the_same_trace(tree: Tree) -> None:
    one, other = (
        json.dumps(conclude(results=Rating.BELOW, behaviour=Rating.ABOVE, law=tree.on(day)).as_dict())
        for day in (date(2026, 6, 30), date(2026, 12, 31))
    )
    assert one == other


def test_a_period_before_the_regulation_cannot_be_concluded(tree: Tree) -> None:
    with pytest.raises(NoLawForDay, match=r"evaluation\.predikat_matrix"):
        conclude(results=Rating.MEETS, behaviour=Rating.MEETS, law=tree.on(date(2021, 12, 31)))


def test_flips_name_each_single_change_that_would_have_given_another_predikat(law: Law) -> None:
    changes = flips(results=Rating.MEETS, behaviour=Rating.ABOVE, law=law)
    assert {(flip.which, flip.rating.value, flip.predikat.value) for flip in changes} == {
        ("RESULTS", "ABOVE", "SANGAT_BAIK"),
        ("RESULTS", "BELOW", "BUTUH_PERBAIKAN"),
        ("BEHAVIOUR", "BELOW", "KURANG"),
    }


def test_better_results_do_not_outweigh_behaviour_below_expectation(law: Law) -> None:
    changes = flips(results=Rating.MEETS, behaviour=Rating.BELOW, law=law)
    assert not any(flip.which == "RESULTS" and flip.predikat.rank > 1 for flip in changes)


@pytest.mark.parametrize("results", Rating)
@pytest.mark.parametrize("behaviour", Rating)
def test_a_higher_rating_never_lowers_the_predikat(results: Rating, behaviour: Rating, law: Law) -> None:
    now = conclude(results=results, behaviour=behaviour, law=law).predikat
    for flip in flips(results=results, behaviour=behaviour, law=law):
        before = results if flip.which == "RESULTS" else behaviour
        assert (flip.rating.rank > before.rank) == (flip.predikat.rank > now.rank)


@pytest.mark.parametrize(
    ("level", "rating"),
    [
        (OrganisationLevel.ISTIMEWA, Rating.ABOVE),
        (OrganisationLevel.BAIK, Rating.MEETS),
        (OrganisationLevel.BUTUH_PERBAIKAN, Rating.BELOW),
        (OrganisationLevel.KURANG, Rating.BELOW),
        (OrganisationLevel.SANGAT_KURANG, Rating.BELOW),
    ],
)
def test_the_level_of_the_office_is_the_rating_of_its_head(level: OrganisationLevel, rating: Rating, law: Law) -> None:
    assert head_rating(level, law) is rating


def test_a_departure_asks_for_a_reason_and_carries_its_arithmetic(law: Law) -> None:
    counts = {Predikat.SANGAT_BAIK: 8, Predikat.BAIK: 2}
    (finding,) = check_distribution(OrganisationLevel.ISTIMEWA, counts, law)
    assert finding.reason_required
    assert finding.level is Level.ERROR
    assert dict(finding.params) == {
        "level": "ISTIMEWA",
        "predikat": "SANGAT_BAIK",
        "count": 8,
        "limit": 7,
        "total": 10,
    }


def test_a_small_unit_still_gives_a_reason(law: Law) -> None:
    findings = check_distribution(OrganisationLevel.ISTIMEWA, {Predikat.SANGAT_BAIK: 1}, law)
    assert [finding.reason_required for finding in findings] == [False, True]
    assert {finding.level for finding in findings} == {Level.WARNING}


def test_a_negative_count_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="negative"):
        check_distribution(OrganisationLevel.BAIK, {Predikat.BAIK: -1}, law)


def test_a_year_before_the_circular_has_no_distribution(tree: Tree) -> None:
    with pytest.raises(NoLawForDay, match=r"distribution\."):
        check_distribution(OrganisationLevel.BAIK, {Predikat.BAIK: 9}, tree.on(date(2022, 12, 31)))
