"""Whatever is typed into an address or a form, the answer is a page of ours and never a breakdown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from terang.evaluation.models import Evaluation
from terang.evaluation.queries import annual_of
from terang.evaluation.services import conclude, deliver
from terang.evidence.models import (
    Coaching,
    CoachingReply,
    CompetenceScore,
    ConflictOfInterest,
    Counselling,
    DailyEntry,
    Evidence,
    FeedbackDraft,
    FeedbackStanding,
    RecurringEntry,
    SampleDraw,
    SampleItem,
)
from terang.evidence.queries.rater_keys import mirror_key
from terang.evidence.queries.rounds import OwnTask, own_tasks
from terang.exchange.employees import stage
from terang.fairness.models import Calculation, Mirror, Score
from terang.identity.models import RoleGrant
from terang.jobs.models import Job
from terang.notices.models import Notice
from terang.organisation.models import AppraiserOverride, Assignment, Position
from terang.planning.models import Handover, Indicator, Outage, PlanCase, Receipt, WorkResult
from tests.cast import (
    Cast,
    make_action,
    make_comment,
    make_feedback,
    make_progress,
    make_skp,
    make_talk,
    make_unit_level,
    user_of,
)
from tests.evidence.rounds import open_round
from tests.exchange.conftest import GOOD

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Together they open every page, a visitor first; each page is tried by the first who can.
PEOPLE = ("", "kasubbag", "kasi", "beringin", "cendana", "operator")
NAMES = (
    "q", "page", "tampil", "instansi", "tindakan", "tentang", "sebelum", "keadaan", "kode", "e", "next", "unit",
    "jenis", "periode", "sejak", "belum", "langsung",
)  # fmt: skip
# As they arrive: a null byte, bytes that are no UTF-8, a number beyond every column, marks of SQL and HTML.
ODD_QUERIES = ("a%00b", "%ff%fe", "9" * 25, "-1", quote("%_'\"\\<b>;--😀\u202e٣²"))
ODD_WORDS = ("a\0b", "9" * 40, "-1", "1e30", "NaN", "Infinity", "0001-01-01", "9999-12-31", "😀\u202e\ud83d" * 400, "")
TALKS = ("talk", "rearrange", "minutes", "reply", "cancel", "calendar", "sheet")
OF_A_PERSON = ("employee", "appoint", "assign", "open_account", "end_assignment", "take_back")
OF_A_POST = ("post", "rename_post", "close_post", "reopen_post", "fill_post")
# Arguments of addresses that are found by their own name, whatever the page.
NAMED = {"token", "place", "result", "employee", "size", "code", "step", "held"}
ODD_CHOICES = ("a\0b", "9" * 40, "²", "")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def keys(cast: Cast) -> Iterator[dict[str, Any]]:
    """An office in which every address leads somewhere: the arguments of each by name."""
    plan, drawn = make_skp(cast, cast.beringin, "set"), make_skp(cast, cast.cendana, "draft")
    progress, remark = make_progress(plan), make_feedback(plan, cast.cendana, "peer")
    proof = Evidence(progress=progress, name="Laporan.pdf", content_type="application/pdf", size=5, sha256="a")
    proof.file.save("x.pdf", ContentFile(b"%PDF-"), save=True)
    make_unit_level(cast, cast.kecamatan)
    appointed = AppraiserOverride.objects.create(
        employee=cast.sengon, appraiser=cast.kasi, since=date(2026, 1, 1), basis="SK 1"
    )
    with GOOD.open("rb") as file:
        staged = stage(stream=file, file_name="daftar.xlsx", agency=cast.agency, by=cast.team, at=AT)
    job = Job.objects.create(
        kind="ledger.verify", by=cast.operator.username, agency="contoh", idempotency_key="x", created_at=AT,
        next_run_at=AT,
    )  # fmt: skip
    standing = FeedbackStanding.objects.create(
        skp=plan, employee=cast.sengon, reason="Tim", granted_by="x", granted_at=AT
    )
    FeedbackDraft.objects.create(giver=cast.kasi, skp=plan, kind="incidental", text="x", changed_at=AT)
    session, counselled = guided(plan, cast)
    drawn_sample, entry, weekly = sampled(progress, plan, cast), *written(cast)
    outage = Outage.objects.create(
        agency=cast.agency, since=AT - timedelta(hours=2), until=AT, reason="x", declared_by="x", declared_at=AT
    )
    talk, (asked, relation) = make_talk(plan, cast.kasi), rated(cast)
    notice = Notice.objects.create(recipient=cast.kasi.nip, key="plan:1:x", text="x", url="/", created_at=AT)
    receipt = Receipt.objects.create(
        agency=cast.agency, employee=cast.beringin, subject="x", label="x", content_sha256="x", entry=1,
        entry_hash="x", at=AT,
    )  # fmt: skip
    yield {
        "evaluation:unit_level": cast.service_section.pk, "evaluation:evaluate": plan.pk, "evaluation:draft": plan.pk,
        "evaluation": delivered(plan, cast).pk, "evidence:withdraw": progress.pk, "evidence:file": proof.pk,
        "evidence:record_sheet": plan.pk, "evidence:record_document": plan.pk, "evidence:others": plan.pk,
        "evidence:add_other": plan.pk, "evidence:end_other": standing.pk, "evidence:discard": plan.pk,
        "coaching:counselling_record": cast.beringin.pk, "coaching:counselling": counselled.pk, "coaching": session.pk,
        "evidence:give": plan.pk, "evidence:on_plan": plan.pk, "evidence:retract": remark.pk,
        "evidence": Indicator.objects.get(result__skp=plan).pk, "identity:revoke_role": RoleGrant.objects.first().pk,
        "identity": user_of(cast.sengon).pk, "jobs": job.pk, "organisation:end_appointment": appointed.pk,
        **{f"organisation:{each}": cast.sengon.pk for each in OF_A_PERSON},
        **{f"organisation:{each}": Position.objects.get(name="Lurah Amplas").pk for each in OF_A_POST},
        "held": Assignment.objects.get(employee=cast.sengon).pk,
        "organisation": cast.service_section.pk, "import": staged.pk, "place": 1,
        "planning:close_period": cast.period.pk, "planning:reopen_period": cast.period.pk,
        "planning:stages": cast.period.pk, "planning:withdraw_outage": outage.pk, "receipts": receipt.pk,
        "matrix": drawn.pk, "matrix:branch": WorkResult.objects.get(skp=drawn).pk, "employee": cast.sengon.pk,
        "actions": plan.pk, "actions:edit": Indicator.objects.get(result__skp=plan).pk, "dialogue": drawn.pk,
        "cases": changed(plan, cast).case_id, "cases:start": cast.sengon.pk, "cases:receive": changed(plan, cast).pk,
        "library": drawn.pk, "notices": notice.pk, "monitor": cast.kecamatan.pk,
        "dialogue:talks": plan.pk, "dialogue:arrange": plan.pk, "dialogue:say": plan.pk,
        "dialogue:answer": make_comment(plan, cast.beringin).pk,
        **{f"dialogue:{each}": talk.pk for each in TALKS}, "dialogue:finish": make_action(talk).pk,
        "daily": entry.pk, "daily:person": cast.beringin.pk, "daily:end": weekly.pk, "daily:answer": weekly.pk,
        "addendum": plan.pk, "sampling": drawn_sample.pk, "sampling:plan": plan.pk,
        "sampling:item": drawn_sample.items.get().pk,
        "rounds": asked.key.round_id, "rounds:end_relation": relation.pk, "code": asked.code, "step": 1,
        "fairness": told(cast, asked).round_id, "practice": "loket", "size": 192,
        "result": WorkResult.objects.get(skp=drawn).pk, "planning": drawn.pk, "token": "TRG-abcd-efgh",
    }  # fmt: skip
    proof.file.delete(save=False)


def told(cast: Cast, own: OwnTask) -> Calculation:
    """Figures of a round about one person, a mirror of a rater and one of a superior."""
    made = Calculation.objects.create(
        round=own.key.round, made_at=AT, made_by="x", record={}, adjusts=True, people=1, raters=1, pairs=1,
        scale_use=[0, 0, 0, 1, 1, 1],
    )  # fmt: skip
    for person in (cast.sengon, cast.beringin):
        Score.objects.create(calculation=made, ratee=person, panel="colleagues", hidden="TOO_FEW")
    shown = {"calculation": made, "people": 5, "leniency": 0.1, "half_width": 0.2, "used": [0, 0, 1, 1, 1, 1]}
    Mirror.objects.create(code=mirror_key(own.key), **shown)
    Mirror.objects.create(code=uuid4(), superior=cast.sengon, **shown)
    return made


def rated(cast: Cast) -> tuple[OwnTask, ConflictOfInterest]:
    """An open round with a task of the peer, and a declared relation."""
    open_round(cast, AT)
    relation = ConflictOfInterest.objects.create(
        employee=cast.kasubbag, other=cast.sengon, kind="family", since=AT.date(), by_team=True
    )
    return own_tasks(cast.cendana, AT.date())[0], relation


def changed(plan: Any, cast: Cast) -> Handover:
    """A retirement that waits to be applied, with a result for the superior."""
    facts = {"kind": "retirement", "on": date(2026, 11, 2), "basis": "SK", "prepared_by": "x", "prepared_at": AT}
    case, _made = PlanCase.objects.get_or_create(
        employee=cast.beringin, period=cast.period, defaults={"skp": plan, **facts}
    )
    result = WorkResult.objects.get(skp=plan)
    return Handover.objects.get_or_create(case=case, result=result, defaults={"to": cast.kasi})[0]


def sampled(progress: Any, plan: Any, cast: Cast) -> SampleDraw:
    draw = SampleDraw.objects.create(
        skp=plan, seed="x", size=1, population=[progress.pk], drawn_by=cast.kasi, drawn_at=AT
    )
    SampleItem.objects.create(draw=draw, progress=progress, order=1)
    return draw


def written(cast: Cast) -> tuple[DailyEntry, RecurringEntry]:
    said = {"employee": cast.beringin, "text": "Melayani loket"}
    entry = DailyEntry.objects.create(on=AT.date(), created_at=AT, idempotency_key="x", **said)
    return entry, RecurringEntry.objects.create(weekdays=31, since=date(2026, 1, 1), **said)


def guided(plan: Any, cast: Cast) -> tuple[Coaching, Counselling]:
    said = {"held_on": date(2026, 11, 1), "created_at": AT, "idempotency_key": "x"}
    session = Coaching.objects.create(skp=plan, coach=cast.kasi, topic="x", notes="x", **said)
    CoachingReply.objects.create(coaching=session, reader=cast.camat, answers={}, sent_at=AT)
    CompetenceScore.objects.create(coaching=session, order=1, competence="x", score=3, reason="x")
    return session, Counselling.objects.create(employee=cast.beringin, counsellor=cast.kasi, problem="x", **said)


def delivered(plan: Any, cast: Cast) -> Evaluation:
    judged = conclude(
        evaluation=annual_of(plan), results="meets", behaviour="above", reason="Cepat.", version=0,
        by=user_of(cast.kasi), at=AT,
    )  # fmt: skip
    return deliver(evaluations=[judged], by=user_of(cast.kasi), at=AT).evaluations[0]


def addresses(keys: dict[str, Any]) -> list[str]:
    """Every address of the product, each with arguments that exist."""
    return [reverse(name, args=_arguments(name, pattern, keys)) for name, pattern in _patterns(get_resolver(), "")]


def _patterns(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, f"{each.namespace}:" if each.namespace else space)
        elif each.name and each.name != "demo_sign_in":
            yield f"{space}{each.name}", each


def _arguments(name: str, pattern: URLPattern, keys: dict[str, Any]) -> list[Any]:
    area, _colon, page = name.partition(":")
    if page.startswith("import_"):
        area = "import"
    elif area == "planning" and "hasil/<" in str(pattern.pattern):
        area = "result"
    wanted = pattern.pattern.converters
    return [keys[each if each in NAMED else _key(name, area, keys)] for each in wanted]


def _key(name: str, area: str, keys: dict[str, Any]) -> str:
    return name if name in keys else area


def signed_in(cast: Cast, name: str) -> Client:
    """A browser of somebody of the cast; without a name, of a visitor."""
    client = Client(raise_request_exception=False)
    if name:
        person = getattr(cast, name)
        client.force_login(getattr(person, "user", person), backend=BACKEND)
    return client


def broke(response: Any) -> bool:
    """Whether the server broke down; a file is read to its end, as a browser does."""
    if response.streaming:
        b"".join(response.streaming_content)
    return bool(response.status_code >= 500)


def pages(cast: Cast, keys: dict[str, Any]) -> Iterator[tuple[Client, str, Any]]:
    """Every address with the page that the first person gets there who can open it."""
    waiting = addresses(keys)
    for name in PEOPLE:
        client = signed_in(cast, name)
        opened = [(url, client.get(url)) for url in waiting]
        assert [url for url, response in opened if broke(response)] == []
        for url, response in opened:
            if response.status_code == 200:
                waiting.remove(url)
                yield client, url, response


def test_no_query_breaks_a_page(cast: Cast, keys: dict[str, Any]) -> None:
    broken = [
        f"{url} {odd}"
        for client, url, _page in pages(cast, keys)
        for odd in ODD_QUERIES
        if broke(client.get(f"{url}?{'&'.join(f'{each}={odd}' for each in NAMES)}"))
    ]
    assert broken == []


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_no_number_in_an_address_breaks_a_page(cast: Cast, keys: dict[str, Any], number: int) -> None:
    client = signed_in(cast, "kasubbag")
    odd = {name: number for name in keys if name != "token"} | {"token": "a\0b"}
    assert [url for url in addresses(odd) if broke(client.get(url))] == []


@dataclass
class Form:
    """A form of a page: where it is sent, what its choices hold, and what people type or attach."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.action} {sorted([*self.held, *self.typed, *self.files])}"


