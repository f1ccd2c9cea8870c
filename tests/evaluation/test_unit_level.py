"""The level of a unit: who sets it, and what it binds."""

from datetime import datetime
from typing import Any

import pytest

from terang.evaluation.models import UnitAchievement
from terang.evaluation.queries import heads_above, level_for
from terang.evaluation.services import Refused, set_unit_achievement
from terang.ledger.queries import export_lines
from terang.planning.enums import PeriodState
from tests.cast import Cast, make_unit_level, user_of


def set_level(cast: Cast, at: datetime, **changes: Any) -> UnitAchievement:
    said = {
        "unit": cast.kelurahan, "period": cast.period, "level": "baik", "basis": "Perjanjian kinerja tercapai 96 %",
        "by": user_of(cast.camat), "at": at,
    }  # fmt: skip
    return set_unit_achievement(**(said | changes))


def acts(cast: Cast) -> list[str]:
    return [line for line in export_lines(cast.agency.code) if "unit_achievement" in line]


def test_the_head_one_level_above_sets_the_level_of_a_unit(cast: Cast, at: datetime) -> None:
    row = set_level(cast, at)
    assert (row.level, row.set_by, row.set_at) == ("baik", cast.camat.name, at)
    assert len(acts(cast)) == 1


def test_the_team_sets_a_level_with_the_number_of_the_signed_document(cast: Cast, at: datetime) -> None:
    row = set_level(cast, at, unit=cast.kecamatan, by=cast.team, document_no="800/123/2026")
    assert row.document_no == "800/123/2026"


def test_the_team_needs_the_number_of_the_signed_document(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        set_level(cast, at, unit=cast.kecamatan, by=cast.team)
    assert refused.value.field == "document_no"


def test_nobody_sets_the_level_of_the_unit_they_lead(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        set_level(cast, at, by=user_of(cast.lurah))


def test_a_head_beside_the_line_sets_no_level(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        set_level(cast, at, by=user_of(cast.kasi))


def test_a_level_needs_its_basis(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        set_level(cast, at, basis="  ")
    assert refused.value.field == "basis"


def test_a_closed_period_takes_no_level(cast: Cast, at: datetime) -> None:
    cast.period.state = PeriodState.CLOSED
    with pytest.raises(Refused):
        set_level(cast, at)


def test_saying_the_same_level_twice_writes_once(cast: Cast, at: datetime) -> None:
    set_level(cast, at)
    set_level(cast, at)
    assert len(acts(cast)) == 1


def test_a_change_of_level_needs_a_reason(cast: Cast, at: datetime) -> None:
    set_level(cast, at)
    with pytest.raises(Refused) as refused:
        set_level(cast, at, level="istimewa")
    assert refused.value.field == "reason"


def test_a_changed_level_keeps_before_and_reason_in_the_ledger(cast: Cast, at: datetime) -> None:
    set_level(cast, at)
    row = set_level(cast, at, level="istimewa", reason="Hasil pemeriksaan inspektorat")
    assert row.level == "istimewa"
    assert "unit_achievement.changed" in acts(cast)[-1]
    assert "Hasil pemeriksaan inspektorat" in acts(cast)[-1]


def test_the_nearest_level_above_binds_a_unit_without_its_own(cast: Cast) -> None:
    make_unit_level(cast, cast.kecamatan, "baik")
    found = level_for(cast.kelurahan, cast.period)
    assert found is not None
    assert found.unit == cast.kecamatan


def test_the_own_level_of_a_unit_comes_before_the_one_above(cast: Cast) -> None:
    make_unit_level(cast, cast.kecamatan, "baik")
    make_unit_level(cast, cast.kelurahan, "istimewa")
    found = level_for(cast.kelurahan, cast.period)
    assert found is not None
    assert found.level == "istimewa"


def test_a_level_binds_nobody_beside_its_unit(cast: Cast) -> None:
    make_unit_level(cast, cast.kelurahan, "istimewa")
    assert level_for(cast.service_section, cast.period) is None


def test_the_top_of_the_tree_has_nobody_above(cast: Cast, day: Any) -> None:
    assert heads_above(cast.kecamatan, day) == []
