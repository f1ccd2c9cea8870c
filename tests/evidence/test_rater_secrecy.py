"""Ways to learn who answered about whom, each tried and found closed.

Every test is one attack. The attacker may be the rated person, the superior, the performance team, the auditor, the
operator, or whoever holds a copy of the database without the table of keys.
"""

import ast
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from terang.core.fairness import assignment as core
from terang.evidence.enums import RelationKind, ResponseState
from terang.evidence.mapping import roster
from terang.evidence.models import (
    PeerProposal,
    RaterRound,
    RoundAnswer,
    RoundAssignment,
    RoundComment,
    RoundPerson,
    RoundProgress,
    RoundResponse,
)
from terang.evidence.models.rater_keys import RaterKey
from terang.evidence.queries.rounds import OwnTask, comments_on, tasks_behind
from terang.evidence.services import round_answers, round_raters
from terang.evidence.services.round_answers import Filled
from terang.evidence.services.round_close import every_night
from terang.evidence.services.round_draw import asked, dice, roster_of
from terang.jobs.models import Job
from terang.ledger.queries import entries
from terang.notices.models import Notice
from terang.organisation.models import Employee
from tests.cast import Cast, make_skp, user_of
from tests.web.people import sign_in

from .rounds import LAST, TODAY, add_clerks, close, draw, make_round, open_round, rater_of, send, send_all, tasks

pytestmark = pytest.mark.usefixtures("on_the_day")

AT = datetime(2026, 11, 24, 2, 41, tzinfo=UTC)
LATER = AT + timedelta(days=10)
PACKAGE = Path(__file__).resolve().parents[2] / "src" / "terang"
SECRET = "Pernah menegur saya di depan warga."
ANSWERS = (RoundResponse, RoundAnswer, RoundComment)
# Who may read or write the table of keys, by file.
KEEPERS = {
    "evidence/models/__init__.py",
    "evidence/models/rater_keys.py",
    "evidence/queries/rater_keys.py",
    "evidence/queries/rounds.py",
    "evidence/services/rater_keys.py",
    "evidence/services/round_nearby.py",
    "evidence/services/round_raters.py",
}


@pytest.fixture
def office(cast: Cast) -> Cast:
    add_clerks(cast)
    make_skp(cast, cast.beringin, "set")
    return cast


@pytest.fixture
def running(office: Cast) -> RaterRound:
    return open_round(office, AT)


def about(given: RaterRound, ratee: Employee) -> list[OwnTask]:
    """Every protected task about a person, found as only a test can."""
    keys = RaterKey.objects.filter(round=given).select_related("round", "employee").order_by("employee__nip")
    found = [own for key in keys for own in tasks_behind(key)]
    return [own for own in found if own.ratee == ratee and not own.is_named]


def everybody_of(given: RaterRound) -> set[str]:
    """Names and staff numbers of who takes part, without the team, whose acts are named."""
    people = Employee.objects.filter(pk__in=RoundPerson.objects.filter(round=given).values("employee"))
    told = people.exclude(name__startswith="Dahlia").values_list("name", "nip")
    return {word for row in told for word in row}


