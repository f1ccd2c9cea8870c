"""Loops compiled to machine code, with their types kept.

Kept apart because the compiler's decorator has no types of its own, and because the place where it keeps compiled
code may be closed to writing (a read-only container): then each process compiles anew, which takes seconds, once.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code that lets other threads run meanwhile."""
    try:
        return cast(Callable[P, R], numba.njit(function, cache=True, nogil=True))
    except RuntimeError:  # no place to keep the compiled code
        return cast(Callable[P, R], numba.njit(function, nogil=True))
