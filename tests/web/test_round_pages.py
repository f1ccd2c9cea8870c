"""Role × page for rounds of raters, what people do there, and what pages cost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from terang.evidence.enums import ResponseState, RoundState, TaskState
from terang.evidence.models import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAssignment,
    RoundResponse,
)
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rounds import OwnTask
from terang.evidence.services.round_close import every_night
from terang.jobs.models import Job
from terang.organisation.models import Employee
from tests.cast import Cast, make_employee, user_of
from tests.evidence.rounds import (
    LAST,
    TODAY,
    add_clerks,
    close,
    draw,
    fresh,
    make_round,
    open_round,
    send,
    tasks,
)
from tests.web.people import account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
PEOPLE = {
    "rater": "cendana",
    "ratee": "beringin",
    "superior": "kasi",
    "superior of superior": "camat",
    "team": "kasubbag",
    "auditor": "auditor",
    "operator": "operator",
    "admin": "admin",
    "outsider": "outsider",
}
# Page → state of the round in which it stands, and who opens it.
TEAM_PAGES: dict[str, tuple[str, set[str]]] = {
    "detail": ("open", {"team", "auditor"}),
    "extend": ("open", {"team"}),
    "replace": ("open", {"team"}),
    "close": ("open", {"team"}),
    "open": ("draft", {"team"}),
    "discard": ("draft", {"team"}),
    "publish": ("closed", {"team"}),
    "proposals": ("draft", {"superior", "superior of superior", "team"}),
}
POSTED = ("draw", "withdraw", "keep")
RATER_PAGES = ("answer", "step", "step_aside")


@pytest.fixture
def office(cast: Cast) -> Cast:
    add_clerks(cast)
    return cast


@pytest.fixture
def running(office: Cast) -> RaterRound:
    return open_round(office, AT)


def in_state(cast: Cast, state: str) -> RaterRound:
    if state == "draft":
        return draw(make_round(cast, AT), AT)
    given = open_round(cast, AT)
    return close(given, AT) if state == "closed" else given


def own_of(cast: Cast, person: str = "cendana") -> OwnTask:
    return next(own for own in tasks(getattr(cast, person)) if not own.is_named)


def rater_url(name: str, own: OwnTask) -> str:
    return reverse(f"rounds:{name}", args=[own.code, 1] if name in ("step", "keep") else [own.code])


# --- who opens what ---------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", TEAM_PAGES)
def test_a_page_about_a_round_opens_only_for_its_roles(client: Client, office: Cast, name: str, role: str) -> None:
    state, allowed = TEAM_PAGES[name]
    given = in_state(office, state)
    response = sign_in(client, account(office, role, PEOPLE)).get(reverse(f"rounds:{name}", args=[given.pk]))
    assert response.status_code == (200 if role in allowed else 404)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "rater"])
@pytest.mark.parametrize("name", RATER_PAGES)
def test_a_questionnaire_opens_for_its_rater_alone(
    client: Client, office: Cast, running: RaterRound, name: str, role: str
) -> None:
    own = own_of(office)
    assert sign_in(client, account(office, role, PEOPLE)).get(rater_url(name, own)).status_code == 404


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "rater"])
@pytest.mark.parametrize("name", ["keep", "withdraw", "answer", "step", "step_aside"])
def test_nobody_else_can_write_an_answer(
    client: Client, office: Cast, running: RaterRound, name: str, role: str
) -> None:
    url = rater_url(name, own_of(office))
    response = sign_in(client, account(office, role, PEOPLE)).post(url, {"ADAPTIF_1": "1", "kind": "family"})
    assert response.status_code == 404
    assert not RoundResponse.objects.exclude(state=ResponseState.WAITING).exists()
    assert not ConflictOfInterest.objects.exists()


@pytest.mark.parametrize("role", PEOPLE)
def test_only_the_team_changes_a_round(client: Client, office: Cast, role: str) -> None:
    given = in_state(office, "draft")
    browser = sign_in(client, account(office, role, PEOPLE))
    response = browser.post(reverse("rounds:open", args=[given.pk]), {"version": given.version})
    assert response.status_code == (302 if role == "team" else 404)
    assert (fresh(given).state == RoundState.OPEN) == (role == "team")


@pytest.mark.parametrize("role", PEOPLE)
def test_only_the_team_draws(client: Client, office: Cast, role: str) -> None:
    given = in_state(office, "draft")
    Job.objects.all().delete()
    response = sign_in(client, account(office, role, PEOPLE)).post(reverse("rounds:draw", args=[given.pk]))
    assert response.status_code == (302 if role == "team" else 404)
    assert Job.objects.exists() == (role == "team")


@pytest.mark.parametrize(("name", "allowed"), [
    ("mine", {"rater", "ratee", "superior", "superior of superior", "team", "outsider"}),
    ("relations", {"rater", "ratee", "superior", "superior of superior", "team", "outsider"}),
    ("team", {"team", "auditor"}),
    ("new", {"team"}),
    ("team_relations", {"team"}),
])  # fmt: skip
@pytest.mark.parametrize("role", PEOPLE)
def test_a_list_opens_only_for_its_roles(
    client: Client, office: Cast, running: RaterRound, name: str, allowed: set[str], role: str
) -> None:
    response = sign_in(client, account(office, role, PEOPLE)).get(reverse(f"rounds:{name}"))
    assert response.status_code == (200 if role in allowed else 404)


def test_a_superior_proposes_only_for_their_own_people(client: Client, office: Cast) -> None:
    given = in_state(office, "draft")
    browser = sign_in(client, office.kasi)
    assert browser.get(reverse("rounds:propose", args=[given.pk, office.beringin.pk])).status_code == 200
    assert browser.get(reverse("rounds:propose", args=[given.pk, office.sengon.pk])).status_code == 404


def test_nobody_proposes_once_the_round_is_open(client: Client, office: Cast, running: RaterRound) -> None:
    assert sign_in(client, office.kasi).get(reverse("rounds:proposals", args=[running.pk])).status_code == 404


def test_a_relation_is_ended_by_who_declared_it_or_the_team(client: Client, office: Cast) -> None:
    relation = ConflictOfInterest.objects.create(
        employee=office.beringin, other=office.cendana, kind="family", since=TODAY
    )
    url = reverse("rounds:end_relation", args=[relation.pk])
    assert sign_in(client, office.cendana).get(url).status_code == 404
    assert sign_in(client, office.kasubbag).get(url).status_code == 200
    assert sign_in(client, office.beringin).post(url).status_code == 302
    assert not ConflictOfInterest.objects.filter(until=None).exists()


# --- filling in -------------------------------------------------------------------------


def test_a_rater_fills_in_seven_steps_and_sends(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    browser = sign_in(client, office.cendana)
    for number, value in enumerate(running.policy["values"], start=1):
        url = reverse("rounds:step", args=[own.code, number])
        items = [item for item in running.policy["items"] if item.startswith(value)]
        said = dict.fromkeys(items, "4") | {"version": str(number), "comment": "Sabar." if number == 1 else ""}
        response = browser.post(url, said)
        assert response.status_code == 302, response.content.decode()[-3000:]
    assert response["Location"] == reverse("rounds:answer", args=[own.code])
    assert "Semua perilaku sudah dijawab" in browser.get(response["Location"]).content.decode()
    assert browser.post(response["Location"]).status_code == 302
    stored = RoundResponse.objects.get(pk=own.response.pk)
    assert stored.state == ResponseState.SENT
    assert stored.filled["comments"] == {"BERORIENTASI_PELAYANAN": "Sabar."}
    assert len(stored.filled["answers"]) == 21


def test_what_is_missing_is_said_and_nothing_is_lost(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    browser = sign_in(client, office.cendana)
    browser.post(rater_url("step", own), {"BERORIENTASI_PELAYANAN_1": "5", "version": "1", "comment": "Ramah."})
    response = browser.post(rater_url("answer", own))
    assert response.status_code == 422
    assert "20 perilaku" in response.content.decode()
    page = browser.get(rater_url("step", own)).content.decode()
    assert "Ramah." in page
    assert 'name="BERORIENTASI_PELAYANAN_1" value="5" checked' in page


def test_a_draft_is_kept_while_filling_in(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    browser = sign_in(client, office.cendana)
    said = {"BERORIENTASI_PELAYANAN_1": "3", "version": "1", "comment": ""}
    response = browser.post(rater_url("keep", own), said, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'name="version" value="2"' in response.content.decode()
    assert RoundResponse.objects.get(pk=own.response.pk).filled["answers"] == {"BERORIENTASI_PELAYANAN_1": 3}
    # The same once more, as after a lost answer.
    again = browser.post(rater_url("keep", own), said, headers={"HX-Request": "true"})
    assert 'name="version" value="2"' in again.content.decode()


def test_keeping_works_without_scripts(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    response = sign_in(client, office.cendana).post(rater_url("keep", own), {"version": "1"})
    assert response["Location"] == rater_url("step", own)


def test_an_older_page_is_shown_both_sides(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    browser = sign_in(client, office.cendana)
    browser.post(rater_url("step", own), {"BERORIENTASI_PELAYANAN_1": "5", "version": "1", "comment": "Baru."})
    response = browser.post(
        rater_url("step", own), {"BERORIENTASI_PELAYANAN_1": "2", "version": "1", "comment": "Lama."}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Baru." in page
    assert "Lama." in page
    assert 'name="version" value="2"' in page


def test_a_comment_that_is_too_long_keeps_what_was_typed(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    response = sign_in(client, office.cendana).post(rater_url("step", own), {"version": "1", "comment": "a" * 1001})
    assert response.status_code == 422
    assert "a" * 1001 in response.content.decode()


def test_a_sent_answer_is_taken_back_by_its_rater(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    send(own, AT)
    browser = sign_in(client, office.cendana)
    assert browser.get(rater_url("step", own)).status_code == 302
    assert "Tarik kembali" in browser.get(rater_url("answer", own)).content.decode()
    assert browser.post(rater_url("withdraw", own)).status_code == 302
    assert RoundResponse.objects.get(pk=own.response.pk).state == ResponseState.DRAFT


def test_who_steps_aside_is_asked_no_more(client: Client, office: Cast, running: RaterRound) -> None:
    own = own_of(office)
    browser = sign_in(client, office.cendana)
    assert browser.post(rater_url("step_aside", own), {}).status_code == 422
    assert browser.post(rater_url("step_aside", own), {"kind": "family"}).status_code == 302
    assert RoundAssignment.objects.get(pk=own.task.pk).state == TaskState.DECLINED
    assert browser.get(rater_url("answer", own)).status_code == 404


def test_a_relation_is_found_by_name_and_declared(client: Client, office: Cast) -> None:
    browser = sign_in(client, office.cendana)
    url = reverse("rounds:relations")
    assert "Beringin" in browser.get(url, {"q": "bering"}).content.decode()
    response = browser.post(f"{url}?q=bering", {"other": office.beringin.pk, "kind": "family"})
    assert response.status_code == 302
    assert ConflictOfInterest.objects.get().other == office.beringin
    assert browser.post(f"{url}?q=bering", {"other": office.beringin.pk, "kind": "family"}).status_code == 422


# --- the team ---------------------------------------------------------------------------


def said_of(office: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Semester II 2026", "period": office.period.pk, "opens_on": TODAY, "closes_on": LAST, "key": "k",
    } | changes  # fmt: skip


def test_the_team_prepares_a_round(client: Client, office: Cast) -> None:
    browser = sign_in(client, office.kasubbag)
    response = browser.post(reverse("rounds:new"), said_of(office, units=[office.kecamatan.pk]))
    made = RaterRound.objects.get()
    assert response["Location"] == reverse("rounds:detail", args=[made.pk])
    assert [each.unit for each in made.units.all()] == [office.kecamatan]
    assert "sedang dibagi" in browser.get(response["Location"]).content.decode()


def test_a_round_that_does_not_fit_keeps_what_was_typed(client: Client, office: Cast) -> None:
    said = said_of(office, closes_on=TODAY - timedelta(days=1), name="Putaran uji")
    response = sign_in(client, office.kasubbag).post(reverse("rounds:new"), said)
    assert response.status_code == 422
    assert "Putaran uji" in response.content.decode()


def test_the_team_checks_the_draw_in_counts(client: Client, office: Cast) -> None:
    given = in_state(office, "draft")
    page = sign_in(client, office.kasubbag).get(reverse("rounds:detail", args=[given.pk])).content.decode()
    assert "Mengapa penilai terpilih" in page
    for person in Employee.objects.filter(agency=office.agency).exclude(pk=office.kasubbag.pk):
        assert person.name not in page


def test_an_older_page_does_not_open_a_round(client: Client, office: Cast) -> None:
    given = in_state(office, "draft")
    sign_in(client, office.kasubbag).post(reverse("rounds:open", args=[given.pk]), {"version": "99"})
    assert fresh(given).state == RoundState.DRAFT


def test_the_team_discards_a_round(client: Client, office: Cast) -> None:
    given = in_state(office, "draft")
    sign_in(client, office.kasubbag).post(reverse("rounds:discard", args=[given.pk]), {"version": given.version})
    assert not RaterRound.objects.exists()


def test_the_team_extends_a_round(client: Client, office: Cast, running: RaterRound) -> None:
    browser, url = sign_in(client, office.kasubbag), reverse("rounds:extend", args=[running.pk])
    assert browser.post(url, {"closes_on": TODAY, "version": running.version}).status_code == 422
    assert browser.post(url, {"closes_on": date(2026, 12, 11), "version": "1"}).status_code == 422
    assert browser.post(url, {"closes_on": date(2026, 12, 11), "version": running.version}).status_code == 302


def test_the_team_replaces_somebody_without_learning_for_whom(
    client: Client, office: Cast, running: RaterRound
) -> None:
    browser, url = sign_in(client, office.kasubbag), reverse("rounds:replace", args=[running.pk])
    response = browser.post(f"{url}?q=cendana", {"absent": office.cendana.pk}, follow=True)
    page = response.content.decode()
    assert "Cendana Murai Contoh tidak lagi diminta" in page
    assert "Beringin" not in page
    assert not [own for own in tasks(office.cendana) if not own.is_sent]


def test_the_team_closes_and_publishes(client: Client, office: Cast, running: RaterRound) -> None:
    RaterRound.objects.update(closes_on=TODAY)
    browser = sign_in(client, office.kasubbag)
    response = browser.post(reverse("rounds:close", args=[running.pk]), {"version": running.version}, follow=True)
    assert "belakang layar" in response.content.decode()
    closed = close(running, AT)
    asked = browser.post(reverse("rounds:publish", args=[running.pk]), {"version": closed.version}, follow=True)
    assert "Hasil sedang dihitung" in asked.content.decode()
    assert closed.seal in asked.content.decode()
    assert Job.objects.filter(kind="rounds.publish").exists()


def test_progress_is_that_of_the_morning_and_rounded(client: Client, office: Cast, running: RaterRound) -> None:
    url = reverse("rounds:detail", args=[running.pk])
    browser = sign_in(client, office.kasubbag)
    for own in tasks(office.cendana):
        send(own, AT)
    assert "Belum dihitung" in browser.get(url).content.decode()
    every_night(given=running, day=TODAY, at=AT)
    page = browser.get(url).content.decode()
    assert "Seksi Pelayanan" in page
    assert "Kelurahan Amplas" not in page
    assert "10 %" in page or "0 %" in page


def test_proposals_are_stored(client: Client, office: Cast) -> None:
    given = in_state(office, "draft")
    url = reverse("rounds:propose", args=[given.pk, office.beringin.pk])
    assert sign_in(client, office.kasi).post(url, {"peers": [office.sengon.pk]}).status_code == 302
    assert PeerProposal.objects.get().peer == office.sengon


# --- what the rated person sees ---------------------------------------------------------


def test_a_rated_person_sees_that_a_round_runs_and_nothing_else(
    client: Client, office: Cast, running: RaterRound
) -> None:
    browser = sign_in(client, office.beringin)
    before = browser.get(reverse("rounds:mine")).content
    for key in RaterKey.objects.filter(round=running).exclude(employee=office.beringin).select_related("employee"):
        for own in tasks(key.employee):
            if own.ratee == office.beringin:
                send(own, AT, ADAPTIF="Rahasia.")
    after = browser.get(reverse("rounds:mine")).content
    assert "juga tentang Anda" in after.decode()
    assert _without_token(before) == _without_token(after)


def _without_token(page: bytes) -> bytes:
    import re

    return re.sub(rb'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]+"', b"", page)


# --- cost -------------------------------------------------------------------------------

COSTS = [("mine", "cendana"), ("detail", "kasubbag"), ("team", "kasubbag"), ("new", "kasubbag"), ("step", "cendana")]


@pytest.mark.parametrize(("name", "person"), COSTS)
def test_a_page_costs_few_questions_and_little_weight(
    client: Client, office: Cast, running: RaterRound, name: str, person: str
) -> None:
    every_night(given=running, day=TODAY, at=AT)
    url = {
        "detail": lambda: reverse("rounds:detail", args=[running.pk]),
        "step": lambda: rater_url("step", own_of(office)),
    }.get(name, lambda: reverse(f"rounds:{name}"))()
    cache.clear()
    asked, response = cost_of(sign_in(client, getattr(office, person)), url)
    assert asked <= 12
    assert len(response.content) <= 60_000


def test_the_own_list_costs_the_same_however_many_there_are(client: Client, office: Cast) -> None:
    open_round(office, AT, units=[office.service_section])
    few, _page = cost_of(sign_in(client, office.cendana), reverse("rounds:mine"))
    RaterRound.objects.all().delete()
    for number in range(4):
        make_employee(office.agency, office.service_section, f"19880101201201110{number}", f"Pala {number}", "Pala")
    open_round(office, AT, key="k2")
    many, _page = cost_of(sign_in(client, office.cendana), reverse("rounds:mine"))
    assert few == many


def test_who_is_rated_by_nobody_else_has_an_empty_list(client: Client, office: Cast) -> None:
    page = sign_in(client, user_of(office.outsider)).get(reverse("rounds:mine")).content.decode()
    assert "Tidak ada putaran yang sedang berjalan" in page
