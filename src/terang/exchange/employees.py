"""Importing staff: read → judge → preview → correct → apply, all or nothing.

An uploaded list waits in the database until somebody of the performance team applies or cancels it. Only what
appraisal needs is kept of it, and that is deleted when the import ends.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.jobs.models import Job
from terang.jobs.services import enqueue
from terang.ledger.services import record
from terang.organisation.enums import RowState, StagedState
from terang.organisation.models import Agency, StagedFinding, StagedImport, StagedRow
from terang.regulation.queries import in_force

from . import columns, office, workbook
from .apply import BATCH, Silent, Steps, carry_out
from .findings import Remark
from .plan import Plan, make
from .rows import Person, Row, read_rows
from .workbook import Table, Unreadable

KEPT_FOR = timedelta(days=7)
JOB_KIND = "import.employees"
# Remarks that come from comparing rows and office; a new comparison says them anew.
COMPARED = frozenset({
    "NIP_DUPLICATE", "NIP_DUPLICATE_HERE", "NIP_ELSEWHERE", "NIP_CHANGED", "POST_ACTING", "POST_DAY_MISSING",
    "POST_DAY_KEPT", "POST_HEAD_TWICE", "UNIT_CLOSED", "POST_KIND_TWICE", "UNIT_TWO_NAMES", "UNIT_TWO_PARENTS",
    "UNIT_PARENT_UNKNOWN", "UNIT_PARENT_DIFFERS", "UNIT_CIRCLE",
})  # fmt: skip


class Refused(Exception):
    """A step the import does not allow now; carries a sentence that the job page shows too."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = self.user_message = sentence


class NotReady(Refused):
    """The import was applied, cancelled or changed meanwhile."""


class FaultsLeft(Refused):
    """Rows still carry errors; nothing is applied before they are put right."""


class NothingToDo(Refused):
    """The office already agrees with the list."""


class Expired(Refused):
    """The preview is older than a week."""


class OfficeChanged(Refused):
    """The office is no longer what the preview was compared with."""


# --- reading and preview -----------------------------------------------------------------


@transaction.atomic
def stage(*, stream: IO[bytes], file_name: str, agency: Agency, by: User, at: datetime) -> StagedImport:
    """Read and judge an uploaded list and keep it for the preview. Nothing of the office changes.

    Raises:
        Unreadable: see workbook.read; nothing is kept then.
    """
    _drop_expired(agency, at)
    content = stream.read(workbook.DEFAULT.size + 1)
    table = workbook.read(io.BytesIO(content), columns.ALL)
    today = _day(at)
    rows = list(read_rows(table, in_force(today), today))
    staged = StagedImport(
        agency=agency, file_name=Path(file_name).name[-200:], file_size=len(content),
        file_hash=hashlib.sha256(content).hexdigest(), header_row=table.header_row, by=by.username, at=at,
    )  # fmt: skip
    _keep(staged, _plan(agency, rows, today, {}), table.headings)
    return staged


@transaction.atomic
def correct(*, staged: StagedImport, unit: str, parent: str, head: str, at: datetime) -> None:
    """Choose what stands above a new unit, and which post leads a unit; the preview is computed anew.

    Args:
        unit, parent: keys of ``staged.units``; an empty parent leaves the proposal.
        head: the name of a post of the unit, empty for none.
    Raises:
        NotReady, Expired.
    """
    _require_ready(staged, at)
    known = {each["key"]: each for each in staged.units}
    if unit not in known or (parent and parent not in known):
        raise NotReady(_("Susunan unit sudah berubah. Muat ulang halaman, lalu pilih lagi."))
    corrections = {
        "parents": dict(staged.corrections.get("parents", {})),
        "heads": dict(staged.corrections.get("heads", {})),
    }
    if parent and known[unit]["new"]:
        corrections["parents"][unit] = parent
    corrections["heads"][unit] = head
    _renew(staged, corrections, at)


