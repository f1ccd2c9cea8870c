"""Pages at the demo office (93 people) and at a city (15,000): SQL statements, CPU, HTML, beside two measured peers.

    make bench                                both sizes; the data is made once under var/bench/
    python benchmarks/pages.py --employees 1000
    python benchmarks/pages.py --database-url postgresql://user@host/bench    (makes bench_office and bench_city_15000)

CPU is the median of many requests through Django's test client: templates, queries and middleware, no network. On
SQLite the database works in the same process and is counted; that of PostgreSQL is not. Counts and bytes are exact;
compare CPU between sizes, not between machines. The table is Markdown, as docs/benchmarks.md keeps it.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
REPEATS = 25
LIMITS = {"sql": 12, "cpu_ms": 50, "html_kb": 60}
# What two other systems needed for pages of the same purpose (100 → 5,000 employees; median of a run of ours).
PEERS = {
    "staff list": "1,268 → 1,376 SQL, 724 → 1,554 ms, 211 → 518 kB",
    "home, employee": "295 → 295 SQL, 253 → 283 ms, 101 → 101 kB",
    "my plan": "304 → 304 SQL, 312 → 2,015 ms, 139 → 742 kB",
    "my feedback": "280 → 274 SQL, 342 → 4,554 ms, 137 → 1,314 kB",
    "evaluation": "249 → 249 SQL, 681 → 11,572 ms of waiting, 84 → 84 kB",
}
PEOPLE_PER_JOB = 20


@dataclass(frozen=True)
class Office:
    """An installation to measure: where its files and its database are."""

    employees: int | None
    folder: Path
    database: str

    @property
    def people(self) -> int:
        return self.employees or 93

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "TERANG_DATA_DIR": str(self.folder),
            "TERANG_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "terang.config.settings",
        }
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        return inherited | own | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *command: str) -> str:
        return subprocess.check_output([sys.executable, *command], env=self.environment, cwd=ROOT, text=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=15_000)
    parser.add_argument("--database-url", default="", help="a PostgreSQL server; each office gets a database there")
    parser.add_argument("--inside", choices=("complete", "measure"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        return inside(chosen.inside, chosen.employees)
    offices = [office(None, chosen.database_url), office(chosen.employees, chosen.database_url)]
    for each in offices:
        make(each)
    results = [json.loads(each.run(__file__, "--inside", "measure")) for each in offices]
    (FOLDER / "pages.json").write_text(json.dumps(results, indent=2))
    return report(offices, results)


# --- the offices ------------------------------------------------------------------------


def office(employees: int | None, server: str) -> Office:
    name = f"city_{employees}" if employees else "office"
    if not server:
        return Office(employees, FOLDER / name, "")
    parts = urlsplit(server)
    return Office(employees, FOLDER / "postgresql" / name, urlunsplit(parts._replace(path=f"{parts.path}_{name}")))


def make(office: Office) -> None:
    """The data of an office, made anew unless it was made to the end before."""
    done = office.folder / "complete"
    if done.exists():
        return
    print(f"Making the data of {office.people:,} people ...", flush=True)
    shutil.rmtree(office.folder, ignore_errors=True)
    if office.database:
        empty_database(office.database)
    size = ["--employees", str(office.employees)] if office.employees else []
    office.run("-m", "terang.cli", "demo", "load", *size)
    office.run(__file__, "--inside", "complete", "--employees", str(office.people))
    done.touch()


def empty_database(address: str) -> None:
    import psycopg

    parts = urlsplit(address)
    name = psycopg.sql.Identifier(parts.path.lstrip("/"))
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(name))


def inside(step: str, people: int) -> int:
    """A step in a process of its own, with the settings of one office."""
    import django

    django.setup()
    if step == "complete":
        complete(people)
    else:
        print(json.dumps({name: figures(user, url) for name, (user, url) in pages().items()}))
    return 0


def complete(people: int) -> None:
    """What the demo lacks: a version kept of the measured plan, a performance team and a result in a city, rounds of
    raters, a staff list in preview, many finished jobs."""
    from django.db import connection
    from django.utils import timezone

    from terang.cli.demo.office import bring_to_a_state
    from terang.evaluation.models import Evaluation
    from terang.evaluation.queries import whole
    from terang.exchange.employees import stage
    from terang.identity.models import User
    from terang.jobs.enums import JobState
    from terang.jobs.models import Job
    from terang.organisation.models import Agency
    from terang.planning.services.addendum import keep_version

    agency, at = Agency.objects.get(), timezone.now()
    need_a_performance_team(agency.code, at.date())
    if not Evaluation.objects.filter(delivered_at__isnull=False).exists():
        last = whole(Evaluation.objects.order_by("-pk")).first()
        assert last is not None
        bring_to_a_state(last, "delivered", timezone.localdate(at))
    if not (plan := measured_plan()).versions.exists():
        keep_version(skp=plan, number=1, set_by=plan.appraiser.nip, at=plan.set_at)
    make_rounds(agency, at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pegawai.xlsx"
        write_list(path, people)
        with path.open("rb") as stream:
            operator = User.objects.get(username="operator")
            stage(stream=stream, file_name=path.name, agency=agency, by=operator, at=at)
    Job.objects.bulk_create(
        Job(
            kind="import.employees", by="operator", agency=agency.code, idempotency_key=f"bench-{number}",
            state=JobState.DONE, done=100, total=100, attempt=1, created_at=at, next_run_at=at, started_at=at,
            finished_at=at,
        )
        for number in range(people // PEOPLE_PER_JOB)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_rounds(agency: Any, at: Any) -> None:
    publish_a_round(agency, at)
    open_a_round(agency, at)


def publish_a_round(agency: Any, at: Any) -> None:
    """A published round of everybody, its figures invented: the pages read as many rows as after a real one."""
    from uuid import uuid4

    from terang.evidence.models import RaterRound
    from terang.evidence.models.rater_keys import RaterKey
    from terang.evidence.queries.rater_keys import mirror_key
    from terang.evidence.services.rounds import policy_of
    from terang.fairness.models import Calculation, Mirror, Score, UnitFigures, ValueMean
    from terang.organisation.models import Assignment, Employee, Unit

    day = at.date()
    given = RaterRound.objects.create(
        agency=agency, period=measured_plan().period, name="Bench", state="published", opens_on=day, closes_on=day,
        seed="x", policy=policy_of(day), created_at=at, published_at=at, idempotency_key="bench",
    )  # fmt: skip
    people = list(Employee.objects.filter(agency=agency).values_list("pk", flat=True))
    made = Calculation.objects.create(
        round=given, made_at=at, made_by="bench", record={}, adjusts=True, people=len(people), raters=len(people),
        pairs=8 * len(people), reliability=0.8, scale_use=[5, 10, 50, 300, 500, 200],
    )  # fmt: skip
    keys = RaterKey.objects.bulk_create(RaterKey(round=given, employee_id=pk) for pk in people)
    shown = {"calculation": made, "people": 8, "leniency": 0.2, "half_width": 0.2, "used": [2, 0, 5, 40, 60, 30]}
    Mirror.objects.bulk_create((Mirror(code=mirror_key(key), **shown) for key in keys), batch_size=1000)
    heads = Assignment.objects.filter(position__is_head=True, until=None).values_list("employee", flat=True)
    Mirror.objects.bulk_create(Mirror(code=uuid4(), superior_id=pk, **shown) for pk in set(heads))
    told = {"raw": 4.0, "leniency": 0.2, "role_shift": 0.0, "adjusted": 3.8, "half_width": 0.25, "reliability": 0.8}
    rows = (
        Score(calculation=made, ratee_id=pk, panel=panel, raters=5, shows_words=True, **told)
        for pk in people
        for panel in ("colleagues", "peer", "superior")
    )
    Score.objects.bulk_create(rows, batch_size=1000)
    values = [(pk, key) for pk in people for key in given.policy["values"]]
    means = (ValueMean(calculation=made, ratee_id=pk, value=key, raw=4.0) for pk, key in values)
    ValueMean.objects.bulk_create(means, batch_size=1000)
    units = Unit.objects.filter(agency=agency)
    UnitFigures.objects.bulk_create(
        UnitFigures(calculation=made, unit=unit, people=9, cross_pairs=12, component=0, shift_sd=0.1, raw=4.0)
        for unit in units
    )


def open_a_round(agency: Any, at: Any) -> None:
    """An open round of the units around the measured plan, with raters drawn by the service."""
    from datetime import timedelta

    from terang.evidence.models import RaterRound
    from terang.evidence.services.round_draw import draw_raters
    from terang.evidence.services.rounds import create_round, open_round
    from terang.identity.models import User
    from terang.organisation.models import Unit

    plan, by = measured_plan(), User.objects.get(username="operator")
    if RaterRound.objects.filter(agency=agency, state="open").exists():
        return
    unit = plan.assignment.position.unit
    around = Unit.objects.get_parent(unit) or unit
    given = create_round(
        agency=agency, period=plan.period, name="Bench, open", units=[around], opens_on=at.date(),
        closes_on=at.date() + timedelta(days=14), key="bench", by=by, at=at,
    )  # fmt: skip
    draw_raters(given=given, by=by.username, at=at)
    given.refresh_from_db()
    open_round(given=given, version=given.version, by=by, at=at)


def need_a_performance_team(agency: str, since: date) -> None:
    from terang.identity.enums import Role
    from terang.identity.models import RoleGrant
    from terang.organisation.models import Employee

    if not RoleGrant.objects.filter(role=Role.PERFORMANCE_TEAM).exists():
        clerk = Employee.objects.filter(assignments__position__is_head=False).order_by("pk").first()
        assert clerk is not None
        assert clerk.user is not None
        RoleGrant.objects.create(user=clerk.user, role=Role.PERFORMANCE_TEAM, agency=agency, since=since)


def write_list(path: Path, people: int) -> None:
    """A staff list of new people; every fortieth has a grade that does not exist."""
    import xlsxwriter

    from terang.cli.demo.city import HEADER, rows

    grade = HEADER.index("GOL AKHIR NAMA")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(rows(people, random.Random(1)), start=1):
            sheet.write_row(number, 0, row)
            if number % 40 == 0:
                sheet.write(number, grade, "IX/z")


# --- the pages --------------------------------------------------------------------------


def pages() -> dict[str, tuple[Any, str]]:
    """Name of a page → who opens it and its address. The same kinds of people in every office."""
    return people_pages() | office_pages()


def measured_plan() -> Any:
    """A plan of this year that was set, of somebody who heads nothing."""
    from terang.organisation.enums import SkpForm
    from terang.planning.enums import PeriodState, SkpState
    from terang.planning.models import Skp

    plans = Skp.objects.filter(state=SkpState.SET, form=SkpForm.JA_JF, period__state=PeriodState.OPEN)
    plan = plans.select_related("employee__user", "appraiser__user").order_by("pk").first()
    assert plan is not None
    assert plan.appraiser is not None
    return plan


def people_pages() -> dict[str, tuple[Any, str]]:
    from django.urls import reverse

    from terang.evaluation.models import Evaluation
    from terang.planning.models import Skp

    plan = measured_plan()
    top = Skp.objects.filter(assignment__position__is_head=True, period__state="open").order_by(
        "assignment__position__unit__depth", "pk"
    )
    head = top.select_related("employee__user").first()
    assert head is not None
    employee, appraiser = plan.employee.user, plan.appraiser.user
    found = {
        "home, employee": (employee, reverse("home")),
        "home, appraiser": (appraiser, reverse("home")),
        "home, head of office": (head.employee.user, reverse("home")),
        "my plan": (employee, reverse("planning:skp", args=[plan.pk])),
        "my evidence": (employee, reverse("evidence:log")),
        "my feedback": (employee, reverse("evidence:feedback")),
        "people to give feedback": (employee, reverse("evidence:people")),
        "team's plans": (appraiser, reverse("planning:team")),
        "team's evaluations": (appraiser, reverse("evaluation:team")),
        "evaluation": (appraiser, reverse("evaluation:evaluate", args=[plan.pk])),
    }
    found |= depth_pages(plan, head)
    delivered = Evaluation.objects.filter(delivered_at__isnull=False).select_related("skp__employee__user").first()
    if delivered:
        found["why this result"] = (delivered.skp.employee.user, reverse("evaluation:explain", args=[delivered.pk]))
    return found


def depth_pages(plan: Any, head: Any) -> dict[str, tuple[Any, str]]:
    """Planning and evidence beyond the plan itself."""
    from django.db.models import Count
    from django.urls import reverse

    from terang.planning.models import Skp

    leaders = Skp.objects.filter(assignment__position__is_head=True, amends=None, period__state="open").annotate(
        n=Count("results")
    )
    leader = leaders.filter(n__gt=0).select_related("employee__user").order_by("-n", "pk").first()
    assert leader is not None
    employee, appraiser = plan.employee.user, plan.appraiser.user
    return {
        "action plan": (employee, reverse("actions:plan", args=[plan.pk])),
        "a week of days": (employee, reverse("daily:week")),
        "my receipts": (employee, reverse("receipts:mine")),
        "results offered to me": (employee, reverse("matrix:offers")),
        "samples of a plan": (appraiser, reverse("sampling:plan", args=[plan.pk])),
        "versions of a plan": (employee, reverse("addendum:versions", args=[plan.pk])),
        "role matrix": (leader.employee.user, reverse("matrix:matrix", args=[leader.pk])),
        "tree of results": (head.employee.user, reverse("matrix:tree")),
    }


def office_pages() -> dict[str, tuple[Any, str]]:
    from django.urls import reverse

    from terang.identity.enums import Role
    from terang.identity.models import RoleGrant, User
    from terang.organisation.enums import StagedState
    from terang.organisation.models import StagedImport, Unit

    holders = {grant.role: grant.user for grant in RoleGrant.objects.select_related("user").order_by("-pk")}
    team, auditor = holders[Role.PERFORMANCE_TEAM], holders[Role.AUDITOR]
    operator = User.objects.get(username="operator")
    staged, unit = StagedImport.objects.get(state=StagedState.READY).pk, Unit.objects.filter(depth=2).first()
    assert unit is not None
    return {
        "home, performance team": (team, reverse("home")),
        "home, auditor": (auditor, reverse("home")),
        "home, operator": (operator, reverse("home")),
        "staff list": (team, reverse("organisation:staff")),
        "staff list, search": (team, reverse("organisation:staff") + "?q=melati"),
        "units tree": (team, reverse("organisation:units")),
        "one unit": (team, reverse("organisation:unit", args=[unit.pk])),
        "import preview": (team, reverse("organisation:import_preview", args=[staged])),
        "import rows": (team, reverse("organisation:import_rows", args=[staged])),
        "import, people not in it": (team, reverse("organisation:import_rows", args=[staged]) + "?tampil=tidak-ada"),
        "import, proposed tree": (team, reverse("organisation:import_tree", args=[staged])),
        "periods": (team, reverse("planning:periods")),
        **monitor_pages(team),
        **round_pages(team),
        "levels of units": (team, reverse("evaluation:unit_levels")),
        "accounts": (operator, reverse("identity:accounts")),
        "job list": (operator, reverse("jobs:list")),
        "ledger": (auditor, reverse("ledger:entries")),
    }


def monitor_pages(team: Any) -> dict[str, tuple[Any, str]]:
    """Who has not filled what: the agency, an office, and its people."""
    from django.urls import reverse

    from terang.organisation.models import Unit

    top = Unit.objects.filter(depth=1).order_by("path").first()
    office = Unit.objects.filter(depth=2).order_by("path").first()
    assert top is not None
    assert office is not None
    return {
        "monitor, agency": (team, reverse("monitor:unit", args=[top.pk])),
        "monitor, office": (team, reverse("monitor:unit", args=[office.pk])),
        "monitor, everybody": (team, reverse("monitor:people", args=[top.pk])),
        "monitor, without progress": (team, reverse("monitor:people", args=[top.pk]) + "?belum=progres"),
        "monitor, reminding": (team, reverse("monitor:remind", args=[top.pk])),
    }


def round_pages(team: Any) -> dict[str, tuple[Any, str]]:
    """What a rater fills in, and what comes of a round."""
    from django.urls import reverse

    from terang.evidence.models import RaterRound
    from terang.evidence.models.rater_keys import RaterKey
    from terang.evidence.queries.rounds import own_tasks
    from terang.web.clock import today

    told = RaterRound.objects.get(name="Bench").pk
    key = RaterKey.objects.filter(round__state="open", remaining__gt=0).order_by("employee").first()
    assert key is not None
    rater = key.employee
    task = own_tasks(rater, today())[0]
    employee = measured_plan().employee.user
    return {
        "feedback owed": (rater.user, reverse("rounds:mine")),
        "a step of the questionnaire": (rater.user, reverse("rounds:step", args=[task.code, 1])),
        "what colleagues said": (employee, reverse("fairness:own", args=[told])),
        "own mirror": (employee, reverse("fairness:mirror", args=[told])),
        "figures of a round": (team, reverse("fairness:figures", args=[told])),
    }


# --- measuring --------------------------------------------------------------------------


def figures(user: Any, url: str) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    slowest = 1000 * max(float(query["time"]) for query in captured)
    assert response.status_code == 200, (url, response.status_code)
    return {
        "sql": len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]),
        "cpu_ms": round(median_cpu(lambda: client.get(url)), 1),
        "html_kb": round(len(response.content) / 1000, 1),
        "slowest_sql_ms": slowest,
    }


def median_cpu(request: Callable[[], object]) -> float:
    """Milliseconds of CPU of one call, median of ``REPEATS``."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        request()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def report(offices: list[Office], results: list[dict[str, Any]]) -> int:
    small, large = results
    print("\n| page | SQL | CPU ms | HTML kB | peers, at 100 → 5,000 |\n|---|---|---|---|---|")
    failed = []
    for name in small | large:
        cells = [" → ".join(f"{one[name][key]:g}" if name in one else "–" for one in results) for key in LIMITS]
        print(f"| {name} | {' | '.join(cells)} | {PEERS.get(name, '')} |")
        failed += over_the_limit(name, [one[name] for one in results if name in one])
    print(f"\nFrom {offices[0].people:,} to {offices[1].people:,} people; limits {LIMITS}.")
    print("\n".join(["Over the limit:", *failed]) if failed else "All within the limits.")
    return 1 if failed else 0


def over_the_limit(name: str, measured: list[dict[str, float]]) -> list[str]:
    """What is wrong with one page: a figure above its limit, or statements that grow with the office."""
    last = measured[-1]
    found = [f"{name}: {key} {last[key]:g} > {limit}" for key, limit in LIMITS.items() if last[key] > limit]
    if last["sql"] > measured[0]["sql"]:
        found.append(f"{name}: {measured[0]['sql']:g} SQL become {last['sql']:g}")
    return found


if __name__ == "__main__":
    sys.exit(main())
