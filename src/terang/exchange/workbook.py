"""Reading an uploaded XLSX: first the outside (size, kind, what it would unpack to), then the cells asked for.

The parser is handed only what has passed: a small archive can unpack to gigabytes, and two cells at opposite
corners of a sheet make a parser reserve the whole rectangle between them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import IO, TypeVar

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

T = TypeVar("T")
Cell = int | float | str | bool | date | datetime | time | timedelta | None

MEGABYTE = 1024 * 1024
HEADER_ROWS = 20
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How an encrypted workbook names its only stream inside the OLE container.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LOCAL_HEADER = 30
FILLED_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])[^>]*(?<!/)>")
REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,6})([0-9]{1,9})[\"']")
LONGEST_TAG = 4096
NOT_A_LETTER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Limits:
    """What one upload may be. A city of 15,000 people takes about 4 MB and unpacks to 40 MB."""

    size: int = 10 * MEGABYTE
    unpacked: int = 128 * MEGABYTE
    parts: int = 2000
    rows: int = 50_000
    columns: int = 702
    cells: int = 4_000_000


DEFAULT = Limits()


@dataclass(frozen=True)
class Column:
    """A column we want. ``names`` are headings it is known by; the first is used when we name it to people."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Table:
    """What was found: ``headings`` as the file writes them by column key; ``rows`` only holds wanted cells.

    Attributes:
        header_row: counted from 1, as a spreadsheet shows it.
        rows: (row number, cells by column key); rows without any wanted cell are left out.
    """

    sheet: str
    header_row: int
    headings: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]


class Unreadable(Exception):
    """The file cannot be read as a list; carries a sentence that says what to do. Nothing has been stored."""

    code = "FILE_UNREADABLE"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooLarge(Unreadable):
    """More bytes, parts, rows or columns than one upload may have."""

    code = "FILE_TOO_LARGE"


class NotAWorkbook(Unreadable):
    """Something else under the name of a workbook."""

    code = "FILE_NOT_A_WORKBOOK"


class OldFormat(Unreadable):
    """A workbook of another format: .xls, .xlsb, .ods."""

    code = "FILE_OLD_FORMAT"


class Protected(Unreadable):
    """Encrypted with a password."""

    code = "FILE_PROTECTED"


class Damaged(Unreadable):
    """A workbook whose content is broken."""

    code = "FILE_DAMAGED"


class NoHeader(Unreadable):
    """No row of the first twenty looks like headings."""

    code = "HEADER_NOT_FOUND"


class MissingColumns(Unreadable):
    """Headings were found, but not all that are needed; ``columns`` names the missing ones."""

    code = "COLUMNS_MISSING"

    def __init__(self, sentence: str, columns: Sequence[str]) -> None:
        super().__init__(sentence)
        self.columns = tuple(columns)


def read(stream: IO[bytes], columns: Sequence[Column], limits: Limits = DEFAULT) -> Table:
    """Find the list in a workbook and return the wanted cells of all its rows.

    Raises:
        TooLarge, NotAWorkbook, OldFormat, Protected, Damaged: the file is refused before a cell is read.
        NoHeader, MissingColumns: the file is a workbook, but not this list.
    """
    content = _content(stream, limits)
    _check_archive(content, limits)
    workbook = _open(content)
    found = _best_header(workbook, columns)
    if found is None:
        wanted = [column.names[0] for column in columns if column.required][:3]
        raise NoHeader(
            _(
                "Judul kolom tidak ditemukan di %(rows)d baris pertama. Pastikan ada baris berisi judul "
                "seperti %(columns)s."
            )
            % {"rows": HEADER_ROWS, "columns": ", ".join(wanted)}
        )
    sheet, number, headings = found
    _require(columns, headings)
    return _table(sheet, number, headings)


def _content(stream: IO[bytes], limits: Limits) -> bytes:
    content = stream.read(limits.size + 1)
    if len(content) > limits.size:
        largest = limits.size // MEGABYTE
        raise TooLarge(
            _("Berkas lebih dari %(size)d MB. Hapus lembar atau gambar yang tidak perlu, lalu pilih lagi.")
            % {"size": largest}
        )
    return content


def _check_archive(content: bytes, limits: Limits) -> None:
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED in content:
            raise Protected(_("Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu pilih lagi."))
        raise OldFormat(_("Ini berkas Excel lama (.xls). Simpan sebagai Excel Workbook (.xlsx), lalu pilih lagi."))
    if not content.startswith(ZIP_MAGIC):
        raise NotAWorkbook(_not_a_workbook())
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise Damaged(_damaged()) from problem
    _check_names({part.filename for part in parts})
    if len(parts) > limits.parts:
        raise TooLarge(_too_much())
    _check_unpacked(content, parts, limits)


