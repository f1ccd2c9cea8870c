"""The remarks of an import as a workbook, for the people who put the list right."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from .findings import Remark

WIDTHS = (8, 26, 30, 12, 52, 52)


def findings_workbook(remarks: Iterable[Remark]) -> bytes:
    """One row per remark. Cells are text: what came in as a formula does not go out as one."""
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(_("Temuan"))
        bold = book.add_format({"bold": True, "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        heads = (_("Baris"), _("Kolom"), _("Isi sel"), _("Jenis"), _("Masalah"), _("Yang perlu dilakukan"))
        for place, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, bold)
        sheet.freeze_panes(1, 0)
        for line, remark in enumerate(remarks, start=1):
            kind = _("Galat") if remark.is_error else _("Perhatian")
            sheet.write_number(line, 0, remark.row, wrap)
            cells = (remark.column, remark.value, kind, remark.message, remark.advice)
            for place, text in enumerate(cells, start=1):
                sheet.write_string(line, place, text, wrap)
    return stream.getvalue()
