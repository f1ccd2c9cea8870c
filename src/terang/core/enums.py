"""The closed lists of the regulation that code branches on.

Every member's value equals its name, so that databases, ledger payloads, YAML files and the
API all carry one spelling. Labels for people are data (`law/parameters`), never enum members.
"""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """How well the text behind a value was seen."""

    CONFIRMED = "C"
    ONE_SOURCE = "C1"
    MEMORY = "M"
    INFERENCE = "I"
    UNKNOWN = "?"

    @property
    def is_confirmed(self) -> bool:
        """False for the marks that users see as "belum terkonfirmasi": M, I and ?."""
        return self in (Confidence.CONFIRMED, Confidence.ONE_SOURCE)


class Level(StrEnum):
    """How heavy a finding weighs."""

    ERROR = "error"
    WARNING = "warning"


class EmploymentKind(StrEnum):
    PNS = "PNS"
    PPPK = "PPPK"


class Sex(StrEnum):
    """Values are the digit that the NIP carries at position 15."""

    MALE = "1"
    FEMALE = "2"


class Rating(StrEnum):
    """Results and behaviour against expectation, worst first."""

    BELOW = "BELOW"
    MEETS = "MEETS"
    ABOVE = "ABOVE"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Rating).index(self)


class Predikat(StrEnum):
    """The five outcomes of an evaluation, worst first."""

    SANGAT_KURANG = "SANGAT_KURANG"
    KURANG = "KURANG"
    BUTUH_PERBAIKAN = "BUTUH_PERBAIKAN"
    BAIK = "BAIK"
    SANGAT_BAIK = "SANGAT_BAIK"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Predikat).index(self)


class OrganisationLevel(StrEnum):
    """Capaian kinerja organisasi, best first."""

    ISTIMEWA = "ISTIMEWA"
    BAIK = "BAIK"
    BUTUH_PERBAIKAN = "BUTUH_PERBAIKAN"
    KURANG = "KURANG"
    SANGAT_KURANG = "SANGAT_KURANG"


class PerformanceStatus(StrEnum):
    """Status kinerja: the place in the unit's ranking. Not a predikat; never merge the two."""

    DI_ATAS = "DI_ATAS"
    SESUAI = "SESUAI"
    DI_BAWAH = "DI_BAWAH"


class Potential(StrEnum):
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class SkpForm(StrEnum):
    JPT_UKM = "JPT_UKM"
    JA_JF = "JA_JF"


class Approach(StrEnum):
    QUANTITATIVE = "QUANTITATIVE"
    QUALITATIVE = "QUALITATIVE"


class ResultKind(StrEnum):
    MAIN = "MAIN"
    ADDITIONAL = "ADDITIONAL"


class Aspect(StrEnum):
    QUANTITY = "QUANTITY"
    QUALITY = "QUALITY"
    TIME = "TIME"
    COST = "COST"


class Perspective(StrEnum):
    SERVICE_RECIPIENTS = "SERVICE_RECIPIENTS"
    BUSINESS_PROCESS = "BUSINESS_PROCESS"
    INTERNAL_STRENGTHENING = "INTERNAL_STRENGTHENING"
    BUDGET = "BUDGET"


class AnnexList(StrEnum):
    SUPPORT = "SUPPORT"
    ACCOUNTABILITY = "ACCOUNTABILITY"
    CONSEQUENCES = "CONSEQUENCES"


class DayKind(StrEnum):
    CALENDAR = "CALENDAR"
    WORKING = "WORKING"


class PeriodicKind(StrEnum):
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"


class JobLevel(StrEnum):
    """Jenjang jabatan, from the highest leadership post to the functional posts."""

    JPT_UTAMA = "JPT_UTAMA"
    JPT_MADYA = "JPT_MADYA"
    JPT_PRATAMA = "JPT_PRATAMA"
    ADMINISTRATOR = "ADMINISTRATOR"
    PENGAWAS = "PENGAWAS"
    PELAKSANA = "PELAKSANA"
    JF_AHLI_UTAMA = "JF_AHLI_UTAMA"
    JF_AHLI_MADYA = "JF_AHLI_MADYA"
    JF_AHLI_MUDA = "JF_AHLI_MUDA"
    JF_AHLI_PERTAMA = "JF_AHLI_PERTAMA"
    JF_PENYELIA = "JF_PENYELIA"
    JF_MAHIR = "JF_MAHIR"
    JF_TERAMPIL = "JF_TERAMPIL"
    JF_PEMULA = "JF_PEMULA"


class Appraised(StrEnum):
    """Whether a person with a given legal status (kedudukan hukum) is appraised."""

    YES = "YES"
    NO = "NO"
    SPECIAL = "SPECIAL"


class CaseKind(StrEnum):
    """What can change for a person in the middle of an appraisal year."""

    MOVE = "MOVE"
    PROMOTION = "PROMOTION"
    DEMOTION = "DEMOTION"
    STARTED = "STARTED"
    ACTING = "ACTING"
    DAILY_ACTING = "DAILY_ACTING"
    LEAVE = "LEAVE"
    OTHER_DUTY = "OTHER_DUTY"
    UNPAID_LEAVE = "UNPAID_LEAVE"
    SUSPENDED = "SUSPENDED"
    PRE_RETIREMENT = "PRE_RETIREMENT"
    STUDY = "STUDY"
    STUDY_AT_WORK = "STUDY_AT_WORK"
    SPECIAL_ASSIGNMENT = "SPECIAL_ASSIGNMENT"
    SECONDED = "SECONDED"
    RETIREMENT = "RETIREMENT"
    TRANSFER_OUT = "TRANSFER_OUT"
    DEATH = "DEATH"


class PlanFate(StrEnum):
    """What becomes of the plan that runs when something changes."""

    CLOSE = "CLOSE"
    KEEP = "KEEP"
    AMEND_IF_LONG = "AMEND_IF_LONG"


class PartJudge(StrEnum):
    """Who judges, or weighs, a part of the year."""

    LAST_APPRAISER = "LAST_APPRAISER"
    CURRENT_APPRAISER = "CURRENT_APPRAISER"


class Afterwards(StrEnum):
    """How a person is appraised while nobody here gives them work."""

    WITHOUT_PLAN = "WITHOUT_PLAN"
    FROM_STUDY = "FROM_STUDY"
    BY_HOME_AGENCY = "BY_HOME_AGENCY"
    BY_USING_AGENCY = "BY_USING_AGENCY"


class ResultNature(StrEnum):
    """Whether a result belongs to the unit or to the person."""

    ORGANISATION = "ORGANISATION"
    INDIVIDUAL = "INDIVIDUAL"
