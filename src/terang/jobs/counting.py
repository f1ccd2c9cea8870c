"""How full the tables are, for SQLite, which plans its questions by that and does not count by itself."""

from django.db import connection

# Rough figures are enough, and cost milliseconds whatever the size.
ROWS_LOOKED_AT = 400


def count_rows() -> None:
    """Let SQLite look anew; PostgreSQL does it by itself.

    Without figures, or with those of empty tables, SQLite walks every plan of a city once for each person. A version
    that changes a table forgets its figures.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
