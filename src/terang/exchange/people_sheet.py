"""The people of a unit with what each has filled, as a workbook for those who chase what is missing."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.evidence.queries.monitor import Line
from terang.planning.enums import SkpState

from .listing import listing


def people_workbook(lines: Iterable[Line], since: date, *, with_numbers: bool) -> bytes:
    """One row per person; without the right to whole NIPs that column is not there."""
    progress = _("Progres sejak %(day)s") % {"day": date_format(since, "j M Y")}
    columns = [
        *([(_("NIP"), 22)] if with_numbers else []),
        (_("Nama"), 34), (_("Jabatan"), 40), (_("Unit kerja"), 44), (_("SKP"), 16), (progress, 24), (_("Bukti"), 12),
        (_("Umpan balik berkala"), 22),
    ]  # fmt: skip
    return listing(_("Pegawai"), columns, (_row(line, with_numbers) for line in lines))


def _row(line: Line, with_numbers: bool) -> list[str]:
    person, position = line.post.employee, line.post.position
    number = [person.nip] if with_numbers else []
    state = str(SkpState(line.state).label) if line.state else _("Belum mulai")
    return [*number, person.full_name, position.name, position.unit.name, state, *_answers(line)]


def _answers(line: Line) -> list[str]:
    if not line.is_running:
        return ["", "", ""]
    feedback = _answer(line.has_feedback) if line.owes_feedback or line.has_feedback else ""
    return [_answer(line.has_progress), _answer(line.has_evidence), feedback]


def _answer(is_there: bool) -> str:
    return _("ada") if is_there else _("belum")
