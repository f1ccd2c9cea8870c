"""What is refused before a cell is read, and how the list is found in the rest."""

import io
import random
import struct
import zipfile
from contextlib import suppress
from typing import Any

import pytest

from terang.exchange import columns, workbook
from terang.exchange.workbook import Limits
from tests.exchange.conftest import FAULTY, GOOD, PERSON, staff_list, workbook_bytes

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def read(content: bytes, **limits: Any) -> workbook.Table:
    return workbook.read(io.BytesIO(content), columns.ALL, Limits(**limits))


def with_part(name: str, content: bytes | str, base: bytes | None = None) -> bytes:
    """A workbook in which one part is replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or staff_list({}))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def with_sheet(body: str) -> bytes:
    return with_part("xl/worksheets/sheet1.xml", SHEET.format(body))


@pytest.mark.parametrize("row", [0, 1, 7, 18])
def test_the_headings_are_found_in_the_first_twenty_rows(row: int) -> None:
    table = read(staff_list({}, blank_rows=row))
    assert table.header_row == row + 1
    assert [number for number, _cells in table.rows] == [row + 2]


def test_headings_below_the_twentieth_row_are_not_found() -> None:
    with pytest.raises(workbook.NoHeader):
        read(staff_list({}, blank_rows=20))


def test_columns_are_found_in_any_order_and_under_other_names() -> None:
    names = {"NIP BARU": "nip_baru", "NAMA": "Nama Pegawai", "UNOR NAMA": "Unit Kerja"}
    heads = [names.get(head, head) for head in reversed(PERSON)]
    table = read(workbook_bytes([heads, list(reversed(PERSON.values()))]))
    assert table.rows[0][1]["nip"] == PERSON["NIP BARU"]
    assert table.headings["nip"] == "nip_baru"


def test_columns_that_appraisal_does_not_need_are_not_even_read() -> None:
    table = read(GOOD.read_bytes())
    assert "1271090902959001" not in {cell for _number, cells in table.rows for cell in cells.values()}


def test_missing_columns_are_named() -> None:
    with pytest.raises(workbook.MissingColumns) as refusal:
        read(staff_list({}, columns=[head for head in PERSON if head not in ("NAMA", "GOL AKHIR NAMA")]))
    assert refusal.value.columns == ("NAMA", "GOL AKHIR NAMA")
    assert "NAMA, GOL AKHIR NAMA" in refusal.value.sentence


def test_a_list_on_a_later_sheet_is_found() -> None:
    out = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Petunjuk").write(0, 0, "Baca dulu")
        page = book.add_worksheet("Data")
        for place, (head, value) in enumerate(PERSON.items()):
            page.write(0, place, head)
            page.write(1, place, value)
    assert read(out.getvalue()).sheet == "Data"


def test_a_workbook_without_a_list_is_refused() -> None:
    with pytest.raises(workbook.NoHeader):
        read(workbook_bytes([["halo"], [1, 2, 3]]))


def test_an_empty_sheet_is_refused() -> None:
    with pytest.raises(workbook.NoHeader):
        read(workbook_bytes([]))


def test_fifty_megabytes_are_refused_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_open", lambda content: pytest.fail("parsed"))
    with pytest.raises(workbook.TooLarge):
        read(b"PK\x03\x04" + b"\0" * (50 * 1024 * 1024))


@pytest.mark.parametrize(
    "content", [b"", b"NIP;NAMA\n1;ANI\n", b"%PDF-1.7\n", random.Random(7).randbytes(5000), b"PK\x03\x04broken"]
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises((workbook.NotAWorkbook, workbook.Damaged)):
        read(content)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("surat.txt", "halo")
    with pytest.raises(workbook.NotAWorkbook):
        read(out.getvalue())


def test_the_old_format_is_named() -> None:
    with pytest.raises(workbook.OldFormat):
        read(workbook.OLE_MAGIC + b"\0" * 600)


def test_an_open_document_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(workbook.OldFormat):
        read(out.getvalue())


def test_a_password_is_named() -> None:
    with pytest.raises(workbook.Protected):
        read(workbook.OLE_MAGIC + b"\0" * 600 + workbook.ENCRYPTED)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = with_part("xl/media/besar.bin", b"\0" * (130 * 1024 * 1024))
    assert len(bomb) < 1_000_000
    with pytest.raises(workbook.TooLarge):
        read(bomb)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(with_part("xl/media/besar.bin", b"\0" * (4 * 1024 * 1024)))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    with pytest.raises(workbook.TooLarge):
        read(bytes(content), unpacked=3 * 1024 * 1024)


def test_an_archive_of_too_many_parts_is_refused() -> None:
    with pytest.raises(workbook.TooLarge):
        read(staff_list({}), parts=3)


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r = 'xfd1048576'><v>1</v></c></row>",
        '<row r="60000"><c r="A60000"><v>1</v></c></row>',
        '<row r="2"><c r="ABC2"><v>1</v></c></row>',
    ],
)
def test_a_cell_at_the_far_corner_is_refused_before_the_parser_reserves_the_rectangle(
    far: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_open", lambda content: pytest.fail("parsed"))
    with pytest.raises(workbook.TooLarge):
        read(with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + far))


def test_a_cell_that_does_not_say_where_it_stands_is_refused() -> None:
    with pytest.raises(workbook.Damaged):
        read(with_sheet('<row r="1048576"><c><v>1</v></c></row>'))


def test_empty_formatted_cells_at_the_far_corner_do_no_harm() -> None:
    base = staff_list({})
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert len(read(with_part("xl/worksheets/sheet1.xml", sheet.replace("</sheetData>", far), base)).rows) == 1


def test_a_broken_sheet_is_called_damaged() -> None:
    with pytest.raises(workbook.Unreadable):
        read(with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"))


def test_two_hundred_corrupted_workbooks_are_refused_or_read_and_never_crash() -> None:
    """Bytes are flipped, cut out, doubled; whatever comes of it is a refusal with words, or a list."""
    chance, originals = random.Random(20261124), (staff_list({}), FAULTY.read_bytes())
    for number in range(200):
        content = bytearray(originals[number % 2])
        for _ in range(chance.randrange(1, 30)):
            place = chance.randrange(len(content))
            content[place] = chance.randrange(256)
        if number % 5 == 0:
            del content[chance.randrange(len(content)) :]
        with suppress(workbook.Unreadable):
            read(bytes(content))


def test_fifty_corrupted_sheets_inside_a_sound_archive_never_crash() -> None:
    chance, base = random.Random(11), staff_list({})
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    for _ in range(50):
        broken = bytearray(sheet)
        for _ in range(chance.randrange(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(workbook.Unreadable):
            read(with_part("xl/worksheets/sheet1.xml", bytes(broken), base))
