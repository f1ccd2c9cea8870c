"""The survey index beside the scenarios: order of the elements, what is left out, refusals."""

from decimal import Decimal

import pytest

from terang.core.parameters import Law
from terang.core.service_index import band, by_question, index, sample_size

FULL = [3] * 9


def test_question_eight_asks_about_facilities_and_nine_about_complaints(law: Law) -> None:
    answers = by_question([1, 1, 1, 1, 1, 1, 1, 2, 4], law)
    assert (answers["sarpras"], answers["pengaduan"]) == (2, 4)


def test_the_element_list_has_the_other_order(law: Law) -> None:
    ordered = sorted(law.satisfaction.elements.value, key=lambda element: element.number)
    assert [element.key for element in ordered][7:] == ["pengaduan", "sarpras"]


def test_an_incomplete_answer_is_left_out_and_counted(law: Law) -> None:
    found = index([by_question(FULL, law), {"waktu": 1}], law)
    assert (found.n, found.incomplete, found.converted) == (1, 1, Decimal("75.00"))


def test_each_element_has_its_mean(law: Law) -> None:
    found = index([by_question([4] + [3] * 8, law), by_question(FULL, law)], law)
    assert found.elements["persyaratan"] == Decimal("3.50")


def test_without_an_answer_there_is_no_index(law: Law) -> None:
    found = index([], law)
    assert (found.n, found.skm, found.converted, found.band) == (0, None, None, None)


def test_an_answer_outside_the_scale_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="waktu: 5 is outside 1–4"):
        index([{"waktu": 5}], law)


def test_an_unknown_element_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="'maklumat' is no element"):
        index([{"maklumat": 4}], law)


def test_a_questionnaire_with_eight_answers_is_refused(law: Law) -> None:
    with pytest.raises(ValueError):
        by_question([3] * 8, law)


@pytest.mark.parametrize("value", ["24.99", "100.01"])
def test_a_value_outside_the_scale_has_no_letter(value: str, law: Law) -> None:
    with pytest.raises(ValueError, match="no converted value"):
        band(Decimal(value), law)


def test_a_service_without_users_has_no_sample(law: Law) -> None:
    with pytest.raises(ValueError, match="needs users"):
        sample_size(0, law)
