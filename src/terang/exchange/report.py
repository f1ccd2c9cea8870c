"""The remarks of an import as a workbook, for the people who put the list right."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .findings import Remark
from .listing import listing


def findings_workbook(remarks: Iterable[Remark]) -> bytes:
    """One row per remark."""
    columns = (
        (_("Baris"), 8), (_("Kolom"), 26), (_("Isi sel"), 30), (_("Jenis"), 12), (_("Masalah"), 52),
        (_("Yang perlu dilakukan"), 52),
    )  # fmt: skip
    return listing(_("Temuan"), columns, map(_row, remarks))


def _row(remark: Remark) -> tuple[str | int, ...]:
    kind = _("Galat") if remark.is_error else _("Perhatian")
    return (remark.row, remark.column, remark.value, kind, remark.message, remark.advice)
