"""Rounds of raters in words and rows: the questionnaire, what is missing, and counts for the team."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from terang.core.law_view import Behaviour, ScalePoint
from terang.core.parameters import Law
from terang.evidence.models import RaterRound, RoundProgress
from terang.evidence.queries.rounds import OwnTask
from terang.evidence.services.round_answers import NOT_SEEN
from terang.organisation.models import Unit

MINUTES_EACH = 5
INDONESIAN = "id"
REASONS: Mapping[str, str | Promise] = {
    "SUPERIOR": gettext_lazy("Pimpinan, karena jabatannya"),
    "SAME_UNIT": gettext_lazy("Rekan satu unit, diundi"),
    "OTHER_UNIT": gettext_lazy("Rekan dari unit lain, diundi agar unit dapat dibandingkan"),
    "SUBORDINATE": gettext_lazy("Bawahan langsung, diundi"),
}
LACKS: Mapping[str, str | Promise] = {
    "NO_SUPERIOR": gettext_lazy("Belum punya pimpinan di Terang"),
    "SUPERIOR_EXCLUDED": gettext_lazy("Pimpinannya punya hubungan yang dicatat"),
    "SUPERIOR_ABSENT": gettext_lazy("Pimpinannya berhalangan"),
    "TOO_FEW_PEERS": gettext_lazy("Rekannya terlalu sedikit"),
    "PEERS_FULLY_LOADED": gettext_lazy("Rekannya sudah mendapat tugas terbanyak"),
    "NO_OTHER_UNIT": gettext_lazy("Tidak ada rekan dari unit lain"),
    "NOT_ROTATED": gettext_lazy("Rekan putaran lalu ditanya lagi"),
    "TOO_FEW_SUBORDINATES": gettext_lazy("Bawahan langsungnya kurang"),
}
STATES: Mapping[str, tuple[str, str | Promise]] = {
    "draft": ("wait", pgettext_lazy("round", "Disiapkan")),
    "open": ("ok", gettext_lazy("Sedang diisi")),
    "closed": ("", pgettext_lazy("round", "Ditutup")),
    "published": ("ok", pgettext_lazy("round", "Diterbitkan")),
}


@dataclass(frozen=True)
class Choice:
    """One point of the scale, as a radio shows it."""

    value: str
    label: str
    anchor: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One behaviour with its choices; ``translation`` helps who reads English."""

    number: int
    name: str
    text: str
    translation: str
    choices: tuple[Choice, ...]
    not_seen: Choice


@dataclass(frozen=True)
class Part:
    """One core value of a questionnaire and how far it is filled."""

    step: int
    key: str
    label: str
    items: tuple[Behaviour, ...]
    answered: int
    has_comment: bool

    @property
    def is_complete(self) -> bool:
        return self.answered == len(self.items)


@dataclass(frozen=True)
class Bar:
    """Progress of a unit, rounded down; none when it is too small to be shown."""

    name: str
    people: int
    share: int | None


def parts_of(own: OwnTask, law: Law) -> list[Part]:
    """The core values of the questionnaire in their order, with what stands in it."""
    policy, filled = own.key.round.policy, own.response.filled
    answers, comments = filled.get("answers", {}), filled.get("comments", {})
    known = {each.key: each for each in law.behaviour.core_values.value}
    return [
        Part(
            step=step,
            key=key,
            label=known[key].label,
            items=known[key].behaviours,
            answered=sum(item.key in answers for item in known[key].behaviours),
            has_comment=bool(comments.get(key)),
        )
        for step, key in enumerate(policy["values"], start=1)
    ]


def questions_of(part: Part, parts: Sequence[Part], chosen: Mapping[str, str], law: Law) -> list[Question]:
    """The behaviours of one core value as the page asks them."""
    before = sum(len(each.items) for each in parts[: part.step - 1])
    english = {each.key: each.text for each in law.rounds.translations.value}
    is_foreign = not is_indonesian()
    return [
        Question(
            number=number,
            name=item.key,
            text=item.text,
            translation=english.get(item.key, "") if is_foreign else "",
            choices=tuple(_choice(point, chosen[item.key]) for point in law.rounds.scale.value),
            not_seen=Choice(str(NOT_SEEN), _("Tidak teramati"), "", chosen[item.key] == str(NOT_SEEN)),
        )
        for number, item in enumerate(part.items, start=before + 1)
    ]


def is_indonesian() -> bool:
    return (get_language() or INDONESIAN).startswith(INDONESIAN)


def _choice(point: ScalePoint, chosen: str) -> Choice:
    own = is_indonesian()
    label, anchor = (point.label, point.anchor) if own else (point.english, point.english_anchor)
    return Choice(str(point.value), label, anchor, chosen == str(point.value))


def scale_words(law: Law) -> list[Choice]:
    """What the five points mean."""
    return [_choice(point, "") for point in law.rounds.scale.value]


def stored_lines(part: Part, filled: Mapping[str, Any]) -> list[str]:
    """What stands in the questionnaire for one core value, line by line."""
    answers = filled.get("answers", {})
    told = [f"{item.text}: {_value_words(answers[item.key])}" for item in part.items if item.key in answers]
    comment = filled.get("comments", {}).get(part.key, "")
    return [*told, *([comment] if comment else [])]


def _value_words(value: int) -> str:
    return _("Tidak teramati") if value == NOT_SEEN else str(value)


def minutes_for(tasks: Iterable[OwnTask]) -> int:
    return MINUTES_EACH * sum(not own.is_sent for own in tasks)


# --- for the team -----------------------------------------------------------------------


def counted(names: Mapping[str, str | Promise], found: Mapping[str, int]) -> list[tuple[str | Promise, int]]:
    """Counts with their words, in the order of the words."""
    return [(words, found[name]) for name, words in names.items() if name in found]


def load_rows(coverage: Mapping[str, Any]) -> list[tuple[int, int, int]]:
    """Tasks, raters with so many, and their share of all raters in percent."""
    rows = coverage["load"]
    most = max((people for _tasks, people in rows), default=1)
    return [(tasks, people, round(100 * people / most)) for tasks, people in rows]


def small_units(coverage: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The smallest units by name with their people (one query)."""
    units = Unit.objects.in_bulk([unit for unit, _size in coverage["smallest"]])
    return [(units[unit].name, size) for unit, size in coverage["smallest"] if unit in units]


def bars_of(given: RaterRound, rows: Sequence[RoundProgress]) -> list[Bar]:
    """Progress per unit, rounded down. Small units appear together, or not at all while they are few."""
    rule = given.policy["progress"]
    least, step = rule["least_people"], rule["step_percent"]
    shown = [
        Bar(each.unit.name, each.people, _share(each.sent, each.asked, step)) for each in rows if each.people >= least
    ]
    small = [each for each in rows if each.people < least]
    if small:
        people = sum(each.people for each in small)
        told = _share(sum(each.sent for each in small), sum(each.asked for each in small), step)
        shown.append(Bar(_("Unit kecil bersama-sama"), people, told if people >= least else None))
    return shown


def _share(sent: int, asked: int, step: int) -> int:
    return 100 * sent // asked // step * step if asked else 0
