"""Where the year stands: the stages of a period as the river shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.planning.models import Stage


@dataclass(frozen=True)
class StageView:
    """One stage of the river; ``state`` is done, run (running beside the present one), now or next."""

    state: str
    name: str
    when: str


def river(stages: Iterable[Stage], on: date) -> list[StageView]:
    """Return the stages in order; the sun stands at the one that began last and still runs."""
    ordered = sorted(stages, key=lambda stage: (stage.start, stage.deadline))
    running = [stage for stage in ordered if stage.start <= on <= stage.deadline]
    present = running[-1] if running else None
    return [
        StageView(_state(stage, present, on), stage.get_kind_display(), span(stage.start, stage.deadline, on.year))
        for stage in ordered
    ]


def _state(stage: Stage, present: Stage | None, on: date) -> str:
    if stage == present:
        return "now"
    if stage.start > on:
        return "next"
    return "done" if stage.deadline < on else "run"


def coming(stages: Iterable[StageView]) -> str:
    """Say which stage begins next; nothing when the last one runs."""
    ahead = next((stage for stage in stages if stage.state == "next"), None)
    if ahead is None:
        return ""
    return _("Berikutnya: %(name)s, %(when)s.") % {"name": ahead.name, "when": ahead.when}


def span(start: date, end: date, year: int) -> str:
    """16–30 Nov · 1 Feb–31 Des · 20 Nov–22 Jan 2027: the year only where it is another one."""
    one_month = (start.year, start.month) == (end.year, end.month)
    first = str(start.day) if one_month else date_format(start, "j M")
    return f"{first}–{date_format(end, 'j M' if end.year == year else 'j M Y')}"
