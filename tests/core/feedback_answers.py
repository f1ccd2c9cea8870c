"""Answers of the engine to the cases of tests/scenarios/kerahasiaan_umpan_balik.yaml."""

from typing import Any

from terang.core.fairness.tables import Role
from terang.core.feedback import Cell, Group, Kind, Voice, Withheld, disclose
from terang.core.parameters import Law

WORDS = {
    Withheld.TOO_FEW: "belum cukup penilai",
    Withheld.MERGED: "digabung",
    Withheld.DIFFERENCE: "dapat dihitung dari yang lain",
    Withheld.UNANIMOUS: "dapat dihitung dari yang lain",
}


def kerahasiaan_umpan_balik(given: dict[str, Any], law: Law) -> dict[str, Any]:
    rule, peers = law.fairness.disclosure.value, _voices(given["rekan"], Role.PEER)
    before = disclose(peers[: given.get("rekan pada hasil sebelumnya", 0)], rule, values=2)
    others = _voices(given["bawahan"], Role.SUBORDINATE)
    found = disclose([*peers, *others], rule, values=2, earlier=before.equations)
    return {
        "rekan": _said(found.cell(Kind.MEAN, Group.PEERS)),
        "bawahan": _said(found.cell(Kind.MEAN, Group.SUBORDINATES)),
        "bersama": _said(found.cell(Kind.MEAN)),
        "rincian": [_said(found.cell(Kind.VALUE, value=value)) for value in range(2)],
        "komentar": _said(found.cell(Kind.COMMENTS)),
    }


def _voices(rows: list[list[int]], role: Role) -> list[Voice]:
    return [
        Voice((role, at), role, 1.0, tuple((point,) if point else () for point in row)) for at, row in enumerate(rows)
    ]


def _said(cell: Cell) -> str:
    if cell.withheld:
        return WORDS[cell.withheld]
    return f"paling sedikit {cell.mean}" if cell.bound else "tampil"
