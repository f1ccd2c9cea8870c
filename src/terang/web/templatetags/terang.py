"""Small words of the templates: icons, Indonesian dates and numbers. Builtin in every template."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from heroicons.templatetags.heroicons import heroicon_outline

from terang.core.enums import Rating
from terang.core.parameters import Law

from . import charts

register = template.Library()

# The NIP is read in its four parts: birth date, appointment, sex, serial number.
NIP_PARTS = ((0, 8), (8, 14), (14, 15), (15, 18))
NOTHING = "–"
# What the style sheet says for every icon need not travel with each of them.
ICON_NOISE = re.compile(r' (?:stroke-linecap|stroke-linejoin|stroke-width|stroke|fill|data-slot)="[^"]*"|\n\s*')


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw a heroicons outline icon beside a word; it is hidden from screen readers."""
    drawn = ICON_NOISE.sub("", heroicon_outline(name, size=None))
    return mark_safe(drawn.replace("<svg", '<svg class="t-i"', 1))  # noqa: S308 (packaged drawing, no input)


def _local(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def day(moment: date | datetime | None) -> str:
    """24 Nov 2026"""
    return date_format(_local(moment), "j M Y") if moment else NOTHING


@register.filter
def short_day(moment: date | datetime | None) -> str:
    """24 Nov"""
    return date_format(_local(moment), "j M") if moment else NOTHING


@register.filter
def long_day(moment: date | datetime | None) -> str:
    """Selasa, 24 November 2026"""
    return date_format(_local(moment), "l, j F Y") if moment else NOTHING


@register.filter
def clock(moment: datetime | None) -> str:
    """09.41"""
    return date_format(_local(moment), "H.i") if moment else NOTHING


@register.filter
def day_time(moment: datetime | None) -> str:
    """24 Nov 2026, 09.41"""
    return f"{day(moment)}, {clock(moment)}" if moment else NOTHING


@register.filter
def iso(moment: date | datetime) -> str:
    """The machine's form of a moment, for the datetime attribute of ``<time>``."""
    local = _local(moment)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


@register.filter
def moment(at: date | datetime, today: date) -> str:
    """Hari ini, 08.10 · Kemarin, 15.40 · 20 Nov 2026"""
    local = _local(at)
    on = local.date() if isinstance(local, datetime) else local
    names = {0: _("Hari ini"), 1: _("Kemarin")}
    word = names.get((today - on).days, day(on))
    return f"{word}, {clock(local)}" if isinstance(local, datetime) else word


@register.filter
def is_today(at: date | datetime, today: date) -> bool:
    local = _local(at)
    return (local.date() if isinstance(local, datetime) else local) == today


@register.filter
def days_left(due: date, today: date) -> str:
    """Say how far a last day is: hari terakhir, 6 hari lagi, lewat 2 hari."""
    left = (due - today).days
    if left == 0:
        return _("hari terakhir")
    if left < 0:
        return ngettext("lewat %(n)d hari", "lewat %(n)d hari", -left) % {"n": -left}
    return ngettext("%(n)d hari lagi", "%(n)d hari lagi", left) % {"n": left}


@register.filter
def is_soon(due: date | None, today: date) -> bool:
    """True when the last day is at most a week away or past."""
    return due is not None and (due - today).days <= 7


@register.filter
def number(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """2.400 · 87,5; rounded half up, where the framework would cut; missing stays a dash, never a zero."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    value = _trimmed(exact) if decimals is None else exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def signed(value: float, decimals: int = 1) -> str:
    """+0,3 · −0,2 · 0,0: a difference, with a minus of its own width."""
    size = number(abs(value), decimals)
    sign = "" if not size.strip("0,.") else "+" if value > 0 else "−"
    return f"{sign}{size}"


def _trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@register.filter
def percent(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """96,4 %: ``value`` is in percent already."""
    return f"{number(value, decimals)} %" if value is not None else NOTHING


@register.filter
def size(count: int | None) -> str:
    """Size of a file in bytes as 1,8 MB or 29 KB."""
    if count is None:
        return NOTHING
    if count >= 1_000_000:
        return f"{number(count / 1_000_000, 1)} MB"
    return f"{number(max(1, round(count / 1000)))} KB"


@register.filter
def bar(value: Decimal | int | float | None) -> str:
    """Width of a bar as an SVG percentage (a point whatever the language), kept inside its bed."""
    share = min(100.0, max(0.0, float(value))) if value is not None else 0.0
    return f"{share:.1f}%"


@register.filter
def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def nip(value: str) -> str:
    """19910103 201321 1 934; a local name without 18 digits stays as it is."""
    if len(value) != 18 or not value.isdigit():
        return value
    return " ".join(value[start:end] for start, end in NIP_PARTS)


@register.filter
def masked_nip(value: str) -> str:
    """1991 •••••••••••• 34: enough to recognise oneself, not enough to use."""
    return f"{value[:4]} {'•' * 12} {value[-2:]}" if len(value) == 18 else value


@register.filter
def error_count(form: BaseForm) -> int:
    """How many things a refused form asks to put right."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def first_line(label: object) -> str:
    return str(label).partition("\n")[0]


@register.filter
def other_lines(label: object) -> str:
    """What stands below the first line of a choice: shown small under it."""
    return str(label).partition("\n")[2]


@register.filter
def item(mapping: Mapping[Any, Any], key: object) -> Any:
    """Look up a key that is itself a variable."""
    return mapping[key]


@register.filter
def px(value: float) -> str:
    """A coordinate in pixels, with a point whatever the language."""
    return f"{value:.1f}"


@register.inclusion_tag("components/matrix.html")
def predikat_matrix(
    law: Law,
    results: str = "",
    behaviour: str = "",
    suggested: Collection[tuple[str, str]] = (),
    chosen_label: str = "",
    large: bool = False,
) -> dict[str, Any]:
    """Draw the 3 × 3 of the law: ``results`` and ``behaviour`` mark the choice, ``suggested`` pairs are dashed.

    Ratings are named as the law names them, in capitals or small letters. The classes ``c33`` … ``c11`` let a
    decision page follow its radio buttons without a script.
    """
    ratings = sorted(Rating, key=lambda rating: rating.rank)
    choice = (results.upper(), behaviour.upper())
    dashed = {(one.upper(), other.upper()) for one, other in suggested}
    cell = partial(_cell, law, choice, dashed)
    words = {entry.rating: short_rating(entry.label) for entry in law.evaluation.rating_labels.value}
    return {
        "columns": [words[rating] for rating in ratings],
        "rows": [(words[row], [cell(row, column) for column in ratings]) for row in reversed(ratings)],
        "chosen_label": chosen_label,
        "large": large,
    }


def _cell(
    law: Law, choice: tuple[str, str], suggested: Collection[tuple[str, str]], row: Rating, column: Rating
) -> dict[str, Any]:
    predikat = law.evaluation.predikat_matrix.value.cell(results=row, behaviour=column)
    labels = {entry.predikat: entry.label for entry in law.evaluation.predikat_labels.value}
    return {
        "text": labels[predikat],
        "code": f"c{row.rank + 1}{column.rank + 1}",
        "chosen": (str(row), str(column)) == choice,
        "suggested": (row, column) in suggested,
    }


@register.filter
def short_rating(label: str) -> str:
    """Di Atas Ekspektasi → Di Atas, where the heading already says what is rated."""
    return label.removesuffix(" Ekspektasi")


@register.inclusion_tag("components/chart_line.html")
def line_chart(caption: str, rows: Sequence[tuple[str, float | None]], unit: str = "") -> dict[str, Any]:
    """A line over equal steps; ``rows`` are (label, value), none where nothing is known."""
    places = charts.points(rows)
    return {
        "caption": caption,
        "rows": rows,
        "unit": unit,
        "ticks": charts.ticks(rows),
        "points": [point for point in places if point is not None],
        "segments": charts.segments(places),
    }


@register.inclusion_tag("components/chart_interval.html")
def interval_chart(
    caption: str, ends: tuple[int, int], value: float, low: float, high: float, raw: float | None = None
) -> dict[str, Any]:
    """A value with its interval on a scale, the raw value beside it when it differs; written with two decimals."""
    value, low, high = (round(each, 2) for each in (value, low, high))
    raw = None if raw is None else round(raw, 2)
    scale = partial(charts.share, low=ends[0], high=ends[1])
    return {
        "caption": caption,
        "ticks": [(tick, scale(tick)) for tick in range(ends[0], ends[1] + 1)],
        "value": value,
        "low": low,
        "high": high,
        "raw": raw,
        "value_x": scale(value),
        "low_x": scale(low),
        "width": scale(high) - scale(low),
        "raw_x": None if raw is None else scale(raw),
    }
