"""Reading ratings from a table (CSV or Parquet) for the fairness engine, with every fault named by its row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from terang.core.fairness.tables import Pairs, Persons, Role

COLUMNS = ("ratee", "rater", "role", "y", "ratee_unit", "rater_unit")
SHOWN = 5
LONGEST_HEADING = 10_000
FIRST_ROW = {".csv": 2, ".parquet": 1}
ROLES = {
    "atasan": Role.SUPERIOR,
    "rekan": Role.PEER,
    "bawahan": Role.SUBORDINATE,
    "superior": Role.SUPERIOR,
    "peer": Role.PEER,
    "subordinate": Role.SUBORDINATE,
    "0": Role.SUPERIOR,
    "1": Role.PEER,
    "2": Role.SUBORDINATE,
}

# The table as it came, each value as trimmed text; decimals may be written with a comma.
LOAD = """
create table given as
select row_number() over () + {first_row} - 1 as line, {columns} from {reader}
"""
NUMBERS = """
create table person as
select row_number() over (order by name) - 1 as id, name, min(unit) as unit from (
    select ratee as name, ratee_unit as unit from given union all select rater, rater_unit from given
) group by name
"""
UNITS = """
create table unit as
select row_number() over (order by name) - 1 as id, name from (select distinct unit as name from person)
"""
UNIT_OF_PERSON = "select u.id from person p join unit u on u.name = p.unit order by p.id"
NAMES = "select name from {kind} order by id"
HEADING = "describe select * from {reader}"
CSV = "read_csv('{path}', delim='{mark}', header=true, all_varchar=true, null_padding=true)"
PARQUET = "read_parquet('{path}')"
MARKS = ",;\t|"
PAIRS = """
select a.id as ratee, b.id as rater, r.role, cast(replace(g.y, ',', '.') as double) as y
from given g join person a on a.name = g.ratee join person b on b.name = g.rater
join known_role r on r.name = lower(g.role)
order by a.id, b.id
"""

TEXT = """trim(coalesce(cast("{written}" as varchar), '')) as {column}"""

# Each fault: the rows that have it, with what is written there.
FAULTS = (
    (
        gettext_lazy("Kolom kosong. Isi semua kolom pada setiap baris."),
        "select line, '' from given where least({blank}) = 0",
    ),
    (
        gettext_lazy("Kolom y harus angka, misalnya 4.2."),
        "select line, y from given"
        " where y <> '' and not coalesce(isfinite(try_cast(replace(y, ',', '.') as double)), false)",
    ),
    (
        gettext_lazy("Peran tidak dikenal. Tulis atasan, rekan, atau bawahan."),
        "select line, role from given where role <> '' and lower(role) not in (select name from known_role)",
    ),
    (
        gettext_lazy("Penilaian atas diri sendiri tidak dihitung. Hapus baris ini."),
        "select line, ratee from given where ratee = rater and ratee <> ''",
    ),
    (
        gettext_lazy("Pasangan yang dinilai dan penilai muncul lebih dari sekali. Sisakan satu baris."),
        "select line, ratee || ' – ' || rater from given"
        " qualify count(*) over (partition by ratee, rater) > 1 and ratee <> '' and rater <> ''",
    ),
    (
        gettext_lazy("Satu orang tertulis pada lebih dari satu unit. Pilih satu unit untuk setiap orang."),
        "select line, name || ': ' || unit from ("
        " select line, ratee as name, ratee_unit as unit from given"
        " union all select line, rater, rater_unit from given"
        " ) where name <> '' and unit <> ''"
        " qualify min(unit) over (partition by name) <> max(unit) over (partition by name)",
    ),
)


class UnusableRatings(Exception):
    """The file cannot be used; carries one sentence for each kind of fault, with the rows."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.user_message = "\n".join(sentences)


@dataclass(frozen=True)
class Ratings:
    """Ratings with the names behind the numbers: names[n] is person n, units[u] is unit u."""

    pairs: Pairs
    persons: Persons
    names: list[str]
    units: list[str]


