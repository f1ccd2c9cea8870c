"""Publishing a round: once, from all answers, with sums that can be redone and nothing that tells who said what."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from terang.core.feedback import Kind, Withheld
from terang.evidence.enums import RoundState
from terang.evidence.models import RaterRound, RoundAnswer
from terang.evidence.services import Refused as RoundRefused
from terang.fairness.enums import Limit, Panel
from terang.fairness.models import Calculation, GroupContrast, Mirror, Score, UnitFigures, ValueMean
from terang.fairness.queries.results import mirror_as_superior, own_mirror
from terang.fairness.services import Refused
from terang.fairness.services.publish import NothingToPublish, ask_to_publish, prepare, publish
from terang.fairness.services.redo import redo
from terang.ledger.queries import entries
from terang.notices.models import Notice
from tests.cast import Cast, user_of
from tests.evidence.rounds import add_clerks, close, fresh, open_round

from .round import answer_everything, closed_round, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(cast: Cast, at: datetime) -> RaterRound:
    return closed_round(cast, at)


@pytest.fixture
def made(given: RaterRound, cast: Cast, at: datetime) -> Calculation:
    with transaction.atomic():
        return published(given, cast, at)


def test_the_three_figures_make_a_sum(made: Calculation) -> None:
    rows = Score.objects.filter(calculation=made, adjusted__isnull=False)
    assert rows
    for row in rows:
        assert abs(row.raw - row.leniency - row.role_shift - row.adjusted) < 1e-9


def test_everybody_rated_by_colleagues_has_a_row_with_figures_or_a_reason(made: Calculation) -> None:
    rows = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES)
    assert rows.count() == rows.values("ratee").distinct().count()
    assert all((row.raw is None) == bool(row.hidden) for row in rows)


def test_a_panel_of_fewer_than_three_has_no_figure(made: Calculation) -> None:
    rows = Score.objects.filter(calculation=made).exclude(panel=Panel.SUPERIOR)
    assert all(row.raters is None or row.raters >= 3 for row in rows)


def test_values_need_five_raters(made: Calculation) -> None:
    told = set(ValueMean.objects.filter(calculation=made).values_list("ratee", flat=True))
    enough = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, raters__gte=5)
    assert told <= set(enough.values_list("ratee", flat=True))


def test_the_superior_stands_apart_with_his_own_mean(made: Calculation, cast: Cast) -> None:
    row = Score.objects.get(calculation=made, ratee=cast.beringin, panel=Panel.SUPERIOR)
    assert row.raters == 1
    assert row.raw is not None
    assert row.adjusted is None


def test_a_small_office_is_told_what_its_figures_cannot_carry(made: Calculation) -> None:
    assert Limit.SMALL in made.limits


def test_it_is_published_once(given: RaterRound, made: Calculation, cast: Cast, at: datetime) -> None:
    assert fresh(given).state == RoundState.PUBLISHED
    with pytest.raises(RoundRefused), transaction.atomic():
        published(fresh(given), cast, at)
    assert Calculation.objects.count() == 1


def test_asking_before_it_is_closed_is_refused(cast: Cast, at: datetime) -> None:
    add_clerks(cast)
    running = open_round(cast, at)
    with pytest.raises(Refused, match="sesudah putaran ditutup"):
        ask_to_publish(given=running, version=running.version, by=cast.team, at=at)


def test_asking_with_an_older_page_is_refused(given: RaterRound, cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        ask_to_publish(given=given, version=given.version - 1, by=cast.team, at=at)


def test_a_round_nobody_answered_gives_nothing_out(cast: Cast, at: datetime) -> None:
    add_clerks(cast)
    silent = close(open_round(cast, at), at)
    with pytest.raises(NothingToPublish):
        prepare(given=silent, by=cast.team, at=at, step=lambda done: None)
    assert fresh(silent).state == RoundState.CLOSED


def test_what_is_written_fails_together(
    given: RaterRound, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = prepare(given=given, by=cast.team, at=at, step=lambda done: None)
    monkeypatch.setattr(GroupContrast.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(prepared=ready, version=given.version, by=cast.team, at=at)
    assert fresh(given).state == RoundState.CLOSED
    assert not Score.objects.exists()


def test_the_ledger_holds_what_redoes_it_and_no_name(made: Calculation, cast: Cast) -> None:
    entry = next(each for each in entries(cast.agency.code) if each.act == "round.computed")
    assert json.loads(entry.payload)["data"] == made.record["data_hash"]
    used = [json.loads(each.payload)["for"] for each in entries(cast.agency.code) if each.act == "round.keys_used"]
    assert "computation" in used


def test_an_appeal_finds_the_same_figures(made: Calculation, cast: Cast, at: datetime) -> None:
    with transaction.atomic():
        redone = redo(calculation=made, by=cast.team, at=at + timedelta(days=400))
    assert redone.is_same
    assert redone.checked == Score.objects.filter(panel=Panel.COLLEAGUES, adjusted__isnull=False).count() > 0


def test_changed_answers_are_noticed(made: Calculation, cast: Cast, at: datetime) -> None:
    row = RoundAnswer.objects.filter(response__is_named=False).first()
    assert row is not None
    RoundAnswer.objects.filter(pk=row.pk).update(value=1 if row.value != 1 else 2)
    with transaction.atomic():
        redone = redo(calculation=made, by=cast.team, at=at)
    assert redone.problem == "data"


def test_a_figure_that_was_altered_is_noticed(made: Calculation, cast: Cast, at: datetime) -> None:
    row = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, adjusted__isnull=False).first()
    assert row is not None
    Score.objects.filter(pk=row.pk).update(adjusted=row.adjusted + 0.1)
    with transaction.atomic():
        redone = redo(calculation=made, by=cast.team, at=at)
    assert redone.problem == "figures"


def test_figures_of_another_engine_are_not_judged(made: Calculation, cast: Cast, at: datetime) -> None:
    made.record["engine"] = "0"
    with transaction.atomic():
        assert redo(calculation=made, by=cast.team, at=at).problem == "engine"


def test_a_mirror_is_found_by_its_owner_alone(made: Calculation, cast: Cast) -> None:
    own = own_mirror(made, cast.beringin)
    assert own is not None
    assert own.superior is None
    assert not Mirror.objects.filter(superior=cast.beringin).exists()


def test_the_named_mirror_of_a_superior_counts_only_ratings_as_superior(made: Calculation, cast: Cast) -> None:
    named, own = mirror_as_superior(made.round_id, cast.kasi.pk), own_mirror(made, cast.kasi)
    assert named is not None
    assert own is not None
    assert sum(named.used) <= sum(own.used)
    assert named.people <= own.people


def test_units_of_few_people_show_no_mean(made: Calculation) -> None:
    for row in UnitFigures.objects.filter(calculation=made):
        assert row.raw is None or row.people >= 5


def test_everybody_rated_is_told_the_same_words(made: Calculation, cast: Cast) -> None:
    told = Notice.objects.filter(key=f"round.published:{made.round_id}")
    assert told.filter(recipient=user_of(cast.beringin).username).exists()
    assert len(set(told.values_list("text", flat=True))) == 1


def test_a_later_round_counts_what_the_earlier_one_told(
    given: RaterRound, made: Calculation, cast: Cast, at: datetime
) -> None:
    second = open_round(cast, at, key="k2", name="Semester berikutnya")
    answer_everything(second, at)
    ready = prepare(given=close(second, at), by=cast.team, at=at, step=lambda done: None)
    used = [json.loads(each.payload)["for"] for each in entries(cast.agency.code) if each.act == "round.keys_used"]
    assert "differences" in used
    first = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, raw__isnull=False).count()
    kept_back = [told.cell(Kind.MEAN).withheld for told in ready.told.values()]
    assert Withheld.DIFFERENCE in kept_back or kept_back.count(None) <= first


def test_no_table_of_results_names_a_protected_rater() -> None:
    for model in (Calculation, Score, ValueMean, Mirror, UnitFigures, GroupContrast):
        people = [field.name for field in model._meta.get_fields() if field.related_model and field.name != "round"]
        assert set(people) <= {"calculation", "ratee", "superior", "unit"}
