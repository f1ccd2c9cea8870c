"""Work that comes back on certain days: keeping it, and answering what is offered for a day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terang.evidence import access
from terang.evidence.models import RecurringEntry
from terang.evidence.queries import daily, running_indicators
from terang.evidence.services import Refused
from terang.evidence.services import daily as services
from terang.web.actor import actor_of
from terang.web.clock import now

from .days import asked_day
from .forms import RecurringForm
from .views import REFUSED, attempted, me_of, to_day

EVERY_WORKDAY = 0b11111


def recurring(request: HttpRequest) -> HttpResponse:
    """My recurring work, and a form for more of it."""
    actor = actor_of(request)
    me = me_of(actor)
    indicators = running_indicators(me, actor.on)
    data = request.POST if request.method == "POST" else None
    form = RecurringForm(data, indicators=indicators, initial={"weekdays": [0, 1, 2, 3, 4]})
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.add_recurring(
                employee=me, text=form.cleaned_data["text"], indicator=form.chosen(), weekdays=form.bits(),
                since=actor.on, by=actor.user, at=now(),
            )  # fmt: skip

        if attempted(form, act):
            messages.success(request, _("Pekerjaan berulang disimpan. Pada harinya, ia ditawarkan sebagai usulan."))
            return redirect(f"{reverse('daily:recurring')}?lagi=1")
    rows = [(row, _days_in_words(row)) for row in daily.recurring_of(me, actor.on)]
    context = {"form": form, "rows": rows, "again": "lagi" in request.GET and not form.errors}
    return render(request, "daily/recurring.html", context, status=REFUSED if form.errors else 200)


def _days_in_words(row: RecurringEntry) -> str:
    if row.weekdays == EVERY_WORKDAY:
        return _("Senin sampai Jumat")
    return ", ".join(str(name) for number, name in WEEKDAYS.items() if row.weekdays >> number & 1)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    services.end_recurring(recurring=access.get_recurring(actor, pk), by=actor.user, at=now())
    messages.success(request, _("Pekerjaan ini tidak ditawarkan lagi. Catatan yang sudah ada tetap tersimpan."))
    return redirect("daily:recurring")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer over into its day, or skip it there."""
    actor = actor_of(request)
    offered = access.get_recurring(actor, pk)
    on = asked_day(request.POST, actor.on)
    try:
        if "skip" in request.POST:
            services.skip_offer(recurring=offered, on=on, by=actor.user, at=now())
            messages.success(request, _("Usulan dilewati untuk hari itu."))
        else:
            services.accept_offer(recurring=offered, on=on, by=actor.user, at=now())
            messages.success(request, _("Catatan tersimpan."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return to_day(on)
