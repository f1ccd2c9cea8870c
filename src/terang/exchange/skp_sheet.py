"""A plan as a workbook: the official form to be read and printed, and beside it a sheet that can be read back.

The official columns join numbers and words in one cell and cannot be taken apart again without guessing. So the
workbook has a second sheet, one row for each indicator; only that sheet is read. All cells are text: what came in
as a formula does not go out as one. Headings and choices are Indonesian whatever the language of the page, because
they are the format of the file.
"""

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.core.law_view import FormKind
from terang.documents.forms import PersonBlock, ResultRow, SkpForm
from terang.planning.enums import Accumulation, Aspect, DataSource, Direction, Perspective, ResultKind, TargetKind
from terang.planning.models import Indicator, WorkResult

from . import workbook
from .workbook import Cell, Column, Limits, TooLarge, Unreadable

MOST_RESULTS, MOST_INDICATORS, MOST_ROWS = 200, 20, 1000
# A plan of 200 results is far below this; what is larger is no plan.
LIMITS = Limits(size=workbook.MEGABYTE, unpacked=16 * workbook.MEGABYTE, parts=100, rows=MOST_ROWS + 1, cells=250_000)
FORM_SHEET, ROWS_SHEET = "SKP", "Isian"
A4 = 9
HIGHEST = 409  # no spreadsheet shows a higher row

COLUMNS = (
    Column("kind", ("Jenis",)),
    Column("statement", ("Hasil kerja",), required=True),
    Column("perspective", ("Perspektif",)),
    Column("weight", ("Bobot",)),
    Column("indicator", ("Indikator",), required=True),
    Column("aspect", ("Aspek",)),
    Column("target_kind", ("Bentuk target",)),
    Column("target_low", ("Angka target",), required=True),
    Column("target_high", ("Angka sampai",)),
    Column("target_text", ("Uraian target",)),
    Column("unit", ("Satuan",)),
    Column("direction", ("Arah",)),
    Column("accumulation", ("Cara menghitung",)),
    Column("baseline", ("Nilai awal",)),
    Column("source", ("Asal angka",)),
    Column("source_name", ("Sumber data",)),
)
WIDTHS = (12, 44, 20, 8, 40, 12, 14, 14, 14, 24, 14, 26, 18, 12, 24, 24)
OF_THE_RESULT = ("kind", "statement", "perspective", "weight")
CHOICES: Mapping[str, Any] = {
    "kind": ResultKind,
    "perspective": Perspective,
    "aspect": Aspect,
    "target_kind": TargetKind,
    "direction": Direction,
    "accumulation": Accumulation,
    "source": DataSource,
}
NAMES = {column.key: column.names[0] for column in COLUMNS}


class TooManyResults(Unreadable):
    """More results than one plan may take from a file."""

    code = "SHEET_TOO_MANY_RESULTS"


class NoResults(Unreadable):
    """The headings are there, but no result below them."""

    code = "SHEET_EMPTY"


@dataclass(frozen=True)
class Problem:
    """What is wrong in one row, and in which column, in words."""

    row: int
    column: str
    message: str


@dataclass
class SheetResult:
    """One result with its indicators as the sheet says them: texts by column key, choices as stored values."""

    row: int
    cells: dict[str, str]
    indicators: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    results: tuple[SheetResult, ...]
    problems: tuple[Problem, ...]


# --- writing ----------------------------------------------------------------------------


def skp_workbook(form: SkpForm, kind: FormKind, results: Iterable[WorkResult]) -> bytes:
    """The plan as its official form, and the sheet that can be read back."""
    stream = io.BytesIO()
    with override("id"), xlsxwriter.Workbook(stream, _options()) as book:
        _write_form(book, form, kind)
        _write_rows(book, [row for result in results for row in _rows_of(result)])
    return stream.getvalue()


