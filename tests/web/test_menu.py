"""Where the menu says one is."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from terang.evidence.models import Evidence
from tests.cast import Cast, make_evaluation, make_progress, make_skp, make_unit_level, user_of


def here(html: str) -> list[str]:
    """The entries marked as the present place, in menu and tabs."""
    return re.findall(r'<a href="([^"]+)" aria-current="page"', html)


@pytest.mark.parametrize("name", ["evaluation:team", "planning:team"])
def test_judgements_and_plans_of_my_people_are_two_tabs_of_one_place(client: Client, cast: Cast, name: str) -> None:
    make_skp(cast, cast.beringin, state="set")
    client.force_login(user_of(cast.kasi), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert here(client.get(reverse(name)).content.decode()) == [reverse("evaluation:team"), reverse(name)]


def test_many_proofs_are_folded_after_the_sixth(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    make_unit_level(cast, cast.kecamatan)
    make_evaluation(skp)
    progress = make_progress(skp)
    Evidence.objects.bulk_create(
        Evidence(progress=progress, name=f"Bukti {n}", link=f"https://berkas.contoh.go.id/{n}") for n in range(9)
    )
    client.force_login(user_of(cast.kasi), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("evaluation:evaluate", args=[skp.pk])).content.decode()
    before, _, folded = page.partition("Bukti lainnya dari 9")
    assert before.count("berkas.contoh.go.id") == 6
    assert folded.count("berkas.contoh.go.id") == 3
