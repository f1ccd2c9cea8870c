"""Role × object × action: the whole policy of planning and evidence as one table, every cell asked over HTTP.

``STANDINGS`` says what each role is to the plan; ``POLICY`` says which standings open which page. The cells are
made from the two tables, and a page of these areas that is not in the table fails the suite.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from terang.identity.enums import Role
from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position
from terang.planning.access import RIGHTS, Standing
from terang.planning.enums import SkpState
from terang.planning.models import Indicator, Skp, WorkResult
from tests.cast import (
    Cast,
    grant,
    make_action,
    make_comment,
    make_employee,
    make_progress,
    make_skp,
    make_talk,
    make_user,
    user_of,
)
from tests.web.people import sign_in

pytestmark = pytest.mark.usefixtures("on_the_day")

ROOT = Path(__file__).resolve().parents[2]
NOBODY: frozenset[Standing] = frozenset()
STANDINGS: dict[str, frozenset[Standing]] = {
    "owner": frozenset({Standing.OWNER}),
    "appraiser": frozenset({Standing.APPRAISER}),
    "appraiser's superior": frozenset({Standing.SUPERIOR}),
    "Plt. of the superior": frozenset({Standing.SUPERIOR}),
    "superior in the performance team": frozenset({Standing.SUPERIOR, Standing.TEAM}),
    "superior who is the auditor": frozenset({Standing.SUPERIOR, Standing.AUDITOR}),
    "former Plt. of the superior": NOBODY,
    "former appraiser": NOBODY,
    "peer in the unit": NOBODY,
    "head of another unit": NOBODY,
    "clerk of another unit": NOBODY,
    "performance team": frozenset({Standing.TEAM}),
    "auditor": frozenset({Standing.AUDITOR}),
    "agency admin": NOBODY,
    "operator": NOBODY,
    "employee of another agency": NOBODY,
    "performance team of another agency": NOBODY,
    "auditor of another agency": NOBODY,
}


def acting(cast: Cast, name: str, nip: str, post: Position, until: date | None) -> Employee:
    """A clerk of the kelurahan who holds a second post as Plt."""
    person = make_employee(cast.agency, cast.kelurahan, nip, name, f"Pengadministrasi {name}")
    Assignment.objects.create(
        employee=person, position=post, kind=AssignmentKind.PLT, since=date(2026, 3, 1), until=until
    )
    return person


def stranger(cast: Cast, name: str, role: Role) -> User:
    account = make_user(name, name.title(), agency=cast.other_agency.code)
    grant(account, role, cast.other_agency)
    return account


def superior_as(cast: Cast, role: Role) -> User:
    grant(user_of(cast.camat), role, cast.agency)
    return user_of(cast.camat)


def account_of(cast: Cast, role: str) -> User:
    head_of_office = Position.objects.get(unit=cast.kecamatan, is_head=True)
    head_of_section = Position.objects.get(unit=cast.service_section, is_head=True)
    found = {
        "owner": lambda: user_of(cast.beringin),
        "appraiser": lambda: user_of(cast.kasi),
        "appraiser's superior": lambda: user_of(cast.camat),
        "Plt. of the superior": lambda: user_of(
            acting(cast, "Meranti Contoh", "198801012012011901", head_of_office, None)
        ),
        "superior in the performance team": lambda: superior_as(cast, Role.PERFORMANCE_TEAM),
        "superior who is the auditor": lambda: superior_as(cast, Role.AUDITOR),
        "former Plt. of the superior": lambda: user_of(
            acting(cast, "Damar Contoh", "198801012012011902", head_of_office, date(2026, 6, 30))
        ),
        "former appraiser": lambda: user_of(
            acting(cast, "Jati Contoh", "198801012012011903", head_of_section, date(2026, 6, 30))
        ),
        "peer in the unit": lambda: user_of(cast.cendana),
        "head of another unit": lambda: user_of(cast.lurah),
        "clerk of another unit": lambda: user_of(cast.sengon),
        "performance team": lambda: cast.team,
        "auditor": lambda: cast.auditor,
        "agency admin": lambda: cast.admin,
        "operator": lambda: cast.operator,
        "employee of another agency": lambda: user_of(cast.outsider),
        "performance team of another agency": lambda: stranger(cast, "tim-lain", Role.PERFORMANCE_TEAM),
        "auditor of another agency": lambda: stranger(cast, "auditor-lain", Role.AUDITOR),
    }
    return found[role]()


# --- the table --------------------------------------------------------------------------

# What a page asks of the plan, by the names of ``planning.access.RIGHTS``; three rules of evidence stand beside them.
RULES: dict[str, frozenset[Standing]] = {
    **RIGHTS,
    "read feedback": frozenset({Standing.OWNER, Standing.APPRAISER, Standing.SUPERIOR}),
    "see others": frozenset(Standing) - {Standing.AUDITOR},
    "name others": frozenset({Standing.APPRAISER, Standing.TEAM}),
    "print": frozenset(Standing),
    "take over": frozenset({Standing.APPRAISER, Standing.SUPERIOR, Standing.TEAM}),
}
# Page → (what its number names, what it asks).
POLICY: dict[str, tuple[str, str]] = {
    "planning:skp": ("draft", "view"),
    "planning:add_result": ("draft", "edit"),
    "planning:approach": ("draft", "edit"),
    "planning:annex": ("draft", "edit"),
    "planning:submit": ("draft", "edit"),
    "planning:result": ("draft result", "edit"),
    "planning:move_result": ("draft result", "edit"),
    "planning:remove_result": ("draft result", "edit"),
    "planning:expectations": ("draft", "review"),
    "planning:review": ("draft", "review"),
    "planning:take_over": ("draft", "take over"),
    "planning:document": ("plan", "print"),
    "evidence:record": ("indicator", "edit"),
    "evidence:progress": ("indicator", "view"),
    "evidence:withdraw": ("progress", "edit"),
    "evidence:on_plan": ("plan", "read feedback"),
    "evidence:record_sheet": ("plan", "read feedback"),
    "evidence:record_document": ("plan", "read feedback"),
    "evidence:others": ("plan", "see others"),
    "evidence:add_other": ("plan", "name others"),
    "actions:plan": ("plan", "view"),
    "actions:fill": ("plan", "edit"),
    "actions:rhythm": ("plan", "edit"),
    "actions:edit": ("indicator", "edit"),
    "dialogue:withdraw": ("draft", "edit"),
    "dialogue:talks": ("plan", "read talks"),
    "dialogue:arrange": ("plan", "talk"),
    "dialogue:say": ("plan", "talk"),
    "dialogue:talk": ("talk", "read talks"),
    "dialogue:calendar": ("talk", "read talks"),
    "dialogue:sheet": ("talk", "read talks"),
    "dialogue:rearrange": ("talk", "talk"),
    "dialogue:minutes": ("talk", "talk"),
    "dialogue:reply": ("talk", "talk"),
    "dialogue:cancel": ("talk", "talk"),
    "dialogue:finish": ("talk action", "talk"),
    "dialogue:answer": ("comment", "talk"),
    "library:sheet": ("plan", "print"),
    "library:upload": ("draft", "edit"),
    "library:last_year": ("draft", "edit"),
    "library:shelf": ("draft", "edit"),
    "addendum:versions": ("plan", "view"),
    "addendum:start": ("plan", "amend"),
    "addendum:cancel": ("plan", "amend"),
}
# Pages with a number that are guarded by another rule than the standing towards a plan; who tests them.
ELSEWHERE: dict[str, str] = {
    "planning:close_period": "tests/web/test_planning_access.py",
    "planning:reopen_period": "tests/web/test_planning_access.py",
    "planning:stages": "tests/web/test_calendar_pages.py",
    "planning:withdraw_outage": "tests/web/test_calendar_pages.py",
    "evidence:file": "tests/web/test_evidence_access.py",
    "evidence:give": "tests/web/test_evidence_access.py",
    "evidence:retract": "tests/web/test_evidence_access.py",
    "evidence:end_other": "tests/web/test_feedback_depth_pages.py",
    "evidence:discard": "tests/web/test_feedback_depth_pages.py",
    "receipts:receipt": "tests/web/test_calendar_pages.py",
    "notices:open": "tests/web/test_notice_pages.py",
    **{
        f"matrix:{page}": "tests/web/test_matrix_pages.py"
        for page in ("branch", "matrix", "publish", "members", "remove_member", "cell", "clear")
    },
    **{
        f"organisation:{page}": "tests/web/test_organisation.py"
        for page in (
            "employee",
            "appoint",
            "end_appointment",
            "unit",
            "add_unit",
            "rename_unit",
            "move_unit",
            "close_unit",
        )
    },
    **{
        f"organisation:{page}": "tests/web/test_organisation_posts.py"
        for page in (
            "unit_posts",
            "post",
            "add_post",
            "rename_post",
            "close_post",
            "reopen_post",
            "fill_post",
            "assign",
            "end_assignment",
            "take_back",
            "open_account",
        )
    },
    **{
        f"organisation:import_{page}": "tests/web/test_organisation_import.py"
        for page in ("preview", "rows", "tree", "correct", "findings", "apply", "cancel")
    },
    **{f"cases:{page}": "tests/web/test_case_pages.py" for page in ("start", "case", "withdraw", "receive")},
    **{f"daily:{page}": "tests/web/test_daily_pages.py" for page in ("change", "remove", "person", "end", "answer")},
    **{
        f"rounds:{page}": "tests/web/test_round_pages.py"
        for page in (
            "detail",
            "extend",
            "replace",
            "close",
            "open",
            "discard",
            "publish",
            "draw",
            "step",
            "keep",
            "proposals",
            "propose",
            "end_relation",
        )
    },
    **{
        f"monitor:{page}": "tests/web/test_monitor_pages.py"
        for page in ("unit", "people", "sheet", "recount", "remind")
    },
    **{
        f"fairness:{page}": "tests/web/test_fairness_pages.py"
        for page in ("own", "about", "latest", "mirror", "superior", "figures", "weights")
    },
    **{f"sampling:{page}": "tests/web/test_sampling.py" for page in ("plan", "draw", "arithmetic", "item")},
    **{
        f"coaching:{page}": "tests/web/test_coaching_pages.py"
        for page in (
            "session",
            "change",
            "reply",
            "reply_document",
            "scores",
            "scores_document",
            "counselling_record",
            "counselling",
        )
    },
}
AREAS = (
    "organisation",
    "planning",
    "evidence",
    "matrix",
    "actions",
    "daily",
    "rounds",
    "fairness",
    "sampling",
    "coaching",
    "receipts",
    "dialogue",
    "addendum",
    "cases",
    "library",
    "monitor",
    "notices",
)
# These answer a POST only.
POSTED = frozenset({"dialogue:reply", "dialogue:finish", "planning:move_result"})


def numbered_pages(resolver: URLResolver, area: str = "") -> Iterator[str]:
    """Every address of the areas that carries a number."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from numbered_pages(pattern, pattern.namespace or area)
        elif isinstance(pattern, URLPattern) and area in AREAS and "<int:" in str(pattern.pattern):
            yield f"{area}:{pattern.name}"


