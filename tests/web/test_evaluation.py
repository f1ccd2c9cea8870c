"""Pages of evaluation: what they show, what they refuse, and what they cost."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from terang.evaluation.enums import Rating
from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evaluation.queries import annual_of
from terang.evaluation.services import conclude, deliver, save_draft
from terang.identity.models import User
from terang.planning.enums import SkpState
from terang.planning.models import Expectation, Skp
from terang.regulation.queries import in_force
from terang.web.evaluation.home import news, tasks
from terang.web.evaluation.words import limits, verdict
from tests.cast import (
    Cast,
    actor,
    make_employee,
    make_feedback,
    make_period,
    make_progress,
    make_skp,
    make_unit_level,
    user_of,
)

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
Open = Callable[..., Any]


@pytest.fixture
def plan(cast: Cast) -> Skp:
    plan = make_skp(cast, cast.beringin, SkpState.SET)
    make_progress(plan, 9)
    make_feedback(plan, cast.kasi, "superior", "Antrean Senin tertata baik.")
    make_feedback(plan, cast.cendana, "peer", "Sabar melayani lansia.")
    Expectation.objects.create(skp=plan, value="ADAPTIF", text="Berani mencoba cara baru")
    return plan


@pytest.fixture
def level(cast: Cast) -> UnitAchievement:
    return make_unit_level(cast, cast.kecamatan)


@pytest.fixture
def concluded(cast: Cast, plan: Skp, level: UnitAchievement) -> Evaluation:
    return judged(cast, plan)


@pytest.fixture
def delivered(cast: Cast, concluded: Evaluation) -> Evaluation:
    return deliver(evaluations=[concluded], by=user_of(cast.kasi), at=AT).evaluations[0]


def judged(cast: Cast, plan: Skp, results: str = "meets", behaviour: str = "above") -> Evaluation:
    return conclude(
        evaluation=annual_of(plan), results=results, behaviour=behaviour, reason="Layanan cepat dan dipercaya warga.",
        version=0, by=user_of(cast.kasi), at=AT,
    )  # fmt: skip


def desk(plan: Skp) -> str:
    return reverse("evaluation:evaluate", args=[plan.pk])


def why(evaluation: Evaluation) -> str:
    return reverse("evaluation:explain", args=[evaluation.pk])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def post(client: Client, cast: Cast) -> Open:
    """``post(user, url, **fields)`` sends a form as that person and returns the answer."""

    def send(user: User, url: str, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(url, fields, headers=headers)

    return send


DECISION = {
    "results_rating": "meets",
    "behaviour_rating": "above",
    "reason": "Layanan cepat.",
    "version": 0,
    "do": "conclude",
}

# --- the appraiser's list ---------------------------------------------------------------


def test_the_list_says_who_waits_and_what_lies_there(page: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    shown = text(page(user_of(cast.kasi), reverse("evaluation:team")))
    assert "0 dari 1 pegawai sudah Anda nilai." in shown
    assert "1 dari 1 indikator berisi" in shown
    assert "0 bukti · 2 umpan balik" in shown
    assert "Belum dinilai" in shown


def test_the_list_offers_the_next_person(page: Open, cast: Cast, plan: Skp) -> None:
    assert f'href="{desk(plan)}" data-key="n"' in text(page(user_of(cast.kasi), reverse("evaluation:team")))


def test_the_list_shows_a_saved_draft_as_draft(page: Open, cast: Cast, plan: Skp) -> None:
    save_draft(evaluation=annual_of(plan), reason="Baik", version=0, by=user_of(cast.kasi), at=AT)
    assert "Draf</span>" in text(page(user_of(cast.kasi), reverse("evaluation:team")))


def test_the_list_offers_delivery_when_something_waits(page: Open, cast: Cast, concluded: Evaluation) -> None:
    shown = text(page(user_of(cast.kasi), reverse("evaluation:team")))
    assert "Sampaikan 1 hasil" in shown
    assert "Semua 1 pegawai sudah Anda nilai." in shown


def test_the_list_says_so_when_nobody_is_to_be_judged(page: Open, cast: Cast) -> None:
    assert "Belum ada yang perlu dinilai" in text(page(user_of(cast.kasi), reverse("evaluation:team")))


def test_an_appointed_appraiser_is_not_led_to_the_levels_of_units(page: Open, cast: Cast) -> None:
    make_skp(cast, cast.beringin, SkpState.SET, appraiser=cast.sengon)
    shown = text(page(user_of(cast.sengon), reverse("evaluation:team")))
    assert "Beringin Yasmin Contoh" in shown
    assert "Capaian unit" not in shown
    assert "Capaian unit" in text(page(user_of(cast.kasi), reverse("evaluation:team")))


@pytest.mark.parametrize("moment", [(2027, 1, 1), (2027, 1, 15), (2027, 3, 1)])
@pytest.mark.parametrize("is_next_open", [False, True])
def test_the_last_year_is_judged_in_the_new_one_until_it_is_closed(
    page: Open, cast: Cast, plan: Skp, delivered: Evaluation, monkeypatch: pytest.MonkeyPatch,
    moment: tuple[int, int, int], is_next_open: bool,
) -> None:  # fmt: skip
    if is_next_open:
        make_period(cast.agency, 2027)
    monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, 2, tzinfo=UTC))
    assert "Rating tahunan 2026" in text(page(user_of(cast.kasi), reverse("evaluation:team")))
    assert "Tahun kinerja 2026" in text(page(user_of(cast.beringin), reverse("evaluation:mine")))


def test_an_account_without_a_post_has_no_list(page: Open, cast: Cast) -> None:
    assert page(cast.auditor, reverse("evaluation:team")).status_code == 404


# --- the desk ---------------------------------------------------------------------------


def test_the_desk_shows_progress_feedback_and_expectation(
    page: Open, cast: Cast, plan: Skp, level: UnitAchievement
) -> None:
    shown = text(page(user_of(cast.kasi), desk(plan)))
    assert "75 %" in shown
    assert "Capaian: 9 ÷ 12 × 100 = 75 %" in shown
    assert "Sabar melayani lansia." in shown
    assert "Rekan, bawahan, atau pihak lain · identitas dilindungi" in shown
    assert "Berani mencoba cara baru" in shown


def test_the_desk_leads_to_both_ratings(page: Open, cast: Cast, plan: Skp) -> None:
    shown = text(page(user_of(cast.kasi), desk(plan)))
    assert 'href="#putus"' in shown
    _before, _id, panel = shown.partition('id="putus"')
    assert [panel.count(f'name="{rating}_rating"') for rating in ("results", "behaviour")] == [3, 3]


def test_the_desk_makes_no_suggestion(page: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    assert "saran" not in text(page(user_of(cast.kasi), desk(plan))).lower()


def test_an_indicator_without_progress_has_no_number(page: Open, cast: Cast) -> None:
    plan = make_skp(cast, cast.cendana, SkpState.SET)
    shown = text(page(user_of(cast.kasi), desk(plan)))
    assert "Belum ada realisasi" in shown
    assert "0 %" not in shown


def test_concluding_leads_to_the_next_person(post: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    other = make_skp(cast, cast.cendana, SkpState.SET)
    answer = post(user_of(cast.kasi), desk(plan), **DECISION)
    assert answer.url == desk(other)
    assert Evaluation.objects.get().predikat == "baik"


def test_concluding_the_last_one_leads_back_to_the_list(
    post: Open, cast: Cast, plan: Skp, level: UnitAchievement
) -> None:
    assert post(user_of(cast.kasi), desk(plan), **DECISION).url == reverse("evaluation:team")


def test_sending_the_decision_twice_concludes_once(post: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    post(user_of(cast.kasi), desk(plan), **DECISION)
    again = post(user_of(cast.kasi), desk(plan), **DECISION, change_reason="")
    assert again.status_code == 302
    assert Evaluation.objects.get().version == 2


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("results_rating", "Pilih rating hasil kerja"),
        ("behaviour_rating", "Pilih rating perilaku kerja"),
        ("reason", "Tuliskan alasan; pegawai akan membacanya"),
    ],
)
def test_a_decision_asks_for_what_is_missing(
    post: Open, cast: Cast, plan: Skp, level: UnitAchievement, field: str, sentence: str
) -> None:
    answer = post(user_of(cast.kasi), desk(plan), **(DECISION | {field: ""}))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Evaluation.objects.exists()


def test_a_refused_decision_loses_no_word(post: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    answer = text(
        post(user_of(cast.kasi), desk(plan), **(DECISION | {"results_rating": "", "reason": "Kata-kata panjang"}))
    )
    assert "Kata-kata panjang" in answer
    assert re.search(r'name="behaviour_rating" value="above"[^>]* checked', answer)


def test_without_the_level_of_the_unit_the_desk_says_who_sets_it(post: Open, cast: Cast, plan: Skp) -> None:
    answer = post(user_of(cast.kasi), desk(plan), **DECISION)
    assert answer.status_code == 422
    assert "Bakung Kenanga Contoh" in text(answer)
    assert "Layanan cepat." in text(answer)


def test_a_second_tab_keeps_its_words_and_shows_what_is_stored(
    post: Open, cast: Cast, plan: Skp, level: UnitAchievement
) -> None:
    save_draft(evaluation=annual_of(plan), reason="Dari tab pertama", version=0, by=user_of(cast.kasi), at=AT)
    answer = post(user_of(cast.kasi), desk(plan), **(DECISION | {"reason": "Dari tab kedua"}))
    shown = text(answer)
    assert answer.status_code == 422
    assert "Isian Anda aman" in shown
    assert "Dari tab kedua" in shown
    assert "Dari tab pertama" in shown
    assert 'name="version" value="2"' in shown


def test_the_second_tab_may_then_save_knowingly(post: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    save_draft(evaluation=annual_of(plan), reason="Dari tab pertama", version=0, by=user_of(cast.kasi), at=AT)
    post(user_of(cast.kasi), desk(plan), **(DECISION | {"reason": "Dari tab kedua", "version": 2}))
    assert Evaluation.objects.get().reason == "Dari tab kedua"


def test_a_draft_can_be_saved_without_script(post: Open, cast: Cast, plan: Skp) -> None:
    answer = post(user_of(cast.kasi), desk(plan), reason="Setengah jadi", version=0, do="draft")
    assert answer.url == desk(plan)
    assert Evaluation.objects.get().state == "draft"


def test_the_line_that_htmx_gets_is_the_one_on_the_page(page: Open, post: Open, cast: Cast, plan: Skp) -> None:
    part = post(
        user_of(cast.kasi), reverse("evaluation:draft", args=[plan.pk]), {"HX-Request": "true"},
        reason="Setengah jadi", version=0,
    )  # fmt: skip
    assert "Draf tersimpan 09.41" in text(part)
    assert text(part).replace("&#x27;", "'") in text(page(user_of(cast.kasi), desk(plan)))


def test_an_automatic_save_does_not_write_over_another_tab(post: Open, cast: Cast, plan: Skp) -> None:
    url, htmx = reverse("evaluation:draft", args=[plan.pk]), {"HX-Request": "true"}
    post(user_of(cast.kasi), url, htmx, reason="Dari tab pertama", version=0)
    answer = post(user_of(cast.kasi), url, htmx, reason="Dari tab kedua", version=0)
    assert answer.status_code == 422
    assert "Isian Anda aman" in text(answer)
    assert Evaluation.objects.get().reason == "Dari tab pertama"


def test_a_conclusion_is_changed_with_a_reason(post: Open, cast: Cast, plan: Skp, concluded: Evaluation) -> None:
    changed = DECISION | {
        "results_rating": "above",
        "version": concluded.version,
        "change_reason": "Bukti Desember masuk",
    }
    assert post(user_of(cast.kasi), desk(plan), **changed).status_code == 302
    assert Evaluation.objects.get().predikat == "sangat_baik"


def test_a_change_without_reason_is_sent_back(post: Open, cast: Cast, plan: Skp, concluded: Evaluation) -> None:
    answer = post(
        user_of(cast.kasi), desk(plan), **(DECISION | {"results_rating": "above", "version": concluded.version})
    )
    assert "Tuliskan alasan perubahan" in text(answer)


def test_after_delivery_the_desk_has_no_form(page: Open, cast: Cast, plan: Skp, delivered: Evaluation) -> None:
    shown = text(page(user_of(cast.kasi), desk(plan)))
    assert "Perubahan hanya melalui keberatan pegawai." in shown
    assert 'name="results_rating"' not in shown


def test_the_head_of_a_rated_unit_comes_with_the_rule(page: Open, cast: Cast) -> None:
    make_unit_level(cast, cast.kelurahan, "istimewa")
    plan = make_skp(cast, cast.lurah, SkpState.SET, appraiser=cast.camat)
    shown = text(page(user_of(cast.camat), desk(plan)))
    assert "Rating hasil kerjanya mengikuti: Di Atas Ekspektasi." in shown
    assert "belum terkonfirmasi" in shown


# --- delivery ---------------------------------------------------------------------------


def test_delivery_names_people_and_consequences_first(page: Open, cast: Cast, concluded: Evaluation) -> None:
    shown = text(page(user_of(cast.kasi), reverse("evaluation:deliver")))
    assert "Sampaikan hasil 1 pegawai?" in shown
    assert "Masa keberatan 14 hari" in shown
    assert Evaluation.objects.get().delivered_at is None


def test_delivering_hands_the_result_over(post: Open, cast: Cast, concluded: Evaluation) -> None:
    assert post(user_of(cast.kasi), reverse("evaluation:deliver"), e=[concluded.pk]).url == reverse("evaluation:team")
    assert Evaluation.objects.get().state == "delivered"


def test_pressing_deliver_twice_is_no_fault(post: Open, cast: Cast, delivered: Evaluation) -> None:
    answer = post(user_of(cast.kasi), reverse("evaluation:deliver"), e=[delivered.pk])
    assert answer.url == reverse("evaluation:team")


def test_delivering_nobody_is_sent_back(post: Open, cast: Cast, concluded: Evaluation) -> None:
    answer = post(user_of(cast.kasi), reverse("evaluation:deliver"))
    assert answer.status_code == 422
    assert "Pilih sedikitnya satu orang." in text(answer)


def test_nobody_delivers_for_another_appraiser(post: Open, cast: Cast, concluded: Evaluation) -> None:
    post(user_of(cast.camat), reverse("evaluation:deliver"), e=[concluded.pk])
    assert Evaluation.objects.get().state == "concluded"


# --- why --------------------------------------------------------------------------------


def test_the_result_comes_in_words_first(page: Open, cast: Cast, delivered: Evaluation) -> None:
    shown = text(page(user_of(cast.beringin), why(delivered)))
    verdict = "Pekerjaan Anda memenuhi yang disepakati, dan cara Anda bekerja melebihi yang diharapkan."
    assert shown.index(verdict) < shown.index("Capaian: 9 ÷ 12")
    assert shown.index("Capaian: 9 ÷ 12") < shown.index("Aturan yang dipakai")
    assert "Dengan hasil kerja Di Atas Ekspektasi, predikatnya Sangat Baik." in shown


@pytest.mark.parametrize(
    ("results", "behaviour", "sentences"),
    [
        ("above", "above", ["Ini predikat tertinggi."]),
        ("meets", "meets", ["Untuk predikat yang lebih tinggi, keduanya harus dinilai lebih tinggi."]),
        ("above", "below", ["Dengan perilaku kerja Sesuai Ekspektasi, predikatnya Baik."]),
        (
            "below",
            "below",
            [
                "Dengan hasil kerja Sesuai Ekspektasi, predikatnya Kurang.",
                "Dengan perilaku kerja Sesuai Ekspektasi, predikatnya Butuh Perbaikan.",
            ],
        ),
    ],
)
def test_the_nearest_step_up_is_named(
    cast: Cast, plan: Skp, level: UnitAchievement, results: str, behaviour: str, sentences: list[str]
) -> None:
    evaluation = judged(cast, plan, results, behaviour)
    assert limits(evaluation.trace["outcome"], in_force(cast.period.end)) == sentences


@pytest.mark.parametrize("results", ["above", "meets", "below"])
@pytest.mark.parametrize("behaviour", ["above", "meets", "below"])
def test_each_of_the_nine_cells_has_its_own_sentence(results: str, behaviour: str) -> None:
    said = verdict(Evaluation(results_rating=results, behaviour_rating=behaviour))
    others = {verdict(Evaluation(results_rating=a, behaviour_rating=b)) for a in Rating for b in Rating}
    assert said.startswith("Pekerjaan Anda")
    assert len(others) == 9


def test_unconfirmed_rules_say_so(page: Open, cast: Cast, delivered: Evaluation) -> None:
    assert "Belum terkonfirmasi" in text(page(user_of(cast.beringin), why(delivered)))


def test_the_page_says_to_whom_an_objection_goes_and_until_when(page: Open, cast: Cast, delivered: Evaluation) -> None:
    shown = text(page(user_of(cast.beringin), why(delivered)))
    assert "ditujukan kepada Bakung Kenanga Contoh (Camat)" in shown
    assert "Selasa, 8 Desember 2026" in shown


def test_the_first_look_of_the_employee_is_noted_once(page: Open, cast: Cast, delivered: Evaluation) -> None:
    page(user_of(cast.beringin), why(delivered))
    assert Evaluation.objects.get().opened_at == AT


def test_the_look_of_somebody_else_is_not_noted(page: Open, cast: Cast, delivered: Evaluation) -> None:
    page(cast.auditor, why(delivered))
    assert Evaluation.objects.get().opened_at is None


def test_for_print_everything_is_unfolded(page: Open, cast: Cast, delivered: Evaluation) -> None:
    shown = text(page(user_of(cast.beringin), why(delivered) + "?cetak=1"))
    assert shown.count("<details") == shown.count(" open>")


def test_signing_keeps_the_words_of_the_employee(post: Open, page: Open, cast: Cast, delivered: Evaluation) -> None:
    url = reverse("evaluation:acknowledge", args=[delivered.pk])
    post(user_of(cast.beringin), url, reply="Terima kasih, saya mengerti.")
    assert Evaluation.objects.get().state == "acknowledged"
    assert "Terima kasih, saya mengerti." in text(page(user_of(cast.beringin), why(delivered)))


def test_signing_twice_signs_once(post: Open, cast: Cast, delivered: Evaluation) -> None:
    url = reverse("evaluation:acknowledge", args=[delivered.pk])
    post(user_of(cast.beringin), url, reply="Satu")
    assert post(user_of(cast.beringin), url, reply="Dua").status_code == 302
    assert Evaluation.objects.get().reply == "Satu"


def test_a_reply_that_is_too_long_comes_back_whole(post: Open, cast: Cast, delivered: Evaluation) -> None:
    answer = post(user_of(cast.beringin), reverse("evaluation:acknowledge", args=[delivered.pk]), reply="a" * 2001)
    assert answer.status_code == 422
    assert "a" * 2001 in answer.content.decode()


def test_my_results_are_listed_after_delivery(page: Open, cast: Cast, delivered: Evaluation) -> None:
    shown = text(page(user_of(cast.beringin), reverse("evaluation:mine")))
    assert why(delivered) in shown
    assert "<b>Baik</b>" in shown


def test_my_results_are_empty_before_delivery(page: Open, cast: Cast, concluded: Evaluation) -> None:
    shown = text(page(user_of(cast.beringin), reverse("evaluation:mine")))
    assert "Belum ada hasil" in shown
    assert "Baik" not in shown


def test_markup_in_words_stays_text(post: Open, page: Open, cast: Cast, plan: Skp, level: UnitAchievement) -> None:
    post(user_of(cast.kasi), desk(plan), **(DECISION | {"reason": "<script>alert(1)</script>"}))
    assert "<script>alert" not in text(page(user_of(cast.kasi), why(Evaluation.objects.get())))


# --- the level of a unit ----------------------------------------------------------------


def test_the_head_sees_the_units_below(page: Open, cast: Cast) -> None:
    shown = text(page(user_of(cast.camat), reverse("evaluation:unit_levels")))
    assert "Kelurahan Amplas" in shown
    assert "belum ditetapkan" in shown


def test_a_clerk_has_no_page_of_levels(page: Open, cast: Cast) -> None:
    assert page(user_of(cast.beringin), reverse("evaluation:unit_levels")).status_code == 404


def test_the_head_sets_a_level(post: Open, cast: Cast) -> None:
    url = reverse("evaluation:unit_level", args=[cast.kelurahan.pk])
    assert post(user_of(cast.camat), url, level="baik", basis="PK tercapai 96 %").status_code == 302
    assert UnitAchievement.objects.get().level == "baik"


def test_the_team_is_asked_for_the_document_number(post: Open, cast: Cast) -> None:
    url = reverse("evaluation:unit_level", args=[cast.kecamatan.pk])
    answer = post(cast.team, url, level="baik", basis="PK tercapai 96 %")
    assert answer.status_code == 422
    assert not UnitAchievement.objects.exists()


def test_a_level_already_used_comes_with_a_warning(page: Open, cast: Cast, concluded: Evaluation) -> None:
    shown = text(page(cast.team, reverse("evaluation:unit_level", args=[cast.kecamatan.pk])))
    assert "1 penilaian di unit ini sudah tersimpan" in shown


def test_the_head_of_a_unit_does_not_set_its_level(page: Open, cast: Cast) -> None:
    assert page(user_of(cast.lurah), reverse("evaluation:unit_level", args=[cast.kelurahan.pk])).status_code == 404


def test_the_team_opens_the_evaluations_of_the_period(post: Open, cast: Cast, plan: Skp) -> None:
    post(cast.team, reverse("evaluation:open_for_period"))
    assert Evaluation.objects.get().skp == plan


def test_a_head_does_not_open_the_evaluations_of_the_period(post: Open, cast: Cast, plan: Skp) -> None:
    assert post(user_of(cast.camat), reverse("evaluation:open_for_period")).status_code == 404


# --- cost and confidentiality -----------------------------------------------------------


def crowd(cast: Cast, people: int) -> None:
    """So many more people with set plans, progress and feedback, appraised by Camar."""
    for n in range(people):
        nip = f"19910103201321{n:04d}"
        person = make_employee(cast.agency, cast.service_section, nip, f"Orang {n:02d} Contoh", "Pengelola Layanan")
        plan = make_skp(cast, person, SkpState.SET)
        make_progress(plan, 9)
        make_feedback(plan, cast.kasi, "superior")


@pytest.mark.parametrize("people", [5, 50])
@pytest.mark.parametrize(
    ("name", "most"), [("evaluation:team", 10), ("evaluation:evaluate", 12), ("evaluation:unit_levels", 9)]
)
def test_a_page_costs_the_same_for_five_people_and_for_fifty(
    page: Open, cast: Cast, plan: Skp, level: UnitAchievement, name: str, most: int, people: int
) -> None:
    crowd(cast, people)
    url = desk(plan) if name == "evaluation:evaluate" else reverse(name)
    user = user_of(cast.camat if name == "evaluation:unit_levels" else cast.kasi)
    found = reads(page, user, url)
    assert len(found) == most, "\n".join(found)
    assert len(page(user, url).content) <= 60_000


def reads(page: Open, user: User, url: str) -> list[str]:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def test_explaining_costs_seven_statements(page: Open, cast: Cast, delivered: Evaluation) -> None:
    found = reads(page, user_of(cast.beringin), why(delivered))
    assert len(found) == 7, "\n".join(found)


def test_no_page_asks_who_gave_feedback(page: Open, cast: Cast, plan: Skp, delivered: Evaluation) -> None:
    pages = [
        (cast.kasi, desk(plan)), (cast.kasi, why(delivered)), (cast.beringin, why(delivered)),
        (cast.kasi, reverse("evaluation:team")), (cast.beringin, reverse("evaluation:mine")),
    ]  # fmt: skip
    for person, url in pages:
        assert not [sql for sql in reads(page, user_of(person), url) if "feedbackgiver" in sql.lower()], url


def test_no_page_names_a_protected_giver(page: Open, cast: Cast, plan: Skp, delivered: Evaluation) -> None:
    for person, url in ((cast.kasi, desk(plan)), (cast.beringin, why(delivered))):
        assert cast.cendana.name not in text(page(user_of(person), url))


# --- home -------------------------------------------------------------------------------


def test_home_tells_the_appraiser_who_waits(cast: Cast, plan: Skp) -> None:
    (task,) = tasks(actor(cast.kasi))
    assert (task.title, task.due) == ("Nilai 1 pegawai", cast.period.stages.get(kind="evaluation").end)


def test_home_tells_the_employee_to_sign(cast: Cast, delivered: Evaluation) -> None:
    (task,) = tasks(actor(cast.beringin))
    assert task.url == why(delivered)
    assert [entry.url for entry in news(actor(cast.beringin))] == [why(delivered)]


def test_home_says_nothing_of_a_result_before_delivery(cast: Cast, concluded: Evaluation) -> None:
    assert tasks(actor(cast.beringin)) == []
    assert news(actor(cast.beringin)) == []


def test_home_asks_three_questions_at_most(cast: Cast, delivered: Evaluation, django_assert_num_queries: Any) -> None:
    someone = actor(cast.kasi)
    with django_assert_num_queries(3):
        tasks(someone)
        news(someone)
