"""What the monitor says: lights, shares and single people in words."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terang.core.action_plan import Light
from terang.core.law_view import UnitLight
from terang.core.monitoring import Share, light_of
from terang.evidence.enums import Gap
from terang.evidence.queries.monitor import Counts, Line
from terang.organisation.models import Unit
from terang.web.planning.words import state_words

# The kind of status mark, its words, and how an address asks for units with this light.
LIGHTS: dict[Light, tuple[str, str | Promise, str]] = {
    Light.RED: ("bad", gettext_lazy("Tertinggal"), "tertinggal"),
    Light.YELLOW: ("wait", gettext_lazy("Perlu diingatkan"), "perlu-diingatkan"),
    Light.GREEN: ("ok", gettext_lazy("Lancar"), "lancar"),
    Light.NONE: ("", gettext_lazy("Belum ada yang ditagih"), "belum-ada"),
}
HEADINGS: dict[Gap, str | Promise] = {
    Gap.PLAN: gettext_lazy("SKP ditetapkan"),
    Gap.PROGRESS: gettext_lazy("Progres dicatat"),
    Gap.EVIDENCE: gettext_lazy("Bukti ada"),
    Gap.FEEDBACK: gettext_lazy("Umpan balik berkala"),
}


class Cell(NamedTuple):
    """One share in a row; ``is_low`` marks what keeps the unit from doing well."""

    label: str | Promise
    percent: int | None
    is_low: bool
    words: str


class Row(NamedTuple):
    """A unit in the table; ``is_direct`` is the unit of the page without the units below it."""

    unit: Unit
    people: int
    cells: list[Cell]
    light: Light
    is_direct: bool

    @property
    def mark(self) -> tuple[str, str | Promise, str]:
        return LIGHTS[self.light]


def row_of(unit: Unit, counts: Counts, rule: UnitLight, *, is_direct: bool = False) -> Row:
    cells = [_cell(HEADINGS[gap], share, rule) for gap, share in counts.shares.items()]
    return Row(unit, counts.people, cells, light_of(counts.shares.values(), rule), is_direct)


def _cell(label: str | Promise, share: Share, rule: UnitLight) -> Cell:
    is_low = light_of([share], rule) not in (Light.GREEN, Light.NONE)
    return Cell(label, share.percent, is_low, _("%(done)d dari %(of)d") % {"done": share.done, "of": share.of})


def opening(rows: Iterable[Row]) -> str:
    """The one sentence at the top: how many units need what."""
    lights = [row.light for row in rows]
    behind, near = lights.count(Light.RED), lights.count(Light.YELLOW)
    late = ngettext("%(n)d unit tertinggal", "%(n)d unit tertinggal", behind) % {"n": behind}
    nearly = ngettext("%(n)d unit perlu diingatkan", "%(n)d unit perlu diingatkan", near) % {"n": near}
    if behind and near:
        return _("%(late)s, %(nearly)s.") % {"late": late, "nearly": nearly}
    if behind or near:
        return f"{late if behind else nearly}."
    return _("Semua unit lancar.") if Light.GREEN in lights else _("Belum ada yang dapat ditagih.")


def to_do(gap: Gap, count: int) -> str:
    """How many people a reminder tells what."""
    sentences = {
        Gap.PLAN: ngettext("%(n)d pegawai belum mengajukan SKP.", "%(n)d pegawai belum mengajukan SKP.", count),
        Gap.PROGRESS: ngettext("%(n)d pegawai belum mencatat progres.", "%(n)d pegawai belum mencatat progres.", count),
        Gap.EVIDENCE: ngettext(
            "%(n)d pegawai belum melampirkan bukti.", "%(n)d pegawai belum melampirkan bukti.", count
        ),
    }
    return sentences[gap] % {"n": count}


class PersonRow(NamedTuple):
    """A person in the list: four marks, each a kind and its words."""

    line: Line
    plan: tuple[str, str]
    progress: tuple[str, str] | None
    evidence: tuple[str, str] | None
    feedback: tuple[str, str] | None


def person_row(line: Line) -> PersonRow:
    """What is asked only while a plan is in force has no mark otherwise."""
    if not line.is_running:
        return PersonRow(line, state_words(line.state), None, None, None)
    feedback = _mark(line.has_feedback) if line.owes_feedback or line.has_feedback else None
    return PersonRow(line, state_words(line.state), _mark(line.has_progress), _mark(line.has_evidence), feedback)


def _mark(is_there: bool) -> tuple[str, str]:
    return ("ok", _("ada")) if is_there else ("wait", _("belum"))
