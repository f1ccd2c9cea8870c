"""Figures of a round: the sum a person can redo, the own mirror, what the team sees, the public page."""

from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from terang.evidence.models import RaterRound
from terang.fairness.enums import Panel
from terang.fairness.models import Calculation, Mirror, Score
from terang.jobs.models import Job
from terang.jobs.runner import run
from tests.cast import Cast
from tests.fairness.round import closed_round, published
from tests.web.people import account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")
# Who opens what, of the people of tests/web/people.py: about Beringin, whose superior is the kasi.
ABOUT = {"owner", "appraiser", "superior"}
FIGURES = {"team", "auditor"}
SUPERIOR = {"appraiser", "superior", "team", "auditor"}


@pytest.fixture
def given(cast: Cast, at: datetime) -> RaterRound:
    return closed_round(cast, at)


@pytest.fixture
def made(given: RaterRound, cast: Cast, at: datetime) -> Calculation:
    with transaction.atomic():
        return published(given, cast, at)


def pages(made: Calculation, cast: Cast) -> dict[str, tuple[str, set[str]]]:
    pk = made.round_id
    return {
        "about": (reverse("fairness:about", args=[pk, cast.beringin.pk]), ABOUT),
        "latest": (reverse("fairness:latest", args=[cast.beringin.pk]), ABOUT),
        "figures": (reverse("fairness:figures", args=[pk]), FIGURES),
        "weights": (reverse("fairness:weights", args=[pk]), FIGURES),
        "superior": (reverse("fairness:superior", args=[pk, cast.kasi.pk]), SUPERIOR),
    }


@pytest.mark.parametrize("page", ["about", "latest", "figures", "weights", "superior"])
@pytest.mark.parametrize(
    "role",
    ["owner", "appraiser", "superior", "peer", "neighbour", "team", "auditor", "operator", "admin", "outsider"],
)
def test_a_page_opens_only_for_whom_it_is(client: Client, cast: Cast, made: Calculation, page: str, role: str) -> None:
    url, readers = pages(made, cast)[page]
    status = sign_in(client, account(cast, role)).get(url, follow=True).status_code
    assert status == (200 if role in readers else 404)


def test_the_three_figures_stand_together_with_the_sum(client: Client, cast: Cast, made: Calculation) -> None:
    row = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, adjusted__isnull=False).first()
    assert row is not None
    page = sign_in(client, row.ratee).get(reverse("fairness:own", args=[made.round_id])).content.decode()
    for words in ("Rata-rata mentah", "Setelah penyesuaian", "rentang 90 %", "Anda dapat menghitung ulang"):
        assert words in page
    assert f"{row.raw:.2f}".replace(".", ",") in page
    assert f"{row.adjusted:.2f}".replace(".", ",") in page


def test_a_superior_reads_adjusted_means_and_no_leniency(client: Client, cast: Cast, made: Calculation) -> None:
    """Raw means and leniencies of several people side by side tell how strictly single raters rate."""
    rows = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, ratee=cast.beringin)
    rows.update(
        hidden="", bound="", raters=5, raw=3.37, leniency=-0.5, role_shift=0.0, adjusted=3.87, half_width=0.22,
        reliability=0.8,
    )  # fmt: skip
    url = reverse("fairness:about", args=[made.round_id, cast.beringin.pk])
    page = sign_in(client, cast.kasi).get(url).content.decode()
    assert "3,9" in page
    for words in ("3,37", "Rata-rata mentah", "lebih ketat", "Dari 3"):
        assert words not in page


def test_what_is_kept_back_has_words_in_place_of_figures(client: Client, cast: Cast, made: Calculation) -> None:
    Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES, ratee=cast.beringin).update(
        hidden="TOO_FEW", raw=None, adjusted=None, half_width=None, leniency=None, role_shift=None
    )
    page = sign_in(client, cast.beringin).get(reverse("fairness:own", args=[made.round_id])).content.decode()
    assert "Belum cukup penilai" in page
    assert "Setelah penyesuaian" not in page


def test_comments_stand_without_names_only_where_enough_spoke(client: Client, cast: Cast, made: Calculation) -> None:
    rows = Score.objects.filter(calculation=made, panel=Panel.COLLEAGUES)
    rows.filter(ratee=cast.beringin).update(shows_words=False)
    url = reverse("fairness:own", args=[made.round_id])
    assert "Sabar di loket." not in sign_in(client, cast.beringin).get(url).content.decode()
    rows.filter(ratee=cast.beringin).update(shows_words=True)
    page = client.get(url).content.decode()
    assert "Sabar di loket." in page
    assert cast.cendana.full_name not in page


