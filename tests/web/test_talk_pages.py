"""The pages of talks and remarks: what is kept when refused, what leads where, what they cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.planning.enums import DialogueState, SkpState
from terang.planning.models import Comment, Dialogue, Skp
from tests.cast import Cast, make_action, make_comment, make_skp, make_talk, user_of
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

TYPED = {"purpose": "monitoring", "day": "2026-11-30", "hour": "09:00", "place": "Ruang rapat", "agenda": "Capaian"}
SAID = {"held_on": "2026-11-20", "minutes": "Dibahas bersama.", "a1-text": "Menata loket", "a1-owner": "appraiser"}


@pytest.fixture
def plan(cast: Cast) -> Skp:
    return make_skp(cast, cast.beringin, state=SkpState.SET)


def held(plan: Skp, cast: Cast) -> Dialogue:
    talk = make_talk(plan)
    Dialogue.objects.update(state=DialogueState.HELD, minutes="Dibahas.", minutes_by=cast.kasi, held_on="2026-11-20")
    talk.refresh_from_db()
    return talk


def at(name: str, pk: int) -> str:
    return reverse(f"dialogue:{name}", args=[pk])


def test_a_talk_is_arranged_in_the_time_of_the_office(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.beringin))
    shown = client.post(at("arrange", plan.pk), TYPED, follow=True).content.decode()
    assert Dialogue.objects.get().planned_for.hour == 2
    assert "09.00" in shown


def test_what_was_typed_stays_when_the_hour_is_missing(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.beringin))
    answer = client.post(at("arrange", plan.pk), TYPED | {"hour": ""})
    assert answer.status_code == 422
    assert "Ruang rapat" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_absurd_day_is_refused_with_a_page(client: Client, cast: Cast, plan: Skp, day: str) -> None:
    sign_in(client, user_of(cast.beringin))
    assert client.post(at("arrange", plan.pk), TYPED | {"day": day}).status_code == 422


def test_a_talk_changed_elsewhere_is_shown_beside_what_was_typed(client: Client, cast: Cast, plan: Skp) -> None:
    talk = make_talk(plan)
    Dialogue.objects.update(version=2, place="Aula kecamatan")
    sign_in(client, user_of(cast.kasi))
    answer = client.post(at("rearrange", talk.pk), TYPED | {"version": "1", "place": "Lapangan"})
    assert answer.status_code == 422
    assert all(text in answer.content.decode() for text in ("Aula kecamatan", "Lapangan", 'name="version" value="2"'))


def test_minutes_with_an_action_are_kept(client: Client, cast: Cast, plan: Skp) -> None:
    talk = make_talk(plan)
    sign_in(client, user_of(cast.kasi))
    shown = client.post(at("minutes", talk.pk), SAID | {"version": "1"}, follow=True).content.decode()
    assert all(text in shown for text in ("Dibahas bersama.", "Menata loket", "menunggu persetujuan"))


def test_minutes_that_lack_words_keep_their_actions(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.kasi))
    answer = client.post(at("minutes", make_talk(plan).pk), SAID | {"minutes": "", "version": "1"})
    assert answer.status_code == 422
    assert "Menata loket" in answer.content.decode()


def test_an_action_without_words_says_what_is_missing(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.kasi))
    typed = SAID | {"a5-text": "", "a5-due": "2026-12-01", "a5-owner": "employee", "version": "1"}
    answer = client.post(at("minutes", make_talk(plan).pk), typed)
    assert answer.status_code == 422
    assert "Tuliskan tindak lanjutnya." in answer.content.decode()


def test_minutes_written_elsewhere_are_shown_beside_what_was_typed(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.beringin))
    answer = client.post(at("minutes", talk.pk), SAID | {"version": "0"})
    assert answer.status_code == 422
    assert all(text in answer.content.decode() for text in ("Dibahas.", "Dibahas bersama."))


def test_minutes_that_were_corrected_are_read_on_the_page_of_the_talk(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.kasi))
    typed = SAID | {"version": talk.version}
    shown = client.post(at("minutes", talk.pk), typed, follow=True).content.decode()
    assert all(text in shown for text in ("Catatan sebelum diperbaiki", "Dibahas.", "Dibahas bersama."))


def test_the_other_side_agrees_with_one_press(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.beringin))
    shown = client.post(at("reply", talk.pk), {"version": talk.version, "confirm": "1"}, follow=True).content.decode()
    assert "Catatan disepakati" in shown


def test_a_request_for_correction_is_kept_when_the_minutes_changed(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.beringin))
    typed = {"version": "9", "correct": "1", "correction": "Tanggalnya keliru."}
    answer = client.post(at("reply", talk.pk), typed)
    assert answer.status_code == 422
    assert "Tanggalnya keliru." in answer.content.decode()


def test_a_request_for_correction_needs_words(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.beringin))
    assert client.post(at("reply", talk.pk), {"version": "1", "correct": "1", "correction": ""}).status_code == 422


def test_who_wrote_the_minutes_is_not_asked_to_agree(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    sign_in(client, user_of(cast.kasi))
    assert at("reply", talk.pk) not in client.get(at("talk", talk.pk)).content.decode()


def test_the_superior_above_reads_and_finds_no_button(client: Client, cast: Cast, plan: Skp) -> None:
    talk = held(plan, cast)
    make_action(talk)
    sign_in(client, user_of(cast.camat))
    shown = client.get(at("talk", talk.pk)).content.decode()
    assert "Dibahas." in shown
    assert "Tandai selesai" not in shown


def test_a_talk_is_called_off_with_a_reason(client: Client, cast: Cast, plan: Skp) -> None:
    talk = make_talk(plan)
    sign_in(client, user_of(cast.kasi))
    assert client.post(at("cancel", talk.pk), {"version": "1", "reason": ""}).status_code == 422
    shown = client.post(at("cancel", talk.pk), {"version": "1", "reason": "Dinas luar"}, follow=True).content.decode()
    assert "Dinas luar" in shown


def test_an_action_is_marked_done(client: Client, cast: Cast, plan: Skp) -> None:
    action = make_action(held(plan, cast))
    sign_in(client, user_of(cast.beringin))
    assert "Selesai 24" in client.post(at("finish", action.pk), follow=True).content.decode()


def test_the_calendar_file_is_one(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.beringin))
    answer = client.get(at("calendar", make_talk(plan).pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20261130T020000Z\r\n" in answer.content


def test_the_paper_has_a_line_for_each_side(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.beringin))
    assert client.get(at("sheet", held(plan, cast).pk)).content.decode().count("t-signatures__line") == 2


def test_a_proposal_is_made_and_answered(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, user_of(cast.beringin))
    typed = {"kind": "proposal", "text": "Target per bulan.", "result": "", "key": "k1"}
    assert "Target per bulan." in client.post(at("say", plan.pk), typed, follow=True).content.decode()
    sign_in(client, user_of(cast.kasi))
    said = Comment.objects.get()
    assert client.post(at("answer", said.pk), {"agree": "1", "answer": ""}).status_code == 422
    shown = client.post(at("answer", said.pk), {"agree": "1", "answer": "Baik."}, follow=True).content.decode()
    assert "Disepakati" in shown


def test_a_result_of_another_plan_cannot_be_chosen(client: Client, cast: Cast, plan: Skp) -> None:
    other = make_skp(cast, cast.cendana).results.get()
    sign_in(client, user_of(cast.beringin))
    typed = {"kind": "remark", "text": "Komentar.", "result": other.pk, "key": "k1"}
    assert client.post(at("say", plan.pk), typed).status_code == 422


@pytest.mark.parametrize(("page", "person"), [("submit", "beringin"), ("review", "kasi")])
def test_open_proposals_are_a_hint_and_no_block(client: Client, cast: Cast, page: str, person: str) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, user_of(getattr(cast, person)))
    address, hint = reverse(f"planning:{page}", args=[skp.pk]), "Ada usul perubahan yang belum dijawab"
    assert hint not in client.get(address).content.decode()
    make_comment(skp, cast.beringin)
    assert hint in client.get(address).content.decode()


@pytest.mark.parametrize(("page", "person"), [("skp", "beringin"), ("skp", "kasi"), ("team", "kasi")])
def test_plan_and_team_lead_to_the_talks(client: Client, cast: Cast, plan: Skp, page: str, person: str) -> None:
    sign_in(client, user_of(getattr(cast, person)))
    shown = client.get(reverse(f"planning:{page}", args=[plan.pk] if page == "skp" else []))
    assert at("talks", plan.pk) in shown.content.decode()


def test_the_performance_team_is_shown_no_way_to_the_talks(client: Client, cast: Cast, plan: Skp) -> None:
    sign_in(client, cast.team)
    assert at("talks", plan.pk) not in client.get(reverse("planning:skp", args=[plan.pk])).content.decode()


def test_a_draft_that_changes_the_plan_leads_to_the_talks_of_the_plan(client: Client, cast: Cast, plan: Skp) -> None:
    draft = Skp.objects.get(pk=plan.pk)
    draft.pk, draft.amends, draft.state = None, plan, SkpState.DRAFT
    draft.save()
    sign_in(client, user_of(cast.beringin))
    assert client.get(at("talks", draft.pk))["Location"] == at("talks", plan.pk)


@pytest.mark.parametrize("rows", [1, 8])
def test_the_list_costs_the_same_for_one_row_and_for_many(client: Client, cast: Cast, plan: Skp, rows: int) -> None:
    for n in range(rows):
        make_action(make_talk(plan))
        make_comment(plan, cast.beringin, f"Usul {n}")
    sign_in(client, user_of(cast.kasi))
    client.get(at("talks", plan.pk))
    with CaptureQueriesContext(connection) as seen:
        client.get(at("talks", plan.pk))
    assert len(seen) == 11


def test_one_talk_costs_few_statements(client: Client, cast: Cast, plan: Skp) -> None:
    action = make_action(held(plan, cast))
    sign_in(client, user_of(cast.kasi))
    client.get(at("talk", action.dialogue_id))
    with CaptureQueriesContext(connection) as seen:
        client.get(at("talk", action.dialogue_id))
    assert len(seen) == 9
