"""Writing the action plan. Its steps are the owner's way to the agreed target, not part of the agreement: they may
change before and after the plan is set, and they leave the version of the plan alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.planning.enums import PeriodState, Rhythm, SkpState, TargetKind
from terang.planning.models import ActionStep, Indicator, Skp
from terang.planning.queries.actions import steps_of
from terang.planning.steps import LONGEST_TEXT, StepDraft, draft_of, even_steps, fingerprint, intervals, regrouped

from .guards import DISCUSSED, Refused, closed_words, note, wrong_state


def is_writable(skp: Skp) -> bool:
    """Whether steps may change; a draft that amends has none of its own. The plan needs its period loaded."""
    is_alive = skp.state in (*DISCUSSED, SkpState.SET) and skp.amends_id is None
    return is_alive and skp.period.state == PeriodState.OPEN


class StepsChanged(Refused):
    """Somebody changed the steps since the page was opened. ``current`` are the steps as they stand."""

    def __init__(self, current: Sequence[StepDraft]) -> None:
        self.current = tuple(current)
        super().__init__(_("Rencana aksi ini diubah di tempat lain. Isian Anda aman; bandingkan, lalu simpan lagi."))


def write_steps(*, indicator: Indicator, seen: str, steps: Sequence[StepDraft], by: User, at: datetime) -> None:
    """Write all steps of one indicator; the same steps sent twice change nothing.

    Args:
        seen: the fingerprint of the steps that the page showed.

    Raises:
        Refused: the plan is not open for this, or an interval does not belong to it.
        StepsChanged: the steps are not those that the page showed.
    """
    fitting = (_fitting(indicator, step) for step in steps)
    wanted = sorted((step for step in fitting if step.says_something), key=lambda step: step.month)
    with _locked(indicator.result.skp) as skp:
        current = [draft_of(step) for step in steps_of([indicator]).get(indicator.pk, ())]
        if fingerprint(wanted) == fingerprint(current):
            return
        if fingerprint(current) != seen:
            raise StepsChanged(current)
        _require_known(skp, wanted)
        _replace({indicator: wanted})
        data = {"indicator": indicator.pk, "steps": len(wanted), "content": fingerprint(wanted)}
        note(skp, "skp.steps_written", by, at, data)


def fill_evenly(*, skp: Skp, by: User, at: datetime) -> int:
    """Spread the target of every indicator that has no steps yet; returns how many were filled.

    Raises:
        Refused: the plan is not open for this.
    """
    with _locked(skp) as locked:
        empty = without_steps(locked)
        if empty:
            _replace(empty)
            note(locked, "skp.steps_filled", by, at, {"indicators": sorted(each.pk for each in empty)})
    return len(empty)


def without_steps(skp: Skp) -> dict[Indicator, tuple[StepDraft, ...]]:
    """Return what would be proposed for the measured indicators that have no steps yet."""
    ends = intervals(skp)
    rows = list(Indicator.objects.filter(result__skp=skp).exclude(target_kind=TargetKind.TEXT).order_by("pk"))
    written = steps_of(rows)
    return {row: even_steps(row, ends) for row in rows if row.pk not in written}


def change_rhythm(*, skp: Skp, rhythm: Rhythm, by: User, at: datetime) -> None:
    """Go over to months or quarters; written steps are gathered or shared out.

    Raises:
        Refused: the plan is not open for this, or the words of a quarter's months are too long for one step.
    """
    with _locked(skp) as locked:
        if locked.rhythm == rhythm:
            return
        old, new = intervals(locked), intervals(locked, rhythm)
        rows = list(Indicator.objects.filter(result__skp=locked))
        written = steps_of(rows)
        turned = {
            row: regrouped([draft_of(step) for step in written[row.pk]], old, new, row.accumulation)
            for row in rows
            if row.pk in written
        }
        _require_room(turned)
        _replace(turned)
        Skp.objects.filter(pk=locked.pk).update(rhythm=rhythm)
        note(locked, "skp.rhythm_changed", by, at, {"rhythm": rhythm.value, "indicators": len(turned)})
    skp.rhythm = rhythm


@contextmanager
def _locked(skp: Skp) -> Iterator[Skp]:
    """Hold the row of the plan, so that what is compared inside the block is what is written over."""
    with transaction.atomic():
        held = Skp.objects.select_for_update(of=("self",)).select_related("period", "assignment", "employee__agency")
        current = held.get(pk=skp.pk)
        if not is_writable(current):
            is_over = current.period.state != PeriodState.OPEN
            raise Refused(closed_words() if is_over else wrong_state(current))
        yield current


def _fitting(indicator: Indicator, step: StepDraft) -> StepDraft:
    """A target in words has no numbers on the way."""
    target = None if indicator.target_kind == TargetKind.TEXT else step.target
    if target is not None and not (target.is_finite() and target >= 0):
        raise Refused(_("Jumlah paling kecil 0."))
    return StepDraft(step.month, target, step.text.strip())


def _require_known(skp: Skp, steps: Sequence[StepDraft]) -> None:
    known: set[date] = set(intervals(skp))
    if not {step.month for step in steps} <= known:
        raise Refused(_("Irama rencana aksi sudah berganti. Buka lagi halaman ini, lalu isi menurut bulannya."))


def _require_room(steps: Mapping[Indicator, Sequence[StepDraft]]) -> None:
    for indicator, drafts in steps.items():
        if any(len(step.text) > LONGEST_TEXT for step in drafts):
            told = {"indicator": indicator.statement, "most": LONGEST_TEXT}
            raise Refused(
                _(
                    "Uraian langkah “%(indicator)s” melebihi %(most)d huruf bila tiga bulannya disatukan. "
                    "Ringkas dahulu, lalu ganti iramanya."
                )
                % told
            )


def _replace(steps: Mapping[Indicator, Sequence[StepDraft]]) -> None:
    ActionStep.objects.filter(indicator__in=[indicator.pk for indicator in steps]).delete()
    ActionStep.objects.bulk_create(
        ActionStep(indicator=indicator, month=step.month, target=step.target, text=step.text)
        for indicator, drafts in steps.items()
        for step in drafts
    )
