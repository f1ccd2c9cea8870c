"""What may be evidence, and that photos are drawn anew, without the place where they were taken."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from terang.evidence.files import (
    CSV,
    DOCX,
    JPEG,
    LARGEST,
    LARGEST_PHOTO,
    PDF,
    PNG,
    XLSX,
    FileRefused,
    clean_file,
    clean_name,
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (8, 4), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a red left half."""
    image = Image.new(mode, size)
    if mode == "RGB":
        image.paste((220, 20, 20), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def told_places(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x010F] = orientation, "Kantor Amplas", "Telepon Contoh"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


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
        ("foto.jpg", photo(), JPEG),
        ("foto.png", photo("PNG"), PNG),
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
        ("gerak.gif", b"GIF89a" + bytes(40)),
        ("halaman.jpg", b"<html><script>1</script></html>"),
        ("perintah.png", b"#!/bin/sh\nrm -rf /\n"),
        ("data.csv", b"\xff\xfe\x00\x01"),
        ("rusak.xlsx", b"PK\x03\x04 bukan zip"),
    ],
)
def test_another_kind_is_refused_whatever_its_name(name: str, data: bytes) -> None:
    with pytest.raises(FileRefused, match="tidak dapat diterima"):
        clean_file(name, data)


def test_the_bytes_decide_and_the_name_gets_the_true_ending() -> None:
    cleaned = clean_file("foto.pdf", photo())
    assert (cleaned.name, cleaned.content_type) == ("foto.pdf.jpg", JPEG)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="kosong"):
        clean_file("kosong.pdf", b"")


def test_a_file_over_ten_megabytes_is_refused_with_its_size() -> None:
    with pytest.raises(FileRefused, match=r"berukuran 14,0 MB. Foto paling besar 25 MB, berkas lain 10 MB"):
        clean_file("besar.pdf", PDF_BYTES.ljust(14 * 1024 * 1024))


def test_a_photo_over_twentyfive_megabytes_is_refused_with_its_size() -> None:
    with pytest.raises(FileRefused, match=r"berukuran 25,0 MB"):
        clean_file("besar.jpg", photo().ljust(LARGEST_PHOTO + 1))


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_was_written_into_a_photo_stays(kind: str) -> None:
    words: dict[str, Any] = {"exif": told_places(), "xmp": b"<x>Amplas</x>"}
    if kind == "JPEG":
        words |= {"comment": b"Amplas"}
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Description", "Amplas")
        words = {"exif": told_places(), "pnginfo": told}
    dirty = photo(kind, **words)
    assert b"Amplas" in dirty
    cleaned = clean_file("foto", dirty).data
    assert b"Amplas" not in cleaned
    assert b"Telepon" not in cleaned
    assert dict(opened(cleaned).getexif()) == {}


def test_what_stands_behind_the_end_of_a_photo_is_gone() -> None:
    assert b"Rahasia" not in clean_file("foto.jpg", photo() + b"PK\x03\x04 Rahasia").data
    assert b"Rahasia" not in clean_file("foto.png", photo("PNG") + b"<script>Rahasia</script>").data


def test_a_photo_taken_sideways_stands_upright() -> None:
    cleaned = opened(clean_file("foto.jpg", photo(size=(80, 40), exif=told_places(6))).data)
    assert cleaned.size == (40, 80)
    red, _green, _blue = cleaned.getpixel((20, 5))  # type: ignore[misc]
    assert red > 180


def test_a_wide_photo_becomes_smaller_and_still_stands_upright() -> None:
    cleaned = opened(clean_file("foto.jpg", photo(size=(6000, 3000), exif=told_places(6))).data)
    assert cleaned.size == (1280, 2560)


def test_a_photo_of_twenty_megabytes_is_accepted_and_becomes_small() -> None:
    out = io.BytesIO()
    Image.effect_noise((7000, 5000), 60).convert("RGB").save(out, "JPEG", quality=87)
    assert 20 * 1024 * 1024 < len(out.getvalue()) < LARGEST_PHOTO
    assert len(clean_file("foto.jpg", out.getvalue()).data) < 3 * 1024 * 1024


