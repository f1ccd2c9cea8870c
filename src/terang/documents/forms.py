"""The official forms as values: what evaluation and planning hand over to be printed.

All values are plain strings, already worded as they are to be printed (dates, grades, labels).
An empty string means "missing" and is printed as a dash. The layouts stand in `forms/*.typ`.
Source: PermenPANRB 6/2022, annex; field lists as seen in copies of forms F1, F2 and F4.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class PersonBlock:
    """One identity block of a form. `nip` has 18 digits, `grade` is "Pangkat/Gol. Ruang"."""

    name: str
    nip: str
    grade: str
    position: str
    unit: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign.

    `place_date` ("Medan, 5 Januari 2027") is empty when nobody has signed yet; `note` replaces
    the room for ink when the act was done electronically.
    """

    role: str
    name: str
    nip: str
    place_date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationForm:
    """Dokumen Evaluasi Kinerja Pegawai (format D.1.1).

    `objection`, `explanation` and `decision` are blocks 6 to 8; an empty one is left out and
    the numbers of what follows move up. `signatures` in the order they are printed.
    """

    template: ClassVar[str] = "evaluation.typ"
    heading: ClassVar[str] = "Dokumen Evaluasi Kinerja Pegawai"

    agency: str
    period_label: str
    period_span: str
    employee: PersonBlock
    appraiser: PersonBlock
    appraisers_superior: PersonBlock | None
    organisation_achievement: str
    predikat: str
    notes: str
    signatures: tuple[Signature, ...]
    objection: str = ""
    explanation: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator; `aspect` is printed on form JA_JF, `perspective` on form JPT_UKM."""

    text: str
    target: str
    aspect: str = ""
    perspective: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One work result with its indicators; `parent` is the superior's result it serves."""

    result: str
    indicators: tuple[IndicatorRow, ...]
    parent: str = ""
    assigned_by: str = ""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One BerAKHLAK value, its behaviours, and what the superior expects in particular."""

    name: str
    behaviours: tuple[str, ...]
    expectation: str = ""


@dataclass(frozen=True, slots=True)
class SkpForm:
    """Sasaran Kinerja Pegawai with its annex (forms F1 and F2)."""

    template: ClassVar[str] = "skp.typ"
    heading: ClassVar[str] = "Sasaran Kinerja Pegawai"

    agency: str
    position_kind: Literal["JPT_UKM", "JA_JF"]
    approach: Literal["KUANTITATIF", "KUALITATIF"]
    period_span: str
    employee: PersonBlock
    appraiser: PersonBlock
    main: tuple[ResultRow, ...]
    additional: tuple[ResultRow, ...]
    values: tuple[ValueRow, ...]
    support: tuple[str, ...]
    accountability: tuple[str, ...]
    consequences: tuple[str, ...]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """One remark; `day` is empty where the giver is protected."""

    giver: str
    kind: str
    subject: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """Rekaman Informasi Umpan Balik Berkelanjutan (form F5)."""

    template: ClassVar[str] = "feedback.typ"
    heading: ClassVar[str] = "Rekaman Informasi Umpan Balik Berkelanjutan"

    agency: str
    period_span: str
    employee: PersonBlock
    appraiser: PersonBlock
    remarks: tuple[RemarkRow, ...]


@dataclass(frozen=True, slots=True)
class GuidanceForm:
    """What formats B.1.8 and B.1.9 say about the session of guidance; `appraiser` held it."""

    agency: str
    period_span: str
    employee: PersonBlock
    appraiser: PersonBlock
    day: str
    topic: str


@dataclass(frozen=True, slots=True)
class AnsweredStatement:
    """One statement of format B.1.8 with its answer, under the heading `about`."""

    about: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class CoachingReplyForm(GuidanceForm):
    """Umpan Balik Pelaksanaan Bimbingan Kinerja (format B.1.8).

    `caveat` tells where the wording of the statements is our own.
    """

    template: ClassVar[str] = "coaching_reply.typ"
    heading: ClassVar[str] = "Umpan Balik Pelaksanaan Bimbingan Kinerja"

    statements: tuple[AnsweredStatement, ...]
    note: str
    caveat: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """One competence with its score and the reason for it."""

    competence: str
    score: str
    reason: str


@dataclass(frozen=True, slots=True)
class CompetenceForm(GuidanceForm):
    """Evaluasi Kompetensi Pegawai (format B.1.9)."""

    template: ClassVar[str] = "competence.typ"
    heading: ClassVar[str] = "Evaluasi Kompetensi Pegawai"

    scale: str
    rows: tuple[CompetenceRow, ...]
    signature: Signature


@dataclass(frozen=True, slots=True)
class PracticeForm:
    """Keterangan mengikuti latihan menilai: taking part, never the answers."""

    template: ClassVar[str] = "practice.typ"
    heading: ClassVar[str] = "Keterangan Mengikuti Latihan Menilai"

    agency: str
    employee: PersonBlock
    cases: tuple[str, ...]
    finished_on: str


Form = EvaluationForm | SkpForm | FeedbackForm | CoachingReplyForm | CompetenceForm | PracticeForm
