"""What the planning tests write again and again."""

import json
from decimal import Decimal
from typing import Any

from terang.ledger.queries import entries
from terang.planning.enums import Accumulation, Aspect, Direction, ResultKind, TargetKind
from terang.planning.mapping import IndicatorDraft, ResultDraft


def indicator(**changes: Any) -> IndicatorDraft:
    fields: dict[str, Any] = {
        "statement": "Laporan layanan bulanan",
        "aspect": Aspect.QUANTITY,
        "target_kind": TargetKind.NUMBER,
        "target_low": Decimal(12),
        "target_high": None,
        "target_text": "",
        "unit": "laporan",
        "direction": Direction.HIGHER,
        "accumulation": Accumulation.SUM,
    }
    return IndicatorDraft(**fields | changes)


def result(*indicators: IndicatorDraft, **changes: Any) -> ResultDraft:
    fields: dict[str, Any] = {
        "kind": ResultKind.MAIN,
        "statement": "Surat pengantar selesai tepat waktu",
        "parent": None,
        "cascade": None,
        "perspective": None,
        "weight": None,
    }
    return ResultDraft(**fields | changes, indicators=indicators)


def told(act: str, agency: str = "contoh") -> dict[str, Any]:
    """The data of the only entry of an act in the ledger."""
    data: dict[str, Any] = json.loads(entries(agency, act=act).get().payload)
    return data
