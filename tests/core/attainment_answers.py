"""The words of the scenario files about attainment and action plans, and what the core answers to them."""

from decimal import Decimal
from typing import Any

from terang.core.achievement import Accumulation, Direction, RangeTarget, Target, TextTarget, attain, number_target
from terang.core.action_plan import Dated, Step, judge
from terang.core.parameters import Law

DIRECTIONS = {"makin tinggi": Direction.HIGHER, "makin rendah": Direction.LOWER, "tepat": Direction.ON_TARGET}
RULES = {"dijumlahkan": Accumulation.SUM, "nilai terakhir": Accumulation.LATEST}
NOTHING = "tidak ada"
WHY = {"NO_PROGRESS": "belum ada catatan", "TEXT_TARGET": "target berupa uraian", "TARGET_ZERO": "target nol"}
PACES = {
    "NOT_DUE": "belum ada target sampai hari ini",
    "MISSING": "belum dicatat",
    "BEHIND": "tertinggal",
    "ON_TRACK": "sesuai rencana",
    "DONE": "selesai",
    "IN_WORDS": "dinilai dari uraian",
}
LIGHTS = {"NONE": NOTHING, "GREEN": "hijau", "YELLOW": "kuning", "RED": "merah"}


def capaian(given: dict[str, Any], law: Law) -> dict[str, Any]:
    values = [_value(told) for told in given["realisasi"]]
    found = attain(_target(given["target"]), DIRECTIONS[given["arah"]], values, RULES[given["cara"]])
    answer = {
        "capaian": NOTHING if found.percent is None else found.percent,
        "tercapai": "belum diketahui" if found.met is None else found.met,
        "nilai": NOTHING if found.value is None else found.value,
    }
    return answer | ({"sebab": WHY[found.missing]} if found.missing else {})


def rencana_aksi(given: dict[str, Any], law: Law) -> dict[str, Any]:
    found = judge(
        [Step(end, None if told == "uraian" else Decimal(told)) for end, told in given["langkah"].items()],
        [Dated(on, _value(told)) for on, told in given["realisasi"].items()],
        given["hari"],
        direction=DIRECTIONS[given["arah"]],
        accumulation=RULES[given["cara"]],
        rule=law.skp.action_plan_light.value,
    )
    return {
        "keadaan": PACES[found.pace],
        "lampu": LIGHTS[found.light],
        "rincian": list(found.due),
        "diharapkan": NOTHING if found.expected is None else found.expected,
        "tercatat": NOTHING if found.value is None else found.value,
        "persen": NOTHING if found.percent is None else found.percent,
    }


def _target(told: Any) -> Target:
    low, dash, high = str(told).partition("-")
    if dash and low.isdigit():
        return RangeTarget(Decimal(low), Decimal(high))
    return TextTarget(told) if isinstance(told, str) else number_target(Decimal(told))


def _value(told: Any) -> Decimal | None:
    return None if told == "tidak diukur" else Decimal(told)