def _check_names(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise OldFormat(_("Berkas ini bukan .xlsx. Simpan sebagai Excel Workbook (.xlsx), lalu pilih lagi."))
    raise NotAWorkbook(_not_a_workbook())


def _check_unpacked(content: bytes, parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Unpack every part piece by piece and count; what the directory says about sizes is not believed."""
    left = limits.unpacked
    for part in parts:
        if part.flag_bits & 0x1:
            raise Protected(_("Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu pilih lagi."))
        cells = _Extent(limits) if part.filename.startswith("xl/worksheets/") else None
        for piece in _pieces(content, part):
            left -= len(piece)
            if left < 0:
                raise TooLarge(_too_much())
            if cells is not None:
                cells.see(piece)


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    start = part.header_offset
    lengths = content[start + 26 : start + LOCAL_HEADER]
    if len(lengths) < 4 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Damaged(_damaged())
    begin = start + LOCAL_HEADER + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    packed = content[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not unpacker.eof:
            yield unpacker.decompress(packed, MEGABYTE)
            packed = unpacker.unconsumed_tail
    except zlib.error as problem:
        raise Damaged(_damaged()) from problem


class _Extent:
    """The rectangle that the filled cells of a sheet span, read from its XML as it streams by."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = self.columns = 0
        self.rest = b""

    def see(self, piece: bytes) -> None:
        text = self.rest + piece
        cut = text.rfind(b"<") + 1 or len(text)
        self.rest = text[cut - 1 :][:LONGEST_TAG]
        tags = FILLED_CELL.findall(text, 0, cut - 1)
        places = REFERENCE.findall(b"".join(tags))
        if len(places) < len(tags):
            raise Damaged(_damaged())  # a cell that does not say where it stands cannot be bounded
        self.rows = max([self.rows, *{int(row) for _letters, row in places}])
        self.columns = max([self.columns, *map(_column, {letters.upper() for letters, _row in places})])
        too_wide = self.columns > self.limits.columns or self.rows > self.limits.rows
        if too_wide or self.rows * self.columns > self.limits.cells:
            raise TooLarge(
                _(
                    "Lembar ini lebih besar daripada %(rows)d baris atau %(columns)d kolom. "
                    "Hapus isi di luar daftar, lalu pilih lagi."
                )
                % {"rows": self.limits.rows, "columns": self.limits.columns}
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _open(content: bytes) -> CalamineWorkbook:
    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))


def _guarded(act: Callable[[], T]) -> T:
    """The parser is native code; whatever it throws, also its own panics, means the file is broken."""
    try:
        return act()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as problem:
        raise Damaged(_damaged()) from problem


def _best_header(
    workbook: CalamineWorkbook, columns: Sequence[Column]
) -> tuple[CalamineSheet, int, dict[int, tuple[str, str]]] | None:
    """The first sheet with a row that names at least three columns; in it the row that names most.

    A hidden sheet is passed over: what people do not see they cannot mean.
    """
    known = {_plain(name): column.key for column in columns for name in column.names}
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = _guarded(partial(workbook.get_sheet_by_name, meta.name))
        best: tuple[int, dict[int, tuple[str, str]]] = (0, {})
        for number, cells in _numbered(sheet, HEADER_ROWS):
            found = _headings(cells, known)
            if len(found) > len(best[1]):
                best = (number, found)
        if len(best[1]) >= 3:
            return sheet, *best
    return None


def _numbered(sheet: CalamineSheet, last: int | None = None) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows with their numbers as a spreadsheet shows them."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if last is not None and number > last:
            return
        yield number, cells


def _headings(cells: Sequence[Cell], known: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """Place → (key, heading); of two equal headings the first counts."""
    found: dict[int, tuple[str, str]] = {}
    for place, cell in enumerate(cells):
        key = known.get(_plain(cell)) if isinstance(cell, str) else None
        if key is not None and key not in {taken for taken, _name in found.values()}:
            found[place] = (key, " ".join(str(cell).split())[:100])
    return found


def _plain(heading: str) -> str:
    return NOT_A_LETTER.sub(" ", heading.upper()).strip()


def _require(columns: Sequence[Column], headings: Mapping[int, tuple[str, str]]) -> None:
    present = {key for key, _name in headings.values()}
    missing = [column.names[0] for column in columns if column.required and column.key not in present]
    if missing:
        names = ", ".join(missing)
        raise MissingColumns(
            _("Kolom ini belum ada di berkas: %(columns)s. Tambahkan, lalu pilih lagi.") % {"columns": names},
            missing,
        )


def _table(sheet: CalamineSheet, header: int, headings: Mapping[int, tuple[str, str]]) -> Table:
    rows = []
    for number, cells in _numbered(sheet):
        if number <= header:
            continue
        wanted = {key: cells[place] for place, (key, _name) in headings.items() if place < len(cells)}
        if any(cell not in ("", None) and str(cell).strip() for cell in wanted.values()):
            rows.append((number, wanted))
    return Table(sheet.name, header, dict(headings.values()), rows)


def _not_a_workbook() -> str:
    return _("Berkas ini bukan buku kerja Excel. Buka di Excel, simpan sebagai .xlsx, lalu pilih lagi.")


def _damaged() -> str:
    return _(
        "Isi berkas ini rusak, jadi tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu pilih lagi."
    )


def _too_much() -> str:
    return _("Isi berkas ini terlalu besar setelah dibuka. Hapus lembar yang tidak perlu, lalu pilih lagi.")
