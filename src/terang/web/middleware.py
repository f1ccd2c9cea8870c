"""What holds for every answer, whatever the page."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

Respond = Callable[[HttpRequest], HttpResponse]

NOT_ALLOWED = 405


class ReadableAddress:
    """Refuses an address with a null byte, which no text column of PostgreSQL can be compared with.

    Forms refuse it at their field.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null byte in the address")
        return self.respond(request)


class PrivateAnswers:
    """Keeps what a signed-in person reads out of shared caches, and a browser's copies out of the next one's reach.

    Browsers may keep a page for going back, so that half-written words survive; they must not after signing out.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.respond(request)
        if was_signed_in:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class PageForWrongMethod:
    """Shows a page of ours to who opens an address that only takes what forms send; Django's answer is blank."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if response.status_code == NOT_ALLOWED and not response.content:
            response.content = render_to_string("404.html", request=request).encode()
        return response
