"""The role matrix: publishing, giving roles, guests, taking a role into the own plan, and the tree of results."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from terang.organisation.access import staff
from terang.planning import services
from terang.planning.access import roles_offered
from terang.planning.enums import CascadeKind, PeriodState, ResultKind, SkpState, SplitBy
from terang.planning.mapping import CellDraft
from terang.planning.models import MatrixMember, Period, RoleCell, Skp, WorkResult
from terang.planning.queries import matrix as queries
from terang.planning.queries import results_to_serve
from terang.planning.services import matrix
from tests.cast import Cast, actor, make_skp, user_of
from tests.planning.builders import result, told

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
ON = AT.date()
INDIRECT = CellDraft("Berkas loket lengkap", CascadeKind.INDIRECT)


@pytest.fixture
def leader(cast: Cast) -> Skp:
    """The plan of the head of the section, a draft with one result."""
    return make_skp(cast, cast.kasi, appraiser=cast.camat)


def first(skp: Skp) -> WorkResult:
    return WorkResult.objects.select_related("skp__employee__agency", "skp__period").filter(skp=skp).earliest("pk")


def publish(cast: Cast, skp: Skp) -> None:
    matrix.publish(skp=skp, by=user_of(cast.kasi), at=AT)


def give(cast: Cast, skp: Skp, employee: Any, draft: CellDraft = INDIRECT, version: int = 0) -> RoleCell:
    return matrix.write_cell(
        result=first(skp), employee=employee, version=version, draft=draft, by=user_of(cast.kasi), at=AT
    )


def take(cast: Cast, cell: RoleCell, employee: Any = None) -> list[WorkResult]:
    person = employee or cast.beringin
    return matrix.take(employee=person, cells=[cell], by=user_of(person), at=AT)


# --- publishing -------------------------------------------------------------------------


def test_a_draft_may_be_published_so_that_nobody_waits_for_the_superior(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    assert Skp.objects.get(pk=leader.pk).published_at == AT
    assert told("matrix.published") == {"results": 1}


def test_publishing_twice_is_one_entry(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    publish(cast, leader)
    assert told("matrix.published") == {"results": 1}


def test_an_empty_plan_cannot_be_published(cast: Cast, leader: Skp) -> None:
    WorkResult.objects.filter(skp=leader).delete()
    with pytest.raises(services.Refused, match="belum punya hasil kerja"):
        publish(cast, leader)


def test_a_closed_period_takes_no_publishing(cast: Cast, leader: Skp) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        publish(cast, leader)


def test_a_closed_plan_takes_no_roles(cast: Cast, leader: Skp) -> None:
    Skp.objects.filter(pk=leader.pk).update(state=SkpState.CLOSED, closed_on=date(2026, 10, 31))
    with pytest.raises(services.Refused, match="Ditutup"):
        give(cast, leader, cast.beringin)


def test_results_can_be_taken_back_while_nobody_has_taken_one(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    matrix.unpublish(skp=leader, by=user_of(cast.kasi), at=AT)
    assert Skp.objects.get(pk=leader.pk).published_at is None


def test_results_stay_published_once_somebody_has_taken_one(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    take(cast, give(cast, leader, cast.beringin))
    with pytest.raises(services.Refused, match="tidak dapat ditarik"):
        matrix.unpublish(skp=leader, by=user_of(cast.kasi), at=AT)


# --- cells ------------------------------------------------------------------------------


def test_a_role_is_kept_with_its_version_and_told_to_the_ledger(cast: Cast, leader: Skp) -> None:
    cell = give(cast, leader, cast.beringin)
    assert (cell.role, cell.version) == ("Berkas loket lengkap", 1)
    assert told("matrix.role_written")["member"] == cast.beringin.nip


def test_the_same_words_sent_twice_are_written_once(cast: Cast, leader: Skp) -> None:
    assert give(cast, leader, cast.beringin) == give(cast, leader, cast.beringin)
    assert told("matrix.role_written")["version"] == 1


def test_a_role_changed_elsewhere_is_not_overwritten(cast: Cast, leader: Skp) -> None:
    give(cast, leader, cast.beringin)
    with pytest.raises(matrix.CellChanged) as changed:
        give(cast, leader, cast.beringin, CellDraft("Lain", CascadeKind.INDIRECT))
    assert changed.value.current is not None
    assert changed.value.current.role == "Berkas loket lengkap"


def test_a_direct_role_needs_a_division(cast: Cast, leader: Skp) -> None:
    with pytest.raises(services.Refused, match="perlu pembagian"):
        give(cast, leader, cast.beringin, CellDraft("Loket 1", CascadeKind.DIRECT))


def test_an_indirect_role_has_no_division(cast: Cast, leader: Skp) -> None:
    with pytest.raises(services.Refused, match="Pembagian hanya berlaku"):
        give(cast, leader, cast.beringin, CellDraft("Loket 1", CascadeKind.INDIRECT, SplitBy.AREA))


def test_somebody_of_another_team_gets_no_role_before_being_added(cast: Cast, leader: Skp) -> None:
    with pytest.raises(services.Refused, match="tidak lagi di tim Anda"):
        give(cast, leader, cast.sengon)


def test_a_cell_can_be_emptied(cast: Cast, leader: Skp) -> None:
    matrix.clear_cell(cell=give(cast, leader, cast.beringin), version=1, by=user_of(cast.kasi), at=AT)
    assert not RoleCell.objects.exists()


def test_emptying_an_older_version_is_refused(cast: Cast, leader: Skp) -> None:
    cell = give(cast, leader, cast.beringin)
    give(cast, leader, cast.beringin, CellDraft("Baru", CascadeKind.INDIRECT), version=1)
    with pytest.raises(matrix.CellChanged):
        matrix.clear_cell(cell=cell, version=1, by=user_of(cast.kasi), at=AT)


def test_a_role_that_was_taken_cannot_be_emptied(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    cell = give(cast, leader, cast.beringin)
    take(cast, cell)
    with pytest.raises(services.Refused, match="sudah diambil"):
        matrix.clear_cell(cell=cell, version=1, by=user_of(cast.kasi), at=AT)


# --- guests of other teams --------------------------------------------------------------


def invite(cast: Cast, skp: Skp, employee: Any) -> None:
    matrix.add_member(skp=skp, employee=employee, by=user_of(cast.kasi), at=AT)


def test_a_guest_stands_beside_the_own_people(cast: Cast, leader: Skp) -> None:
    invite(cast, leader, cast.sengon)
    members = queries.members_of(leader, ON)
    assert [(each.person, each.is_guest) for each in members] == [
        (cast.beringin, False), (cast.cendana, False), (cast.sengon, True),
    ]  # fmt: skip


def test_adding_a_guest_twice_is_one_row(cast: Cast, leader: Skp) -> None:
    invite(cast, leader, cast.sengon)
    invite(cast, leader, cast.sengon)
    assert MatrixMember.objects.count() == 1
    assert told("matrix.member_added") == {"member": cast.sengon.nip}


def test_the_own_people_are_no_guests(cast: Cast, leader: Skp) -> None:
    with pytest.raises(services.Refused, match="bawahan Anda"):
        invite(cast, leader, cast.beringin)


@pytest.mark.parametrize("who", ["outsider", "kasi"])
def test_neither_another_agency_nor_oneself_can_be_a_guest(cast: Cast, leader: Skp, who: str) -> None:
    with pytest.raises(services.Refused, match="pegawai lain di instansi Anda"):
        invite(cast, leader, getattr(cast, who))


def test_a_guest_is_let_go_with_the_roles_not_taken(cast: Cast, leader: Skp) -> None:
    invite(cast, leader, cast.sengon)
    give(cast, leader, cast.sengon)
    matrix.remove_member(skp=leader, employee=cast.sengon, by=user_of(cast.kasi), at=AT)
    assert not RoleCell.objects.exists()
    assert not MatrixMember.objects.exists()


def test_a_guest_who_took_a_role_stays(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    invite(cast, leader, cast.sengon)
    take(cast, give(cast, leader, cast.sengon), cast.sengon)
    with pytest.raises(services.Refused, match="tidak dapat dilepas"):
        matrix.remove_member(skp=leader, employee=cast.sengon, by=user_of(cast.kasi), at=AT)


# --- taking -----------------------------------------------------------------------------


def test_a_role_becomes_a_result_of_a_plan_that_is_begun_for_it(cast: Cast, leader: Skp) -> None:
    draft = CellDraft("Layanan loket 1", CascadeKind.DIRECT, SplitBy.LOAD)
    [mine] = take(cast, give(cast, leader, cast.beringin, draft))
    assert (mine.statement, mine.parent, mine.cascade, mine.split) == (draft.role, first(leader), "direct", "load")
    assert (mine.skp.employee, mine.assignor) == (cast.beringin, None)


def test_a_role_is_never_taken_twice(cast: Cast, leader: Skp) -> None:
    cell = give(cast, leader, cast.beringin)
    take(cast, cell)
    assert take(cast, cell) == []
    assert WorkResult.objects.filter(parent=first(leader)).count() == 1


def test_the_work_of_another_team_names_who_gave_it(cast: Cast, leader: Skp) -> None:
    invite(cast, leader, cast.sengon)
    [mine] = take(cast, give(cast, leader, cast.sengon), cast.sengon)
    assert (mine.assignor, mine.skp.appraiser) == (cast.kasi, cast.lurah)


def test_an_agreed_plan_takes_no_role(cast: Cast, leader: Skp) -> None:
    make_skp(cast, cast.beringin, state="set")
    with pytest.raises(services.Refused, match="Ditetapkan"):
        take(cast, give(cast, leader, cast.beringin))


def test_a_role_goes_into_the_addendum_of_an_agreed_plan(cast: Cast, leader: Skp) -> None:
    agreed = make_skp(cast, cast.beringin, state="set")
    draft = make_skp_amending(agreed)
    [mine] = take(cast, give(cast, leader, cast.beringin))
    assert mine.skp == draft


def make_skp_amending(agreed: Skp) -> Skp:
    return Skp.objects.create(
        period=agreed.period, employee=agreed.employee, assignment=agreed.assignment, appraiser=agreed.appraiser,
        form=agreed.form, amends=agreed, created_at=AT,
    )  # fmt: skip


def test_only_published_roles_are_offered(cast: Cast, leader: Skp) -> None:
    cell = give(cast, leader, cast.beringin)
    assert list(roles_offered(actor(cast.beringin))) == []
    publish(cast, leader)
    assert list(roles_offered(actor(cast.beringin))) == [cell]
    assert list(roles_offered(actor(cast.cendana))) == []
    assert list(roles_offered(actor(cast.auditor))) == []


# --- what the plan form accepts ---------------------------------------------------------


def test_unpublished_results_of_a_draft_cannot_be_served(cast: Cast, leader: Skp) -> None:
    mine = make_skp(cast, cast.beringin)
    assert list(results_to_serve(mine)) == []
    publish(cast, leader)
    assert list(results_to_serve(mine)) == [first(leader)]


def test_what_is_served_already_stays_choosable(cast: Cast, leader: Skp) -> None:
    mine = make_skp(cast, cast.beringin)
    WorkResult.objects.filter(skp=mine).update(parent=first(leader))
    assert list(results_to_serve(mine)) == [first(leader)]


def test_a_leader_of_another_team_is_served_only_for_a_role(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    mine = make_skp(cast, cast.sengon, appraiser=cast.lurah)
    assert list(results_to_serve(mine)) == []
    invite(cast, leader, cast.sengon)
    give(cast, leader, cast.sengon)
    assert list(results_to_serve(mine)) == [first(leader)]


def test_the_result_of_the_superior_of_the_appraiser_cannot_be_served(cast: Cast, leader: Skp) -> None:
    above = make_skp(cast, cast.camat, appraiser=cast.kasubbag)
    Skp.objects.update(published_at=AT)
    draft = result(parent=first(above).pk, cascade=CascadeKind.INDIRECT)
    with pytest.raises(services.Refused, match="tidak ada lagi"):
        services.add_result(skp=make_skp(cast, cast.beringin), version=1, draft=draft, by=user_of(cast.beringin), at=AT)


def test_a_result_that_serves_another_team_names_the_leader(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    invite(cast, leader, cast.sengon)
    give(cast, leader, cast.sengon)
    mine = make_skp(cast, cast.sengon, appraiser=cast.lurah)
    draft = result(parent=first(leader).pk, cascade=CascadeKind.INDIRECT)
    made = services.add_result(skp=mine, version=1, draft=draft, by=user_of(cast.sengon), at=AT)
    assert made.assignor == cast.kasi


def test_a_direct_result_of_the_plan_form_needs_a_division(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    draft = result(parent=first(leader).pk, cascade=CascadeKind.DIRECT)
    with pytest.raises(services.Refused, match="perlu pembagian"):
        services.add_result(skp=make_skp(cast, cast.beringin), version=1, draft=draft, by=user_of(cast.beringin), at=AT)


def test_two_results_cannot_serve_each_other(cast: Cast, leader: Skp) -> None:
    """The lurah works for the section, the section for the lurah: no result may come back to itself."""
    other = make_skp(cast, cast.lurah, appraiser=cast.camat)
    WorkResult.objects.filter(skp=other).update(parent=first(leader))
    Skp.objects.update(published_at=AT)
    RoleCell.objects.create(result=first(other), employee=cast.kasi, role="Bantu lurah", changed_at=AT)
    draft = result(parent=first(other).pk, cascade=CascadeKind.INDIRECT)
    with pytest.raises(services.Refused, match="bertumpu pada hasil ini"):
        services.change_result(result=first(leader), version=1, draft=draft, by=user_of(cast.kasi), at=AT)


def test_an_indirect_result_of_the_plan_form_has_no_division(cast: Cast, leader: Skp) -> None:
    publish(cast, leader)
    draft = result(parent=first(leader).pk, cascade=CascadeKind.INDIRECT, split=SplitBy.AREA)
    with pytest.raises(services.Refused, match="Pembagian hanya berlaku"):
        services.add_result(skp=make_skp(cast, cast.beringin), version=1, draft=draft, by=user_of(cast.beringin), at=AT)


# --- questions --------------------------------------------------------------------------


def test_the_columns_hold_the_roles_of_the_people_asked_for(
    cast: Cast, leader: Skp, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give(cast, leader, cast.beringin)
    take(cast, give(cast, leader, cast.cendana), cast.cendana)
    with django_assert_num_queries(1):
        [column] = queries.columns_of(leader, [cast.cendana.pk])
    assert (column.number, column.carriers, list(column.cells)) == (1, 2, [cast.cendana.pk])
    assert column.cells[cast.cendana.pk].is_taken


def test_who_serves_without_a_role_carries_the_result_too(cast: Cast, leader: Skp) -> None:
    mine = make_skp(cast, cast.beringin)
    WorkResult.objects.filter(skp=mine).update(parent=first(leader))
    [column] = queries.columns_of(leader, [])
    assert column.carriers == 1


def test_the_people_of_a_matrix_take_five_queries(
    cast: Cast, leader: Skp, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        queries.members_of(leader, ON)


@pytest.fixture
def line(cast: Cast, leader: Skp) -> dict[str, WorkResult]:
    """Camat, section head and clerk in a line; the lurah's result serves nobody and nobody serves it."""
    plans = {
        "camat": make_skp(cast, cast.camat, appraiser=cast.kasubbag),
        "kasi": leader,
        "clerk": make_skp(cast, cast.beringin),
        "lurah": make_skp(cast, cast.lurah, appraiser=cast.camat),
    }
    found = {name: first(skp) for name, skp in plans.items()}
    WorkResult.objects.filter(pk=found["kasi"].pk).update(parent=found["camat"])
    WorkResult.objects.filter(pk=found["clerk"].pk).update(parent=found["kasi"])
    return {name: WorkResult.objects.get(pk=each.pk) for name, each in found.items()}


