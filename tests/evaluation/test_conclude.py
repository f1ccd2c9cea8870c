"""Two ratings make the predikat; everything it rested on stays with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.queries import annual_of
from terang.evaluation.services import ChangedMeanwhile, LevelMissing, Refused, conclude, deliver, recompute
from terang.ledger.queries import export_lines
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp
from terang.regulation.models import LawUse
from tests.cast import Cast, make_feedback, make_progress, make_skp, make_unit_level, user_of

from .conftest import Act

# PermenPANRB 6/2022, quadrant of the employee: results, behaviour, predikat.
CELLS = [
    ("above", "above", "sangat_baik"), ("above", "meets", "baik"), ("above", "below", "kurang"),
    ("meets", "above", "baik"), ("meets", "meets", "baik"), ("meets", "below", "kurang"),
    ("below", "above", "butuh_perbaikan"), ("below", "meets", "butuh_perbaikan"), ("below", "below", "sangat_kurang"),
]  # fmt: skip


@pytest.mark.parametrize(("results", "behaviour", "predikat"), CELLS)
def test_every_cell_of_the_matrix_gives_its_predikat(
    level: UnitAchievement, judge: Act, results: str, behaviour: str, predikat: str
) -> None:
    done = judge(results=results, behaviour=behaviour)
    assert (done.state, done.predikat) == ("concluded", predikat)
    assert recompute(done)


def test_a_conclusion_stands_in_the_ledger_with_its_law(cast: Cast, level: UnitAchievement, judge: Act) -> None:
    done = judge()
    (line,) = export_lines(cast.agency.code)
    assert "evaluation.concluded" in line
    assert done.law_version in line
    assert LawUse.objects.get().subject == f"evaluation:{done.pk}"


def test_the_trace_holds_every_input(level: UnitAchievement, judge: Act) -> None:
    inputs = judge().trace["inputs"]
    indicator = inputs["results"][0]["indicators"][0]
    assert indicator["low"] == "12.0000"
    assert [entry["value"] for entry in indicator["entries"]] == ["9.0000"]
    assert inputs["feedback"]["by_role"] == {"superior": 1, "protected": 1}
    assert inputs["level"]["level"] == "baik"
    assert inputs["superior"]["name"] == "Bakung Kenanga Contoh"


def test_the_trace_holds_attainment_as_exact_text(level: UnitAchievement, judge: Act) -> None:
    (attainment,) = judge().trace["outcome"]["attainments"].values()
    assert attainment == {"value": "9.0000", "percent": "75.00", "met": False, "missing": None}


def test_the_trace_never_names_a_protected_giver(cast: Cast, level: UnitAchievement, judge: Act) -> None:
    assert cast.cendana.name not in str(judge().trace)


def test_an_indicator_without_progress_stays_missing(cast: Cast, level: UnitAchievement, plan: Skp, judge: Act) -> None:
    plan.results.get().indicators.create(order=2, statement="Arsip lengkap", target_low=95, unit="%")
    missing = [each["missing"] for each in judge().trace["outcome"]["attainments"].values()]
    assert missing == [None, "NO_PROGRESS"]


def test_same_inputs_and_law_give_the_same_trace(level: UnitAchievement, judge: Act) -> None:
    done = judge()
    again = Evaluation.objects.get(pk=done.pk)
    assert recompute(again)


@pytest.mark.parametrize("part", ["ratings", "results"])
def test_a_touched_trace_no_longer_recomputes(level: UnitAchievement, judge: Act, part: str) -> None:
    done = judge()
    if part == "ratings":
        done.trace["inputs"]["ratings"]["results"] = "above"
    else:
        done.trace["inputs"]["results"][0]["indicators"][0]["entries"][0]["value"] = "12"
    assert not recompute(done)


def test_later_progress_does_not_change_a_trace(level: UnitAchievement, plan: Skp, judge: Act) -> None:
    done = judge()
    make_progress(plan, 12)
    assert Evaluation.objects.get(pk=done.pk).trace == done.trace


def test_without_the_level_of_the_unit_there_is_no_conclusion(plan: Skp, judge: Act) -> None:
    with pytest.raises(LevelMissing) as refused:
        judge()
    assert "Bakung Kenanga Contoh" in str(refused.value)
    assert not Evaluation.objects.exists()


def test_only_the_appraiser_concludes(cast: Cast, level: UnitAchievement, judge: Act) -> None:
    with pytest.raises(Refused):
        judge(by=user_of(cast.camat))


def test_nobody_concludes_about_themselves(cast: Cast, level: UnitAchievement, at: datetime) -> None:
    own = annual_of(make_skp(cast, cast.kasi, SkpState.SET, appraiser=cast.kasi))
    with pytest.raises(Refused):
        conclude(
            evaluation=own, results="above", behaviour="above", reason="Baik", version=0, by=user_of(cast.kasi), at=at
        )


def test_a_conclusion_needs_a_reason(level: UnitAchievement, judge: Act) -> None:
    with pytest.raises(Refused) as refused:
        judge(reason="   ")
    assert refused.value.field == "reason"


def test_a_closed_period_takes_no_conclusion(level: UnitAchievement, plan: Skp, judge: Act) -> None:
    plan.period.state = PeriodState.CLOSED
    with pytest.raises(Refused):
        judge()


def test_the_same_conclusion_sent_twice_is_one_conclusion(
    cast: Cast, level: UnitAchievement, plan: Skp, judge: Act
) -> None:
    first = judge()
    second = judge(version=0)
    assert second.version == first.version
    assert len(list(export_lines(cast.agency.code))) == 1


def test_another_conclusion_from_an_old_page_writes_nothing(level: UnitAchievement, plan: Skp, judge: Act) -> None:
    judge()
    with pytest.raises(ChangedMeanwhile) as conflict:
        judge(results="above", version=0, change_reason="Salah pilih")
    assert conflict.value.current.predikat == "baik"


def test_a_change_before_delivery_needs_its_reason(level: UnitAchievement, judge: Act) -> None:
    judge()
    with pytest.raises(Refused) as refused:
        judge(results="above")
    assert refused.value.field == "change_reason"


def test_a_change_before_delivery_is_recorded_with_before_and_why(
    cast: Cast, level: UnitAchievement, judge: Act
) -> None:
    judge()
    changed = judge(results="above", change_reason="Bukti Desember baru masuk")
    assert changed.predikat == "sangat_baik"
    last = list(export_lines(cast.agency.code))[-1]
    assert "evaluation.changed" in last
    assert "Bukti Desember baru masuk" in last


def test_after_delivery_nothing_is_changed_here(cast: Cast, delivered: Evaluation, judge: Act) -> None:
    with pytest.raises(Refused):
        judge(results="above", change_reason="Berubah pikiran")


# --- the head of an organisation --------------------------------------------------------


@pytest.fixture
def lurah_plan(cast: Cast) -> Skp:
    return make_skp(cast, cast.lurah, SkpState.SET, appraiser=cast.camat)


def conclude_lurah(cast: Cast, plan: Skp, at: datetime, **changes: Any) -> Evaluation:
    said = {"results": "meets", "behaviour": "meets", "reason": "Sesuai capaian kelurahan", "version": 0}
    return conclude(evaluation=annual_of(plan), by=user_of(cast.camat), at=at, **(said | changes))


def test_the_head_of_a_unit_with_a_level_follows_it(cast: Cast, lurah_plan: Skp, at: datetime) -> None:
    make_unit_level(cast, cast.kelurahan, "baik")
    rule = conclude_lurah(cast, lurah_plan, at).trace["outcome"]["head_rule"]
    assert rule == {"expected": "MEETS", "departed": False, "confirmed": False}


def test_a_departure_from_the_level_is_allowed_and_flagged(cast: Cast, lurah_plan: Skp, at: datetime) -> None:
    make_unit_level(cast, cast.kelurahan, "istimewa")
    rule = conclude_lurah(cast, lurah_plan, at).trace["outcome"]["head_rule"]
    assert rule == {"expected": "ABOVE", "departed": True, "confirmed": False}


def test_the_level_of_a_unit_above_is_no_rule_for_a_head_below(cast: Cast, lurah_plan: Skp, at: datetime) -> None:
    make_unit_level(cast, cast.kecamatan, "istimewa")
    assert conclude_lurah(cast, lurah_plan, at).trace["outcome"]["head_rule"] is None


# --- delivery ---------------------------------------------------------------------------


def test_a_delivered_result_carries_its_moment(delivered: Evaluation, at: datetime) -> None:
    assert (delivered.state, delivered.delivered_at) == ("delivered", at)


def test_delivering_twice_changes_nothing(cast: Cast, delivered: Evaluation, at: datetime) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert deliver(evaluations=[delivered], by=user_of(cast.kasi), at=later).evaluations == ()
    assert Evaluation.objects.get().delivered_at == at


def test_a_draft_is_not_delivered(cast: Cast, plan: Skp, at: datetime) -> None:
    draft = Evaluation.objects.create(skp=plan, appraiser=cast.kasi)
    with pytest.raises(Refused):
        deliver(evaluations=[draft], by=user_of(cast.kasi), at=at)


def test_only_the_appraiser_delivers(cast: Cast, level: UnitAchievement, judge: Act, at: datetime) -> None:
    with pytest.raises(Refused):
        deliver(evaluations=[judge()], by=cast.team, at=at)


def test_several_are_delivered_all_or_none(cast: Cast, level: UnitAchievement, judge: Act, at: datetime) -> None:
    other = Evaluation.objects.create(skp=make_skp(cast, cast.cendana, SkpState.SET), appraiser=cast.kasi)
    with pytest.raises(Refused):
        deliver(evaluations=[judge(), other], by=user_of(cast.kasi), at=at)
    assert not Evaluation.objects.filter(delivered_at__isnull=False).exists()


def test_several_deliveries_leave_their_documents_to_a_job(
    cast: Cast, level: UnitAchievement, judge: Act, at: datetime
) -> None:
    plan = make_skp(cast, cast.cendana, SkpState.SET)
    make_feedback(plan, cast.beringin, "peer")
    delivery = deliver(evaluations=[judge(), judge(evaluation=annual_of(plan))], by=user_of(cast.kasi), at=at)
    assert len(delivery.evaluations) == 2
    assert delivery.job is not None
    assert len(delivery.job.params["evaluations"]) == 2
