"""Where the marks of a chart stand: x in percent of the width, y in pixels, so that text never shrinks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

TOP, BOTTOM = 24.0, 120.0
FIRST, LAST = 4.0, 96.0


@dataclass(frozen=True)
class Point:
    """One value of a line; ``x`` in percent, ``y`` in pixels."""

    label: str
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Segment:
    start: Point
    end: Point


def share(value: float, low: float, high: float) -> float:
    """Return where a value stands between the ends of a scale, in percent and inside it."""
    return min(100.0, max(0.0, (value - low) / (high - low) * 100.0))


def ticks(rows: Sequence[tuple[str, float | None]]) -> list[tuple[str, float]]:
    """Spread the labels of a line over its width, also where no value is known."""
    step = (LAST - FIRST) / max(1, len(rows) - 1)
    return [(label, FIRST + step * place) for place, (label, _) in enumerate(rows)]


def points(rows: Sequence[tuple[str, float | None]]) -> list[Point | None]:
    """Place the values of a line; a missing value keeps its place and stays empty."""
    known = [value for _, value in rows if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    return [
        None if value is None else Point(label, value, x, _height(value, low, high))
        for (label, value), (_, x) in zip(rows, ticks(rows), strict=True)
    ]


def _height(value: float, low: float, high: float) -> float:
    middle = (TOP + BOTTOM) / 2
    return middle if high == low else BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


def segments(places: Sequence[Point | None]) -> list[Segment]:
    """Join neighbours; where a value is missing the line has a gap, never a bridge."""
    return [Segment(start, end) for start, end in pairwise(places) if start is not None and end is not None]
