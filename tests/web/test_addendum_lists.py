"""No list, count or total tells of an addendum while it is written: every page says what it said before."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from terang.planning.enums import Ground, SkpState
from terang.planning.models import Indicator, RoleCell, Skp, WorkResult
from terang.planning.services import addendum
from tests.cast import Cast, make_evaluation, make_progress, make_skp, make_unit_level, user_of
from tests.web.people import account, sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

READERS = ("owner", "appraiser", "superior", "peer", "team", "auditor")
# Areas without plans; and the ledger, which tells every act.
ELSEWHERE = frozenset({"identity", "offline", "design", "jobs", "ledger"})
# A form's own token, a number drawn anew for each form, and how long the page took.
ANEW = re.compile(r'.*(csrf|name="key"|name="seed"|value="[0-9a-f-]{32,36}").*')
# Their own plan leads them to the addendum that they are writing.
LED = {"owner", "appraiser"}


def office(cast: Cast) -> list[Skp]:
    """Two set plans, one of them of a leader with published results, roles, and a plan below that serves them."""
    leader = make_skp(cast, cast.kasi, SkpState.SET, cast.camat)
    below = make_skp(cast, cast.beringin, SkpState.SET)
    Skp.objects.filter(pk=leader.pk).update(published_at=timezone.now())
    served = WorkResult.objects.get(skp=leader)
    WorkResult.objects.filter(skp=below).update(parent=served, cascade="direct", split="load")
    RoleCell.objects.create(result=served, employee=cast.cendana, role="Berkas", changed_at=timezone.now())
    make_skp(cast, cast.cendana)
    make_progress(below)
    make_unit_level(cast, cast.kecamatan)
    make_evaluation(below)
    return [leader, below]


def begin(skp: Skp) -> None:
    """An addendum with one result more and every word and target changed."""
    starter = skp.employee
    draft = addendum.start_addendum(
        skp=skp, ground=Ground.STRATEGY, reason="Anggaran berubah", starter=starter, by=user_of(starter),
        at=timezone.now(),
    )  # fmt: skip
    WorkResult.objects.filter(skp=draft).update(statement="Rancangan hasil")
    Indicator.objects.filter(result__skp=draft).update(statement="Rancangan indikator", target_low=99)
    WorkResult.objects.create(skp=draft, order=2, statement="Rancangan hasil baru")


def lists(resolver: URLResolver, area: str = "") -> Iterator[str]:
    """Every address of our areas without a part to fill in."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from lists(pattern, pattern.namespace or area)
        elif (
            isinstance(pattern, URLPattern)
            and area
            and area not in ELSEWHERE
            and pattern.name
            and not pattern.pattern.converters
        ):
            yield f"{area}:{pattern.name}"


def addresses(cast: Cast) -> dict[str, str]:
    other, leader = Skp.objects.get(employee=cast.cendana), Skp.objects.get(employee=cast.kasi)
    below = Skp.objects.get(employee=cast.beringin)
    beside = {
        "library:shelf": other.pk, "library:last_year": other.pk, "matrix:matrix": leader.pk,
        "matrix:branch": WorkResult.objects.get(skp=leader).pk, "evaluation:evaluate": below.pk,
        "evidence:on_plan": below.pk, "sampling:plan": below.pk, "actions:plan": below.pk,
        "daily:person": cast.beringin.pk, "organisation:employee": cast.beringin.pk,
    }  # fmt: skip
    plain = {name: reverse(name) for name in lists(get_resolver()) if name.partition(":")[0] not in ELSEWHERE}
    return plain | {"home": reverse("home")} | {name: reverse(name, args=[number]) for name, number in beside.items()}


def read(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    kind = answer.headers.get("Content-Type", "")
    text = answer.content.decode() if kind.startswith("text/") and not answer.streaming else ""
    return answer.status_code, ANEW.sub("", text)


@pytest.mark.parametrize("role", READERS)
def test_every_list_says_the_same_while_an_addendum_is_written(client: Client, cast: Cast, role: str) -> None:
    plans = office(cast)
    pages = addresses(cast)
    sign_in(client, account(cast, role))
    before = {name: read(client, address) for name, address in pages.items()}
    for plan in plans:
        begin(plan)
    changed = {name for name, address in pages.items() if read(client, address) != before[name]}
    assert changed == ({"planning:mine"} if role in LED else set())
