"""What invented people plan and say: the templates of data/plans.yaml, matched to a post by its name."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from terang.organisation.enums import SkpForm


@dataclass(frozen=True)
class IndicatorTemplate:
    say: str
    target: Decimal
    unit: str
    per: str
    direction: str
    aspect: str


@dataclass(frozen=True)
class ResultTemplate:
    say: str
    kind: str
    weight: Decimal | None
    perspective: str
    indicators: tuple[IndicatorTemplate, ...]


@dataclass(frozen=True)
class PlanTemplate:
    form: SkpForm
    results: tuple[ResultTemplate, ...]


@cache
def content() -> dict[str, Any]:
    text = files("terang.cli.demo").joinpath("data/plans.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def plan_for(post: str) -> PlanTemplate:
    """The plan of the first pattern found in the post's name; the last pattern fits every post."""
    entry = next(entry for entry in content()["plans"] if re.search(entry["post"], post))
    return PlanTemplate(
        SkpForm(entry.get("form", SkpForm.JA_JF)), tuple(_result(result) for result in entry["results"])
    )


def _result(entry: dict[str, Any]) -> ResultTemplate:
    weight = entry.get("weight")
    return ResultTemplate(
        say=entry["say"],
        kind=entry.get("kind", "main"),
        weight=None if weight is None else Decimal(weight),
        perspective=entry.get("perspective", ""),
        indicators=tuple(_indicator(indicator) for indicator in entry["indicators"]),
    )


def _indicator(entry: dict[str, Any]) -> IndicatorTemplate:
    return IndicatorTemplate(
        say=entry["say"],
        target=Decimal(entry["target"]),
        unit=entry["unit"],
        per=entry["per"],
        direction=entry["direction"],
        aspect=entry.get("aspect", ""),
    )
