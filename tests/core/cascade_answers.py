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
    "CASCADE_NO_SPLIT": "pembagian belum dipilih",
    "CASCADE_NEEDLESS_SPLIT": "pembagian tidak berlaku",
    "CASCADE_PARTS_DIFFER": "jumlah bagian berbeda",
}


def penjabaran_hasil(given: dict[str, Any], law: Law) -> dict[str, Any]:
    if "hasil" in given:
        return {"berputar": "ya" if cascade.leads_back(given["hasil"], given["melayani"], given["garis"]) else "tidak"}
    findings = _findings(given)
    found: dict[str, Any] = {"temuan": [WORDS[finding.code] for finding in findings]}
    for finding in findings:
        if finding.code == "CASCADE_PARTS_DIFFER":
            found["hitungan"] = f"{finding.params['parts']} = {finding.params['total']}"
            found["selisih"] = int(str(finding.params["missing"]))
    return found


def _findings(given: dict[str, Any]) -> list[Finding]:
    if "bagian" in given:
        return cascade.check_parts(_share(given["target pimpinan"]), [_share(part) for part in given["bagian"]])
    return cascade.check_kind(CASCADES[given["cara"]], SPLITS.get(given.get("pembagian", "")))


def _share(text: str) -> cascade.Share:
    number, unit = text.split(maxsplit=1)
    return cascade.Share(Decimal(number), unit)
