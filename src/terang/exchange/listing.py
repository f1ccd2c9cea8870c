"""A plain list as a workbook: one sheet with a bold heading. Cells are text, so that what came in as a formula does
not go out as one."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def listing(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write rows under ``columns`` (heading and width), in constant memory; whole numbers stay numbers."""
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (head, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                write(line, place, cell, wrap)
    return stream.getvalue()
