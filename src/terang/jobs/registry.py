"""Which function does which kind of job."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import terang

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Run = Callable[..., Mapping[str, Any] | None]
MAX_ATTEMPTS = 3


class UnknownKind(LookupError):
    """No area has registered a handler for this kind; a mistake of the caller."""


@dataclass(frozen=True)
class Handler:
    """``title`` names the work for people."""

    kind: str
    run: Run
    title: "StrOrPromise"
    max_attempts: int


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, title: "StrOrPromise" = "", max_attempts: int = MAX_ATTEMPTS) -> Callable[[Run], Run]:
    """Register ``run(progress, **params) -> dict`` for jobs of this kind, in a module ``<area>/handlers.py``.

    A handler decides on its own transactions: what one transaction holds is done entirely or not at all.
    Because a worker may die between two steps, a handler must be able to run again from the start. One that
    must take effect exactly once does its writing inside ``progress.all_or_nothing()``. Expected problems
    are exceptions with an attribute ``user_message``: they end the job at once, in these words. Any other
    exception is tried again later.

    Args:
        title: what people read on the progress page, e.g. _("Impor pegawai").
        max_attempts: how often the work is started before it counts as not done.
    """

    def register(run: Run) -> Run:
        _handlers[kind] = Handler(kind, run, title or kind, max_attempts)
        return run

    return register


def get(kind: str) -> Handler:
    """Raises UnknownKind."""
    if kind not in _handlers:
        load()
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(f"no handler is registered for jobs of kind {kind!r}") from None


def title(kind: str) -> "StrOrPromise":
    """What people read; the bare kind when a later version no longer knows it."""
    try:
        return get(kind).title
    except UnknownKind:
        return kind


def load() -> None:
    """Import ``handlers.py`` of every area, so that their handlers and schedules are known."""
    for area in pkgutil.iter_modules(terang.__path__):
        name = f"terang.{area.name}.handlers"
        if area.ispkg and find_spec(name):
            import_module(name)