class Forms(HTMLParser):
    """Finds the forms of a page that change something."""

    def __init__(self, url: str, page: str) -> None:
        super().__init__()
        self.url, self.found, self.now, self.select = url, list[Form](), Form(""), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        name, kind = about.get("name", ""), about.get("type", "text")
        if tag == "form":
            self.now = Form(about.get("action") or self.url)
            self.found += [self.now] if about.get("method", "").lower() == "post" else []
        elif tag == "select":
            self.select = name
        elif tag == "option" and about.get("value"):
            self.now.held.setdefault(self.select, about["value"])
        elif tag == "textarea" or (tag == "input" and kind in ("text", "number", "date", "url", "password")):
            self.now.typed.add(name)
        elif tag == "input" and kind == "file":
            self.now.files.add(name)
        elif name and tag in ("input", "button"):
            self.now.held.setdefault(name, about.get("value") or "on")


def forms(cast: Cast, keys: dict[str, Any]) -> Iterator[tuple[Client, Form]]:
    """Every form of every page once, except the one that ends the session."""
    known = {"/accounts/logout/ ['csrfmiddlewaretoken']"}
    for client, url, response in pages(cast, keys):
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Forms(url, response.content.decode()).found:
            if str(form) not in known:
                known.add(str(form))
                yield client, form


