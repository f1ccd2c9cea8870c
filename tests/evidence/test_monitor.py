"""Who has filled what: the counts of an office, the people behind them, and reminding them."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from terang.core.monitoring import Window
from terang.evidence.enums import FeedbackKind, Gap
from terang.evidence.models import Evidence, Feedback, Progress
from terang.evidence.queries.monitor import Counts, Scope, all_lines, counts_by_unit, lines_of, people_in
from terang.evidence.services import Refused
from terang.evidence.services.nudge import Nudged, nudge
from terang.ledger.queries import entries
from terang.notices.models import Notice
from terang.organisation.models import Assignment, Employee, Unit
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Period, Skp
from tests.cast import Cast, make_employee, make_feedback, make_progress, make_skp, user_of
from tests.planning.builders import told

QUARTER = Window(date(2026, 10, 1), date(2026, 11, 24))


def scope(cast: Cast, unit: Unit | None = None) -> Scope:
    return Scope(Unit.objects.select_related("agency").get(pk=(unit or cast.kecamatan).pk), cast.period, QUARTER)


def whole(cast: Cast, unit: Unit | None = None) -> Counts:
    total = Counts()
    for counts in counts_by_unit(scope(cast, unit)).values():
        total = total.plus(counts)
    return total


def make_proof(progress: Progress) -> Evidence:
    return Evidence.objects.create(progress=progress, name="Laporan", link="https://contoh.go.id/laporan")


def regular(skp: Skp, giver: Employee, on: date = date(2026, 10, 5)) -> Feedback:
    remark = make_feedback(skp, giver, "superior")
    Feedback.objects.filter(pk=remark.pk).update(kind=FeedbackKind.REGULAR, on=on)
    return remark


def names(cast: Cast, gap: Gap, unit: Unit | None = None) -> set[str]:
    return {post.employee.name.split()[0] for post in people_in(scope(cast, unit), gap)}


# --- counting ---------------------------------------------------------------------------


def test_people_count_in_their_own_unit_whatever_they_have(cast: Cast) -> None:
    found = counts_by_unit(scope(cast))
    assert {path: counts.people for path, counts in found.items()} == {
        cast.kecamatan.path: 1, cast.service_section.path: 3, cast.general_section.path: 1, cast.kelurahan.path: 2,
    }  # fmt: skip
    assert whole(cast) == Counts(people=7)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (SkpState.DRAFT, Counts(3, begun=1)),
        (SkpState.RETURNED, Counts(3, begun=1)),
        (SkpState.SUBMITTED, Counts(3, begun=1, submitted=1)),
        (SkpState.SET, Counts(3, begun=1, agreed=1, running=1, owing=1)),
    ],
)
def test_a_plan_counts_by_its_state(cast: Cast, state: str, expected: Counts) -> None:
    make_skp(cast, cast.beringin, state=state)
    found = whole(cast, cast.service_section)
    assert found == expected
    assert found.unfinished == (state in (SkpState.DRAFT, SkpState.RETURNED))


def close(skp: Skp) -> None:
    Skp.objects.filter(pk=skp.pk).update(state=SkpState.CLOSED, closed_on=date(2026, 10, 20))


def test_nothing_more_is_asked_of_a_plan_that_was_closed(cast: Cast) -> None:
    close(make_skp(cast, cast.beringin, state=SkpState.SET))
    assert whole(cast, cast.service_section) == Counts(3, begun=1, agreed=1)
    assert names(cast, Gap.PROGRESS) == names(cast, Gap.FEEDBACK) == set()


def test_a_closed_plan_gives_way_to_the_one_that_follows_it(cast: Cast) -> None:
    close(make_skp(cast, cast.beringin, state=SkpState.SET))
    make_skp(cast, cast.beringin)
    assert whole(cast, cast.service_section) == Counts(3, begun=1)
    assert "Beringin" in names(cast, Gap.PLAN)
    assert [line.state for line in all_lines(scope(cast, cast.service_section)) if line.plan] == [SkpState.DRAFT]


def test_an_addendum_is_no_second_plan(cast: Cast) -> None:
    plan = make_skp(cast, cast.beringin, state=SkpState.SET)
    Skp.objects.create(
        period=plan.period, employee=plan.employee, assignment=plan.assignment, form=plan.form, amends=plan,
        created_at=plan.created_at,
    )  # fmt: skip
    assert whole(cast, cast.service_section)[:4] == (3, 1, 0, 1)
    assert [line.state for line in all_lines(scope(cast, cast.service_section)) if line.plan] == [SkpState.SET]


@pytest.mark.parametrize(
    ("on", "counts"),
    [(date(2026, 9, 30), 0), (date(2026, 10, 1), 1), (date(2026, 11, 24), 1), (date(2026, 11, 25), 0)],
)
def test_progress_counts_inside_the_window_only(cast: Cast, on: date, counts: int) -> None:
    make_proof(make_progress(make_skp(cast, cast.beringin, state=SkpState.SET), on=on))
    assert whole(cast)[5:7] == (counts, counts)


def test_progress_without_evidence_counts_as_progress(cast: Cast) -> None:
    make_progress(make_skp(cast, cast.beringin, state=SkpState.SET))
    assert whole(cast)[5:7] == (1, 0)


def test_withdrawn_progress_counts_for_nothing(cast: Cast, at: datetime) -> None:
    make_proof(make_progress(make_skp(cast, cast.beringin, state=SkpState.SET)))
    Progress.objects.update(withdrawn_at=at)
    assert whole(cast)[5:7] == (0, 0)


def test_several_entries_of_one_plan_count_once(cast: Cast) -> None:
    plan = make_skp(cast, cast.beringin, state=SkpState.SET)
    for day in (2, 3, 4):
        make_proof(make_progress(plan, on=date(2026, 11, day)))
    assert whole(cast)[5:7] == (1, 1)


def test_regular_feedback_counts_for_as_long_as_was_agreed(cast: Cast) -> None:
    plan = make_skp(cast, cast.beringin, state=SkpState.SET)
    regular(plan, cast.kasi, on=date(2026, 8, 25))
    assert whole(cast)[7:] == (1, 1)
    Feedback.objects.update(on=date(2026, 8, 24))
    assert whole(cast)[7:] == (1, 0)
    Skp.objects.update(feedback_months=6)
    assert whole(cast)[7:] == (1, 1)


def test_no_feedback_is_owed_before_the_first_interval_has_run(cast: Cast, at: datetime) -> None:
    make_skp(cast, cast.beringin, state=SkpState.SET)
    Skp.objects.update(set_at=at - timedelta(days=60))
    assert whole(cast)[7:] == (0, 0)


@pytest.mark.parametrize("role", ["peer", "subordinate", "other"])
def test_what_protected_givers_say_is_never_looked_at(cast: Cast, role: str) -> None:
    make_feedback(make_skp(cast, cast.beringin, state=SkpState.SET), cast.cendana, role)
    Feedback.objects.update(kind=FeedbackKind.REGULAR)
    assert whole(cast).given == 0


def test_incidental_and_retracted_feedback_is_no_regular_feedback(cast: Cast, at: datetime) -> None:
    plan = make_skp(cast, cast.beringin, state=SkpState.SET)
    make_feedback(plan, cast.kasi, "superior")
    Feedback.objects.filter(pk=regular(plan, cast.kasi).pk).update(retracted_at=at)
    assert whole(cast).given == 0


def test_who_left_is_not_counted_and_who_moved_counts_in_the_new_unit(cast: Cast) -> None:
    Employee.objects.filter(pk=cast.cendana.pk).update(is_active=False)
    Assignment.objects.filter(employee=cast.sengon).update(until=date(2026, 6, 30))
    post = Assignment.objects.get(employee=cast.beringin).position
    Assignment.objects.create(employee=cast.sengon, position=post, since=date(2026, 7, 1))
    found = counts_by_unit(scope(cast))
    assert (found[cast.service_section.path].people, found[cast.kelurahan.path].people) == (3, 1)


def test_an_acting_post_counts_nobody_twice(cast: Cast) -> None:
    post = Assignment.objects.get(employee=cast.lurah).position
    Assignment.objects.create(employee=cast.kasi, position=post, kind="Plt", since=date(2026, 3, 1))
    assert whole(cast).people == 7


def test_another_agency_is_not_counted(cast: Cast) -> None:
    root = Unit.objects.get(agency=cast.agency, depth=1)
    assert whole(cast, root).people == 7


def test_a_whole_office_is_counted_in_two_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (cast.beringin, cast.cendana, cast.sengon):
        make_proof(make_progress(make_skp(cast, person, state=SkpState.SET)))
    looked = scope(cast)
    with django_assert_num_queries(2):
        counts_by_unit(looked)


# --- people -----------------------------------------------------------------------------


@pytest.fixture
def mixed(cast: Cast) -> Cast:
    """Beringin has everything, Cendana an agreed plan only, Pinus waits for the appraiser, Sengon has a draft."""
    plan = make_skp(cast, cast.beringin, state=SkpState.SET)
    make_proof(make_progress(plan))
    regular(plan, cast.kasi)
    make_skp(cast, cast.cendana, state=SkpState.SET)
    make_skp(cast, cast.lurah, state=SkpState.SUBMITTED)
    make_skp(cast, cast.sengon, state=SkpState.DRAFT)
    return cast


@pytest.mark.parametrize(
    ("gap", "who"),
    [
        (Gap.NOTHING, {"Bakung", "Camar", "Dahlia"}),
        (Gap.DRAFT, {"Sengon"}),
        (Gap.SUBMITTED, {"Pinus"}),
        (Gap.PLAN, {"Bakung", "Camar", "Dahlia", "Pinus", "Sengon"}),
        (Gap.PROGRESS, {"Cendana"}),
        (Gap.EVIDENCE, {"Cendana"}),
        (Gap.FEEDBACK, {"Cendana"}),
    ],
)
def test_each_gap_finds_its_people_and_the_counts_agree(mixed: Cast, gap: Gap, who: set[str]) -> None:
    assert names(mixed, gap) == who
    assert whole(mixed).lacking[gap] == len(who)


def test_the_people_of_the_unit_alone_leave_out_those_below(cast: Cast) -> None:
    assert [post.employee for post in people_in(scope(cast), directly=True)] == [cast.camat]


def test_people_are_found_by_name_and_number(cast: Cast) -> None:
    assert [post.employee for post in people_in(scope(cast), text="cendana")] == [cast.cendana]
    assert [post.employee for post in people_in(scope(cast), text="19920620")] == [cast.cendana]


def test_a_line_tells_what_one_person_has(mixed: Cast) -> None:
    found = {line.post.employee: line for line in all_lines(scope(mixed))}
    assert found[mixed.beringin][2:] == (SkpState.SET, True, True, True, True)
    assert found[mixed.cendana][2:] == (SkpState.SET, False, False, True, False)
    assert found[mixed.camat][1:] == (None, None, False, False, False, False)
    assert [found[each].to_do for each in (mixed.beringin, mixed.cendana, mixed.lurah, mixed.sengon, mixed.camat)] == [
        None, Gap.PROGRESS, None, Gap.PLAN, Gap.PLAN,
    ]  # fmt: skip


def test_the_lines_of_a_page_cost_one_statement(mixed: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    posts, looked = list(people_in(scope(mixed))), scope(mixed)
    with django_assert_num_queries(1):
        assert len(list(lines_of(looked, posts))) == 7


# --- reminding --------------------------------------------------------------------------


def reminding(cast: Cast, at: datetime, unit: Unit | None = None) -> Nudged:
    return nudge(scope=scope(cast, unit), by=cast.team, at=at)


def told_of(person: Employee) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(recipient=user_of(person).username).values_list("text", "url"))


def test_everybody_is_told_the_one_thing_they_can_do_next(mixed: Cast, at: datetime) -> None:
    assert reminding(mixed, at) == Nudged(told=5, waiting=5)
    assert told_of(mixed.sengon) == [("SKP Anda untuk %(period)s belum diajukan. Lengkapi dan ajukan.", "/skp/")]
    ((text, _url),) = told_of(mixed.cendana)
    assert text.startswith("Progres Anda sejak")
    assert told_of(mixed.beringin) == told_of(mixed.lurah) == []


def test_who_recorded_without_evidence_is_asked_for_it(cast: Cast, at: datetime) -> None:
    make_progress(make_skp(cast, cast.beringin, state=SkpState.SET))
    reminding(cast, at, cast.service_section)
    ((text, _url),) = told_of(cast.beringin)
    assert "bukti" in text


def test_a_second_press_on_the_same_day_tells_nobody_and_leaves_no_entry(mixed: Cast, at: datetime) -> None:
    reminding(mixed, at)
    assert reminding(mixed, at + timedelta(hours=3)) == Nudged(told=0, waiting=5)
    assert Notice.objects.count() == 5
    assert sum(entry.act == "unit.reminded" for entry in entries(mixed.agency.code)) == 1


def test_the_next_day_tells_again(mixed: Cast, at: datetime) -> None:
    reminding(mixed, at)
    assert reminding(mixed, at + timedelta(days=1)).told == 5


def test_who_came_to_lack_something_later_that_day_is_told_alone(mixed: Cast, at: datetime) -> None:
    reminding(mixed, at)
    make_employee(mixed.agency, mixed.kelurahan, "199001012015011905", "Nusa Contoh", "Pengadministrasi Umum")
    assert reminding(mixed, at) == Nudged(told=1, waiting=6)


def test_who_has_no_account_is_left_out(mixed: Cast, at: datetime) -> None:
    Employee.objects.filter(pk=mixed.sengon.pk).update(user=None)
    assert reminding(mixed, at).waiting == 4


def test_the_ledger_tells_how_many_and_names_nobody(mixed: Cast, at: datetime) -> None:
    reminding(mixed, at)
    assert told("unit.reminded") == {"period": mixed.period.pk, "plan": 4, "progress": 1}


def test_nobody_is_reminded_in_a_closed_period(mixed: Cast, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="sudah ditutup"):
        reminding(mixed, at)
