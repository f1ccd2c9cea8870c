"""Where the numbers of an indicator start and where they come from; where each remark about a plan is mended."""

import inspect
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from terang.core import planning
from terang.core.enums import Level
from terang.core.findings import Finding
from terang.planning.mapping import content_hash
from terang.planning.models import Indicator, Skp, WorkResult
from terang.planning.queries import results_of
from terang.web.planning.findings import WORDS, advices
from tests.cast import Cast, make_skp
from tests.web.people import sign_in

SENT: dict[str, Any] = {
    "version": "1", "kind": "main", "statement": "Surat pengantar selesai", "weight": "", "indicators": "1",
    "i0-statement": "Layanan selesai", "i0-aspect": "quantity", "i0-target_kind": "number", "i0-target_low": "2.400",
    "i0-unit": "layanan", "i0-direction": "higher", "i0-accumulation": "sum", "i0-baseline": "2.100",
    "i0-source": "linked", "i0-source_name": "Buku register pelayanan",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


def add(client: Client, cast: Cast, **changes: Any) -> tuple[Skp, Any]:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, cast.beringin)
    return skp, client.post(reverse("planning:add_result", args=[skp.pk]), SENT | changes)


def test_baseline_and_source_are_kept_and_shown_on_the_plan(client: Client, cast: Cast) -> None:
    skp, _ = add(client, cast)
    stored = Indicator.objects.get(statement="Layanan selesai")
    assert (stored.baseline, stored.source, stored.source_name) == (
        Decimal(2100),
        "linked",
        "Buku register pelayanan",
    )
    page = client.get(reverse("planning:skp", args=[skp.pk])).content.decode()
    assert "Sumber data: Buku register pelayanan" in page
    assert "Nilai awal: 2.100 layanan" in page


def test_a_linked_indicator_names_its_source(client: Client, cast: Cast) -> None:
    skp, answer = add(client, cast, **{"i0-source_name": " "})
    assert answer.status_code == 422
    assert "Tuliskan nama sumber datanya" in answer.content.decode()
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_without_a_choice_the_numbers_are_recorded_by_hand(client: Client, cast: Cast) -> None:
    add(client, cast, **{"i0-source": "", "i0-source_name": "", "i0-baseline": ""})
    stored = Indicator.objects.get(statement="Layanan selesai")
    assert (stored.source, stored.source_name, stored.baseline) == ("manual", "", None)


@pytest.mark.parametrize("change", [{"baseline": Decimal(8)}, {"source": "linked"}, {"source_name": "Buku agenda"}])
def test_what_was_agreed_holds_baseline_and_source(cast: Cast, change: dict[str, Any]) -> None:
    skp = make_skp(cast, cast.beringin)
    before = content_hash(skp, results_of(skp), {}, {})
    Indicator.objects.filter(result__skp=skp).update(**change)
    assert content_hash(skp, results_of(skp), {}, {}) != before


@pytest.mark.parametrize(
    ("code", "params", "page"),
    [
        ("WEIGHTS_INCOMPLETE", {}, "result"),
        ("WEIGHTS_TOTAL", {"total": "90", "wanted": "100"}, "result"),
        ("SKP_NO_BUDGET", {}, "add_result"),
        ("SKP_NO_MAIN_RESULT", {"wanted": 1}, "add_result"),
    ],
)
def test_a_remark_about_the_whole_plan_leads_to_where_it_is_mended(
    cast: Cast, code: str, params: dict[str, Any], page: str
) -> None:
    skp = make_skp(cast, cast.beringin)
    results = results_of(skp)
    (line,) = advices(skp, results, [Finding(code, Level.ERROR, "", params)])
    assert line.url == reverse(f"planning:{page}", args=[results[0].pk if page == "result" else skp.pk])


def test_the_interval_of_regular_feedback_is_chosen_and_shown(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, cast.beringin)
    sent = {"version": "1", "approach": "quantitative", "feedback_months": "2"}
    page = client.post(reverse("planning:approach", args=[skp.pk]), sent, follow=True).content.decode()
    skp.refresh_from_db()
    assert skp.feedback_months == 2
    assert "Setiap 2 bulan" in page


def test_an_interval_that_does_not_exist_is_refused(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, cast.beringin)
    sent = {"version": "1", "approach": "qualitative", "feedback_months": "0"}
    assert client.post(reverse("planning:approach", args=[skp.pk]), sent).status_code == 422
    skp.refresh_from_db()
    assert (skp.approach, skp.feedback_months) == ("quantitative", 3)


def test_weights_show_their_total_over_all_results_and_that_they_never_become_the_predikat(
    client: Client, cast: Cast
) -> None:
    skp, _ = add(client, cast, kind="additional", weight="30")
    WorkResult.objects.filter(skp=skp, weight=None).update(weight=60)
    page = client.get(reverse("planning:skp", args=[skp.pk])).content.decode()
    assert "Jumlah bobot: 90%" in page.replace("\xa0", "").replace(" %", "%")
    assert "tidak pernah menjadi predikat" in page


def test_a_plan_without_weights_says_nothing_about_them(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    sign_in(client, cast.beringin)
    assert "Jumlah bobot" not in client.get(reverse("planning:skp", args=[skp.pk])).content.decode()


def test_what_came_in_by_another_door_is_told_on_the_plan(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    above = WorkResult.objects.get(skp=make_skp(cast, cast.kasi, appraiser=cast.camat))
    WorkResult.objects.filter(skp=skp).update(parent=above, cascade="direct")
    Indicator.objects.filter(result__skp=skp).update(source="linked", aspect="")
    sign_in(client, cast.beringin)
    page = client.get(reverse("planning:skp", args=[skp.pk])).content.decode()
    for words in ("Nama sumber data belum ditulis", "Aspek target belum dipilih", "Pembagian hasil pimpinan"):
        assert words in page
    assert "Satu hal lagi sebelum dapat diajukan" in page


def test_every_finding_has_its_words() -> None:
    codes = set(re.findall(r'_finding\(\s*"(\w+)"', inspect.getsource(planning)))
    assert codes == set(WORDS)
