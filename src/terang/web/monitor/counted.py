"""Counts of an office, kept for some minutes: a city is counted once and not for every page that shows a part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from terang.evidence.queries.monitor import Counts, Scope, counts_by_unit
from terang.organisation.models import Unit

SECONDS = 600


@dataclass(frozen=True)
class Counted:
    """What stood at a moment, by the path of the unit: ``whole`` with all units below, ``own`` without them."""

    at: datetime
    whole: Mapping[str, Counts]
    own: Mapping[str, Counts]

    def of(self, unit: Unit) -> Counts:
        return self.whole.get(unit.path, Counts())

    def directly_in(self, unit: Unit) -> Counts:
        return self.own.get(unit.path, Counts())


def counted(scope: Scope, at: datetime) -> Counted:
    """Return the counts of the unit, from those of a unit above when they are kept; otherwise count this unit."""
    keys = _keys(scope)
    kept = cache.get_many(keys)
    for key in keys:
        if key in kept:
            found: Counted = kept[key]
            return found
    own = counts_by_unit(scope)
    fresh = Counted(at, _summed(own, scope.unit.path), own)
    cache.set(keys[-1], fresh, SECONDS)
    return fresh


def forget(scope: Scope) -> None:
    """Let the unit be counted anew when somebody looks next."""
    cache.delete_many(_keys(scope))


def _keys(scope: Scope) -> list[str]:
    """Where counts that hold this unit are kept: those of the highest unit first, its own last."""
    window, path = scope.window, scope.unit.path
    what = f"monitor:{scope.period.pk}:{window.start}:{window.end}"
    return [f"{what}:{path[:end]}" for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


def _summed(own: Mapping[str, Counts], top: str) -> dict[str, Counts]:
    """Every unit with all below it, up to the top that was counted."""
    whole: dict[str, Counts] = {}
    for path, counts in own.items():
        for end in range(len(top), len(path) + 1, Unit.steplen):
            whole[path[:end]] = whole.get(path[:end], Counts()).plus(counts)
    return whole
