"""Read-only questions about the versions of a plan and the addendum that is being written."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from terang.planning.enums import CommentKind, CommentState
from terang.planning.models import Comment, Skp, SkpVersion


def with_addendum(plans: QuerySet[Skp]) -> QuerySet[Skp]:
    """Add ``open_addendum``, the draft that changes the plan, or none, and ``has_open_proposals``.

    A change of a plan in force is talked about there, so the proposals of a draft are those of the plan it amends.
    """
    about = Q(skp=OuterRef("pk")) | Q(skp=OuterRef("amends"))
    proposals = Comment.objects.filter(about, kind=CommentKind.PROPOSAL, state=CommentState.OPEN)
    return plans.annotate(
        open_addendum=Subquery(Skp.objects.filter(amends=OuterRef("pk")).values("pk")[:1]),
        has_open_proposals=Exists(proposals),
    )


def versions_of(skp: Skp) -> list[SkpVersion]:
    """Return the kept versions of a plan, the oldest first (one query)."""
    return list(SkpVersion.objects.filter(skp=skp).order_by("number"))


def addendum_of(skp: Skp) -> Skp | None:
    """Return the open addendum of a plan (one query)."""
    return Skp.objects.filter(amends=skp).first()
