"""Talks about a plan: arranged, held, written down, agreed upon, printed."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terang.core.icalendar import Appointment, calendar
from terang.organisation.access import Actor
from terang.organisation.models import Employee
from terang.planning import access
from terang.planning.enums import DialogueState, PeriodState, SkpState
from terang.planning.models import Dialogue, Skp
from terang.planning.queries import talks as queries
from terang.planning.services import Refused
from terang.planning.services import talks as services
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.templatetags.terang import day_time
from terang.web.version import sent_version

from .forms import (
    ActionForm,
    AppointmentForm,
    CancelForm,
    CorrectionForm,
    MinutesForm,
    action_forms,
    initial_appointment,
    shown_lines,
)

REFUSED = 422
TALKS_PER_PAGE = 10
COMMENTS_PER_PAGE = 20
KINDS = {DialogueState.PLANNED: "wait", DialogueState.HELD: "wait", DialogueState.CONFIRMED: "ok"}


def talker(actor: Actor) -> Employee:
    """The person behind the account; who may talk about a plan always has one."""
    assert actor.employee is not None
    return actor.employee


def may_talk(actor: Actor, skp: Skp) -> bool:
    """Whether the account writes here now, or only reads."""
    is_open = skp.period.state == PeriodState.OPEN and skp.state != SkpState.CLOSED and skp.appraiser_id is not None
    return is_open and bool(access.standings(actor, skp) & access.RIGHTS["talk"])


def talks(request: HttpRequest, pk: int) -> HttpResponse:
    """All talks about a plan, what is still to be done, and what the two said in between."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk, "read talks")
    if skp.amends_id is not None:
        return redirect("dialogue:talks", pk=skp.amends_id)
    page = Paginator(queries.talks_of(skp), TALKS_PER_PAGE).get_page(request.GET.get("page"))
    said = Paginator(queries.comments_of(skp), COMMENTS_PER_PAGE).get_page(request.GET.get("komentar"))
    context = {
        "skp": skp,
        "page": page,
        "rows": [(talk, KINDS.get(DialogueState(talk.state), "")) for talk in page],
        "actions": queries.open_actions(skp),
        "said": said,
        "me": actor.employee.pk if actor.employee else None,
        "may_talk": may_talk(actor, skp),
        "today": actor.on,
    }
    return render(request, "dialogue/talks.html", context)