def test_every_page_with_a_number_has_its_policy() -> None:
    assert set(numbered_pages(get_resolver())) == set(POLICY) | set(ELSEWHERE)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_other_rules_are_tested_where_the_table_says(name: str) -> None:
    assert f'"{name.partition(":")[2]}"' in (ROOT / ELSEWHERE[name]).read_text().replace(name, name.partition(":")[2])


def number_of(cast: Cast, what: str) -> int:
    """Make what the page is about, and return its number."""
    skp = make_skp(cast, cast.beringin, state=SkpState.DRAFT if what.startswith("draft") else SkpState.SET)
    if what in ("draft", "plan"):
        return skp.pk
    if what == "draft result":
        return WorkResult.objects.get(skp=skp).pk
    if what == "progress":
        return make_progress(skp).pk
    if what in ("talk", "talk action"):
        return make_talk(skp).pk if what == "talk" else make_action(make_talk(skp)).pk
    if what == "comment":
        return make_comment(skp, cast.beringin).pk
    return Indicator.objects.get(result__skp=skp).pk


@pytest.mark.parametrize("role", STANDINGS)
@pytest.mark.parametrize("name", POLICY)
def test_the_page_opens_exactly_for_whom_the_policy_says(client: Client, cast: Cast, name: str, role: str) -> None:
    what, asked = POLICY[name]
    address = reverse(name, args=[number_of(cast, what)])
    sign_in(client, account_of(cast, role))
    answer = client.post(address, {"version": "1"}) if name in POSTED else client.get(address)
    is_open = answer.status_code != 404
    assert is_open == bool(STANDINGS[role] & RULES[asked]), answer.status_code


WRITING = [(name, asked) for name, (_what, asked) in POLICY.items() if asked in ("edit", "review")]
FORBIDDEN = [(name, role) for name, asked in WRITING for role in STANDINGS if not STANDINGS[role] & RULES[asked]]


@pytest.mark.parametrize(("name", "role"), FORBIDDEN)
def test_who_may_not_write_changes_nothing(client: Client, cast: Cast, name: str, role: str) -> None:
    number = number_of(cast, POLICY[name][0])
    plan = Skp.objects.values().get()
    sign_in(client, account_of(cast, role))
    assert client.post(reverse(name, args=[number]), {"version": "1", "set": "1"}).status_code == 404
    assert Skp.objects.values().get() == plan
