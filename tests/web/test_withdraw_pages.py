"""The page on which an owner takes a plan back: who may open it, what it does, what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.planning.enums import SkpState
from terang.planning.models import Skp
from tests.cast import Cast, make_skp, user_of
from tests.web.people import PEOPLE, account, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")


def handed_in(cast: Cast) -> Skp:
    skp = make_skp(cast, cast.beringin)
    Skp.objects.filter(pk=skp.pk).update(state=SkpState.SUBMITTED)
    skp.refresh_from_db()
    return skp


def address(skp: Skp) -> str:
    return reverse("dialogue:withdraw", args=[skp.pk])


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_owner_finds_the_page(client: Client, cast: Cast, role: str, method: str) -> None:
    skp = handed_in(cast)
    sign_in(client, account(cast, role))
    status = getattr(client, method)(address(skp), {"version": skp.version}).status_code
    assert status == ((200 if method == "get" else 302) if role == "owner" else 404)
    skp.refresh_from_db()
    assert (skp.state == SkpState.DRAFT) is (role == "owner" and method == "post")


def test_the_plan_leads_to_the_page_while_it_waits(client: Client, cast: Cast) -> None:
    skp = handed_in(cast)
    sign_in(client, user_of(cast.beringin))
    assert address(skp) in client.get(reverse("planning:skp", args=[skp.pk])).content.decode()
    client.post(address(skp), {"version": skp.version})
    assert address(skp) not in client.get(reverse("planning:skp", args=[skp.pk])).content.decode()


def test_sent_twice_it_says_so_and_changes_nothing_more(client: Client, cast: Cast) -> None:
    skp = handed_in(cast)
    sign_in(client, user_of(cast.beringin))
    client.post(address(skp), {"version": skp.version})
    answer = client.post(address(skp), {"version": skp.version}, follow=True).content.decode()
    assert "berstatus Draf" in answer


def test_a_page_of_an_old_version_takes_nothing_back(client: Client, cast: Cast) -> None:
    skp = handed_in(cast)
    Skp.objects.filter(pk=skp.pk).update(version=skp.version + 1)
    sign_in(client, user_of(cast.beringin))
    answer = client.post(address(skp), {"version": skp.version}, follow=True).content.decode()
    skp.refresh_from_db()
    assert "baru saja diubah" in answer
    assert skp.state == SkpState.SUBMITTED


def test_a_plan_that_does_not_wait_explains_itself(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, user_of(cast.beringin))
    assert "tidak sedang menunggu keputusan" in client.get(address(skp)).content.decode()


def test_the_page_costs_few_statements(client: Client, cast: Cast) -> None:
    skp = handed_in(cast)
    sign_in(client, user_of(cast.beringin))
    client.get(address(skp))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(address(skp))
    assert len(seen) == 6
