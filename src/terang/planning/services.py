"""Writing plans: every act is one transaction with its entry in the ledger.

Each act on a plan names the version it saw. When somebody changed the plan in between, nothing is written and
the caller shows both sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.findings import Finding, has_errors
from terang.core.planning import check_skp
from terang.core.workflow import SKP_WORKFLOW, NotAllowed
from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Agency, Employee
from terang.organisation.queries import post_on, superior_line
from terang.regulation.queries import in_force

from .enums import AnnexKind, Approach, PeriodState, SkpState, StageKind
from .mapping import IndicatorDraft, ResultDraft, StageDates, content_hash, plan_value
from .models import Expectation, Indicator, Period, Skp, SkpAnnex, Stage, WorkResult
from .queries import annex_of, days_late, expectations_of, results_of

EDITABLE = (SkpState.DRAFT, SkpState.RETURNED)
# Expectations are stated from the first talk until the plan is set (PermenPANRB 6/2022, dialog kinerja).
DISCUSSED = (*EDITABLE, SkpState.SUBMITTED)


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried."""


class ChangedMeanwhile(Refused):
    """Somebody changed the plan since the page was opened. ``current`` is the plan as it stands."""

    def __init__(self, current: Skp) -> None:
        self.current = current
        super().__init__(
            _(
                "SKP ini diubah di tempat lain setelah Anda membuka halaman ini. "
                "Isian Anda aman; bandingkan, lalu simpan lagi."
            )
        )