def empty_workbook() -> bytes:
    """Headings, choices and three sentences of help; nothing else."""
    stream = io.BytesIO()
    with override("id"), xlsxwriter.Workbook(stream, _options()) as book:
        _write_rows(book, [])
        sheet = book.add_worksheet("Petunjuk")
        sheet.set_column(0, 0, 100)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for line, text in enumerate(_help()):
            sheet.write_string(line, 0, text, wrap)
    return stream.getvalue()


def _options() -> dict[str, object]:
    return {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _help() -> tuple[str, ...]:
    return (
        _("Isi lembar Isian: satu baris untuk satu indikator. Jangan ubah judul kolomnya."),
        _("Untuk indikator berikutnya dari hasil kerja yang sama, kosongkan kolom Hasil kerja."),
        _("Bentuk target: Angka (isi Angka target), Rentang (isi juga Angka sampai), atau Uraian (isi Uraian target)."),
        _("Tulis angka seperti 2.400 atau 96,5, tanpa tanda persen. Kolom yang tidak Anda perlukan boleh kosong."),
    )


class _Page:
    """A sheet filled from top to bottom; what spans columns is merged, and rows are as high as their text needs."""

    def __init__(self, book: Any, widths: Sequence[int]) -> None:
        self.sheet, self.widths, self.row = book.add_worksheet(FORM_SHEET), widths, 0
        box = {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10}
        self.cell = book.add_format(box)
        self.head = book.add_format({**box, "bold": True, "align": "center", "bg_color": "#E7E6E6"})
        self.band = book.add_format({**box, "bold": True, "bg_color": "#F2F2F2"})
        self.title = book.add_format({"bold": True, "align": "center", "font_size": 12, "text_wrap": True})
        self.plain = book.add_format({"text_wrap": True, "valign": "top", "font_size": 10})
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    def put(self, cells: Iterable[tuple[int, int, str]], form: Any) -> None:
        """Write one row; each cell is (first column, last column, text)."""
        lines = 1
        for first, last, text in cells:
            if last > first:
                self.sheet.merge_range(self.row, first, self.row, last, "", form)
            self.sheet.write_string(self.row, first, text, form)
            room = sum(self.widths[first : last + 1])
            lines = max(lines, sum(max(math.ceil(len(each) / room), 1) for each in text.split("\n")))
        self.sheet.set_row(self.row, min(14.5 * lines, HIGHEST))
        self.row += 1

    def line(self, text: str, form: Any) -> None:
        self.put([(0, self.last, text)], form)


def _write_form(book: Any, form: SkpForm, kind: FormKind) -> None:
    columns = kind.columns_quantitative if form.approach == "KUANTITATIF" else kind.columns_qualitative
    page = _Page(book, [_width(name, len(columns)) for name in columns])
    page.line(form.heading.upper(), page.title)
    page.line(kind.label.upper(), page.title)
    page.line(f"PENDEKATAN HASIL KERJA {form.approach}", page.title)
    page.line(form.agency, page.plain)
    page.line(f"Periode penilaian: {form.period_span}", page.plain)
    _person(page, "PEGAWAI YANG DINILAI", form.employee)
    _person(page, "PEJABAT PENILAI KINERJA", form.appraiser)
    page.line("HASIL KERJA", page.band)
    repeated = page.row
    page.put([(place, place, name.upper()) for place, name in enumerate(columns)], page.head)
    _results(page, "A. UTAMA", columns, form.main)
    _results(page, "B. TAMBAHAN", columns, form.additional)
    _behaviour(page, form)
    _annex(page, form)
    _signatures(page, form)
    _print_setup(page, repeated)


def _width(name: str, columns: int) -> int:
    """Characters of a column; a sheet of few columns gives its words more room."""
    narrow = {"No": 5, "Aspek": 13, "Target": 22, "Perspektif": 20}
    return narrow.get(name, 38 if columns > 4 else 58)


def _person(page: _Page, heading: str, person: PersonBlock) -> None:
    page.line(heading, page.band)
    lines = (
        ("Nama", person.name),
        ("NIP", person.nip),
        ("Pangkat/Gol. Ruang", person.grade),
        ("Jabatan", person.position),
        ("Unit Kerja", person.unit),
    )
    for number, (label, text) in enumerate(lines, start=1):
        page.put([(0, 0, str(number)), (1, 1, label), (2, page.last, text)], page.cell)


def _results(page: _Page, heading: str, columns: Sequence[str], results: Sequence[ResultRow]) -> None:
    page.line(heading, page.band)
    for number, result in enumerate(results, start=1):
        for cells in _lines_of(number, result, columns):
            page.put([(place, place, text) for place, text in enumerate(cells)], page.cell)
    if not results:
        page.line("–", page.cell)


def _lines_of(number: int, result: ResultRow, columns: Sequence[str]) -> Iterator[list[str]]:
    """One line for each indicator; number and result stand on the first. The qualitative form lists them in one."""
    told = "\n".join(f"- {each.text}: {each.target}" if each.target else f"- {each.text}" for each in result.indicators)
    first = {
        "No": str(number),
        "Rencana Hasil Kerja Pimpinan yang Diintervensi": result.parent or "–",
        "Rencana Hasil Kerja": result.result,
        "Ukuran Keberhasilan/Indikator Kinerja Individu dan Target": told or "–",
    }
    if "Target" not in columns:
        yield [first.get(name, "") for name in columns]
        return
    for place, each in enumerate(result.indicators):
        measured = {
            "Aspek": each.aspect or "–",
            "Indikator Kinerja Individu": each.text,
            "Target": each.target,
            "Perspektif": each.perspective or "–",
        }
        known = measured if place else first | measured
        yield [known.get(name, "") for name in columns]
    if not result.indicators:
        yield [first.get(name, "–") for name in columns]


def _behaviour(page: _Page, form: SkpForm) -> None:
    page.line("PERILAKU KERJA", page.band)
    for number, value in enumerate(form.values, start=1):
        said = "\n".join((value.name, *(f"- {each}" for each in value.behaviours)))
        expected = f"Ekspektasi khusus pimpinan:\n{value.expectation or '–'}"
        page.put([(0, 0, str(number)), (1, page.last - 1, said), (page.last, page.last, expected)], page.cell)


def _annex(page: _Page, form: SkpForm) -> None:
    page.line("LAMPIRAN SASARAN KINERJA PEGAWAI", page.band)
    lists = (
        ("DUKUNGAN SUMBER DAYA", form.support),
        ("SKEMA PERTANGGUNGJAWABAN", form.accountability),
        ("KONSEKUENSI", form.consequences),
    )
    for heading, lines in lists:
        page.line(heading, page.band)
        for number, text in enumerate(lines, start=1):
            page.put([(0, 0, str(number)), (1, page.last, text)], page.cell)
        if not lines:
            page.line("–", page.cell)


def _signatures(page: _Page, form: SkpForm) -> None:
    page.row += 1
    for signed in form.signatures:
        page.line(signed.place_date, page.plain)
        page.line(f"{signed.role}: {signed.name}, NIP {signed.nip}", page.plain)
        page.line(signed.note, page.plain)
        page.row += 1


def _print_setup(page: _Page, repeated: int) -> None:
    page.sheet.set_landscape()
    page.sheet.set_paper(A4)
    page.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.repeat_rows(repeated)
    page.sheet.set_footer("&L&F&RHalaman &P dari &N")
    page.sheet.print_area(0, 0, page.row, page.last)


def _write_rows(book: Any, rows: Sequence[Mapping[str, str]]) -> None:
    sheet = book.add_worksheet(ROWS_SHEET)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width, wrap)
        sheet.write_string(0, place, column.names[0], bold)
        if column.key in CHOICES:
            labels = [str(label) for label in CHOICES[column.key].labels]
            sheet.data_validation(1, place, MOST_ROWS, place, {"validate": "list", "source": labels})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(COLUMNS):
            if row.get(column.key):
                sheet.write_string(line, place, row[column.key], wrap)


