"""Asking before an act upon the office: on the form itself, or on a page of its own that says what will change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from terang.organisation import services

REFUSED = 422
Data = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """The words of the page that asks, and where it leads back to."""

    heading: str
    title: str
    action: str
    done: str
    back_url: str
    consequences: Sequence[str] = ()
    destroys: bool = False


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest, form: forms.Form, act: Callable[[Data], object], question: Question,
    then: Callable[[], str] | None = None,
) -> HttpResponse:  # fmt: skip
    """Ask, do it, say so; a refusal becomes words at its field and nothing typed is lost."""
    if form.is_bound and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except services.Refused as refusal:
            say(form, refusal)
        else:
            messages.success(request, question.done)
            return redirect(then() if then else question.back_url)
    context = {
        "heading": question.heading,
        "title": question.title,
        "consequences": question.consequences,
        "action": question.action,
        "destroys": question.destroys,
        "form": form,
        "back_url": question.back_url,
    }
    return render(request, "organisation/confirm.html", context, status=REFUSED if form.errors else 200)


def say(form: forms.Form, refusal: services.Refused) -> None:
    """Put a refusal at the field it is about, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


@dataclass(frozen=True)
class Outlook:
    """What an act will change, in words; ``warnings`` are what somebody should do something about."""

    lines: Sequence[str]
    warnings: Sequence[str] = ()

    @property
    def mark(self) -> str:
        """The fingerprint by which the last step knows that it does what the page before had said."""
        return sha256("\n".join([*self.lines, *self.warnings]).encode()).hexdigest()


@dataclass(frozen=True)
class Act:
    """An act in two steps.

    Attributes:
        foresee: says what it would change, or raises what the services refuse.
        is_done: tells the second press of a button from the first.
        then: where to go afterwards, when not back.
    """

    foresee: Callable[[Data], Outlook]
    act: Callable[[Data], object]
    is_done: Callable[[Data], bool]
    refuse: Callable[[forms.Form, Any], None] = say
    then: Callable[[Data], str] | None = None


@dataclass(frozen=True)
class Page:
    """The form that is filled in first: its template and what it shows beside the form."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def in_two_steps(request: HttpRequest, form: forms.Form, steps: Act, question: Question, page: Page) -> HttpResponse:
    """First the form, then what the act will change, then the act; whoever goes back finds everything typed."""
    goes_back = bool({"search", "edit"} & request.POST.keys())
    if form.is_bound and not goes_back and form.is_valid():
        try:
            answer = _further(request, form, steps, question)
        except services.Refused as refusal:
            steps.refuse(form, refusal)
        else:
            return answer
    if goes_back:
        form.errors.clear()
    context = {**page.context, "form": form, "question": question}
    return render(request, page.template, context, status=REFUSED if form.errors else 200)


def _further(request: HttpRequest, form: forms.Form, steps: Act, question: Question) -> HttpResponse:
    data, seen = dict(form.cleaned_data), request.POST.get("seen", "")
    if seen and steps.is_done(data):
        return _finished(request, steps, question, data)
    outlook = steps.foresee(data)
    if seen != outlook.mark:
        context = {"form": form, "question": question, "outlook": outlook, "has_changed": bool(seen)}
        return render(request, "organisation/foreseen.html", context, status=REFUSED if seen else 200)
    steps.act(data)
    return _finished(request, steps, question, data)


def _finished(request: HttpRequest, steps: Act, question: Question, data: Data) -> HttpResponse:
    messages.success(request, question.done)
    return redirect(steps.then(data) if steps.then else question.back_url)
