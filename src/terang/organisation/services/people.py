"""People who join the office one by one, and the account of somebody who has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core import enums as core
from terang.core.findings import Finding
from terang.core.nip import NipParts, check_nip
from terang.identity import services as accounts
from terang.identity.models import User
from terang.organisation.enums import AssignmentKind, EmploymentKind, Sex
from terang.organisation.models import Agency, Employee, Position
from terang.regulation.queries import in_force

from .assignments import assign
from .guards import AlreadyHeld, ChangedMeanwhile, Refused, required, write

SEXES = {core.Sex.MALE: Sex.MALE, core.Sex.FEMALE: Sex.FEMALE}


class FaultyNip(Refused):
    """The number cannot be right; ``findings`` says everything that is wrong with it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(_("NIP ini tidak dapat dipakai. Periksa kartu pegawai."), "nip")
        self.findings = findings


@dataclass(frozen=True)
class NewPerson:
    """What is typed about somebody who joins; birth date and sex are read from the NIP."""

    nip: str
    name: str
    kind: EmploymentKind
    grade: str
    legal_status: str
    front_title: str = ""
    back_title: str = ""
    email: str = ""


@transaction.atomic
def add_employee(
    *, agency: Agency, person: NewPerson, position: Position, since: date, by: User, at: datetime
) -> Employee:
    """Take somebody into the office with a definitive post and an account nobody can sign in to yet.

    Raises:
        FaultyNip: the number breaks a rule of the law; AlreadyHeld: it is on record, or the head post is taken.
        ReasonMissing: without a name; WrongPlace, WrongDay: see ``assign``.
    """
    # Of two presses of one button the second waits for the first.
    Agency.objects.select_for_update().get(pk=agency.pk)
    nip, parts = _read(person, timezone.localdate(at))
    name = required(person.name, _("Tuliskan nama pegawai."), "name")
    _require_new(nip, agency)
    employee = Employee.objects.create(
        agency=agency, nip=nip, name=name, front_title=person.front_title, back_title=person.back_title,
        birth_date=parts.birth_date, sex=SEXES[parts.sex or core.Sex.MALE], kind=person.kind, grade=person.grade,
        legal_status=person.legal_status, email=person.email,
    )  # fmt: skip
    data: dict[str, object] = {"nip": nip, "name": name, "kind": person.kind, "grade": person.grade}
    write("employee.added", agency, f"employee:{employee.pk}", by, at, data)
    open_account_for(employee=employee, by=by, at=at)
    assign(employee=employee, position=position, kind=AssignmentKind.DEFINITIVE, since=since, by=by, at=at)
    return employee


@transaction.atomic
def open_account_for(*, employee: Employee, by: User, at: datetime) -> User:
    """Give somebody who has no account one under their NIP; nobody can sign in before its first password.

    An account under that NIP that belongs to nobody yet becomes the person's.

    Raises:
        ChangedMeanwhile: the person has an account; AlreadyHeld: the NIP names the account of somebody else.
    """
    found = User.objects.filter(username=employee.nip, agency=employee.agency.code).first()
    if found is not None and Employee.objects.filter(user=found).exclude(pk=employee.pk).exists():
        raise AlreadyHeld(_("Akun dengan NIP ini sudah dipakai pegawai lain."))
    user = found or _new_account(employee, by, at)
    if not Employee.objects.filter(pk=employee.pk, user=None).update(user=user):
        raise ChangedMeanwhile(_("Pegawai ini sudah punya akun, jadi tidak ada yang diubah."))
    employee.user = user
    return user


def _new_account(employee: Employee, by: User, at: datetime) -> User:
    agency = employee.agency.code
    try:
        return accounts.create_account(
            username=employee.nip, name=employee.name, agency=agency, email=employee.email, by=by, at=at
        )
    except accounts.UsernameTaken as refusal:
        raise AlreadyHeld(_("Akun dengan NIP ini sudah ada di instansi lain. Minta bantuan operator.")) from refusal


def _read(person: NewPerson, today: date) -> tuple[str, NipParts]:
    kind, rules = core.EmploymentKind(person.kind), in_force(today).nip.rules.value
    result = check_nip(person.nip, kind=kind, today=today, rules=rules)
    if result.nip is None or result.parts is None:
        raise FaultyNip(result.findings)
    return result.nip, result.parts


def _require_new(nip: str, agency: Agency) -> None:
    known = Employee.objects.filter(nip=nip).first()
    if known is None:
        return
    if known.agency_id != agency.pk:
        raise AlreadyHeld(_("NIP ini sudah tercatat di instansi lain. Minta operator memindahkannya dulu."), "nip")
    raise AlreadyHeld(_("NIP ini sudah tercatat atas nama %(name)s.") % {"name": known.full_name}, "nip")
