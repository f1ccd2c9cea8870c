"""The version that a page showed, as its form sends it back."""

from django.http import HttpRequest


def sent_version(request: HttpRequest) -> int:
    """Return the number of the hidden field ``version``; a page without one has seen nothing."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