def test_without_a_published_round_there_is_a_way_on(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.beringin).get(reverse("fairness:mine"))
    assert "Belum ada hasil yang terbit" in page.content.decode()


def test_about_somebody_without_a_round_there_is_a_way_on(client: Client, cast: Cast) -> None:
    page = sign_in(client, cast.kasi).get(reverse("fairness:latest", args=[cast.beringin.pk]))
    assert "Belum ada hasil yang terbit" in page.content.decode()
    assert cast.beringin.full_name in page.content.decode()


def test_mine_leads_to_the_latest_round(client: Client, cast: Cast, made: Calculation) -> None:
    response = sign_in(client, cast.beringin).get(reverse("fairness:mine"))
    assert response["Location"] == reverse("fairness:own", args=[made.round_id])


def test_the_own_mirror_opens_for_its_owner(client: Client, cast: Cast, made: Calculation) -> None:
    page = sign_in(client, cast.beringin).get(reverse("fairness:mirror", args=[made.round_id]))
    assert "Hanya untuk Anda" in page.content.decode()


def test_who_rated_nobody_has_no_mirror(client: Client, cast: Cast, made: Calculation) -> None:
    response = sign_in(client, cast.outsider).get(reverse("fairness:mirror", args=[made.round_id]))
    assert response.status_code == 404


def test_the_team_sees_no_mirror_of_a_colleague(client: Client, cast: Cast, made: Calculation) -> None:
    url = reverse("fairness:superior", args=[made.round_id, cast.beringin.pk])
    assert sign_in(client, cast.team).get(url).status_code == 404


def test_only_the_superior_sees_people_beside_the_own_ratings(client: Client, cast: Cast, made: Calculation) -> None:
    url = reverse("fairness:superior", args=[made.round_id, cast.kasi.pk])
    assert cast.beringin.full_name not in sign_in(client, cast.team).get(url).content.decode()


def test_the_figures_of_the_team_name_no_colleague(client: Client, cast: Cast, made: Calculation) -> None:
    page = sign_in(client, cast.team).get(reverse("fairness:figures", args=[made.round_id])).content.decode()
    for person in (cast.beringin, cast.cendana):
        assert person.full_name not in page
    assert "Batas pembacaan" in page


def test_weights_show_their_price_line_by_line(client: Client, cast: Cast, made: Calculation) -> None:
    url = reverse("fairness:weights", args=[made.round_id])
    page = sign_in(client, cast.team).get(url).content.decode()
    assert "1,75 kali rata-rata biasa" in page


def test_weights_that_do_not_make_100_are_answered_in_words(client: Client, cast: Cast, made: Calculation) -> None:
    url = reverse("fairness:weights", args=[made.round_id]) + "?superior=60&peers=60&subordinates=15"
    response = sign_in(client, cast.team).get(url)
    assert response.status_code == 422
    assert "harus 100 %, sekarang 135 %" in response.content.decode()


def test_publishing_from_the_page_runs_in_the_background(client: Client, cast: Cast, given: RaterRound) -> None:
    url = reverse("rounds:publish", args=[given.pk])
    response = sign_in(client, cast.team).post(url, {"version": given.version}, follow=True)
    assert "Hasil sedang dihitung" in response.content.decode()
    job = Job.objects.get(kind="rounds.publish")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert Mirror.objects.exists()
    page = client.get(reverse("rounds:detail", args=[given.pk])).content.decode()
    assert "Lihat angka putaran" in page


def test_the_method_is_open_to_everybody(client: Client, db: None) -> None:
    page = client.get(reverse("fairness:method")).content.decode()
    assert "Di mana ini menolong, di mana tidak" in page
    assert "Hampir tidak" in page
    assert page.count("<tr>") > 20


@pytest.mark.parametrize("name", ["own", "mirror"])
def test_what_ones_own_pages_ask_the_database(client: Client, cast: Cast, made: Calculation, name: str) -> None:
    sign_in(client, cast.beringin)
    assert cost_of(client, reverse(f"fairness:{name}", args=[made.round_id]))[0] <= 12


@pytest.mark.parametrize("name", ["figures", "weights"])
def test_what_the_pages_of_the_team_ask(client: Client, cast: Cast, made: Calculation, name: str) -> None:
    sign_in(client, cast.team)
    assert cost_of(client, reverse(f"fairness:{name}", args=[made.round_id]))[0] <= 12


def test_what_the_mirror_of_a_superior_asks(client: Client, cast: Cast, made: Calculation) -> None:
    sign_in(client, cast.kasi)
    assert cost_of(client, reverse("fairness:superior", args=[made.round_id, cast.kasi.pk]))[0] <= 13
