"""Loops compiled to machine code when they are first called, with their types kept.

Kept apart because the compiler's decorator has no types of its own; because pages use parts of this package and not
the compiler, whose import alone takes longer than a page; and because the place where it keeps compiled code may be
closed to writing (a read-only container): then each process compiles anew, which takes seconds, once.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code that lets other threads run meanwhile. It must not call another compiled one."""
    machine: list[Callable[P, R]] = []

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if not machine:
            machine.append(_compile(function))
        return machine[0](*args, **kwargs)

    return call


def _compile(function: Callable[P, R]) -> Callable[P, R]:
    import numba

    try:
        return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no place to keep the compiled code
        return cast(Callable[P, R], numba.njit(nogil=True)(function))
