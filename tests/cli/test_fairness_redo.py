"""``terang fairness redo``: anybody with the installation makes a published round again."""

import argparse
from datetime import datetime

import pytest
from django.db import transaction

from terang.cli.fairness import redo_round
from terang.cli.output import CommandRefused
from terang.evidence.models import RoundAnswer
from terang.fairness.models import Calculation
from tests.cast import Cast
from tests.fairness.round import closed_round, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast, at: datetime) -> Calculation:
    given = closed_round(cast, at)
    with transaction.atomic():
        return published(given, cast, at)


def asked(number: int, by: str = "kasubbag") -> argparse.Namespace:
    return argparse.Namespace(round=number, by=by, json=False)


def test_a_round_that_was_left_alone_is_the_same(
    made: Calculation, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert redo_round(asked(made.round_id, cast.team.username)) == 0
    assert "Semua sama" in capsys.readouterr().out


def test_changed_answers_are_told(made: Calculation, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    row = RoundAnswer.objects.exclude(value=1).first()
    assert row is not None
    RoundAnswer.objects.filter(pk=row.pk).update(value=1)
    assert redo_round(asked(made.round_id, cast.team.username)) == 1
    assert "berubah sesudah terbit" in capsys.readouterr().out


def test_a_round_that_was_not_published_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandRefused) as refusal:
        redo_round(asked(10**30, cast.team.username))
    assert "belum terbit" in refusal.value.user_message


def test_an_unknown_account_is_refused(made: Calculation) -> None:
    with pytest.raises(CommandRefused) as refusal:
        redo_round(asked(made.round_id, "siapa"))
    assert "tidak dikenal" in refusal.value.user_message
