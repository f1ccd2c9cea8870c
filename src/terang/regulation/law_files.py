"""The packaged law files: read, check, and build the tree once per process. No Django here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, ClassVar

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from terang.core.canonical import plain
from terang.core.enums import Confidence
from terang.core.parameters import Tree
from terang.core.typed import WrongShape

Document = Mapping[str, Any]


class UnreadableLawFile(Exception):
    """A law file is no YAML, or repeats a key. The message names file, line and column."""


@dataclass(frozen=True, slots=True)
class LawDocuments:
    """The files as loaded: sources by key, parameter groups by file name, schemas by name."""

    sources: Document
    groups: Mapping[str, Document]
    schemas: Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the law files: where it stands and what is wrong."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}"


class _LawLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Decimals instead of floats, a key given twice is refused, and only true and false are
    booleans: "No" and "Ya" are words on our forms."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _decimal(loader: Any, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                "while reading a table", node.start_mark, f"key '{key}' twice", key_node.start_mark
            )
        seen.add(key)
    table: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return table


_LawLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_LawLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
_LawLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def parse(text: str, name: str) -> Any:
    """YAML text as plain values with Decimal and date. Raises UnreadableLawFile."""
    try:
        return yaml.load(text, Loader=_LawLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as problem:
        raise UnreadableLawFile(f"{name}: {problem}") from problem


def load_documents() -> LawDocuments:
    """Read the packaged law/ folder. Raises UnreadableLawFile."""
    law = files("terang.law")
    return LawDocuments(
        sources=_yaml(law / "sources.yaml"),
        groups={
            path.name.removesuffix(".yaml"): _yaml(path)
            for path in sorted((law / "parameters").iterdir(), key=lambda item: item.name)
            if path.name.endswith(".yaml")
        },
        schemas={
            name: json.loads((law / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
            for name in ("sources", "parameters")
        },
    )


@cache
def tree() -> Tree:
    """The law as shipped, built once. Raises UnreadableLawFile or WrongShape."""
    documents = load_documents()
    return Tree.build(documents.sources, documents.groups)


def check(documents: LawDocuments | None = None) -> list[Problem]:
    """Every fault of the law files, [] when they are sound: shape, sources, dates, types."""
    found = documents or load_documents()
    problems = list(_shape_problems(found))
    if problems:
        # Nothing below can be trusted on files of the wrong shape.
        return problems
    problems = [*_source_problems(found), *_value_problems(found), *_unused_sources(found)]
    return problems or list(_type_problems(found))


def _yaml(path: Traversable) -> Any:
    return parse(path.read_text(encoding="utf-8"), path.name)


def _shape_problems(documents: LawDocuments) -> Iterator[Problem]:
    yield from _against(documents.schemas["sources"], documents.sources, "sources.yaml")
    for group, document in documents.groups.items():
        yield from _against(documents.schemas["parameters"], document, _file(group))


def _against(schema: Document, document: Document, file: str) -> Iterator[Problem]:
    try:
        content = plain(document)
    except TypeError as problem:
        yield Problem(file, "file", str(problem))
        return
    errors: list[ValidationError] = list(Draft202012Validator(schema).iter_errors(content))
    for error in errors:
        yield Problem(file, ".".join(str(part) for part in error.absolute_path), error.message)


def _entries(documents: LawDocuments) -> Iterator[tuple[str, str, Document]]:
    for group, document in documents.groups.items():
        for name, block in document.items():
            for entry in block["values"]:
                yield _file(group), f"{name} from {entry['from']}", entry


def _source_problems(documents: LawDocuments) -> Iterator[Problem]:
    for file, where, entry in _entries(documents):
        for key in entry["source"]:
            if key not in documents.sources:
                yield Problem(file, where, f"source '{key}' is not in sources.yaml")


def _value_problems(documents: LawDocuments) -> Iterator[Problem]:
    for group, document in documents.groups.items():
        for name, block in document.items():
            yield from _date_problems(_file(group), name, block["values"])
    for file, where, entry in _entries(documents):
        if not Confidence(entry["confidence"]).is_confirmed and "note" not in entry:
            yield Problem(file, where, "an unconfirmed value needs a note for users")


def _date_problems(file: str, name: str, entries: list[Document]) -> Iterator[Problem]:
    previous: Document | None = None
    for entry in entries:
        where = f"{name} from {entry['from']}"
        if not all(isinstance(entry[key], date) for key in ("from", "verified")):
            yield Problem(file, where, "'from' and 'verified' must be days, without quotes")
            return
        if entry.get("until", entry["from"]) < entry["from"]:
            yield Problem(file, where, "'until' lies before 'from'")
        if previous and entry["from"] <= previous.get("until", previous["from"]):
            yield Problem(file, where, f"overlaps or precedes the value from {previous['from']}")
        previous = entry


def _unused_sources(documents: LawDocuments) -> Iterator[Problem]:
    cited = {key for _, _, entry in _entries(documents) for key in entry["source"]}
    for key in documents.sources:
        if key not in cited:
            yield Problem("sources.yaml", key, "no value cites this source")


def _type_problems(documents: LawDocuments) -> Iterator[Problem]:
    try:
        Tree.build(documents.sources, documents.groups)
    except WrongShape as problem:
        yield Problem(_file(problem.path.partition(".")[0]), problem.path, problem.problem)


def _file(group: str) -> str:
    return f"parameters/{group}.yaml"
