from datetime import UTC, date, datetime

import pytest

from terang.core.citation import NoLawForDay
from terang.regulation.models import LawUse
from terang.regulation.queries import in_force
from terang.regulation.services import remember_use

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


def test_the_law_of_a_day_is_built_once() -> None:
    assert in_force(DAY) is in_force(DAY)


def test_the_law_of_a_day_cites_where_it_stands() -> None:
    citation = in_force(DAY).evaluation.predikat_matrix.citation
    assert citation.source
    assert citation.article


def test_a_day_before_any_law_is_refused_loudly() -> None:
    with pytest.raises(NoLawForDay):
        in_force(date(1800, 1, 1))


@pytest.mark.django_db
def test_a_decision_leads_to_the_version_of_the_law_it_rested_on() -> None:
    law = in_force(DAY)
    remember_use(law=law, act="evaluation.concluded", subject="evaluation:1", by="1995", at=AT)
    use = LawUse.objects.get(version=law.version)
    assert (use.subject, use.day, use.by) == ("evaluation:1", DAY, "1995")


@pytest.mark.django_db
def test_remembering_the_same_use_twice_changes_nothing() -> None:
    for _time in range(2):
        remember_use(law=in_force(DAY), act="evaluation.concluded", subject="evaluation:1", by="1995", at=AT)
    assert LawUse.objects.count() == 1
