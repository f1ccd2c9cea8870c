"""How progress stands against its steps, in words, figures and a mark; and what intervals are called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.core.action_plan import Judgement, Light, Pace
from terang.evidence.mapping import paced
from terang.evidence.models import Progress
from terang.planning.enums import Accumulation, Rhythm
from terang.planning.mapping import plain_number
from terang.planning.models import ActionStep, Indicator
from terang.planning.steps import StepDraft, goal_of, total_of
from terang.regulation.queries import in_force

QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class PaceWords:
    """The state of one indicator on a day.

    Attributes:
        kind, status: of the status mark.
        sentence: what is expected by now and what is recorded; empty where nothing is due.
        sums: the arithmetic behind it, line by line.
    """

    kind: str
    status: str
    sentence: str
    sums: tuple[str, ...]


def paces(
    indicators: Iterable[Indicator],
    steps: Mapping[int, Sequence[ActionStep]],
    progress: Mapping[int, Sequence[Progress]],
    on: date,
) -> dict[int, PaceWords]:
    """How the work stands against the action plan, for the indicators that have steps."""
    law = in_force(on)
    return {
        each.pk: pace_words(each, paced(each, steps[each.pk], progress.get(each.pk, ()), on, law))
        for each in indicators
        if each.pk in steps
    }


def pace_words(indicator: Indicator, found: Judgement) -> PaceWords:
    kind, status = _state(found)
    return PaceWords(kind, status, _sentence(indicator, found), tuple(_sums(indicator, found)))


def _state(found: Judgement) -> tuple[str, str]:
    if found.pace is Pace.BEHIND:
        return ("wait", _("Tertinggal")) if found.light is Light.YELLOW else ("bad", _("Jauh tertinggal"))
    return {
        Pace.NOT_DUE: ("", _("Belum ada target sampai hari ini")),
        Pace.MISSING: ("bad", _("Belum dicatat")),
        Pace.ON_TRACK: ("ok", _("Sesuai rencana")),
        Pace.DONE: ("ok", _("Selesai")),
        Pace.IN_WORDS: ("", _("Dinilai dari uraian")),
    }[found.pace]


def _sentence(indicator: Indicator, found: Judgement) -> str:
    if found.until is None:
        return ""
    told = {"until": date_format(found.until, "j F"), "unit": indicator.unit}
    if found.expected is None:
        return _("Sampai %(until)s ada langkah berupa uraian.") % told
    told["expected"] = plain_number(found.expected)
    if found.value is None:
        return _("Diharapkan sampai %(until)s: %(expected)s %(unit)s. Jumlahnya belum dicatat.") % told
    told["value"] = plain_number(found.value)
    return _("Diharapkan sampai %(until)s: %(expected)s %(unit)s. Tercatat sampai hari ini: %(value)s.") % told


def _sums(indicator: Indicator, found: Judgement) -> list[str]:
    if found.expected is None:
        return []
    lines = []
    if indicator.accumulation == Accumulation.SUM and len(found.due) > 1 and found.expected:
        parts = _parts(found.due)
        lines.append(_("Diharapkan: %(parts)s = %(sum)s") % {"parts": parts, "sum": plain_number(found.expected)})
    if found.percent is not None and found.value is not None:
        told = {"value": plain_number(found.value), "expected": plain_number(found.expected)}
        told["percent"] = plain_number(found.percent)
        lines.append(_("Laju: %(value)s terhadap %(expected)s = %(percent)s persen") % told)
    return lines


def _parts(numbers: Sequence[Decimal]) -> str:
    """10 × 200 where all are the same, 10 + 10 + 15 otherwise."""
    if len(set(numbers)) == 1:
        return f"{len(numbers)} × {plain_number(numbers[0])}"
    return " + ".join(plain_number(each) for each in numbers)


def interval_name(end: date, rhythm: str, start_month: int = 1) -> str:
    """Januari, or Triwulan II counted from the first month of the period."""
    if rhythm == Rhythm.MONTHLY:
        return date_format(end, "F")
    return _("Triwulan %(n)s") % {"n": QUARTERS[(end.month - start_month) % 12 // 3]}


def sum_warning(indicator: Indicator, steps: Sequence[StepDraft]) -> str:
    """Say when the parts of a sum do not make the target; nothing is wrong while there are no parts."""
    total, goal = total_of(steps), goal_of(indicator)
    if indicator.accumulation != Accumulation.SUM or total is None or goal is None or total == goal:
        return ""
    words = {"total": plain_number(total), "goal": plain_number(goal), "gap": plain_number(abs(goal - total))}
    if total < goal:
        return _("Jumlah langkah %(total)s, kurang %(gap)s dari target %(goal)s.") % words
    return _("Jumlah langkah %(total)s, lebih %(gap)s dari target %(goal)s.") % words


def split_words(indicator: Indicator, steps: Sequence[StepDraft]) -> str:
    """Explain a proposal: equal parts, and where the remainder went."""
    numbers = [step.target for step in steps if step.target is not None]
    low, high = min(numbers), max(numbers)
    told = {"low": plain_number(low), "high": plain_number(high), "parts": len(numbers)}
    if indicator.accumulation == Accumulation.SUM:
        told["goal"] = plain_number(sum(numbers, Decimal(0)))
        if low == high:
            return _("%(goal)s dibagi %(parts)s sama rata: %(low)s setiap kali.") % told
        told["more"] = sum(number == high for number in numbers)
        return _("%(goal)s tidak habis dibagi %(parts)s: %(low)s setiap kali, dan %(more)s kali %(high)s.") % told
    if low == high:
        return _("Nilai terakhir yang dihitung, jadi targetnya sama setiap kali: %(low)s.") % told
    told |= {"first": plain_number(numbers[0]), "last": plain_number(numbers[-1])}
    return _("Dari nilai awal menuju target setapak demi setapak: mulai %(first)s, berakhir %(last)s.") % told


def step_words(step: StepDraft, indicator: Indicator) -> str:
    """A step in one line: number, words, or both."""
    number = "" if step.target is None else f"{plain_number(step.target)} {indicator.unit}".strip()
    return " · ".join(part for part in (number, step.text) if part)
