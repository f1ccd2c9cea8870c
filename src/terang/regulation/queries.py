"""The law, as pages, services and commands ask for it."""

from datetime import date
from functools import lru_cache

from terang.core.parameters import Law

from .law_files import tree


@lru_cache(maxsize=1024)
def in_force(on: date) -> Law:
    """Return the frozen law of a day; a second question about the same day costs nothing.

    Raises:
        NoLawForDay: nothing at all is in force on that day.
    """
    return tree().on(on)
