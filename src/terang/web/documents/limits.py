"""A simple limit for pages that anyone may call: so many requests a minute per address."""

from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terang.identity.addresses import caller_address

MINUTE = 60
View = Callable[..., HttpResponse]


def per_minute(most: int) -> Callable[[View], View]:
    """Answer the request after the `most`-th within a minute with a polite page and status 429."""

    def limit(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if _count(f"per-minute:{view.__name__}:{caller_address(request)}") > most:
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
