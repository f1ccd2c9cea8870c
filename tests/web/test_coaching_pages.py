"""Role × page × act for guidance and counselling; what the coach and everybody else never learn; what pages cost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.evidence.models import Coaching, CoachingReply, CompetenceScore, Counselling
from terang.evidence.services import coaching as services
from terang.evidence.services import counselling
from terang.ledger.queries import entries
from terang.organisation.models import Assignment, Employee
from terang.planning.models import Skp
from terang.regulation.queries import in_force
from tests.cast import Cast, make_employee, make_skp, user_of
from tests.web.people import account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
SECRET = "Beliau jarang bertanya"  # of the reply
PROBLEM = "Sering datang siang"  # of the counselling
PEOPLE = {
    "owner": "beringin",
    "coach": "kasi",
    "superior": "camat",
    "peer": "cendana",
    "neighbour": "lurah",
    "team": "kasubbag",
    "auditor": "auditor",
    "operator": "operator",
    "admin": "admin",
    "outsider": "outsider",
}
PAGES: dict[str, set[str]] = {
    "session": {"owner", "coach", "superior"},
    "change": {"coach"},
    "reply": {"owner", "superior"},
    "reply_document": {"owner", "superior"},
    "scores": {"coach"},
    "scores_document": {"owner", "coach", "superior"},
    "counselling": {"coach"},
    "counselling_record": {"coach", "superior"},
}
LISTS = ("mine", "team", "held", "replies", "counselling_held", "record")


@pytest.fixture
def session(cast: Cast) -> Coaching:
    """A session of the head of section with the counter officer: answered, scored; and a counselling."""
    make_skp(cast, cast.beringin, state="set")
    [row] = services.record_sessions(
        plans=[Skp.objects.select_related("employee__agency", "period").get()], coach=cast.kasi,
        held_on=date(2026, 11, 20), topic="Menata antrean", notes="Antrean menumpuk.", agreed="Loket kedua.",
        key="k", by=user_of(cast.kasi), at=AT,
    )  # fmt: skip
    services.send_reply(coaching=row, answers=answers(), note=SECRET, at=AT)
    services.score_competences(
        coaching=row, version=1, scores=[services.Score("Komunikasi", 4, "Tenang.")], by=user_of(cast.kasi), at=AT
    )
    counselling.record_counselling(
        employee=cast.beringin, counsellor=cast.kasi, held_on=date(2026, 11, 19), problem=PROBLEM, outcome="Lega",
        follow_up="", key="k", by=user_of(cast.kasi), at=AT,
    )  # fmt: skip
    return row


def answers() -> dict[str, str]:
    return {each.key: "partly" for each in in_force(AT.date()).coaching.statements.value}


def address(name: str, cast: Cast) -> str:
    keys = {"counselling": lambda: Counselling.objects.get().pk, "counselling_record": lambda: cast.beringin.pk}
    return reverse(f"coaching:{name}", args=[keys.get(name, lambda: Coaching.objects.get().pk)()])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, session: Coaching, name: str, role: str) -> None:
    response = sign_in(client, account(cast, role, PEOPLE)).get(address(name, cast))
    assert response.status_code == (200 if role in PAGES[name] else 404)


WRITING: dict[str, dict[str, Any]] = {
    "change": {"held_on": "2026-11-20", "topic": "x", "notes": "x", "version": "2"},
    "scores": {"lines": "1", "l0-competence": "x", "l0-score": "1", "l0-reason": "x", "version": "2"},
    "counselling": {"held_on": "2026-11-20", "problem": "x", "version": "1"},
    "counselling_record": {"held_on": "2026-11-20", "problem": "x", "key": "k9"},
}


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name in WRITING for role in PEOPLE if role not in PAGES[name]]
)
def test_nobody_else_can_write(client: Client, cast: Cast, session: Coaching, name: str, role: str) -> None:
    assert sign_in(client, account(cast, role, PEOPLE)).post(address(name, cast), WRITING[name]).status_code == 404
    assert (Coaching.objects.get().version, Counselling.objects.get().version) == (2, 1)
    assert Counselling.objects.count() == CompetenceScore.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "owner"])
def test_only_the_person_can_send_a_reply(client: Client, cast: Cast, session: Coaching, role: str) -> None:
    CoachingReply.objects.all().delete()
    response = sign_in(client, account(cast, role, PEOPLE)).post(address("reply", cast), {**answers(), "note": "x"})
    assert response.status_code == 404
    assert not CoachingReply.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_there_is_not_found(client: Client, cast: Cast, name: str) -> None:
    url = reverse(f"coaching:{name}", args=[987654])
    assert sign_in(client, user_of(cast.kasi)).get(url).status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["auditor", "operator", "admin"])
def test_an_account_without_a_post_has_nothing_here(client: Client, cast: Cast, name: str, role: str) -> None:
    assert sign_in(client, account(cast, role, PEOPLE)).get(reverse(f"coaching:{name}")).status_code == 404


# --- the reply and the coach ------------------------------------------------------------


def pages_of(cast: Cast) -> list[str]:
    skp = Skp.objects.get(employee=cast.beringin)
    return [
        *(reverse(f"coaching:{name}") for name in LISTS),
        address("session", cast), address("scores", cast),
        "/", reverse("planning:team"), reverse("planning:skp", args=[skp.pk]),
        reverse("evidence:people"), reverse("evidence:on_plan", args=[skp.pk]),
        reverse("evidence:record_sheet", args=[skp.pk]), reverse("evidence:others", args=[skp.pk]),
        reverse("organisation:employee", args=[cast.beringin.pk]), reverse("evaluation:team"),
    ]  # fmt: skip


def test_no_page_of_the_coach_reads_the_reply(client: Client, cast: Cast, session: Coaching) -> None:
    sign_in(client, user_of(cast.kasi)).get("/")
    for url in pages_of(cast):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, url
        assert SECRET not in response.content.decode(), url
        asked = [each["sql"] for each in captured if "coachingreply" in each["sql"].lower()]
        # The list of replies to the coach as a superior of others is asked by reader, and is empty.
        assert not [sql for sql in asked if '"reader_id" =' not in sql], url


def test_the_coach_sees_the_same_page_before_and_after_the_reply(client: Client, cast: Cast, session: Coaching) -> None:
    def shown() -> str:
        text: str = sign_in(client, user_of(cast.kasi)).get(address("session", cast)).content.decode()
        return "\n".join(line for line in text.splitlines() if "csrf" not in line)

    after = shown()
    CoachingReply.objects.all().delete()
    assert shown() == after


def test_a_coach_who_rises_above_still_does_not_read_the_reply(client: Client, cast: Cast, session: Coaching) -> None:
    post = Assignment.objects.get(employee=cast.camat).position
    Assignment.objects.filter(employee__in=[cast.camat, cast.kasi]).update(until=date(2026, 11, 22))
    Assignment.objects.create(employee=cast.kasi, position=post, since=date(2026, 11, 23))
    CoachingReply.objects.update(reader=cast.kasi)  # even then
    sign_in(client, user_of(cast.kasi))
    assert client.get(address("reply", cast)).status_code == 404
    assert client.get(address("reply_document", cast)).status_code == 404


def test_the_ledger_page_shows_no_word_of_a_reply(client: Client, cast: Cast, session: Coaching) -> None:
    text = sign_in(client, cast.auditor).get("/buku-besar/").content.decode()
    assert "Umpan balik bimbingan dikirim" in text
    assert SECRET not in text
    assert SECRET not in sign_in(client, cast.auditor).get("/buku-besar/unduh/").getvalue().decode()


def test_a_coach_who_reads_the_ledger_does_not_find_who_answered(client: Client, cast: Cast) -> None:
    """Who heads the general affairs of a subdistrict often appraises, and is of the performance team."""
    plan = make_skp(cast, cast.beringin, state="set", appraiser=cast.kasubbag)
    [row] = services.record_sessions(
        plans=[plan], coach=cast.kasubbag, held_on=date(2026, 11, 20), topic="Arsip", notes="Arsip menumpuk.",
        agreed="", key="k", by=cast.team, at=AT,
    )  # fmt: skip
    services.send_reply(coaching=row, answers=answers(), note=SECRET, at=AT)
    sign_in(client, cast.team)
    page = client.get("/buku-besar/?tindakan=coaching.replied").content.decode()
    shown = page[page.index("<table") :]  # the field for a subject names an example of its own
    assert "Umpan balik bimbingan dikirim" in shown
    for secret in (f"skp:{row.skp_id}", user_of(cast.beringin).username, cast.beringin.full_name):
        assert secret not in shown


def test_the_reader_finds_the_reply_and_its_file(client: Client, cast: Cast, session: Coaching) -> None:
    sign_in(client, user_of(cast.camat))
    assert "Beringin Yasmin Contoh" in client.get(reverse("coaching:replies")).content.decode()
    response = client.get(address("reply", cast))
    assert SECRET in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert client.get(address("reply_document", cast)).content.startswith(b"%PDF-")


def test_the_person_fills_the_form_once(client: Client, cast: Cast, session: Coaching) -> None:
    CoachingReply.objects.all().delete()
    sign_in(client, user_of(cast.beringin))
    page = client.get(address("reply", cast)).content.decode()
    assert "tidak dapat membacanya" in page
    assert "belum terkonfirmasi" in page
    url = address("reply", cast)
    assert client.post(url, {**answers(), "POSITIF": "", "note": "Teks saya"}).status_code == 422
    assert client.post(url, {**answers(), "note": ""}).status_code == 302
    client.post(url, {**answers(), "note": "Lain"})
    assert CoachingReply.objects.get().note == ""


# --- counselling ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "coach"])
def test_no_page_of_anybody_else_shows_a_word_of_counselling(
    client: Client, cast: Cast, session: Coaching, role: str
) -> None:
    sign_in(client, account(cast, role, PEOPLE))
    for url in [*pages_of(cast), address("counselling", cast), "/buku-besar/", "/buku-besar/unduh/"]:
        response = client.get(url)
        body = response.getvalue() if response.streaming else response.content  # type: ignore[attr-defined]
        assert PROBLEM not in body.decode(), url


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in {"coach", "owner"}])
def test_nobody_else_learns_that_counselling_took_place(
    client: Client, cast: Cast, session: Coaching, role: str
) -> None:
    sign_in(client, account(cast, role, PEOPLE)).get("/")
    for url in pages_of(cast):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked = [each["sql"] for each in captured if '"evidence_counselling"' in each["sql"]]
        person = getattr(cast, PEOPLE[role])
        own = (f'"counsellor_id" = {person.pk}', f'"employee_id" = {person.pk}')
        assert all(any(condition in sql for condition in own) for sql in asked), url
        assert isinstance(person, Employee) or not asked


def test_the_person_sees_day_and_counsellor_and_nothing_else(client: Client, cast: Cast, session: Coaching) -> None:
    text = sign_in(client, user_of(cast.beringin)).get(reverse("coaching:mine")).content.decode()
    assert "19 Nov 2026 · Camar Oleander Contoh" in text
    assert PROBLEM not in text
    assert "Lega" not in text


def test_the_counsellor_completes_the_notes_and_a_stale_tab_loses_nothing(
    client: Client, cast: Cast, session: Coaching
) -> None:
    sign_in(client, user_of(cast.kasi))
    sent = {"held_on": "2026-11-19", "problem": PROBLEM, "outcome": "Membaik", "follow_up": "", "version": "1"}
    assert client.post(address("counselling", cast), sent).status_code == 302
    stale = client.post(address("counselling", cast), sent | {"outcome": "Isian kedua"})
    assert stale.status_code == 422
    assert "Membaik" in stale.content.decode()
    assert "Isian kedua" in stale.content.decode()
    assert "no-store" in stale["Cache-Control"]


def test_counselling_is_recorded_from_its_page(client: Client, cast: Cast, session: Coaching) -> None:
    sign_in(client, user_of(cast.camat))
    sent = {"held_on": "2026-11-23", "problem": "Lain", "key": "k2"}
    for _ in range(2):
        assert client.post(address("counselling_record", cast), sent).status_code == 302
    assert Counselling.objects.filter(counsellor=cast.camat).count() == 1
    assert entries("contoh", act="counselling.recorded").count() == 2


# --- the coach's forms ------------------------------------------------------------------


def test_a_group_session_is_recorded_from_the_page(client: Client, cast: Cast) -> None:
    plans = [make_skp(cast, person, state="set") for person in (cast.beringin, cast.cendana)]
    sign_in(client, user_of(cast.kasi))
    assert "Cendana Murai" in client.get(reverse("coaching:record") + f"?skp={plans[1].pk}").content.decode()
    sent = {
        "people": [plan.pk for plan in plans], "held_on": "2026-11-20", "topic": "Antrean", "notes": "Ramai",
        "key": "k",
    }  # fmt: skip
    assert client.post(reverse("coaching:record"), sent | {"notes": ""}).status_code == 422
    assert client.post(reverse("coaching:record"), sent).status_code == 302
    assert Coaching.objects.count() == 2


def test_somebody_elses_people_cannot_be_chosen(client: Client, cast: Cast) -> None:
    make_skp(cast, cast.beringin, state="set")
    other = make_skp(cast, cast.sengon, state="set", appraiser=cast.lurah)
    sent = {"people": [other.pk], "held_on": "2026-11-20", "topic": "x", "notes": "x", "key": "k"}
    assert sign_in(client, user_of(cast.kasi)).post(reverse("coaching:record"), sent).status_code == 422
    assert not Coaching.objects.exists()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["peer", "coach"])
def test_a_list_with_nothing_says_what_to_do(client: Client, cast: Cast, name: str, role: str) -> None:
    assert sign_in(client, account(cast, role, PEOPLE)).get(reverse(f"coaching:{name}")).status_code == 200


def test_one_more_line_of_scores_is_a_round_trip_that_keeps_what_was_typed(
    client: Client, cast: Cast, session: Coaching
) -> None:
    sent = {"lines": "1", "l0-competence": "Pelayanan", "l0-score": "", "l0-reason": "", "version": "2", "more": "1"}
    response = sign_in(client, user_of(cast.kasi)).post(address("scores", cast), sent)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="Pelayanan"' in text
    assert 'name="l1-competence"' in text


def test_a_score_without_its_reason_is_refused(client: Client, cast: Cast, session: Coaching) -> None:
    sent = {"lines": "1", "l0-competence": "Pelayanan", "l0-score": "3", "l0-reason": "", "version": "2"}
    response = sign_in(client, user_of(cast.kasi)).post(address("scores", cast), sent)
    assert response.status_code == 422
    assert "Tuliskan alasan nilai ini." in response.content.decode()


@pytest.mark.parametrize("lines", ["", "x", "²", "99999999"])
def test_an_odd_number_of_lines_breaks_nothing(client: Client, cast: Cast, session: Coaching, lines: str) -> None:
    url = address("scores", cast)
    assert sign_in(client, user_of(cast.kasi)).post(url, {"lines": lines, "version": "2"}).status_code == 422


# --- cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "name"),
    [("beringin", "mine"), ("kasi", "team"), ("kasi", "held"), ("kasi", "record"), ("camat", "replies"),
     ("kasi", "counselling_held")],
)  # fmt: skip
def test_a_list_asks_few_questions_however_long(client: Client, cast: Cast, who: str, name: str) -> None:
    counts = []
    for more in (range(1), range(1, 13)):
        for number in more:
            _one_more(cast, number)
        counts.append(cost_of(sign_in(client, user_of(getattr(cast, who))), reverse(f"coaching:{name}"))[0])
    assert counts[0] == counts[1] <= 12


def _one_more(cast: Cast, number: int) -> None:
    """One more person with a session, a reply and a counselling."""
    mine = Skp.objects.filter(employee=cast.beringin).first() or make_skp(cast, cast.beringin, state="set")
    person = make_employee(cast.agency, cast.service_section, f"1990010120140320{number + 10}", f"Orang {number}", "P")
    for skp in (mine, make_skp(cast, person, state="set")):
        row = Coaching.objects.create(
            skp=skp, held_on=date(2026, 11, 1), coach=cast.kasi, topic="x", notes="x", created_at=AT,
            idempotency_key=f"{skp.pk}-{number}",
        )  # fmt: skip
        CoachingReply.objects.create(coaching=row, reader=cast.camat, answers={}, sent_at=AT)
        Counselling.objects.create(
            employee=skp.employee, counsellor=cast.kasi, held_on=date(2026, 11, 1), problem="x", created_at=AT,
            idempotency_key=f"{skp.pk}-{number}",
        )  # fmt: skip
