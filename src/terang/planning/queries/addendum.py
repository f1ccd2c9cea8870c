"""Read-only questions about the versions of a plan and the addendum that is being written."""

from django.db.models import OuterRef, QuerySet, Subquery

from terang.planning.models import Skp, SkpVersion


def with_addendum(plans: QuerySet[Skp]) -> QuerySet[Skp]:
    """Add ``open_addendum``: the draft that changes the plan, or none."""
    return plans.annotate(open_addendum=Subquery(Skp.objects.filter(amends=OuterRef("pk")).values("pk")[:1]))


def versions_of(skp: Skp) -> list[SkpVersion]:
    """Return the kept versions of a plan, the oldest first (one query)."""
    return list(SkpVersion.objects.filter(skp=skp).order_by("number"))


def addendum_of(skp: Skp) -> Skp | None:
    """Return the open addendum of a plan (one query)."""
    return Skp.objects.filter(amends=skp).first()
