"""Angka kredit beside the scenarios: sums, what is missing, and refusals."""

from decimal import Decimal

import pytest

from terang.core.angka_kredit import NoCreditScore, accumulate, convert, still_needed
from terang.core.enums import JobLevel, Predikat
from terang.core.parameters import Law


def test_rounded_lines_add_up(law: Law) -> None:
    year = convert(Predikat.SANGAT_BAIK, JobLevel.JF_AHLI_PERTAMA, law)
    months = convert(Predikat.BAIK, JobLevel.JF_AHLI_PERTAMA, law, months=2)
    assert accumulate([year.credit, months.credit]) == Decimal("20.83")


def test_a_line_carries_its_arithmetic_and_its_sources(law: Law) -> None:
    line = convert(Predikat.SANGAT_BAIK, JobLevel.JF_AHLI_PERTAMA, law)
    assert (line.percent, line.coefficient) == (Decimal(150), Decimal("12.5"))
    assert [citation.article for citation in line.citations][:2] == ["Pasal 37", "Lampiran A"]


def test_what_is_missing_for_rank_and_level(law: Law) -> None:
    needed = still_needed(JobLevel.JF_AHLI_MUDA, Decimal("80.5"), law)
    assert (needed.for_grade, needed.for_level) == (Decimal("19.5"), Decimal("119.5"))


def test_nothing_is_missing_when_reached_and_nothing_lies_above_the_last_level(law: Law) -> None:
    needed = still_needed(JobLevel.JF_PENYELIA, Decimal(130), law)
    assert (needed.for_grade, needed.for_level) == (Decimal(0), None)


def test_an_administrative_post_earns_no_angka_kredit(law: Law) -> None:
    with pytest.raises(NoCreditScore, match="PENGAWAS"):
        convert(Predikat.BAIK, JobLevel.PENGAWAS, law)


@pytest.mark.parametrize("months", [0, 13])
def test_a_period_outside_the_year_is_refused(months: int, law: Law) -> None:
    with pytest.raises(ValueError, match="1 to 12 months"):
        convert(Predikat.BAIK, JobLevel.JF_MAHIR, law, months=months)
