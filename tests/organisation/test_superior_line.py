"""Who appraises whom on a day: the rule of PP 30/2019 Ps 1(8) and Ps 46, case by case."""

from datetime import date
from typing import Any

from terang.organisation.enums import AssignmentKind, LineBasis
from terang.organisation.models import AppraiserOverride, Assignment, Employee, Position, Unit, UnitVersion
from terang.organisation.queries import (
    appraisees,
    head_of,
    load_actor,
    post_on,
    staff,
    superior_line,
    superior_lines,
)
from tests.cast import START, Cast, actor, make_employee, make_unit, user_of


def leave_post(employee: Employee, day: date) -> None:
    Assignment.objects.filter(employee=employee, until=None).update(until=day)


def act_as(employee: Employee, post: Position, kind: str, since: date) -> Assignment:
    return Assignment.objects.create(employee=employee, position=post, kind=kind, since=since)


def head_post(unit: Unit) -> Position:
    return Position.objects.get(unit=unit, is_head=True)


def appoint(employee: Employee, appraiser: Employee, since: date, until: date | None = None) -> None:
    AppraiserOverride.objects.create(
        employee=employee, appraiser=appraiser, since=since, until=until, basis="SK Camat 12/2026"
    )


def test_staff_are_appraised_by_the_head_of_their_unit(cast: Cast, day: date) -> None:
    line = superior_line(cast.beringin, day)
    assert (line.appraiser, line.appraisers_superior) == (cast.kasi, cast.camat)
    assert line.basis is LineBasis.UNIT_HEAD


def test_a_head_of_a_unit_is_appraised_by_the_head_of_the_unit_above(cast: Cast, day: date) -> None:
    line = superior_line(cast.lurah, day)
    assert (line.appraiser, line.basis) == (cast.camat, LineBasis.NEXT_UNIT)


def test_the_camat_has_nobody_above_while_the_city_has_no_head(cast: Cast, day: date) -> None:
    line = superior_line(cast.camat, day)
    assert line.appraiser is None
    assert line.appraisers_superior is None
    assert line.basis is LineBasis.NOBODY


def test_with_a_regional_secretary_in_the_tree_the_camat_has_an_appraiser(cast: Cast, day: date) -> None:
    root = Unit.objects.get(name="Pemerintah Kota Contoh")
    sekda = make_employee(cast.agency, root, "197001011995011990", "Ulin Merak Contoh", "Sekretaris Daerah", head=True)
    assert superior_line(cast.camat, day).appraiser == sekda
    assert superior_line(cast.kasi, day).appraisers_superior == sekda


