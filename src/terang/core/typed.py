"""Raw values of the law files into frozen, typed values: unknown, missing and wrong keys refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


class WrongShape(ValueError):
    """The raw value does not fit the type; the message names the place."""

    def __init__(self, path: str, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path or 'value'}: {problem}")


def typed(kind: Any, raw: object, path: str = "") -> Any:
    """`raw` as a value of `kind`: dataclass, enum, tuple[X, ...], Mapping[K, V], X | None,
    Decimal, int, str, bool or date. Raises WrongShape."""
    if is_dataclass(kind):
        return _record(kind, raw, path)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind, raw, path)
    if origin is tuple:
        return _row(get_args(kind)[0], raw, path)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _table(get_args(kind), raw, path)
    return _leaf(kind, raw, path)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _record(kind: Any, raw: object, path: str) -> Any:
    if not isinstance(raw, Mapping):
        raise WrongShape(path, f"expected the fields of {kind.__name__}, found {raw!r}")
    known = {field.name: field for field in fields(kind)}
    if extra := sorted(str(key) for key in raw if key not in known):
        raise WrongShape(path, f"unknown field {', '.join(extra)}; known: {', '.join(known)}")
    needed = [n for n, f in known.items() if f.default is MISSING and n not in raw]
    if needed:
        raise WrongShape(path, f"missing field {', '.join(needed)}")
    hints = _hints(kind)
    values = {name: typed(hints[name], raw[name], f"{path}.{name}") for name in raw}
    return _checked(lambda: kind(**values), path)


def _optional(kind: Any, raw: object, path: str) -> Any:
    if raw is None:
        return None
    (inner,) = (arg for arg in get_args(kind) if arg is not NoneType)
    return typed(inner, raw, path)


def _row(inner: Any, raw: object, path: str) -> Any:
    if not isinstance(raw, list | tuple):
        raise WrongShape(path, f"expected a list, found {raw!r}")
    return tuple(typed(inner, item, f"{path}[{index}]") for index, item in enumerate(raw))


def _table(args: tuple[Any, ...], raw: object, path: str) -> Any:
    if not isinstance(raw, Mapping):
        raise WrongShape(path, f"expected a table, found {raw!r}")
    key_kind, value_kind = args
    return MappingProxyType(
        {typed(key_kind, key, f"{path}.{key}"): typed(value_kind, item, f"{path}.{key}") for key, item in raw.items()}
    )


def _leaf(kind: Any, raw: object, path: str) -> Any:
    if issubclass(kind, Enum):
        return _checked(lambda: kind(raw), path)
    if kind is Decimal and isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if type(raw) is not kind or kind not in (str, int, bool, date, Decimal):
        raise WrongShape(path, f"expected {kind.__name__}, found {raw!r}")
    return raw


def _checked(build: Callable[[], Any], path: str) -> Any:
    try:
        return build()
    except WrongShape:
        raise
    except ValueError as problem:
        raise WrongShape(path, str(problem)) from problem
