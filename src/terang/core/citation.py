"""Where a value of the law comes from, and the one leaf type that carries value and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from terang.core.canonical import Json, plain
from terang.core.enums import Confidence

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Citation:
    """The legal ground of one dated value.

    `source` is the key of the first source in law/sources.yaml, `title` its title, `supporting`
    the keys of further ones. `note` is an Indonesian sentence for users; it always exists when
    `confidence` is not C.
    """

    source: str
    article: str
    title: str
    confidence: Confidence
    note: str | None
    parameter: str
    in_force_from: date
    verified: date
    supporting: tuple[str, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        return self.confidence.is_confirmed

    def as_dict(self) -> dict[str, Json]:
        return {
            "parameter": self.parameter,
            "source": self.source,
            "title": self.title,
            "article": self.article,
            "confidence": self.confidence.value,
            "note": self.note,
            "from": self.in_force_from.isoformat(),
            "verified": self.verified.isoformat(),
            "supporting": list(self.supporting),
        }


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day in force, both included; an open end is None."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.end.isoformat() if self.end else 'today'}"


class NoLawForDay(LookupError):
    """No value is in force on that day. Carries `parameter`, `day` and the `known` spans."""

    def __init__(self, parameter: str, day: date, known: tuple[Span, ...]) -> None:
        self.parameter, self.day, self.known = parameter, day, known
        spans = "; ".join(str(span) for span in known) or "none"
        super().__init__(
            f"No law for '{parameter}' on {day.isoformat()}. Days with law: {spans}. "
            f"Ask for a day in these spans, or add a dated value to law/parameters."
        )


@dataclass(frozen=True, slots=True)
class Dated(Generic[T_co]):
    """One value with the days it holds. `raw` is the value as written in the law file."""

    span: Span
    value: T_co
    raw: Json
    citation: Citation


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T_co]):
    """One parameter on one day. Reading it on a day without law raises NoLawForDay."""

    name: str
    label: str
    day: date
    known: tuple[Span, ...]
    dated: Dated[T_co] | None

    @property
    def in_force(self) -> bool:
        return self.dated is not None

    @property
    def value(self) -> T_co:
        return self._found().value

    @property
    def citation(self) -> Citation:
        return self._found().citation

    def as_dict(self) -> dict[str, Json]:
        """Name, label, day, value and citation in JSON types."""
        found = self._found()
        return {
            "name": self.name,
            "label": self.label,
            "on": self.day.isoformat(),
            "until": plain(found.span.end),
            "value": found.raw,
            "citation": found.citation.as_dict(),
        }

    def _found(self) -> Dated[T_co]:
        if self.dated is None:
            raise NoLawForDay(self.name, self.day, self.known)
        return self.dated