def stored_order(table: str) -> list[UUID]:
    """Keys in the order in which the database itself holds the rows."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {place}")
        return [UUID(str(key)) for (key,) in cursor.fetchall()]


# --- a copy of the database without the table of keys -----------------------------------


@pytest.mark.parametrize("model", ANSWERS)
def test_01_no_column_of_an_answer_points_at_its_rater(model: type[models.Model]) -> None:
    people = [field.name for field in model._meta.get_fields() if getattr(field, "related_model", None) is Employee]
    assert people in ([], ["ratee"])
    assert not {"pseudonym", "rater", "giver", "role", "employee", "by", "user"} & {
        field.name for field in model._meta.get_fields()
    }


@pytest.mark.parametrize("model", [*ANSWERS, RoundAssignment])
def test_02_no_column_of_an_answer_holds_a_time(model: type[models.Model]) -> None:
    assert not [
        field.name for field in model._meta.get_fields() if isinstance(field, models.DateField | models.TimeField)
    ]


@pytest.mark.parametrize("model", [*ANSWERS, RoundAssignment, RoundPerson])
def test_03_no_primary_key_counts_upwards(model: type[models.Model]) -> None:
    assert isinstance(model._meta.pk, models.UUIDField)


def test_04_who_is_asked_about_all_but_one_of_a_unit_leads_to_no_answer(office: Cast, running: RaterRound) -> None:
    """The pseudonym whose tasks name everybody of a section but one is that one. No task leads to its answer."""
    send_all(running, AT)
    known = {str(value) for row in RoundAssignment.objects.values_list("pk", "pseudonym") for value in row}
    for row in RoundResponse.objects.values():
        assert not known & {str(value) for value in row.values()}
    shared = {"round_id", "ratee_id"}
    columns = [{field.attname for field in model._meta.fields} for model in (RoundAssignment, RoundResponse)]
    assert columns[0] & columns[1] - {"id", "state"} == shared


def test_05_the_key_of_an_answer_is_not_computed_without_the_secret(office: Cast, running: RaterRound) -> None:
    own = tasks(office.cendana)[0]
    texts = [f"answer:{own.task.pk}", str(own.task.pk), f"{own.task.pseudonym}:{own.task.pk}"]
    secrets = [settings.SECRET_KEY, str(own.task.pseudonym), running.seed, office.cendana.nip, ""]
    guessed = {
        UUID(bytes=hmac.digest(secret.encode(), text.encode(), hashlib.sha256)[:16])
        for secret in secrets
        for text in texts
    } | {uuid5(own.task.pk, text) for text in texts}
    assert own.response.pk not in guessed
    assert len({key.secret for key in RaterKey.objects.all()}) == RaterKey.objects.count()


def test_06_the_stored_seed_does_not_draw_again(office: Cast, running: RaterRound, settings: Any) -> None:
    people = roster_of(running)
    real = {(people.people[a], people.people[b]) for a, b in _pairs(people, dice(running))}
    assert real <= {(ratee, rater) for ratee, rater, _role in asked(running)}
    for guess in (int(running.seed, 16), int(running.seed[:15], 16), running.pk):
        assert {(people.people[a], people.people[b]) for a, b in _pairs(people, guess)} != real
    before = dice(running)
    settings.SECRET_KEY = "another installation"
    assert dice(running) != before


def _pairs(people: Any, seed: int) -> Iterator[tuple[int, int]]:
    drawn = core.assign_raters(people.persons(), people.superior, seed=seed, ratees=people.rated, cap=12)
    return zip(drawn.ratee.tolist(), drawn.rater.tolist(), strict=True)


def test_07_the_order_on_the_disk_is_not_the_order_of_writing_once_closed(office: Cast, running: RaterRound) -> None:
    for own in reversed(about(running, office.beringin)):
        send(own, AT, ADAPTIF=SECRET)
    close(running, LATER)
    responses = stored_order("evidence_roundresponse")
    assert responses == sorted(responses)
    comments = stored_order("evidence_roundcomment")
    assert comments == sorted(comments)


def test_08_nor_is_it_while_the_round_is_open_after_a_night(office: Cast, running: RaterRound) -> None:
    for own in about(running, office.beringin):
        send(own, AT)
    every_night(given=running, day=TODAY, at=AT)
    responses = stored_order("evidence_roundresponse")
    # PostgreSQL fills free places page by page, each in the order of the keys: a few breaks, where the order of
    # writing would break at every other row.
    breaks = sum(one > other for one, other in pairwise(responses))
    assert breaks <= len(responses) // 10


def test_09_tasks_and_people_are_laid_down_in_random_order(office: Cast, running: RaterRound) -> None:
    for table in ("evidence_roundassignment", "evidence_roundperson", "evidence_roundresponse"):
        keys = stored_order(table)
        assert keys == sorted(keys)


def test_10_beginning_to_write_makes_nothing_new(office: Cast, running: RaterRound) -> None:
    """Empty answers lie there from the start, so that a copy from noon is as long as one from the evening."""
    before = [(table, len(stored_order(table))) for table in ("evidence_roundresponse", "evidence_roundassignment")]
    for own in tasks(office.cendana):
        send(own, AT)
    assert [(table, len(stored_order(table))) for table, _count in before] == before


def test_11_how_often_somebody_changed_their_mind_is_forgotten(office: Cast, running: RaterRound) -> None:
    own = tasks(office.cendana)[0]
    for value in (1, 2, 3):
        half = Filled({"ADAPTIF_1": value}, {"ADAPTIF": SECRET})
        round_answers.save_answer(own=own, filled=half, version=value, at=AT)
    round_answers.send_answer(own=own, filled=Filled(dict.fromkeys(running.policy["items"], 4), {}), version=4, at=AT)
    close(running, LATER)
    assert set(RoundResponse.objects.values_list("version", flat=True)) == {1}
    assert not [row for row in RoundResponse.objects.values_list("filled", flat=True) if row]


def test_12_drafts_that_were_never_sent_are_gone(office: Cast, running: RaterRound) -> None:
    own = tasks(office.cendana)[0]
    round_answers.save_answer(own=own, filled=Filled({}, {"ADAPTIF": SECRET}), version=1, at=AT)
    close(running, LATER)
    assert SECRET not in _everything_but_the_keys()


def test_13_a_pseudonym_holds_for_one_round(office: Cast, running: RaterRound) -> None:
    close(running, LATER)
    later = open_round(office, AT, key="k2", name="Semester I 2027")
    mine = RaterKey.objects.filter(employee=office.cendana).values_list("pseudonym", "secret")
    assert len({value for row in mine for value in row}) == 4
    assert later.seed != running.seed


def test_14_a_copy_without_keys_names_a_rater_beside_no_pseudonym(office: Cast, running: RaterRound) -> None:
    send_all(running, AT)
    pseudonyms = {str(key).replace("-", "") for key in RaterKey.objects.values_list("pseudonym", flat=True)}
    holders = set()
    for model in apps.get_models():
        if model is not RaterKey:
            for row in model._default_manager.values_list():
                if any(str(value).replace("-", "") in pseudonyms for value in row):
                    holders.add(model)
    assert holders == {RoundAssignment}


def _everything_but_the_keys() -> str:
    rows = [model._default_manager.values_list() for model in apps.get_models() if model is not RaterKey]
    return "\n".join(str(list(found)) for found in rows)


# --- the ledger, jobs, notices, logs, sessions ------------------------------------------


def test_15_answering_leaves_nothing_in_the_ledger(office: Cast, running: RaterRound) -> None:
    before = entries("contoh").count()
    own = tasks(office.cendana)[0]
    round_answers.save_answer(own=own, filled=Filled({"ADAPTIF_1": 3}, {}), version=1, at=AT)
    send(tasks(office.cendana)[-1], AT)
    round_answers.withdraw_answer(own=tasks(office.cendana)[-1], at=AT)
    assert entries("contoh").count() == before


def test_16_the_ledger_names_nobody_who_answers(office: Cast, running: RaterRound) -> None:
    own = about(running, office.beringin)[0]
    round_raters.replace_absent(given=running, absent=office.cendana, by=office.team, at=AT)
    relation = {"kind": RelationKind.FAMILY, "by_team": False, "by": user_of(rater_of(own)), "at": AT}
    round_raters.declare_relation(employee=rater_of(own), other=office.beringin, **relation)
    send_all(running, AT)
    close(running, LATER)
    told = " ".join(f"{entry.actor} {entry.subject} {entry.payload}" for entry in entries("contoh"))
    keys = {str(value) for row in RoundAssignment.objects.values_list("pk", "pseudonym") for value in row}
    assert not [word for word in everybody_of(running) | keys if word in told]


def test_17_who_declares_a_relation_is_not_in_the_ledger_nor_is_the_hour(office: Cast) -> None:
    said = {"kind": RelationKind.FAMILY, "by_team": False, "by": user_of(office.cendana), "at": AT}
    round_raters.declare_relation(employee=office.cendana, other=office.beringin, **said)
    [entry] = entries("contoh", act="round.relation_declared")
    assert (entry.actor, entry.subject) == ("terlindungi", "round_relation")
    assert entry.at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def test_18_every_use_of_the_keys_but_ones_own_is_on_record(office: Cast, running: RaterRound) -> None:
    before = entries("contoh", act="round.keys_used").count()
    tasks(office.cendana)
    assert entries("contoh", act="round.keys_used").count() == before
    round_raters.replace_absent(given=running, absent=office.cendana, by=office.team, at=AT)
    told = [(entry.actor, json.loads(entry.payload)) for entry in entries("contoh", act="round.keys_used")]
    assert (office.team.username, {"for": "replacement"}) in told
    assert len(told) == before + 1


def test_19_jobs_hold_numbers_and_no_people(office: Cast, running: RaterRound) -> None:
    told = " ".join(str(row) for row in Job.objects.values_list("params", "result", "result_url", "error"))
    assert not [word for word in everybody_of(running) if word in told]
    assert not [key for key in RaterKey.objects.values_list("pseudonym", flat=True) if str(key) in told]


def test_20_sending_tells_nobody(office: Cast, running: RaterRound) -> None:
    send_all(running, AT)
    assert not Notice.objects.exists()


def test_21_a_reminder_says_nothing_about_who_has_answered(office: Cast, running: RaterRound) -> None:
    for own in tasks(office.cendana):
        send(own, AT)
    every_night(given=running, day=LAST - timedelta(days=1), at=AT)
    people = RoundPerson.objects.filter(round=running).count()
    assert Notice.objects.count() == people
    assert Notice.objects.values("text", "url", "key", "created_at").distinct().count() == 1


def test_22_nothing_is_logged(client: Client, office: Cast, running: RaterRound, caplog: Any) -> None:
    own = tasks(office.cendana)[0]
    caplog.set_level(logging.INFO)
    browser = sign_in(client, office.cendana)
    browser.post(reverse("rounds:step", args=[own.code, 1]), {"BERORIENTASI_PELAYANAN_1": "9", "version": "1"})
    sign_in(client, office.beringin).get(reverse("rounds:answer", args=[own.code]))
    assert own.code not in caplog.text
    assert office.cendana.nip not in caplog.text


def test_23_the_session_keeps_nothing_of_it(client: Client, office: Cast, running: RaterRound) -> None:
    browser = sign_in(client, office.cendana)
    before = dict(browser.session.items())
    own = tasks(office.cendana)[0]
    browser.post(reverse("rounds:keep", args=[own.code, 1]), {"BERORIENTASI_PELAYANAN_1": "4", "version": "1"})
    # When somebody was last here is kept whatever the page; it says nothing about which.
    assert {name for name, value in browser.session.items() if before.get(name) != value} <= {"seen_at"}
    assert own.code not in str(list(Session.objects.values_list()))


# --- pages ------------------------------------------------------------------------------

WATCHERS = ("beringin", "kasi", "camat", "kasubbag", "auditor", "operator", "admin")
WATCHED = (
    "home", "rounds:mine", "rounds:team", "rounds:detail", "evidence:feedback", "evidence:people", "evaluation:mine",
    "evaluation:team", "planning:team", "planning:periods", "jobs:list", "ledger:entries", "organisation:staff",
    "notices:list",
)  # fmt: skip
TOKENS = re.compile(rb'(csrf-token" content|csrfmiddlewaretoken" value|name="key" value)="[^"]+"')


def seen_by(client: Client, cast: Cast, name: str, given: RaterRound) -> list[tuple[int, bytes]]:
    """Every page a person may look at again and again."""
    browser = sign_in(client, getattr(cast, name))
    urls = [reverse(page, args=[given.pk] if page == "rounds:detail" else []) for page in WATCHED]
    urls += [reverse("organisation:employee", args=[cast.beringin.pk])]
    answers = [browser.get(url) for url in [*urls, *urls]]
    return [(answer.status_code, TOKENS.sub(b"", answer.content)) for answer in answers[len(urls) :]]


@pytest.mark.parametrize("name", WATCHERS)
def test_24_no_page_changes_while_somebody_answers(
    client: Client, office: Cast, running: RaterRound, name: str
) -> None:
    before = seen_by(client, office, name, running)
    for own in about(running, office.beringin):
        if own.key.employee_id != getattr(getattr(office, name), "pk", None) or name in (
            "auditor",
            "operator",
            "admin",
        ):
            send(own, AT, ADAPTIF=SECRET)
    assert seen_by(client, office, name, running) == before


@pytest.mark.parametrize("name", WATCHERS)
def test_25_no_page_shows_a_word_before_the_results_are_out(
    client: Client, office: Cast, running: RaterRound, name: str
) -> None:
    for own in about(running, office.beringin):
        send(own, AT, ADAPTIF=SECRET)
    pages = seen_by(client, office, name, close(running, LATER))
    assert not [page for _status, page in pages if SECRET.encode() in page]


@pytest.mark.parametrize("name", ["beringin", "kasi", "kasubbag", "auditor"])
def test_26_pages_ask_only_for_the_key_of_who_looks(
    client: Client, office: Cast, running: RaterRound, name: str
) -> None:
    sign_in(client, getattr(office, name))
    own = getattr(getattr(office, name), "pk", None)
    with CaptureQueriesContext(connection) as captured:
        seen_by(client, office, name, running)
    asked_for = [query["sql"] for query in captured if "evidence_raterkey" in query["sql"]]
    assert all(f'"employee_id" = {own}' in sql for sql in asked_for)
    assert asked_for or own is None or name in ("auditor",)


def test_27_a_foreign_address_and_an_invented_one_answer_alike(
    client: Client, office: Cast, running: RaterRound
) -> None:
    own = about(running, office.beringin)[0]
    browser = sign_in(client, office.beringin)
    codes = (own.code, "0" * 20, str(own.task.pk), str(own.response.pk), str(own.key.pseudonym))
    answers = [browser.get(reverse("rounds:answer", args=[code])) for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert (
        len(
            {
                TOKENS.sub(b"", answer.content.replace(code.encode(), b""))
                for answer, code in zip(answers, codes, strict=True)
            }
        )
        == 1
    )


def test_28_questionnaires_are_kept_in_no_cache(client: Client, office: Cast, running: RaterRound) -> None:
    browser = sign_in(client, office.cendana)
    code = tasks(office.cendana)[0].code
    for url in (reverse("rounds:mine"), reverse("rounds:answer", args=[code]), reverse("rounds:step", args=[code, 1])):
        answer = browser.get(url)
        assert {"no-store", "private"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
        assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_29_searching_for_somebody_absent_finds_everybody_alike(
    client: Client, office: Cast, running: RaterRound
) -> None:
    """The search is no oracle: who still owes something is found like who does not."""
    for own in tasks(office.cendana):
        send(own, AT)
    browser, url = sign_in(client, office.kasubbag), reverse("rounds:replace", args=[running.pk])
    told = []
    for person in (office.cendana, office.beringin):
        page = browser.post(f"{url}?q={person.nip}", {"absent": person.pk}, follow=True).content.decode()
        told.append(page.replace(person.name, "NAMA"))
    assert TOKENS.sub(b"", told[0].encode()) == TOKENS.sub(b"", told[1].encode())


def test_30_the_search_for_a_relation_offers_everybody(client: Client, office: Cast, running: RaterRound) -> None:
    browser, url = sign_in(client, office.beringin), reverse("rounds:relations")
    page = browser.get(url, {"q": "contoh"}).content.decode()
    assert office.sengon.name in page or office.lurah.name in page
    assert browser.get(url, {"q": office.outsider.name}).content.decode().count('<input type="radio"') == 0


def test_31_text_fields_are_not_offered_again_by_the_browser(client: Client, office: Cast, running: RaterRound) -> None:
    code = tasks(office.cendana)[0].code
    page = sign_in(client, office.cendana).get(reverse("rounds:step", args=[code, 1])).content.decode()
    assert re.search(r"<textarea[^>]+autocomplete=\"off\"", page)


def test_32_a_superior_does_not_learn_on_whom_the_lot_fell(client: Client, office: Cast) -> None:
    given = draw(make_round(office, AT), AT)
    PeerProposal.objects.create(round=given, ratee=office.beringin, peer=office.sengon, by=office.kasi)
    browser = sign_in(client, office.kasi)
    urls = [
        reverse("rounds:proposals", args=[given.pk]),
        reverse("rounds:propose", args=[given.pk, office.beringin.pk]),
    ]
    before = [TOKENS.sub(b"", browser.get(url).content) for url in urls]
    given = draw(given, AT)
    assert [TOKENS.sub(b"", browser.get(url).content) for url in urls] == before
    assert "PROPOSED" not in str(given.coverage)


def test_33_the_draw_is_no_longer_shown_once_people_answer(client: Client, office: Cast, running: RaterRound) -> None:
    page = sign_in(client, office.kasubbag).get(reverse("rounds:detail", args=[running.pk])).content.decode()
    assert "Mengapa penilai terpilih" not in page
    assert "Beban penilai" not in page
    numbers = re.findall(r"\d+", json.dumps(running.coverage))
    assert not {person.nip for person in Employee.objects.all()} & set(numbers)


def test_34_progress_of_a_small_unit_is_not_shown(client: Client, office: Cast, running: RaterRound) -> None:
    send_all(running, AT)
    every_night(given=running, day=TODAY, at=AT)
    page = sign_in(client, office.kasubbag).get(reverse("rounds:detail", args=[running.pk])).content.decode()
    small = [each.unit.name for each in RoundProgress.objects.filter(round=running, people__lt=5)]
    assert small
    assert not [name for name in small if f'<th scope="row">{name}<' in page]


def test_35_an_answer_moves_no_progress_before_the_next_morning(
    client: Client, office: Cast, running: RaterRound
) -> None:
    every_night(given=running, day=TODAY, at=AT)
    browser, url = sign_in(client, office.kasubbag), reverse("rounds:detail", args=[running.pk])
    before = TOKENS.sub(b"", browser.get(url).content)
    send_all(running, AT)
    assert TOKENS.sub(b"", browser.get(url).content) == before


def test_36_comments_come_in_the_order_of_random_keys_without_role(office: Cast, running: RaterRound) -> None:
    for number, own in enumerate(about(running, office.beringin)):
        send(own, AT, ADAPTIF=f"Komentar {number}")
    close(running, LATER)
    stored = RoundComment.objects.filter(value="ADAPTIF").order_by("pk").values_list("text", flat=True)
    shown = comments_on(running, office.beringin)["ADAPTIF"]
    assert shown == list(stored)
    assert all(isinstance(text, str) for text in shown)


# --- the house --------------------------------------------------------------------------


def test_37_only_its_keepers_know_the_table_of_keys() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "migrations" not in path.parts:
            names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
            imported = {
                alias.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }  # fmt: skip
            if "RaterKey" in names | imported:
                found.add(str(path.relative_to(PACKAGE)))
    assert found <= KEEPERS


def test_37b_pages_know_only_ways_to_ones_own_key() -> None:
    ways = set()
    for path in (PACKAGE / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("rater_keys"):
                ways |= {alias.name for alias in node.names}
    assert ways <= {"takes_part", "owed_in_period"}


def test_38_there_is_no_admin_site() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [each for each in get_resolver().url_patterns if "admin" in str(each.pattern)]


def test_39_nothing_that_leaves_the_house_knows_of_rounds() -> None:
    """Neither workbooks nor commands of the exchange read tasks, answers or keys."""
    for path in (PACKAGE / "exchange").rglob("*.py"):
        text = path.read_text()
        assert not re.search(r"RaterKey|RoundAssignment|RoundResponse|rater_keys", text), path


@pytest.mark.parametrize("model", [*ANSWERS, RoundAssignment, RoundPerson, RaterKey])
def test_40_a_row_in_an_error_report_names_nobody(office: Cast, running: RaterRound, model: type[models.Model]) -> None:
    for own in about(running, office.beringin):
        send(own, AT, ADAPTIF="Sigap.")
    close(running, LATER)
    row = model._default_manager.first()
    assert row is not None
    assert not [word for word in everybody_of(running) if word in f"{row!r} {row}"]


def test_41_what_is_sent_is_the_same_whoever_sends_it(office: Cast, running: RaterRound) -> None:
    """Equal words of two people are equal rows, but for the random key."""
    first, second = about(running, office.beringin)[:2]
    send(first, AT, ADAPTIF="Sigap.")
    send(second, AT, ADAPTIF="Sigap.")
    close(running, LATER)
    rows = list(RoundResponse.objects.filter(state=ResponseState.SENT).values("ratee", "is_named", "filled", "version"))
    assert rows[0] == rows[1]


def test_42_the_numbers_of_the_engine_live_in_memory_only(office: Cast) -> None:
    """A roster numbers people for a computation; no table keeps these numbers beside answers."""
    people = roster({office.beringin.pk: 1, office.cendana.pk: 1}, {})
    assert people.number(office.cendana.pk) is not None
    assert "number" not in {field.name for model in ANSWERS for field in model._meta.get_fields()}