def _rows_of(result: WorkResult) -> Iterator[dict[str, str]]:
    said = {
        "kind": str(result.get_kind_display()),
        "statement": result.statement,
        "perspective": str(result.get_perspective_display()) if result.perspective else "",
        "weight": _figure(result.weight),
    }
    indicators = list(result.indicators.all())
    for place, indicator in enumerate(indicators):
        yield (_measured(indicator) if place else said | _measured(indicator))
    if not indicators:
        yield said


def _measured(indicator: Indicator) -> dict[str, str]:
    return {
        "indicator": indicator.statement,
        "aspect": str(indicator.get_aspect_display()) if indicator.aspect else "",
        "target_kind": str(indicator.get_target_kind_display()),
        "target_low": _figure(indicator.target_low),
        "target_high": _figure(indicator.target_high),
        "target_text": indicator.target_text,
        "unit": indicator.unit,
        "direction": str(indicator.get_direction_display()),
        "accumulation": str(indicator.get_accumulation_display()),
        "baseline": _figure(indicator.baseline),
        "source": str(indicator.get_source_display()),
        "source_name": indicator.source_name,
    }


def _figure(number: Decimal | None) -> str:
    """2400 or 96,5; a third decimal gets a fourth, since 2,345 could also be meant as two thousand."""
    if number is None:
        return ""
    text = f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    whole, _point, decimals = text.partition(".")
    return f"{whole},{decimals}{'0' if len(decimals) == 3 else ''}" if decimals else whole


