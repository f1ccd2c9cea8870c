"""Guidance: what was held with me, what I held, format B.1.8 and format B.1.9."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terang.core.parameters import Law
from terang.evidence import access
from terang.evidence.enums import Answer
from terang.evidence.models import Coaching, CoachingReply
from terang.evidence.papers import competence_form, reply_form
from terang.evidence.queries import coaching as queries
from terang.evidence.services import Refused
from terang.evidence.services import coaching as services
from terang.evidence.services.guards import ChangedMeanwhile
from terang.organisation.access import Actor, not_found
from terang.organisation.models import Employee
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.evidence.pdf import pdf_answer
from terang.web.templatetags.terang import day
from terang.web.version import Attempt, attempt, shown_version

from .forms import MOST_SCORES, NewSessionForm, ReplyForm, ScoreForm, SessionForm

REFUSED = 422
SESSIONS_PER_PAGE = 15
PEOPLE_PER_PAGE = 25


def employee_of(actor: Actor) -> Employee:
    """The person behind the account; who has no post has nothing here."""
    if actor.employee is None:
        raise not_found()
    return actor.employee


def mine(request: HttpRequest) -> HttpResponse:
    """The sessions held with me, and that counselling took place."""
    actor = actor_of(request)
    person = employee_of(actor)
    page = Paginator(queries.sessions_of(person), SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "counselling": queries.counselling_days(person), "appraises": actor.appraises}
    return render(request, "coaching/mine.html", context)


def team(request: HttpRequest) -> HttpResponse:
    """The people I may guide, with the last session I held."""
    actor = actor_of(request)
    person = employee_of(actor)
    plans = queries.with_last_session(queries.coached_by(person, actor.on), person)
    page = Paginator(plans, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coaching/team.html", {"page": page})


def held(request: HttpRequest) -> HttpResponse:
    """The sessions I held."""
    person = employee_of(actor_of(request))
    page = Paginator(queries.sessions_by(person), SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coaching/held.html", {"page": page})


def record(request: HttpRequest) -> HttpResponse:
    """Write down a session with one or several of my people."""
    actor = actor_of(request)
    person = employee_of(actor)
    plans = {plan.pk: plan for plan in queries.coached_by(person, actor.on)}
    chosen = request.GET.get("skp", "")
    initial = {"held_on": actor.on, "key": uuid4().hex, "people": [chosen] if chosen.isascii() else []}
    form = NewSessionForm(request.POST if request.method == "POST" else None, plans=plans.values(), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        people = [plans[pk] for pk in data.pop("people")]
        try:
            services.record_sessions(plans=people, coach=person, **data, by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Bimbingan tersimpan. Pegawai dapat membacanya."))
            return redirect("coaching:held")
    return render(
        request, "coaching/record.html", {"form": form, "plans": plans}, status=REFUSED if form.errors else 200
    )


def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session with format B.1.9; the coach sees nothing of format B.1.8 here, not even that it was sent."""
    actor = actor_of(request)
    person = employee_of(actor)
    coaching = access.get_session(actor, pk)
    is_person = person.pk == coaching.skp.employee_id
    context = {
        "coaching": coaching,
        "scores": queries.scores_of(coaching),
        "is_coach": person.pk == coaching.coach_id,
        "is_person": is_person,
        "is_answered": is_person and queries.reply_to(coaching) is not None,
        "is_open": coaching.skp.is_running,
    }
    return render(request, "coaching/session.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what I wrote about a session."""
    actor = actor_of(request)
    coaching = access.get_session(actor, pk, "change")
    initial = {name: getattr(coaching, name) for name in SessionForm.base_fields}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=initial)

    def correct(version: int) -> None:
        services.change_session(coaching=coaching, version=version, **form.cleaned_data, by=actor.user, at=now())

    tried = attempt(request, form, coaching.version, correct, refused=Refused, lines=_lines)
    if tried.is_done:
        messages.success(request, _("Catatan bimbingan tersimpan."))
        return redirect("coaching:session", pk=pk)
    context = {"coaching": coaching, "form": form, "tried": tried}
    return render(request, "coaching/change.html", context, status=status_of(form, tried))


def _lines(stands: Coaching) -> list[str]:
    return [day(stands.held_on), stands.topic, stands.notes, stands.agreed]


def status_of(form: Form, tried: Attempt) -> int:
    return REFUSED if form.errors or tried.conflict is not None else 200


# --- format B.1.8 -----------------------------------------------------------------------


