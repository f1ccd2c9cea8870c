"""Changes of the office: units, posts, who holds them, and appointed appraisers.

Nothing is overwritten: a change ends what held before on the day before and begins the new on its day.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.ledger.services import record

from .enums import AssignmentKind, PositionKind, SkpForm
from .models import Agency, AppraiserOverride, Assignment, Employee, Position, Unit, UnitVersion

ONE_DAY = timedelta(days=1)


class Refused(Exception):
    """A change the rules of the office do not allow; carries a sentence and, where known, the form field."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing has been changed."""


class WrongDay(Refused):
    """The day does not fit what is on record."""


class WrongPlace(Refused):
    """The unit cannot stand there in the tree."""


class StillInUse(Refused):
    """People or units still hang on what should end."""


class AlreadyHeld(Refused):
    """The post, or the days, are taken."""


class ReasonMissing(Refused):
    """A change needs a written reason."""


# --- units ------------------------------------------------------------------------------


@transaction.atomic
def create_unit(
    *, agency: Agency, parent: Unit | None, name: str, since: date, by: User, at: datetime, code: str = ""
) -> Unit:
    """Add a unit under another one, or as the root of the agency.

    Raises:
        WrongPlace: the parent belongs to another agency.
        WrongDay: the parent does not exist yet on that day.
        AlreadyHeld: the code is taken, or the agency has a root already.
    """
    name = _required(name, _("Tuliskan nama unit."), "name")
    _require_parent(agency, parent, since)
    if code and Unit.objects.filter(agency=agency, code=code).exists():
        raise AlreadyHeld(_("Kode unor ini sudah dipakai unit lain."), "code")
    fields = {"agency": agency, "code": code, "name": name, "since": since}
    unit: Unit = Unit.objects.add_child(parent, fields) if parent else Unit.objects.add_root(fields)
    UnitVersion.objects.create(unit=unit, name=name, parent=parent, since=since)
    _record("unit.created", unit, by, at, {"name": name, "parent": parent and parent.pk, "since": since})
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, reason: str, by: User, at: datetime) -> None:
    """Give the unit another name from a day on; the former name stays readable for earlier days.

    Raises:
        ReasonMissing: without a reason; WrongDay: before the present name began.
        AlreadyHeld: it has this name; ChangedMeanwhile: it was closed or changed at the same time.
    """
    name = _required(name, _("Tuliskan nama unit."), "name")
    reason = _reason(reason)
    present = _present_version(unit)
    if present.name == name:
        raise AlreadyHeld(_("Unit ini sudah bernama demikian."), "name")
    _begin_version(present, on, name, present.parent)
    Unit.objects.filter(pk=unit.pk).update(name=name)
    data = {"from": present.name, "to": name, "on": on, "reason": reason}
    _record("unit.renamed", unit, by, at, data)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, on: date, reason: str, by: User, at: datetime) -> None:
    """Hang the unit, with everything below it, under another one from a day on.

    Raises:
        WrongPlace: below itself, or into another agency.
        ReasonMissing, WrongDay, AlreadyHeld, ChangedMeanwhile: see rename_unit.
    """
    reason = _reason(reason)
    _require_parent(unit.agency, parent, on)
    # Paths are read afresh: an earlier move in the same request may have changed them.
    node, target = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    if target.path.startswith(node.path):
        raise WrongPlace(_("Sebuah unit tidak dapat berada di bawah dirinya sendiri."), "parent")
    present = _present_version(node)
    if present.parent_id == parent.pk:
        raise AlreadyHeld(_("Unit ini sudah berada di bawah unit itu."), "parent")
    _begin_version(present, on, present.name, target)
    Unit.objects.move(node, target, "last-child")
    data = {"from": present.parent_id, "to": parent.pk, "on": on, "reason": reason}
    _record("unit.moved", unit, by, at, data)


@transaction.atomic
def close_unit(*, unit: Unit, on: date, reason: str, by: User, at: datetime) -> None:
    """End a unit with a last day; its history stays.

    Raises:
        StillInUse: people or open units hang on it after that day; ReasonMissing, WrongDay, ChangedMeanwhile.
    """
    reason = _reason(reason)
    present = _present_version(unit)
    later = Q(until__isnull=True) | Q(until__gt=on)
    if Assignment.objects.filter(later, position__unit=unit).exists():
        raise StillInUse(_("Masih ada pegawai di unit ini. Pindahkan mereka lebih dulu."))
    if Unit.objects.get_children(Unit.objects.get(pk=unit.pk)).filter(later).exists():
        raise StillInUse(_("Masih ada unit di bawahnya. Pindahkan atau tutup unit itu lebih dulu."))
    if on < present.since:
        raise WrongDay(_after(present.since), "on")
    _end_version(present, on)
    Unit.objects.filter(pk=unit.pk).update(until=on)
    Position.objects.filter(unit=unit, is_active=True).update(is_active=False)
    _record("unit.closed", unit, by, at, {"on": on, "reason": reason})