def test_a_small_photo_keeps_its_size() -> None:
    assert opened(clean_file("foto.jpg", photo(size=(640, 480))).data).size == (640, 480)


def test_a_png_loses_no_pixel() -> None:
    dirty = photo("PNG", size=(40, 30))
    assert opened(clean_file("foto.png", dirty).data).tobytes() == opened(dirty).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(20, 10), (3000, 20)])
def test_every_kind_of_png_is_drawn(mode: str, size: tuple[int, int]) -> None:
    assert max(opened(clean_file("foto.png", photo("PNG", size, mode)).data).size) == min(max(size), 2560)


def test_a_web_picture_becomes_a_jpeg_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "WEBP")
    cleaned = clean_file("foto.webp", out.getvalue())
    assert (cleaned.name, cleaned.content_type) == ("foto.webp.jpg", JPEG)
    assert opened(cleaned.data).getpixel((5, 5)) == (255, 255, 255)


def test_a_print_picture_becomes_one_for_screens() -> None:
    assert opened(clean_file("foto.jpg", photo(mode="CMYK")).data).mode == "RGB"


def test_the_colours_of_a_phone_are_converted_and_its_profile_is_gone() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in opened(clean_file("foto.jpg", photo(icc_profile=profile)).data).info


def test_a_broken_colour_profile_does_not_stop_the_photo() -> None:
    assert opened(clean_file("foto.jpg", photo(icc_profile=b"bukan profil")).data).size == (8, 4)


def test_a_second_picture_behind_the_first_is_gone() -> None:
    first = Image.new("RGB", (40, 20), "white")
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "black")])
    cleaned = opened(clean_file("foto.jpg", out.getvalue()).data)
    assert cleaned.format == "JPEG"
    assert cleaned.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    moving = photo(kind, save_all=True, append_images=[Image.new("RGB", (8, 4), "white")], duration=100)
    with pytest.raises(FileRefused, match="bergerak"):
        clean_file("foto", moving)


@pytest.mark.parametrize("size", [(8000, 4000), (20_000, 20_000)])
def test_a_small_file_that_unfolds_into_a_giant_picture_is_refused(size: tuple[int, int]) -> None:
    bomb = photo("PNG", size, "1")
    assert len(bomb) < 200_000
    with pytest.raises(FileRefused, match="terlalu lebar dan tinggi"):
        clean_file("foto.png", bomb)


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its head."""
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[place + 4 :]


LARGEST_BY_COLOURS = [("4:2:0", 9200, 6900), ("4:4:4", 6500, 4900)]


@pytest.mark.parametrize(("colours", "width", "height"), LARGEST_BY_COLOURS)
def test_how_large_a_photo_may_be_depends_on_what_its_colours_weigh(colours: str, width: int, height: int) -> None:
    small = photo(size=(64, 48), subsampling=colours)
    assert max(opened(clean_file("foto.jpg", claiming(small, width, height)).data).size) == 2560
    with pytest.raises(FileRefused, match="terlalu lebar dan tinggi"):
        clean_file("foto.jpg", claiming(small, width + 100, height))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_photo_is_refused(kind: str) -> None:
    whole = photo(kind, size=(200, 200))
    for damaged in (whole[: len(whole) // 2], whole[:30]):
        with pytest.raises(FileRefused, match=r"rusak|tidak dapat diterima"):
            clean_file("foto", damaged)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_photo_that_only_its_phone_can_read_is_refused_with_the_way_out(brand: bytes) -> None:
    with pytest.raises(FileRefused, match=r"HEIC.*Paling Kompatibel"):
        clean_file("IMG_1.HEIC", b"\x00\x00\x00\x18ftyp" + brand + bytes(40))


@given(st.binary(max_size=300), st.integers(0, 600))
@settings(max_examples=80, deadline=None)
def test_a_spoilt_photo_is_redrawn_or_refused_in_words(noise: bytes, place: int) -> None:
    whole = photo(size=(40, 40))
    spoilt = whole[:place] + noise + whole[place + len(noise) :]
    with suppress(FileRefused):
        assert clean_file("foto.jpg", spoilt).data
