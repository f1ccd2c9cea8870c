"""A simple limit for pages that anyone may call: so many requests a minute per address."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MINUTE = 60
View = Callable[..., HttpResponse]


def per_minute(most: int) -> Callable[[View], View]:
    """Answer the request after the `most`-th within a minute with a polite page and status 429."""

    def limit(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if _count(f"per-minute:{view.__name__}:{_address(request)}") > most:
                answer = render(request, "documents/slow_down.html", {}, status=429)
                answer["Retry-After"] = str(MINUTE)
                return answer
            return view(request, *args, **kwargs)

        return limited

    return limit


def _count(key: str) -> int:
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended between the two calls
        return 1


def _address(request: HttpRequest) -> str:
    """The caller's address; behind our own proxy the one it appended last, which callers cannot choose."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