@never_cache
def replies(request: HttpRequest) -> HttpResponse:
    """The replies that were sent to me as the superior of a coach."""
    person = employee_of(actor_of(request))
    page = Paginator(queries.replies_for(person), SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coaching/replies.html", {"page": page})


@never_cache
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Format B.1.8: its writer fills it once; after that its writer and its reader read it."""
    actor = actor_of(request)
    found = _own_session(actor, pk)
    if found is None or queries.reply_to(found) is not None:
        return _read_reply(request, *access.get_session_to_read_reply(actor, pk))
    statements = in_force(actor.on).coaching.statements
    form = ReplyForm(request.POST if request.method == "POST" else None, statements=statements.value)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_reply(coaching=found, answers=form.answers(), note=form.cleaned_data["note"], at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Terkirim kepada atasan pimpinan Anda. Pimpinan Anda tidak membacanya."))
            return redirect("coaching:reply", pk=pk)
    context = {
        "coaching": found, "form": form, "is_open": found.skp.is_running,
        "caveat": statements.citation.note if not statements.citation.is_confirmed else "",
    }  # fmt: skip
    return render(request, "coaching/fill_reply.html", context, status=REFUSED if form.errors else 200)


def _own_session(actor: Actor, pk: int) -> Coaching | None:
    """The session as the person it was held with; none for everybody else."""
    employee = employee_of(actor)
    return queries.sessions_of(employee).filter(pk=pk).first()


def _read_reply(request: HttpRequest, coaching: Coaching, sent: CoachingReply) -> HttpResponse:
    statements = _law_of(sent).coaching.statements
    groups: dict[str, list[tuple[int, str, str]]] = {}
    for each in statements.value:
        answer = str(Answer(sent.answers[each.key]).label) if sent.answers.get(each.key) in Answer.values else "–"
        groups.setdefault(each.about, []).append((each.number, each.text, answer))
    context = {"coaching": coaching, "sent": sent, "groups": list(groups.items()),
               "is_person": actor_of(request).employee == coaching.skp.employee,
               "is_confirmed": statements.citation.is_confirmed}  # fmt: skip
    return render(request, "coaching/read_reply.html", context)


def reply_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Format B.1.8 as a file, for whom the page is open."""
    coaching, sent = access.get_session_to_read_reply(actor_of(request), pk)
    return pdf_answer(reply_form(coaching, sent, _law_of(sent)), f"B.1.8-{coaching.pk}.pdf")


def _law_of(sent: CoachingReply) -> Law:
    """The statements as they were when they were answered."""
    return in_force(timezone.localdate(sent.sent_at))


# --- format B.1.9 -----------------------------------------------------------------------


def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Format B.1.9: the coach scores competences; the lines are written anew as a whole."""
    actor = actor_of(request)
    coaching = access.get_session(actor, pk, "change")
    law = in_force(actor.on).coaching
    version, conflict, problem = shown_version(request, coaching.version), None, ""
    lines = _score_lines(request, coaching, law.competence_scale.value)
    if request.method == "POST" and "more" not in request.POST and _all_valid(lines):
        written = [line.score_line() for line in lines if not line.is_blank]
        try:
            services.score_competences(coaching=coaching, version=version, scores=written, by=actor.user, at=now())
        except ChangedMeanwhile as changed:
            version = changed.current.version
            conflict = [f"{each.competence}: {each.score}. {each.reason}" for each in queries.scores_of(coaching)]
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Penilaian kompetensi tersimpan."))
            return redirect("coaching:session", pk=pk)
    context = {
        "coaching": coaching, "lines": lines, "version": version, "conflict": conflict, "problem": problem,
        "competences": law.competences.value, "has_room": len(lines) < MOST_SCORES,
    }  # fmt: skip
    refused = bool(problem) or conflict is not None or any(line.is_bound and line.errors for line in lines)
    return render(request, "coaching/scores.html", context, status=REFUSED if refused else 200)


def _all_valid(lines: list[ScoreForm]) -> bool:
    """Every line is checked, so that each shows what it lacks."""
    return not [line for line in lines if not line.is_valid()]


def _score_lines(request: HttpRequest, coaching: Coaching, scale: Any) -> list[ScoreForm]:
    """As many lines as were typed, or as are stored, and an empty one while there is room."""
    if request.method != "POST":
        stored = queries.scores_of(coaching)
        rows: list[dict[str, Any]] = [
            {"competence": each.competence, "score": each.score, "reason": each.reason} for each in stored
        ]
        rows += [{}] if len(rows) < MOST_SCORES else []
        return [ScoreForm(initial=row, prefix=f"l{n}", scale=scale) for n, row in enumerate(rows)]
    sent = request.POST.get("lines", "")
    count = min(int(sent), MOST_SCORES) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
    if "more" not in request.POST:
        return [ScoreForm(request.POST, prefix=f"l{n}", scale=scale) for n in range(count)]
    typed = [{name: request.POST.get(f"l{n}-{name}", "") for name in ScoreForm.base_fields} for n in range(count)]
    rows = [*typed, {}][:MOST_SCORES]
    return [ScoreForm(initial=row, prefix=f"l{n}", scale=scale) for n, row in enumerate(rows)]


def scores_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Format B.1.9 as a file."""
    coaching = access.get_session(actor_of(request), pk)
    rows = queries.scores_of(coaching)
    if not rows:
        raise not_found()
    return pdf_answer(competence_form(coaching, rows, in_force(coaching.held_on)), f"B.1.9-{coaching.pk}.pdf")
