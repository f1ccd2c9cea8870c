"""A change in the middle of the year: recorded, applied to the plans in one transaction, and taken back."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.core.midyear import Act, Decision
from terang.core.workflow import PERFORMANCE_TEAM, SKP_WORKFLOW
from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import post_on, superior_line
from terang.planning.enums import CaseKind, CaseState, PeriodState, SkpState
from terang.planning.models import Comment, Dialogue, Handover, Period, PlanCase, Skp
from terang.planning.queries.cases import decision_of, may_succeed, organisational, plan_in_question, whole
from terang.regulation.queries import in_force
from terang.regulation.services import remember_use

from .addendum import cancel_addendum
from .guards import Refused, claim, closed_words, note, reopening, wrong_state
from .news import tell_employees
from .plans import begin_plan

# The plan of these runs on in the same post, or ends; what they need of the posts is nothing.
MOVES = (CaseKind.MOVE, CaseKind.PROMOTION, CaseKind.DEMOTION)
RUNNING = tuple(state for state in SkpState if state != SkpState.CLOSED)


# --- recording --------------------------------------------------------------------------


def prepare_case(
    *,
    employee: Employee,
    period: Period,
    kind: CaseKind,
    on: date,
    until: date | None,
    basis: str,
    by: User,
    at: datetime,
) -> PlanCase:
    """Record what changed; nothing happens to the plan yet. The same words again give the same case.

    Args:
        on: the first day on which it holds; ``until`` its last one, where it is known.
        basis: the decree or other ground, as the ledger keeps it.

    Raises:
        Refused: the period is closed, the days are not possible, the ground is missing, or another change of the
            person waits to be applied.
    """
    if not basis.strip():
        raise Refused(_("Tuliskan dasarnya, misalnya nomor SK atau surat."))
    _require_days(period, on, until)
    case = PlanCase(
        employee=employee, period=period, skp=_plan_for(employee, period, kind, on), kind=kind, on=on, until=until,
        basis=basis.strip(), prepared_by=by.username, prepared_at=at,
    )  # fmt: skip
    _decided(case)
    if (same := _same(case)) is not None:
        return same
    try:
        with transaction.atomic():
            case.save()
            _note(case, "case.prepared", by, at, {"basis": case.basis})
    except IntegrityError:
        raise Refused(_("Untuk pegawai ini sudah ada perubahan yang belum diterapkan. Buka dulu yang itu.")) from None
    return case


def _plan_for(employee: Employee, period: Period, kind: CaseKind, on: date) -> Skp | None:
    """The plan the change concerns; of a move none when only the plan of the new post runs."""
    plan, post = plan_in_question(employee, period), post_on(employee, on)
    began = kind in MOVES and post is not None and post.since == on
    return None if began and plan is not None and post is not None and plan.assignment_id == post.pk else plan


def _require_days(period: Period, on: date, until: date | None) -> None:
    if Period.objects.get(pk=period.pk).state != PeriodState.OPEN:
        raise Refused(closed_words())
    if not period.start <= on <= period.end:
        raise Refused(_("Tanggal mulai di luar %(period)s.") % {"period": period.name})
    if until is not None and until < on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai."))


def _decided(case: PlanCase) -> Decision:
    try:
        return decision_of(case)
    except ValueError:
        pass
    if case.skp is not None and case.on <= case.skp.first_day:
        day = date_format(case.skp.first_day, "j F Y")
        raise Refused(_("SKP yang berjalan mulai %(day)s. Pilih tanggal sesudahnya.") % {"day": day})
    raise Refused(_("Isi tanggal akhirnya: lamanya menentukan apakah SKP perlu diubah."))


def _same(case: PlanCase) -> PlanCase | None:
    """What the same words have recorded already, applied or not."""
    fields = ("employee", "period", "kind", "on", "until", "basis")
    found = PlanCase.objects.filter(**{name: getattr(case, name) for name in fields})
    return found.exclude(state=CaseState.WITHDRAWN).order_by("-pk").first()


# --- applying ---------------------------------------------------------------------------


def apply_case(*, case: PlanCase, version: int, successors: Mapping[int, int], by: User, at: datetime) -> PlanCase:
    """Do to the plans what the law asks for, all of it or nothing; a second press finds it done.

    Args:
        version: of the plan that the page showed; 0 where there is none.
        successors: who takes over each result of the unit: the person's key by the result's.

    Raises:
        Refused: the case was withdrawn, its day has not come, a successor is missing, the new post is not recorded,
            or nobody appraises there.
        ChangedMeanwhile: the plan is not the one that was seen.
    """
    with transaction.atomic():
        held = _held(case)
        if held.state == CaseState.APPLIED:
            return held
        _require_applicable(held, timezone.localdate(at))
        decision, before = _decided(held), held.skp.state if held.skp else ""
        if held.skp is not None and decision.closes_on is not None:
            _close(held, held.skp, version, decision, by, at)
            _hand_over(held, held.skp, successors, decision, timezone.localdate(at))
        opened, created = (None, False) if decision.opens_on is None else _open(held, by, at)
        held.opened, held.state = opened, CaseState.APPLIED
        held.outcome = {"steps": _steps(decision), "before": before, "created": created}
        held.law_version = in_force(held.on).version
        held.applied_by, held.applied_at = by.username, at
        held.save()
        _note_applied(held, decision, by, at)
    return held


def _held(case: PlanCase) -> PlanCase:
    """The case, held until the end of the transaction."""
    PlanCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return whole(PlanCase.objects.filter(pk=case.pk)).get()


def _require_applicable(case: PlanCase, today: date) -> None:
    if case.state == CaseState.WITHDRAWN:
        raise Refused(_("Perubahan ini sudah dibatalkan. Catat perubahan baru bila masih diperlukan."))
    if case.period.state != PeriodState.OPEN:
        raise Refused(closed_words())
    if case.on > today:
        day = date_format(case.on, "j F Y")
        raise Refused(_("Perubahan ini baru berlaku %(day)s. Terapkan pada hari itu atau sesudahnya.") % {"day": day})


def _close(case: PlanCase, skp: Skp, version: int, decision: Decision, by: User, at: datetime) -> None:
    """End the plan; an addendum that is being written ends with it."""
    draft = Skp.objects.filter(amends=skp).first()
    if draft is not None:
        cancel_addendum(draft=draft, version=draft.version, by=by, at=at)
    if skp.state not in RUNNING:
        raise Refused(wrong_state(skp))
    SKP_WORKFLOW.target(skp.state.upper(), "close", PERFORMANCE_TEAM)
    is_judged = decision.says(Act.JUDGE_PART)
    changes = {
        "state": SkpState.CLOSED, "closed_on": decision.closes_on, "closed_reason": case.kind,
        "is_judged_apart": is_judged,
    }  # fmt: skip
    claim(skp, version, RUNNING, changes)
    said = {"case": case.pk, "kind": case.kind, "on": decision.closes_on, "is_judged": is_judged}
    note(skp, "skp.closed", by, at, said | {"version": version + 1})


def _hand_over(case: PlanCase, skp: Skp, successors: Mapping[int, int], decision: Decision, today: date) -> None:
    if not decision.says(Act.HAND_OVER):
        return
    for result in organisational(skp):
        to = successors.get(result.pk)
        if to is None or not may_succeed(skp, to, today):
            said = {"result": result.statement}
            raise Refused(_("Pilih siapa yang meneruskan “%(result)s”.") % said)
        Handover.objects.create(case=case, result=result, to_id=to)


def _open(case: PlanCase, by: User, at: datetime) -> tuple[Skp, bool]:
    """Begin the plan of the post of that day, or join the one that was begun there; whether it is new."""
    post = _new_post(case)
    appraiser = superior_line(case.employee, timezone.localdate(at)).appraiser
    if appraiser is None:
        raise Refused(_("Belum ada pejabat penilai di jabatan baru. Tetapkan dulu di halaman pegawai."))
    running = Skp.objects.filter(period=case.period, assignment=post, amends=None).exclude(state=SkpState.CLOSED)
    is_new = not running.exists()
    starts = case.on if case.on > case.period.start else None
    opened = begin_plan(
        period=case.period, post=post, appraiser=appraiser, former=case.skp, starts_on=starts, by=by, at=at
    )
    if not is_new:
        Skp.objects.filter(pk=opened.pk).update(starts_on=starts, continues=case.skp)
        note(opened, "skp.part_begun", by, at, {"case": case.pk, "starts_on": starts})
    return opened, is_new


def _new_post(case: PlanCase) -> Assignment:
    post = post_on(case.employee, case.on)
    if post is None or post.kind != AssignmentKind.DEFINITIVE:
        raise Refused(_("Jabatan definitif pada tanggal itu belum tercatat. Catat dulu di halaman pegawai."))
    if case.kind in MOVES and case.skp is not None and case.skp.assignment_id == post.pk:
        raise Refused(_("Jabatan barunya belum tercatat. Catat dulu di halaman pegawai, lalu terapkan lagi."))
    return post


def _steps(decision: Decision) -> list[dict[str, object]]:
    return [
        {
            "act": step.act.value,
            "day": step.day.isoformat() if step.day else None,
            "citation": step.citation.as_dict(),
        }
        for step in decision.steps
    ]


def _note_applied(case: PlanCase, decision: Decision, by: User, at: datetime) -> None:
    given = list(Handover.objects.filter(case=case).order_by("pk").values("result", "to__nip"))
    said = {
        "opened": case.opened_id, "closes_on": decision.closes_on, "opens_on": decision.opens_on, "handed": given,
        "steps": [step.act.value for step in decision.steps], "law_version": case.law_version,
    }  # fmt: skip
    _note(case, "case.applied", by, at, said)
    remember_use(law=in_force(case.on), act="case.applied", subject=f"case:{case.pk}", by=by.username, at=at)
    _tell(case, by, at)


def _tell(case: PlanCase, by: User, at: datetime) -> None:
    """The person and the appraisers hear that the plan changed, never why; successors that results wait."""
    appraisers = [plan.appraiser_id for plan in (case.skp, case.opened) if plan is not None]
    tell_employees(
        [case.employee_id, *appraisers], key=f"case:{case.pk}:applied", at=at, but=by.username,
        text=gettext_noop("Perubahan tengah tahun %(name)s diterapkan pada SKP."),
        values={"name": case.employee.full_name}, url=reverse("cases:case", args=[case.pk]),
    )  # fmt: skip
    successors = Handover.objects.filter(case=case).values_list("to", flat=True).distinct()
    tell_employees(
        list(successors), key=f"case:{case.pk}:handed", at=at,
        text=gettext_noop("Hasil kerja %(name)s dialihkan kepada Anda. Masukkan ke SKP Anda."),
        values={"name": case.employee.full_name}, url=reverse("cases:handed"),
    )  # fmt: skip


# --- taking back ------------------------------------------------------------------------


def withdraw_case(*, case: PlanCase, reason: str, by: User, at: datetime) -> None:
    """Drop a case that is not applied, or undo one on which nothing rests yet; a second press finds it done.

    Raises:
        Refused: no reason for undoing, the period is closed, or something was recorded since: a result was taken
            over, the new plan was written, a later change was applied, or the closed plan was judged.
    """
    with transaction.atomic():
        held = _held(case)
        if held.state == CaseState.WITHDRAWN:
            return
        if held.state == CaseState.APPLIED:
            _undo(held, reason, by, at)
        held.state, held.withdrawn_reason = CaseState.WITHDRAWN, reason.strip()
        held.withdrawn_by, held.withdrawn_at = by.username, at
        held.save()
        _note(held, "case.withdrawn", by, at, {"reason": reason.strip(), "was_applied": held.applied_at is not None})


def _undo(case: PlanCase, reason: str, by: User, at: datetime) -> None:
    if not reason.strip():
        raise Refused(_("Tuliskan alasan pembatalan; alasan ini dicatat di buku besar."))
    if case.period.state != PeriodState.OPEN:
        raise Refused(closed_words())
    later = PlanCase.objects.filter(employee=case.employee, period=case.period, state=CaseState.APPLIED, pk__gt=case.pk)
    if later.exists():
        raise Refused(_("Sesudahnya ada perubahan lain yang sudah diterapkan. Batalkan dulu yang lebih baru."))
    if Handover.objects.filter(case=case).exclude(taken_as=None, covered_at=None).exists():
        raise Refused(_("Hasil kerja yang dialihkan sudah diterima penggantinya, jadi perubahan ini tidak dibatalkan."))
    Handover.objects.filter(case=case).delete()
    if case.opened is not None:
        _unopen(case, case.opened)
    if case.skp is not None and case.skp.state == SkpState.CLOSED and case.outcome["before"]:
        _reopen(case, case.skp, by, at)


def _unopen(case: PlanCase, opened: Skp) -> None:
    """Remove the plan that the case began, or leave the one that was there as it was."""
    case.opened = None
    case.save(update_fields=["opened"])
    if not case.outcome["created"]:
        Skp.objects.filter(pk=opened.pk).update(starts_on=None, continues=None)
        return
    if any(rows.filter(skp=opened).exists() for rows in (Comment.objects, Dialogue.objects)):
        raise Refused(_("SKP barunya sudah mulai dibahas, jadi perubahan ini tidak dapat dibatalkan lagi."))
    untouched = Skp.objects.filter(pk=opened.pk, state=SkpState.DRAFT, version=1, results=None)
    if not untouched.delete()[0]:
        raise Refused(_("SKP barunya sudah mulai disusun, jadi perubahan ini tidak dapat dibatalkan lagi."))


def _reopen(case: PlanCase, skp: Skp, by: User, at: datetime) -> None:
    reopening.send(Skp, plan=skp.pk)
    back = {"state": case.outcome["before"], "closed_on": None, "closed_reason": "", "is_judged_apart": False}
    if not Skp.objects.filter(pk=skp.pk, state=SkpState.CLOSED).update(version=F("version") + 1, **back):
        raise Refused(wrong_state(skp))
    note(skp, "skp.reopened", by, at, {"case": case.pk, "state": case.outcome["before"]})


def _note(case: PlanCase, act: str, by: User, at: datetime, data: Mapping[str, object]) -> None:
    said = {"employee": case.employee.nip, "skp": case.skp_id, "kind": case.kind, "on": case.on, "until": case.until}
    code = case.employee.agency.code
    record(agency=code, act=act, subject=f"case:{case.pk}", by=by.username, at=at, data=said | dict(data))
