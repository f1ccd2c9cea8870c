"""Tests that commit empty all tables afterwards; the ledger's triggers would refuse that too."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

triggers = importlib.import_module("terang.ledger.migrations.0002_append_only")


@pytest.fixture(scope="session", autouse=True)
def ledger_can_be_emptied_between_tests() -> Iterator[None]:
    """Take the triggers off while the harness empties the tables, and put them back."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def without_triggers(self: Any, statements: Any) -> None:
        if not any(triggers.TABLE in statement for statement in statements):
            empty(self, statements)
            return
        triggers.remove(self.connection)
        empty(self, statements)
        triggers.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = without_triggers  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = empty  # type: ignore[method-assign]