# --- reading ----------------------------------------------------------------------------


def read_results(stream: IO[bytes]) -> Sheet:
    """Read the sheet that can be read back; a row without a result continues the one above it.

    Raises:
        Unreadable: no workbook of this kind, nothing in it, or more than a plan may take.
    """
    table = workbook.read(stream, COLUMNS, LIMITS)
    results: list[SheetResult] = []
    problems: list[Problem] = []
    for number, cells in table.rows:
        texts = {key: _text(cell) for key, cell in cells.items()}
        stored = {key: _stored(key, text, number, problems) for key, text in texts.items()}
        row = {key: text for key, text in stored.items() if text}
        if "statement" in row:
            results.append(SheetResult(number, {key: row[key] for key in OF_THE_RESULT if key in row}))
        elif not results:
            problems.append(Problem(number, NAMES["statement"], _("Baris pertama belum menyebut hasil kerjanya.")))
            continue
        measured = {key: text for key, text in row.items() if key not in OF_THE_RESULT}
        if measured:
            results[-1].indicators.append((number, measured))
    _require_plan(results, problems)
    return Sheet(tuple(results), tuple(problems))


def _require_plan(results: Sequence[SheetResult], problems: Sequence[Problem]) -> None:
    if len(results) > MOST_RESULTS:
        words = _("Berkas ini berisi %(n)d hasil kerja; paling banyak %(most)d. Kurangi, lalu pilih lagi.")
        raise TooManyResults(words % {"n": len(results), "most": MOST_RESULTS})
    if any(len(result.indicators) > MOST_INDICATORS for result in results):
        words = _("Satu hasil kerja punya lebih dari %(most)d indikator. Kurangi, lalu pilih lagi.")
        raise TooLarge(words % {"most": MOST_INDICATORS})
    if not results and not problems:
        raise NoResults(_("Lembar Isian belum berisi hasil kerja. Isi sedikitnya satu baris, lalu pilih lagi."))


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, int | float):
        return _figure(Decimal(str(cell)))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).replace("\r\n", "\n").replace("\x00", "").strip()


def _stored(key: str, text: str, row: int, problems: list[Problem]) -> str:
    """The stored value of a choice, nothing for an unknown one; every other text as it is."""
    if key not in CHOICES or not text:
        return text
    with override("id"):
        labels = {str(label).casefold(): value for value, label in CHOICES[key].choices}
    if text.casefold() in labels:
        return str(labels[text.casefold()])
    with override("id"):
        known = ", ".join(str(label) for label in CHOICES[key].labels)
    message = _("“%(text)s” tidak dikenal. Tulis salah satu: %(known)s.")
    problems.append(Problem(row, NAMES[key], message % {"text": text[:60], "known": known}))
    return ""
