"""Questions about posts: those of a unit, those that fit a search, and who held them from when to when."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from .models import Agency, Assignment, Employee, Position, Unit
from .queries import in_force

WORDS = 6


def posts_of(unit: Unit) -> QuerySet[Position]:
    """The posts of a unit, the head post first, closed ones last."""
    return Position.objects.filter(unit=unit).order_by("-is_active", "-is_head", "name", "pk")


def open_posts(agency: Agency) -> QuerySet[Position]:
    """The posts somebody can be given today or later."""
    found = Position.objects.filter(unit__agency=agency, is_active=True, unit__until__isnull=True)
    return found.select_related("unit").order_by("-is_head", "name", "unit__path", "pk")


def matching(posts: QuerySet[Position], text: str) -> QuerySet[Position]:
    """Those in whose name, or whose unit's name, every word of the text occurs."""
    for word in text.split()[:WORDS]:
        posts = posts.filter(Q(name__icontains=word) | Q(unit__name__icontains=word))
    return posts


def with_holders(posts: QuerySet[Position], on: date) -> QuerySet[Position]:
    """Posts with ``present``: who holds them on the day, in one further query for all."""
    held = Assignment.objects.filter(in_force(on)).select_related("employee").order_by("kind", "since", "pk")
    return posts.prefetch_related(Prefetch("assignments", queryset=held, to_attr="present"))


def holders_over_time(post: Position) -> QuerySet[Assignment]:
    """Everybody who ever held the post or will, the latest first."""
    held = Assignment.objects.filter(position=post).select_related("employee")
    return held.order_by(F("until").desc(nulls_first=True), "-since", "-pk")


def definitive_before(employee: Employee, since: date) -> Assignment | None:
    """The definitive post without a last day that another one from this day on would end."""
    held = Assignment.objects.filter(employee=employee, kind="D", until=None, since__lt=since)
    return held.select_related("position").first()


def is_assigned(employee: Employee, **exactly: object) -> bool:
    """Whether exactly this holding is on record already."""
    return Assignment.objects.filter(employee=employee, **exactly).exists()


def among(agency: Agency, keys: Collection[int]) -> QuerySet[Position]:
    """The posts of some keys, where they can be given."""
    return open_posts(agency).filter(pk__in=keys)
