"""The pages of an addendum: from the plan to the draft, over the appraiser's desk, to the compared versions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.planning import services
from terang.planning.enums import Approach, Ground, SkpState
from terang.planning.models import Indicator, Skp, SkpVersion
from terang.planning.services import addendum
from tests.cast import Cast, make_skp, user_of
from tests.planning.test_addendum import AT, agreed, hand_in, retarget, set_it, started
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

REASON = {"ground": Ground.STRATEGY.value, "reason": "Anggaran berubah"}


def page(client: Client, name: str, skp: Skp, query: str = "") -> str:
    return client.get(reverse(name, args=[skp.pk]) + query).content.decode()


def test_the_owner_begins_and_lands_on_the_draft_that_says_what_it_is(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    sign_in(client, user_of(cast.beringin))
    assert reverse("addendum:start", args=[skp.pk]) in page(client, "planning:skp", skp)
    answer = client.post(reverse("addendum:start", args=[skp.pk]), REASON, follow=True)
    draft = Skp.objects.get(amends=skp)
    assert answer.redirect_chain[-1][0] == reverse("planning:skp", args=[draft.pk])
    text = answer.content.decode()
    assert "belum berlaku" in text
    assert reverse("planning:skp", args=[skp.pk]) in text


def test_the_plan_says_that_an_addendum_is_being_written(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    sign_in(client, user_of(cast.beringin))
    for text in (page(client, "planning:skp", skp), client.get(reverse("planning:mine")).content.decode()):
        assert "Addendum sedang disusun" in text
        assert reverse("planning:skp", args=[draft.pk]) in text


def test_without_ground_and_reason_the_page_says_what_to_do_and_keeps_what_was_typed(
    client: Client, cast: Cast
) -> None:
    skp = agreed(cast)
    sign_in(client, user_of(cast.beringin))
    answer = client.post(reverse("addendum:start", args=[skp.pk]), {"reason": "Anggaran berubah"})
    assert answer.status_code == 422
    assert "Anggaran berubah" in answer.content.decode()
    assert "Pilih dasar perubahan" in answer.content.decode()


def test_sent_twice_one_draft_stands(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    sign_in(client, user_of(cast.beringin))
    for _ in range(2):
        assert client.post(reverse("addendum:start", args=[skp.pk]), REASON).status_code == 302
    assert Skp.objects.filter(amends=skp).count() == 1


def test_a_second_reason_is_not_swallowed(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    started(cast, skp)
    sign_in(client, user_of(cast.kasi))
    answer = client.post(reverse("addendum:start", args=[skp.pk]), REASON | {"reason": "Lain"}, follow=True)
    assert "sudah dimulai" in answer.content.decode()


def test_the_appraiser_sets_it_and_lands_on_the_plan(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    retarget(cast, draft)
    draft = hand_in(cast, draft)
    sign_in(client, user_of(cast.kasi))
    assert "Tetapkan addendum ini?" in page(client, "planning:review", draft)
    answer = client.post(reverse("planning:review", args=[draft.pk]), {"set": "1", "version": draft.version})
    assert answer.headers["Location"] == reverse("planning:skp", args=[skp.pk])
    assert Indicator.objects.filter(result__skp=skp, target_low=20).exists()


def test_the_draft_is_compared_with_what_is_in_force(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    sign_in(client, user_of(cast.kasi))
    assert "Tidak ada perbedaan" in page(client, "addendum:versions", skp)
    retarget(cast, draft)
    text = page(client, "addendum:versions", skp, "?ke=draf")
    assert "12 laporan" in text
    assert "20 laporan" in text
    assert "Indikator ditambahkan" in text


def test_another_rhythm_of_feedback_is_a_difference(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    services.change_approach(
        skp=draft, version=1, approach=Approach.QUANTITATIVE, feedback_months=6, by=user_of(cast.beringin), at=AT
    )
    set_it(cast, hand_in(cast, draft))
    first, second = SkpVersion.objects.filter(skp=skp)
    assert first.sha256 != second.sha256
    sign_in(client, user_of(cast.beringin))
    assert "Jarak umpan balik berkala" in page(client, "addendum:versions", skp)


def test_two_versions_tell_what_was_and_what_is_why_and_by_whom(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    retarget(cast, draft)
    set_it(cast, hand_in(cast, draft))
    sign_in(client, user_of(cast.beringin))
    text = page(client, "addendum:versions", skp, "?dari=1&ke=2")
    for words in ("12 laporan", "20 laporan", "Anggaran berubah", "PP 30/2019 Pasal 28", cast.kasi.full_name):
        assert words in text


def test_a_version_compared_with_itself_or_with_nonsense_is_no_error(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    started(cast, skp)
    sign_in(client, user_of(cast.beringin))
    assert "Tidak ada perbedaan" in page(client, "addendum:versions", skp, "?dari=1&ke=1")
    assert "Versi 1" in page(client, "addendum:versions", skp, "?dari=x&ke=99")


def test_a_plan_set_before_versions_were_kept_is_marked(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    sign_in(client, user_of(cast.beringin))
    assert "sebelum versi disimpan" in page(client, "addendum:versions", skp)


def test_a_plan_that_was_never_set_has_no_version(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, user_of(cast.beringin))
    assert "Belum ada versi" in page(client, "addendum:versions", skp)
    assert "Hanya SKP yang sudah ditetapkan" in page(client, "addendum:start", skp)


def test_cancelling_asks_first(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    sign_in(client, user_of(cast.beringin))
    assert "Batalkan addendum ini?" in page(client, "addendum:cancel", skp)
    client.post(reverse("addendum:cancel", args=[skp.pk]), {"version": draft.version})
    assert not Skp.objects.filter(amends=skp).exists()
    assert "Tidak ada addendum" in page(client, "addendum:cancel", skp)


def test_a_stale_page_cancels_nothing(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    draft = started(cast, skp)
    retarget(cast, draft)
    sign_in(client, user_of(cast.beringin))
    answer = client.post(reverse("addendum:cancel", args=[skp.pk]), {"version": "1"}, follow=True)
    assert "baru saja diubah" in answer.content.decode()
    assert Skp.objects.filter(amends=skp).exists()


@pytest.mark.parametrize("name", ["addendum:start", "addendum:cancel"])
def test_the_superior_of_the_appraiser_reads_but_does_not_write(client: Client, cast: Cast, name: str) -> None:
    skp = agreed(cast)
    sign_in(client, user_of(cast.camat))
    assert client.post(reverse(name, args=[skp.pk]), REASON | {"version": "1"}).status_code == 404
    assert client.get(reverse("addendum:versions", args=[skp.pk])).status_code == 200


def test_the_list_of_versions_costs_the_same_with_many(client: Client, cast: Cast) -> None:
    skp = agreed(cast)
    started(cast, skp)
    sign_in(client, user_of(cast.beringin))
    page(client, "addendum:versions", skp)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "addendum:versions", skp)
        return len(seen)

    before = cost()
    for number in range(2, 12):
        addendum.keep_version(skp=skp, number=number, set_by=user_of(cast.kasi).username, at=AT)
    assert SkpVersion.objects.count() == 11
    assert cost() == before == 12
