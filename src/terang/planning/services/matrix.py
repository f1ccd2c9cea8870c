"""Passing results on: publishing them, giving roles, taking a role into the own plan.

A leader may publish from the first draft on, so that nobody waits for anybody above. A cell has its own version:
two cells of one matrix never stand in each other's way.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line
from terang.planning.enums import PeriodState, ResultKind, SkpState
from terang.planning.mapping import CellDraft
from terang.planning.models import MatrixMember, Period, RoleCell, Skp, WorkResult
from terang.planning.queries.matrix import taken_from

from .cascade import require_kind
from .guards import EDITABLE, Refused, changing, closed_words, note, wrong_state
from .plans import start_skp


class CellChanged(Refused):
    """Somebody changed the cell since the page was opened. ``current`` is the cell as it stands, none when empty."""

    def __init__(self, current: RoleCell | None) -> None:
        self.current = current
        super().__init__(
            _("Peran ini diubah di tempat lain setelah Anda membuka halaman ini. Bandingkan, lalu simpan lagi.")
        )


# --- the leader -------------------------------------------------------------------------


def publish(*, skp: Skp, by: User, at: datetime) -> None:
    """Let the people below see the results and take theirs from them; a second call changes nothing.

    Raises:
        Refused: there is nothing to publish, or the plan or its period is closed.
    """
    with _open(skp):
        results = WorkResult.objects.filter(skp=skp).count()
        if not results:
            raise Refused(_("Anda belum punya hasil kerja. Tulis dahulu hasil kerja Anda di SKP."))
        if Skp.objects.filter(pk=skp.pk, published_at=None).update(published_at=at):
            note(skp, "matrix.published", by, at, {"results": results})


def unpublish(*, skp: Skp, by: User, at: datetime) -> None:
    """Take the results back, as long as nobody has taken one.

    Raises:
        Refused: somebody has taken a result, or the plan or its period is closed.
    """
    with _open(skp):
        taken = taken_from(skp)
        if taken:
            raise Refused(
                _("%(n)s hasil pegawai sudah melayani hasil Anda, jadi penerbitan tidak dapat ditarik.") % {"n": taken}
            )
        if Skp.objects.filter(pk=skp.pk, published_at__isnull=False).update(published_at=None):
            note(skp, "matrix.unpublished", by, at, {})


def add_member(*, skp: Skp, employee: Employee, by: User, at: datetime) -> None:
    """Let somebody of another team work on the leader's results; a second call changes nothing.

    Raises:
        Refused: it is the leader, one of the own people, or somebody of another agency.
    """
    if employee.agency_id != skp.employee.agency_id or employee.pk == skp.employee_id:
        raise Refused(_("Pilih pegawai lain di instansi Anda."))
    if superior_line(employee, timezone.localdate(at)).appraiser == skp.employee:
        raise Refused(_("Pegawai ini bawahan Anda, jadi sudah ada di matriks."))
    with _open(skp):
        made = {"added_by": by.username, "added_at": at}
        if MatrixMember.objects.get_or_create(skp=skp, employee=employee, defaults=made)[1]:
            note(skp, "matrix.member_added", by, at, {"member": employee.nip})


def remove_member(*, skp: Skp, employee: Employee, by: User, at: datetime) -> None:
    """Let a guest go, with roles that were not taken.

    Raises:
        Refused: the person's plan already has a result for one of the roles.
    """
    with _open(skp):
        if WorkResult.objects.filter(parent__skp=skp, skp__employee=employee, skp__amends=None).exists():
            raise Refused(_("Pegawai ini sudah mengambil peran ke SKP-nya, jadi tidak dapat dilepas."))
        RoleCell.objects.filter(result__skp=skp, employee=employee).delete()
        if MatrixMember.objects.filter(skp=skp, employee=employee).delete()[0]:
            note(skp, "matrix.member_removed", by, at, {"member": employee.nip})


def write_cell(
    *, result: WorkResult, employee: Employee, version: int, draft: CellDraft, by: User, at: datetime
) -> RoleCell:
    """Say what a member must produce for a result; ``version`` 0 means that the cell was seen empty.

    Raises:
        CellChanged: somebody else wrote other words in the meantime.
        Refused: the kind and the division do not fit, the person is no member, or the plan is closed.
    """
    require_kind(draft.cascade, draft.split)
    with _open(result.skp):
        _require_member(result.skp, employee, at)
        cell = RoleCell.objects.select_for_update().filter(result=result, employee=employee).first()
        if cell is not None and CellDraft.of(cell) == draft:
            return cell
        if (cell.version if cell else 0) != version:
            raise CellChanged(cell)
        written = RoleCell(
            pk=cell.pk if cell else None, result=result, employee=employee, version=version + 1, changed_at=at,
            **draft.fields(),
        )  # fmt: skip
        written.save()
        data = {"result": result.pk, "member": employee.nip, "cascade": draft.cascade.value, "version": version + 1}
        note(result.skp, "matrix.role_written", by, at, data)
    return written


def clear_cell(*, cell: RoleCell, version: int, by: User, at: datetime) -> None:
    """Empty a cell whose role nobody took.

    Raises:
        CellChanged: it is not the cell that was seen.
        Refused: the person's plan already has a result for it.
    """
    skp = cell.result.skp
    with _open(skp):
        if WorkResult.objects.filter(parent=cell.result, skp__employee=cell.employee, skp__amends=None).exists():
            raise Refused(_("Peran ini sudah diambil ke SKP pegawai, jadi tidak dapat dikosongkan."))
        if not RoleCell.objects.filter(pk=cell.pk, version=version).delete()[0]:
            current = RoleCell.objects.filter(pk=cell.pk).first()
            if current is None:
                return
            raise CellChanged(current)
        data: dict[str, object] = {"result": cell.result_id, "member": cell.employee.nip}
        note(skp, "matrix.role_cleared", by, at, data)


@contextmanager
def _open(skp: Skp) -> Iterator[None]:
    """A transaction that holds the plan of a leader, which must not be closed; its state does not matter else.

    Roles are given on the plan in force: those of a draft that changes it would vanish with the draft.
    """
    with transaction.atomic():
        held = Skp.objects.select_for_update(of=("self",)).select_related("period").get(pk=skp.pk)
        if held.period.state != PeriodState.OPEN:
            raise Refused(closed_words())
        if held.amends_id is not None:
            raise Refused(_("Matriks peran mengikuti SKP yang sedang berlaku. Beri peran di matriks SKP itu."))
        if held.state == SkpState.CLOSED:
            raise Refused(wrong_state(held))
        yield


def _require_member(skp: Skp, employee: Employee, at: datetime) -> None:
    if MatrixMember.objects.filter(skp=skp, employee=employee).exists():
        return
    if superior_line(employee, timezone.localdate(at)).appraiser != skp.employee:
        raise Refused(_("Pegawai ini tidak lagi di tim Anda. Tambahkan dahulu sebagai anggota dari tim lain."))


# --- the member -------------------------------------------------------------------------


def take(*, employee: Employee, cells: Sequence[RoleCell], by: User, at: datetime) -> list[WorkResult]:
    """Take roles of one period into the person's plan, which is begun when there is none. What was taken stays one.

    Raises:
        Refused: the plan can no longer be edited, or the person has none and cannot begin one.
        ChangedMeanwhile: the plan was changed at the same moment.
    """
    if not cells:
        return []
    with transaction.atomic():
        skp = _own_plan(employee, cells[0].result.skp.period, by, at)
        fresh = [cell for cell in cells if cell.result_id not in _served(skp)]
        if not fresh:
            return []
        with changing(skp, skp.version, EDITABLE):
            last = WorkResult.objects.filter(skp=skp, kind=ResultKind.MAIN).aggregate(last=Max("order"))["last"] or 0
            made = [_result(skp, cell, last + place) for place, cell in enumerate(fresh, start=1)]
            taken = [result.parent_id for result in made]
            note(skp, "skp.results_taken", by, at, {"version": skp.version + 1, "from": taken})
    return made


def _own_plan(employee: Employee, period: Period, by: User, at: datetime) -> Skp:
    """The plan that may be written, in the latest post; an addendum stands for the plan that it changes."""
    plans = Skp.objects.filter(employee=employee, period=period).select_related("employee__agency", "period")
    newest = plans.order_by("-assignment__since", F("amends").desc(nulls_last=True), "-pk")
    skp = newest.first() or start_skp(employee=employee, period=period, by=by, at=at)
    if skp.state not in EDITABLE:
        raise Refused(wrong_state(skp))
    return skp


def _served(skp: Skp) -> set[int]:
    """What the person's plans of the period serve; the agreed plan does not count beside its addendum."""
    mine = WorkResult.objects.filter(skp__employee=skp.employee_id, skp__period=skp.period_id, parent__isnull=False)
    served = mine.exclude(skp=skp.amends_id).values_list("parent", flat=True)
    return {parent for parent in served if parent is not None}


def _result(skp: Skp, cell: RoleCell, order: int) -> WorkResult:
    leader = cell.result.skp.employee_id
    return WorkResult.objects.create(
        skp=skp, order=order, statement=cell.role, parent=cell.result, cascade=cell.cascade, split=cell.split,
        assignor_id=None if leader == skp.appraiser_id else leader,
    )  # fmt: skip
