"""A session that ended: nobody loses their way, and no part of a page turns into a sign-in page."""

from django.test import Client
from django.urls import reverse

from terang.identity.enums import DemoRole
from terang.identity.models import User
from tests.cast import Cast, user_of

PAGE = "/hasil/7/"


def asked_to_sign_in(next_page: str) -> str:
    return f"/accounts/login/?next={next_page}"


def test_a_page_leads_back_to_itself(client: Client, db: None) -> None:
    assert client.get("/skp/")["Location"] == asked_to_sign_in("/skp/")


def test_something_sent_leads_back_to_the_page_it_was_sent_from(client: Client, db: None) -> None:
    response = client.post(reverse("evaluation:acknowledge", args=[7]), headers={"Referer": f"http://testserver{PAGE}"})
    assert response["Location"] == asked_to_sign_in(PAGE)


def test_a_page_of_another_site_is_not_led_back_to(client: Client, db: None) -> None:
    response = client.post("/skp/mulai/", headers={"Referer": "https://contoh.example/"})
    assert response["Location"] == asked_to_sign_in("/skp/mulai/")


def test_the_sign_in_page_says_that_the_last_words_did_not_arrive(client: Client, db: None) -> None:
    page = client.post("/skp/mulai/", follow=True).content.decode()
    assert "Sesi Anda berakhir, jadi kiriman terakhir belum tersimpan." in page


def test_a_part_of_a_page_is_refused_without_a_page(client: Client, db: None) -> None:
    response = client.get("/skp/", headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (401, b"")


def test_the_cast_of_a_demo_comes_back_to_the_page_too(client: Client, cast: Cast, settings: object) -> None:
    settings.TERANG_DEMO = True  # type: ignore[attr-defined]
    camat = user_of(cast.camat)
    User.objects.filter(pk=camat.pk).update(is_demo=True, demo_role=DemoRole.CAMAT)
    response = client.post(reverse("identity:demo_sign_in", args=[camat.pk]), {"next": "/skp/"})
    assert response["Location"] == "/skp/"
