"""Writing a plan: every act is one transaction with its entry in the ledger.

Each act on a plan names the version it saw. When somebody changed the plan in between, nothing is written and
the caller shows both sides.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core.findings import Finding, has_errors
from terang.core.planning import check_skp
from terang.identity.models import User
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee
from terang.organisation.queries import post_on, superior_line
from terang.planning.enums import AnnexKind, Approach, PeriodState, SkpState
from terang.planning.mapping import IndicatorDraft, ResultDraft, content_hash, plan_value
from terang.planning.models import Expectation, Indicator, Period, RoleCell, Skp, SkpAnnex, WorkResult
from terang.planning.queries import annex_of, days_late_for, expectations_of, results_of, results_to_serve
from terang.regulation.queries import in_force

from .addendum import keep_version, require_settable, set_addendum
from .cascade import require_kind, require_no_cycle
from .guards import DISCUSSED, EDITABLE, Incomplete, Refused, changing, closed_words, moving, note
from .news import tell_returned, tell_set, tell_submitted
from .receipts import give_receipt

# --- the life of a plan -----------------------------------------------------------------


def start_skp(*, employee: Employee, period: Period, by: User, at: datetime) -> Skp:
    """Begin the plan of the person's present definitive post; a second call gives the same plan.

    Who had another post earlier in the year, and a plan there that was closed, begins the next part of the year.

    Raises:
        Refused: the period is closed, the person has no definitive post or no appraiser, or the plan of this very post
            was closed: the performance team opens the next one when the person is back.
    """
    today = timezone.localdate(at)
    post, line = post_on(employee, today), superior_line(employee, today)
    if post is None or post.kind != AssignmentKind.DEFINITIVE:
        raise Refused(_("Anda belum tercatat memegang jabatan definitif. Hubungi tim pengelola kinerja."))
    if line.appraiser is None:
        raise Refused(_("Pejabat penilai Anda belum tercatat. Hubungi tim pengelola kinerja untuk menetapkannya."))
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, state=PeriodState.OPEN).exists():
            raise Refused(closed_words())
        return begin_plan(
            period=period, post=post, appraiser=line.appraiser, former=_former(period, post), by=by, at=at
        )


def _former(period: Period, post: Assignment) -> Skp | None:
    """The last closed plan of who holds a post."""
    closed = Skp.objects.filter(employee=post.employee_id, period=period, amends=None, state=SkpState.CLOSED)
    former = closed.order_by("-closed_on", "-id").first()
    running = Skp.objects.filter(period=period, assignment=post, amends=None).exclude(state=SkpState.CLOSED)
    if former is not None and former.assignment_id == post.pk and not running.exists():
        raise Refused(
            _(
                "SKP Anda di jabatan ini sudah ditutup. Saat Anda kembali bertugas, tim pengelola kinerja "
                "membuka SKP yang baru."
            )
        )
    return former


def begin_plan(
    *,
    period: Period,
    post: Assignment,
    appraiser: Employee,
    former: Skp | None = None,
    starts_on: date | None = None,
    by: User,
    at: datetime,
) -> Skp:
    """Begin the plan of a post, or give the one that runs; part of the caller's transaction.

    Args:
        former: the closed plan that this one follows; it begins on the day after that one ended.
        starts_on: its first day, where that is not the first day of the period.
    """
    if former is not None and former.closed_on is not None:
        starts_on = starts_on or former.closed_on + timedelta(days=1)
    start = {
        "employee_id": post.employee_id, "form": post.position.skp_form, "appraiser": appraiser,
        "continues": former, "starts_on": starts_on, "created_at": at,
    }  # fmt: skip
    running = Skp.objects.exclude(state=SkpState.CLOSED)
    skp, created = running.get_or_create(period=period, assignment=post, amends=None, defaults=start)
    if created:
        said: dict[str, object] = {"form": skp.form, "appraiser": appraiser.nip}
        if starts_on is not None:
            said |= {"starts_on": starts_on, "continues": former.pk if former else None}
        note(skp, "skp.started", by, at, said)
    return skp


def change_approach(
    *, skp: Skp, version: int, approach: Approach, feedback_months: int | None = None, by: User, at: datetime
) -> None:
    """Choose the quantitative or the qualitative form of the results, and every how many months the superior gives
    regular feedback (none leaves that as it is)."""
    months = feedback_months or skp.feedback_months
    with changing(skp, version, EDITABLE):
        Skp.objects.filter(pk=skp.pk).update(approach=approach, feedback_months=months)
        said = {"version": version + 1, "approach": approach.value, "feedback_months": months}
        note(skp, "skp.approach_changed", by, at, said)


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
    if skp.amends_id is not None:
        require_settable(skp)
    late = days_late_for(skp, today)
    with moving(skp, version, "submit", changes):
        content = content_hash(skp, results_of(skp), annex_of(skp), expectations_of(skp))
        data = {"version": version + 1, "appraiser": appraiser.nip, "days_late": late, "content": content}
        entry = note(skp, "skp.submitted", by, at, data)
        label = (_("Addendum SKP %(period)s") if skp.amends_id else _("SKP %(period)s")) % {"period": skp.period.name}
        give_receipt(
            entry=entry, employee=skp.employee, subject=f"skp:{skp.pk}", label=label, content=content, late=late, at=at
        )
        tell_submitted(skp=skp, appraiser=appraiser, version=version + 1, at=at)


def withdraw(*, skp: Skp, version: int, by: User, at: datetime) -> None:
    """Take back a plan that was handed in and not yet decided; the next handing in is judged by its own day.

    Raises:
        Refused: the appraiser has decided, or the period is closed.
        ChangedMeanwhile: the plan is not the one that was seen.
    """
    with moving(skp, version, "withdraw", {"submitted_at": None}):
        note(skp, "skp.withdrawn", by, at, {"version": version + 1})


def return_(*, skp: Skp, version: int, reason: str, by: User, at: datetime) -> None:
    """Give the plan back to the employee with a reason."""
    if not reason.strip():
        raise Refused(_("Tuliskan alasan pengembalian, agar pegawai tahu apa yang perlu diubah."))
    with moving(skp, version, "return_", {"return_reason": reason.strip()}):
        note(skp, "skp.returned", by, at, {"version": version + 1, "reason": reason.strip()})
        tell_returned(skp=skp, version=version + 1, at=at)


def set_(*, skp: Skp, version: int, by: User, at: datetime) -> None:
    """Set the plan (PP 30/2019 Ps 24). The ledger keeps the SHA-256 of what was agreed.

    An addendum is written over the plan that it changes, see ``set_addendum``.
    """
    if skp.amends_id is not None:
        set_addendum(draft=skp, version=version, by=by, at=at)
        return
    late = days_late_for(skp, timezone.localdate(at))
    with moving(skp, version, "set", {"set_at": at}):
        agreed = keep_version(skp=skp, number=1, set_by=by.username, at=at).sha256
        note(skp, "skp.set", by, at, {"version": version + 1, "content": agreed, "days_late": late})
        tell_set(skp=skp, at=at)


def take_over(*, skp: Skp, version: int, appraiser: Employee, by: User, at: datetime) -> None:
    """Continue as appraiser of a plan, and of its addendum, after the office changed hands (PP 30/2019 Ps 46).

    Raises:
        Refused: on this day somebody else is the appraiser of the person, or the plan is closed.
    """
    if skp.state == SkpState.CLOSED:
        raise Refused(_("SKP ini sudah ditutup. Yang menilainya tetap pejabat penilai pada saat penutupan."))
    if superior_line(skp.employee, timezone.localdate(at)).appraiser != appraiser:
        raise Refused(_("Pejabat penilai pegawai ini sekarang orang lain. Hubungi tim pengelola kinerja."))
    former = skp.appraiser.nip if skp.appraiser else None
    with changing(skp, version, tuple(SkpState)):
        Skp.objects.filter(pk=skp.pk).update(appraiser=appraiser)
        Skp.objects.filter(amends=skp).update(appraiser=appraiser, version=F("version") + 1)
        note(skp, "skp.appraiser_changed", by, at, {"from": former, "to": appraiser.nip})


def findings_of(skp: Skp, on: date) -> tuple[Finding, ...]:
    """Check the plan against the law of the day (three queries)."""
    return tuple(check_skp(plan_value(skp, results_of(skp), annex_of(skp)), in_force(on)))


# --- results, annex, expectations -------------------------------------------------------


def add_result(*, skp: Skp, version: int, draft: ResultDraft, by: User, at: datetime) -> WorkResult:
    """Add a result with its indicators at the end of its block."""
    with changing(skp, version, EDITABLE):
        given = _require_parent(skp, draft)
        last = WorkResult.objects.filter(skp=skp, kind=draft.kind).aggregate(last=Max("order"))["last"]
        result = WorkResult.objects.create(skp=skp, order=(last or 0) + 1, assignor_id=given, **draft.fields())
        _write_indicators(result, draft.indicators)
        note(skp, "skp.result_added", by, at, {"version": version + 1, "result": result.pk})
    return result


def change_result(*, result: WorkResult, version: int, draft: ResultDraft, by: User, at: datetime) -> None:
    """Replace what a result says; indicators that the draft no longer names are removed."""
    skp = result.skp
    with changing(skp, version, EDITABLE):
        given = _require_parent(skp, draft)
        require_no_cycle(result, draft.parent)
        WorkResult.objects.filter(pk=result.pk).update(assignor_id=given, **draft.fields())
        _write_indicators(result, draft.indicators)
        note(skp, "skp.result_changed", by, at, {"version": version + 1, "result": result.pk})


def remove_result(*, result: WorkResult, version: int, by: User, at: datetime) -> None:
    """Take a result with its indicators and the roles given on it out of a plan that is not yet agreed."""
    skp, pk = result.skp, result.pk
    try:
        with changing(skp, version, EDITABLE):
            gone = WorkResult.objects.get(pk=pk).delete()[1]
            roles = gone.get(RoleCell._meta.label, 0)
            note(skp, "skp.result_removed", by, at, {"version": version + 1, "result": pk, "roles": roles})
    except ProtectedError:
        raise Refused(_("Hasil kerja ini dilayani oleh hasil kerja pegawai lain, jadi tidak dapat dihapus.")) from None


def move_result(*, result: WorkResult, version: int, up: bool, by: User, at: datetime) -> None:
    """Move a result one place up or down inside its block; at the edge nothing changes."""
    skp = result.skp
    with changing(skp, version, EDITABLE):
        block = list(WorkResult.objects.filter(skp=skp, kind=result.kind).order_by("order", "id"))
        here = [each.pk for each in block].index(result.pk)
        there = min(max(here + (-1 if up else 1), 0), len(block) - 1)
        block.insert(there, block.pop(here))
        for order, each in enumerate(block, start=1):
            each.order = order
        WorkResult.objects.bulk_update(block, ["order"])
        now = [each.pk for each in block]
        note(skp, "skp.results_reordered", by, at, {"version": version + 1, "order": now})


def write_annex(*, skp: Skp, version: int, lines: Mapping[AnnexKind, Sequence[str]], by: User, at: datetime) -> None:
    """Replace the lines of the annex lists that are given."""
    with changing(skp, version, EDITABLE):
        SkpAnnex.objects.filter(skp=skp, kind__in=list(lines)).delete()
        SkpAnnex.objects.bulk_create(
            SkpAnnex(skp=skp, kind=kind, order=order, text=text)
            for kind, texts in lines.items()
            for order, text in enumerate(texts, start=1)
        )
        counts = {kind.value: len(texts) for kind, texts in lines.items()}
        note(skp, "skp.annex_written", by, at, {"version": version + 1, "lines": counts})


def write_expectations(*, skp: Skp, version: int, texts: Mapping[str, str], by: User, at: datetime) -> None:
    """State what the superior expects in particular for each core value; an empty text removes it."""
    said = {value: text.strip() for value, text in texts.items() if text.strip()}
    with changing(skp, version, DISCUSSED):
        Expectation.objects.filter(skp=skp, value__in=list(texts)).delete()
        Expectation.objects.bulk_create(Expectation(skp=skp, value=value, text=text) for value, text in said.items())
        note(skp, "skp.expectations_written", by, at, {"version": version + 1, "values": sorted(said)})


def _require_parent(skp: Skp, draft: ResultDraft) -> int | None:
    """Return the leader of another team whose result is served; none when it is the appraiser's, or nobody's."""
    if draft.parent is None:
        return None
    parent = results_to_serve(skp).filter(pk=draft.parent).first()
    if parent is None:
        raise Refused(_("Hasil pimpinan yang dipilih tidak ada lagi. Pilih yang lain."))
    if draft.cascade is not None:
        require_kind(draft.cascade, draft.split)
    leader = parent.skp.employee_id
    return None if leader == skp.appraiser_id else leader


def _write_indicators(result: WorkResult, drafts: Sequence[IndicatorDraft]) -> None:
    kept = [draft.pk for draft in drafts if draft.pk is not None]
    known = set(Indicator.objects.filter(result=result, pk__in=kept).values_list("pk", flat=True))
    Indicator.objects.filter(result=result).exclude(pk__in=known).delete()
    for order, draft in enumerate(drafts, start=1):
        if draft.pk in known:
            Indicator.objects.filter(pk=draft.pk).update(order=order, **draft.fields())
        else:
            Indicator.objects.create(result=result, order=order, **draft.fields())
