"""Changing a set plan (PP 30/2019 Ps 28): a draft beside it, written over it when it is set, and every version kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model, OuterRef, ProtectedError, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line
from terang.planning.enums import Ground, SkpState
from terang.planning.mapping import content_hash, kept_content
from terang.planning.models import (
    Comment,
    Dialogue,
    Expectation,
    Indicator,
    RoleCell,
    Skp,
    SkpAnnex,
    SkpVersion,
    WorkResult,
)
from terang.planning.queries import annex_of, expectations_of, results_of

from .cascade import require_no_cycle
from .guards import DISCUSSED, Refused, amending, claim, note, require_open, wrong_state
from .news import tell_amended

# What the draft has for itself and never hands to the plan it changes, or takes from it.
OWN = frozenset({"id", "skp_id", "result_id", "origin_id"})
# What of the plan itself an addendum may change. The action plan with its rhythm is no part of what is agreed once: it
# is written on the plan in force all year long, and an addendum neither copies nor touches it.
PLAN_FIELDS = ("approach", "feedback_months")


def start_addendum(*, skp: Skp, ground: Ground, reason: str, starter: Employee, by: User, at: datetime) -> Skp:
    """Begin to change a set plan: a draft with everything it says. A second call gives the same draft.

    Raises:
        Refused: no reason, the plan is not set, the period is closed, the starter is no longer the appraiser, or
            something rests on the plan.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan alasan addendum, agar perubahan dapat dipertanggungjawabkan."))
    if starter.pk != skp.employee_id:
        _require_present(starter, skp, at)
    with transaction.atomic():
        held = _held(skp)
        begun = Skp.objects.filter(amends=held).first()
        if begun is not None:
            return begun
        amending.send(Skp, plan=held.pk, sets=False)
        draft = Skp(**values_of(held) | _fresh(held, at) | {"amend_ground": ground, "amend_reason": reason.strip()})
        draft.save()
        _copy(held, draft)
        said = {"ground": ground.value, "reason": reason.strip(), "addendum": draft.pk}
        note(held, "skp.addendum_started", by, at, said)
    return draft


def cancel_addendum(*, draft: Skp, version: int, by: User, at: datetime) -> None:
    """Drop a draft that is not yet set; the plan stays as it is.

    Raises:
        Refused: it was set or dropped meanwhile, or the period is closed.
        ChangedMeanwhile: the draft is not the one that was seen.
    """
    with transaction.atomic():
        _claim(draft, version, DISCUSSED)
        now = Skp.objects.select_related("amends__employee__agency").get(pk=draft.pk)
        assert now.amends is not None
        note(now.amends, "skp.addendum_cancelled", by, at, {"addendum": now.pk, "reason": now.amend_reason})
        _hand_over_talks(now, now.amends)
        now.delete()


def set_addendum(*, draft: Skp, version: int, by: User, at: datetime) -> None:
    """Write the draft over the agreed plan, keep the new version, and remove the draft; progress stays.

    Raises:
        Refused: wrong state, another appraiser by now, something with records would be removed, a result would
            come to serve itself, or something rests on the plan.
        ChangedMeanwhile: the draft is not the one that was seen.
    """
    if draft.appraiser is not None:
        _require_present(draft.appraiser, draft, at)
    try:
        with transaction.atomic():
            _claim(draft, version, [SkpState.SUBMITTED])
            _write(draft, by, at)
    except ProtectedError as error:
        raise Refused(_still_used(error)) from None


def require_settable(draft: Skp) -> None:
    """Refuse a draft that could not be set, before it is handed in: it leaves out what has records, or something
    rests on the plan."""
    amending.send(Skp, plan=draft.amends_id, sets=False)
    try:
        with transaction.atomic():
            _remove_missing(draft)
            transaction.set_rollback(True)
    except ProtectedError as error:
        raise Refused(_still_used(error)) from None


def keep_version(
    *, skp: Skp, number: int, set_by: str, at: datetime, ground: str = "", reason: str = "", is_rebuilt: bool = False
) -> SkpVersion:
    """Keep the plan as it stands; ``is_rebuilt`` when nobody kept it on the day it was set (four queries)."""
    results, annex, expectations = results_of(skp), annex_of(skp), expectations_of(skp)
    return SkpVersion.objects.create(
        skp=skp,
        number=number,
        content=kept_content(skp, results, annex, expectations) | {"is_rebuilt": is_rebuilt},
        sha256=content_hash(skp, results, annex, expectations),
        ground=ground,
        reason=reason,
        set_by=set_by,
        set_at=at,
    )


# --- who and what -----------------------------------------------------------------------


def _require_present(appraiser: Employee, skp: Skp, at: datetime) -> None:
    if superior_line(skp.employee, timezone.localdate(at)).appraiser != appraiser:
        raise Refused(_("Pejabat penilai pegawai ini sekarang orang lain, jadi addendum diputuskan oleh pejabat itu."))


def _held(skp: Skp) -> Skp:
    """The agreed plan, held until the end of the transaction."""
    rows = Skp.objects.select_for_update(of=("self",)).select_related("employee__agency", "period")
    held = rows.get(pk=skp.pk)
    require_open(held)
    if held.state != SkpState.SET or held.amends_id is not None:
        raise Refused(wrong_state(held))
    return held


def _claim(draft: Skp, version: int, states: Iterable[str]) -> None:
    if not Skp.objects.filter(pk=draft.pk, amends__isnull=False).exists():
        raise Refused(_("Addendum ini sudah ditetapkan atau dibatalkan."))
    claim(draft, version, list(states), {})