def _require_parent(agency: Agency, parent: Unit | None, on: date) -> None:
    if parent is None:
        if Unit.objects.filter(agency=agency, depth=1).exists():
            raise AlreadyHeld(_("Instansi ini sudah punya unit paling atas. Pilih unit di atasnya."), "parent")
        return
    if parent.agency_id != agency.pk:
        raise WrongPlace(_("Unit di atasnya harus dari instansi yang sama."), "parent")
    if on < parent.since or (parent.until is not None and on > parent.until):
        raise WrongDay(_("Unit di atasnya tidak ada pada tanggal itu."), "on")


def _present_version(unit: Unit) -> UnitVersion:
    present = UnitVersion.objects.select_related("parent").filter(unit=unit, until=None).first()
    if present is None:
        raise ChangedMeanwhile(_("Unit ini sudah ditutup, jadi tidak ada lagi yang diubah."))
    return present


def _begin_version(present: UnitVersion, on: date, name: str, parent: Unit | None) -> None:
    """On the day the present version began it is corrected in place; one day has one version."""
    if on < present.since:
        raise WrongDay(_after(present.since), "on")
    if on == present.since:
        UnitVersion.objects.filter(pk=present.pk).update(name=name, parent=parent)
        return
    _end_version(present, on - ONE_DAY)
    UnitVersion.objects.create(unit_id=present.unit_id, name=name, parent=parent, since=on)


def _end_version(present: UnitVersion, last: date) -> None:
    if not UnitVersion.objects.filter(pk=present.pk, until=None).update(until=last):
        raise ChangedMeanwhile(_("Unit ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa lagi."))


# --- posts and who holds them ------------------------------------------------------------


@transaction.atomic
def create_post(
    *, unit: Unit, name: str, kind: PositionKind, by: User, at: datetime, echelon: str = "",
    is_head: bool = False, skp_form: SkpForm = SkpForm.JA_JF,
) -> Position:  # fmt: skip
    """Add a post to a unit. Raises AlreadyHeld: a post of that name, or another head post, stands there."""
    name = _required(name, _("Tuliskan nama jabatan."), "name")
    if Position.objects.filter(unit=unit, name__iexact=name).exists():
        raise AlreadyHeld(_("Jabatan ini sudah ada di unit itu."), "name")
    if is_head and Position.objects.filter(unit=unit, is_head=True, is_active=True).exists():
        raise AlreadyHeld(_("Unit ini sudah punya jabatan pimpinan."), "is_head")
    post = Position.objects.create(unit=unit, name=name, kind=kind, echelon=echelon, is_head=is_head, skp_form=skp_form)
    data = {"name": name, "unit": unit.pk, "kind": kind, "echelon": echelon, "is_head": is_head}
    _write("post.created", unit.agency, f"post:{post.pk}", by, at, data)
    return post


@transaction.atomic
def assign(
    *, employee: Employee, position: Position, kind: AssignmentKind, since: date, by: User, at: datetime
) -> Assignment:
    """Let a person hold a post from a day on.

    A definitive post ends the former definitive post the day before; Plt and Plh stand beside it.

    Raises:
        WrongPlace: the post belongs to another agency.
        AlreadyHeld: the person holds it already, or somebody else leads the unit in the same way.
        WrongDay: not after the day on which the present definitive post began.
    """
    if position.unit.agency_id != employee.agency_id:
        raise WrongPlace(_("Jabatan ini milik instansi lain."), "position")
    lasting = Assignment.objects.filter(Q(until__isnull=True) | Q(until__gte=since))
    if lasting.filter(employee=employee, position=position).exists():
        raise AlreadyHeld(_("Pegawai ini sudah memegang jabatan itu pada tanggal tersebut."), "position")
    if position.is_head and lasting.filter(position=position, kind=kind).exists():
        raise AlreadyHeld(_("Jabatan ini sudah dipegang orang lain pada tanggal tersebut."), "position")
    if kind == AssignmentKind.DEFINITIVE:
        _end_definitive(employee, since)
    made = Assignment.objects.create(employee=employee, position=position, kind=kind, since=since)
    data = {"employee": employee.nip, "post": position.pk, "kind": kind, "since": since}
    _write("post.assigned", employee.agency, f"employee:{employee.pk}", by, at, data)
    return made


