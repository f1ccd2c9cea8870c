"""From which address a request comes; limits and lists of sessions rest on it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The caller's address; behind our own proxy the one it appended last, which callers cannot choose.

    Without it a whole city behind the proxy would share the limits of one caller.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        last: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if _is_address(last):
            return last
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
