"""The law of a day: `Tree.on(day)` gives a frozen, typed view in which every leaf cites its source.

The tree is built once from plain mappings (law/*.yaml, loaded by regulation.law_files) and
holds every dated value already typed; a view is only a selection of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_type_hints

from terang.core.canonical import canonical_json, plain
from terang.core.citation import Citation, Dated, Leaf, NoLawForDay, Span
from terang.core.enums import Confidence
from terang.core.law_view import (
    BehaviourLaw,
    CalendarLaw,
    CoachingLaw,
    CreditScoreLaw,
    DistributionLaw,
    EvaluationLaw,
    FairnessLaw,
    MidyearLaw,
    NipLaw,
    ObjectionLaw,
    PersonnelLaw,
    RetentionLaw,
    RoundsLaw,
    SatisfactionLaw,
    SkpLaw,
    TalentLaw,
)
from terang.core.typed import WrongShape, typed

__all__ = ["Citation", "Dated", "Law", "Leaf", "NoLawForDay", "Parameter", "Span", "Tree"]

ANY_LAW = "any parameter"


@dataclass(frozen=True, slots=True)
class Law:
    """The law in force on `day`. `version` is the same on two days exactly when the law is."""

    day: date
    version: str
    evaluation: EvaluationLaw
    distribution: DistributionLaw
    behaviour: BehaviourLaw
    coaching: CoachingLaw
    rounds: RoundsLaw
    calendar: CalendarLaw
    skp: SkpLaw
    midyear: MidyearLaw
    objection: ObjectionLaw
    angka_kredit: CreditScoreLaw
    satisfaction: SatisfactionLaw
    nip: NipLaw
    personnel: PersonnelLaw
    talent: TalentLaw
    retention: RetentionLaw
    fairness: FairnessLaw

    def leaf(self, name: str) -> Leaf[Any]:
        """The parameter "group.name"; raises KeyError with the known names."""
        if name not in parameter_types():
            known = ", ".join(sorted(parameter_types()))
            raise KeyError(f"No parameter '{name}'. Known: {known}.")
        group, _, short = name.partition(".")
        leaf: Leaf[Any] = getattr(getattr(self, group), short)
        return leaf

    def used(self, *names: str) -> tuple[Citation, ...]:
        """The citations of the named parameters, in that order; raises NoLawForDay."""
        return tuple(self.leaf(name).citation for name in names)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter through time, oldest value first."""

    name: str
    label: str
    history: tuple[Dated[Any], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(dated.span for dated in self.history)

    def on(self, day: date) -> Leaf[Any]:
        found = next((dated for dated in self.history if dated.span.holds(day)), None)
        return Leaf(self.name, self.label, day, self.spans, found)


class Tree:
    """Every parameter of the law with its dated values."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)
        # The same values hold on most days: one version per combination of first days.
        self._versions: dict[tuple[date | None, ...], str] = {}

    @classmethod
    def build(cls, sources: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Mapping[str, Any]]) -> Tree:
        """From the content of sources.yaml and of parameters/<group>.yaml, keyed by group.

        Raises WrongShape naming parameter and place when a file does not fit the typed view.
        """
        kinds = parameter_types()
        raw = {f"{group}.{name}": block for group, doc in groups.items() for name, block in doc.items()}
        if unknown := sorted(set(raw) - set(kinds)):
            raise WrongShape(unknown[0], "no such parameter in core/law_view.py")
        if missing := sorted(set(kinds) - set(raw)):
            raise WrongShape(missing[0], "missing in law/parameters")
        return cls({name: _parameter(name, kinds[name], raw[name], sources) for name in kinds})

    def on(self, day: date) -> Law:
        """The law of that day. Raises NoLawForDay when nothing at all is in force; a single
        parameter without law on that day raises when it is read."""
        leaves = {name: parameter.on(day) for name, parameter in self._parameters.items()}
        if not any(leaf.in_force for leaf in leaves.values()):
            raise NoLawForDay(ANY_LAW, day, (Span(self.first_day),))
        return Law(day=day, version=self._version(leaves), **_groups(leaves))

    def _version(self, leaves: Mapping[str, Leaf[Any]]) -> str:
        held = tuple(leaf.dated.span.start if leaf.dated else None for leaf in leaves.values())
        if held not in self._versions:
            self._versions[held] = _version(leaves)
        return self._versions[held]

    @property
    def first_day(self) -> date:
        return min(span.start for item in self._parameters.values() for span in item.spans)

    def names(self) -> tuple[str, ...]:
        return tuple(self._parameters)

    def parameter(self, name: str) -> Parameter:
        return self._parameters[name]


@cache
def parameter_types() -> Mapping[str, Any]:
    """ "group.name" → type of its value, read from the dataclasses of the view."""
    return {
        f"{group}.{field.name}": get_args(get_type_hints(kind)[field.name])[0]
        for group, kind in _group_types().items()
        for field in fields(kind)
    }


@cache
def _group_types() -> Mapping[str, Any]:
    hints = get_type_hints(Law)
    return {field.name: hints[field.name] for field in fields(Law)[2:]}


def _groups(leaves: Mapping[str, Leaf[Any]]) -> dict[str, Any]:
    return {
        group: kind(**{field.name: leaves[f"{group}.{field.name}"] for field in fields(kind)})
        for group, kind in _group_types().items()
    }


def _parameter(name: str, kind: Any, block: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> Parameter:
    entries = sorted(block["values"], key=lambda entry: entry["from"])
    history = []
    for place, entry in enumerate(entries):
        following = entries[place + 1]["from"] if place + 1 < len(entries) else None
        history.append(_dated(name, kind, entry, following, sources))
    return Parameter(name, block["label"], tuple(history))


def _dated(
    name: str,
    kind: Any,
    entry: Mapping[str, Any],
    following: date | None,
    sources: Mapping[str, Mapping[str, Any]],
) -> Dated[Any]:
    """Without an `until`, a value ends the day before the next one begins."""
    end = entry.get("until") or (following - timedelta(days=1) if following else None)
    return Dated(
        span=Span(entry["from"], end),
        value=typed(kind, entry["value"], name),
        raw=plain(entry["value"], name),
        citation=_citation(name, entry, sources),
    )


def _citation(name: str, entry: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> Citation:
    first, *others = entry["source"]
    return Citation(
        source=first,
        article=entry["article"],
        title=sources[first]["title"],
        confidence=Confidence(entry["confidence"]),
        note=entry.get("note"),
        parameter=name,
        in_force_from=entry["from"],
        verified=entry["verified"],
        supporting=tuple(others),
    )


def _version(leaves: Mapping[str, Leaf[Any]]) -> str:
    """Twelve digits of the SHA-256 of what holds that day.

    The day of verification and the note stay out: reading the same text again changes no law.
    """
    content = {name: _content(leaf.dated) for name, leaf in leaves.items() if leaf.dated is not None}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:12]


def _content(dated: Dated[Any]) -> list[object]:
    cited = dated.citation
    return [dated.raw, dated.span.start, cited.source, cited.article, cited.confidence]
