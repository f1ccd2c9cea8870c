"""Role × page × act: who may open a plan, and that a closed door looks like a missing room."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terang.planning.models import Skp, WorkResult
from tests.cast import Cast, make_skp, user_of
from tests.web.people import PEOPLE, VIEWERS, account, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

PAGES: dict[str, set[str]] = {
    "skp": VIEWERS,
    "add_result": {"owner"},
    "approach": {"owner"},
    "annex": {"owner"},
    "submit": {"owner"},
    "result": {"owner"},
    "remove_result": {"owner"},
    "expectations": {"appraiser"},
    "review": {"appraiser"},
    "take_over": VIEWERS - {"owner", "auditor"},  # the page opens; only the appraiser of the day succeeds
}


def address(name: str, skp: Skp) -> str:
    pk = WorkResult.objects.get(skp=skp).pk if name in ("result", "remove_result", "move_result") else skp.pk
    return reverse(f"planning:{name}", args=[pk])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_plan_opens_only_for_its_roles(client: Client, cast: Cast, name: str, role: str) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, account(cast, role))
    expected = 200 if role in PAGES[name] else 404
    assert client.get(address(name, skp)).status_code == expected


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in {"owner", "appraiser"}])
@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("submit", {}),
        ("approach", {"approach": "qualitative"}),
        ("annex", {"support": "x"}),
        ("add_result", {"kind": "main", "statement": "x", "indicators": "0"}),
        ("result", {"kind": "main", "statement": "x", "indicators": "0"}),
        ("remove_result", {}),
        ("move_result", {"to": "up"}),
        ("expectations", {"LOYAL": "x"}),
        ("review", {"set": "1"}),
        ("review", {"return": "1", "reason": "x"}),
    ],
)
def test_nobody_else_can_write_into_a_plan(
    client: Client, cast: Cast, name: str, sent: dict[str, Any], role: str
) -> None:
    skp = make_skp(cast, cast.beringin, state="submitted" if name == "review" else "draft")
    sign_in(client, account(cast, role))
    assert client.post(address(name, skp), {"version": "1", **sent}).status_code == 404
    skp.refresh_from_db()
    assert skp.version == 1


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in VIEWERS])
def test_the_pdf_of_a_plan_is_closed_to_everybody_else(client: Client, cast: Cast, role: str) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    sign_in(client, account(cast, role))
    assert client.get(address("document", skp)).status_code == 404


@pytest.mark.parametrize("name", ["submit", "annex", "add_result", "approach"])
def test_the_appraiser_cannot_write_for_the_employee(client: Client, cast: Cast, name: str) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, user_of(cast.kasi))
    assert client.post(address(name, skp), {"version": "1"}).status_code == 404


@pytest.mark.parametrize("name", ["review", "expectations"])
def test_the_employee_cannot_act_as_appraiser(client: Client, cast: Cast, name: str) -> None:
    skp = make_skp(cast, cast.beringin, state="submitted")
    sign_in(client, user_of(cast.beringin))
    assert client.post(address(name, skp), {"version": "1", "set": "1"}).status_code == 404
    skp.refresh_from_db()
    assert skp.state == "submitted"


def test_what_is_not_yours_looks_like_what_is_not_there(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, user_of(cast.outsider))
    closed = client.get(reverse("planning:skp", args=[skp.pk]))
    missing = client.get(reverse("planning:skp", args=[skp.pk + 1000]))
    assert closed.status_code == missing.status_code == 404
    assert _body(closed) == _body(missing)


def _body(response: Any) -> str:
    """The page without its form token, which is new every time, and without its own address."""
    text: str = response.content.decode()
    lines = [line for line in text.splitlines() if "csrf" not in line and 'name="next"' not in line]
    return "\n".join(lines)


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", ["open_period", "close_period", "reopen_period"])
def test_only_the_performance_team_and_the_agency_admin_keep_periods(
    client: Client, cast: Cast, name: str, role: str
) -> None:
    sign_in(client, account(cast, role))
    url = reverse(f"planning:{name}", args=[] if name == "open_period" else [cast.period.pk])
    assert client.get(url).status_code == (200 if role in ("team", "admin") else 404)


def test_the_team_of_another_agency_does_not_keep_our_periods(client: Client, cast: Cast) -> None:
    from terang.identity.enums import Role
    from tests.cast import grant

    grant(user_of(cast.outsider), Role.PERFORMANCE_TEAM, cast.other_agency)
    sign_in(client, user_of(cast.outsider))
    assert client.post(reverse("planning:close_period", args=[cast.period.pk])).status_code == 404
    assert client.get(reverse("planning:skp", args=[make_skp(cast, cast.beringin).pk])).status_code == 404


def test_without_sign_in_every_page_leads_to_the_door(client: Client, cast: Cast) -> None:
    for name in ("periods", "mine", "team"):
        response = client.get(reverse(f"planning:{name}"))
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))  # type: ignore[attr-defined]
