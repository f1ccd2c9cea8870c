"""Practice in rating: three invented cases, one's answers beside those of experts, a statement of taking part."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terang.core.fairness.practice import Comparison, compare
from terang.documents.seal import SealKeyMissing
from terang.fairness.models import PracticeTry
from terang.fairness.practice import Case, Text, cases
from terang.fairness.queries.practice import last_tries
from terang.fairness.services import Refused
from terang.fairness.services import practice as services
from terang.organisation.access import not_found
from terang.organisation.models import Employee
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import AnswersForm

REFUSED = 422


@dataclass(frozen=True)
class Line:
    """One behaviour after the case was sent; answers are None for "not observed"."""

    text: str
    own: int | None
    expert: int | None
    why: str

    @property
    def is_same(self) -> bool:
        return self.own == self.expert


@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """The three cases: which are done, and what they were about."""
    tries = last_tries(_person(request))
    rows = [(case.key, _said(case.title), tries.get(case.key)) for case in cases().cases]
    following = next((key for key, _title, done in rows if done is None), None)
    return render(request, "practice/overview.html", {"rows": rows, "following": following, "done": len(tries)})


@never_cache
def case(request: HttpRequest, key: str) -> HttpResponse:
    """Read a case and rate it."""
    person, found = _person(request), _case(key)
    actor = actor_of(request)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        case=found, behaviours=_behaviours(actor.on), initial={"key": uuid4().hex},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        services.send_practice(
            employee=person, case=found, answers=form.answers(), key=form.cleaned_data["key"], by=actor.user, at=now()
        )
        return redirect("practice:outcome", key=key)
    context = {"form": form, "title": _said(found.title), "story": [_said(each) for each in found.story]}
    return render(request, "practice/case.html", context, status=REFUSED if form.errors else 200)


@never_cache
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """One's last answers beside those of experts, and what to learn from the case."""
    person, found = _person(request), _case(key)
    tries = last_tries(person)
    sent = tries.get(key)
    if sent is None:
        return redirect("practice:case", key=key)
    lines = _lines(found, sent, _behaviours(actor_of(request).on))
    compared = compare([line.own for line in lines], [line.expert for line in lines])
    context = {
        "title": _said(found.title), "lesson": _said(found.lesson), "lines": lines, "compared": compared,
        "advice": _advice(compared), "key": key, "gap": abs(compared.leniency or 0),
        "following": next((each.key for each in cases().cases if each.key not in tries), None),
    }  # fmt: skip
    return render(request, "practice/outcome.html", context)


def certificate(request: HttpRequest) -> HttpResponse:
    """Ask for the sealed statement of taking part, once all cases are done."""
    person = _person(request)
    if request.method != "POST":
        return redirect("practice:overview")
    try:
        issued = services.issue_certificate(employee=person, by=actor_of(request).user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("practice:overview")
    except SealKeyMissing:
        messages.error(request, _("Kantor belum menyiapkan segel elektronik. Hubungi operator."))
        return redirect("practice:overview")
    return redirect("documents:download", token=issued.token)


def _person(request: HttpRequest) -> Employee:
    person = actor_of(request).employee
    if person is None:
        raise not_found()
    return person


def _case(key: str) -> Case:
    found = cases().find(key)
    if found is None:
        raise not_found()
    return found


def _said(text: Text) -> str:
    """The text in the language of the page; Indonesian where there is no other."""
    return text.get(translation.get_language() or "id", text["id"])


def _behaviours(on: date) -> dict[str, str]:
    values = in_force(on).behaviour.core_values.value
    return {each.key: each.text for value in values for each in value.behaviours}


def _lines(found: Case, sent: PracticeTry, behaviours: dict[str, str]) -> list[Line]:
    return [
        Line(behaviours[item.behaviour], sent.answers.get(item.behaviour), item.expert, _said(item.why))
        for item in found.items
    ]


def _advice(compared: Comparison) -> list[str]:
    """What to try, at most three sentences; none when nothing stands out."""
    advice = []
    if compared.leniency is not None and abs(compared.leniency) >= 1:
        advice.append(
            _("Anda lebih longgar daripada pembanding. Cari satu kejadian sebelum memilih angka tinggi.")
            if compared.leniency > 0
            else _("Anda lebih ketat daripada pembanding. Ingat juga kejadian yang baik sebelum memilih angka rendah.")
        )
    if compared.spread <= 1:
        advice.append(_("Jawaban Anda hampir sama semua. Bedakan perilaku yang kuat dari yang lemah."))
    if compared.guessed:
        advice.append(_("Ada perilaku yang tidak diceritakan. Pilih “tidak teramati”, jangan menebak."))
    if compared.missed:
        advice.append(_("Ada kejadian yang terlewat. Baca lagi ceritanya sebelum memilih “tidak teramati”."))
    return advice[:3]
