"""The daily log: a week of my work on one page, its months, and the week of somebody I appraise."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.evidence import access
from terang.evidence.models import DailyEntry
from terang.evidence.queries import daily, running_indicators
from terang.evidence.services import AlreadyRecorded, Refused
from terang.evidence.services import daily as services
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee
from terang.planning.mapping import plain_number
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .days import Week, asked_day, asked_month, monday_of, week_of
from .forms import CopyForm, EntryForm, QuantityForm

REFUSED = 422


def me_of(actor: Actor) -> Employee:
    if actor.employee is None:
        raise not_found()
    return actor.employee


def to_day(on: date, *, again: bool = False) -> HttpResponse:
    """Back to the week of a day; ``again`` puts the cursor into the empty line."""
    return redirect(f"{reverse('daily:week')}?hari={on.isoformat()}{'&lagi=1' if again else ''}")


def week(request: HttpRequest) -> HttpResponse:
    """My week: one line to write, what is offered for the day, and the days."""
    actor = actor_of(request)
    me, chosen = me_of(actor), asked_day(request.GET, actor.on)
    indicators = list(running_indicators(me, actor.on))
    if request.method == "POST":
        form = EntryForm(request.POST, indicators=indicators)
        if form.is_valid() and (entry := _added(request, actor, me, form)) is not None:
            messages.success(request, _added_words(entry))
            return to_day(entry.on, again=True)
    else:
        form = EntryForm(initial={"on": chosen, "key": uuid4().hex}, indicators=indicators)
        if "lagi" in request.GET:
            form.fields["text"].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "week": _week(me, chosen, actor.on),
        "chosen": chosen,
        "today": actor.on,
        "offers": daily.offers(me, chosen),
        "copied_from": daily.last_day_before(me, chosen),
        "again": "lagi" in request.GET and not form.errors,
        "duty": _duty(actor.on),
    }
    return render(request, "daily/week.html", context, status=REFUSED if form.errors else 200)


def _week(person: Employee, chosen: date, today: date) -> Week:
    first = monday_of(chosen)
    return week_of(chosen, today, daily.entries_between(person, first, first + timedelta(days=6)))


def _duty(on: date) -> Any:
    """What is known about a duty to report daily; none before the rule."""
    leaf = in_force(on).calendar.daily_report
    return leaf.citation if leaf.in_force else None


def _added(request: HttpRequest, actor: Actor, me: Employee, form: EntryForm) -> DailyEntry | None:
    data = form.cleaned_data
    try:
        return services.add_entry(
            employee=me,
            on=data["on"],
            text=data["text"],
            indicator=form.chosen(),
            value=data["value"],
            key=data["key"],
            by=actor.user,
            at=now(),
        )
    except AlreadyRecorded as refusal:
        renewed = request.POST.copy()
        renewed["key"] = uuid4().hex
        form.data = renewed
        form.add_error(None, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _added_words(entry: DailyEntry) -> str:
    if entry.progress is None or entry.progress.value is None or entry.indicator is None:
        return _("Catatan tersimpan.")
    told = {"value": plain_number(entry.progress.value), "unit": entry.indicator.unit}
    return _("Catatan tersimpan; %(value)s %(unit)s ikut dihitung pada indikatornya.") % told


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line on the day it was written; when another tab was quicker both sides are shown."""
    actor = actor_of(request)
    entry = access.get_daily_entry(actor, pk, _purpose(request))
    version, current = _version(request, entry), None
    indicators = running_indicators(entry.employee, actor.on)
    if request.method == "POST":
        form = QuantityForm(request.POST, indicators=indicators)
        if form.is_valid():
            try:
                services.change_entry(
                    entry=entry, version=version, text=form.cleaned_data["text"], indicator=form.chosen(),
                    value=form.cleaned_data["value"], by=actor.user, at=now(),
                )  # fmt: skip
            except services.EntryChanged as changed:
                current, version = changed.current, changed.current.version
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Perubahan tersimpan."))
                return to_day(entry.on)
    else:
        form = QuantityForm(initial=_initial(entry), indicators=indicators)
    context = {"entry": entry, "form": form, "version": version, "current": current}
    refused = bool(form.errors) or current is not None
    return render(request, "daily/change.html", context, status=REFUSED if refused else 200)


def _initial(entry: DailyEntry) -> dict[str, Any]:
    counted = entry.progress if entry.progress and entry.progress.withdrawn_at is None else None
    value = counted.value if counted else None
    return {"text": entry.text, "indicator": entry.indicator_id, "value": value}


def _purpose(request: HttpRequest) -> str:
    """What was typed or pressed on a page is answered, also where another tab removed the line."""
    return "change" if request.method == "POST" else "view"


def _version(request: HttpRequest, entry: DailyEntry) -> int:
    """The version that the page showed; a page without one has seen nothing."""
    if request.method != "POST":
        return entry.version
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    entry = access.get_daily_entry(actor, pk, _purpose(request))
    if request.method == "POST":
        try:
            services.remove_entry(entry=entry, version=_version(request, entry), by=actor.user, at=now())
        except services.EntryChanged:
            messages.warning(request, _("Catatan ini baru saja diubah di tempat lain. Periksa, lalu ulangi."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Catatan dihapus."))
        return to_day(entry.on)
    return render(request, "daily/remove.html", {"entry": entry, "version": entry.version})


def copy(request: HttpRequest) -> HttpResponse:
    """Choose lines of the last day with lines and take them over into a day."""
    actor = actor_of(request)
    me, to = me_of(actor), asked_day(request.GET, actor.on)
    source = daily.last_day_before(me, to)
    rows = list(daily.entries_between(me, source, source)) if source else []
    form = CopyForm(request.POST if request.method == "POST" else None, entries=rows)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            copied = services.copy_entries(employee=me, entries=form.chosen(), to=to, by=actor.user, at=now())
            messages.success(request, _copied_words(copied))

        if attempted(form, act):
            return to_day(to)
    context = {"form": form, "rows": rows, "source": source, "to": to}
    return render(request, "daily/copy.html", context, status=REFUSED if form.errors else 200)


def _copied_words(copied: int) -> str:
    if not copied:
        return _("Baris itu sudah disalin sebelumnya.")
    return ngettext("%(n)d baris disalin.", "%(n)d baris disalin.", copied) % {"n": copied}


def attempted(form: Any, act: Callable[[], object]) -> bool:
    """Do an act; a refusal becomes an error of the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def month(request: HttpRequest) -> HttpResponse:
    """A month of my lines, counted by indicator."""
    actor = actor_of(request)
    me, first = me_of(actor), asked_month(request.GET, actor.on)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    later = last + timedelta(days=1)
    context = {
        "first": first,
        "rows": daily.by_indicator(me, first, last),
        "before": first - timedelta(days=1),
        "after": later if later <= actor.on else None,
    }
    return render(request, "daily/month.html", context)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The week of somebody whose work I appraise, to read only."""
    actor = actor_of(request)
    someone = access.get_person_with_log(actor, pk)
    context = {"person": someone, "week": _week(someone, asked_day(request.GET, actor.on), actor.on)}
    return render(request, "daily/person.html", context)