def _still_used(error: ProtectedError) -> str:
    if any(isinstance(each, WorkResult) for each in error.protected_objects):
        return _(
            "Addendum menghapus hasil kerja yang dilayani hasil kerja pegawai lain. "
            "Tulis kembali hasil itu, lalu ajukan lagi."
        )
    return _(
        "Addendum menghapus hasil kerja atau indikator yang sudah punya catatan. "
        "Catatan tidak boleh hilang. Batalkan addendum ini, lalu buat lagi tanpa menghapusnya."
    )


# --- from the plan to the draft ---------------------------------------------------------


def values_of(row: Model) -> dict[str, object]:
    """Every column but those that say whose row it is."""
    fields = row._meta.concrete_fields
    return {field.attname: getattr(row, field.attname) for field in fields if field.attname not in OWN}


def _fresh(held: Skp, at: datetime) -> dict[str, object]:
    unset = dict.fromkeys(("submitted_at", "set_at", "published_at"))
    return unset | {"amends_id": held.pk, "state": SkpState.DRAFT, "version": 1, "created_at": at, "return_reason": ""}


def _copy(held: Skp, draft: Skp) -> None:
    old_results = list(WorkResult.objects.filter(skp=held))
    results = WorkResult.objects.bulk_create(WorkResult(skp=draft, origin=old, **values_of(old)) for old in old_results)
    new_result = {old.pk: new for old, new in zip(old_results, results, strict=True)}
    Indicator.objects.bulk_create(
        Indicator(result=new_result[old.result_id], origin=old, **values_of(old))
        for old in Indicator.objects.filter(result__skp=held)
    )
    SkpAnnex.objects.bulk_create(SkpAnnex(skp=draft, **values_of(old)) for old in SkpAnnex.objects.filter(skp=held))
    Expectation.objects.bulk_create(
        Expectation(skp=draft, **values_of(old)) for old in Expectation.objects.filter(skp=held)
    )


# --- from the draft to the plan ---------------------------------------------------------


def _write(draft: Skp, by: User, at: datetime) -> None:
    now = Skp.objects.select_related("amends").get(pk=draft.pk)
    assert now.amends is not None
    held = _held(now.amends)
    amending.send(Skp, plan=held.pk, sets=True)
    before = _last_version(held)
    roles = _remove_missing(now)
    _write_results(now, held)
    for rows in (SkpAnnex.objects, Expectation.objects):
        rows.filter(skp=held).delete()
        rows.filter(skp=now).update(skp=held)
    changes = {name: getattr(now, name) for name in PLAN_FIELDS}
    Skp.objects.filter(pk=held.pk).update(version=F("version") + 1, **changes)
    held.refresh_from_db(fields=["version", *PLAN_FIELDS])
    after = keep_version(
        skp=held, number=before.number + 1, set_by=by.username, at=at,
        ground=now.amend_ground, reason=now.amend_reason,
    )  # fmt: skip
    note(held, "skp.amended", by, at, {"addendum": now.pk, "roles_removed": roles, **_amended(before, after)})
    tell_amended(skp=held, number=after.number, at=at)
    _hand_over_talks(now, held)
    now.delete()


def _amended(before: SkpVersion, after: SkpVersion) -> Mapping[str, object]:
    said = {"number": after.number, "before": before.sha256, "after": after.sha256}
    return said | {"ground": after.ground, "reason": after.reason}


def _hand_over_talks(draft: Skp, held: Skp) -> None:
    """What was said about the draft is said about the plan from now on: it outlives the draft."""
    origin = WorkResult.objects.filter(pk=OuterRef("result")).values("origin")[:1]
    old = Comment.objects.filter(skp=draft, result__skp=draft)
    Comment.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(result=Subquery(origin))
    Comment.objects.filter(skp=draft).update(skp=held)
    Dialogue.objects.filter(skp=draft).update(skp=held)


def _last_version(held: Skp) -> SkpVersion:
    """The version in force; a plan that was set before versions were kept gets its first one from what it says."""
    last = SkpVersion.objects.filter(skp=held).order_by("-number").first()
    if last is not None:
        return last
    assert held.set_at is not None
    return keep_version(skp=held, number=1, set_by="", at=held.set_at, is_rebuilt=True)


def _remove_missing(draft: Skp) -> int:
    """Take out of the agreed plan what the draft no longer names; returns how many roles went with it."""
    kept = Indicator.objects.filter(result__skp=draft, origin__isnull=False).values("origin")
    Indicator.objects.filter(result__skp=draft.amends_id).exclude(pk__in=kept).delete()
    named = WorkResult.objects.filter(skp=draft, origin__isnull=False).values("origin")
    gone = WorkResult.objects.filter(skp=draft.amends_id).exclude(pk__in=named).delete()[1]
    return gone.get(RoleCell._meta.label, 0)


def _write_results(draft: Skp, held: Skp) -> None:
    """Agreed rows keep their number, and with it all that was recorded on them; new rows move over."""
    for result in WorkResult.objects.filter(skp=draft).select_related("skp", "origin"):
        agreed = result.origin
        if agreed is None:
            WorkResult.objects.filter(pk=result.pk).update(skp=held)
            continue
        if result.parent_id != agreed.parent_id:
            # Others may have come to serve the agreed result since this was written.
            require_no_cycle(result, result.parent_id)
        WorkResult.objects.filter(pk=agreed.pk).update(**values_of(result))
        for indicator in Indicator.objects.filter(result=result):
            _write_indicator(indicator, agreed.pk)


def _write_indicator(indicator: Indicator, result: int) -> None:
    if indicator.origin_id is None:
        Indicator.objects.filter(pk=indicator.pk).update(result=result)
    else:
        Indicator.objects.filter(pk=indicator.origin_id).update(**values_of(indicator))