def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a talk."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk, "talk")
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial={"purpose": _purpose(skp)})
    if request.method == "POST" and form.is_valid():
        try:
            talk = services.arrange(
                skp=skp, what=form.appointment(), person=talker(actor), by=actor.user, at=now()
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Dialog direncanakan. Pihak lain melihatnya pada halaman SKP ini."))
            return redirect("dialogue:talk", pk=talk.pk)
    context = {"skp": skp, "form": form, "talk": None, "version": 0, "conflict": None}
    return render(request, "dialogue/arrange.html", context, status=REFUSED if form.errors else 200)


def _purpose(skp: Skp) -> str:
    return "monitoring" if skp.set_at else "planning"


def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """One talk with its minutes and actions, and what comes next."""
    actor = actor_of(request)
    return render(request, "dialogue/talk.html", _context(actor, access.get_talk(actor, pk, "read talks")))


def _context(actor: Actor, found: Dialogue) -> dict[str, Any]:
    me = actor.employee.pk if actor.employee else None
    writes = may_talk(actor, found.skp)
    is_held = found.state == DialogueState.HELD
    said = queries.beside(found)
    return {
        "talk": found,
        "skp": found.skp,
        "kind": KINDS.get(DialogueState(found.state), ""),
        "actions": queries.actions_of(found),
        "corrections": said.corrections,
        "earlier": said.earlier,
        "may_talk": writes,
        "may_change": writes and found.state == DialogueState.PLANNED,
        "may_write": writes and (found.state == DialogueState.PLANNED or (is_held and found.minutes_by_id == me)),
        "may_confirm": writes and is_held and services.other_side(found) == me,
        "correction": CorrectionForm(),
        "today": actor.on,
    }


def rearrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a talk that is still ahead."""
    actor = actor_of(request)
    found = access.get_talk(actor, pk)
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=initial_appointment(found))

    def act(version: int) -> None:
        services.rearrange(talk=found, version=version, what=form.appointment(), by=actor.user, at=now())

    return _part(request, found, form, act, _("Rencana dialog tersimpan."), "dialogue/arrange.html")


def _planned_lines(found: Dialogue) -> list[str]:
    return [
        line for line in (day_time(found.planned_for), found.get_purpose_display(), found.place, found.agenda) if line
    ]


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said and who does what."""
    actor = actor_of(request)
    found = access.get_talk(actor, pk)
    data = request.POST if request.method == "POST" else None
    held = found.held_on or min(timezone.localdate(found.planned_for), actor.on)
    form = MinutesForm(data, initial={"held_on": held, "minutes": found.minutes})
    lines = action_forms(data, queries.actions_of(found), found.skp)

    def act(version: int) -> None:
        promises = [line.promise() for line in lines if not line.is_blank]
        services.write_minutes(
            talk=found, version=version, **form.cleaned_data, promises=promises, person=talker(actor),
            by=actor.user, at=now(),
        )  # fmt: skip

    done = _("Catatan dialog tersimpan dan menunggu persetujuan pihak lain.")
    return _part(request, found, form, act, done, "dialogue/minutes.html", lines=lines, stored=_held_lines)


def _held_lines(found: Dialogue) -> list[str]:
    said = [*_planned_lines(found), found.minutes]
    return [line for line in (*said, *(each.text for each in queries.actions_of(found))) if line]


@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The other side agrees to the minutes or says what is to be corrected."""
    actor = actor_of(request)
    found = access.get_talk(actor, pk)
    form = CorrectionForm(request.POST if "correct" in request.POST else None)
    who: dict[str, Any] = {
        "talk": found, "version": sent_version(request), "person": talker(actor), "by": actor.user, "at": now()
    }  # fmt: skip
    if "correct" in request.POST and not form.is_valid():
        return _again(request, actor, found, form)
    try:
        if form.is_bound:
            services.ask_correction(**who, text=form.cleaned_data["correction"])
        else:
            services.confirm(**who)
    except services.TalkChanged:
        messages.warning(request, _("Catatan ini baru saja diubah. Baca lagi, lalu putuskan."))
        return _again(request, actor, access.get_talk(actor, pk), form)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return _again(request, actor, access.get_talk(actor, pk), form)
    said = _("Permintaan perbaikan tersampaikan.") if form.is_bound else _("Catatan dialog disepakati.")
    messages.success(request, said)
    return redirect("dialogue:talk", pk=pk)


def _again(request: HttpRequest, actor: Actor, found: Dialogue, form: CorrectionForm) -> HttpResponse:
    """The talk as it stands now, with what was typed beside it."""
    return render(request, "dialogue/talk.html", _context(actor, found) | {"correction": form}, status=REFUSED)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a talk off, with the reason."""
    actor = actor_of(request)
    found = access.get_talk(actor, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)

    def act(version: int) -> None:
        services.cancel(
            talk=found, version=version, reason=form.cleaned_data["reason"], by=actor.user, at=now()
        )  # fmt: skip

    return _part(request, found, form, act, _("Dialog dibatalkan."), "dialogue/cancel.html")


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark that what was promised is done."""
    actor = actor_of(request)
    action = access.get_action(actor, pk)
    try:
        services.finish_action(action=action, by=actor.user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Tindak lanjut ditandai selesai."))
    return redirect("dialogue:talk", pk=action.dialogue_id)


def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk for the calendar of a phone or computer."""
    actor = actor_of(request)
    found = access.get_talk(actor, pk, "read talks")
    name = found.skp.employee.full_name
    appointment = Appointment(
        uid=f"dialog-{found.pk}-{found.created_at:%Y%m%d%H%M%S}@terang",
        sequence=found.version - 1,
        stamp=now(),
        start=found.planned_for,
        summary=_("Dialog kinerja: %(name)s") % {"name": name},
        location=found.place,
        description=found.agenda,
        cancelled=found.state == DialogueState.CANCELLED,
    )
    answer = HttpResponse(
        calendar(appointment, "-//Terang//Dialog kinerja//ID"), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="dialog-{slugify(name)}-{found.pk}.ics"'
    return answer


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on paper, with lines for two signatures."""
    actor = actor_of(request)
    return render(request, "dialogue/sheet.html", _context(actor, access.get_talk(actor, pk, "read talks")))


def _part(
    request: HttpRequest,
    found: Dialogue,
    form: Form,
    act: Callable[[int], None],
    done: str,
    template: str,
    *,
    lines: Sequence[ActionForm] = (),
    stored: Callable[[Dialogue], list[str]] = _planned_lines,
) -> HttpResponse:
    """A form about one talk, with lines of their own; when the other side was quicker both are shown."""
    # A page without a version has seen nothing.
    version = sent_version(request) if form.is_bound else found.version
    conflict: list[str] | None = None
    if all([form.is_valid(), *(line.is_valid() for line in lines if not line.is_blank)]):
        try:
            act(version)
        except services.TalkChanged as changed:
            version, conflict = changed.current.version, stored(changed.current)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("dialogue:talk", pk=found.pk)
    shown, hidden = shown_lines(lines)
    context = {"talk": found, "skp": found.skp, "form": form, "version": version, "conflict": conflict}
    context |= {"shown": shown, "hidden": hidden}
    return render(request, template, context, status=REFUSED if form.is_bound else 200)
