from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from terang.documents import access, queries
from terang.documents.services import verify_bytes
from terang.identity.enums import Role
from terang.web.actor import actor_of

from . import answers
from .answers import Answer
from .forms import CodeForm, FileForm
from .limits import per_minute


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@per_minute(60)
def verify(request: HttpRequest, token: str = "") -> HttpResponse:
    """Let anyone check a document: by its code (GET) or by its file (POST)."""
    if request.method == "POST":
        return _check_file(request)
    if token:
        answer = answers.for_code(queries.by_token(token))
        return _page(request, answer, status=200 if answer.document else 404)
    if "kode" in request.GET:
        return _go_to_code(request)
    return _page(request)


def _check_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    return _page(request, answers.for_file(verify_bytes(form.content())), checked_file=True)


def _go_to_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _page(request, code_form=form, status=422)
    return redirect("documents:verify", token=form.cleaned_data["kode"])


def _page(
    request: HttpRequest,
    answer: Answer | None = None,
    *,
    code_form: CodeForm | None = None,
    file_form: FileForm | None = None,
    checked_file: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "answer": answer,
        "checked_file": checked_file,
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
    }
    response = render(request, "documents/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_GET
@never_cache
def download(request: HttpRequest, token: str) -> FileResponse:
    """Hand the sealed file to those it names, and to who oversees the agency."""
    actor = actor_of(request)
    oversees = actor.agencies_as(Role.PERFORMANCE_TEAM, Role.AUDITOR)
    document = access.get_document(actor.user, token, oversees=oversees)
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{document.number}.pdf",
        content_type="application/pdf",
    )
