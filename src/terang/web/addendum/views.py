"""The versions of a plan, and the beginning and the end of an addendum."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.organisation.access import not_found
from terang.organisation.models import Employee
from terang.planning import access
from terang.planning.enums import Ground, PeriodState, SkpState
from terang.planning.models import Skp
from terang.planning.queries import addendum as queries
from terang.planning.services import addendum as services
from terang.planning.services.guards import ChangedMeanwhile, Refused
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.version import sent_version

from .forms import StartForm
from .words import VersionRow, changes_between, draft_row, kept_row, present_row

REFUSED = 422


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was set, when, by whom and why; two of them compared."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk)
    rows = _rows(plan)
    context = {"skp": plan, "rows": rows}
    if len(rows) > 1:
        before = _chosen(rows, request.GET.get("dari"), rows[-2])
        after = _chosen(rows, request.GET.get("ke"), rows[-1])
        context |= {"before": before, "after": after, "changes": changes_between(before, after, in_force(actor.on))}
    return render(request, "addendum/versions.html", context)


def _rows(plan: Skp) -> list[VersionRow]:
    kept = queries.versions_of(plan)
    names = {plan.appraiser.nip: plan.appraiser.full_name} if plan.appraiser else {}
    # People sign in by their NIP; most plans have had one appraiser, who is loaded already.
    others = {version.set_by for version in kept} - {"", *names}
    if others:
        names |= {person.nip: person.full_name for person in Employee.objects.filter(nip__in=others)}
    rows = [kept_row(version, names) for version in kept]
    if not rows and plan.set_at is not None:
        rows = [present_row(plan)]
    draft = queries.addendum_of(plan) if getattr(plan, "open_addendum", None) else None
    return [*rows, draft_row(draft)] if draft else rows


def _chosen(rows: list[VersionRow], key: str | None, otherwise: VersionRow) -> VersionRow:
    return next((row for row in rows if row.key == key), otherwise)


def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Owner or appraiser say why a set plan has to change."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "amend")
    if actor.employee is None:
        raise not_found()
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ground, reason = Ground(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        try:
            draft = services.start_addendum(
                skp=plan, ground=ground, reason=reason, starter=actor.employee, by=actor.user, at=now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if (draft.amend_ground, draft.amend_reason) == (ground, reason):
                messages.success(request, _("Addendum dimulai. Ubah yang perlu, lalu ajukan."))
            else:
                messages.warning(request, _("Addendum untuk SKP ini sudah dimulai. Lanjutkan yang sudah ada."))
            return redirect("planning:skp", pk=draft.pk)
    may_start = plan.state == SkpState.SET and plan.period.state == PeriodState.OPEN
    context = {"skp": plan, "form": form, "may_start": may_start}
    return render(request, "addendum/start.html", context, status=REFUSED if form.errors else 200)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Owner or appraiser drop the addendum that is being written."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "amend")
    draft = queries.addendum_of(plan)
    if request.method != "POST" or draft is None:
        return render(request, "addendum/cancel.html", {"skp": plan, "draft": draft})
    try:
        services.cancel_addendum(draft=draft, version=sent_version(request), by=actor.user, at=now())
    except ChangedMeanwhile:
        messages.warning(request, _("Addendum ini baru saja diubah di tempat lain. Periksa isinya dahulu."))
        return redirect("planning:skp", pk=draft.pk)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Addendum dibatalkan. SKP yang ditetapkan tetap berlaku."))
    return redirect("planning:skp", pk=plan.pk)
