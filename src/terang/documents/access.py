from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404

from .models import Document


def get_document(user: AbstractBaseUser, token: str, *, oversees: Collection[str] = ()) -> Document:
    """Return a document the user may download, or raise Http404 without telling whether it exists.

    The readers were named when it was issued. `oversees` are the codes of the agencies whose
    documents the caller's role opens (performance team, auditor); roles stand above this area.
    """
    document = Document.objects.filter(token=token).first()
    if document and (user.get_username() in document.readers or document.agency in oversees):
        return document
    raise Http404
