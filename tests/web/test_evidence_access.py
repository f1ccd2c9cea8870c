"""Role × page × act: who may see and write progress, evidence files and feedback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from terang.evidence.models import Evidence, Feedback, Progress
from terang.planning.models import Skp
from tests.cast import Cast, make_employee, make_feedback, make_progress, make_skp, user_of
from tests.web.people import PEOPLE, VIEWERS, account, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

PAGES: dict[str, set[str]] = {
    "record": {"owner"},
    "progress": VIEWERS,
    "withdraw": {"owner"},
    "file": VIEWERS,
    "on_plan": {"owner", "appraiser", "superior"},
    "give": {"appraiser", "superior", "peer"},
    "retract": {"peer"},  # who gave it
}


@pytest.fixture
def skp(cast: Cast) -> Iterator[Skp]:
    """A set plan with progress, a file and a remark of the peer."""
    plan = make_skp(cast, cast.beringin, state="set")
    row = Evidence(progress=make_progress(plan), name="Laporan.pdf", content_type="application/pdf", size=5, sha256="a")
    row.file.save("x.pdf", ContentFile(b"%PDF-"), save=True)
    make_feedback(plan, cast.cendana, "peer")
    yield plan
    row.file.delete(save=False)


def read(response: Any) -> bytes:
    """Read a page or file to its end, as a browser does."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(name: str) -> str:
    progress = Progress.objects.get()
    keys = {
        "record": progress.indicator_id,
        "progress": progress.indicator_id,
        "withdraw": progress.pk,
        "file": Evidence.objects.get().pk,
        "on_plan": Skp.objects.get(state="set").pk,
        "give": Skp.objects.get(state="set").pk,
        "retract": Feedback.objects.get().pk,
    }
    return reverse(f"evidence:{name}", args=[keys[name]])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    response = sign_in(client, account(cast, role)).get(address(name))
    assert response.status_code == (200 if role in PAGES[name] else 404)
    read(response)


WRITING: dict[str, dict[str, Any]] = {
    "record": {"on": "2026-11-24", "note": "x", "key": "k"},
    "withdraw": {"reason": "x"},
    "retract": {"reason": "x"},
    "give": {"text": "x", "kind": "incidental", "subject": ""},
}


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name in WRITING for role in PEOPLE if role not in PAGES[name]]
)
def test_nobody_else_can_write(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    assert sign_in(client, account(cast, role)).post(address(name), WRITING[name]).status_code == 404
    assert Progress.objects.get().withdrawn_at is None
    assert Feedback.objects.get().retracted_at is None


def test_a_subordinate_may_speak_but_not_look(client: Client, cast: Cast) -> None:
    plan = make_skp(cast, cast.kasi, state="set", appraiser=cast.camat)
    sign_in(client, user_of(cast.beringin))
    assert client.get(reverse("evidence:give", args=[plan.pk])).status_code == 200
    assert client.get(reverse("evidence:on_plan", args=[plan.pk])).status_code == 404
    assert client.get(reverse("planning:skp", args=[plan.pk])).status_code == 404


def test_a_withdrawn_file_is_open_to_its_owner_only(client: Client, cast: Cast, skp: Skp) -> None:
    Progress.objects.update(withdrawn_at=datetime(2026, 11, 1, tzinfo=UTC), withdrawn_reason="Keliru")
    response = sign_in(client, user_of(cast.beringin)).get(address("file"))
    assert response.status_code == 200
    read(response)
    assert sign_in(client, user_of(cast.kasi)).get(address("file")).status_code == 404


def test_a_giver_of_another_remark_cannot_take_this_one_back(client: Client, cast: Cast, skp: Skp) -> None:
    other = make_employee(cast.agency, cast.service_section, "199001012014031011", "Damar Contoh", "Pengelola Lain")
    make_feedback(skp, other, "peer")
    url = reverse("evidence:retract", args=[Feedback.objects.order_by("pk")[0].pk])
    assert sign_in(client, user_of(other)).post(url, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["progress", "file", "give", "on_plan", "retract", "withdraw", "record"])
def test_what_is_not_there_is_not_found(client: Client, cast: Cast, name: str) -> None:
    assert sign_in(client, user_of(cast.beringin)).get(reverse(f"evidence:{name}", args=[987654])).status_code == 404


@pytest.mark.parametrize("name", ["log", "feedback", "given", "people"])
def test_an_account_without_a_post_has_no_work_of_its_own(client: Client, cast: Cast, name: str) -> None:
    assert sign_in(client, cast.operator).get(reverse(f"evidence:{name}")).status_code == 404


def test_a_file_is_saved_and_never_run(client: Client, cast: Cast, skp: Skp) -> None:
    response = sign_in(client, user_of(cast.kasi)).get(address("file"))
    assert read(response) == b"%PDF-"
    assert response["Content-Disposition"] == 'attachment; filename="Laporan.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
