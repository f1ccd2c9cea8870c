"""A plan as a workbook and back, results of last year, wordings of posts alike: what is taken, what refused."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from terang.exchange import skp_sheet
from terang.identity.models import User
from terang.ledger.models import LedgerEntry
from terang.organisation.enums import SkpForm
from terang.planning.enums import Approach, Aspect, Perspective, SkpState, TargetKind
from terang.planning.models import Expectation, Indicator, Skp, SkpAnnex, WorkResult
from terang.planning.queries import library as queries
from terang.planning.services import library as services
from tests.cast import Cast, make_employee, make_period, make_skp, user_of
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
HEADINGS = [column.names[0] for column in skp_sheet.COLUMNS]
GOOD = {
    "Jenis": "Utama", "Hasil kerja": "Arsip kependudukan tertata", "Indikator": "Berkas ditata", "Aspek": "Kuantitas",
    "Bentuk target": "Angka", "Angka target": "2.400", "Satuan": "berkas",
}  # fmt: skip
Open = Callable[..., Any]


def filled(*rows: dict[str, Any], headings: Sequence[str] = HEADINGS) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Isian")
        sheet.write_row(0, 0, headings)
        for line, row in enumerate(rows, start=1):
            for place, heading in enumerate(headings):
                if heading in row:
                    sheet.write(line, place, row[heading])
    return stream.getvalue()


def sent(client: Client, skp: Skp, content: bytes, name: str = "skp.xlsx") -> Any:
    client = sign_in(client, user_of(skp.employee))
    return client.post(reverse("library:upload", args=[skp.pk]), {"file": SimpleUploadedFile(name, content)})


def confirmed(client: Client, skp: Skp, preview: Any, **changes: Any) -> Any:
    fields = {"version": preview.context["version"], "rows": preview.context["rows"], **changes}
    return client.post(reverse("library:upload", args=[skp.pk]), fields)


def downloaded(client: Client, skp: Skp) -> bytes:
    response = sign_in(client, user_of(skp.employee)).get(reverse("library:sheet", args=[skp.pk]))
    assert response.status_code == 200
    assert f"SKP-2026-{skp.pk}.xlsx" in response["Content-Disposition"]
    return bytes(response.content)


def cells_of(content: bytes, sheet: str = "SKP") -> list[list[str]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    return [[str(cell) for cell in row if cell != ""] for row in rows]


def last_year_of(cast: Cast, state: str = SkpState.SET) -> Skp:
    skp = make_skp(cast, cast.beringin, state=state)
    Skp.objects.filter(pk=skp.pk).update(period=make_period(cast.agency, 2025))
    skp.refresh_from_db()
    return skp


# --- the workbook -----------------------------------------------------------------------


def test_the_workbook_says_what_the_official_form_says(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    Expectation.objects.create(skp=skp, value="ADAPTIF", text="Berani mencoba")
    SkpAnnex.objects.create(skp=skp, kind="support", order=1, text="Pemindai")
    rows = cells_of(downloaded(client, skp))
    heads = [
        "NO", "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI", "RENCANA HASIL KERJA", "ASPEK",
        "INDIKATOR KINERJA INDIVIDU", "TARGET",
    ]  # fmt: skip
    assert heads in rows
    served = ["1", "–", "Surat pengantar selesai tepat waktu", "Kuantitas", "Laporan layanan bulanan", "12 laporan"]
    assert rows.index(["A. UTAMA"]) < rows.index(served) < rows.index(["B. TAMBAHAN"])
    text = "\n".join(cell for row in rows for cell in row)
    assert "Ekspektasi khusus pimpinan:\nBerani mencoba" in text
    assert ["1", "Pemindai"] in rows
    assert text.count("Ekspektasi khusus pimpinan:") == 7
    for name in (cast.beringin.full_name, cast.beringin.nip, cast.kasi.full_name, cast.kasi.nip, "KONSEKUENSI"):
        assert name in text


@pytest.mark.parametrize(
    ("form", "approach", "heads"),
    [
        (SkpForm.JPT_UKM, Approach.QUANTITATIVE, ["NO", "RENCANA HASIL KERJA", "INDIKATOR KINERJA INDIVIDU", "TARGET",
                                                  "PERSPEKTIF"]),
        (SkpForm.JPT_UKM, Approach.QUALITATIVE, ["NO", "RENCANA HASIL KERJA",
                                                 "UKURAN KEBERHASILAN/INDIKATOR KINERJA INDIVIDU DAN TARGET"]),
    ],
)  # fmt: skip
def test_every_form_has_its_official_columns(
    client: Client, cast: Cast, form: str, approach: str, heads: list[str]
) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    Skp.objects.filter(pk=skp.pk).update(form=form, approach=approach)
    WorkResult.objects.filter(skp=skp).update(perspective=Perspective.PROCESS)
    rows = cells_of(downloaded(client, skp))
    assert heads in rows
    result = next(row for row in rows if row[1:2] == ["Surat pengantar selesai tepat waktu"])
    assert result[2:] == (
        ["Laporan layanan bulanan", "12 laporan", "Proses Bisnis"]
        if approach == Approach.QUANTITATIVE
        else ["- Laporan layanan bulanan: 12 laporan"]
    )


def test_the_workbook_is_the_same_in_another_language(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    here = downloaded(client, skp)
    with translation.override("en"):
        assert cells_of(downloaded(client, skp)) == cells_of(here)


def test_words_that_look_like_a_formula_stay_words(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    words = '=HYPERLINK("http://contoh.test")'
    WorkResult.objects.filter(skp=skp).update(statement=words)
    content = downloaded(client, skp)
    assert words in [cell for row in cells_of(content) for cell in row]
    assert words in [cell for row in cells_of(content, "Isian") for cell in row]


def test_a_draft_has_no_workbook(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    assert page(user_of(cast.beringin), reverse("library:sheet", args=[skp.pk])).status_code == 404


def test_the_plan_page_leads_to_the_workbook(page: Open, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    text = page(user_of(cast.beringin), reverse("planning:skp", args=[skp.pk])).content.decode()
    assert reverse("library:sheet", args=[skp.pk]) in text


# --- and back ---------------------------------------------------------------------------


def test_what_was_exported_comes_back_whole(client: Client, cast: Cast) -> None:
    former = last_year_of(cast)
    Indicator.objects.filter(result__skp=former).update(
        target_kind=TargetKind.RANGE, target_low=Decimal("2.345"), target_high=Decimal("96.5"), baseline=1200
    )
    draft = make_skp(cast, cast.beringin)
    WorkResult.objects.filter(skp=draft).delete()
    with translation.override("id"):
        response = sign_in(client, user_of(cast.beringin)).get(reverse("library:sheet", args=[former.pk]))
    preview = sent(client, draft, response.content)
    assert preview.context["n_problems"] == 0
    confirmed(client, draft, preview)
    new = Indicator.objects.get(result__skp=draft)
    old = Indicator.objects.get(result__skp=former)
    for name in ("statement", "aspect", "target_kind", "target_low", "target_high", "unit", "direction", "baseline"):
        assert getattr(new, name) == getattr(old, name), name


def test_rows_are_shown_first_and_applied_only_when_confirmed(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    more = {"Indikator": "Berkas tanpa cacat", "Aspek": "Kualitas", "Angka target": 96.5, "Satuan": "persen"}
    preview = sent(client, skp, filled(GOOD, more))
    assert "Arsip kependudukan tertata" in preview.content.decode()
    assert "Berkas ditata: 2.400 berkas · Berkas tanpa cacat: 96,5 persen" in preview.content.decode()
    assert WorkResult.objects.filter(skp=skp).count() == 1
    confirmed(client, skp, preview)
    taken = WorkResult.objects.get(skp=skp, statement="Arsip kependudukan tertata")
    assert [(each.target_low, each.aspect) for each in taken.indicators.all()] == [
        (2400, Aspect.QUANTITY), (Decimal("96.5"), Aspect.QUALITY),
    ]  # fmt: skip
    assert LedgerEntry.objects.latest("seq").act == "skp.results_taken"


def test_a_confirmation_sent_twice_adds_once(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    preview = sent(client, skp, filled(GOOD))
    confirmed(client, skp, preview)
    again = confirmed(client, skp, preview)
    assert again.status_code == 422
    assert "diubah di tempat lain" in again.content.decode()
    confirmed(client, skp, preview, version=2)
    assert WorkResult.objects.filter(skp=skp).count() == 2


def test_one_wrong_row_is_told_in_words_and_nothing_can_be_applied(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    wrong = GOOD | {"Jenis": "Pokok", "Hasil kerja": "Laporan tersusun", "Aspek": "Warna", "Angka target": "banyak"}
    answer = sent(client, skp, filled(GOOD, wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["n_problems"] == 3
    assert "Baris 3" in text
    assert "Tulis salah satu: Kuantitas, Kualitas, Waktu, Biaya" in text
    assert "Tulis angka saja" in text
    assert 'name="rows"' not in text
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_a_hidden_sheet_is_passed_over_and_numbers_among_words_stay_whole() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        hidden = book.add_worksheet("Lama")
        hidden.write_row(0, 0, HEADINGS)
        hidden.write_row(1, 0, ["Utama", "Hasil lama"])
        hidden.hide()
        sheet = book.add_worksheet("Isian")
        sheet.activate()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["Utama", 20261124])
    stream.seek(0)
    [read] = skp_sheet.read_results(stream).results
    assert read.cells["statement"] == "20261124"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Berkas ini kosong"),
        (b"bukan buku kerja", "bukan buku kerja Excel"),
        (filled(GOOD, headings=["Hasil", "Ukuran", "Sasaran"]), "Judul kolom tidak ditemukan"),
        (filled(GOOD, headings=[name for name in HEADINGS if name != "Indikator"]), "Kolom ini belum ada di berkas"),
        (skp_sheet.empty_workbook(), "Lembar Isian belum berisi hasil kerja"),
        (filled(*(GOOD | {"Hasil kerja": f"Hasil {n}"} for n in range(201))), "paling banyak 200"),
        (filled(*(GOOD for _n in range(1002))), "lebih besar daripada"),
        (filled(GOOD, *({"Indikator": f"Ukuran {n}", "Angka target": "1"} for n in range(20))), "lebih dari 20"),
    ],
    ids=["empty", "no workbook", "renamed columns", "missing column", "template", "many results", "many rows", "long"],
)
def test_another_file_is_refused_with_what_to_do(client: Client, cast: Cast, content: bytes, words: str) -> None:
    skp = make_skp(cast, cast.beringin)
    answer = sent(client, skp, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_rows_signed_for_another_plan_are_not_applied(client: Client, cast: Cast) -> None:
    mine, other = make_skp(cast, cast.beringin), make_skp(cast, cast.cendana)
    preview = sent(client, other, filled(GOOD))
    sign_in(client, user_of(cast.beringin))
    confirmed(client, mine, preview)
    assert WorkResult.objects.filter(skp=mine).count() == 1


def test_rows_that_were_tampered_with_are_not_applied(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin)
    preview = sent(client, skp, filled(GOOD))
    confirmed(client, skp, preview, rows=preview.context["rows"] + "x")
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_a_plan_that_is_set_takes_nothing(client: Client, cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state=SkpState.SET)
    assert sent(client, skp, filled(GOOD)).status_code == 302
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_the_template_can_be_downloaded(page: Open, cast: Cast) -> None:
    response = page(user_of(cast.beringin), reverse("library:template"))
    assert cells_of(response.content, "Isian")[0] == HEADINGS


# --- last year --------------------------------------------------------------------------


def take(client: Client, user: User, name: str, skp: Skp, *results: int, version: int = 1) -> Any:
    fields = {"version": version, "r": [str(pk) for pk in results]}
    return sign_in(client, user).post(reverse(f"library:{name}", args=[skp.pk]), fields)


def test_ticked_results_of_last_year_become_drafts(client: Client, cast: Cast) -> None:
    former, skp = last_year_of(cast), make_skp(cast, cast.beringin)
    WorkResult.objects.filter(skp=skp).delete()
    old = WorkResult.objects.get(skp=former)
    text = sign_in(client, user_of(cast.beringin)).get(reverse("library:last_year", args=[skp.pk])).content.decode()
    assert "Tahun kinerja 2025" in text
    take(client, user_of(cast.beringin), "last_year", skp, old.pk)
    new = WorkResult.objects.get(skp=skp)
    assert (new.statement, new.parent, new.origin) == (old.statement, None, None)
    assert new.indicators.get().target_low == 12


def test_what_stands_in_the_plan_is_not_taken_again(client: Client, cast: Cast) -> None:
    former, skp = last_year_of(cast), make_skp(cast, cast.beringin)
    answer = take(client, user_of(cast.beringin), "last_year", skp, WorkResult.objects.get(skp=former).pk)
    assert answer.status_code == 422
    assert "sudah ada di SKP ini" in answer.content.decode()
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_results_of_somebody_else_are_not_taken(client: Client, cast: Cast) -> None:
    last_year_of(cast)
    skp, other = make_skp(cast, cast.beringin), make_skp(cast, cast.cendana, state=SkpState.SET)
    answer = take(client, user_of(cast.beringin), "last_year", skp, WorkResult.objects.get(skp=other).pk)
    assert answer.status_code == 422


def test_a_plan_of_last_year_that_was_never_set_is_not_offered(page: Open, cast: Cast) -> None:
    last_year_of(cast, SkpState.DRAFT)
    skp = make_skp(cast, cast.beringin)
    text = page(user_of(cast.beringin), reverse("library:last_year", args=[skp.pk])).content.decode()
    assert "Belum ada SKP lalu yang disepakati" in text


def test_a_plan_can_be_begun_from_last_year(client: Client, cast: Cast) -> None:
    last_year_of(cast)
    answer = sign_in(client, user_of(cast.beringin)).post(reverse("planning:start"), {"from_last": "1"})
    begun = Skp.objects.get(period=cast.period)
    assert answer["Location"] == reverse("library:last_year", args=[begun.pk])


def test_who_saw_an_older_plan_adds_nothing(client: Client, cast: Cast) -> None:
    former, skp = last_year_of(cast), make_skp(cast, cast.beringin)
    WorkResult.objects.filter(skp=former).update(statement="Arsip tertata")
    answer = take(client, user_of(cast.beringin), "last_year", skp, WorkResult.objects.get(skp=former).pk, version=9)
    assert "diubah di tempat lain" in answer.content.decode()
    assert WorkResult.objects.filter(skp=skp).count() == 1


# --- posts alike ------------------------------------------------------------------------


def agreed_by(cast: Cast, people: int, statement: str = "Arsip tertata") -> WorkResult:
    """A wording in the plans of so many others in posts of the same kind; the last one is returned."""
    for n in range(people):
        nip = f"1985010120100110{n:02d}"
        person = make_employee(cast.agency, cast.service_section, nip, f"Rekan {n} Contoh", "Penata Layanan")
        skp = make_skp(cast, person, state=SkpState.SET)
        WorkResult.objects.filter(skp=skp).update(statement=statement)
    return WorkResult.objects.get(skp=skp)


def shelf_of(skp: Skp) -> str:
    return reverse("library:shelf", args=[skp.pk]) + "?jabatan=sejenis"


def wordings(skp: Skp, q: str = "") -> list[str]:
    return [each["statement"] for each in queries.Shelf(skp, of_kind=True, people=3).wordings(q)]


def test_wordings_of_posts_alike_are_offered_without_a_name(page: Open, cast: Cast) -> None:
    agreed_by(cast, 3)
    text = page(user_of(cast.beringin), shelf_of(make_skp(cast, cast.beringin))).content.decode()
    assert "Dipakai 3 kali, terakhir 2026" in text
    assert "Rekan" not in text


def test_a_wording_of_two_people_could_tell_whose_it_is_and_is_not_shown(page: Open, cast: Cast) -> None:
    agreed_by(cast, 2, "Rapat dengan Pak Rekan terlaksana")
    text = page(user_of(cast.beringin), shelf_of(make_skp(cast, cast.beringin))).content.decode()
    assert "Pak Rekan" not in text
    assert "sedikitnya 3 orang" in text
    assert "belum terkonfirmasi" in text


def test_two_plans_of_one_person_are_one_person(cast: Cast) -> None:
    result = agreed_by(cast, 2)
    Skp.objects.filter(pk=result.skp_id).update(period=make_period(cast.agency, 2025))
    again = make_skp(cast, result.skp.employee, state=SkpState.SET)
    WorkResult.objects.filter(skp=again).update(statement=result.statement)
    assert wordings(make_skp(cast, cast.beringin)) == []


def test_own_wordings_are_always_there(cast: Cast) -> None:
    last_year_of(cast)
    assert wordings(make_skp(cast, cast.beringin)) == ["Surat pengantar selesai tepat waktu"]


def test_a_wording_that_is_not_shown_cannot_be_asked_for_by_its_number(client: Client, cast: Cast) -> None:
    hidden, skp = agreed_by(cast, 2), make_skp(cast, cast.beringin)
    answer = sign_in(client, cast.beringin).post(shelf_of(skp), {"version": "1", "r": str(hidden.pk)})
    assert answer.status_code == 422
    assert WorkResult.objects.filter(skp=skp).count() == 1


def test_a_wording_becomes_a_draft_with_its_indicators(client: Client, cast: Cast) -> None:
    example, skp = agreed_by(cast, 3), make_skp(cast, cast.beringin)
    sign_in(client, cast.beringin).post(shelf_of(skp), {"version": "1", "r": str(example.pk)})
    assert WorkResult.objects.get(skp=skp, statement="Arsip tertata").indicators.count() == 1


@pytest.mark.parametrize("field", ["statement", "target_text", "unit", "source_name"])
def test_an_indicator_in_the_words_of_one_person_stays_with_that_person(cast: Cast, field: str) -> None:
    example, skp = agreed_by(cast, 3), make_skp(cast, cast.beringin)
    Indicator.objects.filter(result=example).update(**{field: "Buku Pak Rekan"})
    [taken] = queries.Shelf(skp, of_kind=True, people=3).results([str(example.pk)])
    assert list(taken.indicators.all()) == []


def test_the_search_leaves_what_does_not_match(cast: Cast) -> None:
    agreed_by(cast, 3)
    skp = make_skp(cast, cast.beringin)
    assert wordings(skp, "ARSIP") == ["Arsip tertata"]
    assert wordings(skp, "jalan") == []


def test_wordings_of_another_agency_and_of_drafts_are_not_offered(cast: Cast) -> None:
    agreed_by(cast, 3)
    skp = make_skp(cast, cast.beringin)
    Skp.objects.update(state=SkpState.DRAFT)
    assert wordings(skp) == []
    Skp.objects.exclude(pk=skp.pk).update(state=SkpState.SET, period=make_period(cast.other_agency))
    assert wordings(skp) == []


def test_a_plan_holds_at_most_two_hundred_results(cast: Cast) -> None:
    skp, example = make_skp(cast, cast.beringin), agreed_by(cast, 1)
    WorkResult.objects.bulk_create(WorkResult(skp=skp, order=n, statement=f"Hasil {n}") for n in range(2, 201))
    draft = services.as_draft(example, skp)
    with pytest.raises(services.Refused, match="paling banyak berisi 200"):
        services.take_results(skp=skp, version=1, drafts=[draft], source="sheet", by=user_of(cast.beringin), at=AT)


# --- what the pages cost ----------------------------------------------------------------


@pytest.mark.parametrize(("name", "expected"), [("last_year", 10), ("shelf", 9), ("upload", 6), ("sheet", 11)])
@pytest.mark.parametrize("rows", [1, 15])
def test_a_page_asks_the_same_for_many_results(client: Client, cast: Cast, name: str, expected: int, rows: int) -> None:
    former = last_year_of(cast)
    for n in range(2, rows + 1):
        result = WorkResult.objects.create(skp=former, order=n, statement=f"Hasil {n}")
        Indicator.objects.create(result=result, order=1, statement="Laporan", target_low=n)
    skp = former if name == "sheet" else make_skp(cast, cast.beringin)
    address = reverse(f"library:{name}", args=[skp.pk])
    sign_in(client, user_of(cast.beringin)).get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) == expected, "\n".join(query["sql"][:150] for query in captured)
