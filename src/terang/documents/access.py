from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import Http404

from .models import Document


def get_document(user: AbstractBaseUser, token: str, *, oversees: Collection[str] = ()) -> Document:
    """Return a document the user may download, or raise Http404 without telling whether it exists.

    The readers were named when it was issued. `oversees` are the codes of the agencies whose
    documents the caller's role opens (performance team, auditor); roles stand above this area.
    """
    document = Document.objects.filter(token=token).first()
    if document and _may_read(user, document, oversees):
        return document
    raise Http404


def find_document(user: AbstractBaseUser, code: str, *, oversees: Collection[str] = ()) -> Document | None:
    """Return the document of a verification code, or of a number, that the user may download; else none.

    Numbers are given out by each agency for itself, so several documents may bear one.
    """
    found = Document.objects.filter(Q(token=code) | Q(number__iexact=code)).order_by("pk")
    return next((document for document in found if _may_read(user, document, oversees)), None)


def _may_read(user: AbstractBaseUser, document: Document, oversees: Collection[str]) -> bool:
    return user.get_username() in document.readers or document.agency in oversees
