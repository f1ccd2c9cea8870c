"""Pages at the demo office (93 people) and at a city (15,000): SQL statements, CPU, HTML, beside two measured peers.

    make bench                    both sizes; data is made once under var/bench/
    python benchmarks/pages.py --employees 1000

CPU is the median of many requests through Django's test client (templates, queries, middleware; no network). Counts
are exact; compare CPU between sizes, not between machines.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
REPEATS = 25
LIMITS = {"sql": 12, "cpu_ms": 50, "html_kb": 60}
# What two other systems needed for pages of the same purpose (100 → 5,000 employees; median of a run of ours).
PEERS = {
    "staff list": "1,268 → 1,376 SQL, 724 → 1,554 ms CPU, 211 → 518 kB",
    "my home": "295 → 295 SQL, 253 → 283 ms CPU, 101 → 101 kB",
    "evaluation": "249 → 249 SQL, 84 → 84 kB (its answer form took 681 → 11,572 ms)",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=15_000)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure()))
        return 0
    sizes = {"93": prepared("office"), f"{chosen.employees}": prepared(f"city-{chosen.employees}", chosen.employees)}
    results = {size: measured_in_a_process(folder) for size, folder in sizes.items()}
    (FOLDER / "pages.json").write_text(json.dumps(results, indent=2))
    return report(results)


def prepared(name: str, employees: int | None = None) -> Path:
    """The data directory of an office of that size, made when it is not there yet."""
    folder = FOLDER / name
    if not (folder / "terang.sqlite3").exists():
        print(f"Making the data of {employees or 93} people ...", flush=True)
        size = ["--employees", str(employees)] if employees else []
        subprocess.check_call([sys.executable, "-m", "terang.cli", "demo", "load", *size], env=environment(folder))
    return folder


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"TERANG_DATA_DIR": str(folder), "TERANG_DEMO": "1"}


def measured_in_a_process(folder: Path) -> dict[str, Any]:
    output = subprocess.check_output([sys.executable, __file__, "--measure"], env=environment(folder), cwd=ROOT)
    result: dict[str, Any] = json.loads(output)
    return result


def measure() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terang.config.settings")
    import django

    django.setup()
    return {name: figures(user, url) for name, (user, url) in pages().items()}


def pages() -> dict[str, tuple[Any, str]]:
    """Name of a page → who opens it and its address. The same kinds of people in every office."""
    from django.urls import reverse

    from terang.evaluation.models import Evaluation
    from terang.identity.enums import Role
    from terang.identity.models import RoleGrant
    from terang.planning.models import Skp

    plan = Skp.objects.filter(state="set", form="JA_JF").select_related("employee__user", "appraiser__user").first()
    assert plan is not None
    assert plan.appraiser is not None
    team = RoleGrant.objects.filter(role=Role.PERFORMANCE_TEAM).select_related("user").first()
    overseer = team.user if team else RoleGrant.objects.get(role=Role.AGENCY_ADMIN).user
    found = {
        "staff list": (overseer, reverse("organisation:staff")),
        "my home": (plan.employee.user, reverse("home")),
        "appraiser's home": (plan.appraiser.user, reverse("home")),
        "my plan": (plan.employee.user, reverse("planning:mine")),
        "my evidence": (plan.employee.user, reverse("evidence:log")),
        "my feedback": (plan.employee.user, reverse("evidence:feedback")),
        "my team": (plan.appraiser.user, reverse("evaluation:team")),
        "evaluation": (plan.appraiser.user, reverse("evaluation:evaluate", args=[plan.pk])),
        "ledger": (RoleGrant.objects.get(role=Role.AUDITOR).user, reverse("ledger:entries")),
    }
    delivered = Evaluation.objects.filter(delivered_at__isnull=False).select_related("skp__employee__user").first()
    if delivered:
        found["why this result"] = (delivered.skp.employee.user, reverse("evaluation:explain", args=[delivered.pk]))
    return found


def figures(user: Any, url: str) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return {
        "sql": len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]),
        "cpu_ms": round(median_cpu(lambda: client.get(url)), 1),
        "html_kb": round(len(response.content) / 1000, 1),
    }


def median_cpu(request: Callable[[], object]) -> float:
    """Milliseconds of CPU of one call, median of ``REPEATS``."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        request()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def report(results: dict[str, dict[str, Any]]) -> int:
    small, large = results
    print(f"\n{'page':<18}{'SQL':>12}{'CPU ms':>18}{'HTML kB':>18}   peers")
    failed = []
    for name, few in results[small].items():
        many = results[large].get(name)
        if many is None:
            continue
        cells = [f"{few[key]:g} → {many[key]:g}" for key in LIMITS]
        print(f"{name:<18}{cells[0]:>12}{cells[1]:>18}{cells[2]:>18}   {PEERS.get(name, '')}")
        failed += [f"{name}: {key} {many[key]:g} > {limit}" for key, limit in LIMITS.items() if many[key] > limit]
    print(f"\nFrom {small} to {large} people; limits {LIMITS}.")
    print("\n".join(["Over the limit:", *failed]) if failed else "All within the limits.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
