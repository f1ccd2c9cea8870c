"""The pages of the action plan: who reads and writes, proposals, both sides of a conflict, and what they cost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terang.core.action_plan import Judgement, Light, Pace
from terang.planning.enums import Accumulation, PeriodState, TargetKind
from terang.planning.models import ActionStep, Indicator, Period, Skp, WorkResult
from terang.web.actions.words import pace_words
from tests.cast import Cast, make_progress, make_skp, user_of
from tests.web.people import PEOPLE, VIEWERS, account, cost_of, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

PAGES: dict[str, set[str]] = {"plan": VIEWERS, "edit": {"owner"}, "fill": {"owner"}, "rhythm": {"owner"}}


@pytest.fixture
def skp(cast: Cast) -> Skp:
    plan = make_skp(cast, cast.beringin, state="set")
    Indicator.objects.update(accumulation=Accumulation.SUM)
    return plan


def mine(client: Client, cast: Cast) -> Client:
    return sign_in(client, user_of(cast.beringin))


def address(name: str) -> str:
    pk = Indicator.objects.order_by("pk")[0].pk if name == "edit" else Skp.objects.get(amends=None).pk
    return reverse(f"actions:{name}", args=[pk])


def steps(*numbers: int) -> None:
    indicator = Indicator.objects.order_by("pk")[0]
    for month, number in enumerate(numbers, start=1):
        end = date(2026, month, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
        ActionStep.objects.create(indicator=indicator, month=end, target=number)


def sent(client: Client, **changes: Any) -> dict[str, Any]:
    return {"seen": client.get(address("edit")).context["seen"], "save": "1", **changes}


# --- who --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_only_for_its_roles(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    steps(1, 1)
    response = sign_in(client, account(cast, role)).get(address(name))
    assert response.status_code == (200 if role in PAGES[name] else 404)


@pytest.mark.parametrize("role", sorted(PEOPLE.keys() - {"owner"}))
@pytest.mark.parametrize("name", ["edit", "fill", "rhythm"])
def test_nobody_else_can_write(client: Client, cast: Cast, skp: Skp, name: str, role: str) -> None:
    data = {"save": "1", "n20260131": "3", "rhythm": "quarterly"}
    assert sign_in(client, account(cast, role)).post(address(name), data).status_code == 404
    assert not ActionStep.objects.exists()
    assert Skp.objects.get().rhythm == "monthly"


def test_readers_see_no_way_to_write(client: Client, cast: Cast, skp: Skp) -> None:
    steps(1, 1)
    text = sign_in(client, user_of(cast.kasi)).get(address("plan")).content.decode()
    assert address("edit") not in text
    assert address("rhythm") not in text


# --- reading ----------------------------------------------------------------------------


def test_the_plan_says_what_is_expected_and_what_was_recorded(client: Client, cast: Cast, skp: Skp) -> None:
    steps(*[1] * 12)
    make_progress(skp, 8)
    text = mine(client, cast).get(address("plan")).content.decode()
    assert "Diharapkan sampai 31 Oktober: 10 laporan. Tercatat sampai hari ini: 8." in text
    assert "Tertinggal" in text
    assert "Diharapkan: 10 × 1 = 10" in text
    assert "Laju: 8 terhadap 10 = 80 persen" in text
    assert "(belum terkonfirmasi)" in text


@pytest.mark.parametrize("name", ["evidence:progress", "evidence:log"])
def test_the_pages_of_progress_say_it_too(client: Client, cast: Cast, skp: Skp, name: str) -> None:
    steps(*[1] * 12)
    make_progress(skp, 2)
    args = [Indicator.objects.get().pk] if name == "evidence:progress" else []
    text = mine(client, cast).get(reverse(name, args=args)).content.decode()
    assert "Tercatat sampai hari ini: 2." in text
    assert "Jauh tertinggal" in text
    assert f'href="{address("plan")}"' in text


def test_without_steps_nothing_is_judged(client: Client, cast: Cast, skp: Skp) -> None:
    text = mine(client, cast).get(address("plan")).content.decode()
    assert "Belum ada langkah." in text
    assert "Belum dicatat" not in text


@pytest.mark.parametrize(
    ("pace", "light", "kind", "status"),
    [
        (Pace.NOT_DUE, Light.NONE, "", "Belum ada target sampai hari ini"),
        (Pace.MISSING, Light.RED, "bad", "Belum dicatat"),
        (Pace.BEHIND, Light.YELLOW, "wait", "Tertinggal"),
        (Pace.BEHIND, Light.RED, "bad", "Jauh tertinggal"),
        (Pace.ON_TRACK, Light.GREEN, "ok", "Sesuai rencana"),
        (Pace.DONE, Light.GREEN, "ok", "Selesai"),
        (Pace.IN_WORDS, Light.NONE, "", "Dinilai dari uraian"),
    ],
)
def test_each_state_has_words_of_its_own(pace: Pace, light: Light, kind: str, status: str) -> None:
    found = pace_words(Indicator(unit="laporan"), Judgement(pace, light))
    assert (found.kind, found.status) == (kind, status)


def test_what_is_due_and_not_recorded_is_missing_not_zero() -> None:
    found = Judgement(Pace.MISSING, Light.RED, (Decimal(3),), date(2026, 1, 31), Decimal(3))
    words = pace_words(Indicator(unit="laporan"), found)
    assert words.sentence == "Diharapkan sampai 31 Januari: 3 laporan. Jumlahnya belum dicatat."


def test_nothing_expected_has_no_sum_to_explain(client: Client, cast: Cast, skp: Skp) -> None:
    steps(*[0] * 11, 12)
    text = mine(client, cast).get(address("plan")).content.decode()
    assert "Diharapkan sampai 31 Oktober: 0 laporan." in text
    assert "× 0" not in text


@pytest.mark.parametrize(("numbers", "message"), [([1] * 11, "kurang 1 dari target 12"), ([2] * 12, "lebih 12 dari")])
def test_parts_that_do_not_make_the_target_are_pointed_out(
    client: Client, cast: Cast, skp: Skp, numbers: list[int], message: str
) -> None:
    steps(*numbers)
    assert message in mine(client, cast).get(address("plan")).content.decode()


def test_quarters_are_named_and_steps_of_another_rhythm_stay_visible(client: Client, cast: Cast, skp: Skp) -> None:
    steps(4)
    Skp.objects.update(rhythm="quarterly")
    text = mine(client, cast).get(address("plan")).content.decode()
    assert "Triwulan IV" in text
    assert "<b>4</b>" in text


# --- writing ----------------------------------------------------------------------------


def test_numbers_and_words_are_written_and_the_next_indicator_follows(client: Client, cast: Cast, skp: Skp) -> None:
    second = Indicator.objects.create(
        result=WorkResult.objects.get(), order=2, statement="Rapat", target_kind=TargetKind.TEXT, target_text="Ada"
    )
    data = sent(mine(client, cast), n20260131="1,5", u20260228="Sosialisasi 👍", next="1")
    response = client.post(address("edit"), data)
    assert response.url == reverse("actions:edit", args=[second.pk])
    assert list(ActionStep.objects.values_list("target", "text")) == [(Decimal("1.5"), ""), (None, "Sosialisasi 👍")]
    text = client.get(response.url).content.decode()
    assert "n20260131" not in text
    assert "indikator berikutnya" not in text


def test_a_proposal_is_explained_and_not_stored(client: Client, cast: Cast, skp: Skp) -> None:
    Indicator.objects.update(target_low=100)
    response = mine(client, cast).post(address("edit"), {"even": "1", "u20260131": "Tetap ada", "seen": "x"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "100 tidak habis dibagi 12: 8 setiap kali, dan 4 kali 9." in text
    assert 'value="Tetap ada"' in text
    assert "data-arrived" in text
    assert not ActionStep.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [({"n20260131": "tiga"}, "Tulis angka saja"), ({"u20260131": "a" * 10_000}, "Paling banyak 500 huruf")],
)
def test_a_refused_step_keeps_everything_typed(
    client: Client, cast: Cast, skp: Skp, data: dict[str, str], message: str
) -> None:
    response = client.post(address("edit"), sent(mine(client, cast), n20260630="7", **data))
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert 'value="7"' in text
    assert not ActionStep.objects.exists()


def test_a_stale_page_shows_both_sides_and_can_be_sent_again(client: Client, cast: Cast, skp: Skp) -> None:
    first, second = sent(mine(client, cast), n20260131="5"), sent(client, n20260131="9")
    client.post(address("edit"), first)
    response = client.post(address("edit"), second)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Januari: 5 laporan" in text
    assert 'value="9"' in text
    assert client.post(address("edit"), second | {"seen": response.context["seen"]}).status_code == 302
    assert ActionStep.objects.get().target == 9


def test_pressing_save_twice_is_harmless(client: Client, cast: Cast, skp: Skp) -> None:
    data = sent(mine(client, cast), n20260131="5")
    assert [client.post(address("edit"), data).status_code for _ in range(2)] == [302, 302]
    assert ActionStep.objects.count() == 1


def test_empty_indicators_are_filled_after_showing_how(client: Client, cast: Cast, skp: Skp) -> None:
    text = mine(client, cast).get(address("fill")).content.decode()
    assert "12 dibagi 12 sama rata: 1 setiap kali." in text
    assert "1 indikator diisi." in client.post(address("fill"), follow=True).content.decode()
    assert ActionStep.objects.count() == 12
    assert "Tidak ada yang perlu diisi" in client.get(address("fill")).content.decode()


def test_the_rhythm_changes_after_a_word(client: Client, cast: Cast, skp: Skp) -> None:
    steps(*[1] * 12)
    assert "tidak dapat dikembalikan" in mine(client, cast).get(address("rhythm")).content.decode()
    client.post(address("rhythm"), {"rhythm": "quarterly"})
    assert list(ActionStep.objects.values_list("target", flat=True)) == [3, 3, 3, 3]
    assert "Irama rencana aksi diganti." in client.get(address("plan")).content.decode()
    odd = client.post(address("rhythm"), {"rhythm": "weekly"}, follow=True)
    assert "Irama rencana aksi diganti." not in odd.content.decode()
    assert Skp.objects.get().rhythm == "quarterly"


@pytest.mark.parametrize("name", ["edit", "fill", "rhythm"])
def test_in_a_closed_period_there_is_nothing_to_press(client: Client, cast: Cast, skp: Skp, name: str) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    text = mine(client, cast).get(address(name)).content.decode()
    assert 'type="submit"' not in text.partition("<main")[2].partition("</main>")[0]


def test_a_draft_that_amends_leads_to_the_plan_in_force(client: Client, cast: Cast, skp: Skp) -> None:
    draft = Skp.objects.create(
        period=skp.period, employee=skp.employee, assignment=skp.assignment, form=skp.form, amends=skp,
        created_at=skp.created_at,
    )  # fmt: skip
    response = mine(client, cast).get(reverse("actions:plan", args=[draft.pk]))
    assert response.url == reverse("actions:plan", args=[skp.pk])


# --- the way and the cost ---------------------------------------------------------------


def test_the_plan_page_leads_to_the_steps(client: Client, cast: Cast, skp: Skp) -> None:
    for person in (cast.beringin, cast.kasi):
        text = sign_in(client, user_of(person)).get(reverse("planning:skp", args=[skp.pk])).content.decode()
        assert f'href="{address("plan")}"' in text


@pytest.mark.parametrize(
    ("who", "name"),
    [("beringin", "plan"), ("kasi", "plan"), ("beringin", "edit"), ("beringin", "fill"), ("beringin", "rhythm")],
)
def test_a_page_asks_few_questions_however_long_the_plan(
    client: Client, cast: Cast, skp: Skp, who: str, name: str
) -> None:
    steps(1)
    counts, sizes = [], []
    for more in (range(1), range(1, 12)):
        for number in more:
            result = WorkResult.objects.create(skp=skp, order=number + 2, statement=f"Hasil {number}")
            row = Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=1, unit="laporan")
            for month in range(1, 12):
                ActionStep.objects.create(indicator=row, month=date(2026, month, 28), target=number)
        count, response = cost_of(sign_in(client, user_of(getattr(cast, who))), address(name))
        counts.append(count)
        sizes.append(len(response.content))
    assert counts[0] == counts[1] <= 12
    assert sizes[1] <= 60_000
