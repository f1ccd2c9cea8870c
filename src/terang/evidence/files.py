"""Files as evidence: what they really are, whether they are accepted, and photos without the place they were taken.

Pure functions over bytes; nothing here touches the database or the disk.
"""

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv"
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", XLSX: ".xlsx", DOCX: ".docx", CSV: ".csv"}
# The part inside an Office file that tells which program it belongs to.
OFFICE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}


class FileRefused(Exception):
    """A file that cannot be evidence. ``str()`` is the sentence for the person who chose it."""


@dataclass(frozen=True)
class CleanFile:
    """A file ready to be kept: name without tricks, bytes without places, the type it really has."""

    name: str
    content_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def ending(self) -> str:
        return ENDINGS[self.content_type]


def clean_file(name: str, data: bytes) -> CleanFile:
    """Return the file as it may be kept.

    Raises:
        FileRefused: empty, larger than 10 MB, of a kind that is not accepted, or a damaged picture.
    """
    shown = clean_name(name)
    require_size(shown, len(data))
    kind = kind_of(data, shown)
    if kind is None:
        raise FileRefused(
            _("Berkas %(name)s tidak dapat diterima. Pilih PDF, JPG, PNG, XLSX, DOCX, atau CSV.") % {"name": shown}
        )
    try:
        cleaned = {JPEG: clean_jpeg, PNG: clean_png}.get(kind, bytes)(data)
    except Damaged:
        raise FileRefused(
            _("Gambar %(name)s rusak atau tidak lengkap. Simpan ulang lalu pilih lagi.") % {"name": shown}
        ) from None
    return CleanFile(_with_ending(shown, kind), kind, cleaned)


def require_size(name: str, size: int) -> None:
    """Refuse an empty or too large file; the size is known before a single byte is read.

    Raises:
        FileRefused: nothing in it, or more than 10 MB.
    """
    if not size:
        raise FileRefused(_("Berkas %(name)s kosong. Pilih berkas yang lain.") % {"name": name})
    if size > LARGEST:
        megabytes = f"{size / 1024 / 1024:.1f}".replace(".", ",")
        raise FileRefused(
            _("Berkas %(name)s berukuran %(size)s MB. Ukuran paling besar 10 MB; perkecil lalu pilih lagi.")
            % {"name": name, "size": megabytes}
        )


def clean_name(name: str) -> str:
    """Return the last part of a file name without control, direction and path characters, at most 120 long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(each for each in last if unicodedata.category(each)[0] != "C" and each not in '<>:"|?*')
    stem, dot, ending = re.sub(r"\s+", " ", kept).strip(" .").rpartition(".")
    shorter = f"{stem[:110]}{dot}{ending[:9]}"
    return shorter or _("berkas")


def _with_ending(name: str, kind: str) -> str:
    """A file is shown and downloaded under the ending of what it is."""
    endings = (".jpg", ".jpeg") if kind == JPEG else (ENDINGS[kind],)
    return name if name.lower().endswith(endings) else name + ENDINGS[kind]


# --- what is it? ------------------------------------------------------------------------


def kind_of(data: bytes, name: str) -> str | None:
    """Return the accepted content type that the bytes show, whatever the name says; none when not accepted."""
    found = {match.mime_type for match in _matches(data, name)}
    if PDF in found and data.lstrip()[:5] == b"%PDF-":
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return CSV if name.lower().endswith(".csv") and _is_text(data) and not found & {"text/html"} else None


def _matches(data: bytes, name: str) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(data, name)
    except (puremagic.PureError, ValueError):
        return []


def _office_kind(data: bytes) -> str | None:
    """Look into the package: Excel or Word, and without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names) or "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OFFICE.items() if part in names), None)


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(each) == "Cc" and each not in "\r\n\t" for each in text)


# --- pictures without places ------------------------------------------------------------


class Damaged(ValueError):
    """The picture ends or breaks where it must not."""


SOI, EOI, SOS, APP0, APP1, APP2, APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
COMMENT = 0xFE
ORIENTATION = 0x0112
EXIF = b"Exif\x00\x00"


def clean_jpeg(data: bytes) -> bytes:
    """Return the picture without Exif, XMP, IPTC, comments and anything behind its end.

    Of Exif only the orientation is written anew, or photos of a phone would lie on their side. Colour profiles
    stay.
    """
    kept, turned = [], 1
    for marker, segment in _jpeg_segments(data):
        if marker == APP1:
            turned = _orientation(segment) or turned
        elif _is_picture(marker, segment):
            kept.append(segment)
    head = kept[:1] if kept and kept[0][1] == APP0 else []
    exif = [_orientation_only(turned)] if turned != 1 else []
    return b"".join([b"\xff\xd8", *head, *exif, *kept[len(head) :], b"\xff\xd9"])


def _is_picture(marker: int, segment: bytes) -> bool:
    if marker == APP2:
        return segment[4:].startswith(b"ICC_PROFILE\x00")
    return marker != COMMENT and (marker not in range(APP0, 0xF0) or marker in (APP0, APP14))


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment between start and end; a scan comes with its picture data."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if len(data) < at + 2 or data[at] != 0xFF:
            raise Damaged
        marker = data[at + 1]
        if marker == EOI:
            return
        if len(data) < at + 4:
            raise Damaged
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == SOS:
            end = _end_of_scan(data, end)
        if end > len(data) or end < at + 4:
            raise Damaged
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Picture data runs to the next marker that is neither a stuffed byte nor a restart."""
    found = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL).search(data, at)
    if found is None:
        raise Damaged
    return found.start()


def _orientation(segment: bytes) -> int | None:
    """Read the orientation 1 to 8 out of an Exif segment; none when it is absent or broken."""
    tiff = segment[4:]
    if not tiff.startswith(EXIF):
        return None
    tiff = tiff[len(EXIF) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(min(count, 200)):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _orientation_only(value: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(EXIF) + len(tiff) + 2) + EXIF + tiff


PNG_HEAD = b"\x89PNG\r\n\x1a\n"
# Everything a viewer needs to draw; words, times and Exif are left out.
PNG_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
     b"hIST", b"sPLT", b"cICP", b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip


def clean_png(data: bytes) -> bytes:
    """Return the picture without Exif, texts, times, and anything behind its end."""
    return PNG_HEAD + b"".join(chunk for kind, chunk in _png_chunks(data) if kind in PNG_CHUNKS)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(PNG_HEAD), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        chunk = data[at:end]
        if end > len(data) or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Damaged
        yield kind, chunk
        at = end
