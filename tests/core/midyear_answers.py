"""The words of the scenario file about mid-year cases."""

from datetime import date
from typing import Any

from terang.core.enums import CaseKind, ResultNature
from terang.core.midyear import Act, Facts, PlanNow, decide
from terang.core.parameters import Law

KINDS = {
    "pindah unit": CaseKind.MOVE,
    "promosi": CaseKind.PROMOTION,
    "demosi": CaseKind.DEMOTION,
    "mulai bertugas": CaseKind.STARTED,
    "plt": CaseKind.ACTING,
    "plh": CaseKind.DAILY_ACTING,
    "cuti": CaseKind.LEAVE,
    "penugasan lain": CaseKind.OTHER_DUTY,
    "cltn": CaseKind.UNPAID_LEAVE,
    "diberhentikan sementara": CaseKind.SUSPENDED,
    "mpp": CaseKind.PRE_RETIREMENT,
    "tugas belajar penuh": CaseKind.STUDY,
    "tugas belajar sambil bekerja": CaseKind.STUDY_AT_WORK,
    "penugasan khusus": CaseKind.SPECIAL_ASSIGNMENT,
    "diperbantukan": CaseKind.SECONDED,
    "pensiun": CaseKind.RETIREMENT,
    "pindah instansi": CaseKind.TRANSFER_OUT,
    "meninggal": CaseKind.DEATH,
}
STANDINGS = {"ditetapkan": PlanNow.AGREED, "draf": PlanNow.UNSET, "belum ada": PlanNow.NONE}
NATURES = {"organisasi": ResultNature.ORGANISATION, "individu": ResultNature.INDIVIDUAL}
STEPS = {
    Act.CLOSE: "tutup",
    Act.CLOSE_UNSET: "tutup draf",
    Act.JUDGE_PART: "nilai bagian",
    Act.TOO_SHORT: "terlalu pendek",
    Act.NO_JUDGEMENT: "tanpa penilaian",
    Act.HAND_OVER: "alihkan",
    Act.OPEN: "buka",
    Act.WEIGH: "timbang",
    Act.KEEP: "tetap",
    Act.ADD_DUTIES: "tambah tugas",
    Act.MAY_AMEND: "boleh addendum",
    Act.NO_AMEND: "tidak cukup lama",
    Act.WITHOUT_PLAN: "tanpa SKP",
    Act.FROM_STUDY: "dari hasil belajar",
    Act.BY_HOME_AGENCY: "dinilai instansi induk",
    Act.BY_USING_AGENCY: "dinilai instansi pemakai",
}


def perubahan_tengah_tahun(given: dict[str, Any], law: Law) -> dict[str, Any]:
    facts = Facts(
        kind=KINDS[given["perubahan"]],
        on=given["mulai"],
        until=given.get("sampai"),
        begins=date(2026, 1, 1),
        plan=STANDINGS[given["skp"]],
        natures=tuple(NATURES[nature] for nature in given["sifat hasil"]),
    )
    decision = decide(facts, law)
    articles = {step.act: step.citation.article for step in decision.steps}
    return {
        "langkah": [STEPS[step.act] for step in decision.steps],
        "ditutup": decision.closes_on or "tidak ada",
        "dibuka": decision.opens_on or "tidak ada",
        "pasal buka": articles.get(Act.OPEN),
        "pasal addendum": articles.get(Act.MAY_AMEND),
        "pasal sesudahnya": decision.steps[-1].citation.article,
    }