def breaks(client: Client, url: str, data: Any, **how: Any) -> bool:
    """Whether sending it breaks something; what was sent is undone."""
    with transaction.atomic():
        response = client.post(url, data, **how)
        transaction.set_rollback(True)
    return broke(response)


def test_no_words_break_a_form(cast: Cast, keys: dict[str, Any]) -> None:
    broken = [
        f"{form} {odd[:20]!r}"
        for client, form in forms(cast, keys)
        for odd in ODD_WORDS
        if breaks(client, form.action, form.held | dict.fromkeys(form.typed, odd.encode("utf-8", "surrogatepass")))
    ]
    assert broken == []


def test_no_choice_that_was_not_offered_breaks_a_form(cast: Cast, keys: dict[str, Any]) -> None:
    broken = [
        f"{form} {name} {odd!r}"
        for client, form in forms(cast, keys)
        for name in form.held
        for odd in ODD_CHOICES
        if breaks(client, form.action, dict.fromkeys(form.typed, "12") | form.held | {name: odd})
    ]
    assert broken == []


def test_no_file_breaks_a_form(cast: Cast, keys: dict[str, Any]) -> None:
    contents = (b"", b"\0", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xd8\xff", b"<html>", GOOD.read_bytes()[:5000])
    broken = [
        f"{form} {content[:10]!r}"
        for client, form in forms(cast, keys)
        for name in form.files
        for content in contents
        for called in ("a.xlsx", "..\\..\\\u202efdp.exe", "x" * 200 + ".pdf")
        if breaks(client, form.action, form.held | {name: [SimpleUploadedFile(called, content)] * 2})
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b"{"), ("multipart/form-data", b"\0"), ("text/plain", b"\xff" * 100), ("x", b"")],
)
def test_no_body_breaks_an_address(cast: Cast, keys: dict[str, Any], kind: str, body: bytes) -> None:
    client = signed_in(cast, "kasubbag")
    assert [url for url in addresses(keys) if breaks(client, url, body, content_type=kind)] == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "SEARCH"])
def test_no_method_breaks_an_address(cast: Cast, keys: dict[str, Any], method: str) -> None:
    client = signed_in(cast, "kasubbag")
    assert [url for url in addresses(keys) if broke(client.generic(method, url))] == []


@pytest.mark.parametrize("cookie", ['"\\000"', '"\\377\\376"', "a" * 3000])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages"])
def test_no_cookie_breaks_a_page(db: None, name: str, cookie: str) -> None:
    client = Client(raise_request_exception=False, headers={"Cookie": f"{name}={cookie}"})
    assert not broke(client.get("/accounts/login/"))
    assert not broke(client.post("/accounts/login/", {"login": "a", "password": "b"}))
