"""Who holds which post on which days: beginning, ending, and taking back what has not begun."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position

from .guards import (
    ONE_DAY,
    AlreadyHeld,
    ChangedMeanwhile,
    StillInUse,
    WrongDay,
    WrongPlace,
    after,
    overlapping,
    require_order,
    required_reason,
    write,
)


@transaction.atomic
def assign(
    *, employee: Employee, position: Position, kind: AssignmentKind, since: date, by: User, at: datetime,
    until: date | None = None,
) -> Assignment:  # fmt: skip
    """Let a person hold a post from a day on, or from a day to a last day; asked twice it is done once.

    A definitive post ends the present definitive post the day before; Plt and Plh stand beside it.

    Raises:
        WrongPlace: the post is closed or belongs to another agency.
        AlreadyHeld: the person holds it on one of the days, or somebody else leads the unit in the same way.
        WrongDay: the last day lies before the first, or the days meet another definitive post.
    """
    require_order(since, until)
    # Of two people who assign at the same moment the second waits for the first.
    employee = Employee.objects.select_for_update().select_related("agency").get(pk=employee.pk)
    post = Position.objects.select_for_update().get(pk=position.pk)
    _require_place(employee, post, since)
    days = Assignment.objects.filter(overlapping(since, until))
    same = days.filter(employee=employee, position=post).order_by("since").first()
    if same is not None:
        if (same.kind, same.since, same.until) == (kind, since, until):
            return same
        raise AlreadyHeld(_("Pegawai ini sudah memegang jabatan itu pada tanggal tersebut."), "position")
    if post.is_head:
        _require_free_lead(days.filter(position=post, kind=kind))
    former = _end_definitive(employee, since, until) if kind == AssignmentKind.DEFINITIVE else None
    made = Assignment.objects.create(
        employee=employee, position=post, kind=kind, since=since, until=until, replaces=former
    )
    data = {"employee": employee.nip, "post": post.pk, "kind": kind, "since": since, "until": until}
    write("post.assigned", employee.agency, f"employee:{employee.pk}", by, at, data)
    return made


@transaction.atomic
def end_assignment(*, assignment: Assignment, until: date, reason: str, by: User, at: datetime) -> None:
    """Give the holding of a post a last day, or an earlier one.

    Raises:
        WrongDay: before it began; ChangedMeanwhile: it has ended by then, or was changed; ReasonMissing.
    """
    reason = required_reason(reason)
    if until < assignment.since:
        raise WrongDay(after(assignment.since), "until")
    if assignment.until is not None and assignment.until <= until:
        raise ChangedMeanwhile(_("Penugasan ini sudah berakhir, jadi tidak ada yang diubah."))
    same = Assignment.objects.filter(pk=assignment.pk, until=assignment.until)
    if not same.update(until=until):
        raise ChangedMeanwhile(_("Penugasan ini baru saja diubah orang lain. Muat ulang halaman."))
    data = {"post": assignment.position_id, "until": until, "reason": reason}
    employee = assignment.employee
    write("post.left", employee.agency, f"employee:{employee.pk}", by, at, data)


@transaction.atomic
def take_back_assignment(*, assignment: Assignment, reason: str, by: User, at: datetime) -> None:
    """Remove a holding that has not begun, and let the definitive post that it would have ended go on.

    It leaves no row; the ledger keeps that it was entered and taken back.

    Raises:
        WrongDay: it has begun; it is ended, not taken back.
        StillInUse: a later definitive post, or a plan, rests on it.
        ChangedMeanwhile: taken back or changed already; ReasonMissing.
    """
    reason, employee = required_reason(reason), assignment.employee
    if assignment.since <= timezone.localdate(at):
        raise WrongDay(_("Penugasan ini sudah mulai. Akhiri, jangan batalkan, supaya riwayatnya tetap ada."))
    Employee.objects.select_for_update().get(pk=employee.pk)
    definitive = Assignment.objects.filter(employee=employee, kind=AssignmentKind.DEFINITIVE)
    if assignment.kind == AssignmentKind.DEFINITIVE and definitive.filter(since__gt=assignment.since).exists():
        raise StillInUse(_("Ada jabatan definitif lain sesudahnya. Batalkan yang itu lebih dulu."))
    _remove(assignment)
    if assignment.replaces_id is not None:
        last = assignment.since - ONE_DAY
        Assignment.objects.filter(pk=assignment.replaces_id, until=last).update(until=None)
    data = {"post": assignment.position_id, "kind": assignment.kind, "since": assignment.since, "reason": reason}
    write("post.taken_back", employee.agency, f"employee:{employee.pk}", by, at, data)


def _require_place(employee: Employee, post: Position, since: date) -> None:
    if post.unit.agency_id != employee.agency_id:
        raise WrongPlace(_("Jabatan ini milik instansi lain."), "position")
    if not post.is_active or post.unit.until is not None:
        raise WrongPlace(_("Jabatan ini sudah ditutup. Pilih jabatan lain."), "position")
    if since < post.unit.since:
        text = _("Unit jabatan ini baru berdiri %(day)s. Pilih tanggal itu atau sesudahnya.")
        raise WrongDay(text % {"day": date_format(post.unit.since, "j M Y")}, "since")


def _require_free_lead(held: QuerySet[Assignment]) -> None:
    holder = held.select_related("employee").order_by("since").first()
    if holder is not None:
        text = _("Jabatan ini dipegang %(name)s pada tanggal tersebut. Akhiri penugasannya, atau pilih jenis lain.")
        raise AlreadyHeld(text % {"name": holder.employee.name}, "position")


def _end_definitive(employee: Employee, since: date, until: date | None) -> Assignment | None:
    """End the present definitive post the day before, and return it; another one in these days is not moved aside."""
    held = Assignment.objects.filter(overlapping(since, until), employee=employee, kind=AssignmentKind.DEFINITIVE)
    meeting = list(held.order_by("since"))
    present = meeting[0] if meeting and meeting[0].until is None else None
    if present is not None and since > present.since:
        Assignment.objects.filter(pk=present.pk).update(until=since - ONE_DAY)
        return present
    if present is not None and since == present.since:
        raise WrongDay(after(present.since), "since")
    if meeting:
        raise WrongDay(_meets(meeting[0]), "since")
    return None


def _meets(held: Assignment) -> str:
    first = date_format(held.since, "j M Y")
    if held.until is None:
        text = _("Jabatan definitif lain mulai %(first)s. Isi hari terakhir sebelum itu, atau batalkan yang itu dulu.")
        return text % {"first": first}
    text = _("Jabatan definitif lain tercatat %(first)s sampai %(last)s. Pilih tanggal di luar itu, atau akhiri dulu.")
    return text % {"first": first, "last": date_format(held.until, "j M Y")}


def _remove(assignment: Assignment) -> None:
    same = Assignment.objects.filter(pk=assignment.pk, since=assignment.since, until=assignment.until)
    try:
        removed, _by_model = same.delete()
    except ProtectedError as refusal:
        text = _("Sudah ada SKP untuk penugasan ini, jadi penugasannya tidak dapat dibatalkan.")
        raise StillInUse(text) from refusal
    if not removed:
        raise ChangedMeanwhile(_("Penugasan ini sudah dibatalkan atau diubah orang lain. Muat ulang halaman."))
