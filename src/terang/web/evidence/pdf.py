"""An official form as a file that is saved, never kept by a shared cache."""

from django.http import HttpResponse

from terang.documents.forms import Form
from terang.documents.rendering import render


def pdf_answer(form: Form, name: str) -> HttpResponse:
    response = HttpResponse(render(form), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
