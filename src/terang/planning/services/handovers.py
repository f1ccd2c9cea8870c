"""Results of a plan that was closed, and the people who carry them on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.identity.models import User
from terang.ledger.services import record
from terang.planning.enums import Ground, SkpState
from terang.planning.models import Handover, Indicator, Skp, WorkResult
from terang.planning.queries import results_to_serve

from .addendum import start_addendum, values_of
from .guards import EDITABLE, Refused, claim, note, require_open

# What a result has from its old plan only: whom it serves there, and its share of that plan's hundred percent.
LEFT_BEHIND = {"parent_id": None, "cascade": "", "split": "", "assignor_id": None, "weight": None}


def take_result(*, handover: Handover, by: User, at: datetime) -> Skp:
    """Write a result that was handed over into the own plan, or into an addendum of an agreed one.

    Returns the plan or addendum that holds it now; a second press gives the same.

    Raises:
        Refused: there is no plan yet, it waits for the appraiser, or the period is closed.
        ChangedMeanwhile: the plan was changed at the same moment.
    """
    with transaction.atomic():
        held = _held(handover)
        if held.taken_as is not None:
            return held.taken_as.skp
        target = _target(held, by, at)
        claim(target, target.version, EDITABLE, {})
        copy = _copied(held.result, target)
        Handover.objects.filter(pk=held.pk).update(taken_as=copy, covered_at=None)
        said = {"version": target.version + 1, "result": copy.pk, "from": held.result_id, "case": held.case_id}
        note(target, "skp.result_taken_over", by, at, said)
    return target


def cover_result(*, handover: Handover, by: User, at: datetime) -> None:
    """Say that the own plan covers a result already, so that nothing is written; a second press changes nothing.

    Raises:
        Refused: it was taken over meanwhile, or the period is closed.
    """
    with transaction.atomic():
        held = _held(handover)
        if held.covered_at is not None:
            return
        if held.taken_as is not None:
            raise Refused(_("Hasil kerja ini sudah ada di SKP Anda."))
        Handover.objects.filter(pk=held.pk).update(covered_at=at)
        said = {"result": held.result_id, "by": held.to.nip}
        code, subject = held.to.agency.code, f"case:{held.case_id}"
        record(agency=code, act="case.result_covered", subject=subject, by=by.username, at=at, data=said)


def _held(handover: Handover) -> Handover:
    Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    rows = Handover.objects.select_related(
        "result__skp__period", "to__agency", "case__period", "case__employee", "taken_as__skp"
    )
    held = rows.get(pk=handover.pk)
    require_open(held.result.skp)
    return held


def _target(handover: Handover, by: User, at: datetime) -> Skp:
    """The own plan while it is written, else an addendum of it."""
    plans = Skp.objects.filter(employee=handover.to, period=handover.case.period, amends=None)
    rows = plans.exclude(state=SkpState.CLOSED).select_related("period", "employee__agency")
    plan = rows.order_by("-assignment__since", "-id").first()
    if plan is None:
        raise Refused(_("Mulai dulu SKP Anda, lalu masukkan hasil kerja ini."))
    if plan.state == SkpState.SET:
        with override("id"):  # the reason is stored, and read by everybody
            reason = _("Menerima hasil kerja %(name)s.") % {"name": handover.case.employee.full_name}
        plan = start_addendum(skp=plan, ground=Ground.HOLDER, reason=reason, starter=handover.to, by=by, at=at)
    if plan.state not in EDITABLE:
        raise Refused(
            _(
                "SKP Anda sedang menunggu pejabat penilai. "
                "Masukkan hasil ini sesudah SKP ditetapkan atau ditarik kembali."
            )
        )
    return plan


def _copied(result: WorkResult, target: Skp) -> WorkResult:
    """The result with its indicators at the end of a plan; progress stays where it was made."""
    values = values_of(result)
    if result.parent_id is None or not results_to_serve(target).filter(pk=result.parent_id).exists():
        values |= LEFT_BEHIND
    last = WorkResult.objects.filter(skp=target, kind=result.kind).aggregate(last=Max("order"))["last"]
    copy = WorkResult.objects.create(skp=target, **values | {"weight": None, "order": (last or 0) + 1})
    Indicator.objects.bulk_create(
        Indicator(result=copy, **values_of(indicator)) for indicator in Indicator.objects.filter(result=result)
    )
    return copy
