"""The version that a page showed, as its form sends it back, and what happens when another one stands by then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest


def sent_version(request: HttpRequest) -> int:
    """Return the number of the hidden field ``version``; a page without one has seen nothing."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def shown_version(request: HttpRequest, standing: int) -> int:
    """Return the version that the page showed, or is about to show."""
    return sent_version(request) if request.method == "POST" else standing


@dataclass(frozen=True)
class Attempt:
    """What became of a form about something with a version.

    Attributes:
        version: what the page shows from now on; after a conflict the version that stands.
        conflict: what stands, line by line, where somebody else was quicker; the form keeps what was typed.
    """

    version: int
    is_done: bool = False
    conflict: list[str] | None = None


def attempt(
    request: HttpRequest,
    form: Form,
    standing: int,
    act: Callable[[int], object],
    *,
    refused: type[Exception],
    lines: Callable[[Any], Iterable[str]],
) -> Attempt:
    """Do an act with the form that was sent; a refusal becomes an error of the form.

    Args:
        standing: the version that stands, for a page that was only opened.
        act: is given the version that the page showed.
        refused: what the act raises; one with ``current`` tells that another version stands.
        lines: words what stands.
    """
    version = shown_version(request, standing)
    if request.method != "POST" or not form.is_valid():
        return Attempt(version)
    try:
        act(version)
    except refused as refusal:
        current = getattr(refusal, "current", None)
        if current is not None:
            return Attempt(current.version, conflict=[line for line in lines(current) if line])
        form.add_error(None, str(refusal))
        return Attempt(version)
    return Attempt(version, is_done=True)
