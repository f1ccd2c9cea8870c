"""The official forms as files: what stands on them, and that the same input gives the same bytes."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from terang.documents.rendering import Stamp, content_hash, legible_text, render
from tests.documents.conftest import words
from tests.documents.samples import (
    AGENCY,
    BAKUNG,
    BERINGIN,
    CAMAR,
    HOSTILE,
    SIGNATURES,
    evaluation_form,
    result,
    skp_form,
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def test_the_evaluation_form_shows_every_field_of_blocks_1_to_5(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(), stamp)))
    for person in (BERINGIN, CAMAR, BAKUNG):
        for value in (person.name, person.nip, person.grade, person.position, person.unit):
            assert value in text
    for value in (
        "DOKUMEN EVALUASI KINERJA PEGAWAI",
        "PERIODE: TAHUNAN",
        AGENCY,
        "1 Januari s.d. 31 Desember 2026",
        "Capaian Kinerja Organisasi Istimewa",
        "Predikat Kinerja Pegawai Sangat Baik",
        "Mengikuti pelatihan pelayanan publik digital.",
    ):
        assert value in text


def test_without_an_objection_the_signatures_are_boxes_6_and_7(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(), stamp)))
    assert "6 PEGAWAI YANG DINILAI 7 PEJABAT PENILAI KINERJA" in text
    assert "KEBERATAN" not in text


def test_after_an_objection_blocks_6_to_8_are_there_and_the_signatures_move_to_9_and_10(stamp: Stamp) -> None:
    form = evaluation_form(objection="Saya keberatan.", explanation="Penjelasan saya.", decision="Tetap.")
    text = words(read(render(form, stamp)))
    assert "KEBERATAN6 Saya keberatan." in text
    assert "PENJELASAN PEJABAT PENILAI ATAS KEBERATAN7 Penjelasan saya." in text
    assert "KEPUTUSAN DAN/ATAU REKOMENDASI ATASAN PEJABAT PENILAI8 Tetap." in text
    assert "9 PEGAWAI YANG DINILAI 10 PEJABAT PENILAI KINERJA" in text


def test_a_third_signature_gets_the_next_number(stamp: Stamp) -> None:
    three = (*SIGNATURES, replace(SIGNATURES[1], role="Atasan pejabat penilai kinerja"))
    text = words(read(render(evaluation_form(signatures=three), stamp)))
    assert "8 ATASAN PEJABAT PENILAI KINERJA" in text


def test_a_missing_value_is_a_dash_and_not_a_judgement(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(predikat="", appraisers_superior=None), stamp)))
    assert "Predikat Kinerja Pegawai –" in text
    assert "ATASAN PEJABAT PENILAI KINERJA Nama – NIP –" in text


def test_the_footer_gives_number_address_and_the_nature_of_the_seal(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(), stamp)))
    assert stamp.number in text
    assert stamp.url in text
    assert "sertifikat milik kantor sendiri" in text
    assert "bukan tanda tangan elektronik tersertifikasi dan tidak diterbitkan oleh BSrE" in text


def test_every_page_bears_the_footer(stamp: Stamp) -> None:
    reader = read(render(evaluation_form(notes="Catatan panjang sekali. " * 500), stamp))
    assert len(reader.pages) > 2
    assert all(stamp.number in page.extract_text() for page in reader.pages)


def test_a_draft_says_so_and_has_neither_number_nor_code() -> None:
    text = words(read(render(evaluation_form())))
    assert "KONSEP: belum disegel" in text
    assert "Periksa keaslian" not in text


def test_hostile_text_comes_out_literally(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(notes=HOSTILE, objection=HOSTILE), stamp)))
    assert text.count(HOSTILE) == 2
    assert "root:" not in text


def test_hostile_text_in_every_field_of_an_skp_comes_out_literally(stamp: Stamp) -> None:
    row = replace(result(1, 1), result=HOSTILE, parent=HOSTILE)
    form = skp_form(main=(row,), support=(HOSTILE,), employee=replace(BERINGIN, position=HOSTILE))
    text = "".join(words(read(render(form, stamp))).split())
    assert text.count("".join(HOSTILE.split())) == 5


@pytest.mark.parametrize("form", [evaluation_form(), skp_form()], ids=["evaluation", "skp"])
def test_the_same_form_and_stamp_give_the_same_bytes(form, stamp: Stamp) -> None:  # type: ignore[no-untyped-def]
    assert render(form, stamp) == render(form, stamp)


def test_another_moment_gives_other_bytes(stamp: Stamp) -> None:
    later = replace(stamp, at=stamp.at + timedelta(seconds=1))
    assert render(evaluation_form(), stamp) != render(evaluation_form(), later)


def test_the_content_hash_knows_nothing_of_number_and_day_but_every_word_of_the_form() -> None:
    assert content_hash(evaluation_form()) == content_hash(evaluation_form())
    assert content_hash(evaluation_form()) != content_hash(evaluation_form(notes="Lain."))


def test_the_file_claims_pdf_a_and_pdf_ua_and_is_tagged_in_indonesian(stamp: Stamp) -> None:
    pdf = render(evaluation_form(), stamp)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")


def test_fonts_are_embedded_noto_sans(stamp: Stamp) -> None:
    fonts = read(render(evaluation_form(), stamp)).pages[0]["/Resources"]["/Font"].values()
    assert {str(font.get_object()["/BaseFont"]).split("+")[1] for font in fonts} == {"NotoSans-Regular"}


def test_the_skp_form_for_staff_shows_aspects_and_the_superiors_results(stamp: Stamp) -> None:
    reader = read(render(skp_form(), stamp))
    text = words(reader)
    for value in (
        "BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL",
        "PENDEKATAN HASIL KERJA KUANTITATIF",
        "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI",
        "A. UTAMA",
        "B. TAMBAHAN",
        "(Penugasan dari Camat Contoh)",
        "EKSPEKTASI KHUSUS PIMPINAN",
        "LAMPIRAN SASARAN KINERJA PEGAWAI",
        "SKEMA PERTANGGUNGJAWABAN",
    ):
        assert value in text
    assert "PERSPEKTIF" not in text
    width, height = reader.pages[0].mediabox[2:]
    assert width > height


def test_the_skp_form_for_heads_of_units_shows_perspectives(stamp: Stamp) -> None:
    text = words(read(render(skp_form(position_kind="JPT_UKM"), stamp)))
    assert "BAGI PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI" in text
    assert "PERSPEKTIF" in text
    assert "YANG DIINTERVENSI" not in text


def test_the_qualitative_approach_lists_measures_under_each_result(stamp: Stamp) -> None:
    text = words(read(render(skp_form(approach="KUALITATIF"), stamp)))
    assert "PENDEKATAN HASIL KERJA KUALITATIF" in text
    assert "Jumlah permohonan selesai 0: 480 dokumen" in text


def test_the_head_of_the_results_table_is_repeated_on_the_next_page(stamp: Stamp) -> None:
    reader = read(render(skp_form(main=tuple(result(n) for n in range(1, 20))), stamp))
    assert all("INDIKATOR KINERJA INDIVIDU" in page.extract_text() for page in reader.pages[:3])


def test_an_skp_without_rows_says_none_instead_of_failing(stamp: Stamp) -> None:
    empty = skp_form(main=(), additional=(), support=(), accountability=(), consequences=())
    assert words(read(render(empty, stamp))).count("Tidak ada") == 5


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("baris 1\r\nbaris 2", "baris 1\nbaris 2"),
        ("a\tb", "a b"),
        ("lunas\u202e00001\u202c", "lunas00001"),
        ("nol\u200blebar\x00\x07", "nollebar"),
        ("≥ 90 persen é", "≥ 90 persen é"),
        ("bagus \U0001f600", "bagus [U+1F600]"),
        ("\ue000\ud800", "[U+E000][U+D800]"),
    ],
    ids=["line ends", "tab", "direction marks", "invisible", "ordinary signs", "no glyph", "no character"],
)
def test_what_is_printed_is_what_is_stored(written: str, printed: str) -> None:
    assert legible_text(written) == printed


def test_text_the_typeface_cannot_draw_does_not_stop_the_document(stamp: Stamp) -> None:
    text = words(read(render(evaluation_form(notes="Terima kasih \U0001f64f 漢"), stamp)))
    assert "Terima kasih [U+1F64F] [U+6F22]" in text


def test_a_word_longer_than_its_column_stays_inside_the_page(stamp: Stamp) -> None:
    reader = read(render(evaluation_form(notes="x" * 400), stamp))
    lines = [line for line in reader.pages[0].extract_text().splitlines() if "xxxx" in line]
    assert len(lines) > 3
