"""The scenarios of passing results on, between the words of the file and the core."""

from decimal import Decimal
from typing import Any

from terang.core import cascade
from terang.core.findings import Finding
from terang.core.parameters import Law

CASCADES = {"langsung": cascade.Cascade.DIRECT, "tidak langsung": cascade.Cascade.INDIRECT}
SPLITS = {
    "bagian pekerjaan": cascade.Split.ASPECT,
    "wilayah": cascade.Split.AREA,
    "bagian dari jumlah": cascade.Split.LOAD,
}
WORDS = {
    "CASCADE_NOT_THEIRS": "bukan hasil penilai atau pemberi tugas",
    "CASCADE_NO_SPLIT": "pembagian belum dipilih",
    "CASCADE_NEEDLESS_SPLIT": "pembagian tidak berlaku",
    "CASCADE_NO_KIND": "cara belum dipilih",
    "CASCADE_PARTS_DIFFER": "jumlah bagian berbeda",
    "CASCADE_CYCLE": "hasil {} berputar",
    "RESULT_ORPHAN": "hasil {} tanpa induk",
    "RESULT_UNSERVED": "hasil {} belum dilayani",
}


def penjabaran_hasil(given: dict[str, Any], law: Law) -> dict[str, Any]:
    findings = _findings(given)
    found: dict[str, Any] = {"temuan": [WORDS[finding.code].format(finding.where) for finding in findings]}
    for finding in findings:
        if finding.code == "CASCADE_PARTS_DIFFER":
            found["hitungan"] = f"{finding.params['parts']} = {finding.params['total']}"
            found["selisih"] = int(str(finding.params["missing"]))
    return found


def _findings(given: dict[str, Any]) -> list[Finding]:
    if "garis" in given:
        return cascade.check_line([_owed(entry) for entry in given["garis"]])
    if "bagian" in given:
        return cascade.check_parts(_share(given["target pimpinan"]), [_share(part) for part in given["bagian"]])
    return cascade.check_link(
        cascade=CASCADES.get(given.get("cara", "")),
        split=SPLITS.get(given.get("pembagian", "")),
        leader=given["hasil milik"],
        appraiser=given["penilai"],
        assignor=given.get("pemberi tugas"),
    )


def _owed(entry: dict[str, Any]) -> cascade.Owed:
    return cascade.Owed(
        key=entry["hasil"],
        parent=entry.get("melayani"),
        is_top=entry.get("puncak") == "ya",
        leads=entry.get("memimpin") == "ya",
    )


def _share(text: str) -> cascade.Share:
    number, unit = text.split(maxsplit=1)
    return cascade.Share(Decimal(number), unit)
