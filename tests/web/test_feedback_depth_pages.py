"""Drafts, others with a standing and the record of feedback on pages: who opens them, and that nothing leaks."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.evidence.enums import FeedbackKind
from terang.evidence.models import Feedback, FeedbackDraft, FeedbackStanding
from terang.planning.models import Skp, WorkResult
from tests.cast import Cast, make_employee, make_feedback, make_skp, user_of
from tests.web import people
from tests.web.people import account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
WORDS = "Kalimat yang belum selesai"
PEOPLE = people.PEOPLE | {"other": "sengon"}
PAGES: dict[str, set[str]] = {
    "record_sheet": {"owner", "appraiser", "superior"},
    "record_document": {"owner", "appraiser", "superior"},
    "others": {"owner", "appraiser", "superior", "team"},
    "add_other": {"appraiser", "team"},
    "end_other": {"appraiser", "team"},
    "discard": {"peer"},  # who wrote it
    "give": {"appraiser", "superior", "peer", "other"},
}


@pytest.fixture
def skp(cast: Cast) -> Skp:
    """A plan with a remark of the peer, a draft of the peer and a standing of the clerk of another unit."""
    plan = make_skp(cast, cast.beringin, state="set")
    make_feedback(plan, cast.cendana, "peer")
    FeedbackDraft.objects.create(giver=cast.cendana, skp=plan, kind="incidental", text=WORDS, changed_at=AT)
    FeedbackStanding.objects.create(
        skp=plan, employee=cast.sengon, reason="Ketua tim pendataan", granted_by="x", granted_at=AT
    )
    return plan


def address(name: str, skp: Skp) -> str:
    return reverse(f"evidence:{name}", args=[FeedbackStanding.objects.get().pk if name == "end_other" else skp.pk])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    response = sign_in(client, account(cast, role, PEOPLE)).get(address(name, skp))
    assert response.status_code == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize(
    ("name", "role"), [(n, r) for n in ("add_other", "end_other", "discard") for r in PEOPLE if r not in PAGES[n]]
)
def test_nobody_else_can_write(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    sent = {"person": cast.lurah.pk, "reason": "x"}
    assert sign_in(client, account(cast, role, PEOPLE)).post(address(name, skp) + "?q=pinus", sent).status_code == 404
    assert FeedbackStanding.objects.get().ended_at is None
    assert FeedbackDraft.objects.exists()


def test_the_team_does_not_decide_about_its_own_plan(client: Client, cast: Cast) -> None:
    plan = make_skp(cast, cast.kasubbag, state="set", appraiser=cast.camat)
    sign_in(client, cast.team)
    assert client.get(reverse("evidence:others", args=[plan.pk])).status_code == 200
    assert client.get(reverse("evidence:add_other", args=[plan.pk])).status_code == 404


# --- drafts -----------------------------------------------------------------------------


def keep(client: Client, skp: Skp, **changes: Any) -> Any:
    sent = {"text": "Belum selesai", "kind": "regular", "subject": "LOYAL", "draft": "1"} | changes
    return client.post(reverse("evidence:give", args=[skp.pk]), sent)


def test_a_draft_comes_back_when_the_form_is_opened_again(client: Client, cast: Cast, skp: Skp) -> None:
    sign_in(client, user_of(cast.cendana))
    result = WorkResult.objects.get(skp=skp)
    assert keep(client, skp, subject=f"r{result.pk}").status_code == 302
    text = client.get(reverse("evidence:give", args=[skp.pk])).content.decode()
    assert "Belum selesai" in text
    assert f'<option value="r{result.pk}" selected>' in text
    assert not Feedback.objects.exclude(text="Cepat dan sabar melayani lansia.").exists()


def test_the_writer_finds_the_draft_and_throws_it_away(client: Client, cast: Cast, skp: Skp) -> None:
    sign_in(client, user_of(cast.cendana))
    text = client.get(reverse("evidence:given")).content.decode()
    assert WORDS in text
    assert "Lanjutkan" in text
    assert client.post(address("discard", skp)).status_code == 302
    assert WORDS not in client.get(reverse("evidence:given")).content.decode()


def test_a_draft_that_can_no_longer_be_given_has_no_way_on(client: Client, cast: Cast, skp: Skp) -> None:
    FeedbackDraft.objects.update(giver=cast.sengon)
    FeedbackStanding.objects.update(ended_at=AT)
    text = sign_in(client, user_of(cast.sengon)).get(reverse("evidence:given")).content.decode()
    assert "tidak lagi dapat memberi umpan balik" in text
    assert address("give", skp) not in text


def test_an_empty_draft_is_refused_and_keeps_the_choice(client: Client, cast: Cast, skp: Skp) -> None:
    response = keep(sign_in(client, user_of(cast.kasi)), skp, text="")
    assert response.status_code == 422
    assert '<option value="LOYAL" selected>' in response.content.decode()


READ_BY_OTHERS = ["home", "evidence:feedback", "evidence:given", "evidence:people", "planning:mine", "coaching:mine"]


@pytest.mark.parametrize("role", [role for role in PEOPLE if role != "peer"])
def test_nobody_else_reads_a_draft(client: Client, cast: Cast, skp: Skp, role: str) -> None:
    sign_in(client, account(cast, role, PEOPLE))
    plan_pages = [address(name, skp) for name in ("record_sheet", "others", "on_plan", "give")]
    for url in [*map(reverse, READ_BY_OTHERS), *plan_pages, "/buku-besar/", reverse("planning:skp", args=[skp.pk])]:
        assert WORDS not in client.get(url).content.decode(), url


# --- others and the record --------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "appraiser", "superior"])
@pytest.mark.parametrize("name", ["record_sheet", "record_document", "on_plan", "others"])
def test_no_reader_learns_who_said_what(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    row = make_feedback(skp, cast.sengon, "other", text="Datanya selalu tepat.")
    Feedback.objects.filter(pk=row.pk).update(on=date(2026, 11, 9))
    sign_in(client, account(cast, role, PEOPLE)).get("/")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address(name, skp))
    assert response.status_code == 200
    assert not [each["sql"] for each in captured if "feedbackgiver" in each["sql"].lower()]
    if name == "others":
        assert "Sengon Ulin Contoh" in response.content.decode()
        assert "Datanya" not in response.content.decode()
    elif name != "record_document":
        text = response.content.decode()
        assert "Rekan, bawahan, atau pihak lain" in text
        for secret in ("Sengon", "Cendana", "9 Nov"):
            assert secret not in text


def test_the_person_sees_that_a_standing_exists_and_why(client: Client, cast: Cast, skp: Skp) -> None:
    text = sign_in(client, user_of(cast.beringin)).get(address("others", skp)).content.decode()
    assert "Ketua tim pendataan" in text
    assert "Tunjuk pihak lain" not in text


def test_the_appraiser_names_somebody_found_by_name(client: Client, cast: Cast, skp: Skp) -> None:
    sign_in(client, user_of(cast.kasi))
    url = address("add_other", skp) + "?q=pinus"
    assert "Pinus Flamboyan Contoh" in client.get(url).content.decode()
    assert client.post(url, {"person": cast.lurah.pk, "reason": ""}).status_code == 422
    assert client.post(url, {"person": cast.lurah.pk, "reason": "Rapat mingguan"}).status_code == 302
    assert FeedbackStanding.objects.filter(employee=cast.lurah, ended_at=None).exists()
    assert sign_in(client, user_of(cast.lurah)).get(address("give", skp)).status_code == 200


def test_somebody_who_was_not_offered_cannot_be_named(client: Client, cast: Cast, skp: Skp) -> None:
    sent = {"person": cast.outsider.pk, "reason": "x"}
    assert sign_in(client, user_of(cast.kasi)).post(address("add_other", skp), sent).status_code == 422


def test_a_standing_is_ended_from_its_page(client: Client, cast: Cast, skp: Skp) -> None:
    assert sign_in(client, user_of(cast.kasi)).post(address("end_other", skp)).status_code == 302
    assert sign_in(client, user_of(cast.sengon)).get(address("give", skp)).status_code == 404


def test_the_record_is_a_file_too(client: Client, cast: Cast, skp: Skp) -> None:
    response = sign_in(client, user_of(cast.beringin)).get(address("record_document", skp))
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]


def test_the_appraiser_is_told_what_is_overdue(client: Client, cast: Cast, skp: Skp) -> None:
    sign_in(client, user_of(cast.kasi))
    assert "Jatuh tempo 31 Mar 2026" in client.get(reverse("evidence:people")).content.decode()
    assert "sejak 31 Mar 2026" in client.get(address("on_plan", skp)).content.decode()


def test_a_peer_is_not_told_what_the_appraiser_owes(client: Client, cast: Cast, skp: Skp) -> None:
    text = sign_in(client, user_of(cast.cendana)).get(reverse("evidence:people")).content.decode()
    assert "Jatuh tempo" not in text


@pytest.mark.parametrize(
    ("who", "name"),
    [("cendana", "given"), ("kasi", "people"), ("kasi", "record_sheet"), ("kasi", "others"), ("kasi", "add_other")],
)
def test_a_page_asks_few_questions_however_long(client: Client, cast: Cast, skp: Skp, who: str, name: str) -> None:
    url = reverse("evidence:" + name) if name in ("given", "people") else address(name, skp) + "?q=orang"
    counts = []
    for more in (range(1), range(1, 13)):
        for number in more:
            _one_more(cast, skp, number)
        counts.append(cost_of(sign_in(client, user_of(getattr(cast, who))), url)[0])
    assert counts[0] == counts[1] <= 12


def _one_more(cast: Cast, skp: Skp, number: int) -> None:
    """One more person with a plan, a draft about it, a standing and a remark."""
    nip = f"1990010120140320{number + 10}"
    person = make_employee(cast.agency, cast.service_section, nip, f"Orang {number} Contoh", "Pengelola")
    plan = make_skp(cast, person, state="set")
    FeedbackDraft.objects.create(giver=cast.cendana, skp=plan, kind="incidental", text="x", changed_at=AT)
    far = make_employee(cast.agency, cast.kelurahan, nip[:-2] + str(number + 40), f"Jauh {number} Contoh", "Pengelola")
    FeedbackStanding.objects.create(skp=skp, employee=far, reason="x", granted_by="x", granted_at=AT)
    make_feedback(skp, cast.kasi, "superior", text=f"Kejadian {number}")
    Feedback.objects.filter(role="superior").update(kind=FeedbackKind.REGULAR)