def test_an_acting_head_appraises_while_the_post_has_no_definitive_holder(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    act_as(cast.lurah, head_post(cast.service_section), AssignmentKind.PLT, date(2026, 11, 1))
    line = superior_line(cast.beringin, day)
    assert (line.appraiser, line.basis) == (cast.lurah, LineBasis.ACTING_HEAD)


def test_a_plt_comes_before_a_plh(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    act_as(cast.kasubbag, head_post(cast.service_section), AssignmentKind.PLH, date(2026, 11, 5))
    act_as(cast.lurah, head_post(cast.service_section), AssignmentKind.PLT, date(2026, 11, 1))
    assert superior_line(cast.beringin, day).appraiser == cast.lurah


def test_a_definitive_head_comes_before_an_acting_one(cast: Cast, day: date) -> None:
    act_as(cast.lurah, head_post(cast.service_section), AssignmentKind.PLH, date(2026, 11, 1))
    assert superior_line(cast.beringin, day).appraiser == cast.kasi


def test_a_vacant_head_post_leads_one_level_up(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    line = superior_line(cast.beringin, day)
    assert (line.appraiser, line.basis) == (cast.camat, LineBasis.VACANT)


def test_someone_who_acts_as_head_of_their_own_unit_does_not_appraise_themselves(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    act_as(cast.cendana, head_post(cast.service_section), AssignmentKind.PLT, date(2026, 11, 1))
    assert superior_line(cast.cendana, day).appraiser == cast.camat
    assert superior_line(cast.beringin, day).appraiser == cast.cendana


def test_the_day_decides_who_was_the_appraiser(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    assert superior_line(cast.beringin, date(2026, 10, 31)).appraiser == cast.kasi
    assert superior_line(cast.beringin, date(2026, 11, 1)).appraiser == cast.camat


def test_an_appointed_appraiser_comes_first(cast: Cast, day: date) -> None:
    appoint(cast.beringin, cast.lurah, date(2026, 7, 1))
    line = superior_line(cast.beringin, day)
    assert (line.appraiser, line.appraisers_superior) == (cast.lurah, cast.camat)
    assert line.basis is LineBasis.APPOINTED


def test_an_appointment_that_has_ended_no_longer_counts(cast: Cast, day: date) -> None:
    appoint(cast.beringin, cast.lurah, date(2026, 7, 1), date(2026, 9, 30))
    assert superior_line(cast.beringin, day).appraiser == cast.kasi


def test_two_people_appointed_for_each_other_do_not_decide_each_others_objections(cast: Cast, day: date) -> None:
    appoint(cast.kasi, cast.lurah, date(2026, 7, 1))
    appoint(cast.lurah, cast.kasi, date(2026, 7, 1))
    line = superior_line(cast.kasi, day)
    assert (line.appraiser, line.appraisers_superior) == (cast.lurah, cast.camat)


def test_the_tree_is_read_as_it_stood_on_the_day(cast: Cast, day: date) -> None:
    UnitVersion.objects.filter(unit=cast.service_section).update(until=date(2026, 6, 30))
    UnitVersion.objects.create(
        unit=cast.service_section, name="Seksi Pelayanan", parent=cast.kelurahan, since=date(2026, 7, 1)
    )
    assert superior_line(cast.kasi, date(2026, 6, 30)).appraiser == cast.camat
    assert superior_line(cast.kasi, day).appraiser == cast.lurah


def test_a_circle_in_the_tree_ends_the_climb(cast: Cast, day: date) -> None:
    UnitVersion.objects.filter(unit=cast.kecamatan).update(parent=cast.kelurahan)
    leave_post(cast.lurah, date(2026, 10, 31))
    line = superior_line(cast.camat, day)
    assert (line.appraiser, line.basis) == (None, LineBasis.NOBODY)


def test_a_person_without_a_post_has_no_line(cast: Cast, day: date) -> None:
    leave_post(cast.beringin, date(2026, 10, 31))
    assert superior_line(cast.beringin, day).basis is LineBasis.NO_POST


def test_many_lines_cost_the_same_statements_as_one(cast: Cast, day: date, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        superior_lines([cast.beringin], day)
    everybody = list(Employee.objects.filter(agency=cast.agency))
    with django_assert_num_queries(4):
        lines = superior_lines(everybody, day)
    assert lines[cast.sengon.pk].appraiser == cast.lurah


def test_the_camat_appraises_the_heads_below_and_nobody_elses_staff(cast: Cast, day: date) -> None:
    assert set(appraisees(cast.camat, day)) == {cast.kasubbag, cast.kasi, cast.lurah}


def test_the_staff_of_a_vacant_section_are_appraised_by_the_camat(cast: Cast, day: date) -> None:
    leave_post(cast.kasi, date(2026, 10, 31))
    assert {cast.beringin, cast.cendana} <= set(appraisees(cast.camat, day))


def test_appraisees_agree_with_the_superior_lines_of_everybody(cast: Cast, day: date) -> None:
    appoint(cast.beringin, cast.lurah, date(2026, 7, 1))
    below = make_unit(cast.agency, "Seksi Tanpa Pimpinan", cast.kelurahan)
    make_employee(cast.agency, below, "199001012015011991", "Jalak Contoh", "Pengadministrasi Umum")
    everybody = list(Employee.objects.filter(agency=cast.agency))
    lines = superior_lines(everybody, day)
    for boss in everybody:
        expected = {each.pk for each in everybody if lines[each.pk].appraiser == boss}
        assert {each.pk for each in appraisees(boss, day)} == expected


def test_the_definitive_post_is_the_one_a_person_is_appraised_in(cast: Cast, day: date) -> None:
    act_as(cast.lurah, head_post(cast.service_section), AssignmentKind.PLT, date(2026, 11, 1))
    post = post_on(cast.lurah, day)
    assert post is not None
    assert post.position.name == "Lurah Amplas"


def test_the_head_of_a_unit_is_none_while_the_post_is_vacant(cast: Cast, day: date) -> None:
    head = head_of(cast.service_section, day)
    assert head is not None
    assert head.employee == cast.kasi
    leave_post(cast.kasi, date(2026, 10, 31))
    assert head_of(cast.service_section, day) is None


def test_the_performance_team_sees_the_agency_and_nobody_of_another(cast: Cast) -> None:
    assert set(staff(actor(cast.kasubbag))) == set(Employee.objects.filter(agency=cast.agency))


def test_a_head_sees_the_people_of_the_own_unit_subtree(cast: Cast) -> None:
    assert set(staff(actor(cast.kasi))) == {cast.kasi, cast.beringin, cast.cendana}


def test_an_employee_sees_only_themselves(cast: Cast) -> None:
    assert set(staff(actor(cast.beringin))) == {cast.beringin}


def test_an_appointed_appraiser_sees_the_person_to_appraise(cast: Cast, day: date) -> None:
    appoint(cast.beringin, cast.lurah, START)
    assert cast.beringin in staff(actor(cast.lurah))


def test_who_is_appointed_appraises_without_leading(cast: Cast, django_assert_num_queries: Any) -> None:
    appoint(cast.beringin, cast.sengon, START)
    with django_assert_num_queries(3):
        asking = load_actor(user_of(cast.sengon), date(2026, 11, 24))
    assert (asking.appraises, asking.leads) == (True, False)


def test_an_appointment_that_ended_no_longer_makes_an_appraiser(cast: Cast) -> None:
    appoint(cast.beringin, cast.sengon, START, until=date(2026, 6, 30))
    assert not actor(cast.sengon).appraises


def test_who_leads_a_unit_appraises(cast: Cast) -> None:
    assert actor(cast.kasi).appraises
    assert not actor(cast.beringin).appraises


def test_the_operator_sees_no_staff(cast: Cast) -> None:
    assert not staff(actor(cast.operator)).exists()
