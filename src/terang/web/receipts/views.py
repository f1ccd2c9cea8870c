"""Receipts: what I handed in, and how to check it against the ledger."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terang.ledger.queries import entry
from terang.organisation.access import not_found
from terang.planning.access import get_receipt
from terang.planning.queries.receipts import receipts_of
from terang.web.actor import actor_of

RECEIPTS_PER_PAGE = 25


def mine(request: HttpRequest) -> HttpResponse:
    """Everything I handed in, newest first."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    page = Paginator(receipts_of(actor.employee), RECEIPTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "receipts/mine.html", {"page": page})


def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt beside what the ledger holds now."""
    actor = actor_of(request)
    found = get_receipt(actor, pk)
    written = entry(found.agency.code, found.entry)
    context = {
        "receipt": found,
        "holds": written is not None and written.hash == found.entry_hash,
        "is_own": actor.employee is not None and actor.employee.pk == found.employee_id,
    }
    return render(request, "receipts/receipt.html", context)