@transaction.atomic
def end_assignment(*, assignment: Assignment, until: date, reason: str, by: User, at: datetime) -> None:
    """Give the holding of a post a last day. Raises ReasonMissing, WrongDay, ChangedMeanwhile."""
    reason = _reason(reason)
    if until < assignment.since:
        raise WrongDay(_after(assignment.since), "until")
    open_still = Assignment.objects.filter(pk=assignment.pk, until=None)
    if not open_still.update(until=until):
        raise ChangedMeanwhile(_("Penugasan ini sudah berakhir, jadi tidak ada yang diubah."))
    data = {"post": assignment.position_id, "until": until, "reason": reason}
    employee = assignment.employee
    _write("post.left", employee.agency, f"employee:{employee.pk}", by, at, data)


def _end_definitive(employee: Employee, since: date) -> None:
    held = Assignment.objects.filter(employee=employee, kind=AssignmentKind.DEFINITIVE, until=None).first()
    if held is None:
        return
    if since <= held.since:
        raise WrongDay(_after(held.since), "since")
    Assignment.objects.filter(pk=held.pk, until=None).update(until=since - ONE_DAY)


# --- appointed appraisers ---------------------------------------------------------------


@transaction.atomic
def appoint_appraiser(
    *,
    employee: Employee,
    appraiser: Employee,
    since: date,
    until: date | None,
    basis: str,
    by: User,
    at: datetime,
) -> AppraiserOverride:
    """Name the appraiser of one person where the tree does not say who it is (PP 30/2019 Ps 46).

    Raises:
        WrongPlace: the person themself, or somebody of another agency.
        WrongDay: the last day lies before the first.
        AlreadyHeld: another appointment holds on one of the days.
        ReasonMissing: without the decree or other basis.
    """
    if employee.pk == appraiser.pk:
        raise WrongPlace(_("Seseorang tidak dapat menjadi penilai bagi dirinya sendiri."), "appraiser")
    if employee.agency_id != appraiser.agency_id:
        raise WrongPlace(_("Penilai harus pegawai instansi yang sama."), "appraiser")
    basis = _required(basis, _("Tuliskan dasar penetapannya, misalnya nomor SK."), "basis")
    if until is not None and until < since:
        raise WrongDay(_("Tanggal akhir mendahului tanggal mulai."), "until")
    _require_free_days(employee, since, until)
    made = AppraiserOverride.objects.create(
        employee=employee, appraiser=appraiser, since=since, until=until, basis=basis
    )
    data = {"appraiser": appraiser.nip, "since": since, "until": until, "basis": basis}
    _write("appraiser.appointed", employee.agency, f"employee:{employee.pk}", by, at, data)
    return made


@transaction.atomic
def end_appointment(*, override: AppraiserOverride, until: date, by: User, at: datetime) -> None:
    """Give an appointment a last day; from the next day on the unit tree decides again.

    Raises:
        WrongDay: before it began; ChangedMeanwhile: it has ended, or was changed.
    """
    if until < override.since:
        raise WrongDay(_after(override.since), "until")
    same = AppraiserOverride.objects.filter(pk=override.pk, until=override.until)
    if override.until is not None and override.until <= until:
        raise ChangedMeanwhile(_("Penunjukan ini sudah berakhir, jadi tidak ada yang diubah."))
    if not same.update(until=until):
        raise ChangedMeanwhile(_("Penunjukan ini baru saja diubah orang lain. Muat ulang halaman."))
    employee = override.employee
    data = {"appraiser": override.appraiser.nip, "until": until}
    _write("appraiser.appointment_ended", employee.agency, f"employee:{employee.pk}", by, at, data)


def _require_free_days(employee: Employee, since: date, until: date | None) -> None:
    # Of two people who appoint at the same moment the second waits for the first.
    Employee.objects.select_for_update().get(pk=employee.pk)
    held = AppraiserOverride.objects.filter(employee=employee)
    held = held.filter(Q(until__isnull=True) | Q(until__gte=since))
    if until is not None:
        held = held.filter(since__lte=until)
    if held.exists():
        raise AlreadyHeld(_("Sudah ada penilai yang ditunjuk pada tanggal itu. Akhiri dulu penunjukan itu."), "since")


# --- shared -----------------------------------------------------------------------------


def _required(text: str, sentence: str, field: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ReasonMissing(sentence, field)
    return cleaned


def _reason(text: str) -> str:
    return _required(text, _("Tuliskan alasannya."), "reason")


def _after(day: date) -> str:
    shown = date_format(day, "j M Y")
    return _("Pilih tanggal sesudah %(day)s: sejak hari itulah keadaan yang sekarang berlaku.") % {"day": shown}


def _record(act: str, unit: Unit, by: User, at: datetime, data: dict[str, object]) -> None:
    _write(act, unit.agency, f"unit:{unit.pk}", by, at, data)


def _write(act: str, agency: Agency, subject: str, by: User, at: datetime, data: dict[str, object]) -> None:
    record(agency=agency.code, act=act, subject=subject, by=by.username, at=at, data=data)
