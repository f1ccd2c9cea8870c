"""The database itself refuses to change or remove an entry, whoever asks.

A later change of the table must call remove() before and install() after: SQLite rebuilds the table and would lose
the triggers.
"""

from django.db import migrations

TABLE = "ledger_ledgerentry"
MESSAGE = "the ledger is append-only: entries are never changed or removed"

SQLITE_INSTALL = [
    f"CREATE TRIGGER ledger_no_{act} BEFORE {act} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for act in ("update", "delete")
] + [
    # INSERT OR REPLACE removes the old row without asking the trigger for DELETE.
    f"""CREATE TRIGGER ledger_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM {TABLE} WHERE agency = NEW.agency AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
]
SQLITE_REMOVE = [f"DROP TRIGGER ledger_no_{act}" for act in ("update", "delete", "replace")]

POSTGRESQL_INSTALL = [
    f"""CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    f"CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
]
POSTGRESQL_REMOVE = [
    f"DROP TRIGGER ledger_no_truncate ON {TABLE}",
    f"DROP TRIGGER ledger_no_change ON {TABLE}",
    "DROP FUNCTION ledger_refuse()",
]


def install(connection):
    _run(connection, SQLITE_INSTALL, POSTGRESQL_INSTALL)


def remove(connection):
    _run(connection, SQLITE_REMOVE, POSTGRESQL_REMOVE)


def _run(connection, sqlite, postgresql):
    with connection.cursor() as cursor:
        for statement in {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: install(schema_editor.connection),
            lambda apps, schema_editor: remove(schema_editor.connection),
        )
    ]
