"""A plan that was handed in comes back to its owner until the appraiser decides."""

from datetime import datetime, timedelta

import pytest

from terang.planning import services
from terang.planning.enums import SkpState
from tests.cast import Cast, user_of

from .builders import told
from .test_skp import fresh, submitted


def test_a_plan_taken_back_is_a_draft_with_all_it_said(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
    skp = fresh(skp)
    assert (skp.state, skp.submitted_at, skp.version, skp.results.count()) == (SkpState.DRAFT, None, 4, 1)


def test_taking_back_stands_in_the_ledger(cast: Cast, at: datetime) -> None:
    services.withdraw(skp=submitted(cast, at), version=3, by=user_of(cast.beringin), at=at)
    assert told("skp.withdrawn") == {"version": 4}


def test_a_plan_taken_back_can_be_handed_in_again_on_its_new_day(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
    later = at + timedelta(days=1)
    services.submit(skp=fresh(skp), version=4, by=user_of(cast.beringin), at=later)
    assert (fresh(skp).state, fresh(skp).submitted_at) == (SkpState.SUBMITTED, later)


def test_taking_back_twice_is_refused_and_does_nothing_twice(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
    with pytest.raises(services.Refused, match="Draf"):
        services.withdraw(skp=fresh(skp), version=3, by=user_of(cast.beringin), at=at)
    assert fresh(skp).version == 4


def test_a_second_page_that_still_shows_the_plan_as_handed_in_takes_nothing_back(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    stale = fresh(skp)
    services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
    with pytest.raises(services.Refused):
        services.withdraw(skp=stale, version=3, by=user_of(cast.beringin), at=at)


def test_what_the_appraiser_has_set_cannot_be_taken_back(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    stale = fresh(skp)
    services.set_(skp=skp, version=3, by=user_of(cast.kasi), at=at)
    with pytest.raises(services.Refused, match="Ditetapkan"):
        services.withdraw(skp=stale, version=3, by=user_of(cast.beringin), at=at)


def test_the_appraiser_does_not_set_what_was_taken_back_meanwhile(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    stale = fresh(skp)
    services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
    with pytest.raises(services.Refused, match="Draf"):
        services.set_(skp=stale, version=3, by=user_of(cast.kasi), at=at)


def test_a_plan_whose_appraiser_wrote_meanwhile_is_not_taken_back_unseen(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.write_expectations(skp=skp, version=3, texts={"LOYAL": "x"}, by=user_of(cast.kasi), at=at)
    with pytest.raises(services.ChangedMeanwhile):
        services.withdraw(skp=fresh(skp), version=3, by=user_of(cast.beringin), at=at)


def test_nothing_is_taken_back_in_a_closed_period(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.close_period(period=cast.period, by=cast.admin, at=at)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        services.withdraw(skp=skp, version=3, by=user_of(cast.beringin), at=at)
