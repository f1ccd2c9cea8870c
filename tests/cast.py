"""The people of the test office and builders for what they do. All are invented.

Kecamatan Contoh (Pemerintah Kota Contoh):
    camat      Bakung    heads the kecamatan; appraises kasi, kasubbag and lurah
    kasubbag   Dahlia    heads Subbag Umum; also the performance team
    kasi       Camar     heads Seksi Pelayanan; appraises beringin and cendana
    beringin             counter officer (PPPK) in Seksi Pelayanan
    cendana              peer of beringin
    lurah      Pinus     heads Kelurahan Amplas; appraises sengon
    sengon               clerk in Kelurahan Amplas
    auditor, operator, admin     accounts without a post (admin = agency admin)
    outsider             clerk of another agency
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from terang.evaluation.models import Evaluation, UnitAchievement
from terang.evidence.models import Feedback, FeedbackGiver, Progress
from terang.identity.enums import Role
from terang.identity.models import RoleGrant, User
from terang.organisation.access import Actor, load_actor
from terang.organisation.enums import EmploymentKind, PositionKind, Sex, SkpForm
from terang.organisation.models import Agency, Assignment, Employee, Position, Unit, UnitVersion
from terang.planning.enums import Aspect, SkpState, StageKind
from terang.planning.models import Comment, Dialogue, DialogueAction, Indicator, Period, Skp, Stage, WorkResult

PASSWORD = "rahasia-contoh-2026"
START = date(2024, 1, 2)
CREATED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    agency: Agency
    other_agency: Agency
    kecamatan: Unit
    service_section: Unit
    general_section: Unit
    kelurahan: Unit
    camat: Employee
    kasubbag: Employee
    kasi: Employee
    beringin: Employee
    cendana: Employee
    lurah: Employee
    sengon: Employee
    outsider: Employee
    auditor: User
    operator: User
    admin: User
    period: Period

    @property
    def team(self) -> User:
        """The account of the performance team (Dahlia, who also has a post)."""
        return user_of(self.kasubbag)


def user_of(employee: Employee) -> User:
    assert employee.user is not None
    return employee.user


def actor(person: Employee | User, on: date = date(2026, 11, 24)) -> Actor:
    return load_actor(user_of(person) if isinstance(person, Employee) else person, on)


def make_user(username: str, name: str, **fields: Any) -> User:
    return User.objects.create_user(username, PASSWORD, name=name, created_at=CREATED, **fields)


def make_unit(agency: Agency, name: str, parent: Unit | None = None, code: str = "") -> Unit:
    fields = {"agency": agency, "name": name, "code": code, "since": START}
    unit = Unit.objects.add_child(parent, fields) if parent else Unit.objects.add_root(fields)
    UnitVersion.objects.create(unit=unit, name=name, parent=parent, since=START)
    return unit


def make_employee(agency: Agency, unit: Unit, nip: str, name: str, post: str, **fields: Any) -> Employee:
    """An employee with an account and a definitive post; ``head=True`` makes the post lead its unit."""
    head, kind = fields.pop("head", False), fields.pop("post_kind", PositionKind.OPERATIONAL)
    form = fields.pop("skp_form", SkpForm.JA_JF)
    position, _ = Position.objects.get_or_create(
        unit=unit, name=post, defaults={"kind": kind, "is_head": head, "skp_form": form}
    )
    values = {
        "birth_date": date(int(nip[:4]), int(nip[4:6]), int(nip[6:8])),
        "sex": Sex.MALE if nip[14] == "1" else Sex.FEMALE,
        "kind": EmploymentKind.PNS,
        "grade": "III/b",
        "legal_status": "Aktif",
    } | fields
    employee = Employee.objects.create(
        agency=agency, user=make_user(nip, name, agency=agency.code), nip=nip, name=name, **values
    )
    Assignment.objects.create(employee=employee, position=position, since=START)
    return employee


def grant(user: User, role: Role, agency: Agency) -> None:
    RoleGrant.objects.create(user=user, role=role, agency=agency.code, since=START)


def make_period(agency: Agency, year: int = 2026) -> Period:
    period = Period.objects.create(
        agency=agency, name=f"Tahun kinerja {year}", start=date(year, 1, 1), end=date(year, 12, 31)
    )
    for kind, start, end in (
        (StageKind.PLANNING, date(year, 1, 2), date(year, 1, 31)),
        (StageKind.MONITORING, date(year, 2, 1), date(year, 12, 31)),
        (StageKind.FEEDBACK, date(year, 11, 16), date(year, 11, 30)),
        (StageKind.EVALUATION, date(year, 11, 20), date(year + 1, 1, 22)),
    ):
        Stage.objects.create(period=period, kind=kind, start=start, end=end)
    return period


def make_skp(cast: Cast, employee: Employee, state: str = SkpState.DRAFT, appraiser: Employee | None = None) -> Skp:
    """A plan with one main result and one number indicator (target 12 reports)."""
    assignment = Assignment.objects.get(employee=employee, kind="D", until=None)
    is_set = state == SkpState.SET
    skp = Skp.objects.create(
        period=cast.period, employee=employee, assignment=assignment, appraiser=appraiser or cast.kasi,
        form=SkpForm.JA_JF, state=state, created_at=CREATED, submitted_at=CREATED if is_set else None,
        set_at=CREATED if is_set else None,
    )  # fmt: skip
    result = WorkResult.objects.create(skp=skp, order=1, statement="Surat pengantar selesai tepat waktu")
    Indicator.objects.create(
        result=result, order=1, statement="Laporan layanan bulanan", aspect=Aspect.QUANTITY,
        target_low=Decimal(12), unit="laporan",
    )  # fmt: skip
    return skp


def make_progress(skp: Skp, value: int = 9, on: date = date(2026, 10, 1)) -> Progress:
    indicator = Indicator.objects.filter(result__skp=skp).first()
    assert indicator is not None
    return Progress.objects.create(
        indicator=indicator, on=on, value=value, note="Laporan bulan September", created_at=CREATED,
        idempotency_key=f"progress-{skp.pk}-{on}-{value}",
    )  # fmt: skip


def make_feedback(skp: Skp, giver: Employee, role: str, text: str = "Cepat dan sabar melayani lansia.") -> Feedback:
    signed = giver.name if role == "superior" else ""
    feedback = Feedback.objects.create(
        skp=skp, kind="incidental", role=role, text=text, signed_by=signed, on=date(2026, 10, 5)
    )
    FeedbackGiver.objects.create(feedback=feedback, giver=giver, created_at=CREATED)
    return feedback


def make_evaluation(skp: Skp, **fields: Any) -> Evaluation:
    assert skp.appraiser is not None
    return Evaluation.objects.create(skp=skp, appraiser=skp.appraiser, **fields)


def make_unit_level(cast: Cast, unit: Unit, level: str = "baik") -> UnitAchievement:
    return UnitAchievement.objects.create(
        unit=unit, period=cast.period, level=level, basis="Perjanjian kinerja 2026", set_by="Camat", set_at=CREATED
    )


def accounts_without_a_post(agency: Agency) -> dict[str, User]:
    accounts = {
        "auditor": make_user("auditor", "Auditor Contoh", agency=agency.code),
        "operator": make_user("operator", "Operator Contoh", agency=agency.code),
        "admin": make_user("admin", "Admin Contoh", agency=agency.code),
    }
    for name, role in (("auditor", Role.AUDITOR), ("operator", Role.OPERATOR), ("admin", Role.AGENCY_ADMIN)):
        grant(accounts[name], role, agency)
    return accounts


def build_cast() -> Cast:
    agency = Agency.objects.create(
        code="contoh", name="Pemerintah Kota Contoh", office="Kecamatan Contoh", place="Contoh"
    )
    other = Agency.objects.create(code="lain", name="Pemerintah Kota Lain", office="Kecamatan Lain", place="Lain")
    root = make_unit(agency, "Pemerintah Kota Contoh")
    kecamatan = make_unit(agency, "Kecamatan Contoh", root, "U1")
    service = make_unit(agency, "Seksi Pelayanan Kecamatan Contoh", kecamatan, "U2")
    general = make_unit(agency, "Subbagian Umum dan Kepegawaian Kecamatan Contoh", kecamatan, "U3")
    kelurahan = make_unit(agency, "Kelurahan Amplas", kecamatan, "U4")
    elsewhere = make_unit(other, "Kecamatan Lain")
    head = {"head": True, "post_kind": PositionKind.SUPERVISOR}
    people = {
        "camat": make_employee(
            agency,
            kecamatan,
            "199502092017031901",
            "Bakung Kenanga Contoh",
            "Camat",
            head=True,
            post_kind=PositionKind.ADMINISTRATOR,
            skp_form=SkpForm.JPT_UKM,
            grade="IV/a",
        ),
        "kasubbag": make_employee(
            agency, general, "199201232014032903", "Dahlia Elang Contoh", "Kepala Subbagian Umum", **head
        ),
        "kasi": make_employee(
            agency, service, "199407182016122933", "Camar Oleander Contoh", "Kepala Seksi Pelayanan", **head
        ),
        "beringin": make_employee(
            agency,
            service,
            "199101032013211934",
            "Beringin Yasmin Contoh",
            "Pengelola Layanan Operasional",
            kind=EmploymentKind.PPPK,
            grade="IX",
        ),
        "cendana": make_employee(
            agency, service, "199206202014031935", "Cendana Murai Contoh", "Pengelola Layanan Operasional"
        ),
        "lurah": make_employee(
            agency, kelurahan, "198710262022031938", "Pinus Flamboyan Contoh", "Lurah Amplas", **head
        ),
        "sengon": make_employee(
            agency, kelurahan, "197101272002012940", "Sengon Ulin Contoh", "Pengadministrasi Kependudukan"
        ),
        "outsider": make_employee(other, elsewhere, "198001012005011999", "Nila Lain Contoh", "Pengadministrasi Umum"),
    }
    grant(user_of(people["kasubbag"]), Role.PERFORMANCE_TEAM, agency)
    return Cast(
        agency=agency, other_agency=other, kecamatan=kecamatan, service_section=service, general_section=general,
        kelurahan=kelurahan, period=make_period(agency), **people,
        **accounts_without_a_post(agency),
    )  # fmt: skip


def make_talk(skp: Skp, arranged_by: Employee | None = None, on: date = date(2026, 11, 30)) -> Dialogue:
    """A talk about a plan at nine o'clock."""
    return Dialogue.objects.create(
        skp=skp, purpose="monitoring", planned_for=datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC),
        place="Ruang rapat", agenda="Capaian", arranged_by=arranged_by or skp.employee, created_at=CREATED,
    )  # fmt: skip


def make_action(talk: Dialogue) -> DialogueAction:
    return DialogueAction.objects.create(dialogue=talk, order=1, text="Menyusun daftar syarat", owner=talk.skp.employee)


def make_comment(skp: Skp, author: Employee, text: str = "Target dihitung per bulan.") -> Comment:
    """A proposal that waits for its answer."""
    return Comment.objects.create(
        skp=skp, author=author, kind="proposal", text=text, created_at=CREATED, idempotency_key=f"{author.pk}-{text}"
    )
