"""Read-only questions about progress and its evidence."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from terang.evidence.models import Evidence, Progress
from terang.organisation.models import Employee
from terang.planning.enums import SkpState
from terang.planning.models import Indicator, Skp
from terang.planning.queries import begun_periods


def progress_of(skp: Skp) -> QuerySet[Progress]:
    """Return the progress of all indicators of a plan that was not withdrawn, newest day first, evidence loaded."""
    rows = Progress.objects.filter(indicator__result__skp=skp, withdrawn_at=None)
    evidence = Prefetch("evidence", queryset=Evidence.objects.order_by("id"))
    return rows.select_related("indicator").prefetch_related(evidence).order_by("-on", "-id")


def history_of(indicator: Indicator) -> QuerySet[Progress]:
    """Return all progress of one indicator, withdrawn rows too, newest day first, evidence loaded."""
    evidence = Prefetch("evidence", queryset=Evidence.objects.order_by("id"))
    return Progress.objects.filter(indicator=indicator).prefetch_related(evidence).order_by("-on", "-id")


def indicators_of(skp: Skp) -> QuerySet[Indicator]:
    """Return the indicators of a plan with their results, in printed order."""
    rows = Indicator.objects.filter(result__skp=skp).select_related("result")
    return rows.order_by("-result__kind", "result__order", "result_id", "order", "id")


def standing_progress(indicators: Iterable[Indicator]) -> Mapping[int, tuple[Progress, ...]]:
    """Return the progress that counts, by indicator, oldest day first (one query)."""
    found: dict[int, tuple[Progress, ...]] = {}
    wanted = [indicator.pk for indicator in indicators]
    for row in Progress.objects.filter(indicator__in=wanted, withdrawn_at=None).order_by("on", "id"):
        found[row.indicator_id] = (*found.get(row.indicator_id, ()), row)
    return found


def recorded_after(skp: Skp, day: date) -> int:
    """Return how many entries of progress that count lie after a day."""
    return Progress.objects.filter(indicator__result__skp=skp, on__gt=day, withdrawn_at=None).count()


def running_plans(employee: Employee, on: date) -> QuerySet[Skp]:
    """Return the person's set plans in periods that began and are not closed, the newest first."""
    plans = Skp.objects.filter(employee=employee, state=SkpState.SET, period__in=begun_periods(on))
    return plans.select_related("period").order_by("-period__start", "-assignment__since", "-id")


def running_indicators(employee: Employee, on: date) -> QuerySet[Indicator]:
    """Return the indicators of the running plans with result, plan and period, in printed order (one query)."""
    plans = Q(result__skp__employee=employee, result__skp__state=SkpState.SET)
    rows = Indicator.objects.filter(plans, result__skp__period__in=begun_periods(on))
    order = ("-result__skp__period__start", "-result__skp_id", "-result__kind", "result__order", "order", "id")
    return rows.select_related("result__skp__period").order_by(*order)


def same_files(
    employee: Employee, digests: Iterable[str], within: Skp | None = None
) -> Mapping[str, tuple[Evidence, ...]]:
    """Return where the person used files with these digests, by digest (one query).

    Only the person's own evidence: whether somebody else has the same file is nobody's business. Whoever may see one
    plan is told of that plan only (``within``).
    """
    found: dict[str, tuple[Evidence, ...]] = {}
    own = Q(progress__indicator__result__skp__employee=employee, progress__withdrawn_at=None)
    if within is not None:
        own &= Q(progress__indicator__result__skp=within)
    rows = Evidence.objects.filter(own, sha256__in=[digest for digest in digests if digest])
    for row in rows.select_related("progress__indicator").order_by("id"):
        found[row.sha256] = (*found.get(row.sha256, ()), row)
    return found
