"""The life of a plan: begun, written, handed in, returned, set; refused where it must be."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from terang.core.enums import Level
from terang.ledger.queries import entries
from terang.organisation.enums import AssignmentKind, SkpForm
from terang.organisation.models import AppraiserOverride, Assignment
from terang.planning import services
from terang.planning.enums import AnnexKind, Approach, DataSource, ResultKind, SkpState, TargetKind
from terang.planning.mapping import content_hash
from terang.planning.models import Indicator, Skp, WorkResult
from terang.planning.queries import annex_of, expectations_of, results_of
from terang.planning.services import guards
from tests.cast import Cast, make_skp, user_of

from .builders import indicator, result, told


def fresh(skp: Skp) -> Skp:
    return Skp.objects.select_related("period__agency", "employee__agency", "appraiser", "assignment__position").get(
        pk=skp.pk
    )


def begin(cast: Cast, at: datetime) -> Skp:
    return services.start_skp(employee=cast.beringin, period=cast.period, by=user_of(cast.beringin), at=at)


def filled(cast: Cast, at: datetime) -> Skp:
    skp = begin(cast, at)
    services.add_result(skp=skp, version=1, draft=result(indicator()), by=user_of(cast.beringin), at=at)
    return fresh(skp)


def submitted(cast: Cast, at: datetime) -> Skp:
    skp = filled(cast, at)
    services.submit(skp=skp, version=2, by=user_of(cast.beringin), at=at)
    return fresh(skp)


def test_a_linked_indicator_without_a_source_is_not_handed_in_whatever_door_it_came_by(
    cast: Cast, at: datetime
) -> None:
    skp = filled(cast, at)
    Indicator.objects.filter(result__skp=skp).update(source=DataSource.LINKED)
    with pytest.raises(services.Incomplete) as caught:
        services.submit(skp=skp, version=2, by=user_of(cast.beringin), at=at)
    assert [finding.code for finding in caught.value.findings if finding.level is Level.ERROR] == [
        "INDICATOR_NO_SOURCE"
    ]


# --- begin ------------------------------------------------------------------------------


def test_a_plan_begins_from_the_present_post_with_its_form_and_appraiser(cast: Cast, at: datetime) -> None:
    skp = begin(cast, at)
    assert (skp.state, skp.form, skp.appraiser) == (SkpState.DRAFT, SkpForm.JA_JF, cast.kasi)
    assert skp.assignment.position.name == "Pengelola Layanan Operasional"


def test_the_head_of_the_kecamatan_gets_the_form_of_unit_heads(cast: Cast, at: datetime) -> None:
    AppraiserOverride.objects.create(
        employee=cast.camat, appraiser=cast.kasubbag, since=date(2026, 1, 1), basis="SK Contoh"
    )
    skp = services.start_skp(employee=cast.camat, period=cast.period, by=user_of(cast.camat), at=at)
    assert skp.form == SkpForm.JPT_UKM


def test_beginning_twice_gives_the_same_plan(cast: Cast, at: datetime) -> None:
    assert begin(cast, at) == begin(cast, at)
    assert entries("contoh", act="skp.started").count() == 1


def test_without_an_appraiser_a_plan_cannot_begin(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="Pejabat penilai Anda belum tercatat"):
        services.start_skp(employee=cast.camat, period=cast.period, by=user_of(cast.camat), at=at)


def test_without_a_definitive_post_a_plan_cannot_begin(cast: Cast, at: datetime) -> None:
    Assignment.objects.filter(employee=cast.beringin).update(kind=AssignmentKind.PLT)
    with pytest.raises(services.Refused, match="jabatan definitif"):
        begin(cast, at)


def test_in_a_closed_period_a_plan_cannot_begin(cast: Cast, at: datetime) -> None:
    services.close_period(period=cast.period, by=cast.admin, at=at)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        begin(cast, at)


# --- write ------------------------------------------------------------------------------


def test_a_result_carries_its_indicators_in_order(cast: Cast, at: datetime) -> None:
    skp = begin(cast, at)
    parts = (indicator(), indicator(statement="Selesai dalam 15 menit"))
    added = services.add_result(skp=skp, version=1, draft=result(*parts), by=user_of(cast.beringin), at=at)
    assert [each.statement for each in added.indicators.all()] == [part.statement for part in parts]
    assert fresh(skp).version == 2


def test_changing_a_result_keeps_the_indicators_it_names_and_drops_the_others(cast: Cast, at: datetime) -> None:
    skp = filled(cast, at)
    [old] = results_of(skp)
    kept = old.indicators.get()
    draft = result(indicator(pk=kept.pk, target_low=Decimal(24)), indicator(statement="Baru"))
    services.change_result(result=old, version=2, draft=draft, by=user_of(cast.beringin), at=at)
    rows = list(Indicator.objects.filter(result=old))
    assert [(row.pk == kept.pk, row.target_low) for row in rows] == [(True, Decimal(24)), (False, Decimal(12))]
    services.change_result(
        result=old, version=3, draft=result(indicator(pk=rows[1].pk)), by=user_of(cast.beringin), at=at
    )
    assert list(Indicator.objects.filter(result=old).values_list("pk", flat=True)) == [rows[1].pk]


def test_an_indicator_of_somebody_else_cannot_be_taken_along(cast: Cast, at: datetime) -> None:
    foreign = Indicator.objects.get(result__skp=make_skp(cast, cast.cendana))
    skp = filled(cast, at)
    [old] = results_of(skp)
    services.change_result(
        result=old, version=2, draft=result(indicator(pk=foreign.pk)), by=user_of(cast.beringin), at=at
    )
    assert Indicator.objects.get(pk=foreign.pk).result.skp.employee == cast.cendana
    assert Indicator.objects.filter(result=old).count() == 1


def test_a_text_target_forgets_numbers(cast: Cast, at: datetime) -> None:
    part = indicator(target_kind=TargetKind.TEXT, target_text="Tersusun", target_low=Decimal(3))
    services.add_result(skp=begin(cast, at), version=1, draft=result(part), by=user_of(cast.beringin), at=at)
    row = Indicator.objects.get()
    assert (row.target_text, row.target_low, row.unit) == ("Tersusun", None, "")


def test_a_result_may_serve_a_result_of_the_appraiser(cast: Cast, at: datetime) -> None:
    parent = WorkResult.objects.get(skp=make_skp(cast, cast.kasi, state="set", appraiser=cast.camat))
    skp = begin(cast, at)
    services.add_result(skp=skp, version=1, draft=result(parent=parent.pk), by=user_of(cast.beringin), at=at)
    assert results_of(skp)[0].parent == parent


def test_a_result_cannot_serve_a_result_of_somebody_else(cast: Cast, at: datetime) -> None:
    stranger = WorkResult.objects.get(skp=make_skp(cast, cast.lurah, appraiser=cast.camat))
    with pytest.raises(services.Refused, match="tidak ada lagi"):
        services.add_result(
            skp=begin(cast, at), version=1, draft=result(parent=stranger.pk), by=user_of(cast.beringin), at=at
        )


def test_a_result_that_others_serve_cannot_be_removed(cast: Cast, at: datetime) -> None:
    parent = WorkResult.objects.get(skp=make_skp(cast, cast.kasi, appraiser=cast.camat))
    Skp.objects.filter(pk=parent.skp_id).update(published_at=at)
    services.add_result(
        skp=begin(cast, at), version=1, draft=result(parent=parent.pk), by=user_of(cast.beringin), at=at
    )
    with pytest.raises(services.Refused, match="dilayani"):
        services.remove_result(result=parent, version=1, by=user_of(cast.kasi), at=at)
    assert fresh(parent.skp).version == 1


def test_results_can_be_moved_inside_their_block(cast: Cast, at: datetime) -> None:
    skp, by = begin(cast, at), user_of(cast.beringin)
    for version, words in enumerate(("Satu", "Dua", "Tiga"), start=1):
        services.add_result(skp=skp, version=version, draft=result(statement=words), by=by, at=at)
    services.move_result(result=results_of(skp)[2], version=4, up=True, by=by, at=at)
    assert [each.statement for each in results_of(skp)] == ["Satu", "Tiga", "Dua"]
    services.move_result(result=results_of(skp)[0], version=5, up=True, by=by, at=at)
    assert [each.statement for each in results_of(skp)] == ["Satu", "Tiga", "Dua"]


def test_main_results_stand_before_additional_ones(cast: Cast, at: datetime) -> None:
    skp, by = begin(cast, at), user_of(cast.beringin)
    extra = result(kind=ResultKind.ADDITIONAL, statement="Tambahan")
    services.add_result(skp=skp, version=1, draft=extra, by=by, at=at)
    services.add_result(skp=skp, version=2, draft=result(statement="Utama"), by=by, at=at)
    assert [each.statement for each in results_of(skp)] == ["Utama", "Tambahan"]


def test_removing_a_result_removes_its_indicators(cast: Cast, at: datetime) -> None:
    skp = filled(cast, at)
    services.remove_result(result=results_of(skp)[0], version=2, by=user_of(cast.beringin), at=at)
    assert not Indicator.objects.filter(result__skp=skp).exists()


def test_the_annex_is_replaced_line_by_line(cast: Cast, at: datetime) -> None:
    skp, by = begin(cast, at), user_of(cast.beringin)
    services.write_annex(skp=skp, version=1, lines={AnnexKind.SUPPORT: ["Pemindai", "Kertas"]}, by=by, at=at)
    services.write_annex(skp=skp, version=2, lines={AnnexKind.SUPPORT: ["Kertas"]}, by=by, at=at)
    assert annex_of(skp) == {"support": ("Kertas",)}


def test_expectations_are_written_and_emptied(cast: Cast, at: datetime) -> None:
    skp, by = begin(cast, at), user_of(cast.kasi)
    texts = {"LOYAL": "Menjaga rahasia warga", "ADAPTIF": ""}
    services.write_expectations(skp=skp, version=1, texts=texts, by=by, at=at)
    assert expectations_of(skp) == {"LOYAL": "Menjaga rahasia warga"}
    services.write_expectations(skp=skp, version=2, texts={"LOYAL": " "}, by=by, at=at)
    assert expectations_of(skp) == {}


def test_the_approach_can_be_changed(cast: Cast, at: datetime) -> None:
    skp = begin(cast, at)
    services.change_approach(skp=skp, version=1, approach=Approach.QUALITATIVE, by=user_of(cast.beringin), at=at)
    assert fresh(skp).approach == Approach.QUALITATIVE


def test_an_older_version_writes_nothing_and_tells_the_present_one(cast: Cast, at: datetime) -> None:
    skp, by = filled(cast, at), user_of(cast.beringin)
    with pytest.raises(services.ChangedMeanwhile) as caught:
        services.add_result(skp=skp, version=1, draft=result(statement="Terlambat"), by=by, at=at)
    assert caught.value.current.version == 2
    assert WorkResult.objects.filter(skp=skp).count() == 1
    assert entries("contoh", act="skp.result_added").count() == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    skp = begin(cast, at)

    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("ledger down")

    monkeypatch.setattr(guards, "record", fail)
    with pytest.raises(RuntimeError):
        services.add_result(skp=skp, version=1, draft=result(indicator()), by=user_of(cast.beringin), at=at)
    assert (fresh(skp).version, WorkResult.objects.filter(skp=skp).count()) == (1, 0)


# --- hand in, return, set ---------------------------------------------------------------


def test_a_complete_plan_is_handed_to_the_appraiser_of_the_day(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    assert (skp.state, skp.appraiser, skp.submitted_at) == (SkpState.SUBMITTED, cast.kasi, at)


def test_an_incomplete_plan_is_refused_with_what_is_missing(cast: Cast, at: datetime) -> None:
    skp = begin(cast, at)
    with pytest.raises(services.Incomplete) as caught:
        services.submit(skp=skp, version=1, by=user_of(cast.beringin), at=at)
    assert "SKP_NO_MAIN_RESULT" in {finding.code for finding in caught.value.findings}
    assert fresh(skp).state == SkpState.DRAFT


def test_handing_in_after_the_deadline_is_kept_and_marked(cast: Cast, at: datetime) -> None:
    submitted(cast, datetime(2026, 2, 3, 2, 0, tzinfo=UTC))
    assert told("skp.submitted")["days_late"] == 3


def test_handing_in_on_the_last_day_is_in_time(cast: Cast) -> None:
    submitted(cast, datetime(2026, 1, 31, 16, 59, tzinfo=UTC))
    assert told("skp.submitted")["days_late"] == 0


def test_what_was_handed_in_cannot_be_changed(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    with pytest.raises(services.Refused, match="Diajukan"):
        services.add_result(skp=skp, version=3, draft=result(), by=user_of(cast.beringin), at=at)


def test_a_plan_goes_back_with_a_reason_and_can_be_handed_in_again(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.return_(skp=skp, version=3, reason=" Tambah ukuran waktu. ", by=user_of(cast.kasi), at=at)
    skp = fresh(skp)
    assert (skp.state, skp.return_reason) == (SkpState.RETURNED, "Tambah ukuran waktu.")
    services.submit(skp=skp, version=4, by=user_of(cast.beringin), at=at)
    assert (fresh(skp).state, fresh(skp).return_reason) == (SkpState.SUBMITTED, "")


def test_a_plan_does_not_go_back_without_a_reason(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    with pytest.raises(services.Refused, match="alasan"):
        services.return_(skp=skp, version=3, reason="  ", by=user_of(cast.kasi), at=at)


def test_setting_a_plan_writes_the_hash_of_what_was_agreed(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.set_(skp=skp, version=3, by=user_of(cast.kasi), at=at)
    skp = fresh(skp)
    assert (skp.state, skp.set_at) == (SkpState.SET, at)
    agreed = content_hash(skp, results_of(skp), annex_of(skp), expectations_of(skp))
    assert told("skp.set")["content"] == agreed


def test_the_hash_changes_when_a_target_changes(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    before = content_hash(skp, results_of(skp), {}, {})
    Indicator.objects.update(target_low=Decimal(13))
    assert content_hash(skp, results_of(skp), {}, {}) != before


def test_a_draft_cannot_be_set(cast: Cast, at: datetime) -> None:
    with pytest.raises(services.Refused, match="Draf"):
        services.set_(skp=filled(cast, at), version=2, by=user_of(cast.kasi), at=at)


def test_a_plan_changed_while_it_was_read_is_not_set(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.write_expectations(skp=skp, version=3, texts={"LOYAL": "x"}, by=user_of(cast.kasi), at=at)
    with pytest.raises(services.ChangedMeanwhile):
        services.set_(skp=skp, version=3, by=user_of(cast.kasi), at=at)


def test_nothing_is_set_in_a_closed_period(cast: Cast, at: datetime) -> None:
    skp = submitted(cast, at)
    services.close_period(period=cast.period, by=cast.admin, at=at)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        services.set_(skp=skp, version=3, by=user_of(cast.kasi), at=at)


def test_a_new_head_continues_the_plans_of_the_unit(cast: Cast, at: datetime) -> None:
    skp = fresh(make_skp(cast, cast.sengon, state="set", appraiser=cast.kasi))
    services.take_over(skp=skp, version=1, appraiser=cast.lurah, by=user_of(cast.lurah), at=at)
    assert (fresh(skp).appraiser, fresh(skp).state) == (cast.lurah, SkpState.SET)
    data = told("skp.appraiser_changed")
    assert data == {"from": cast.kasi.nip, "to": cast.lurah.nip}


def test_nobody_else_can_continue_a_plan(cast: Cast, at: datetime) -> None:
    skp = fresh(make_skp(cast, cast.sengon, state="set", appraiser=cast.kasi))
    with pytest.raises(services.Refused, match="orang lain"):
        services.take_over(skp=skp, version=1, appraiser=cast.camat, by=user_of(cast.camat), at=at)
