"""Talks between employee and appraiser: arranged, held, written down, agreed upon.

The two sides of a plan are its owner and its appraiser. Either arranges a talk and either writes the minutes; the
other one confirms them or says what is to be corrected. Each act names the version of the talk that was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.enums import CommentKind, DialogueState, PeriodState, SkpState
from terang.planning.models import Comment, Dialogue, DialogueAction, Period, Skp
from terang.planning.queries.talks import correction_key, earlier_key

from .guards import Refused, closed_words, note
from .news import tell_arranged, tell_cancelled, tell_correction, tell_minutes, tell_rearranged

MOST_ACTIONS = 10


class TalkChanged(Refused):
    """Somebody changed the talk since the page was opened. ``current`` is the talk as it stands."""

    def __init__(self, current: Dialogue) -> None:
        self.current = current
        super().__init__(_("Dialog ini diubah di tempat lain. Isian Anda aman; bandingkan, lalu simpan lagi."))


@dataclass(frozen=True)
class Appointment:
    """When, where and what about."""

    purpose: str
    planned_for: datetime
    place: str
    agenda: str


@dataclass(frozen=True)
class Promise:
    """What one of the two will do; ``by_appraiser`` says who."""

    text: str
    by_appraiser: bool
    due: date | None


def arrange(*, skp: Skp, what: Appointment, person: Employee, by: User, at: datetime) -> Dialogue:
    """Arrange a talk; the same appointment sent twice is one talk.

    Raises:
        Refused: no appraiser, another talk at that moment, a moment far from the period, or all is closed.
    """
    require_talking(skp)
    _require_near(skp.period, what.planned_for.date())
    with transaction.atomic():
        # Two forms sent at once queue here, so that the second one finds the first.
        Skp.objects.select_for_update().get(pk=skp.pk)
        standing = Dialogue.objects.filter(skp=skp, planned_for=what.planned_for).exclude(state=DialogueState.CANCELLED)
        found = standing.first()
        if found is not None:
            return _same(found, what)
        talk = Dialogue.objects.create(skp=skp, arranged_by=person, created_at=at, **vars(what))
        _note(talk, "talk.arranged", by, at, {"planned_for": what.planned_for.isoformat(), "purpose": what.purpose})
        tell_arranged(talk=talk, planned_for=what.planned_for, by=by, at=at)
    return talk


def rearrange(*, talk: Dialogue, version: int, what: Appointment, by: User, at: datetime) -> None:
    """Change day, place or agenda of a talk that is still ahead.

    Raises:
        Refused: no longer ahead, or a moment far from the period.
        TalkChanged: somebody changed it meanwhile.
    """
    _require_near(talk.skp.period, what.planned_for.date())
    current = Dialogue.objects.get(pk=talk.pk)
    if current.state == DialogueState.PLANNED and _appointment(current) == what:
        return
    with transaction.atomic():
        _claim(talk, version, DialogueState.PLANNED, **vars(what))
        _note(talk, "talk.rearranged", by, at, {"planned_for": what.planned_for.isoformat(), "version": version + 1})
        tell_rearranged(talk=talk, planned_for=what.planned_for, version=version + 1, by=by, at=at)


def write_minutes(
    *,
    talk: Dialogue,
    version: int,
    held_on: date,
    minutes: str,
    promises: Sequence[Promise],
    person: Employee,
    by: User,
    at: datetime,
) -> None:
    """Write down what was said and promised, or correct it as long as the other side has not confirmed it.

    Said is said: corrected minutes stay readable beside the new ones.

    Raises:
        Refused: no words, a day ahead, too many actions, minutes of the other side, or confirmed already.
        TalkChanged: somebody changed it meanwhile.
    """
    _require_held(talk, held_on, timezone.localdate(at))
    _require_words(minutes, promises)
    with transaction.atomic():
        current = Dialogue.objects.select_for_update().get(pk=talk.pk)
        if _is_written(current, held_on, minutes.strip(), promises, talk.skp):
            return
        if current.state == DialogueState.HELD and current.minutes_by_id != person.pk and current.version == version:
            raise Refused(_("Catatan ini ditulis pihak lain. Sepakati, atau sampaikan apa yang perlu diperbaiki."))
        _claim(
            talk, version, DialogueState.PLANNED, DialogueState.HELD,
            state=DialogueState.HELD, held_on=held_on, minutes=minutes.strip(), minutes_by=person,
        )  # fmt: skip
        _keep_earlier(current, at)
        _replace_actions(talk, promises)
        digest = sha256(minutes.strip().encode()).hexdigest()
        data = {"held_on": held_on.isoformat(), "actions": len(promises), "sha256": digest, "version": version + 1}
        _note(talk, "talk.held", by, at, data)
        tell_minutes(talk=talk, version=version + 1, by=by, at=at)


def confirm(*, talk: Dialogue, version: int, person: Employee, by: User, at: datetime) -> None:
    """The other side agrees to the minutes; from then on they stand. Agreeing twice changes nothing.

    Raises:
        Refused: one's own minutes, or nothing to agree to.
        TalkChanged: the minutes are no longer those that were read.
    """
    if talk.state == DialogueState.CONFIRMED:
        return
    _require_other_side(talk, person)
    with transaction.atomic():
        _claim(talk, version, DialogueState.HELD, state=DialogueState.CONFIRMED, confirmed_at=at)
        _note(talk, "talk.confirmed", by, at, {"version": version + 1})


def ask_correction(*, talk: Dialogue, version: int, text: str, person: Employee, by: User, at: datetime) -> None:
    """The other side says what is to be corrected; the words stay beside the talk as a remark.

    Raises:
        Refused: no words, one's own minutes, or minutes that are confirmed.
        TalkChanged: the minutes are no longer those that were read.
    """
    if not text.strip():
        raise Refused(_("Tuliskan apa yang perlu diperbaiki."))
    _require_other_side(talk, person)
    key, words = f"{correction_key(talk)}{version}", text.strip()
    if Comment.objects.filter(idempotency_key=key, text=words).exists():
        return
    with transaction.atomic():
        _claim(talk, version, DialogueState.HELD)
        Comment.objects.create(
            skp=talk.skp, about=_("Catatan dialog"), author=person, kind=CommentKind.REMARK, text=words,
            created_at=at, idempotency_key=key,
        )  # fmt: skip
        _note(talk, "talk.correction_asked", by, at, {"version": version + 1})
        tell_correction(talk=talk, version=version + 1, by=by, at=at)


def cancel(*, talk: Dialogue, version: int, reason: str, by: User, at: datetime) -> None:
    """Call a talk off that is still ahead. Calling it off twice changes nothing.

    Raises:
        Refused: no reason, or no longer ahead.
        TalkChanged: somebody changed it meanwhile.
    """
    if not reason.strip():
        raise Refused(_("Tuliskan alasan pembatalan."))
    if talk.state == DialogueState.CANCELLED:
        return
    with transaction.atomic():
        _claim(talk, version, DialogueState.PLANNED, state=DialogueState.CANCELLED, cancelled_reason=reason.strip())
        _note(talk, "talk.cancelled", by, at, {"reason": reason.strip(), "version": version + 1})
        tell_cancelled(talk=talk, by=by, at=at)


def finish_action(*, action: DialogueAction, by: User, at: datetime) -> None:
    """Mark that what was promised is done. Marking twice changes nothing.

    Raises:
        Refused: the period is closed.
    """
    require_talking(action.dialogue.skp)
    with transaction.atomic():
        if DialogueAction.objects.filter(pk=action.pk, done_at=None).update(done_at=at):
            _note(action.dialogue, "talk.action_done", by, at, {"action": action.order})


# --- guards -----------------------------------------------------------------------------


def require_talking(skp: Skp) -> None:
    """A plan is talked about from its first draft until its period closes.

    Raises:
        Refused: closed, a draft that changes a plan in force, or nobody on the other side.
    """
    if skp.period.state != PeriodState.OPEN or skp.state == SkpState.CLOSED:
        raise Refused(closed_words())
    if skp.amends_id is not None:
        raise Refused(_("Bicarakan perubahan ini pada SKP yang sedang berlaku."))
    if skp.appraiser_id is None:
        raise Refused(_("SKP ini belum mempunyai pejabat penilai, jadi dialog belum dapat dicatat."))


def other_side(talk: Dialogue) -> int | None:
    """Who confirms: the owner what the appraiser wrote, the appraiser what the owner wrote."""
    return talk.skp.appraiser_id if talk.minutes_by_id == talk.skp.employee_id else talk.skp.employee_id


def _claim(talk: Dialogue, version: int, *states: DialogueState, **changes: object) -> None:
    require_talking(talk.skp)
    seen = Dialogue.objects.filter(pk=talk.pk, version=version, state__in=states, skp__period__state=PeriodState.OPEN)
    if not seen.update(version=F("version") + 1, **changes):
        raise _why_not(talk, states)


def _why_not(talk: Dialogue, states: Sequence[str]) -> Refused:
    current = Dialogue.objects.select_related("skp__period").get(pk=talk.pk)
    if current.skp.period.state != PeriodState.OPEN:
        return Refused(closed_words())
    if current.state not in states:
        words = _("Dialog ini berstatus %(state)s, jadi langkah ini belum atau tidak lagi dapat dilakukan.")
        return Refused(words % {"state": current.get_state_display()})
    return TalkChanged(current)


def _require_near(period: Period, day: date) -> None:
    """Talks begin in the year before and end in the year after; anything else is a slip of the pen."""
    if not period.start.year - 1 <= day.year <= period.end.year + 1:
        raise Refused(_("Tanggal ini jauh di luar periode SKP. Periksa tahunnya."))


def _require_held(talk: Dialogue, held_on: date, today: date) -> None:
    _require_near(talk.skp.period, held_on)
    if held_on > today:
        raise Refused(_("Tanggal dialog belum tiba. Tulis catatan sesudah dialog berlangsung."))


def _require_words(minutes: str, promises: Sequence[Promise]) -> None:
    if not minutes.strip():
        raise Refused(_("Tuliskan catatan dialog."))
    if len(promises) > MOST_ACTIONS:
        raise Refused(_("Paling banyak %(most)s tindak lanjut dalam satu dialog.") % {"most": MOST_ACTIONS})


def _require_other_side(talk: Dialogue, person: Employee) -> None:
    if person.pk != other_side(talk):
        raise Refused(_("Catatan ini menunggu persetujuan pihak lain, bukan penulisnya."))


# --- contents ---------------------------------------------------------------------------


def _appointment(talk: Dialogue) -> Appointment:
    return Appointment(talk.purpose, talk.planned_for, talk.place, talk.agenda)


def _same(found: Dialogue, what: Appointment) -> Dialogue:
    if _appointment(found) != what:
        raise Refused(_("Pada waktu itu sudah ada dialog tentang SKP ini. Ubah dialog itu, atau pilih waktu lain."))
    return found


def _rows(talk: Dialogue, promises: Sequence[Promise], skp: Skp) -> list[DialogueAction]:
    who = {True: skp.appraiser or skp.employee, False: skp.employee}
    return [
        DialogueAction(dialogue=talk, order=order, text=each.text, owner=who[each.by_appraiser], due=each.due)
        for order, each in enumerate(promises, start=1)
    ]


def _key(action: DialogueAction) -> tuple[str, int, date | None]:
    return action.text, action.owner_id, action.due


def _is_written(current: Dialogue, held_on: date, minutes: str, promises: Sequence[Promise], skp: Skp) -> bool:
    if (current.state, current.held_on, current.minutes) != (DialogueState.HELD, held_on, minutes):
        return False
    stored = [_key(action) for action in current.actions.all()]
    return stored == [_key(action) for action in _rows(current, promises, skp)]


def _keep_earlier(before: Dialogue, at: datetime) -> None:
    """Keep minutes that are written anew, with their day and what was promised, as a remark of their writer."""
    if before.state != DialogueState.HELD:
        return
    assert before.held_on is not None
    assert before.minutes_by is not None
    promised = [f"{each.text} ({each.owner.full_name})" for each in before.actions.select_related("owner")]
    Comment.objects.create(
        skp_id=before.skp_id, about=_("Catatan dialog sebelum diperbaiki"), author=before.minutes_by,
        text="\n".join([date_format(before.held_on, "j F Y"), before.minutes, *promised]), created_at=at,
        idempotency_key=f"{earlier_key(before)}{before.version}",
    )  # fmt: skip


def _replace_actions(talk: Dialogue, promises: Sequence[Promise]) -> None:
    """What was done already stays done when the minutes are corrected around it."""
    done = {_key(action): action.done_at for action in talk.actions.all() if action.done_at}
    rows = _rows(talk, promises, talk.skp)
    for row in rows:
        row.done_at = done.get(_key(row))
    talk.actions.all().delete()
    DialogueAction.objects.bulk_create(rows)


def _note(talk: Dialogue, act: str, by: User, at: datetime, data: dict[str, object]) -> None:
    note(talk.skp, act, by, at, {"talk": talk.pk, **data})