@transaction.atomic
def cancel(*, staged: StagedImport, at: datetime) -> None:
    """Give up an import; what was kept of the list is deleted. Raises NotReady."""
    states = (StagedState.READY, StagedState.APPLYING) if is_stuck(staged) else (StagedState.READY,)
    if not _change(staged, states, state=StagedState.CANCELLED):
        raise NotReady(_("Impor ini sedang atau sudah diterapkan, jadi tidak dapat dibatalkan."))
    _forget(staged)


def is_expired(staged: StagedImport, at: datetime) -> bool:
    return staged.state == StagedState.READY and at - staged.at > KEPT_FOR


def is_stuck(staged: StagedImport) -> bool:
    """Its job ended without applying it (cancelled, or given up after faults); nothing has changed."""
    return staged.state == StagedState.APPLYING and not (staged.job is not None and staged.job.is_open)


# --- applying ---------------------------------------------------------------------------


@transaction.atomic
def request_apply(*, staged: StagedImport, by: User, at: datetime, result_url: str = "") -> Job:
    """Hand the import to a worker. Asking twice, or in two tabs, starts it once.

    Raises:
        NotReady, Expired, FaultsLeft, NothingToDo.
    """
    if is_stuck(staged):
        startable: tuple[StagedState, ...] = (StagedState.APPLYING,)
    else:
        _require_ready(staged, at)
        startable = (StagedState.READY,)
    if staged.summary["errors"]:
        raise FaultsLeft(_("Masih ada baris yang perlu dibetulkan. Betulkan berkasnya, lalu unggah lagi."))
    if not staged.summary["has_effect"]:
        raise NothingToDo(_("Isi berkas sama dengan data di Terang, jadi tidak ada yang perlu diterapkan."))
    job = enqueue(
        kind=JOB_KIND, params={"staged": staged.pk, "by": by.pk}, by=by.username, at=at,
        key=f"{JOB_KIND}:{staged.pk}:{staged.version}", agency=staged.agency.code, result_url=result_url,
    )  # fmt: skip
    if not _change(staged, startable, state=StagedState.APPLYING, job=job):
        raise NotReady(_already_changed())
    return job


def apply(*, staged: StagedImport, by: User, at: datetime, steps: Steps) -> dict[str, int]:
    """Carry out an import inside the caller's transaction; a second run of the same import changes nothing.

    Raises:
        NotReady: nobody asked for it. OfficeChanged: the preview no longer holds; call ``renew_preview``.
    """
    agency = Agency.objects.select_for_update().get(pk=staged.agency_id)
    staged.refresh_from_db()
    if staged.state == StagedState.APPLIED:
        return _figures(staged.summary)
    if staged.state != StagedState.APPLYING:
        raise NotReady(_("Impor ini belum diminta untuk diterapkan. Buka pratinjaunya lebih dulu."))
    today = _day(at)
    plan = _plan(agency, _stored_rows(staged), today, staged.corrections)
    if plan.digest != staged.digest or plan.errors:
        raise OfficeChanged(
            _(
                "Data pegawai berubah sejak pratinjau dibuat, jadi belum ada yang diterapkan. "
                "Pratinjau sudah kami perbarui; periksa lagi, lalu terapkan."
            )
        )
    carry_out(plan, agency, in_force(today), by=by, at=at, today=today, steps=steps)
    return _finish(staged, plan, by, at)


@transaction.atomic
def renew_preview(*, staged: StagedImport, at: datetime) -> None:
    """Compare the list with the office once more and let people look again."""
    _renew(staged, staged.corrections, at)


@transaction.atomic
def take_back(*, staged: StagedImport) -> None:
    """The job was cancelled before its end: nothing was applied, the preview waits again."""
    _change(staged, (StagedState.APPLYING,), state=StagedState.READY)


# --- the command line --------------------------------------------------------------------


