"""Every act leaves an entry in the chain of its agency, in the transaction of the act."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from terang.core.ledger import GENESIS, NotCanonical
from terang.ledger import queries, services
from terang.ledger.models import LedgerEntry


def act(at: datetime, **fields: Any) -> LedgerEntry:
    values = {
        "agency": "contoh",
        "act": "skp.set",
        "subject": "skp:1",
        "by": "199501012020011001",
        "data": {},
    }
    return services.record(at=at, **(values | fields))


@pytest.mark.django_db
def test_the_first_entry_follows_the_genesis_hash(at: datetime) -> None:
    first = act(at)
    assert (first.seq, first.prev_hash) == (1, GENESIS)


@pytest.mark.django_db
def test_each_entry_is_sealed_to_the_one_before(at: datetime) -> None:
    first, second = act(at), act(at)
    assert (second.seq, second.prev_hash) == (2, first.hash)


@pytest.mark.django_db
def test_agencies_have_chains_of_their_own(at: datetime) -> None:
    act(at)
    assert act(at, agency="lain").seq == 1


@pytest.mark.django_db
def test_data_is_kept_as_canonical_text(at: datetime) -> None:
    entry = act(at, data={"b": Decimal("1.50"), "a": date(2026, 1, 2), "c": [True, None, "é"]})
    assert json.loads(entry.payload) == {"a": "2026-01-02", "b": "1.50", "c": [True, None, "é"]}


@pytest.mark.django_db
def test_a_rolled_back_act_leaves_no_entry(at: datetime) -> None:
    act(at)
    point = transaction.savepoint()
    act(at)
    transaction.savepoint_rollback(point)
    assert queries.head("contoh")[0] == LedgerEntry.objects.count() == 1


@pytest.mark.django_db
def test_many_acts_make_the_chain_that_single_acts_make(at: datetime) -> None:
    said = [services.Act(at, "skp.set", f"skp:{n}", "199501012020011001", {"version": n}) for n in range(3)]
    assert services.record_all(agency="contoh", acts=said) == 3
    single = [act(at, agency="satu", subject=one.subject, data=one.data) for one in said]
    assert [one.seq for one in single] == list(
        LedgerEntry.objects.filter(agency="contoh").values_list("seq", flat=True)
    )
    assert act(at).seq == 4
    assert queries.verify().valid


@pytest.mark.django_db
def test_no_acts_leave_no_entry(at: datetime) -> None:
    assert services.record_all(agency="contoh", acts=[]) == LedgerEntry.objects.count() == 0


@pytest.mark.django_db
def test_one_incomplete_act_keeps_all_of_them_out(at: datetime) -> None:
    said = [services.Act(at, "skp.set", subject, "199501012020011001", {}) for subject in ("skp:1", "")]
    with pytest.raises(services.IncompleteEntry):
        services.record_all(agency="contoh", acts=said)
    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db
def test_a_float_is_refused_because_it_has_no_single_written_form(at: datetime) -> None:
    with pytest.raises(NotCanonical):
        act(at, data={"value": 0.1})


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["agency", "act", "subject", "by"])
def test_an_entry_without_a_name_is_refused(at: datetime, name: str) -> None:
    with pytest.raises(services.IncompleteEntry):
        act(at, **{name: ""})


@pytest.mark.django_db
def test_a_name_longer_than_its_column_is_refused_on_every_database(at: datetime) -> None:
    with pytest.raises(services.IncompleteEntry):
        act(at, subject="x" * 129)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(at: datetime) -> None:
    with pytest.raises(services.OutsideTransaction):
        act(at)
    with pytest.raises(services.OutsideTransaction):
        services.record_all(agency="contoh", acts=[])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET actor = 'x'",
        "DELETE FROM ledger_ledgerentry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(at: datetime, statement: str) -> None:
    act(at)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert queries.verify().valid


@pytest.mark.django_db
def test_the_database_refuses_to_replace_an_entry(at: datetime) -> None:
    entry = act(at)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    statement = f"{verb} INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry WHERE id = {entry.pk}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert queries.verify().valid


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_ledger(at: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    act(at)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE ledger_ledgerentry")
