"""The ledger, for those who watch over an agency: read it, verify it, carry it out of the house."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from terang.identity.enums import Role
from terang.jobs import queries as jobs
from terang.jobs.models import Job
from terang.jobs.services import enqueue
from terang.ledger import queries
from terang.organisation.access import not_found
from terang.web.actor import actor_of
from terang.web.clock import now, today
from terang.web.names import names_of

from .words import GROUPS, WORDS, in_words

PAGE_SIZE = 30
# Verifying costs about 0.03 ms per entry; up to here the page waits for it, beyond a worker does it.
SMALL = 3000
# The largest number a database column holds.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it."""

    entry: Any
    words: str
    actor: str
    data: list[tuple[str, str]]


@require_GET
@never_cache
def entries(request: HttpRequest) -> HttpResponse:
    agency = _agency(request)
    act, subject = request.GET.get("tindakan", ""), request.GET.get("tentang", "").strip()
    before = _number(request.GET.get("sebelum", ""))
    found = list(queries.entries(agency, act=act, subject=subject, before=before)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    names = names_of(entry.actor for entry in shown)
    context = {
        "agency": agency,
        "verify_url": _verify_url(agency),
        "agencies": sorted(_agencies(request)),
        "lines": [Line(entry, in_words(entry.act), names[entry.actor], _readable(entry.payload)) for entry in shown],
        "groups": GROUPS,
        "act": act,
        "unknown_act": act if act and act not in WORDS else "",
        "subject": subject,
        "older": shown[-1].seq if len(found) > PAGE_SIZE else None,
        "is_first": before is None,
        "head": queries.head(agency),
    }
    return render(request, "ledger/entries.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Verify when asked by the button: a small ledger at once, a large one by a worker."""
    agency = _agency(request)
    head = queries.head(agency)
    if request.method == "POST" and head[0] > SMALL:
        return redirect("jobs:detail", _ask_worker(request, agency).pk)
    context: dict[str, Any] = {"agency": agency, "head": head, "result": None, "at": None}
    if request.method == "POST":
        (chain,) = queries.verify(agency).chains
        context |= {"result": asdict(chain), "at": now()}
    elif last := jobs.latest_done("ledger.verify", agency):
        context |= {"result": last.result, "at": last.finished_at}
    return render(request, "ledger/verify.html", context)


def _ask_worker(request: HttpRequest, agency: str) -> Job:
    user, at = actor_of(request).user, now()
    # Pressing twice within a minute is one wish.
    key = f"ledger.verify:{agency}:{user.username}:{at:%Y%m%d%H%M}"
    return enqueue(
        kind="ledger.verify", params={"agency": agency}, by=user.username, at=at, key=key, agency=agency,
        result_url=_verify_url(agency),
    )  # fmt: skip


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole chain as JSON Lines, streamed; docs/verify_ledger.py verifies it without Terang."""
    agency = _agency(request)
    response = StreamingHttpResponse(_lines(agency), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="buku-besar-{agency}-{today():%Y%m%d}.jsonl"'
    return response


def _lines(agency: str) -> Iterator[str]:
    return (line + "\n" for line in queries.export_lines(agency))


def _agencies(request: HttpRequest) -> frozenset[str]:
    return actor_of(request).agencies_as(Role.AUDITOR, Role.OPERATOR, Role.PERFORMANCE_TEAM)


def _agency(request: HttpRequest) -> str:
    """The agency asked for, or the first one this person watches over."""
    allowed = sorted(_agencies(request))
    wanted = request.GET.get("instansi") or (allowed[0] if allowed else "")
    if wanted not in allowed:
        raise not_found()
    return wanted


def _verify_url(agency: str) -> str:
    return f"{reverse('ledger:verify')}?{urlencode({'instansi': agency})}"


def _number(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdecimal() and len(text) < 30 else None


def _readable(payload: str) -> list[tuple[str, str]]:
    """The data of an entry as lines; nested values stay in their written form."""
    data = json.loads(payload)
    return [
        (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for key, value in data.items()
    ]
