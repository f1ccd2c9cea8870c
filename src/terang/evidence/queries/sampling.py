"""Read-only questions about samples of progress."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Prefetch, Q, QuerySet

from terang.evidence.enums import Verdict
from terang.evidence.models import Evidence, Progress, SampleDraw, SampleItem
from terang.planning.models import Skp


def sampleable(skp: Skp) -> list[int]:
    """Return the keys of the progress of a plan that counts, in the order in which it was written (one query)."""
    rows = Progress.objects.filter(indicator__result__skp=skp, withdrawn_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def draws_of(skp: Skp) -> QuerySet[SampleDraw]:
    """Return every draw of a plan, the newest first, with how many rows were checked and how many were doubted."""
    checked = Count("items", filter=~Q(items__verdict=""))
    doubted = Count("items", filter=Q(items__verdict=Verdict.DOUBT))
    rows = SampleDraw.objects.filter(skp=skp).select_related("drawn_by").defer("population")
    return rows.annotate(drawn=Count("items"), checked=checked, doubted=doubted).order_by("-drawn_at", "-pk")


def items_of(draw: SampleDraw) -> QuerySet[SampleItem]:
    """Return the rows of a draw in its order, with progress, indicator and evidence."""
    evidence = Prefetch("progress__evidence", queryset=Evidence.objects.order_by("id"))
    return draw.items.select_related("progress__indicator").prefetch_related(evidence).order_by("order")


def next_unchecked(draw: SampleDraw) -> SampleItem | None:
    return draw.items.filter(verdict="").order_by("order").first()


def verdicts_on(rows: Iterable[Progress]) -> Mapping[int, SampleItem]:
    """Return the newest verdict of a sample on each row, by its key (one query)."""
    found = SampleItem.objects.filter(progress__in=[row.pk for row in rows]).exclude(verdict="")
    return {item.progress_id: item for item in found.order_by("checked_at", "pk")}
