"""Talks about a plan, what was promised in them, and what the two said in between."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from terang.planning.models import Comment, Dialogue, DialogueAction, Skp

OPEN_ACTIONS_SHOWN = 30


def talks_of(skp: Skp) -> QuerySet[Dialogue]:
    """The talks about a plan, the latest first, each with ``promises`` and ``open_promises``."""
    still_open = Count("actions", filter=Q(actions__done_at=None))
    talks = Dialogue.objects.filter(skp=skp).annotate(promises=Count("actions"), open_promises=still_open)
    return talks.order_by("-planned_for", "-id")


def open_actions(skp: Skp) -> list[DialogueAction]:
    """What is still to be done, the nearest day first, with who does it."""
    waiting = DialogueAction.objects.filter(dialogue__skp=skp, done_at=None).select_related("owner", "dialogue")
    return list(waiting.order_by("due", "dialogue_id", "order")[:OPEN_ACTIONS_SHOWN])


def actions_of(talk: Dialogue) -> list[DialogueAction]:
    """What was promised in one talk."""
    return list(DialogueAction.objects.filter(dialogue=talk).select_related("owner"))


def correction_key(talk: Dialogue) -> str:
    """How the remarks that ask to correct the minutes of a talk begin their keys."""
    return f"talk-{talk.pk}-"


def earlier_key(talk: Dialogue) -> str:
    """How the remarks that keep earlier minutes of a talk begin their keys."""
    return f"minutes-{talk.pk}-"


class Beside(NamedTuple):
    """What was said around the minutes of a talk, in the order it was said."""

    corrections: list[Comment]
    earlier: list[Comment]


def beside(talk: Dialogue) -> Beside:
    """What the other side wanted corrected in the minutes, and the minutes as they were before (one query)."""
    wanted, kept = correction_key(talk), earlier_key(talk)
    about = Q(idempotency_key__startswith=wanted) | Q(idempotency_key__startswith=kept)
    said = list(Comment.objects.filter(about, skp=talk.skp_id).select_related("author"))
    return Beside(*([each for each in said if each.idempotency_key.startswith(key)] for key in (wanted, kept)))


def comments_of(skp: Skp) -> QuerySet[Comment]:
    """All remarks and proposals about a plan, the latest first."""
    said = Comment.objects.filter(skp=skp).select_related("author", "answered_by")
    return said.order_by("-created_at", "-id")
