"""Files as evidence: what they really are, whether they are accepted, and photos drawn anew (see ``photos``).

Pure functions over bytes; nothing here touches the database or the disk.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

import puremagic
from django.utils.translation import gettext as _

from .photos import Damaged, Moving, TooManyPixels, redrawn

MEGABYTE = 1024 * 1024
# Photos become small here, so they may come as large as phones make them; other files are kept as they are.
LARGEST_PHOTO, LARGEST = 25 * MEGABYTE, 10 * MEGABYTE
PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv"
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", XLSX: ".xlsx", DOCX: ".docx", CSV: ".csv"}
PHOTOS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
# The brands by which phones mark photos that browsers and offices cannot show.
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
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
    """Return the file as it may be kept; a photo is drawn anew and comes out as JPEG or PNG.

    Raises:
        FileRefused: empty, too large, of a kind that is not accepted, or a picture that is damaged, moves or has
            too many pixels.
    """
    shown = clean_name(name)
    require_size(shown, len(data))
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise FileRefused(
            _(
                "Foto %(name)s berjenis HEIC, yang tidak terbaca di banyak komputer. Di telepon, pilih format foto "
                "JPG (pada iPhone: Pengaturan, Kamera, Format, Paling Kompatibel), atau kirim tangkapan layarnya."
            )
            % {"name": shown}
        )
    kind = kind_of(data, shown)
    if kind is None:
        raise FileRefused(
            _("Berkas %(name)s tidak dapat diterima. Pilih PDF, JPG, PNG, WebP, XLSX, DOCX, atau CSV.")
            % {"name": shown}
        )
    if kind in PHOTOS:
        return _clean_photo(shown, data, kind)
    _require_at_most(shown, len(data), LARGEST)
    return CleanFile(_with_ending(shown, kind), kind, data)


def _clean_photo(name: str, data: bytes, kind: str) -> CleanFile:
    try:
        picture, is_jpeg = redrawn(data, PHOTOS[kind])
    except Damaged:
        raise FileRefused(
            _("Gambar %(name)s rusak atau tidak lengkap. Simpan ulang lalu pilih lagi.") % {"name": name}
        ) from None
    except Moving:
        raise FileRefused(
            _("Gambar %(name)s bergerak. Kirim satu gambar diam, misalnya tangkapan layarnya.") % {"name": name}
        ) from None
    except TooManyPixels:
        raise FileRefused(
            _("Gambar %(name)s terlalu lebar dan tinggi. Perkecil, misalnya menjadi 4.000 titik, lalu pilih lagi.")
            % {"name": name}
        ) from None
    kept = JPEG if is_jpeg else PNG
    return CleanFile(_with_ending(name, kept), kept, picture)


def require_size(name: str, size: int) -> None:
    """Refuse an empty or too large file; the size is known before a single byte is read.

    Raises:
        FileRefused: nothing in it, or more than a photo may have.
    """
    if not size:
        raise FileRefused(_("Berkas %(name)s kosong. Pilih berkas yang lain.") % {"name": name})
    _require_at_most(name, size, LARGEST_PHOTO)


def _require_at_most(name: str, size: int, most: int) -> None:
    if size > most:
        megabytes = f"{size / MEGABYTE:.1f}".replace(".", ",")
        told = {"name": name, "size": megabytes, "photo": LARGEST_PHOTO // MEGABYTE, "most": LARGEST // MEGABYTE}
        raise FileRefused(
            _(
                "Berkas %(name)s berukuran %(size)s MB. Foto paling besar %(photo)d MB, berkas lain %(most)d MB; "
                "perkecil lalu pilih lagi."
            )
            % told
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
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
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
