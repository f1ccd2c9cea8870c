"""What the check of a plan has to say, in words, with the place where it can be put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from terang.core.enums import Level
from terang.core.findings import Finding
from terang.planning.enums import AnnexKind
from terang.planning.mapping import plain_number
from terang.planning.models import Skp, WorkResult


@dataclass(frozen=True)
class Advice:
    """One line of the checklist: ``kind`` is bad (blocks) or wait (advice)."""

    kind: str
    text: str
    detail: str
    url: str


Words = Callable[[Finding], str]

# A finding about weights is mended at the first result without one; what is missing in the whole plan, by adding.
WEIGHTS = frozenset({"WEIGHTS_INCOMPLETE", "WEIGHTS_TOTAL"})

WORDS: dict[str, Words] = {
    "SKP_NO_MAIN_RESULT": lambda _finding: _("Belum ada hasil kerja utama"),
    "RESULT_NO_TEXT": lambda _finding: _("Rencana hasil kerja belum ditulis"),
    "RESULT_NO_INDICATOR": lambda _finding: _("Belum punya indikator"),
    "INDICATOR_NO_TEXT": lambda _finding: _("Indikator belum ditulis"),
    "INDICATOR_NO_TARGET": lambda _finding: _("Target belum diisi"),
    "INDICATOR_NO_ASPECT": lambda _finding: _("Aspek target belum dipilih"),
    "INDICATOR_NO_SOURCE": lambda _finding: _("Nama sumber data belum ditulis"),
    "RESULT_NO_DIVISION": lambda _finding: _("Pembagian hasil pimpinan belum dipilih"),
    "RESULT_NO_PERSPECTIVE": lambda _finding: _("Perspektif belum dipilih"),
    "RESULT_NO_QUANTITY": lambda _finding: _("Belum ada indikator kuantitas"),
    "SKP_NO_BUDGET": lambda _finding: _("Belum ada hasil atau indikator tentang anggaran"),
    "WEIGHTS_INCOMPLETE": lambda _finding: _("Sebagian hasil berbobot, sebagian belum"),
    "WEIGHTS_TOTAL": lambda finding: _("Jumlah bobot %(total)s, seharusnya %(wanted)s") % {
        name: plain_number(Decimal(str(value))) for name, value in finding.params.items()
    },
    "ANNEX_MISSING": lambda finding: _("Lampiran belum diisi: %(list)s") % {
        "list": AnnexKind(str(finding.params["list"]).lower()).label
    },
}  # fmt: skip


def advices(skp: Skp, results: Sequence[WorkResult], findings: Sequence[Finding]) -> list[Advice]:
    """Turn findings into lines: what blocks first, then what is worth a look."""
    lines = [_advice(skp, results, finding) for finding in findings]
    return sorted(lines, key=lambda line: line.kind != "bad")


def _advice(skp: Skp, results: Sequence[WorkResult], finding: Finding) -> Advice:
    kind = "bad" if finding.level is Level.ERROR else "wait"
    text = WORDS[finding.code](finding)
    place = finding.where.split(".")
    if place[0] == "results":
        result = results[int(place[1])]
        where = _("hasil %(place)s: %(words)s") % {"place": int(place[1]) + 1, "words": result.statement[:60]}
        return Advice(kind, text, where, reverse("planning:result", args=[result.pk]))
    if place[0] == "annex":
        return Advice(kind, text, "", reverse("planning:annex", args=[skp.pk]))
    if finding.code in WEIGHTS:
        light = next((result for result in results if result.weight is None), results[0])
        return Advice(
            kind, text, _("Bobot tidak pernah menjadi predikat."), reverse("planning:result", args=[light.pk])
        )
    return Advice(kind, text, "", reverse("planning:add_result", args=[skp.pk]))
