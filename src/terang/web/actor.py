"""The actor of a request, loaded once."""

from typing import cast

from django.http import HttpRequest

from terang.identity.models import User
from terang.organisation.access import Actor, load_actor

from .clock import today


def actor_of(request: HttpRequest) -> Actor:
    """Return who is asking. Only for pages that require sign-in."""
    actor: Actor | None = getattr(request, "_terang_actor", None)
    if actor is None:
        actor = load_actor(cast(User, request.user), today())
        request._terang_actor = actor  # type: ignore[attr-defined]
    return actor
