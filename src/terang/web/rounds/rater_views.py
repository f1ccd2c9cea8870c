"""What a rater sees: the own tasks, one questionnaire after the other, and nothing about anybody else's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terang.core.parameters import Law
from terang.evidence import access
from terang.evidence.enums import RelationKind, RoundState
from terang.evidence.models import RaterRound, RoundResponse
from terang.evidence.queries import rounds as queries
from terang.evidence.queries.rater_keys import takes_part
from terang.evidence.queries.rounds import OwnTask
from terang.evidence.services import Refused, round_answers
from terang.evidence.services.round_answers import Filled, TakenAway
from terang.evidence.services.round_raters import declare_relation
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.htmx import wants_part
from terang.web.version import Attempt, attempt, sent_version

from . import words
from .forms import KindForm, StepForm, post_of

REFUSED = 422
MOST_ROUNDS = 6


def employee_of(actor: Actor) -> Employee:
    """The person behind the account; who has no post takes part in nothing."""
    if actor.employee is None:
        raise not_found()
    return actor.employee


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """My tasks, how many remain and how long they take; that I am rated too, and no more than that."""
    actor = actor_of(request)
    person = employee_of(actor)
    tasks = queries.own_tasks(person, actor.on)
    taking = [key.round for key in takes_part(person)[:MOST_ROUNDS]]
    draft = RaterRound.objects.filter(agency=person.agency_id, state=RoundState.DRAFT) if actor.appraises else []
    context = {
        "rows": [(own, post_of(own.ratee)) for own in tasks],
        "remaining": sum(not own.is_sent for own in tasks),
        "minutes": words.minutes_for(tasks),
        "running": [each for each in taking if each.state == RoundState.OPEN and each.opens_on <= actor.on],
        "earlier": [
            (each, *words.STATES[each.state])
            for each in taking
            if each.state not in (RoundState.OPEN, RoundState.DRAFT)
        ],
        "to_propose": list(draft),
        "today": actor.on,
        "rule": in_force(actor.on).rounds.scale.citation,
    }
    return render(request, "rounds/mine.html", context)


@never_cache
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questionnaire about one person at a glance; from here it is sent."""
    actor = actor_of(request)
    own = access.get_own_task(actor, code)
    parts = words.parts_of(own, _law(own))
    refusal = ""
    if request.method == "POST":
        try:
            round_answers.send_answer(own=own, filled=_stored(own.response), version=own.response.version, at=now())
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Jawaban terkirim. Anda dapat menariknya kembali sampai putaran ditutup."))
            return redirect("rounds:mine")
    context = _about(own) | {
        "parts": parts,
        "missing": sum(len(part.items) - part.answered for part in parts),
        "unfinished": next((part.step for part in parts if not part.is_complete), 0),
        "refusal": refusal,
    }
    return render(request, "rounds/answer.html", context, status=REFUSED if refusal else 200)


@never_cache
def step(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """The behaviours of one core value."""
    actor = actor_of(request)
    own = access.get_own_task(actor, code)
    law = _law(own)
    parts = words.parts_of(own, law)
    if not 1 <= step <= len(parts):
        raise not_found()
    if own.is_sent and request.method != "POST":
        return redirect("rounds:answer", code)
    part = parts[step - 1]
    form = _form(request, own, part)
    tried = attempt(
        request, form, own.response.version, _saving(own, form), refused=Refused,
        lines=lambda stands: words.stored_lines(part, stands.filled),
    )  # fmt: skip
    if tried.is_done:
        return redirect("rounds:step", code, step + 1) if step < len(parts) else redirect("rounds:answer", code)
    return _show(request, own, parts, part, form, tried, law)


def _show(
    request: HttpRequest, own: OwnTask, parts: list[words.Part], part: words.Part, form: StepForm, tried: Attempt,
    law: Law,
) -> HttpResponse:  # fmt: skip
    chosen = {item: form.chosen(item) for item in form.items}
    context = _about(own) | {
        "parts": parts,
        "part": part,
        "following": parts[part.step] if part.step < len(parts) else None,
        "previous": part.step - 1,
        "share": round(100 * (part.step - 1) / len(parts)),
        "left": max(1, round(words.MINUTES_EACH * (len(parts) - part.step + 1) / len(parts))),
        "questions": words.questions_of(part, parts, chosen, law),
        "scale": words.scale_words(law),
        "form": form,
        "tried": tried,
    }
    status = REFUSED if form.errors or tried.conflict is not None else 200
    return render(request, "rounds/step.html", context, status=status)


@never_cache
@require_POST
def keep(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Keep a draft while somebody fills in; answers the line that says so."""
    own = access.get_own_task(actor_of(request), code)
    parts = words.parts_of(own, _law(own))
    if not 1 <= step <= len(parts):
        raise not_found()
    form = _form(request, own, parts[step - 1])
    line: dict[str, Any] = {"version": sent_version(request), "saved_at": None, "trouble": ""}
    if not form.is_valid():
        line["trouble"] = _("Draf belum tersimpan: contoh kejadian terlalu panjang.")
    else:
        try:
            line |= {"version": _saving(own, form)(line["version"]), "saved_at": now()}
        except Refused as refusal:
            line["trouble"] = str(refusal)
    if not wants_part(request):
        return redirect("rounds:step", code, step)
    return render(request, "rounds/_saved.html", line, status=REFUSED if line["trouble"] else 200)


@never_cache
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sent answer back to change it."""
    own = access.get_own_task(actor_of(request), code)
    try:
        round_answers.withdraw_answer(own=own, at=now())
    except TakenAway as refusal:
        messages.warning(request, str(refusal))
        return redirect("rounds:mine")
    messages.success(request, _("Jawaban ditarik dan menjadi draf lagi. Kirim ulang bila sudah selesai."))
    return redirect("rounds:answer", code)


@never_cache
def step_aside(request: HttpRequest, code: str) -> HttpResponse:
    """Declare a relation with the person, so that somebody else is asked."""
    actor = actor_of(request)
    own = access.get_own_task(actor, code)
    form = KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, kind = employee_of(actor), RelationKind(form.cleaned_data["kind"])
        try:
            declare_relation(employee=person, other=own.ratee, kind=kind, by_team=False, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Terima kasih. Anda tidak lagi diminta memberi umpan balik tentang orang ini."))
            return redirect("rounds:mine")
    context = _about(own) | {"form": form}
    return render(request, "rounds/step_aside.html", context, status=REFUSED if form.errors else 200)


def _law(own: OwnTask) -> Law:
    """The questionnaire as it was on the first day of the round."""
    return in_force(own.key.round.opens_on)


def _about(own: OwnTask) -> dict[str, Any]:
    return {"own": own, "ratee": own.ratee, "given": own.key.round}


def _form(request: HttpRequest, own: OwnTask, part: words.Part) -> StepForm:
    sent = request.POST if request.method == "POST" else None
    return StepForm(sent, value=part.key, items=[item.key for item in part.items], filled=own.response.filled)


def _saving(own: OwnTask, form: StepForm) -> Callable[[int], int]:
    """The act of keeping what the form says, beside what stands in the other steps."""
    return lambda version: round_answers.save_answer(
        own=own, filled=form.onto(own.response.filled), version=version, at=now()
    )


def _stored(response: RoundResponse) -> Filled:
    return Filled(response.filled.get("answers", {}), response.filled.get("comments", {}))
