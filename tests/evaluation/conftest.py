"""One person ready to be judged: a set plan with progress and feedback, in a unit whose level is set."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.queries import annual_of
from terang.evaluation.services import conclude, deliver
from terang.planning.enums import SkpState
from terang.planning.models import Skp
from tests.cast import Cast, make_feedback, make_progress, make_skp, make_unit_level, user_of

Act = Callable[..., Evaluation]


@pytest.fixture
def plan(cast: Cast) -> Skp:
    """Beringin's set plan, appraised by Camar, with nine of twelve reports and two remarks."""
    plan = make_skp(cast, cast.beringin, SkpState.SET)
    make_progress(plan, 9)
    make_feedback(plan, cast.kasi, "superior", "Antrean Senin tertata baik.")
    make_feedback(plan, cast.cendana, "peer")
    return plan


@pytest.fixture
def level(cast: Cast) -> UnitAchievement:
    """The kecamatan's level binds its sections too."""
    return make_unit_level(cast, cast.kecamatan, "baik")


@pytest.fixture
def judge(cast: Cast, plan: Skp, at: datetime) -> Act:
    """``judge(**changes)`` concludes Beringin's evaluation: meets, above, with a reason."""

    def run(**changes: Any) -> Evaluation:
        evaluation = changes.pop("evaluation", None) or annual_of(plan)
        said = {
            "results": "meets", "behaviour": "above", "reason": "Layanan cepat dan dipercaya warga.",
            "version": evaluation.version, "by": user_of(cast.kasi), "at": at,
        }  # fmt: skip
        return conclude(evaluation=evaluation, **(said | changes))

    return run


@pytest.fixture
def delivered(cast: Cast, level: UnitAchievement, judge: Act, at: datetime) -> Evaluation:
    return deliver(evaluations=[judge()], by=user_of(cast.kasi), at=at).evaluations[0]
