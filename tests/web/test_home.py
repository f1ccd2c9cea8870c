"""The home page: what needs me now, where my year stands, what changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from terang.evaluation.models import Evaluation
from terang.evidence.models import Feedback
from terang.identity.enums import Role
from terang.identity.models import User
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.organisation.models import Agency
from terang.planning.enums import SkpState
from terang.planning.models import Skp, Stage
from terang.web.home.collect import by_last_day, newest
from terang.web.home.greeting import greeting
from terang.web.home.items import News, Task
from terang.web.home.stages import coming, river, span
from tests.cast import (
    Cast,
    actor,
    grant,
    make_evaluation,
    make_feedback,
    make_skp,
    make_user,
    user_of,
)

TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock in one place; here it stands still."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


def stage(kind: str, start: date, end: date) -> Stage:
    return Stage(kind=kind, start=start, end=end)


YEAR = [
    stage("planning", date(2026, 1, 2), date(2026, 1, 31)),
    stage("monitoring", date(2026, 2, 1), date(2026, 12, 31)),
    stage("feedback", date(2026, 11, 16), date(2026, 11, 30)),
    stage("evaluation", date(2027, 1, 4), date(2027, 1, 22)),
]


def test_the_sun_stands_at_the_stage_that_began_last() -> None:
    assert [one.state for one in river(YEAR, TODAY)] == ["done", "run", "now", "next"]


def test_there_is_no_sun_between_two_stages() -> None:
    year = [YEAR[0], YEAR[3]]
    assert [one.state for one in river(year, TODAY)] == ["done", "next"]


def test_the_year_is_named_only_where_it_is_another_one() -> None:
    assert span(date(2026, 11, 16), date(2026, 11, 30), 2026) == "16–30 Nov"
    assert span(date(2027, 1, 4), date(2027, 1, 22), 2026) == "4–22 Jan 2027"
    assert span(date(2026, 2, 1), date(2026, 12, 31), 2026) == "1 Feb–31 Des"


def test_the_next_stage_is_announced() -> None:
    assert coming(river(YEAR, TODAY)) == "Berikutnya: Evaluasi tahunan, 4–22 Jan 2027."
    assert coming(river(YEAR[:3], TODAY)) == ""


@pytest.mark.parametrize(
    ("hour", "word"), [(4, "pagi"), (10, "pagi"), (11, "siang"), (15, "sore"), (18, "malam"), (23, "malam")]
)
def test_the_greeting_follows_the_hour(cast: Cast, hour: int, word: str) -> None:
    said = greeting(actor(cast.beringin), datetime(2026, 11, 24, hour, 30, tzinfo=UTC))
    assert said == f"Selamat {word}, Beringin Yasmin Contoh"


def test_tasks_stand_by_their_last_day_and_those_without_one_at_the_end() -> None:
    first = Task("Satu", "", "/", "Buka", date(2026, 11, 30))
    later = Task("Dua", "", "/", "Buka", date(2026, 12, 4))
    whenever = Task("Tiga", "", "/", "Buka")
    assert by_last_day([whenever, later, first]) == [first, later, whenever]


def test_news_are_few_and_the_newest_comes_first() -> None:
    entries = [News(date(2026, 11, day), str(day)) for day in range(1, 10)]
    entries.append(News(datetime(2026, 11, 9, 2, 0, tzinfo=UTC), "jam 9"))
    assert [entry.text for entry in newest(entries)] == ["jam 9", "9", "8", "7", "6", "5"]


def test_home_shows_the_day_the_unit_and_the_river(page: Any, cast: Cast) -> None:
    html = page(user_of(cast.beringin), "/").content.decode()
    assert "Selasa, 24 November 2026 · Seksi Pelayanan Kecamatan Contoh" in html
    assert "Selamat pagi, Beringin Yasmin Contoh" in html
    assert 'aria-current="step"' in html


@pytest.mark.parametrize("moment", [datetime(2027, 1, 1, 2, tzinfo=UTC), datetime(2027, 1, 15, 2, tzinfo=UTC)])
@pytest.mark.parametrize("who", ["beringin", "admin"])
def test_in_january_the_river_of_the_last_year_goes_on(
    page: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, moment: datetime, who: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)
    person = getattr(cast, who)
    html = page(person if isinstance(person, User) else user_of(person), "/").content.decode()
    assert "Tahun kinerja 2026" in html
    assert 'aria-current="step"' in html


def test_after_the_last_stage_the_river_ends(page: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 1, 2, tzinfo=UTC))
    assert "Tahun kinerja 2026" not in page(user_of(cast.beringin), "/").content.decode()


def test_accounts_without_a_post_have_a_calm_home(page: Any, cast: Cast) -> None:
    opened = page(cast.auditor, "/")
    assert opened.status_code == 200
    assert "Tidak ada yang menunggu Anda" in opened.content.decode()


# --- per role, with what it costs -------------------------------------------------------

MOST_QUERIES = 12


@pytest.fixture
def cost(client: Client) -> Callable[[User], int]:
    """``cost(user)`` counts the queries of home once the session is settled."""

    def count(user: User) -> int:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/").status_code == 200
        return len(counted)

    return count


@pytest.fixture
def plan(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, SkpState.SET)


@pytest.fixture
def delivered(cast: Cast, plan: Skp) -> Evaluation:
    return make_evaluation(
        plan, state="delivered", predikat="baik", results_rating="meets", behaviour_rating="above",
        reason="Layanan cepat.", concluded_at=AT, delivered_at=AT,
    )  # fmt: skip


def test_an_employee_sees_tasks_indicators_news_and_the_last_result(
    page: Any, cast: Cast, plan: Skp, delivered: Evaluation
) -> None:
    make_feedback(plan, cast.kasi, "superior", "Antrean Senin tertata baik.")
    html = page(user_of(cast.beringin), "/").content.decode()
    assert "Lengkapi catatan bulan ini" in html
    assert "Laporan layanan bulanan" in html
    assert "Hasil terakhir" in html
    assert "Di Atas Ekspektasi" in html


def test_a_leader_sees_what_waits_for_a_decision(page: Any, cast: Cast) -> None:
    make_skp(cast, cast.beringin, SkpState.SUBMITTED)
    html = page(user_of(cast.kasi), "/").content.decode()
    assert "Tinjau SKP 1 pegawai" in html
    assert "Anda sebagai pegawai" in html


def test_somebody_appointed_to_judge_without_leading_sees_it_too(page: Any, cast: Cast) -> None:
    make_skp(cast, cast.beringin, SkpState.SUBMITTED, appraiser=cast.sengon)
    assert "Tinjau SKP 1 pegawai" in page(user_of(cast.sengon), "/").content.decode()


DUE = "Beri umpan balik berkala kepada"


def regular(skp: Skp, *days: date) -> None:
    for day in days:
        Feedback.objects.create(skp=skp, kind="regular", role="superior", text="Baik", signed_by="Camar", on=day)


def test_a_superior_sees_whose_regular_feedback_is_overdue(page: Any, cast: Cast, plan: Skp) -> None:
    html = page(user_of(cast.kasi), "/").content.decode()
    assert f"{DUE} 1 pegawai" in html
    assert reverse("evidence:give", args=[plan.pk]) in html


def test_several_overdue_are_one_task_that_leads_to_the_list(page: Any, cast: Cast, plan: Skp) -> None:
    make_skp(cast, cast.cendana, SkpState.SET)
    html = page(user_of(cast.kasi), "/").content.decode()
    assert f"{DUE} 2 pegawai" in html
    assert reverse("evidence:people") in html


def test_feedback_given_in_time_asks_for_nothing(page: Any, cast: Cast, plan: Skp) -> None:
    regular(plan, date(2026, 3, 30), date(2026, 6, 30), date(2026, 9, 30))
    assert DUE not in page(user_of(cast.kasi), "/").content.decode()


def test_feedback_due_in_the_coming_days_is_announced(
    page: Any, cast: Cast, plan: Skp, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular(plan, date(2026, 3, 30), date(2026, 6, 30), date(2026, 9, 30))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 20, 2, tzinfo=UTC))
    assert f"{DUE} 1 pegawai" in page(user_of(cast.kasi), "/").content.decode()


def test_the_person_and_a_superior_above_owe_no_regular_feedback(page: Any, cast: Cast, plan: Skp) -> None:
    for person in (cast.beringin, cast.camat):
        assert DUE not in page(user_of(person), "/").content.decode()


def test_a_remark_taken_back_leaves_feedback_due(page: Any, cast: Cast, plan: Skp) -> None:
    regular(plan, date(2026, 3, 30), date(2026, 6, 30), date(2026, 9, 30))
    Feedback.objects.filter(on=date(2026, 9, 30)).update(retracted_at=AT)
    assert f"{DUE} 1 pegawai" in page(user_of(cast.kasi), "/").content.decode()


def test_a_peer_who_gave_feedback_is_not_announced(page: Any, cast: Cast, plan: Skp) -> None:
    make_feedback(plan, cast.cendana, "peer", "Sabar melayani lansia.")
    html = page(user_of(cast.beringin), "/").content.decode()
    assert "Sabar melayani" not in html
    assert "Cendana" not in html


def test_the_admin_sees_the_year_of_the_agency(page: Any, cast: Cast) -> None:
    assert "Tahun kinerja 2026" in page(cast.admin, "/").content.decode()


@pytest.mark.parametrize(
    ("who", "queries"),
    [
        ("beringin", 12),
        ("kasi", 12),
        ("camat", 12),
        ("kasubbag", 12),
        ("admin", 8),
        ("auditor", 6),
        ("operator", 7),
    ],
)
def test_home_costs_the_same_whatever_the_data(
    cost: Callable[[User], int], cast: Cast, plan: Skp, delivered: Evaluation, who: str, queries: int
) -> None:
    person = getattr(cast, who)
    person = person if isinstance(person, User) else user_of(person)
    assert cost(person) == queries <= MOST_QUERIES
    for other in (cast.cendana, cast.sengon):
        make_feedback(plan, cast.kasi, "superior", f"Baik, {other.name}")
        make_skp(cast, other, SkpState.SUBMITTED)
    assert cost(person) == queries


@pytest.mark.parametrize("judges", [True, False])
@pytest.mark.parametrize("roles", [[Role.PERFORMANCE_TEAM], [Role.OPERATOR], [Role.AGENCY_ADMIN, Role.OPERATOR]])
def test_more_hats_stay_within_the_limit(
    cost: Callable[[User], int], cast: Cast, judges: bool, roles: list[Role]
) -> None:
    person = user_of(cast.kasi if judges else cast.beringin)
    make_skp(cast, cast.kasi if judges else cast.beringin, SkpState.SET)
    for role in roles:
        grant(person, role, cast.agency)
    assert cost(person) <= MOST_QUERIES


def test_the_operator_hears_of_work_that_stopped(page: Any, cast: Cast) -> None:
    Job.objects.create(
        kind="tidur", by="sistem", agency=cast.agency.code, idempotency_key="tidur-1", state=JobState.FAILED,
        created_at=AT, next_run_at=AT, finished_at=AT,
    )  # fmt: skip
    assert "1 pekerjaan tidak selesai" in page(cast.operator, "/").content.decode()


def test_work_that_stopped_long_ago_no_longer_asks(page: Any, cast: Cast) -> None:
    past = AT - timedelta(days=30)
    Job.objects.create(
        kind="tidur", by="sistem", agency=cast.agency.code, idempotency_key="tidur-1", state=JobState.FAILED,
        created_at=past, next_run_at=past, finished_at=past,
    )  # fmt: skip
    assert "tidak selesai" not in page(cast.operator, "/").content.decode()


def test_a_new_agency_is_asked_for_its_staff_list(page: Any, cast: Cast) -> None:
    admin = make_user("admin-baru", "Admin Baru Contoh")
    grant(admin, Role.AGENCY_ADMIN, Agency.objects.create(code="baru", name="Baru", office="Baru", place="Baru"))
    assert "Impor daftar pegawai" in page(admin, "/").content.decode()


def test_home_is_light_with_many_tasks(page: Any, cast: Cast, plan: Skp, delivered: Evaluation) -> None:
    assert len(page(user_of(cast.beringin), "/").content) <= 60_000
