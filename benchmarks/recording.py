"""How many entries of progress a minute one machine takes, over HTTP, from many people at once.

    python benchmarks/recording.py                                    SQLite
    python benchmarks/recording.py --database-url postgresql://user@host/bench

The city of ``pages.py`` is served as in production (``terang run``); people with a set plan fill in the ordinary form,
each entry in a request of its own. Afterwards the rows are counted and the ledger is verified.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from pages import FOLDER, ROOT, Office, make, office

WANTED_PER_MINUTE = 2000
PORT = 8199
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')

SESSIONS = """
import json, sys
from django.contrib.auth import HASH_SESSION_KEY, BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from terang.planning.models import Indicator
rows = Indicator.objects.filter(result__skp__state="set", result__skp__period__state="open", target_kind="number")
rows = rows.select_related("result__skp__employee__user").order_by("result__skp", "pk")
people = {}
for row in rows.iterator():
    people.setdefault(row.result.skp.employee.user, row.pk)
    if len(people) == int(sys.argv[1]):
        break
told = []
for user, indicator in people.items():
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    told.append([session.session_key, indicator])
print(json.dumps(told))
"""
COUNT = """
from terang.evidence.models import Progress
from terang.ledger.queries import verify
print(Progress.objects.filter(note__startswith="Tolok ukur").count(), verify().valid)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=15_000)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--people", type=int, default=200, help="how many different people write")
    parser.add_argument("--at-once", type=int, default=8, help="how many of them at the same moment")
    parser.add_argument("--entries", type=int, default=WANTED_PER_MINUTE)
    chosen = parser.parse_args()
    city = office(chosen.employees, chosen.database_url)
    make(city)
    before = counted(city)[0]
    writers = json.loads(inside(city, SESSIONS, str(chosen.people)))
    with_server = serve(city)
    try:
        result = rush(writers, chosen.entries, chosen.at_once)
    finally:
        with_server.terminate()
        with_server.wait(30)
    after, valid = counted(city)
    result |= {"stored": after - before, "ledger_valid": valid, "database": "PostgreSQL" if city.database else "SQLite"}
    FOLDER.joinpath(f"recording-{result['database'].lower()}.json").write_text(json.dumps(result, indent=2))
    print(json.dumps(result, indent=2))
    fine = result["refused"] == 0 and result["stored"] == chosen.entries and valid
    return 0 if fine and result["per_minute"] >= WANTED_PER_MINUTE else 1


def inside(city: Office, code: str, *arguments: str) -> str:
    return city.run("-c", f"import django; django.setup()\n{code}", *arguments)


def counted(city: Office) -> tuple[int, bool]:
    number, valid = inside(city, COUNT).split()
    return int(number), valid == "True"


def serve(city: Office) -> "subprocess.Popen[bytes]":
    environment = city.environment | {"TERANG_BASE_URL": f"http://127.0.0.1:{PORT}"}
    command = [str(Path(sys.executable).with_name("terang")), "run", "--port", str(PORT)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/accounts/login/", timeout=5).close()
            return process
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    process.kill()
    raise SystemExit("The city does not answer.")


def rush(writers: list[list[str]], entries: int, at_once: int) -> dict[str, float]:
    """Every thread has its own people and connection; the clock runs from the first form to the last answer."""
    times: list[float] = []
    refused: list[int] = []
    shares = [writers[number::at_once] for number in range(at_once)]
    per_thread = [entries // at_once + (number < entries % at_once) for number in range(at_once)]
    threads = [
        threading.Thread(target=write, args=(share, count, times, refused))
        for share, count in zip(shares, per_thread, strict=True)
    ]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - start
    milliseconds = sorted(round(each * 1000) for each in times)
    return {
        "entries": entries, "at_once": at_once, "seconds": round(elapsed, 1), "refused": len(refused),
        "per_minute": round(len(times) / elapsed * 60), "cores": os.cpu_count() or 0,
        "median_ms": statistics.median(milliseconds), "p95_ms": milliseconds[len(milliseconds) * 95 // 100],
    }  # fmt: skip


def write(share: list[list[str]], count: int, times: list[float], refused: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    tokens = [(session, indicator, *form_token(connection, session, indicator)) for session, indicator in share]
    for number in range(count):
        session, indicator, cookie, token = tokens[number % len(tokens)]
        body = urlencode({
            "csrfmiddlewaretoken": token, "key": uuid4().hex, "indicator": indicator, "on": time.strftime("%d/%m/%Y"),
            "value": "1", "note": f"Tolok ukur {uuid4().hex}", "link": "",
        })  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={cookie}",
        }
        start = time.monotonic()
        connection.request("POST", f"/bukti/catat/{indicator}/", body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.monotonic() - start)
        if answer.status != 302:
            refused.append(answer.status)


def form_token(connection: http.client.HTTPConnection, session: str, indicator: str) -> tuple[str, str]:
    """The cookie and the token that the form carries."""
    connection.request("GET", f"/bukti/catat/{indicator}/", headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    cookie = re.search(r"csrftoken=(\w+)", answer.getheader("Set-Cookie") or "")
    token = TOKEN.search(page)
    assert cookie is not None, (answer.status, page[:300])
    assert token is not None
    return cookie.group(1), token.group(1)


if __name__ == "__main__":
    sys.exit(main())
