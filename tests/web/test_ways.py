"""Places that a role needs are reached by a link, and no link leads to a closed door."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast

UNIT_LEVELS = 'href="/evaluasi/capaian-unit/"'


def test_the_team_reaches_the_levels_of_units_from_the_calendar(page: Callable[..., Any], cast: Cast) -> None:
    assert UNIT_LEVELS in page(cast.team, "/periode/").content.decode()
    assert page(cast.team, "/evaluasi/capaian-unit/").status_code == 200


def test_an_admin_without_the_team_is_not_led_there(page: Callable[..., Any], cast: Cast) -> None:
    assert UNIT_LEVELS not in page(cast.admin, "/periode/").content.decode()
    assert page(cast.admin, "/evaluasi/capaian-unit/").status_code == 404


@pytest.mark.parametrize("who", ["team", "admin", "auditor"])
def test_who_looks_after_the_year_reaches_the_tree_of_results(page: Callable[..., Any], cast: Cast, who: str) -> None:
    account = getattr(cast, who)
    assert 'href="/periode/"' in page(account, "/").content.decode()
    assert 'href="/matriks/pohon/"' in page(account, "/periode/").content.decode()
    assert page(account, "/matriks/pohon/").status_code == 200