def import_employees(
    path: str | Path, *, agency: Agency | None = None, dry_run: bool = False, by: User, at: datetime
) -> dict[str, Any]:
    """Import a file in one step: ``terang import employees FILE``.

    Without an agency the only or first one is used; on an empty installation it is created.

    Returns:
        {"rows", "new", "changed", "unchanged", "skipped", "missing", "applied", "errors": [{"row", "column", "code",
        "message", "advice"}], "warnings": [...]}. Any error: nothing was applied. ``missing`` counts the people of
        the office whom the file does not name; they stay as they are. An unreadable file is one error with row 0.
    """
    try:
        content = _file(path)
        table = workbook.read(io.BytesIO(content), columns.ALL)
    except Unreadable as problem:
        return _unreadable(problem)
    with transaction.atomic():
        owner = agency or _first_agency()
        if not dry_run and owner.pk is None:
            owner.save()
        today = _day(at)
        plan = _plan(owner, list(read_rows(table, in_force(today), today)), today, {})
        applied = not dry_run and not plan.errors and plan.has_effect
        if applied:
            _apply_at_once(plan, table, owner, Path(path).name, content, by, at)
        elif not dry_run and plan.errors:
            transaction.set_rollback(True)
    return _report(plan, applied)


def _apply_at_once(plan: Plan, table: Table, agency: Agency, name: str, content: bytes, by: User, at: datetime) -> None:
    Agency.objects.select_for_update().get(pk=agency.pk)
    today = _day(at)
    carry_out(plan, agency, in_force(today), by=by, at=at, today=today, steps=Silent())
    staged = StagedImport.objects.create(
        agency=agency, state=StagedState.APPLYING, file_name=name[-200:], file_size=len(content),
        file_hash=hashlib.sha256(content).hexdigest(), header_row=table.header_row, by=by.username, at=at,
        summary=plan.summary(), digest=plan.digest,
    )  # fmt: skip
    _finish(staged, plan, by, at)


def _file(path: str | Path) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(workbook.DEFAULT.size + 1)
    except OSError as problem:
        raise Unreadable(_("Berkas %(path)s tidak dapat dibuka.") % {"path": path}) from problem


def _first_agency() -> Agency:
    return Agency.objects.order_by("pk").first() or Agency(
        code="medan", name="Pemerintah Kota Medan", office=settings.TERANG_OFFICE, place="Medan"
    )


def _unreadable(problem: Unreadable) -> dict[str, Any]:
    error = {"row": 0, "column": "", "code": problem.code, "message": problem.sentence, "advice": ""}
    counts = dict.fromkeys(("rows", "new", "changed", "unchanged", "skipped", "missing"), 0)
    return counts | {"applied": False, "errors": [error], "warnings": []}


def _report(plan: Plan, applied: bool) -> dict[str, Any]:
    figures = plan.summary()
    counts = {key: figures[key] for key in ("rows", "new", "changed", "unchanged", "skipped", "missing")}
    return counts | {
        "applied": applied,
        "errors": [remark.as_dict() for remark in plan.errors],
        "warnings": [remark.as_dict() for remark in plan.warnings],
    }


# --- storing and fetching ----------------------------------------------------------------


def _plan(agency: Agency, rows: Sequence[Row], today: date, corrections: Mapping[str, Mapping[str, str]]) -> Plan:
    return make(office.load(agency, today), rows, in_force(today), today, corrections)


def _renew(staged: StagedImport, corrections: dict[str, Any], at: datetime) -> None:
    plan = _plan(staged.agency, _stored_rows(staged), _day(at), corrections)
    headings = staged.summary.get("headings", {})
    if not _change(staged, (StagedState.READY, StagedState.APPLYING), state=StagedState.READY):
        raise NotReady(_already_changed())
    _forget(staged)
    staged.corrections = corrections
    _keep(staged, plan, headings)


