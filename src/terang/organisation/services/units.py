"""Units: adding, naming, moving and closing them. Nothing is overwritten: the former days stay readable."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import Agency, Assignment, Position, Unit, UnitVersion

from .guards import (
    ONE_DAY,
    AlreadyHeld,
    ChangedMeanwhile,
    StillInUse,
    WrongDay,
    WrongPlace,
    after,
    required,
    required_reason,
    write,
)


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
    name = required(name, _("Tuliskan nama unit."), "name")
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
    name = required(name, _("Tuliskan nama unit."), "name")
    reason = required_reason(reason)
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
    reason = required_reason(reason)
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
    reason = required_reason(reason)
    present = _present_version(unit)
    later = Q(until__isnull=True) | Q(until__gt=on)
    if Assignment.objects.filter(later, position__unit=unit).exists():
        raise StillInUse(_("Masih ada pegawai di unit ini. Pindahkan mereka lebih dulu."))
    if Unit.objects.get_children(Unit.objects.get(pk=unit.pk)).filter(later).exists():
        raise StillInUse(_("Masih ada unit di bawahnya. Pindahkan atau tutup unit itu lebih dulu."))
    if on < present.since:
        raise WrongDay(after(present.since), "on")
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
        raise WrongDay(after(present.since), "on")
    if on == present.since:
        UnitVersion.objects.filter(pk=present.pk).update(name=name, parent=parent)
        return
    _end_version(present, on - ONE_DAY)
    UnitVersion.objects.create(unit_id=present.unit_id, name=name, parent=parent, since=on)


def _end_version(present: UnitVersion, last: date) -> None:
    if not UnitVersion.objects.filter(pk=present.pk, until=None).update(until=last):
        raise ChangedMeanwhile(_("Unit ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa lagi."))


def _record(act: str, unit: Unit, by: User, at: datetime, data: dict[str, object]) -> None:
    write(act, unit.agency, f"unit:{unit.pk}", by, at, data)
