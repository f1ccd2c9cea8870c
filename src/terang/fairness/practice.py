"""The practice cases: read once per process, checked when they are read. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Text = dict[str, str]


@dataclass(frozen=True)
class Item:
    """One behaviour to rate; `expert` is None where the story tells nothing about it."""

    behaviour: str
    expert: int | None
    why: Text


@dataclass(frozen=True)
class Case:
    """An invented person in a few paragraphs. Texts stand by language code."""

    key: str
    title: Text
    lesson: Text
    story: tuple[Text, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Cases:
    version: int
    cases: tuple[Case, ...]

    def find(self, key: str) -> Case | None:
        return next((case for case in self.cases if case.key == key), None)


@cache
def cases() -> Cases:
    """Return the practice cases.

    Raises:
        TypeError, KeyError: the file has another shape.
    """
    read = yaml.safe_load(files("terang.fairness").joinpath("practice.yaml").read_text(encoding="utf-8"))
    return Cases(read["version"], tuple(_case(each) for each in read["cases"]))


def _case(read: Mapping[str, Any]) -> Case:
    return Case(**{**read, "story": tuple(read["story"]), "items": tuple(Item(**each) for each in read["items"])})