class Incomplete(Refused):
    """The plan lacks what the law asks for. ``findings`` says what and where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(_("SKP belum lengkap. Lengkapi yang ditandai, lalu kirim."))


# --- periods ----------------------------------------------------------------------------


def open_period(
    *, agency: Agency, name: str, start: date, end: date, stages: Sequence[StageDates], by: User, at: datetime
) -> Period:
    """Open an appraisal year with its stages.

    Raises:
        Refused: the dates are in the wrong order, or the year overlaps another one of the agency.
    """
    _require_order(start, end, stages)
    with transaction.atomic():
        # Two people opening the same year wait for each other here.
        Agency.objects.select_for_update().get(pk=agency.pk)
        _require_free(agency, start, end)
        period = Period.objects.create(agency=agency, name=name, start=start, end=end)
        Stage.objects.bulk_create(
            Stage(period=period, kind=stage.kind, start=stage.start, end=stage.end) for stage in stages
        )
        data = {"name": name, "start": start, "end": end, "stages": [stage.as_dict() for stage in stages]}
        record(agency=agency.code, act="period.opened", subject=_name(period), by=by.username, at=at, data=data)
    return period


def close_period(*, period: Period, by: User, at: datetime) -> None:
    """Close a period: its plans, progress and feedback can be read but no longer changed."""
    _switch(period, PeriodState.OPEN, PeriodState.CLOSED, "period.closed", by, at)


def reopen_period(*, period: Period, by: User, at: datetime) -> None:
    """Take back the closing of a period."""
    _switch(period, PeriodState.CLOSED, PeriodState.OPEN, "period.reopened", by, at)


def _switch(period: Period, old: str, new: str, act: str, by: User, at: datetime) -> None:
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, state=old).update(state=new):
            raise Refused(_("Keadaan periode ini sudah berubah. Muat ulang halaman untuk melihatnya."))
        code = period.agency.code
        record(agency=code, act=act, subject=_name(period), by=by.username, at=at, data={"name": period.name})


def _require_order(start: date, end: date, stages: Sequence[StageDates]) -> None:
    if end <= start:
        raise Refused(_("Periode harus selesai sesudah tanggal mulainya."))
    for stage in stages:
        if stage.end < stage.start:
            label = StageKind(stage.kind).label
            raise Refused(_("Tahap %(stage)s harus selesai sesudah tanggal mulainya.") % {"stage": label})


def _require_free(agency: Agency, start: date, end: date) -> None:
    other = Period.objects.filter(agency=agency, start__lte=end, end__gte=start).first()
    if other is not None:
        raise Refused(
            _("Tanggal ini bertumpuk dengan periode %(name)s. Pilih tanggal di luar periode itu.")
            % {"name": other.name}
        )


# --- the life of a plan -----------------------------------------------------------------


def start_skp(*, employee: Employee, period: Period, by: User, at: datetime) -> Skp:
    """Begin the plan of the person's present definitive post; a second call gives the same plan.

    Raises:
        Refused: the period is closed, or the person has no definitive post or no appraiser.
    """
    today = timezone.localdate(at)
    post, line = post_on(employee, today), superior_line(employee, today)
    if post is None or post.kind != AssignmentKind.DEFINITIVE:
        raise Refused(_("Anda belum tercatat memegang jabatan definitif. Hubungi tim pengelola kinerja."))
    if line.appraiser is None:
        raise Refused(_("Pejabat penilai Anda belum tercatat. Hubungi tim pengelola kinerja untuk menetapkannya."))
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, state=PeriodState.OPEN).exists():
            raise Refused(_closed())
        start = {
            "employee": employee,
            "form": post.position.skp_form,
            "appraiser": line.appraiser,
            "created_at": at,
        }
        skp, created = Skp.objects.get_or_create(period=period, assignment=post, defaults=start)
        if created:
            _note(skp, "skp.started", by, at, {"form": skp.form, "appraiser": line.appraiser.nip})
    return skp


def change_approach(*, skp: Skp, version: int, approach: Approach, by: User, at: datetime) -> None:
    """Choose the quantitative or the qualitative form of the results."""
    with _change(skp, version, EDITABLE):
        Skp.objects.filter(pk=skp.pk).update(approach=approach)
        _note(skp, "skp.approach_changed", by, at, {"version": version + 1, "approach": approach.value})


def submit(*, skp: Skp, version: int, by: User, at: datetime) -> None:
    """Hand the plan to the appraiser of the day.

    Raises:
        Incomplete: the law asks for more; warnings do not block.
        Refused: wrong state, closed period, or nobody to hand it to.
        ChangedMeanwhile: the plan is not the one that was seen.
    """
    today = timezone.localdate(at)
    findings = findings_of(skp, today)
    if has_errors(findings):
        raise Incomplete(findings)
    appraiser = superior_line(skp.employee, today).appraiser
    if appraiser is None:
        raise Refused(_("Pejabat penilai Anda belum tercatat. Hubungi tim pengelola kinerja untuk menetapkannya."))
    changes = {"appraiser": appraiser, "submitted_at": at, "return_reason": ""}
    late = days_late(skp.period, StageKind.PLANNING, today)
    with _move(skp, version, "submit", changes):
        _note(
            skp,
            "skp.submitted",
            by,
            at,
            {"version": version + 1, "appraiser": appraiser.nip, "days_late": late},
        )


def return_(*, skp: Skp, version: int, reason: str, by: User, at: datetime) -> None:
    """Give the plan back to the employee with a reason."""
    if not reason.strip():
        raise Refused(_("Tuliskan alasan pengembalian, agar pegawai tahu apa yang perlu diubah."))
    with _move(skp, version, "return_", {"return_reason": reason.strip()}):
        _note(skp, "skp.returned", by, at, {"version": version + 1, "reason": reason.strip()})


def set_(*, skp: Skp, version: int, by: User, at: datetime) -> None:
    """Set the plan (PP 30/2019 Ps 24). The ledger keeps the SHA-256 of what was agreed."""
    late = days_late(skp.period, StageKind.PLANNING, timezone.localdate(at))
    with _move(skp, version, "set", {"set_at": at}):
        agreed = content_hash(skp, results_of(skp), annex_of(skp), expectations_of(skp))
        _note(skp, "skp.set", by, at, {"version": version + 1, "content": agreed, "days_late": late})


def take_over(*, skp: Skp, version: int, appraiser: Employee, by: User, at: datetime) -> None:
    """Continue as appraiser of a plan after the office changed hands (PP 30/2019 Ps 46).

    Raises:
        Refused: on this day somebody else is the appraiser of the person.
    """
    if superior_line(skp.employee, timezone.localdate(at)).appraiser != appraiser:
        raise Refused(_("Pejabat penilai pegawai ini sekarang orang lain. Hubungi tim pengelola kinerja."))
    former = skp.appraiser.nip if skp.appraiser else None
    with _change(skp, version, tuple(SkpState)):
        Skp.objects.filter(pk=skp.pk).update(appraiser=appraiser)
        _note(skp, "skp.appraiser_changed", by, at, {"from": former, "to": appraiser.nip})


def findings_of(skp: Skp, on: date) -> tuple[Finding, ...]:
    """Check the plan against the law of the day (three queries)."""
    return tuple(check_skp(plan_value(skp, results_of(skp), annex_of(skp)), in_force(on)))


# --- results, annex, expectations -------------------------------------------------------


def add_result(*, skp: Skp, version: int, draft: ResultDraft, by: User, at: datetime) -> WorkResult:
    """Add a result with its indicators at the end of its block."""
    with _change(skp, version, EDITABLE):
        _require_parent(skp, draft)
        last = WorkResult.objects.filter(skp=skp, kind=draft.kind).aggregate(last=Max("order"))["last"]
        result = WorkResult.objects.create(skp=skp, order=(last or 0) + 1, **draft.fields())
        _write_indicators(result, draft.indicators)
        _note(skp, "skp.result_added", by, at, {"version": version + 1, "result": result.pk})
    return result


def change_result(*, result: WorkResult, version: int, draft: ResultDraft, by: User, at: datetime) -> None:
    """Replace what a result says; indicators that the draft no longer names are removed."""
    skp = result.skp
    with _change(skp, version, EDITABLE):
        _require_parent(skp, draft)
        WorkResult.objects.filter(pk=result.pk).update(**draft.fields())
        _write_indicators(result, draft.indicators)
        _note(skp, "skp.result_changed", by, at, {"version": version + 1, "result": result.pk})


def remove_result(*, result: WorkResult, version: int, by: User, at: datetime) -> None:
    """Take a result with its indicators out of a plan that is not yet agreed."""
    skp, pk = result.skp, result.pk
    try:
        with _change(skp, version, EDITABLE):
            WorkResult.objects.get(pk=pk).delete()
            _note(skp, "skp.result_removed", by, at, {"version": version + 1, "result": pk})
    except ProtectedError:
        raise Refused(_("Hasil kerja ini dilayani oleh hasil kerja pegawai lain, jadi tidak dapat dihapus.")) from None


def move_result(*, result: WorkResult, version: int, up: bool, by: User, at: datetime) -> None:
    """Move a result one place up or down inside its block; at the edge nothing changes."""
    skp = result.skp
    with _change(skp, version, EDITABLE):
        block = list(WorkResult.objects.filter(skp=skp, kind=result.kind).order_by("order", "id"))
        here = [each.pk for each in block].index(result.pk)
        there = min(max(here + (-1 if up else 1), 0), len(block) - 1)
        block.insert(there, block.pop(here))
        for order, each in enumerate(block, start=1):
            each.order = order
        WorkResult.objects.bulk_update(block, ["order"])
        now = [each.pk for each in block]
        _note(skp, "skp.results_reordered", by, at, {"version": version + 1, "order": now})


def write_annex(*, skp: Skp, version: int, lines: Mapping[AnnexKind, Sequence[str]], by: User, at: datetime) -> None:
    """Replace the lines of the annex lists that are given."""
    with _change(skp, version, EDITABLE):
        SkpAnnex.objects.filter(skp=skp, kind__in=list(lines)).delete()
        SkpAnnex.objects.bulk_create(
            SkpAnnex(skp=skp, kind=kind, order=order, text=text)
            for kind, texts in lines.items()
            for order, text in enumerate(texts, start=1)
        )
        counts = {kind.value: len(texts) for kind, texts in lines.items()}
        _note(skp, "skp.annex_written", by, at, {"version": version + 1, "lines": counts})


def write_expectations(*, skp: Skp, version: int, texts: Mapping[str, str], by: User, at: datetime) -> None:
    """State what the superior expects in particular for each core value; an empty text removes it."""
    said = {value: text.strip() for value, text in texts.items() if text.strip()}
    with _change(skp, version, DISCUSSED):
        Expectation.objects.filter(skp=skp, value__in=list(texts)).delete()
        Expectation.objects.bulk_create(Expectation(skp=skp, value=value, text=text) for value, text in said.items())
        _note(skp, "skp.expectations_written", by, at, {"version": version + 1, "values": sorted(said)})


def _require_parent(skp: Skp, draft: ResultDraft) -> None:
    if draft.parent is None:
        return
    mine = WorkResult.objects.filter(pk=draft.parent, skp__period=skp.period_id, skp__employee=skp.appraiser_id)
    if not mine.exists():
        raise Refused(_("Hasil pimpinan yang dipilih tidak ada lagi. Pilih yang lain."))


def _write_indicators(result: WorkResult, drafts: Sequence[IndicatorDraft]) -> None:
    kept = [draft.pk for draft in drafts if draft.pk is not None]
    known = set(Indicator.objects.filter(result=result, pk__in=kept).values_list("pk", flat=True))
    Indicator.objects.filter(result=result).exclude(pk__in=known).delete()
    for order, draft in enumerate(drafts, start=1):
        if draft.pk in known:
            Indicator.objects.filter(pk=draft.pk).update(order=order, **draft.fields())
        else:
            Indicator.objects.create(result=result, order=order, **draft.fields())


# --- guards -----------------------------------------------------------------------------


@contextmanager
def _change(skp: Skp, version: int, states: Sequence[str]) -> Iterator[None]:
    """Claim the version that was seen; what follows in the block is part of the same transaction."""
    with transaction.atomic():
        _claim(skp, version, states, {})
        yield
    skp.version = version + 1


@contextmanager
def _move(skp: Skp, version: int, act: str, changes: Mapping[str, object]) -> Iterator[None]:
    """Claim the version and change the state as the procedure allows."""
    try:
        target = SkpState(SKP_WORKFLOW.target(skp.state.upper(), act).lower())
    except NotAllowed:
        raise Refused(_wrong_state(skp)) from None
    with transaction.atomic():
        _claim(skp, version, [skp.state], {"state": target, **changes})
        yield
    skp.state, skp.version = target, version + 1


def _claim(skp: Skp, version: int, states: Sequence[str], changes: Mapping[str, object]) -> None:
    seen = Skp.objects.filter(pk=skp.pk, version=version, state__in=states, period__state=PeriodState.OPEN)
    if not seen.update(version=F("version") + 1, **changes):
        raise _why_not(skp, states)


def _why_not(skp: Skp, states: Sequence[str]) -> Refused:
    current = Skp.objects.select_related("period").get(pk=skp.pk)
    if current.period.state != PeriodState.OPEN:
        return Refused(_closed())
    if current.state not in states:
        return Refused(_wrong_state(current))
    return ChangedMeanwhile(current)


def _closed() -> str:
    return _("Periode ini sudah ditutup. Isinya dapat dibaca, tetapi tidak dapat diubah lagi.")


def _wrong_state(skp: Skp) -> str:
    return _("SKP ini berstatus %(state)s, jadi langkah ini belum atau tidak lagi dapat dilakukan.") % {
        "state": skp.get_state_display()
    }


def _name(period: Period) -> str:
    return f"period:{period.pk}"


def _note(skp: Skp, act: str, by: User, at: datetime, data: Mapping[str, object]) -> None:
    code = skp.employee.agency.code
    record(agency=code, act=act, subject=f"skp:{skp.pk}", by=by.username, at=at, data=data)