def read_ratings(path: Path) -> Ratings:
    """Read ratings with the columns ratee, rater, role, y, ratee_unit and rater_unit.

    Raises:
        UnusableRatings: no such file, not a table, a column missing, no rows, or rows with faults.
    """
    with duckdb.connect() as table:
        _load(table, path)
        if faults := list(_faults(table)):
            raise UnusableRatings(*faults)
        table.execute(NUMBERS)
        table.execute(UNITS)
        found = table.execute(PAIRS).fetchnumpy()
        unit = table.execute(UNIT_OF_PERSON).fetchnumpy()["id"]
        names, units = (_names(table, kind) for kind in ("person", "unit"))
    return Ratings(_pairs(found), Persons(np.asarray(unit, dtype=np.int64)), names, units)


def _names(table: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    return [name for (name,) in table.execute(NAMES.format(kind=kind)).fetchall()]


def _load(table: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The file as a table of texts, and the roles that may stand in it."""
    kind = path.suffix.lower()
    if kind not in FIRST_ROW:
        raise UnusableRatings(_("Berkas harus berakhiran .csv atau .parquet."))
    if not path.is_file():
        raise UnusableRatings(_("Berkas %(path)s tidak ditemukan.") % {"path": path})
    try:
        reader = _reader(path, kind)
        heading = table.execute(HEADING.format(reader=reader)).fetchall()
        present = {row[0].strip().lower(): row[0].replace('"', '""') for row in heading}
        if missing := [column for column in COLUMNS if column not in present]:
            raise UnusableRatings(_("Kolom ini belum ada: %(columns)s.") % {"columns": ", ".join(missing)})
        columns = ", ".join(TEXT.format(written=present[column], column=column) for column in COLUMNS)
        table.execute(LOAD.format(first_row=FIRST_ROW[kind], columns=columns, reader=reader))
    except (duckdb.Error, UnicodeDecodeError):
        raise UnusableRatings(_("Berkas tidak dapat dibaca sebagai tabel. Simpan ulang sebagai CSV (UTF-8).")) from None
    table.execute("create table known_role (name varchar, role bigint)")
    table.executemany("insert into known_role values (?, ?)", [(name, int(role)) for name, role in ROLES.items()])


def _reader(path: Path, kind: str) -> str:
    """The call that reads the file; the mark between columns is the commonest of the heading."""
    name = str(path).replace("'", "''")
    if kind == ".parquet":
        return PARQUET.format(path=name)
    with path.open(encoding="utf-8-sig") as file:
        heading = file.readline(LONGEST_HEADING)
    return CSV.format(path=name, mark=max(MARKS, key=heading.count))


def _faults(table: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """One sentence for each kind of fault, with the first rows that have it."""
    if not table.execute("select count(*) from given").fetchall()[0][0]:
        yield _("Berkas tidak berisi baris penilaian.")
    blank = ", ".join(f"length({column})" for column in COLUMNS)
    for sentence, query in FAULTS:
        rows = table.execute(query.format(blank=blank) + " order by line").fetchmany(SHOWN + 1)
        if rows:
            yield f"{sentence} {_where(rows)}"


def _where(rows: list[tuple[int, str]]) -> str:
    shown = [_("baris %(row)d") % {"row": line} + (f" ({text})" if text else "") for line, text in rows[:SHOWN]]
    return _("Lihat %(rows)s.") % {"rows": ", ".join(shown) + (", …" if len(rows) > SHOWN else "")}


def _pairs(found: Mapping[str, NDArray[Any]]) -> Pairs:
    """The file tells neither the number of items nor whether all were answered alike."""
    ratee, rater, role = (np.asarray(found[name], dtype=np.int64) for name in ("ratee", "rater", "role"))
    y = np.asarray(found["y"], dtype=np.float64)
    return Pairs(ratee, rater, role, y, np.ones(len(y), dtype=np.int64), np.zeros(len(y), dtype=np.bool_))
