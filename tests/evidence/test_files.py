"""What may be evidence, and that photos lose the place where they were taken."""

import io
import struct
import zipfile
import zlib

import pytest

from terang.evidence.files import (
    CSV,
    DOCX,
    JPEG,
    LARGEST,
    PDF,
    PNG,
    XLSX,
    FileRefused,
    clean_file,
    clean_name,
)

SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
TABLE = b"\xff\xdb\x00\x05\x00\x01\x02"
ICC = b"\xff\xe2\x00\x14ICC_PROFILE\x00\x01\x01\x00\x00\x00\x00"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(order: str = ">", orientation: int = 6) -> bytes:
    """An Exif segment with an orientation and a place in words."""
    head = {">": b"MM", "<": b"II"}[order] + struct.pack(f"{order}HI", 42, 8)
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(f"{order}H", 1) + entry + b"\0\0\0\0" + b"GPS 3.53N 98.72E")


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(segments) + TABLE + SCAN + b"\xff\xd9" + behind


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b"") + behind


def office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in ("[Content_Types].xml", *parts):
            package.writestr(part, "<x/>")
    return out.getvalue()


PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


# --- what is accepted -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("laporan.pdf", PDF_BYTES, PDF),
        ("foto.jpg", jpeg(), JPEG),
        ("foto.png", png(), PNG),
        ("rekap.xlsx", office("xl/workbook.xml"), XLSX),
        ("surat.docx", office("word/document.xml"), DOCX),
        ("data.csv", b"nama;jumlah\nAmplas;12\n", CSV),
    ],
)
def test_an_accepted_file_keeps_its_name_and_type(name: str, data: bytes, kind: str) -> None:
    cleaned = clean_file(name, data)
    assert (cleaned.name, cleaned.content_type) == (name, kind)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("virus.pdf", b"MZ\x90\x00 program"),
        ("halaman.csv", b"<!DOCTYPE html><html><script>1</script></html>"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("catatan.txt", b"satu"),
        ("arsip.zip", office("isi.txt")),
        ("makro.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        ("foto.heic", b"\x00\x00\x00\x18ftypheic" + b"\0" * 40),
        ("data.csv", b"\xff\xfe\x00\x01"),
        ("rusak.xlsx", b"PK\x03\x04 bukan zip"),
    ],
)
def test_another_kind_is_refused_whatever_its_name(name: str, data: bytes) -> None:
    with pytest.raises(FileRefused, match="tidak dapat diterima"):
        clean_file(name, data)


def test_the_bytes_decide_and_the_name_gets_the_true_ending() -> None:
    cleaned = clean_file("foto.pdf", jpeg())
    assert (cleaned.name, cleaned.content_type) == ("foto.pdf.jpg", JPEG)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="kosong"):
        clean_file("kosong.pdf", b"")


def test_a_file_over_ten_megabytes_is_refused_with_its_size() -> None:
    with pytest.raises(FileRefused, match=r"berukuran 14,0 MB. Ukuran paling besar 10 MB"):
        clean_file("besar.pdf", PDF_BYTES.ljust(14 * 1024 * 1024))


def test_a_file_of_ten_megabytes_is_accepted() -> None:
    assert len(clean_file("besar.pdf", PDF_BYTES.ljust(LARGEST)).data) == LARGEST


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\saya\\Laporan akhir.pdf", "Laporan akhir.pdf"),
        ("lap\u202efdp.exe\x00.pdf", "lapfdp.exe.pdf"),
        ('a<b>:"|?*.pdf', "ab.pdf"),
        ("  dua   spasi .pdf ", "dua spasi .pdf"),
        ("...", "berkas"),
    ],
)
def test_names_lose_paths_and_tricks(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_very_long_name_is_shortened() -> None:
    assert len(clean_name("n" * 400 + ".pdf")) <= 120


# --- photos -----------------------------------------------------------------------------


def test_a_jpeg_loses_exif_xmp_iptc_and_comments() -> None:
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>Amplas</x>")
    dirty = jpeg(exif(orientation=1), xmp, segment(0xED, b"Photoshop 3.0 Amplas"), segment(0xFE, b"Amplas"))
    assert clean_file("foto.jpg", dirty).data == jpeg()


def test_a_jpeg_loses_what_stands_behind_its_end() -> None:
    assert clean_file("foto.jpg", jpeg(behind=jpeg(exif()))).data == jpeg()


def test_a_jpeg_loses_a_second_picture_index_but_keeps_its_colours() -> None:
    assert clean_file("foto.jpg", jpeg(segment(0xE2, b"MPF\0 x"), ICC)).data == jpeg(ICC)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photo_keeps_the_side_that_is_up_and_nothing_else(order: str) -> None:
    cleaned = clean_file("foto.jpg", jpeg(exif(order, 6))).data
    assert b"GPS" not in cleaned
    assert cleaned.count(b"Exif") == 1
    tiff = cleaned[cleaned.index(b"Exif\0\0") + 6 :]
    assert struct.unpack_from(">HHIH", tiff, 10) == (0x0112, 3, 1, 6)
    assert clean_file("foto.jpg", cleaned).data == cleaned


@pytest.mark.parametrize("orientation", [0, 9, 700])
def test_an_impossible_orientation_is_dropped(orientation: int) -> None:
    assert clean_file("foto.jpg", jpeg(exif(orientation=orientation))).data == jpeg()


def test_a_broken_exif_does_not_stop_the_photo() -> None:
    assert clean_file("foto.jpg", jpeg(segment(0xE1, b"Exif\0\0MM\0\x2a\xff\xff\xff\xff"))).data == jpeg()


@pytest.mark.parametrize("data", [jpeg()[:-2], jpeg()[:25], b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 9, b"\xff\xd8\xff"])
def test_a_damaged_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="rusak"):
        clean_file("foto.jpg", data)


def test_a_png_loses_words_times_exif_and_what_stands_behind() -> None:
    dirty = png(
        chunk(b"tEXt", b"GPS\0x"),
        chunk(b"iTXt", b"a"),
        chunk(b"eXIf", b"MM"),
        chunk(b"tIME", b"1234567"),
        behind=b"more",
    )
    assert clean_file("foto.png", dirty).data == png()


def test_a_png_keeps_its_colours() -> None:
    colours = chunk(b"gAMA", struct.pack(">I", 45455))
    assert clean_file("foto.png", png(colours)).data == png(colours)


@pytest.mark.parametrize("data", [png()[:-4], png().replace(b"IDAT", b"IDAX"), png()[:20]])
def test_a_damaged_png_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="rusak"):
        clean_file("foto.png", data)
