"""Read-only questions about progress and feedback.

What the rated person and the appraiser read about feedback never touches the table of givers: the protection lies in the
query, not in a template.
"""

import hashlib

from django.db.models import Prefetch, QuerySet

from terang.planning.models import Skp

from .models import Evidence, Feedback, Progress


def progress_of(skp: Skp) -> QuerySet[Progress]:
    """Return the progress of all indicators of a plan that was not withdrawn, newest day first, evidence loaded."""
    rows = Progress.objects.filter(indicator__result__skp=skp, withdrawn_at=None)
    evidence = Prefetch("evidence", queryset=Evidence.objects.order_by("id"))
    return rows.select_related("indicator").prefetch_related(evidence).order_by("-on", "-id")


def feedback_for_rated(skp: Skp) -> list[Feedback]:
    """Return the feedback on a plan as the rated person reads it: no giver, in an order that tells nothing."""
    return _in_veiled_order(_feedback_of(skp))


def feedback_for_appraiser(skp: Skp) -> list[Feedback]:
    """Return the feedback on a plan as the appraiser reads it: like the rated person, without the givers."""
    return _in_veiled_order(_feedback_of(skp))


def _feedback_of(skp: Skp) -> QuerySet[Feedback]:
    return Feedback.objects.filter(skp=skp, retracted_at=None).select_related("result")


def _in_veiled_order(rows: QuerySet[Feedback]) -> list[Feedback]:
    """Stable from one view to the next, yet unrelated to who wrote when (numbers rise with time, their hashes do not)."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"feedback:{row.pk}".encode()).digest())
