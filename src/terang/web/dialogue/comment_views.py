"""Remarks and proposals about a plan."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terang.planning import access
from terang.planning.enums import CommentKind, CommentState
from terang.planning.services import Refused
from terang.planning.services import comments as services
from terang.web.actor import actor_of
from terang.web.clock import now

from .forms import AnswerForm, CommentForm
from .talk_views import REFUSED, talker


def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about the plan or one result of it."""
    actor = actor_of(request)
    skp = access.get_skp(actor, pk, "talk")
    initial = {"kind": CommentKind.REMARK, "key": uuid4().hex}
    form = CommentForm(request.POST if request.method == "POST" else None, skp=skp, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        result = form.results.get(data.pop("result"))
        try:
            services.say(skp=skp, result=result, **data, person=talker(actor), by=actor.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tersimpan. Pihak lain dapat membacanya."))
            return redirect("dialogue:talks", pk=pk)
    return render(request, "dialogue/say.html", {"skp": skp, "form": form}, status=REFUSED if form.errors else 200)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposal of the other side, or decline it, with words."""
    actor = actor_of(request)
    comment = access.get_comment(actor, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and {"agree", "decline"} & set(request.POST):
        try:
            services.answer(
                comment=comment, agreed="agree" in request.POST, text=form.cleaned_data["answer"],
                person=talker(actor), by=actor.user, at=now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jawaban Anda tersimpan."))
            return redirect("dialogue:talks", pk=comment.skp_id)
    is_other = comment.author_id != talker(actor).pk
    may_answer = is_other and comment.kind == CommentKind.PROPOSAL and comment.state == CommentState.OPEN
    context = {"comment": comment, "skp": comment.skp, "form": form, "may_answer": may_answer or form.is_bound}
    return render(request, "dialogue/answer.html", context, status=REFUSED if form.errors else 200)