def tree(cast: Cast) -> Any:
    return queries.results_in(Period.objects.all(), staff(actor(cast.auditor)))


def test_results_without_a_parent_below_the_top_are_orphans(cast: Cast, line: dict[str, WorkResult]) -> None:
    assert list(queries.orphans(tree(cast))) == [line["lurah"]]


def test_results_of_leaders_that_nobody_carries_are_unserved(cast: Cast, line: dict[str, WorkResult]) -> None:
    assert list(queries.unserved(tree(cast))) == [line["lurah"]]


def test_the_tree_grows_from_the_top(cast: Cast, line: dict[str, WorkResult]) -> None:
    assert list(queries.tops(tree(cast), staff(actor(cast.auditor)))) == [line["camat"]]
    assert list(queries.branches(tree(cast), line["camat"])) == [line["kasi"]]


def test_an_additional_result_is_no_top_unless_somebody_carries_it(cast: Cast, line: dict[str, WorkResult]) -> None:
    people = staff(actor(cast.auditor))
    more = WorkResult.objects.create(skp=line["kasi"].skp, kind=ResultKind.ADDITIONAL, order=1, statement="Tambahan")
    assert list(queries.tops(tree(cast), people)) == [line["camat"]]
    WorkResult.objects.filter(pk=line["clerk"].pk).update(parent=more)
    assert set(queries.tops(tree(cast), people)) == {line["camat"], more}


def test_a_leader_sees_the_own_tree_from_the_own_result(cast: Cast, line: dict[str, WorkResult]) -> None:
    people = staff(actor(cast.kasi))
    found = queries.results_in(Period.objects.all(), people)
    assert list(queries.tops(found, people)) == [line["kasi"]]


def test_everybody_sees_the_path_of_a_result_to_the_top(
    cast: Cast, line: dict[str, WorkResult], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        paths = queries.paths_up([line["clerk"]])
    assert paths[line["clerk"].pk] == [line["kasi"], line["camat"]]


def test_a_circle_in_old_data_ends_the_path(cast: Cast, line: dict[str, WorkResult]) -> None:
    WorkResult.objects.filter(pk=line["camat"].pk).update(parent=line["clerk"])
    assert len(queries.paths_up([line["clerk"]])[line["clerk"].pk]) == 2
    assert len(queries.way_up(line["clerk"].pk)) == 3
