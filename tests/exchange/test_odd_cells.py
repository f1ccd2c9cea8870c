"""Every column, every kind of cell a spreadsheet can hold: a remark or a value, never a crash."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from terang.exchange import columns
from terang.exchange.findings import WORDS
from terang.exchange.office import Office
from terang.exchange.plan import make
from terang.exchange.rows import read_rows
from terang.exchange.workbook import Table
from terang.organisation.models import Agency
from terang.regulation.queries import in_force
from tests.exchange.conftest import PERSON

TODAY = date(2026, 11, 24)
ODD = [
    None, "", " ", 0, -1, 1.5, 1e300, float("nan"), float("inf"), True, date(1990, 1, 1), datetime(1990, 1, 1, 8, 0),
    time(7, 30), timedelta(days=3), "=1+1", "+62", "@x", "-", "<b>", "&#0;", "\u202e\u200b", "🙂", "'", "0" * 400,
    "%(x)s %d {}", "I/", "99-99-9999", "Plt.", "ＦＵＬＬ",
]  # fmt: skip


@pytest.mark.parametrize("column", columns.ALL, ids=lambda column: column.key)
def test_no_cell_makes_the_reader_stumble(column: columns.Column) -> None:
    by_key = {each.key: PERSON.get(each.names[0], "") for each in columns.ALL}
    cells: list[tuple[int, dict[str, Any]]] = [
        (number, by_key | {column.key: odd}) for number, odd in enumerate(ODD, start=2)
    ]
    law = in_force(TODAY)
    table = Table("Data", 1, {each.key: each.names[0] for each in columns.ALL}, cells)
    agency = Agency(code="medan", name="Pemerintah Kota Medan")
    plan = make(Office(agency), list(read_rows(table, law, TODAY)), law, TODAY, {})
    assert len(plan.rows) == len(ODD)
    for remark in plan.remarks:
        assert remark.code in WORDS
        assert remark.message
        assert remark.advice
        assert len(remark.value) <= 80