def _keep(staged: StagedImport, plan: Plan, headings: Mapping[str, str]) -> None:
    staged.summary = plan.summary() | {"has_effect": plan.has_effect, "headings": dict(headings)}
    staged.units, staged.digest = plan.units(), plan.digest
    staged.save()
    StagedRow.objects.bulk_create(_rows_to_keep(staged, plan), batch_size=BATCH)
    StagedFinding.objects.bulk_create(
        [
            StagedFinding(
                staged=staged, row=remark.row, column=remark.column, code=remark.code, is_error=remark.is_error,
                value=remark.value, params=dict(remark.params),
            )
            for remark in plan.remarks
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _rows_to_keep(staged: StagedImport, plan: Plan) -> Iterator[StagedRow]:
    for each in plan.rows:
        person = each.row.person
        yield StagedRow(
            staged=staged, number=each.row.number, nip=each.row.nip[:30], state=each.state, changes=each.changes,
            data=person.as_json() if person is not None else {}, appraiser=each.appraiser[:200],
        )  # fmt: skip


def _stored_rows(staged: StagedImport) -> list[Row]:
    headings = staged.summary.get("headings", {})
    said: dict[int, list[Remark]] = {}
    for found in StagedFinding.objects.filter(staged=staged).exclude(code__in=COMPARED).order_by("pk"):
        remark = Remark(found.row, found.column, found.code, found.is_error, found.value, found.params)
        said.setdefault(found.row, []).append(remark)
    stored = StagedRow.objects.filter(staged=staged).order_by("number")
    rows = []
    for number, nip, state, data in stored.values_list("number", "nip", "state", "data").iterator():
        person = Person.from_json(data) if data else None
        rows.append(Row(number, headings, nip, person, state == RowState.SKIPPED, said.get(number, [])))
    return rows


def _finish(staged: StagedImport, plan: Plan, by: User, at: datetime) -> dict[str, int]:
    """Close the import, write it into the ledger, and forget the list."""
    if not _change(staged, (StagedState.APPLYING,), state=StagedState.APPLIED, applied_at=at):
        raise NotReady(_already_changed())
    figures = _figures(plan.summary())
    _forget(staged)
    record(
        agency=staged.agency.code, act="employees.imported", subject=f"import:{staged.pk}", by=by.username, at=at,
        data=figures | {"file": staged.file_name, "sha256": staged.file_hash},
    )  # fmt: skip
    return figures


def _figures(summary: Mapping[str, Any]) -> dict[str, int]:
    names = ("rows", "new", "changed", "unchanged", "skipped", "missing", "new_units", "renamed_units", "warnings")
    return {name: summary[name] for name in names}


def _forget(staged: StagedImport) -> None:
    StagedRow.objects.filter(staged=staged).delete()
    StagedFinding.objects.filter(staged=staged).delete()


def _drop_expired(agency: Agency, at: datetime) -> None:
    old = StagedImport.objects.filter(agency=agency, state=StagedState.READY, at__lt=at - KEPT_FOR)
    for staged in old:
        cancel(staged=staged, at=at)


def _require_ready(staged: StagedImport, at: datetime) -> None:
    if staged.state != StagedState.READY:
        raise NotReady(_already_changed())
    if is_expired(staged, at):
        raise Expired(_("Pratinjau ini sudah lebih dari 7 hari. Unggah berkas yang terbaru."))


def _change(staged: StagedImport, states: Sequence[StagedState], **fields: Any) -> bool:
    """Write fields only while the import is in one of the states and nobody else has changed it since it was read."""
    same = StagedImport.objects.filter(pk=staged.pk, version=staged.version, state__in=states)
    if not same.update(version=staged.version + 1, **fields):
        return False
    staged.version += 1
    for name, value in fields.items():
        setattr(staged, name, value)
    return True


def _already_changed() -> str:
    return _("Impor ini baru saja diubah atau diterapkan di tempat lain. Muat ulang halaman untuk melihatnya.")


def _day(at: datetime) -> date:
    return timezone.localdate(at)
